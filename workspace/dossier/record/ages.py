"""Calendar arithmetic of ages: whole months first, clamped to the month's end, then days."""

from calendar import monthrange
from datetime import date, timedelta

from workspace.dossier.record.model import Age

MAJORITY_MONTHS = 18 * 12
SHORTEST_MONTH = 28
"""Days every month has: up to here no month's end need be looked up."""

ROUND_UP_FROM_DAYS = 4
"""Days beyond the weeks of a term that count for one more week (`scales.md` 2)."""


def term_in_weeks(weeks: int | None, days: int = 0) -> int | None:
    """Return a term in whole weeks: four days or more count for a week; None when it is not known."""
    return None if weeks is None else weeks + (days >= ROUND_UP_FROM_DAYS)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a month that is too short."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month0 + 1, day.day)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def age_on(birth: date, day: date) -> Age:
    """Return the age on `day`. Raise ValueError before birth."""
    if day < birth:
        raise ValueError("no age before birth")
    months = (day.year - birth.year) * 12 + day.month - birth.month
    if add_months(birth, months) > day:
        months -= 1
    return Age(months=months, days=(day - add_months(birth, months)).days)


def first_day_at(birth: date, age: Age) -> date:
    """Return the first day on which the child has reached `age`."""
    return min(
        add_months(birth, age.months) + timedelta(days=age.days),
        add_months(birth, age.months + 1),
    )


def last_day_at(birth: date, age: Age) -> date:
    """Return the last day on which the child is not older than `age`.

    "14 months 30 days" ends the day before 15 months, in a short month too.
    """
    return min(
        add_months(birth, age.months) + timedelta(days=age.days),
        add_months(birth, age.months + 1) - timedelta(days=1),
    )


def majority_on(birth: date) -> date:
    """Return the day of the eighteenth birthday; 28 February for a child of 29 February.

    A day of the territory: whoever asks "is it come" compares with `Clock.today()`, never
    with a moment in UTC.
    """
    return add_months(birth, MAJORITY_MONTHS)
