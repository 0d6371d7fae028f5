"""The pages of the wing, asked for as browsers do: every state of a step is reached by one of them."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.access import queries as grants
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.protocol import service
from workspace.dossier.protocol.model import INITIAL, NewAssessment, StepCode, StepState
from workspace.ids import DossierId

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}/assessments"
STEPS = f"/children/{LOU}/steps"
EXAMS = f"/children/{LOU}/exams"
CLINIC = "/assessments/plan"
DONE = {"step": "M42", "done_on": "2024-12-02", "note": "At the town hall"}
MISSED = {"step": "M36", "reason": "hospital"}
WRITERS = ("nour", "ambre", "noe", "salome", "malik")
READERS = ("odile", "yann", "diane")

pytestmark = pytest.mark.usefixtures("followed")


async def states(
    person: Person, clock: SystemClock, vault: Vault
) -> dict[str, tuple[StepState, date | None]]:
    with person.here():
        found = await service.schedule(person.clearance(), clock=clock, vault=vault)
    return {str(each.step.code): (each.state, each.planned_on) for each in found}


async def test_a_day_before_the_window_is_asked_about_once(browse: Browse, people: People) -> None:
    """A day of another year would make a late assessment disappear."""
    nour = browse(people.nour)
    early = {**DONE, "done_on": "2022-09-01"}
    asked = await nour.post(STEPS + "/done", early)
    assert (asked.status_code, "begin on" in asked.text) == (422, True)
    (sure,) = re.findall(r'name="sure" value="([^"]*)"', asked.text)
    assert DONE["note"] not in (await nour.get(PAGE)).text
    other = {**early, "done_on": "2022-09-02", "sure": sure}
    assert (await nour.post(STEPS + "/done", other)).status_code == 422, "of another day"
    assert (await nour.post(STEPS + "/done", {**early, "sure": sure})).status_code == 303


async def test_an_assessment_is_written_down_and_taken_back(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    form = await browse(people.nour).get(STEPS + "/done", step="M42")
    assert form.status_code == 200
    assert 'value="2025-03-04"' in form.text
    assert re.search(r'<option value="M42" selected', form.text)
    answer = await browse(people.nour).post(STEPS + "/done", {**DONE, "outside": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = await browse(people.odile).get(PAGE)
    assert "outside the programme" in page.text
    assert "At the town hall" in page.text
    again = await browse(people.nour).get(STEPS + "/done", step="M42")
    assert "Take it back" in again.text
    assert (await browse(people.nour).post(STEPS + "/undo", {"step": "M42"})).status_code == 303
    assert (await states(people.nour, clock, vault))["M42"][0] is StepState.LATE
    assert (await browse(people.nour).post(STEPS + "/undo", {"step": "M42"})).status_code == 404


async def test_an_assessment_caught_up_says_at_what_age(browse: Browse, people: People) -> None:
    await browse(people.nour).post(STEPS + "/done", {**DONE, "step": "M36"})
    assert "caught up at the age of: 3 years 6 months" in (await browse(people.nour).get(PAGE)).text


async def test_a_reason_is_given_and_the_step_opened_again(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    assert "It will not be done" in (await browse(people.nour).get(PAGE)).text
    assert (await browse(people.nour).get(STEPS + "/not-done", step="M36")).status_code == 200
    answer = await browse(people.nour).post(STEPS + "/not-done", MISSED)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert "The child was in hospital" in (await browse(people.odile).get(PAGE)).text
    page = await browse(people.nour).get(STEPS + "/not-done", step="M36")
    assert "It is to be done after all" in page.text
    assert (await browse(people.nour).post(STEPS + "/reopen", {"step": "M36"})).status_code == 303
    assert (await states(people.nour, clock, vault))["M36"][0] is StepState.LATE


async def test_an_examination_is_written_down_apart(browse: Browse, people: People) -> None:
    page = await browse(people.nour).get(PAGE)
    assert "Compulsory examinations" in page.text
    assert "During the 4th year" in page.text
    assert (await browse(people.nour).get(EXAMS, exam="EX_A4")).status_code == 200
    fields = {"exam": "EX_A4", "done_on": "2024-12-02"}
    answer = await browse(people.nour).post(EXAMS, fields)
    assert answer.headers["location"] == PAGE + "#exams"
    assert "Take it back" in (await browse(people.nour).get(EXAMS, exam="EX_A4")).text
    answer = await browse(people.nour).post(EXAMS + "/undo", {"exam": "EX_A4"})
    assert answer.status_code == 303
    assert "Take it back" not in (await browse(people.nour).get(EXAMS, exam="EX_A4")).text


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [
        (STEPS + "/done", {}, "step"),
        (STEPS + "/done", {**DONE, "done_on": "yesterday"}, "done_on"),
        (STEPS + "/done", {**DONE, "done_on": "2031-01-01"}, "done_on"),
        (STEPS + "/done", {**DONE, "practitioner": "somebody"}, "practitioner"),
        (STEPS + "/not-done", {"step": "M36"}, "reason"),
        (STEPS + "/not-done", {"step": "M72", "reason": "ill"}, "step"),
        (EXAMS, {"done_on": "2024-12-02"}, "exam"),
        (EXAMS, {"exam": "EX_X", "done_on": "2024-12-02"}, "exam"),
        (EXAMS, {"exam": "EX_A4", "done_on": "2031-12-02"}, "done_on"),
    ],
)
async def test_an_error_stands_beside_its_field_and_what_was_typed_is_kept(
    browse: Browse, people: People, path: str, fields: dict[str, str], field: str
) -> None:
    answer = await browse(people.nour).post(path, fields)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.text
    if "note" in fields:
        assert "At the town hall" in answer.text


@pytest.mark.parametrize("path", [STEPS + "/done", STEPS + "/not-done", EXAMS])
async def test_only_who_writes_what_is_practical_enters(
    browse: Browse, people: People, path: str
) -> None:
    for name in WRITERS:
        assert (await browse(people.by_name[name]).get(path)).status_code == 200, name
    for name in READERS:
        assert (await browse(people.by_name[name]).get(path)).status_code == 403, name
        assert (await browse(people.by_name[name]).post(path, DONE)).status_code == 403, name
    assert (await browse(people.stranger).get(path)).status_code == 404
    page = await browse(people.odile).get(PAGE)
    assert "It will not be done" not in page.text


async def test_planning_shows_what_one_visit_may_do_besides_and_keeps_the_place(
    browse: Browse, people: People
) -> None:
    form = await browse(people.nour).get(f"/children/{LOU}/plan", step="M48")
    assert "One visit may do for both" in form.text
    assert "3 years 6 months, late, can still be caught up" in form.text
    plan = {"step": "M48", "planned_on": "2025-03-20", "place": "Room 2"}
    assert (await browse(people.nour).post(f"/children/{LOU}/plan", plan)).status_code == 303
    assert "Room 2" in (await browse(people.odile).get(PAGE)).text
    long = {**plan, "place": "x" * 201}
    answer = await browse(people.nour).post(f"/children/{LOU}/plan", long)
    assert 'id="field-place-error"' in answer.text


# ── a clinic day ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def others(
    people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> list[DossierId]:
    """Two more children in the circle of the coordinator."""
    assert people
    found = [DossierId(uuid4()) for _ in range(2)]
    async with operator("import") as errand:
        await enrol(errand, *found, clock=clock, vault=vault)
        async with transaction():
            now = datetime.now(UTC)
            await grants.insert(grant_row("nour", each, now=now, by=errand.actor) for each in found)
        lately = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
        first = NewAssessment(step=INITIAL, done_on=date(2021, 7, 20))
        done = [(each, new) for each in (LOU, *found) for new in (first, lately)]
        await service.add_many(errand, done, clock=clock)
    return found


async def test_several_children_are_given_one_day_with_a_time_each(
    browse: Browse,
    people: People,
    others: list[DossierId],
    clock: SystemClock,
    vault: Vault,
) -> None:
    today = await browse(people.nour).get("/")
    assert 'href="/assessments/plan"' in today.text
    form = await browse(people.nour).get(CLINIC)
    assert form.text.count('name="chosen"') == 3
    fields = {
        "planned_on": "2025-03-20",
        "place": "The nursery",
        "chosen": str(LOU),
        f"step-{LOU}": "M48",
        f"time-{LOU}": "09:30",
    }
    answer = await browse(people.nour).post(CLINIC, fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await states(people.nour, clock, vault))["M48"] == (
        StepState.PLANNED,
        date(2025, 3, 20),
    )
    assert others
    form = await browse(people.nour).get(CLINIC)
    assert form.text.count('name="chosen"') == 2


async def test_a_line_that_cannot_be_is_said_and_the_others_are_kept(
    browse: Browse, people: People, others: list[DossierId], clock: SystemClock, vault: Vault
) -> None:
    fields: dict[str, str | list[str]] = {
        "planned_on": "2025-03-20",
        "chosen": [str(LOU), str(others[0])],
        f"step-{LOU}": "M48",
        f"step-{others[0]}": "M99",
    }
    answer = await browse(people.nour).post(CLINIC, fields)
    assert answer.status_code == 422
    assert "1 assessment is planned" in answer.text
    assert "1 line could not be planned" in answer.text
    assert answer.text.count('name="chosen"') == 1
    assert 'value="2025-03-20"' in answer.text
    assert (await states(people.nour, clock, vault))["M48"][0] is StepState.PLANNED


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"chosen": str(LOU), f"step-{LOU}": "M48"}, "planned_on"),
        ({"planned_on": "2025-03-20"}, "chosen"),
        ({"planned_on": "2025-03-20", "chosen": "Lou"}, "chosen"),
        (
            {"planned_on": "2025-03-20", "chosen": str(LOU), f"time-{LOU}": "noon"},
            f"time-{LOU}",
        ),
    ],
)
async def test_a_clinic_day_says_what_is_missing(
    browse: Browse, people: People, fields: dict[str, str], field: str
) -> None:
    answer = await browse(people.nour).post(CLINIC, fields)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.text


async def test_who_plans_for_nobody_has_no_clinic_day(browse: Browse, people: People) -> None:
    for name in ("odile", "yann", "diane", "stranger", "national"):
        assert (await browse(people.by_name[name]).get(CLINIC)).status_code == 403, name
        assert (await browse(people.by_name[name]).post(CLINIC, {})).status_code == 403, name
