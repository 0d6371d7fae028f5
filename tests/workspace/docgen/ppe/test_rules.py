from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.docgen.ppe.model import Action
from workspace.docgen.ppe.rules import (
    Standing,
    add_months,
    age_in_months,
    by_end_date,
    first_due,
    is_late,
    next_due,
    standing,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 10, 15), 3, date(2026, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 5), 12, date(2026, 12, 5)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert expected == add_months(day, months)


@given(DAYS, st.integers(0, 240))
def test_adding_months_lands_in_the_month_meant(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (day.year * 12 + day.month + months) == later.year * 12 + later.month
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("birth", "on", "expected"),
    [
        (date(2023, 3, 14), date(2025, 3, 13), 23),
        (date(2023, 3, 14), date(2025, 3, 14), 24),
        (date(2024, 2, 29), date(2026, 2, 28), 23),
        (date(2025, 3, 14), date(2025, 3, 1), -1),
    ],
)
def test_age_is_in_completed_months(birth: date, on: date, expected: int) -> None:
    assert expected == age_in_months(birth, on)


def test_the_first_project_is_due_three_months_after_the_measure_starts() -> None:
    assert date(2025, 2, 28) == first_due(date(2024, 11, 30))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2025, 3, 13), date(2025, 9, 13)),  # the eve of the second birthday
        (date(2025, 3, 14), date(2026, 3, 14)),  # the second birthday
        (date(2023, 8, 31), date(2024, 2, 29)),
    ],
)
def test_updates_come_every_six_months_before_two_years_then_every_year(
    last: date, expected: date
) -> None:
    assert expected == next_due(last, birth=date(2023, 3, 14))


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [
        (61, Standing.ON_TIME),
        (60, Standing.DUE_SOON),
        (1, Standing.DUE_SOON),
        (0, Standing.OVERDUE),
        (-5, Standing.OVERDUE),
    ],
)
def test_a_project_warns_sixty_days_before_and_is_overdue_on_the_day(
    days_left: int, expected: Standing
) -> None:
    today = date(2025, 3, 4)
    assert expected is standing(today + timedelta(days=days_left), today)


@pytest.mark.parametrize(
    ("ends_on", "done", "on", "expected"),
    [
        (date(2025, 3, 3), False, date(2025, 3, 4), True),
        (date(2025, 3, 4), False, date(2025, 3, 4), False),
        (date(2025, 3, 3), True, date(2025, 3, 4), False),
        (None, False, date(2025, 3, 4), False),
        (date(2025, 3, 3), False, None, False),
    ],
)
def test_an_action_is_late_the_day_after_its_end(
    ends_on: date | None, done: bool, on: date | None, expected: bool
) -> None:
    assert expected is is_late(Action(action="a", ends_on=ends_on, done=done), on)


def test_actions_without_an_end_come_last_in_the_order_given() -> None:
    soon, late = (Action(action=n, ends_on=date(2025, m, 1)) for n, m in (("soon", 1), ("late", 9)))
    first, second = Action(action="first"), Action(action="second")
    assert (soon, late, first, second) == by_end_date([first, late, second, soon])
