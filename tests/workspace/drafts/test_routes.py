"""The doors of the drafts, as the script of a page knocks at them."""

import pytest

from tests.people import LOU, People
from tests.workspace.served import Site, token_of

FORM = f"session:/children/{LOU}/care"
FIELDS = {"id": str(LOU), "form": FORM, "revision": "0", "typed": '{"note": ["Calm."]}'}

pytestmark = pytest.mark.usefixtures("people")


async def test_a_draft_is_saved_listed_and_let_go(site: Site, people: People) -> None:
    malik = site.browser(people.malik)
    kept = (await malik.post("/drafts", FIELDS)).json()
    assert (kept["id"], kept["revision"]) == (str(LOU), 1)
    assert kept["when"].startswith("Tuesday 4 March")
    listed = (await malik.get("/drafts", form=FORM)).json()
    assert (listed["token"], listed["who"]) == (token_of(people.malik), "Malik")
    assert [draft["typed"] for draft in listed["drafts"]] == [{"note": ["Calm."]}]
    assert (await malik.post("/drafts/sent", {"id": [str(LOU)]})).status_code == 200
    assert (await malik.get("/drafts", form=FORM)).json()["drafts"] == []


async def test_what_cannot_be_kept_is_said(site: Site, people: People) -> None:
    malik = site.browser(people.malik)
    answer = await malik.post("/drafts", {**FIELDS, "typed": "x"})
    assert (answer.status_code, answer.json()["message"]) == (422, "This form cannot be kept.")
    assert (await malik.post("/drafts/sent", {"id": ["x"]})).status_code == 422


async def test_nobody_without_a_session_or_its_token_keeps_anything(
    site: Site, people: People
) -> None:
    assert (await site.client().get("/drafts")).headers["location"].startswith("/sign-in")
    assert (await site.browser(people.malik).post("/drafts", FIELDS, token="x")).status_code == 403
    assert (await site.browser(people.stranger).post("/drafts", FIELDS)).status_code == 403
