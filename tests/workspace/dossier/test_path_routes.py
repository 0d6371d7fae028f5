"""The path of Lou on its page and through its forms, as browsers ask for them."""

import re

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}"
PATH = PAGE + "/path"

pytestmark = pytest.mark.usefixtures("followed")

MOVE = {"kind": "foster_family", "place": "The Gosselins", "begins_on": "2025-03-01"}
ACTS = [
    ("/exit", {"reason": "lost", "ended_on": "2025-03-01", "words": "No news."}, "Lost from sight"),
    ("/department", {"department": "59", "since_on": "2025-03-01"}, "to department 59"),
    ("/short-stays", {"kind": "hospital", "place": "CHU", "begins_on": "2025-03-02"}, "CHU"),
    ("/measures", {"kind": "OPP", "begins_on": "2021-07-09", "words": "TJ Arras"}, "TJ Arras"),
    ("/moves", MOVE, "The Gosselins"),
]


@pytest.mark.parametrize(("path", "fields", "shown"), ACTS)
async def test_what_a_form_keeps_is_on_the_path(
    browse: Browse, people: People, path: str, fields: dict[str, str], shown: str
) -> None:
    nour = browse(people.nour)
    assert (await nour.get(f"{PAGE}{path}/new")).status_code == 200
    assert (await nour.post(PAGE + path, fields)).status_code == 303
    page = await nour.get(PATH)
    assert shown in page.text
    assert "written by Nour" in page.text


@pytest.mark.parametrize("path", ["/exit", "/return", "/department", "/short-stays", "/measures"])
async def test_a_form_that_says_nothing_is_shown_again(
    browse: Browse, people: People, path: str
) -> None:
    answer = await browse(people.nour).post(
        PAGE + path, {"words": "Typed before.", "place": "Typed before."}
    )
    assert answer.status_code == 422
    assert "Typed before." in answer.text
    assert "field-" in answer.text


