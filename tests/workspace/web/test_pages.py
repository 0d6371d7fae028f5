"""A page, a redirection, a plain form."""

from http.cookies import SimpleCookie

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tests.people import People
from tests.workspace.served import Browser, Site
from workspace.accounts import routes as accounts
from workspace.web.pages import NOTICES, form, page, see
from workspace.web.policy import Knock, Policy, guarded


async def show(request: Request) -> Response:
    return await page(
        request,
        "error.html",
        {"title": "T", "message": "<b>&"},
        status=202,
        reason="Because you may.",
    )


async def keep(request: Request) -> Response:
    fields = await form(request)
    return PlainTextResponse(
        " ".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "csrf_token")
    )


async def done(_: Request) -> Response:
    return see("/show", notice="filed")


@pytest.fixture(autouse=True)
def more_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy(Knock.PUBLIC)
    pages = [
        guarded("/show", show, policy=policy, name="show"),
        guarded("/keep", keep, policy=policy, name="keep", methods=("POST",)),
        guarded("/done", done, policy=policy, name="done"),
    ]
    monkeypatch.setattr(accounts, "routes", [*accounts.routes, *pages])


@pytest.fixture
def nour(site: Site, people: People) -> Browser:
    return site.browser(people.nour)


async def test_a_page_stands_in_the_shell_of_whoever_asks(nour: Browser) -> None:
    response = await nour.get("/show")
    assert response.status_code == 202
    assert "Nour" in response.text
    assert "Because you may." in response.text


async def test_what_is_shown_is_escaped(nour: Browser) -> None:
    text = (await nour.get("/show")).text
    assert "&lt;b&gt;&amp;" in text
    assert "<b>&" not in text


async def test_a_form_that_succeeded_leads_to_its_receipt_once(nour: Browser) -> None:
    answer = await nour.get("/done")
    assert (303, "/show") == (answer.status_code, answer.headers["location"])
    cookie = SimpleCookie(answer.headers["set-cookie"])["grenier-notice"]
    assert ("filed", "60", True) == (cookie.value, cookie["max-age"], cookie["httponly"])
    assert NOTICES["filed"] in (await nour.get("/show")).text
    assert NOTICES["filed"] not in (await nour.get("/show")).text


async def test_a_receipt_nobody_wrote_is_not_shown(nour: Browser) -> None:
    nour.client.cookies.set("grenier-notice", "<script>")
    assert "<script>" not in (await nour.get("/show")).text


def test_a_redirection_without_a_receipt_sets_none() -> None:
    assert "set-cookie" not in see("/show").headers


def test_a_receipt_must_be_one_of_ours() -> None:
    with pytest.raises(AssertionError):
        see("/show", notice="anything")


async def test_a_form_gives_its_fields(nour: Browser) -> None:
    assert (await nour.post("/keep", {"a": "1", "b": "2"})).text == "a=1 b=2"


@pytest.mark.parametrize("token", ["0" * 64, "x", "\u00e9\u00e9"])
async def test_a_form_with_a_wrong_token_is_refused(nour: Browser, token: str) -> None:
    response = await nour.post("/keep", {"a": "1"}, token=token)
    assert response.status_code == 403
    assert "This page was open for too long." in response.text


async def test_a_form_without_a_token_is_refused(nour: Browser) -> None:
    assert (await nour.client.post("/keep", data={"a": "1"})).status_code == 403
