"""What a session may be, and what is left of the year's sessions."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from workspace.dossier.care.definitions import carried
from workspace.dossier.care.model import (
    Allowance,
    CareKind,
    CareSession,
    GroupKey,
    NewSession,
    Payer,
    Presence,
    SessionBudget,
    SessionId,
    Spending,
)
from workspace.dossier.care.rules import (
    allowance_on,
    check_session,
    cost,
    is_repeated,
    over_ceiling,
    rates_of,
    session_budget,
    spending,
    usual_minutes,
    usual_payer,
    year_of_follow_up,
)
from workspace.errors import Invalid
from workspace.ids import PractitionerId

TODAY = date(2025, 3, 4)
BORN = date(2021, 7, 9)
INCLUDED = date(2021, 9, 1)
RATES = carried()["pegase"]


def session(
    done_on: date,
    number: int = 1,
    *,
    kind: CareKind = CareKind.PSYCHOMOTOR,
    payer: Payer = Payer.PEGASE,
    presence: Presence = Presence.PRESENT,
) -> CareSession:
    return CareSession(
        id=SessionId(UUID(int=number)),
        kind=kind,
        done_on=done_on,
        payer=payer,
        minutes=45,
        presence=presence,
    )


def sessions(count: int, first: date) -> list[CareSession]:
    """One a week, psychology and psychomotor therapy in turn."""
    kinds = list(CareKind)
    return [session(first + timedelta(weeks=i), i + 1, kind=kinds[i % 2]) for i in range(count)]


NEW = NewSession(kind=CareKind.PSYCHOLOGY, done_on=TODAY, payer=Payer.PEGASE, minutes=45)


def test_a_session_of_any_day_lived_is_accepted() -> None:
    check_session(replace(NEW, done_on=BORN), birth=BORN, today=TODAY)
    for minutes in (1, 480):
        check_session(replace(NEW, minutes=minutes, note="x" * 4000), birth=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (replace(NEW, done_on=TODAY + timedelta(days=1)), {"done_on"}),
        (replace(NEW, done_on=BORN - timedelta(days=1)), {"done_on"}),
        (replace(NEW, minutes=0), {"minutes"}),
        (replace(NEW, minutes=481, note="x" * 4001), {"minutes", "note"}),
    ],
)
def test_a_session_that_cannot_be_is_refused(new: NewSession, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        check_session(new, birth=BORN, today=TODAY)
    assert fields == set(refusal.value.fields)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (INCLUDED, (date(2021, 9, 1), date(2022, 9, 1))),
        (date(2022, 8, 31), (date(2021, 9, 1), date(2022, 9, 1))),
        (date(2022, 9, 1), (date(2022, 9, 1), date(2023, 9, 1))),
        (date(2021, 8, 1), (date(2021, 9, 1), date(2022, 9, 1))),
    ],
)
def test_a_year_runs_from_one_anniversary_of_inclusion_to_the_next(
    on: date, expected: tuple[date, date]
) -> None:
    assert expected == year_of_follow_up(INCLUDED, on)


def test_an_inclusion_of_29_february_has_its_anniversary_on_the_28th() -> None:
    leap = date(2024, 2, 29)
    assert (date(2025, 2, 28), date(2026, 2, 28)) == year_of_follow_up(leap, date(2025, 2, 28))
    assert (leap, date(2025, 2, 28)) == year_of_follow_up(leap, date(2025, 2, 27))
    assert (date(2027, 2, 28), date(2028, 2, 29)) == year_of_follow_up(leap, date(2028, 2, 28))


def test_both_kinds_of_session_draw_on_one_allowance() -> None:
    held = sessions(9, date(2024, 9, 1))
    expected = SessionBudget(
        begins_on=date(2024, 9, 1), ends_on=date(2025, 9, 1), used=9, ceiling=15
    )
    assert expected == session_budget(held, rates=RATES, included_on=INCLUDED, on=TODAY)
    assert (expected.left, expected.is_over, expected.is_near) == (6, False, False)


@pytest.mark.parametrize(
    ("used", "left", "near", "over"),
    [(11, 4, False, False), (12, 3, True, False), (15, 0, True, False), (16, 0, True, True)],
)
def test_the_sixteenth_session_is_over_and_four_fifths_are_near(
    used: int, left: int, near: bool, over: bool
) -> None:
    budget = session_budget(
        sessions(used, date(2024, 9, 1)), rates=RATES, included_on=INCLUDED, on=TODAY
    )
    assert (used, left, near, over) == (budget.used, budget.left, budget.is_near, budget.is_over)


def test_a_session_of_another_year_is_counted_in_that_year() -> None:
    held = [
        session(date(2024, 8, 31), 1),
        session(date(2024, 9, 1), 2),
        session(date(2025, 9, 1), 3),
    ]
    assert session_budget(held, rates=RATES, included_on=INCLUDED, on=TODAY).used == 1
    assert session_budget(held, rates=RATES, included_on=INCLUDED, on=date(2024, 8, 31)).used == 1


@pytest.mark.parametrize("payer", [payer for payer in Payer if payer is not Payer.PEGASE])
def test_a_session_paid_by_another_draws_nothing(payer: Payer) -> None:
    held = [session(TODAY, payer=payer)]
    assert session_budget(held, rates=RATES, included_on=INCLUDED, on=TODAY).used == 0


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.CANCELLED])
def test_a_session_without_the_child_draws_nothing(presence: Presence) -> None:
    held = [session(TODAY, presence=presence)]
    assert session_budget(held, rates=RATES, included_on=INCLUDED, on=TODAY).used == 0


def test_a_year_without_a_known_allowance_has_no_ceiling() -> None:
    on = date(2026, 9, 1)
    budget = session_budget(sessions(16, on), rates=RATES, included_on=INCLUDED, on=on)
    assert (budget.used, budget.ceiling, budget.left) == (16, None, None)
    assert not budget.is_over
    assert not budget.is_near


def test_sessions_beyond_the_ceiling_of_their_year_are_flagged_in_order() -> None:
    last_year = sessions(17, date(2023, 9, 1))
    this_year = [
        replace(s, id=SessionId(UUID(int=100 + i)))
        for i, s in enumerate(sessions(15, date(2024, 9, 1)))
    ]
    unpaid = [session(date(2023, 9, 2), 200, payer=Payer.INTERNAL)]
    held = [*reversed(last_year), *this_year, *unpaid]
    beyond = over_ceiling(held, rates=RATES, included_on=INCLUDED)
    assert {last_year[15].id, last_year[16].id} == beyond


def test_the_ceiling_of_a_year_is_that_of_its_first_day() -> None:
    held = sessions(16, date(2025, 10, 1))
    assert {held[15].id} == over_ceiling(held, rates=RATES, included_on=INCLUDED)


def test_nothing_is_beyond_a_ceiling_nobody_knows() -> None:
    held = sessions(20, date(2026, 9, 1))
    assert frozenset() == over_ceiling(held, rates=RATES, included_on=INCLUDED)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 31), None),
        (date(2021, 1, 1), (15, 630, 636)),
        (date(2026, 2, 2), (15, 630, 636)),
        (date(2026, 2, 3), None),
    ],
)
def test_an_allowance_is_in_force_between_its_days(
    day: date, expected: tuple[int, int, int] | None
) -> None:
    found = allowance_on(RATES, day)
    assert expected == (
        (found.sessions_a_year, found.care_eur, found.assessments_eur) if found else None
    )


ALLOWED = Allowance(
    valid_from=date(2021, 1, 1),
    valid_to=date(2026, 2, 2),
    sessions_a_year=15,
    care_eur=630,
    assessments_eur=636,
)


def test_a_session_costs_what_arithmetic_says_until_the_payer_says_more() -> None:
    assert cost(session(TODAY), ALLOWED) == 42
    assert cost(session(TODAY), replace(ALLOWED, session_eur=Decimal("38.50"))) == Decimal("38.50")


def test_the_cost_of_a_group_falls_by_the_key_of_its_period() -> None:
    in_four = replace(session(TODAY), shared_by=4)
    assert cost(in_four, ALLOWED) == Fraction(21, 2)
    assert cost(in_four, replace(ALLOWED, group_key=GroupKey.WHOLE)) == 42


def test_what_draws_nothing_costs_nothing() -> None:
    assert cost(session(TODAY, payer=Payer.DEPARTMENT), ALLOWED) == 0
    assert cost(session(TODAY, presence=Presence.ABSENT), ALLOWED) == 0


def test_the_money_of_a_year_goes_with_its_sessions() -> None:
    held = [*sessions(9, date(2024, 9, 1)), session(date(2024, 8, 31), 100)]
    group = replace(session(date(2025, 1, 2), 101), shared_by=2)
    found = spending([*held, group], rates=RATES, included_on=INCLUDED, on=TODAY)
    assert found == Spending(
        allowed=630, spent=Fraction(399), unit=Fraction(42), is_arithmetic=True
    )
    assert found.left == 231
    many = sessions(16, date(2024, 9, 1))
    spent = spending(many, rates=RATES, included_on=INCLUDED, on=TODAY)
    assert spent is not None
    assert spent.left == 0


def test_money_nobody_promised_is_not_reckoned() -> None:
    assert spending([], rates=RATES, included_on=INCLUDED, on=date(2026, 9, 1)) is None


def test_a_session_after_its_period_costs_what_its_year_began_with() -> None:
    late = [session(date(2026, 3, 1))]
    found = spending(late, rates=RATES, included_on=INCLUDED, on=date(2026, 3, 1))
    assert found is not None
    assert found.spent == 42


@pytest.mark.parametrize(
    ("used", "last", "kind", "expected"),
    [
        (14, Payer.DEPARTMENT, CareKind.PSYCHOLOGY, Payer.PEGASE),
        (15, Payer.DEPARTMENT, CareKind.PSYCHOMOTOR, Payer.DEPARTMENT),
        (15, Payer.DEPARTMENT, None, Payer.DEPARTMENT),
        (15, Payer.DEPARTMENT, CareKind.PSYCHOLOGY, Payer.PEGASE),
    ],
)
def test_the_programme_pays_while_sessions_are_left_then_whoever_paid_the_last_of_that_kind(
    used: int, last: Payer, kind: CareKind | None, expected: Payer
) -> None:
    held = [*sessions(used, date(2024, 9, 1)), session(TODAY, 200, payer=last)]
    budget = session_budget(held, rates=RATES, included_on=INCLUDED, on=TODAY)
    assert expected is usual_payer(held, budget, kind=kind)


def test_nobody_is_invented_who_would_pay() -> None:
    unknown = session_budget([], rates=RATES, included_on=INCLUDED, on=date(2026, 9, 1))
    assert usual_payer([], unknown, kind=None) is None
    assert usual_payer([session(TODAY)], unknown, kind=None) is None
    paid = [session(TODAY, payer=Payer.DEPARTMENT)]
    assert usual_payer(paid, unknown, kind=None) is Payer.DEPARTMENT
    spent = replace(unknown, ceiling=0)
    assert usual_payer([], spent, kind=None) is Payer.PEGASE


def test_of_two_periods_that_cover_a_day_the_one_put_in_force_last_holds() -> None:
    newer = replace(RATES[0], valid_from=date(2025, 1, 1), valid_to=date(2027, 1, 1), care_eur=700)
    for day, euros in ((date(2024, 12, 31), 630), (TODAY, 700), (date(2026, 9, 1), 700)):
        found = allowance_on((newer, *RATES), day)
        assert found is not None
        assert found.care_eur == euros


def test_a_programme_nobody_funded_pays_nothing_and_an_older_dossier_is_of_pegase() -> None:
    assert rates_of(carried(), "mille-jours") == ()
    assert rates_of(carried(), None) == RATES


def test_a_session_is_thought_to_last_as_long_as_the_last_of_its_kind() -> None:
    held = [
        replace(session(TODAY, 1), minutes=30),
        replace(session(date(2025, 1, 1), 2, kind=CareKind.PSYCHOLOGY), minutes=60),
    ]
    assert usual_minutes(held, kind=CareKind.PSYCHOLOGY) == 60
    assert usual_minutes(held, kind=None) == 30
    assert usual_minutes([], kind=None) is None


@pytest.mark.parametrize("shared_by", [0, 31])
def test_a_group_of_nobody_or_of_a_crowd_is_refused(shared_by: int) -> None:
    with pytest.raises(Invalid) as refusal:
        check_session(replace(NEW, shared_by=shared_by), birth=BORN, today=TODAY)
    assert set(refusal.value.fields) == {"shared_by"}


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({}, True),
        ({"done_on": date(2025, 3, 3)}, False),
        ({"kind": CareKind.PSYCHOLOGY}, False),
        ({"practitioner": PractitionerId(UUID(int=7))}, False),
        ({"presence": Presence.CANCELLED}, False),
        ({"shared_by": 3}, False),
    ],
)
def test_a_session_is_asked_about_when_one_like_it_was_held_that_day(
    change: dict[str, Any], is_asked: bool
) -> None:
    new = NewSession(kind=CareKind.PSYCHOMOTOR, done_on=TODAY, payer=Payer.PEGASE, minutes=45)
    held = session(TODAY)
    assert is_repeated(replace(new, **change), [held]) == is_asked
    assert is_repeated(new, [replace(held, **change)]) == is_asked
    assert not is_repeated(new, [])
