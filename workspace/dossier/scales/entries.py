"""A questionnaire as somebody filled it: who answered, what, at which age, and how it reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NewType
from uuid import UUID

from workspace.dossier.record.model import Age
from workspace.dossier.scales.model import Domain, DomainResult, ResponseId, Zone
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId, PractitionerId

InvitationId = NewType("InvitationId", UUID)

Answers = Mapping[str, tuple[int | None, ...]]
"""By section: the points of each answer in its order, None for one that is missing."""

Concerns = Mapping[str, tuple[int, ...]]
"""By section: the numbers, from 1, at which whoever answered ticked a concern."""

NO_CONCERN: Concerns = MappingProxyType({})

WELL_KNOWN_AFTER = timedelta(days=14)
"""Whoever has known the child for less says less about them (our proposal)."""


class Respondent(StrEnum):
    """Who answered, from where they stand beside the child."""

    FOSTER_CARER = "foster_carer"
    NURSERY_WORKER = "nursery_worker"
    PARENT = "parent"
    RELATIVE = "relative"
    PROFESSIONAL = "professional"
    OTHER = "other"


class AnsweredAt(StrEnum):
    LIVING_PLACE = "living_place"
    NURSERY = "nursery"
    CONSULTATION = "consultation"
    HOME = "home"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Informant:
    """What makes two readings comparable: who answered, where, in which language."""

    respondent: Respondent
    place: AnsweredAt
    language: str
    knows_since: date | None = None
    """Since when they have known the child; None is "unknown"."""

    def is_new_to_child(self, on: date) -> bool:
        """Tell whether the child was too new to whoever answered."""
        return self.knows_since is not None and on - self.knows_since < WELL_KNOWN_AFTER


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEntry:
    """One filled questionnaire, by answers or by totals (then `answers` is None)."""

    tool: str
    months: int
    """Of the questionnaire; 0 for an instrument that has only one."""
    answered_on: date
    informant: Informant
    answers: Answers | None = None
    concerns: Concerns = field(default_factory=dict)
    points: Mapping[Domain, Decimal]
    """By totals; empty when the answers are given."""
    use_lived_age: bool = False
    """The child has caught up: read with the age as lived, and say why."""
    reason: str = ""
    """Why this questionnaire, where it is not the one of that age, or why this age."""
    supersedes: ResponseId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgeRead:
    """The age on that day as lived, and as it chose the questionnaire."""

    lived: Age
    used: Age | None
    weeks_corrected: int
    is_term_known: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A questionnaire as it was read on the day it was entered, with everything said of it.

    What came from a folder has no answers, no informant and no ages.
    """

    id: ResponseId
    tool: str
    months: int
    answered_on: date
    results: tuple[DomainResult, ...]
    thresholds_version: str
    answers: Answers | None = None
    concerns: Concerns = field(default_factory=dict)
    informant: Informant | None = None
    age: AgeRead | None = None
    reason: str = ""
    answered_by: PractitionerId | None = None
    author: AccountId | None = None
    entered_at: datetime | None = None
    invitation: InvitationId | None = None
    supersedes: ResponseId | None = None
    is_superseded: bool = False
    is_joined: bool = False
    """Written in a dossier that was joined to the one that is read: shown here, corrected there."""
    is_in_both: bool = False
    """Another dossier of the child holds the same (`held`); it is shown once."""

    @property
    def is_new_informant(self) -> bool:
        return self.informant is not None and self.informant.is_new_to_child(self.answered_on)


class LinkState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    """Filled to its end; a professional has not yet read it."""
    VALIDATED = "validated"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewInvitation:
    """A link for one person to fill one questionnaire of one child."""

    tool: str
    months: int
    called: str
    """What the page calls the child: a letter or two, never a name."""
    respondent: Respondent
    days: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    id: InvitationId
    dossier: DossierId
    tool: str
    months: int
    called: str
    respondent: Respondent
    created_by: AccountId
    created_at: datetime
    expires_at: datetime
    reason: str = ""
    finished_at: datetime | None = None
    revoked_at: datetime | None = None
    response: ResponseId | None = None
    filled: "Filled | None" = None

    def state(self, now: datetime) -> LinkState:
        if self.response is not None:
            return LinkState.VALIDATED
        if self.revoked_at is not None:
            return LinkState.REVOKED
        if self.finished_at is not None:
            return LinkState.FINISHED
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """What was filled through a link and waits to be read, without what it says."""

    id: InvitationId
    tool: str
    months: int
    finished_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What was filled through a link so far."""

    answers: Answers
    concerns: Concerns = field(default_factory=dict)
    knows_since: date | None = None
    language: str = ""
    place: AnsweredAt | None = None

    @property
    def given(self) -> int:
        return sum(answer is not None for section in self.answers.values() for answer in section)


RESPONDENT_LABELS: Mapping[Respondent, str] = {
    Respondent.FOSTER_CARER: N_("Foster carer"),
    Respondent.NURSERY_WORKER: N_("Worker of the residential nursery"),
    Respondent.PARENT: N_("Parent"),
    Respondent.RELATIVE: N_("Another person of the family"),
    Respondent.PROFESSIONAL: N_("Professional"),
    Respondent.OTHER: N_("Somebody else"),
}

PLACE_LABELS: Mapping[AnsweredAt, str] = {
    AnsweredAt.LIVING_PLACE: N_("Where the child lives"),
    AnsweredAt.NURSERY: N_("In the residential nursery"),
    AnsweredAt.CONSULTATION: N_("In consultation"),
    AnsweredAt.HOME: N_("At the parents' home"),
    AnsweredAt.OTHER: N_("Elsewhere"),
}

ALARMING = frozenset({Zone.BELOW, Zone.REFER})
"""Zones that call for a proposal of care."""