async def test_a_return_is_recorded_after_an_exit(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    await nour.post(PAGE + "/exit", {"reason": "lost", "ended_on": "2025-02-01"})
    form = await nour.get(PAGE + "/return/new")
    assert "ended on 1 February 2025" in form.text
    back = {"back_on": "2025-03-01", "words": "Found again."}
    assert (await nour.post(PAGE + "/return", back)).status_code == 303
    page = await nour.get(PATH)
    assert "Return to the programme" in page.text
    assert "Lost from sight" in page.text


async def test_a_short_stay_ends_or_never_was(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    assert (await nour.get(PAGE + "/short-stays/end/new")).status_code == 404
    stay = {"kind": "hospital", "begins_on": "2025-02-02"}
    await nour.post(PAGE + "/short-stays", stay)
    form = await nour.get(PAGE + "/short-stays/end/new")
    of = re.search(r'name="of" value="([0-9a-f-]+)"', form.text)
    assert of is not None
    wrong = await nour.post(PAGE + "/short-stays/end", {"of": of[1], "ends_on": "2025-02-01"})
    assert wrong.status_code == 422
    right = await nour.post(PAGE + "/short-stays/end", {"of": of[1], "ends_on": "2025-02-04"})
    assert right.status_code == 303
    await nour.post(PAGE + "/short-stays", {**stay, "begins_on": "2025-02-10"})
    assert (await nour.post(PAGE + "/short-stays/end", {"never": "yes"})).status_code == 303
    assert "1 statement corrected since" in (await nour.get(PATH)).text


async def test_a_planned_stay_is_shown_as_such_and_nobody_lives_there_yet(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    stay = {"kind": "hospital", "place": "CHU", "begins_on": "2025-03-20", "ends_on": "2025-03-22"}
    assert (await nour.post(PAGE + "/short-stays", stay)).status_code == 303
    row = (await nour.get(PATH)).text.partition("Hospital, CHU")[2].partition("</li>")[0]
    assert "planned" in row
    assert "/short-stays/end/new" not in row, "nobody is back from where they did not go"
    file = (await nour.get(PAGE + "/path.csv")).text
    assert "CHU, planned" in file
    relay = {"kind": "relay_carer", "begins_on": "2025-03-08"}
    assert (
        await nour.post(PAGE + "/short-stays", {**relay, "ends_on": "2025-03-10"})
    ).status_code == 303
    far = {**relay, "begins_on": "2052-03-08", "place": "Relay"}
    asked = await nour.post(PAGE + "/short-stays", far)
    assert asked.status_code == 422
    assert "more than a year away" in asked.text
    assert 'value="Relay"' in asked.text
    assert (await nour.post(PAGE + "/short-stays", {**far, "is_far": "yes"})).status_code == 303


async def test_a_move_is_corrected_and_the_old_statement_stays(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    await nour.post(PAGE + "/moves", MOVE)
    form = await nour.get(PAGE + "/moves/correction/new")
    assert 'value="The Gosselins"' in form.text
    answer = await nour.post(PAGE + "/moves/correction", {**MOVE, "place": "The Roussels"})
    assert answer.status_code == 303
    page = (await nour.get(PATH)).text
    assert '<s class="person-name">Foster family, The Gosselins</s>' in page
    assert "Foster family, The Roussels" in page
    bad = await nour.post(PAGE + "/moves/correction", {**MOVE, "begins_on": "31/02/2025"})
    assert bad.status_code == 422
    assert 'value="31/02/2025"' in bad.text
    assert (await nour.post(PAGE + "/moves/correction", {"never": "yes"})).status_code == 303
    assert (await nour.get(PAGE + "/moves/correction/new", of="x")).status_code == 404


async def test_a_measure_is_ended_and_corrected(browse: Browse, people: People) -> None:
    yann = browse(people.yann)
    await yann.post(PAGE + "/measures", {"kind": "OPP", "begins_on": "2021-07-09"})
    assert "Provisional placement order" in (await yann.get(PAGE + "/measures/end/new")).text
    answer = await yann.post(PAGE + "/measures/end", {"ends_on": "2021-07-24"})
    assert answer.status_code == 303
    of = re.search(r"/measures/new\?of=([0-9a-f-]+)", (await yann.get(PATH)).text)
    assert of is not None
    form = await yann.get(PAGE + "/measures/new", of=of[1])
    assert 'value="2021-07-24"' in form.text
    right = {"of": of[1], "kind": "AP", "begins_on": "2021-07-09"}
    assert (await yann.post(PAGE + "/measures", right)).status_code == 303
    assert "(AP)" in (await yann.get(PATH)).text
    of = re.search(r"/measures/new\?of=([0-9a-f-]+)", (await yann.get(PATH)).text)
    assert of is not None
    never = {"of": of[1], "never": "yes"}
    assert (await yann.post(PAGE + "/measures", never)).status_code == 303


async def test_who_does_not_read_the_path_sees_no_door_to_it(
    browse: Browse, people: People
) -> None:
    assert (await browse(people.odile).get(PATH)).status_code == 403
    assert "/path" not in (await browse(people.odile).get(PAGE)).text
    diane = await browse(people.diane).get(PATH)
    assert diane.status_code == 200
    assert "/moves/new" not in diane.text


async def test_a_second_move_on_a_day_asks_whether_there_were_two(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    await nour.post(PAGE + "/moves", MOVE)
    second = {**MOVE, "kind": "health", "place": "CHU"}
    asked = await nour.post(PAGE + "/moves", second)
    assert asked.status_code == 422
    assert 'name="moved_twice"' in asked.text
    assert (await nour.post(PAGE + "/moves", {**second, "moved_twice": "yes"})).status_code == 303


async def test_an_older_child_is_enrolled_by_an_exception_only(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    five = {
        "given_name": "Tom",
        "family_name": "Roy",
        "birth_date": "2020-01-01",
        "sex": "M",
        "admitted_on": "2025-02-20",
        "department": "62",
    }
    asked = await nour.post("/children", five)
    assert asked.status_code == 422
    assert "Elder brother or sister" in asked.text
    why = {"exception": "elder_sibling", "accepted_late_because": "His sister is followed."}
    assert (await nour.post("/children", {**five, **why})).status_code == 303


async def test_a_child_without_name_or_known_birth_is_enrolled(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    found = {
        "is_unnamed": "yes",
        "birth_certainty": "unknown",
        "about_months": "3",
        "sex": "F",
        "admitted_on": "2025-02-20",
        "department": "974",
    }
    answer = await nour.post("/children", found)
    assert answer.status_code == 303
    page = await nour.get(answer.headers["location"])
    assert "Child born on 20 November 2024" in page.text
    assert "born about 20 November 2024, an estimate" in page.text
    path = await nour.get(answer.headers["location"] + "/path")
    assert "reckoned as if the child was born on 20 November 2024" in path.text
    too_old = await nour.post("/children", {**found, "about_months": "999"})
    assert 'id="field-about_months-error"' in too_old.text
