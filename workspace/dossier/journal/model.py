"""An entry of the journal, in the words of whoever is near the child; an attempt to make contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.access.permissions import DataClass
from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId

EntryId = NewType("EntryId", UUID)
AttemptId = NewType("AttemptId", UUID)


class EntryKind(StrEnum):
    """What an entry tells: an observation of a day, or an event that marks a life (`EVENTS`)."""

    SLEEP = "sleep"
    FOOD = "food"
    HEALTH = "health"
    MOOD = "mood"
    FAMILY_VISIT = "family_visit"
    SCHOOL = "school"
    OTHER = "other"
    MOVE = "move"
    SIBLING_BORN = "sibling_born"
    HEARING = "hearing"
    HOSPITAL = "hospital"
    SCHOOL_START = "school_start"
    LOSS = "loss"
    VISITS_RESUMED = "visits_resumed"
    VISITS_STOPPED = "visits_stopped"
    OTHER_EVENT = "other_event"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEntry:
    kind: EntryKind
    day: date
    about: About = About.CHILD
    text: str = ""
    said_by: SaidBy = SaidBy.WRITER
    """In whose words: of whoever cannot write here themselves, somebody writes down what they told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """One entry as its reader may see it. An amendment is another entry, which supersedes this one."""

    id: EntryId
    dossier: DossierId
    kind: EntryKind
    day: date
    about: About
    text: str
    data_class: DataClass
    author: AccountId
    written_at: datetime
    said_by: SaidBy = SaidBy.WRITER
    amends: EntryId | None = None
    superseded_by: EntryId | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def stands(self) -> bool:
        return self.superseded_by is None and self.withdrawn_at is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Journal:
    """What stands, the latest day first; what it said before; what was taken back."""

    entries: tuple[LogEntry, ...]
    events: tuple[LogEntry, ...]
    earlier: Mapping[EntryId, tuple[LogEntry, ...]]
    """By entry that stands, its earlier versions open to the reader, the latest first."""
    withdrawn: tuple[LogEntry, ...]
    """Those whom the reader may put back."""


class Way(StrEnum):
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    KEY_WORKER = "key_worker"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAttempt:
    way: Way
    tried_on: date
    reached: bool = False
    line: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One time somebody tried to reach those around a child."""

    id: AttemptId
    dossier: DossierId
    """Where it was written: one of a joined dossier is taken back there."""
    way: Way
    tried_on: date
    reached: bool
    """They were reached: that is a contact, and the count begins again."""
    author: AccountId
    recorded_at: datetime
    line: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contacts:
    """The attempts of one child, as the rule of sight takes them."""

    tried: tuple[date, ...] = ()
    """Days of those that reached nobody, oldest first."""
    reached_on: date | None = None
    """Day of the last one that reached somebody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """How far the search for a child has come, since they were last seen."""

    counted: int
    needed: int
    complete_from: date | None
    """From this day on one more attempt makes the search complete; None: it is, or it has not begun."""


EVENTS = frozenset(
    {
        EntryKind.MOVE,
        EntryKind.SIBLING_BORN,
        EntryKind.HEARING,
        EntryKind.HOSPITAL,
        EntryKind.SCHOOL_START,
        EntryKind.LOSS,
        EntryKind.VISITS_RESUMED,
        EntryKind.VISITS_STOPPED,
        EntryKind.OTHER_EVENT,
    }
)

KIND_LABELS: Mapping[EntryKind, str] = {
    EntryKind.SLEEP: N_("Sleep"),
    EntryKind.FOOD: N_("Food"),
    EntryKind.HEALTH: N_("Health"),
    EntryKind.MOOD: N_("Mood"),
    EntryKind.FAMILY_VISIT: N_("Family visit"),
    EntryKind.SCHOOL: N_("School, nursery"),
    EntryKind.OTHER: N_("Something else"),
    EntryKind.MOVE: N_("Move"),
    EntryKind.SIBLING_BORN: N_("Birth of a brother or sister"),
    EntryKind.HEARING: N_("Hearing"),
    EntryKind.HOSPITAL: N_("Stay in hospital"),
    EntryKind.SCHOOL_START: N_("Start of school"),
    EntryKind.LOSS: N_("Loss of somebody"),
    EntryKind.VISITS_RESUMED: N_("Visits resumed"),
    EntryKind.VISITS_STOPPED: N_("Visits stopped"),
    EntryKind.OTHER_EVENT: N_("Another event"),
}

WAY_LABELS: Mapping[Way, str] = {
    Way.PHONE: N_("By phone"),
    Way.LETTER: N_("By letter"),
    Way.VISIT: N_("By a visit"),
    Way.KEY_WORKER: N_("Through the key worker"),
}

CLASS_LABELS: Mapping[DataClass, str] = {
    DataClass.PRACTICAL: N_("read by everybody around the child"),
    DataClass.SOMATIC: N_("read by those who care for health, and the coordination"),
    DataClass.PSYCHOLOGICAL: N_("read by the psychologist, the physician and the coordination"),
    DataClass.SOCIAL: N_(
        "read by the coordination, the key worker, the physician, the psychologist"
    ),
    DataClass.THIRD_PARTY: N_(
        "about somebody else: read by the coordination, the key worker, the physician, the psychologist"
    ),
}
"""Who reads an entry beside its author, in words."""
