"""The appointments of a child, and the calendar of a circle, page by page."""

import re
from datetime import date
from urllib.parse import parse_qsl

import httpx
import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.care.test_corrections import in_the_directory
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from tests.workspace.served import Browser
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement, PlacementKind

PAGE = f"/children/{LOU}/appointments"
FILLED = {
    "kind": "specialist",
    "day": "2025-03-20",
    "at": "10:15",
    "zone": "Europe/Paris",
    "minutes": "30",
    "place_kind": "hospital",
    "place": "Second floor",
    "with_whom": "Dr Ozenne",
    "bring": "A soft toy",
}

pytestmark = pytest.mark.usefixtures("followed")


async def kept(browse: Browse, person: Person, **changes: str) -> str:
    """Set an appointment by its form; return its address."""
    answer = await browse(person).post(PAGE, {**FILLED, **changes})
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return answer.headers["location"]


async def opened(browser: Browser, address: str) -> httpx.Response:
    """Follow a link with a query."""
    path, _, query = address.partition("?")
    return await browser.get(path, **dict(parse_qsl(query)))


async def test_an_appointment_is_set_and_shown_with_what_to_bring(
    browse: Browse, people: People
) -> None:
    address = await kept(browse, people.nour)

    for path in (address, PAGE):
        shown = (await browse(people.odile).get(path)).text
        for words in ("Thursday 20 March", "10:15", "Dr Ozenne", "A soft toy", "Second floor"):
            assert words in shown, (path, words)


