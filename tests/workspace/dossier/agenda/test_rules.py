from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from workspace.dossier.agenda import rules
from workspace.dossier.agenda.model import (
    ZONE_OF_DEPARTMENT,
    Encounter,
    EncounterId,
    EncounterKind,
    EncounterState,
    NewEncounter,
    VersionId,
    Zone,
)
from workspace.errors import Conflict, Invalid
from workspace.ids import AccountId, DossierId, PractitionerId

BIRTH, TODAY = date(2021, 5, 10), date(2025, 3, 4)
NEW = NewEncounter(kind=EncounterKind.CONSULTATION, day=date(2025, 3, 20), at=time(10))


def encounter(day: date | None, starts_at: datetime | None = None, **changes: object) -> Encounter:
    found = Encounter(
        id=EncounterId(uuid4()),
        version=VersionId(uuid4()),
        sequence=0,
        dossier=DossierId(uuid4()),
        kind=EncounterKind.SPECIALIST,
        day=day,
        starts_at=starts_at,
        written_by=AccountId(uuid4()),
        written_at=datetime(2025, 3, 4, 9, tzinfo=UTC),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def refused(new: NewEncounter) -> set[str]:
    try:
        rules.check_new(new, birth=BIRTH, today=TODAY)
    except Invalid as error:
        return set(error.fields)
    return set()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"day": date(2021, 5, 9)}, {"day"}),
        ({"day": BIRTH}, set()),
        ({"day": date(2028, 3, 6)}, set()),
        ({"day": date(2028, 3, 7)}, {"day"}),
        ({"day": None}, {"day"}),
        ({"day": None, "at": None, "state": EncounterState.ASKED}, set()),
        ({"day": None, "state": EncounterState.ASKED}, {"day"}),
        ({"at": None}, set()),
        ({"state": EncounterState.KEPT}, {"state"}),
        ({"minutes": 0}, {"minutes"}),
        ({"minutes": 720}, set()),
        ({"minutes": 721}, {"minutes"}),
        ({"title": "x" * 301, "place": "x" * 301}, {"title", "place"}),
        ({"with_whom": "x" * 300, "bring": "x" * 301}, {"bring"}),
        ({"note": "x" * 4001}, {"note"}),
        ({"day": date(2026, 3, 29), "at": time(2, 30)}, {"at"}),
        ({"day": date(2026, 3, 29), "at": time(2, 30), "zone": Zone.REUNION}, set()),
        ({"day": None, "minutes": 0, "note": "x" * 4001}, {"day", "minutes", "note"}),
    ],
)
def test_everything_that_cannot_be_is_named_at_once(
    changes: dict[str, object], fields: set[str]
) -> None:
    assert fields == refused(replace(NEW, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        (date(2025, 1, 15), time(10), Zone.PARIS, datetime(2025, 1, 15, 9, tzinfo=UTC)),
        (date(2025, 7, 15), time(10), Zone.PARIS, datetime(2025, 7, 15, 8, tzinfo=UTC)),
        (date(2026, 3, 28), time(10), Zone.PARIS, datetime(2026, 3, 28, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(10), Zone.PARIS, datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (date(2026, 3, 29), time(2), Zone.PARIS, None),
        (date(2026, 10, 25), time(2, 30), Zone.PARIS, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2025, 7, 15), time(8), Zone.GUADELOUPE, datetime(2025, 7, 15, 12, tzinfo=UTC)),
        (date(2025, 7, 15), time(8), Zone.GUYANE, datetime(2025, 7, 15, 11, tzinfo=UTC)),
        (date(2025, 7, 15), time(1), Zone.REUNION, datetime(2025, 7, 14, 21, tzinfo=UTC)),
        (date(2025, 7, 15), time(1), Zone.MAYOTTE, datetime(2025, 7, 14, 22, tzinfo=UTC)),
        (date(2025, 7, 15), time(20), Zone.POLYNESIA, datetime(2025, 7, 16, 6, tzinfo=UTC)),
        (date(2025, 7, 15), time(1), Zone.CALEDONIA, datetime(2025, 7, 14, 14, tzinfo=UTC)),
        (date(2024, 2, 29), time(9), Zone.MARTINIQUE, datetime(2024, 2, 29, 13, tzinfo=UTC)),
    ],
)
def test_a_time_is_of_the_clock_of_the_place(
    day: date, at: time, zone: Zone, moment: datetime | None
) -> None:
    assert moment == rules.moment_of(day, at, zone)
    if moment is not None:
        assert at == rules.local_time(moment, zone)


def test_no_moment_has_no_time() -> None:
    assert rules.local_time(None, Zone.PARIS) is None


@pytest.mark.parametrize(
    ("department", "zone"),
    [("62", Zone.PARIS), ("2A", Zone.PARIS), (" 974 ", Zone.REUNION), *ZONE_OF_DEPARTMENT.items()],
)
def test_a_department_has_its_clock(department: str, zone: Zone) -> None:
    assert zone is rules.zone_of(department)


def test_the_twelve_territories_overseas_are_known() -> None:
    assert set(ZONE_OF_DEPARTMENT) == {str(code) for code in (*range(971, 979), 984, 986, 987, 988)}


ALLOWED = {
    ("asked", "planned"),
    ("asked", "cancelled"),
    ("planned", "kept"),
    ("planned", "missed"),
    ("planned", "cancelled"),
    ("kept", "missed"),
    ("missed", "kept"),
}


@pytest.mark.parametrize("state", list(EncounterState))
@pytest.mark.parametrize("current", list(EncounterState))
def test_what_may_become_of_an_appointment(current: EncounterState, state: EncounterState) -> None:
    before = encounter(TODAY, state=current)
    if (current.value, state.value) in ALLOWED:
        rules.check_becomes(before, state, today=TODAY)
    else:
        with pytest.raises(Conflict):
            rules.check_becomes(before, state, today=TODAY)


@pytest.mark.parametrize("state", [EncounterState.KEPT, EncounterState.MISSED])
def test_what_has_not_come_yet_was_not_kept(state: EncounterState) -> None:
    with pytest.raises(Invalid):
        rules.check_becomes(
            encounter(date(2025, 3, 5), state=EncounterState.PLANNED), state, today=TODAY
        )


def test_what_has_no_day_is_not_planned() -> None:
    with pytest.raises(Invalid):
        rules.check_becomes(
            encounter(None, state=EncounterState.ASKED), EncounterState.PLANNED, today=TODAY
        )


SAID = replace(NEW, place="Town hall", practitioner=PractitionerId(uuid4()))
SPOKEN = replace(NEW, place="Town hall", with_whom="Dr. Roy")


@pytest.mark.parametrize(
    ("new", "standing", "is_asked"),
    [
        (SAID, replace(SAID, place="School"), True),
        (SAID, replace(SAID, practitioner=PractitionerId(uuid4())), True),
        (SAID, replace(SAID, practitioner=None, place="School"), False),
        (SPOKEN, replace(SPOKEN, place="School", with_whom="dr roy"), True),
        (SPOKEN, replace(SPOKEN, place="School", with_whom=""), False),
        (replace(SPOKEN, with_whom=""), replace(SPOKEN, place="School", with_whom=""), False),
        (NEW, NEW, False),
        (SAID, replace(SAID, at=time(11)), False),
        (SAID, replace(SAID, day=date(2025, 3, 21)), False),
        (SAID, replace(SAID, state=EncounterState.CANCELLED), False),
        (replace(SAID, at=None), replace(SAID, at=None), False),
    ],
)
def test_what_seems_to_stand_already_is_asked_about(
    new: NewEncounter, standing: NewEncounter, *, is_asked: bool
) -> None:
    names = ("state", "at", "place", "practitioner", "with_whom")
    there = encounter(standing.day, **{name: getattr(standing, name) for name in names})
    if is_asked:
        with pytest.raises(Invalid) as error:
            rules.check_once(new, [there])
        assert error.value.fields == {"at": rules.REPEATED}
    else:
        rules.check_once(new, [there])


def test_a_correction_is_asked_about_where_it_newly_meets_another_one() -> None:
    names = ("state", "at", "place", "practitioner", "with_whom")

    def standing(new: NewEncounter) -> Encounter:
        return encounter(new.day, **{name: getattr(new, name) for name in names})

    before, other = standing(replace(SAID, at=time(11))), standing(SAID)
    rules.check_once(replace(SAID, at=time(11)), [before, other], before=before)
    with pytest.raises(Invalid):
        rules.check_once(SAID, [before, other], before=before)
    with pytest.raises(Invalid):
        rules.check_once(
            SAID, [other], before=standing(replace(SAID, place="x", practitioner=None))
        )
    rules.check_once(replace(SAID, bring="A toy"), [other], before=standing(SAID))


def test_appointments_are_told_in_the_order_of_their_moments() -> None:
    first = encounter(date(2025, 3, 5))
    second = encounter(date(2025, 3, 5), datetime(2025, 3, 5, 8, tzinfo=UTC))
    third = encounter(date(2025, 3, 5), datetime(2025, 3, 5, 9, tzinfo=UTC))
    last = encounter(None, id=EncounterId(UUID(int=1)))

    assert (first, second, third, last) == rules.in_order([last, third, second, first])


@pytest.mark.parametrize(("distance", "near"), [(0, True), (30, True), (31, False)])
def test_thirty_days_are_near(distance: int, near: bool) -> None:
    day, other = date(2025, 3, 4), date(2025, 3, 4) + timedelta(days=distance)
    assert near is rules.is_near(day, other)
    assert near is rules.is_near(other, day)
