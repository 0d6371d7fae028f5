"""The door over HTTP: the form, the cookie, the way back in, the way out."""

import re
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from tests.people import LOU, People
from tests.workspace.accounts.conftest import PASSWORD
from tests.workspace.served import Browser, Site
from workspace.accounts.model import NewAccount
from workspace.accounts.rules import FREE_FAILURES
from workspace.clock import SystemClock
from workspace.web.identity import VISIT_COOKIE

TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


@pytest.fixture
def clock() -> SystemClock:
    """Waiting after a wrong password is told by the database's own clock."""
    return SystemClock()


def cookie(response: httpx.Response, name: str) -> "Morsel[str]":
    """Return the one cookie of this name that `response` sets."""
    found = [
        jar[name]
        for header in response.headers.get_list("set-cookie")
        if name in (jar := SimpleCookie(header))
    ]
    (only,) = found
    return only


async def token(client: httpx.AsyncClient, path: str = "/sign-in") -> str:
    found = TOKEN.search((await client.get(path)).text)
    assert found is not None
    return found[1]


async def knock(client: httpx.AsyncClient, password: str, **fields: str) -> httpx.Response:
    said = {
        "csrf_token": await token(client),
        "login": "ines.morel",
        "password": password,
        **fields,
    }
    return await client.post("/sign-in", data=said)


@pytest.fixture
async def client(ines: NewAccount, site: Site) -> httpx.AsyncClient:
    assert ines.login
    return site.client()


async def test_the_right_password_opens_the_door(client: httpx.AsyncClient) -> None:
    response = await knock(client, PASSWORD)
    assert (303, "/") == (response.status_code, response.headers["location"])
    session = cookie(response, "grenier")
    assert (True, "lax", "/", "", "") == (
        session["httponly"],
        session["samesite"].lower(),
        session["path"],
        session["domain"],
        session["max-age"],
    )
    assert re.fullmatch("[0-9a-f]{64}", session.value)
    assert (await client.get("/confirm")).status_code == 200


async def test_a_session_is_new_at_each_sign_in(client: httpx.AsyncClient) -> None:
    first = cookie(await knock(client, PASSWORD), "grenier").value
    client.cookies.delete("grenier")
    assert first != cookie(await knock(client, PASSWORD), "grenier").value


async def test_a_secret_chosen_by_somebody_else_is_never_taken_over(
    client: httpx.AsyncClient,
) -> None:
    client.cookies.set("grenier", "a" * 64)
    assert cookie(await knock(client, PASSWORD), "grenier").value != "a" * 64


async def test_a_wrong_password_keeps_the_name_and_never_the_password(
    client: httpx.AsyncClient,
) -> None:
    response = await knock(client, "a slip of the hand")
    assert response.status_code == 422
    assert 'value="ines.morel"' in response.text
    assert "a slip of the hand" not in response.text
    assert "grenier=" not in str(response.headers)


async def test_waiting_is_said_in_seconds(client: httpx.AsyncClient) -> None:
    answers = [await knock(client, "a guess") for _ in range(FREE_FAILURES + 1)]
    assert [422] * (FREE_FAILURES + 1) == [answer.status_code for answer in answers]
    last = answers[-1]
    for _ in range(
        6
    ):  # one has to wait a second, then two, then four: a slow machine meets one of them
        if last.status_code != 429:
            last = await knock(client, "a guess")
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1


@pytest.mark.parametrize("said", ["", "0" * 64, "\u00e9"])
async def test_a_form_that_is_not_ours_is_refused(client: httpx.AsyncClient, said: str) -> None:
    assert (await knock(client, PASSWORD, csrf_token=said)).status_code == 403


async def test_a_token_of_one_visit_is_no_token_of_another(
    client: httpx.AsyncClient, site: Site
) -> None:
    stolen = await token(site.client())
    await client.get("/sign-in")
    assert (await knock(client, PASSWORD, csrf_token=stolen)).status_code == 403


async def test_the_visit_is_tied_to_the_browser(client: httpx.AsyncClient) -> None:
    visit = cookie(await client.get("/sign-in"), VISIT_COOKIE)
    assert (True, "lax", "/") == (visit["httponly"], visit["samesite"].lower(), visit["path"])
    assert VISIT_COOKIE not in str((await client.get("/sign-in")).headers)


ELSEWHERE = [
    "https://elsewhere.test/",
    "//elsewhere.test",
    "/\\elsewhere.test",
    "\\\\elsewhere.test",
    "javascript:alert(1)",
    "elsewhere.test",
    "",
    "/\n/elsewhere.test",
    "/\t/elsewhere.test",
    "/\r/elsewhere.test",
    "/ /elsewhere.test",
    "/%09/elsewhere.test",
    "/children//elsewhere.test",
    "/@elsewhere.test",
    "/.\\elsewhere.test",
]


@pytest.mark.parametrize("onward", ELSEWHERE)
async def test_the_door_leads_to_no_other_house(client: httpx.AsyncClient, onward: str) -> None:
    response = await knock(client, PASSWORD, next=onward)
    assert (303, "/") == (response.status_code, response.headers["location"])


async def test_the_door_leads_back_to_the_page_one_came_from(
    client: httpx.AsyncClient, site: Site
) -> None:
    wanted = f"/children/{LOU}/plan"
    sent_away = (await client.get(wanted, params={"step": "B12"})).headers["location"]
    assert f"/sign-in?next={wanted}" == sent_away
    assert f'name="next" value="{wanted}"' in (await client.get(sent_away)).text
    wrong = await knock(client, "a slip of the hand", next=wanted)
    assert f'name="next" value="{wanted}"' in wrong.text
    assert (await knock(client, PASSWORD, next=wanted)).headers["location"] == wanted
    assert (await client.get(sent_away)).headers["location"] == wanted
    assert site


