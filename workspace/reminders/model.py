"""What a reminder is about, and whom it goes to. Letters are those of the programme: L-03, L-04, L-05."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workspace.actor import Role
from workspace.ids import AccountId, DossierId
from workspace.notices.model import Because, NoticeKind, Reminded


class Letter(StrEnum):
    SUMMONS = "L-03"
    WEEK_BEFORE = "L-04/7"
    DAY_BEFORE = "L-04/1"
    LATE_CARER = "L-05/1"
    LATE_KEY_WORKER = "L-05/2"
    LATE_SERVICE = "L-05/3"
    """The third time it is a letter of the coordination to the service of the department."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A day somebody waits for: an appointment, or the day set for an assessment."""

    dossier: DossierId
    about: str
    """What makes it itself, in the key that tells it once: never a word."""
    day: date
    starts_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """An assessment whose window closed, for which no day is set."""

    dossier: DossierId
    step: str
    closes_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Somebody around a child."""

    dossier: DossierId
    account: AccountId
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    letter: Letter
    dossier: DossierId
    role: Role
    """Who of the circle is told."""
    kind: NoticeKind
    key: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """A reminder that was asked for, by what its key says."""

    letter: Letter | None
    """None: carers were asked to book."""
    day: date | None
    """The day that came; None for an assessment without one."""
    step: str
    """The assessment that was late or to book; empty for a day that came."""
    sent: Reminded


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One carer who was asked, or not, and why."""

    dossier: DossierId
    account: AccountId | None
    """None: no carer has a place around this child."""
    because: Because | None = None
    """Why no mail reaches them; None when one was asked for."""
    is_repeated: bool = False
    """They were asked today already: nothing more left."""
