"""From an address that only takes a form to the page where that form is."""

import pytest
from starlette.routing import Route

from tests.people import LOU, People
from tests.workspace.served import TEMPLATES, Site
from workspace.app import all_routes
from workspace.web.leading import page_of
from workspace.web.policy import GuardedRoute

ROUTES = all_routes(TEMPLATES)
ID = "00000000-0000-4000-8000-000000000000"
CHILD = f"/children/{ID}"
LOOKED_AT = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def address(route: Route) -> str:
    return route.path.replace(":uuid", "").format_map(dict.fromkeys(route.param_convertors, ID))


def guarded_routes() -> list[GuardedRoute]:
    return [route for route in ROUTES if isinstance(route, GuardedRoute)]


SHOWN = {address(route): route for route in guarded_routes() if "GET" in (route.methods or ())}
SENT_TO = sorted({address(route) for route in guarded_routes()} - set(SHOWN))
"""What takes a form and shows nothing: reloading a refused form asks it by GET."""
FILES = {"documents:download", "messaging:attachment", "memorybox:content"}


def test_there_are_such_addresses() -> None:
    assert len(SENT_TO) > 60


@pytest.mark.parametrize("path", SENT_TO)
def test_each_address_that_takes_a_form_leads_to_a_page_of_the_same_thing(path: str) -> None:
    page = page_of(ROUTES, path)
    assert page in SHOWN
    assert SHOWN[page].name not in FILES
    assert "." not in page
    assert page == "/" or page.split("/")[1] in path


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (f"{CHILD}/moves", f"{CHILD}/moves/new"),
        (f"{CHILD}/moves/correction", f"{CHILD}/path"),
        (f"{CHILD}/restrictions/end", f"{CHILD}/people"),
        (f"{CHILD}/memory-box/keepsakes", f"{CHILD}/memory-box/new"),
        (f"{CHILD}/assessments/B04/signature", f"{CHILD}/assessments/B04"),
        (f"{CHILD}/assessments/B04/parts/sleep/addenda", f"{CHILD}/assessments/B04/whole"),
        (f"{CHILD}/growth/{ID}/withdrawal", f"{CHILD}/growth/{ID}/amendment"),
        (f"{CHILD}/conversations/{ID}/attachments/{ID}/filing", f"{CHILD}/conversations/{ID}"),
        ("/children/list", "/children"),
        ("/children.csv", "/children"),
        ("/sign-out", "/"),
    ],
)
def test_a_form_is_found_where_a_person_would_look_for_it(path: str, page: str) -> None:
    assert page == page_of(ROUTES, path)


def test_what_takes_no_form_leads_nowhere() -> None:
    assert page_of(ROUTES, "/nowhere") is None


@pytest.mark.parametrize(
    "step", ["\\evil.example", "..", "a b", "http:evil.example", "a?next=x", "é"]
)
def test_nothing_in_the_address_leads_out_of_the_house(step: str) -> None:
    page = page_of(ROUTES, f"{CHILD}/assessments/{step}/signature")
    assert page in {"/", f"{CHILD}/assessments/{step}"}
    assert page is not None
    assert page.startswith("/")
    assert not page.startswith(("//", "/\\"))
    assert page_of(ROUTES, f"//evil.example{CHILD}/moves") is None


async def test_whoever_may_not_see_the_page_is_told_what_a_stranger_is(
    site: Site, people: People
) -> None:
    browser = site.browser(people.stranger)
    known, invented = [
        await browser.client.get(
            f"/children/{child}/moves", headers=LOOKED_AT, follow_redirects=True
        )
        for child in (LOU, ID)
    ]
    assert (404, 404) == (known.status_code, invented.status_code)
    assert known.text.replace(str(LOU), ID) == invented.text


async def test_whoever_has_signed_out_is_led_to_the_door_and_back_to_the_form(site: Site) -> None:
    async with site.client() as client:
        answer = await client.get(
            f"/children/{LOU}/moves", headers=LOOKED_AT, follow_redirects=True
        )
    assert answer.url.path == "/sign-in"
    assert f"next=/children/{LOU}/moves/new" in str(answer.url)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"accept": "application/json"}),
        ("GET", {**LOOKED_AT, "sec-fetch-dest": "empty"}),
        ("DELETE", LOOKED_AT),
    ],
)
async def test_a_machine_is_told_what_may_be_asked(
    site: Site, method: str, headers: dict[str, str]
) -> None:
    async with site.client() as client:
        asked = {**headers, "accept-language": "fr"}
        answer = await client.request(method, f"/children/{LOU}/moves", headers=asked)
    assert (405, "POST") == (answer.status_code, answer.headers["allow"])
    assert "Method Not Allowed" not in answer.text
    assert "Cette adresse reçoit ce qu’un formulaire envoie" in answer.text
