"""When a projet pour l'enfant is due, and which of its actions are late. No I/O."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from workspace.docgen.ppe.model import Action

FIRST_AFTER_MONTHS = 3
"""CASF D.223-12: within three months of the start of the measure."""

UPDATE_MONTHS = 12
UPDATE_MONTHS_UNDER_TWO = 6
"""CASF D.223-13: at least yearly, and at least every six months under the age of two."""

WARNING_DAYS = 60


class Standing(StrEnum):
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_in_months(birth: date, on: date) -> int:
    """Return completed months of age; negative before birth."""
    months = (on.year - birth.year) * 12 + on.month - birth.month
    return months if on.day >= birth.day else months - 1


def first_due(measure_started_on: date) -> date:
    return add_months(measure_started_on, FIRST_AFTER_MONTHS)


def next_due(last: date, birth: date) -> date:
    """Return the day by which a project signed on `last` must be updated."""
    under_two = age_in_months(birth, last) < 24  # noqa: PLR2004 - two years, as the article says
    return add_months(last, UPDATE_MONTHS_UNDER_TWO if under_two else UPDATE_MONTHS)


def standing(due: date, today: date) -> Standing:
    days_left = (due - today).days
    if days_left <= 0:
        return Standing.OVERDUE
    return Standing.DUE_SOON if days_left <= WARNING_DAYS else Standing.ON_TIME


def is_late(action: Action, on: date | None) -> bool:
    """Whether `action` should be over on that day and is not; an unknown day makes nothing late."""
    return not action.done and bool(on and action.ends_on and action.ends_on < on)


def by_end_date(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the soonest end first; actions without an end come last, in the order given."""
    return tuple(sorted(actions, key=lambda action: action.ends_on or date.max))
