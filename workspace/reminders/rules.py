"""Which reminder is due today. Nothing is fired: what is due and was not told is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from workspace.actor import Role
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.ids import AccountId, DossierId
from workspace.notices.model import NewNotice, NoticeKind, Reminded
from workspace.reminders.model import Expected, Late, Letter, Place, Recall, Reminder

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
LADDER: Final = (Role.CARER, Role.KEY_WORKER, Role.COORDINATOR)
"""Who is told in the place of whom: a child without a carer has a key worker, without either a coordinator."""
LAST_DAY: Final = {
    Letter.LATE_CARER: 14,
    Letter.LATE_KEY_WORKER: 29,
    Letter.LATE_SERVICE: LATE_UNTIL,
}
"""The last day each of them is worth sending, after the window: from the next one on, that one is."""

ASKED: Final = "ask"
"""What the key of a request to book begins with."""

Around = Mapping[tuple[DossierId, Role], Sequence[AccountId]]
"""Who is around a child, by what they are to the child."""
Holders = Mapping[DossierId, Sequence[UUID]]
"""Who holds parental authority over a child and may be written to, by what the record knows them by."""


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


def of_expected(
    expected: Expected, *, today: date, now: datetime, zone: ZoneInfo
) -> Reminder | None:
    """Return what the carer is told of a day that comes; it is told no more once it has begun.

    `today`, `zone`: the day it is and the clock where the child is followed.
    """
    letter = letter_before(expected.day, today=today)
    if letter is None or (expected.starts_at is not None and expected.starts_at <= now):
        return None
    return Reminder(
        letter=letter,
        dossier=expected.dossier,
        role=Role.CARER,
        kind=NoticeKind.APPOINTMENT,
        key=f"{letter}/{expected.about}/{expected.day}",
        expires_at=expected.starts_at or end_of(expected.day, zone),
    )


def is_after_the_end(expected: Expected, ended_on: date | None) -> bool:
    """Tell whether follow-up ends before a day that comes: whoever left, or died, is expected nowhere."""
    return ended_on is not None and expected.day >= ended_on


def summons(expected: Expected, *, today: date, now: datetime, zone: ZoneInfo) -> Reminder | None:
    """Return what the holders of parental authority are told of an assessment a day is set for: once, a month before.

    Later where the day was set later; no more once it has begun. A restriction that ends meanwhile lets it leave.
    """
    left = (expected.day - today).days
    if not 0 <= left <= SUMMONS_FROM:
        return None
    if expected.starts_at is not None and expected.starts_at <= now:
        return None
    return Reminder(
        letter=Letter.SUMMONS,
        dossier=expected.dossier,
        role=Role.PARENT,
        kind=NoticeKind.SUMMONS,
        key=f"{Letter.SUMMONS}/{expected.about}/{expected.day}",
        expires_at=expected.starts_at or end_of(expected.day, zone),
    )


def of_late(late: Late, *, today: date, zone: ZoneInfo) -> Reminder | None:
    """Return who is told of an assessment that is late, until the next one in turn is."""
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
        expires_at=end_of(late.closes_on + timedelta(days=LAST_DAY[letter]), zone),
    )


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last minute of a day on the clock of a place."""
    return datetime.combine(day, time(23, 59), tzinfo=zone)


def around(places: Iterable[Place]) -> Around:
    """Return the places by child and role: a country has ten of them for each child."""
    found: dict[tuple[DossierId, Role], list[AccountId]] = defaultdict(list)
    for place in places:
        found[place.dossier, place.role].append(place.account)
    return found


def told(reminder: Reminder, places: Around) -> Sequence[AccountId]:
    """Return whom a reminder goes to: those of its role, else of the next one somebody has; nobody at the end."""
    for role in LADDER[LADDER.index(reminder.role) :]:
        if accounts := places.get((reminder.dossier, role)):
            return accounts
    return ()


def notices(
    reminders: Iterable[Reminder], places: Around, holders: Holders | None = None
) -> tuple[NewNotice, ...]:
    """Return one notice for each person a reminder concerns: of parents, for those `holders` names."""
    return tuple(
        NewNotice(
            account=account,
            person=person,
            kind=reminder.kind,
            dossier=reminder.dossier,
            key=f"{reminder.key}/{account or person}",
            expires_at=reminder.expires_at,
        )
        for reminder in reminders
        for account, person in _whom(reminder, places, holders or {})
    )


def _whom(
    reminder: Reminder, places: Around, holders: Holders
) -> Iterable[tuple[AccountId | None, UUID | None]]:
    if reminder.role is Role.PARENT:
        return ((None, person) for person in holders.get(reminder.dossier, ()))
    return ((account, None) for account in told(reminder, places))


def recall(sent: Reminded) -> Recall:
    """Return what a reminder was about, as its key says: the letter, then a day or a step."""
    parts = sent.key.split("/")
    if parts[0] == ASKED:
        return Recall(letter=None, day=None, step=parts[2], sent=sent)
    letter = next(each for each in Letter if sent.key.startswith(f"{each}/"))
    about = sent.key.removeprefix(f"{letter}/").split("/")[1]
    if letter in TELLS:
        return Recall(letter=letter, day=None, step=about, sent=sent)
    return Recall(letter=letter, day=date.fromisoformat(about), step="", sent=sent)


def is_to_book(status: StepStatus, *, today: date) -> bool:
    """Tell whether an assessment somebody was asked to book is still to be booked."""
    is_open = status.state in {
        StepState.UPCOMING,
        StepState.TO_PLAN,
        StepState.PLANNED,
        StepState.LATE,
    }
    return is_open and (status.planned_on is None or status.planned_on < today)
