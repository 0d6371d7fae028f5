"""Two acts on one day: found for one child, and for the children of one place."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.record.model import (
    Age,
    Identity,
    Inclusion,
    Placement,
    PlacementId,
    PlacementKind,
    Sex,
    Sight,
)
from workspace.dossier.record.summaries import ChildSummary
from workspace.home import same_day
from workspace.home.agenda import Entry
from workspace.home.model import Concern, Line
from workspace.home.wording import Badge
from workspace.i18n import use_language
from workspace.ids import DossierId, OrganizationId

TODAY, DAY = date(2025, 3, 4), date(2025, 3, 20)
LOU, NOE = DossierId(uuid4()), DossierId(uuid4())


def entry(day: date | None, dossier: DossierId = LOU, *, is_open: bool = True) -> Entry:
    return Entry(
        dossier=dossier,
        day=day,
        at=None,
        words="Consultation",
        badge=Badge("planned", "planned"),
        is_open=is_open,
        today=TODAY,
    )


def step(state: StepState, opens: date, closes: date, planned: date | None = None) -> StepStatus:
    return StepStatus(
        step=protocol().steps[10],
        state=state,
        opens_on=opens,
        target_on=opens,
        closes_on=closes,
        planned_on=planned,
    )


def line(dossier: DossierId, place: str, kind: PlacementKind = PlacementKind.MECS) -> Line:
    placed = Placement(id=PlacementId(uuid4()), kind=kind, place=place, begins_on=date(2024, 1, 1))
    child = ChildSummary(
        dossier=dossier,
        identity=Identity(
            given_name="Lou", family_name="Delattre", birth_date=date(2021, 5, 10), sex=Sex.FEMALE
        ),
        age=Age(months=45),
        inclusion=Inclusion(
            admitted_on=date(2021, 7, 9), organization=OrganizationId(uuid4()), department="62"
        ),
        placement=placed if place else None,
    )
    return Line(
        child=child,
        concern=Concern.TO_PLAN,
        sight=Sight.SEEN,
        step=step(StepState.TO_PLAN, TODAY, DAY),
        today=TODAY,
    )


def found(*entries: Entry, schedule: tuple[StepStatus, ...] = ()) -> list[date | None]:
    return [
        each.day for each in same_day.of_the_child(LOU, entries, schedule, day=DAY, today=TODAY)
    ]


@pytest.mark.parametrize(
    ("day", "near"),
    [(DAY + timedelta(days=30), True), (DAY + timedelta(days=31), False), (TODAY, True)],
)
def test_what_is_planned_within_thirty_days_is_proposed(day: date, near: bool) -> None:
    assert found(entry(day)) == ([day] if near else [])


def test_what_is_over_or_has_no_day_is_not_proposed() -> None:
    assert found(entry(None), entry(DAY, is_open=False), entry(TODAY - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (step(StepState.TO_PLAN, TODAY, DAY), "accepted until 20 March 2025"),
        (step(StepState.LATE, TODAY, TODAY), "late, can still be caught up"),
        (step(StepState.LATE, TODAY, TODAY, planned=DAY), None),
        (step(StepState.TO_PLAN, DAY + timedelta(days=31), DAY + timedelta(days=60)), None),
        (step(StepState.DONE, TODAY, DAY), None),
    ],
)
def test_what_is_due_and_not_set_is_proposed(due: StepStatus, words: str | None) -> None:
    with use_language("en"):
        companions = same_day.of_the_child(LOU, (), (due,), day=DAY, today=TODAY)
    assert [each.when for each in companions] == ([words] if words else [])


def test_of_several_late_ones_the_last_is_proposed() -> None:
    older = step(StepState.LATE, date(2024, 1, 1), date(2024, 6, 1))
    newer = step(StepState.LATE, date(2024, 9, 1), date(2025, 1, 1))
    (one,) = same_day.of_the_child(LOU, (), (older, newer), day=DAY, today=TODAY)
    assert f"planned_on={DAY}" in one.href


@pytest.mark.parametrize(
    ("place", "other", "together"),
    [
        ("The Gosselins", " the gosselins ", True),
        ("The Gosselins", "The Martins", False),
        ("", "", False),
        ("The Gosselins", "", False),
    ],
)
def test_children_of_one_place_travel_together(place: str, other: str, together: bool) -> None:
    lines = [line(LOU, place), line(NOE, other)]
    companions = same_day.of_the_place(LOU, lines, [entry(DAY, NOE)], day=DAY)
    assert [each.day for each in companions] == ([DAY, None] if together else [])


def test_children_who_live_at_home_do_not_travel_together() -> None:
    lines = [line(LOU, "home", PlacementKind.HOME), line(NOE, "home", PlacementKind.HOME)]
    assert same_day.of_the_place(LOU, lines, [], day=DAY) == ()


def test_who_has_nothing_due_is_not_proposed() -> None:
    calm = replace(line(NOE, "The Gosselins"), step=None)
    assert same_day.of_the_place(LOU, [line(LOU, "The Gosselins"), calm], [], day=DAY) == ()


def test_a_child_outside_the_list_has_no_companions() -> None:
    assert same_day.of_the_place(LOU, [line(NOE, "The Gosselins")], [], day=DAY) == ()