@pytest.mark.parametrize(
    ("method", "path", "asked_by"),
    [
        ("GET", "/", "document"),
        ("GET", "/drafts", "empty"),
        ("POST", f"/children/{LOU}/care", "document"),
    ],
)
async def test_only_a_page_is_come_back_to(
    site: Site, method: str, path: str, asked_by: str
) -> None:
    sent = {"sec-fetch-dest": asked_by}
    answer = await site.client().request(method, path, headers=sent)
    assert (303, "/sign-in") == (answer.status_code, answer.headers["location"])


async def test_the_door_leads_to_no_other_house_for_who_is_inside(
    client: httpx.AsyncClient,
) -> None:
    await knock(client, PASSWORD)
    for onward in ELSEWHERE:
        answer = await client.get("/sign-in", params={"next": onward})
        assert (303, "/") == (answer.status_code, answer.headers["location"])


async def test_the_door_leads_on_inside(client: httpx.AsyncClient) -> None:
    response = await knock(client, PASSWORD, next="/children?sort=age#lou")
    assert response.headers["location"] == "/children?sort=age#lou"


async def test_whoever_is_in_is_led_on(people: People, site: Site) -> None:
    response = await site.browser(people.nour).get("/sign-in")
    assert (303, "/") == (response.status_code, response.headers["location"])


async def test_leaving_forgets_everything_here(people: People, site: Site) -> None:
    browser = site.browser(people.nour)
    response = await browser.post("/sign-out")
    assert (303, "/sign-in") == (response.status_code, response.headers["location"])
    assert '"cache", "storage"' == response.headers["clear-site-data"]
    gone = cookie(response, "grenier")
    assert ("", "0") == (gone.value, gone["max-age"])
    again = site.browser(people.nour)
    assert (await again.get("/confirm")).headers["location"] == "/sign-in?next=/confirm"


async def test_leaving_takes_one_s_own_form(people: People, site: Site) -> None:
    browser = site.browser(people.nour)
    assert (await browser.post("/sign-out", token="0" * 64)).status_code == 403
    assert (await browser.get("/confirm")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/confirm"), ("POST", "/confirm"), ("POST", "/sign-out")]
)
async def test_nobody_is_sent_to_the_door(site: Site, method: str, path: str) -> None:
    client = site.client()
    fields = {"csrf_token": await token(client)} if method == "POST" else None
    response = await client.request(method, path, data=fields)
    door = f"/sign-in?next={path}" if method == "GET" else "/sign-in"
    assert (303, door) == (response.status_code, response.headers["location"])


async def confirmed(client: httpx.AsyncClient, password: str, **fields: str) -> httpx.Response:
    said = {"csrf_token": await token(client, "/confirm"), "password": password, **fields}
    return await client.post("/confirm", data=said)


async def test_a_confirmation_leads_on(client: httpx.AsyncClient) -> None:
    await knock(client, PASSWORD)
    response = await confirmed(client, PASSWORD, next="/my-box")
    assert (303, "/my-box") == (response.status_code, response.headers["location"])
    assert (await confirmed(client, PASSWORD, next="//elsewhere.test")).headers["location"] == "/"


async def test_a_wrong_confirmation_is_asked_again(client: httpx.AsyncClient) -> None:
    await knock(client, PASSWORD)
    response = await confirmed(client, "a slip", next="/my-box")
    assert response.status_code == 422
    assert 'value="/my-box"' in response.text
    assert "a slip" not in response.text


async def test_the_page_of_confirmation_leads_to_no_other_house(people: People, site: Site) -> None:
    response = await site.browser(people.nour).get("/confirm", next="//elsewhere.test/")
    assert '<input type="hidden" name="next" value="/">' in response.text
    assert 'value="//elsewhere.test' not in response.text


CHOICES = [
    ("language", "en"),
    ("language", "fr"),
    ("theme", "auto"),
    ("theme", "light"),
    ("theme", "dark"),
]


@pytest.mark.parametrize(("what", "chosen"), CHOICES)
async def test_a_choice_is_kept_for_a_year(
    people: People, site: Site, what: str, chosen: str
) -> None:
    browser = site.browser(people.nour)
    response = await browser.post(f"/{what}", {what: chosen, "next": "/children"})
    assert (303, "/children") == (response.status_code, response.headers["location"])
    kept = cookie(response, f"grenier-{what}")
    assert (chosen, "31536000", True) == (kept.value, kept["max-age"], kept["httponly"])


@pytest.mark.parametrize("what", ["language", "theme"])
async def test_a_choice_nobody_offered_is_not_kept(people: People, site: Site, what: str) -> None:
    response = await site.browser(people.nour).post(
        f"/{what}", {what: "x; domain=elsewhere.test", "next": "//elsewhere.test"}
    )
    assert (303, "/") == (response.status_code, response.headers["location"])
    assert "set-cookie" not in response.headers


async def test_somebody_signed_out_chooses_too(site: Site) -> None:
    client = site.client()
    said = {"csrf_token": await token(client), "language": "fr", "next": "/sign-in"}
    await client.post("/language", data=said)
    assert 'lang="fr"' in (await client.get("/sign-in")).text


async def test_a_notice_is_shown_once(people: People, site: Site) -> None:
    browser: Browser = site.browser(people.nour)
    browser.client.cookies.set("grenier-notice", "sent")
    shown = await browser.get("/confirm")
    assert "Your message is sent." in shown.text
    assert cookie(shown, "grenier-notice")["max-age"] == "0"
