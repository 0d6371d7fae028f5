"""A need of a child and what was done about it: statements that follow one another, none overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId, PractitionerId

NeedId = NewType("NeedId", UUID)
StepId = NewType("StepId", UUID)


class Discipline(StrEnum):
    """Who or what may answer a need: a profession, or a place of common-law care."""

    PSYCHOMOTOR = "psychomotor"
    PSYCHOLOGY = "psychology"
    SPEECH = "speech"
    PHYSIOTHERAPY = "physiotherapy"
    OCCUPATIONAL = "occupational"
    ORTHOPTICS = "orthoptics"
    MEDICAL = "medical"
    CAMSP = "camsp"
    CMP = "cmp"
    CMPP = "cmpp"
    SESSAD = "sessad"
    PCO = "pco"
    OTHER = "other"


class FoundIn(StrEnum):
    ASSESSMENT = "assessment"
    SCALE = "scale"
    OBSERVATION = "observation"
    OTHER = "other"


class Frequency(StrEnum):
    TWICE_A_WEEK = "twice_a_week"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    AS_NEEDED = "as_needed"


class Move(StrEnum):
    """What a step of the loop does."""

    STATED = "stated"
    AMENDED = "amended"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    BEGUN = "begun"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class Refusal(StrEnum):
    """Why whoever was asked declined."""

    NO_PLACE = "no_place"
    OTHER_CARE = "other_care"
    TOO_FAR = "too_far"
    FAMILY = "family"
    NO_ANSWER = "no_answer"
    OTHER = "other"


class Outcome(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    STOPPED = "stopped"


class State(StrEnum):
    """Where a need stands; each state but the last calls for one thing to do."""

    TO_REFER = "to_refer"
    ASKED = "asked"
    TO_BEGIN = "to_begin"
    UNDER_WAY = "under_way"
    TO_REVIEW = "to_review"
    CLOSED = "closed"


class Todo(StrEnum):
    """The one thing to do next about a need."""

    REFER = "refer"
    ANSWER = "answer"
    BEGIN = "begin"
    NOTE = "note"
    REVIEW = "review"
    RESULT = "result"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a step says in words: content of its class, kept encrypted."""

    need: str = ""
    goal: str = ""
    said_by: SaidBy | None = None
    about: About = About.CHILD
    sentence: str = ""
    """Beside an answer, a review or a result."""

    def __bool__(self) -> bool:
        return bool(self.need or self.goal or self.sentence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much care is thought of, and when to look at it again."""

    sessions: int | None = None
    frequency: Frequency | None = None
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNeed:
    discipline: Discipline
    found_in: FoundIn
    source: UUID | None = None
    """The assessment or the scale it was found in, where that is one of the dossier."""
    stated_on: date
    plan: Plan = Plan()
    words: Words = Words()
    performer: PractitionerId | None = None
    """Whom to ask at once; None: nobody yet, or `asked`."""
    asked: str = ""
    """Somebody who is in no directory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStep:
    """One thing said about a need that exists."""

    move: Move
    on: date
    performer: PractitionerId | None = None
    asked: str = ""
    """Whoever is asked and is in no directory: a few words."""
    plan: Plan = Plan()
    refusal: Refusal | None = None
    outcome: Outcome | None = None
    words: Words = Words()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    id: StepId
    move: Move
    on: date
    recorded_at: datetime
    author: AccountId | None = None
    performer: PractitionerId | None = None
    asked: str = ""
    plan: Plan = Plan()
    refusal: Refusal | None = None
    outcome: Outcome | None = None
    words: Words | None = None
    """None: nothing was said, or it is closed to who asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """A need and all that was said about it, in the order it was recorded."""

    id: NeedId
    discipline: Discipline
    found_in: FoundIn
    stated_on: date
    source: UUID | None = None
    steps: tuple[Step, ...] = ()
    joined: DossierId | None = None
    """The joined dossier it was written in, where its steps are said; None: the one that is read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loop:
    """One line: where a need stands today, read from its steps and its sessions."""

    need: Need
    state: State
    plan: Plan
    words: Words | None
    performer: PractitionerId | None = None
    """Who is asked, or cares; None when nobody is, or the last who was asked declined."""
    asked: str = ""
    """The same, of somebody who is in no directory."""
    asked_on: date | None = None
    is_waiting: bool = False
    """Whoever was asked has not answered yet."""
    declined: Step | None = None
    """The last refusal, while nobody else was asked."""
    begun_on: date | None = None
    """Day of the first session, or the day somebody said that care began."""
    sessions: int = 0
    """Sessions the child came to since the need was stated."""
    waiting_days: int = 0
    """From the need to the first session: to today, or to its end, while there is none."""
    closed: Step | None = None

    @property
    def standing(self) -> str:
        """Return where it stands in words, a msgid: of somebody who declined, not that nobody was asked."""
        if self.state is State.TO_REFER and self.declined is not None:
            return DECLINED
        return STATE_LABELS[self.state]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """From the need to the first session: an indicator of the programme (`protocol.md` 11)."""

    discipline: Discipline
    begun: int
    """Needs whose care began."""
    median_days: float | None
    waiting: int
    """Needs that wait for a first session, and are not closed."""
    longest_days: int | None


DISCIPLINE_LABELS: Mapping[Discipline, str] = {
    Discipline.PSYCHOMOTOR: N_("Psychomotor therapy"),
    Discipline.PSYCHOLOGY: N_("Psychology"),
    Discipline.SPEECH: N_("Speech therapy"),
    Discipline.PHYSIOTHERAPY: N_("Physiotherapy"),
    Discipline.OCCUPATIONAL: N_("Occupational therapy"),
    Discipline.ORTHOPTICS: N_("Orthoptics"),
    Discipline.MEDICAL: N_("Specialist doctor"),
    Discipline.CAMSP: N_("Early medico-social action centre (CAMSP)"),
    Discipline.CMP: N_("Medical and psychological centre (CMP)"),
    Discipline.CMPP: N_("Medico-psycho-pedagogical centre (CMPP)"),
    Discipline.SESSAD: N_("Special education and home care service (SESSAD)"),
    Discipline.PCO: N_("Coordination platform for early diagnosis (PCO)"),
    Discipline.OTHER: N_("Another kind of care"),
}

FOUND_LABELS: Mapping[FoundIn, str] = {
    FoundIn.ASSESSMENT: N_("In an assessment"),
    FoundIn.SCALE: N_("In a questionnaire"),
    FoundIn.OBSERVATION: N_("In daily life"),
    FoundIn.OTHER: N_("Elsewhere"),
}

FREQUENCY_LABELS: Mapping[Frequency, str] = {
    Frequency.TWICE_A_WEEK: N_("Twice a week"),
    Frequency.WEEKLY: N_("Every week"),
    Frequency.FORTNIGHTLY: N_("Every other week"),
    Frequency.MONTHLY: N_("Every month"),
    Frequency.AS_NEEDED: N_("When needed"),
}

REFUSAL_LABELS: Mapping[Refusal, str] = {
    Refusal.NO_PLACE: N_("No place for now"),
    Refusal.OTHER_CARE: N_("Another kind of care is needed"),
    Refusal.TOO_FAR: N_("Too far away"),
    Refusal.FAMILY: N_("The family does not wish it"),
    Refusal.NO_ANSWER: N_("No answer came"),
    Refusal.OTHER: N_("Another reason"),
}

OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.MET: N_("Goal met"),
    Outcome.PARTLY: N_("Goal partly met"),
    Outcome.NOT_MET: N_("Goal not met"),
    Outcome.STOPPED: N_("Care stopped"),
}

DECLINED = N_("declined, somebody else is to be asked")
STATE_LABELS: Mapping[State, str] = {
    State.TO_REFER: N_("nobody asked yet"),
    State.ASKED: N_("waiting for an answer"),
    State.TO_BEGIN: N_("accepted, not begun"),
    State.UNDER_WAY: N_("under way"),
    State.TO_REVIEW: N_("to look at again"),
    State.CLOSED: N_("ended"),
}

MOVE_LABELS: Mapping[Move, str] = {
    Move.STATED: N_("Need stated"),
    Move.AMENDED: N_("Need restated"),
    Move.SENT: N_("Referral sent"),
    Move.ACCEPTED: N_("Referral accepted"),
    Move.DECLINED: N_("Referral declined"),
    Move.WITHDRAWN: N_("Referral withdrawn"),
    Move.BEGUN: N_("Care began"),
    Move.REVIEWED: N_("Looked at again"),
    Move.CLOSED: N_("Ended"),
}
