"""Two children whom one practitioner expects at one hour: said to whoever sets it, never refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.care.test_corrections import in_the_directory
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.protocol.test_pages import CLINIC, others
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import kept
from workspace.dossier.agenda.model import Encounter, EncounterId, EncounterKind, VersionId
from workspace.home.agenda import Entry, of_encounter
from workspace.home.same_hour import others_at
from workspace.ids import AccountId, DossierId, PractitionerId

__all__ = ["others"]

TODAY = date(2025, 3, 4)
NINE = datetime(2025, 3, 20, 8, tzinfo=UTC)
DOCTOR = PractitionerId(uuid4())
ONE = Encounter(
    id=EncounterId(uuid4()),
    version=VersionId(uuid4()),
    sequence=0,
    dossier=LOU,
    kind=EncounterKind.CONSULTATION,
    day=NINE.date(),
    starts_at=NINE,
    minutes=30,
    practitioner=DOCTOR,
    written_by=AccountId(uuid4()),
    written_at=NINE,
)
OTHER = replace(ONE, id=EncounterId(uuid4()), dossier=DossierId(uuid4()))


def entry(of: Encounter) -> Entry:
    return of_encounter(of, {}, today=TODAY)


def test_an_afternoon_overseas_is_one_day_though_it_is_two_in_utc() -> None:
    """A quarter to two in Papeete is the day before two o'clock there, in UTC."""
    midnight = datetime(2025, 3, 21, tzinfo=UTC)
    begun = entry(replace(ONE, starts_at=midnight - timedelta(minutes=15)))
    next_one = entry(replace(OTHER, starts_at=midnight))
    assert others_at([begun, next_one]) == {
        begun: (next_one.dossier,),
        next_one: (begun.dossier,),
    }


@pytest.mark.parametrize(
    ("other", "is_said"),
    [
        (OTHER, True),
        (replace(OTHER, starts_at=NINE + timedelta(minutes=29)), True),
        (replace(OTHER, starts_at=NINE + timedelta(minutes=30)), False),
        (replace(OTHER, starts_at=NINE - timedelta(minutes=30)), False),
        (replace(OTHER, starts_at=NINE - timedelta(minutes=30), minutes=31), True),
        (replace(OTHER, starts_at=NINE + timedelta(days=1)), False),
        (replace(OTHER, starts_at=None), False),
        (replace(OTHER, practitioner=PractitionerId(uuid4())), False),
        (replace(OTHER, practitioner=None), False),
        (replace(OTHER, dossier=LOU), False),
    ],
)
def test_what_meets_is_said_of_both(other: Encounter, *, is_said: bool) -> None:
    one, second = entry(ONE), entry(other)
    expected = {one: (other.dossier,), second: (LOU,)} if is_said else {}
    assert others_at([one, second]) == expected


def test_what_was_called_off_is_in_nobodys_way() -> None:
    assert others_at([entry(ONE), replace(entry(OTHER), is_open=False)]) == {}


@pytest.mark.parametrize("kind", [EncounterKind.SESSION, EncounterKind.MEETING])
def test_a_group_at_one_hour_is_one_group(kind: EncounterKind) -> None:
    group = [replace(each, kind=kind) for each in (ONE, OTHER)]
    assert others_at(map(entry, group)) == {}
    later = replace(group[1], starts_at=NINE + timedelta(minutes=10))
    assert len(others_at(map(entry, [group[0], later]))) == 2
    assert len(others_at(map(entry, [group[0], OTHER]))) == 2, "a session and a consultation"


def test_an_assessment_without_a_length_meets_what_it_falls_into() -> None:
    assessment = replace(entry(OTHER), encounter=None, minutes=None)
    inside = replace(assessment, moment=NINE + timedelta(minutes=20))
    after = replace(assessment, moment=NINE + timedelta(minutes=30))
    assert len(others_at([entry(ONE), inside])) == 2
    assert others_at([entry(ONE), after]) == {}


@pytest.mark.usefixtures("followed")
async def test_whoever_sets_an_hour_that_is_taken_is_told_on_each_page(
    browse: Browse,
    people: People,
    others: list[DossierId],
    operator: Operator,
    vault: Vault,
) -> None:
    doctor = str(await in_the_directory("malik", operator, vault=vault))
    second = others[0]
    nour = browse(people.nour)
    free = {"practitioner": doctor, "with_whom": "", "day": "2025-03-20", "at": "09:00"}
    address = await kept(browse, people.nour, **free)
    assert "also expects" not in (await nour.get(address)).text

    plan = {"step": "M48", "planned_on": "2025-03-20", "practitioner": doctor, "place": ""}
    planned = await nour.post(f"/children/{second}/plan", {**plan, "planned_time": "09:15"})
    assert planned.status_code == 303, "said, never refused"
    page = (await nour.get(f"/children/{second}/assessments")).text
    assert "at the same hour as Lou Delattre" in page
    assert "also expects: Lou Delattre." in (await nour.get(address)).text
    week = (await nour.get("/calendar", week="2025-03-20")).text
    assert week.count("at the same hour as Lou Delattre") == 2

    malik = await browse(people.malik).get(address)
    assert malik.status_code == 200
    assert "also expects" not in malik.text, "nothing of children who are not around whoever reads"

    moved = {**plan, "planned_time": "09:30"}
    assert (await nour.post(f"/children/{second}/plan", moved)).status_code == 303
    assert "also expects" not in (await nour.get(address)).text, "30 minutes are over"


@pytest.mark.usefixtures("followed")
async def test_a_clinic_day_that_gives_an_hour_twice_shows_its_week(
    browse: Browse, people: People, others: list[DossierId], operator: Operator, vault: Vault
) -> None:
    doctor = str(await in_the_directory("malik", operator, vault=vault))
    fields: dict[str, str | list[str]] = {
        "planned_on": "2025-03-20",
        "place": "The nursery",
        "practitioner": doctor,
        "chosen": [str(LOU), str(others[0])],
        f"step-{LOU}": "M48",
        f"step-{others[0]}": "M48",
        f"time-{LOU}": "09:30",
        f"time-{others[0]}": "10:00",
    }
    nour = browse(people.nour)
    assert (await nour.post(CLINIC, fields)).headers["location"] == "/"
    again = {**fields, f"time-{others[0]}": "09:30"}
    answer = await nour.post(CLINIC, again)
    assert (answer.status_code, answer.headers["location"]) == (303, "/calendar?week=2025-03-20")
    shown = await nour.get("/calendar", week="2025-03-20")
    assert shown.text.count("at the same hour as") == 2