async def test_the_same_appointment_twice_is_asked_about_once(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    await kept(browse, people.nour)
    asked = await nour.post(PAGE, {**FILLED, "place": ""})
    assert asked.status_code == 422, asked.text
    assert "Is it another one?" in asked.text
    assert 'name="sure" value="2025-03-20 10:15"' in asked.text
    moved = {**FILLED, "day": "2025-03-21", "sure": "2025-03-20 10:15"}
    await kept(browse, people.nour, day="2025-03-21")
    assert (await nour.post(PAGE, moved)).status_code == 422, "another hour was confirmed"
    await kept(browse, people.nour, sure="2025-03-20 10:15")
    await kept(browse, people.nour, place="Elsewhere", with_whom="Somebody else")
    await kept(browse, people.nour, at="", place="")
    assert (await nour.get(PAGE)).text.count("Dr Ozenne") >= 3


async def test_a_correction_onto_another_appointment_is_asked_about_once(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    await kept(browse, people.nour)
    address = await kept(browse, people.nour, day="2025-03-21")
    form = (await nour.get(address + "/correction")).text
    seen = re.search(r'name="seen" value="([^"]+)"', form)
    assert seen is not None
    moved = {**FILLED, "seen": seen[1], "bring": "The red book"}
    asked = await nour.post(address + "/correction", moved)
    assert asked.status_code == 422
    assert "Is it another one?" in asked.text
    assert "The red book" in asked.text, "what was typed stays"
    assert "Correct the appointment" in asked.text
    sure = {**moved, "sure": "2025-03-20 10:15"}
    assert (await nour.post(address + "/correction", sure)).status_code == 303
    seen = re.search(r'name="seen" value="([^"]+)"', (await nour.get(address + "/correction")).text)
    assert seen is not None
    again = {**moved, "seen": seen[1], "minutes": "60"}
    assert (await nour.post(address + "/correction", again)).status_code == 303, (
        "two known to be two"
    )


async def test_today_names_whoever_is_expected_and_leads_to_the_child(
    browse: Browse, people: People
) -> None:
    address = await kept(browse, people.nour, day="2025-03-04")
    await kept(browse, people.nour, day="2025-03-05", bring="Another day")
    shown = (await browse(people.ambre).get("/")).text
    section = re.search(r'aria-labelledby="expected">(.*?)</section>', shown, re.DOTALL)
    assert section is not None
    assert section[1].count('class="row wraps"') == 1
    assert f'href="/children/{LOU}"' in section[1]
    assert f'href="{address}"' in section[1]
    assert "10:15" in section[1]
    await browse(people.nour).post(address + "/state", {"state": "cancelled"})
    assert 'id="expected"' not in (await browse(people.ambre).get("/")).text


async def test_a_form_that_cannot_be_keeps_what_was_typed(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).post(
        PAGE, {**FILLED, "day": "2026-03-29", "at": "02:30", "minutes": "900"}
    )
    assert answer.status_code == 422
    assert "The clocks skip this hour" in answer.text
    assert "between one minute and twelve hours" in answer.text
    assert 'value="A soft toy"' in answer.text


async def test_unreadable_fields_are_all_named(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).post(
        PAGE,
        {"day": "soon", "at": "25:00", "minutes": "a while", "practitioner": "somebody"},
    )
    assert answer.status_code == 422
    for name in ("kind", "place_kind", "zone", "day", "at", "minutes", "practitioner"):
        assert f'href="#field-{name}"' in answer.text, name


async def test_the_clock_proposed_is_that_of_the_department(browse: Browse, people: People) -> None:
    shown = (await browse(people.nour).get(PAGE + "/new")).text
    assert '<option value="Europe/Paris" selected>' in shown
    answer = await kept(browse, people.nour, zone="Indian/Reunion")
    assert "(Reunion Island)" in (await browse(people.nour).get(answer)).text


async def test_a_correction_that_comes_too_late_is_told(browse: Browse, people: People) -> None:
    address = await kept(browse, people.nour)
    form = (await browse(people.nour).get(address + "/correction")).text
    (seen,) = re.findall('name="seen" value="([^"]+)"', form)
    said = {**FILLED, "day": "2025-03-21", "seen": seen}

    first = await browse(people.ambre).post(address + "/correction", said)
    mine = {**said, "day": "2025-03-25", "place": "Third floor"}
    second = await browse(people.nour).post(address + "/correction", mine)
    wrong = await browse(people.nour).post(address + "/correction", {**said, "seen": ""})

    assert (first.status_code, second.status_code, wrong.status_code) == (303, 422, 422)
    assert "Friday 21 March" in (await browse(people.nour).get(address)).text
    assert "What stands now" in second.text
    assert "21 March 2025" in second.text
    assert 'value="2025-03-25"' in second.text, "what was typed stays"
    assert "Somebody else wrote this while your page was open" in second.text
    oneself = await browse(people.ambre).post(address + "/correction", mine)
    assert "You wrote this yourself in another window, on " in oneself.text
    (seen,) = re.findall('name="seen" value="([^"]+)"', second.text)
    again = await browse(people.nour).post(address + "/correction", {**mine, "seen": seen})
    assert again.status_code == 303
    assert "Third floor" in (await browse(people.nour).get(address)).text
    await browse(people.nour).post(address + "/state", {"state": "cancelled"})
    late = await browse(people.nour).post(address + "/correction", {**mine, "seen": seen})
    assert late.status_code == 409, "of what was settled nothing is left to correct"


async def test_what_became_of_it_is_one_click(browse: Browse, people: People) -> None:
    address = await kept(browse, people.nour, day="2025-03-03")
    assert "did it take place?" in (await browse(people.nour).get(PAGE)).text

    answer = await browse(people.nour).post(address + "/state", {"state": "kept"})

    assert answer.headers["location"] == PAGE
    assert "did it take place?" not in (await browse(people.nour).get(PAGE)).text


async def test_what_is_to_come_was_not_kept(browse: Browse, people: People) -> None:
    address = await kept(browse, people.nour)
    for state, status in (("kept", 422), ("nothing", 422), ("cancelled", 303)):
        answer = await browse(people.nour).post(address + "/state", {"state": state})
        assert answer.status_code == status, state


async def test_an_asked_one_needs_no_day(browse: Browse, people: People) -> None:
    address = await kept(browse, people.nour, day="", at="", asked="yes")
    assert "no day yet" in (await browse(people.nour).get(address)).text
    answer = await browse(people.nour).post(address + "/state", {"state": "planned"})
    assert answer.status_code == 422


async def test_only_who_may_sets_one(browse: Browse, people: People) -> None:
    for person, status in ((people.odile, 403), (people.yann, 403), (people.stranger, 404)):
        assert (await browse(person).get(PAGE + "/new")).status_code == status
        assert (await browse(person).post(PAGE, FILLED)).status_code == status
    assert "Set an appointment" not in (await browse(people.odile).get(PAGE)).text


async def test_the_assessment_planned_stands_in_the_same_list(
    browse: Browse, people: People
) -> None:
    await browse(people.nour).post(
        f"/children/{LOU}/plan",
        {"step": "M42", "planned_on": "2025-03-18", "planned_time": "09:00"},
    )
    address = await kept(browse, people.nour)

    listed = (await browse(people.odile).get(PAGE)).text
    one = (await browse(people.nour).get(address)).text

    assert listed.index("Assessment: ") < listed.index("Dr Ozenne")
    assert "One journey for two?" in one
    assert "Tuesday 18 March" in one


async def test_the_calendar_shows_a_week_and_turns_to_the_next(
    browse: Browse, people: People
) -> None:
    await kept(browse, people.nour)

    now = (await browse(people.nour).get("/calendar")).text
    then = (await browse(people.nour).get("/calendar", week="2025-03-19")).text
    month = (await browse(people.nour).get("/calendar", month="2025-03")).text

    assert "Week of Monday 3 March 2025" in now
    assert "Dr Ozenne" not in now
    assert 'href="/calendar?week=2025-03-10"' in now
    assert "Lou Delattre · Appointment outside the network" in then
    assert then.count('<section class="day') == 7
    assert month.count('<section class="day') == 1
    assert 'href="/calendar?month=2025-02"' in month


@pytest.mark.parametrize(
    "asked",
    [{"week": "x"}, {"month": "13"}, {"week": "0001-01-01"}, {"place": "../", "with": "nobody"}],
)
async def test_what_cannot_be_read_in_the_address_is_this_week(
    browse: Browse, people: People, asked: dict[str, str]
) -> None:
    answer = await browse(people.nour).get("/calendar", **asked)
    assert answer.status_code == 200
    assert "March 2025" in answer.text


async def test_the_calendar_is_left_to_one_place_or_one_person(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        foster = NewPlacement(
            kind=PlacementKind.FOSTER_FAMILY, place="The Gosselins", begins_on=date(2022, 6, 30)
        )
        await record.place_many(errand, [(LOU, foster)], vault=vault)
    await kept(browse, people.nour)
    shown = (await browse(people.nour).get("/calendar", week="2025-03-20")).text
    (code,) = re.findall('<option value="([0-9a-f]{16})">The Gosselins', shown)

    for place, count in ((code, "1 appointment"), ("0" * 16, "0 appointments")):
        left = (await browse(people.nour).get("/calendar", week="2025-03-20", place=place)).text
        assert count in left
    nobody = await browse(people.nour).get("/calendar", week="2025-03-20", **{"with": str(LOU)})
    assert "Nothing in these days for what you chose." in nobody.text


async def test_a_stranger_has_an_empty_calendar(browse: Browse, people: People) -> None:
    await kept(browse, people.nour)
    shown = (await browse(people.stranger).get("/calendar", week="2025-03-20")).text
    assert "Nothing is planned in these days." in shown
    assert "Lou" not in shown


async def test_the_young_adult_is_taken_to_the_box(browse: Browse, young: Person) -> None:
    for path in ("/calendar", PAGE):
        assert (await browse(young).get(path)).headers["location"] == "/my-box"


async def test_a_planned_session_that_was_held_leads_to_its_note(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    """It is proposed among the notes to write until something is noted of that day, by whom and how long it was planned."""
    me = await in_the_directory("malik", operator, vault=vault)
    psychologist = await in_the_directory("salome", operator, vault=vault)
    said = {"kind": "session", "day": "2025-03-03", "minutes": "30", "practitioner": str(me)}
    address = await kept(browse, people.nour, **said)
    other = await kept(browse, people.nour, **{**said, "day": "2025-02-27"})
    malik, nour = browse(people.malik), browse(people.nour)
    proposed = (await malik.get("/care/notes")).text
    assert proposed.index("day=2025-03-03") < proposed.index("day=2025-02-27")
    assert "Planned, and nothing noted yet" not in (await nour.get("/care/notes")).text

    answer = await nour.post(address + "/state", {"state": "kept"})
    note = answer.headers["location"]
    assert note.startswith(f"/children/{LOU}/care/new?day=2025-03-03&practitioner={me}")
    assert f'href="{note.replace("&", "&amp;")}"' in (await nour.get(address)).text
    shown = (await opened(nour, note)).text
    for field in ('value="2025-03-03"', 'value="30"', f'<option value="{me}" selected>'):
        assert field in shown, field
    assert re.search('value="psychomotor"[^>]* checked', shown)
    missed = (await nour.post(other + "/state", {"state": "missed"})).headers["location"]
    assert re.search('value="absent"[^>]* checked', (await opened(nour, missed)).text)

    fields = {
        "kind": "psychomotor",
        "done_on": "2025-03-03",
        "minutes": "30",
        "payer": "pegase",
        "presence": "present",
        "practitioner": str(me),
    }
    theirs = {**fields, "kind": "psychology", "practitioner": str(psychologist)}
    assert (await nour.post(f"/children/{LOU}/care", theirs)).status_code == 303
    assert "Planned, and nothing noted yet" in (await malik.get("/care/notes")).text, (
        "what a colleague of another profession held that day is another session"
    )
    assert (await nour.post(f"/children/{LOU}/care", fields)).status_code == 303
    assert "Planned, and nothing noted yet" not in (await malik.get("/care/notes")).text


async def test_what_an_address_proposes_and_cannot_be_is_left_out(
    browse: Browse, people: People
) -> None:
    odd = {"day": "2025-03-05", "minutes": "long", "practitioner": "x", "presence": "late"}
    shown = (await browse(people.nour).get(f"/children/{LOU}/care/new", **odd)).text
    assert 'value="2025-03-04"' in shown
    assert 'value="45"' in shown
