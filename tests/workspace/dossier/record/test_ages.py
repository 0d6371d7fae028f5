"""Calendar arithmetic, against a second computation that walks the calendar day by day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from workspace.dossier.record.ages import (
    add_months,
    age_on,
    first_day_at,
    last_day_at,
    majority_on,
    term_in_weeks,
)
from workspace.dossier.record.model import Age

SEVEN_YEARS = 84


def walked(birth: date, months: int) -> Iterator[tuple[date, Age]]:
    """Count a life on the fingers: a month is complete on the birth day's number, or month's end."""
    day, age_months, age_days = birth, 0, 0
    while age_months <= months:
        yield day, Age(months=age_months, days=age_days)
        day += timedelta(days=1)
        if day.day == min(birth.day, monthrange(day.year, day.month)[1]):
            age_months, age_days = age_months + 1, 0
        else:
            age_days += 1


@pytest.mark.parametrize(
    "birth",
    [date(2020, 2, 29), date(2021, 1, 31), date(2021, 3, 30), date(2023, 12, 31), date(2022, 7, 1)],
)
def test_every_day_of_a_childhood_has_the_age_counted_on_the_fingers(birth: date) -> None:
    for day, age in walked(birth, SEVEN_YEARS):
        assert age == age_on(birth, day)


@pytest.mark.parametrize(
    "birth", [date(2020, 2, 29), date(2021, 1, 31), date(2021, 1, 30), date(2023, 8, 31)]
)
def test_first_and_last_day_at_an_age_enclose_exactly_the_days_of_that_age(birth: date) -> None:
    life = list(walked(birth, 24))
    for months in range(24):
        for days in (0, 1, 14, 15, 28, 30):
            age = Age(months=months, days=days)
            assert min(day for day, lived in life if lived >= age) == first_day_at(birth, age)
            assert max(day for day, lived in life if lived <= age) == last_day_at(birth, age)


def test_a_month_too_short_is_clamped_and_the_next_one_is_not() -> None:
    assert date(2023, 2, 28) == add_months(date(2023, 1, 31), 1)
    assert date(2024, 2, 29) == add_months(date(2024, 1, 31), 1)
    assert date(2023, 3, 31) == add_months(date(2023, 1, 31), 2)


def test_months_are_added_across_the_year_and_backwards() -> None:
    assert date(2025, 1, 15) == add_months(date(2024, 11, 15), 2)
    assert date(2024, 11, 15) == add_months(date(2025, 1, 15), -2)


def test_there_is_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        age_on(date(2024, 5, 2), date(2024, 5, 1))


def test_the_day_of_birth_is_age_zero() -> None:
    assert Age(months=0, days=0) == age_on(date(2024, 5, 2), date(2024, 5, 2))


@pytest.mark.parametrize(
    ("birth", "majority"),
    [
        (date(2007, 9, 1), date(2025, 9, 1)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(2007, 12, 31), date(2025, 12, 31)),
    ],
)
def test_majority_comes_on_the_eighteenth_birthday(birth: date, majority: date) -> None:
    assert majority == majority_on(birth)


@pytest.mark.parametrize(("days", "expected"), [(0, 37), (3, 37), (4, 38), (6, 38)])
def test_four_days_of_a_term_count_for_a_week(days: int, expected: int) -> None:
    assert expected == term_in_weeks(37, days)


def test_a_term_that_is_not_known_is_no_number() -> None:
    assert term_in_weeks(None, 5) is None
