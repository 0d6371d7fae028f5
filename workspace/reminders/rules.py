"""Which reminder is due today. Nothing is fired: what is due and was not told is told."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from workspace.actor import Role
from workspace.notices.model import NewNotice, NoticeKind
from workspace.reminders.model import Expected, Late, Letter, Place, Reminder

SUMMONS_FROM: Final = 30
WEEK: Final = 7
DAY: Final = 1
LATE_FROM: Final = ((30, Letter.LATE_SERVICE), (15, Letter.LATE_KEY_WORKER), (1, Letter.LATE_CARER))
LATE_UNTIL: Final = 60
"""Beyond, Today alone says it: an installation that opens does not send the reminders of ten years."""
TELLS: Final = {
    Letter.LATE_CARER: (Role.CARER, NoticeKind.TO_BOOK),
    Letter.LATE_KEY_WORKER: (Role.KEY_WORKER, NoticeKind.WAITING),
    Letter.LATE_SERVICE: (Role.COORDINATOR, NoticeKind.WAITING),
}
"""Carer, then key worker, then the coordination, whose task it is to write to the service."""


def letter_before(day: date, *, today: date) -> Letter | None:
    """Return the reminder of a day that comes, the nearest one only."""
    left = (day - today).days
    if left < 0 or left > SUMMONS_FROM:
        return None
    if left <= DAY:
        return Letter.DAY_BEFORE
    return Letter.WEEK_BEFORE if left <= WEEK else Letter.SUMMONS


def letter_after(closes_on: date, *, today: date) -> Letter | None:
    """Return the reminder of an assessment whose last day has gone by."""
    gone = (today - closes_on).days
    if gone > LATE_UNTIL:
        return None
    return next((letter for days, letter in LATE_FROM if gone >= days), None)


def of_expected(expected: Expected, *, today: date) -> Reminder | None:
    """Return what the carer is told of a day that comes; it is told no more once it has begun."""
    letter = letter_before(expected.day, today=today)
    if letter is None:
        return None
    return Reminder(
        letter=letter,
        dossier=expected.dossier,
        role=Role.CARER,
        kind=NoticeKind.APPOINTMENT,
        key=f"{letter}/{expected.about}/{expected.day}",
        expires_at=expected.starts_at or end_of(expected.day),
    )


def of_late(late: Late, *, today: date) -> Reminder | None:
    letter = letter_after(late.closes_on, today=today)
    if letter is None:
        return None
    role, kind = TELLS[letter]
    return Reminder(
        letter=letter,
        dossier=late.dossier,
        role=role,
        kind=kind,
        key=f"{letter}/{late.dossier}/{late.step}",
        expires_at=end_of(today + timedelta(days=14)),
    )


def end_of(day: date) -> datetime:
    """Return the end of a day where the day begins first in France: nothing leaves after it."""
    return datetime.combine(day, time(23, 59), tzinfo=UTC)


def notices(reminders: Iterable[Reminder], places: Iterable[Place]) -> tuple[NewNotice, ...]:
    """Return one notice for each person a reminder concerns."""
    listed = list(places)
    return tuple(
        NewNotice(
            account=place.account,
            kind=reminder.kind,
            dossier=reminder.dossier,
            key=f"{reminder.key}/{place.account}",
            expires_at=reminder.expires_at,
        )
        for reminder in reminders
        for place in listed
        if place.dossier == reminder.dossier and place.role is reminder.role
    )
