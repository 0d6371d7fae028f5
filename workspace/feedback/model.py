"""A word about a page, and the answers of the national team. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.actor import Role
from workspace.i18n import N_

FeedbackId = NewType("FeedbackId", UUID)


class Kind(StrEnum):
    UNCLEAR = "unclear"
    MISSING = "missing"
    BROKEN = "broken"
    IDEA = "idea"
    HELPS = "helps"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.UNCLEAR: N_("I do not understand something"),
    Kind.MISSING: N_("Something is missing"),
    Kind.BROKEN: N_("Something does not work"),
    Kind.IDEA: N_("I have an idea"),
    Kind.HELPS: N_("This helps me"),
}


class Outcome(StrEnum):
    """What the national team says becomes of it."""

    READ = "read"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.READ: N_("Read"),
    Outcome.PLANNED: N_("It will be changed"),
    Outcome.DONE: N_("It is changed"),
    Outcome.DECLINED: N_("It stays as it is"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFeedback:
    kind: Kind
    page: str
    """Name of the route it is about: never its address, which may lead to a child. Empty: of none in particular."""
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAnswer:
    outcome: Outcome
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    outcome: Outcome
    words: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    id: FeedbackId
    role: Role
    """Of who said it: the national team reads what they do, not who they are."""
    kind: Kind
    page: str
    words: str
    at: datetime
    answers: tuple[Answer, ...] = ()
    """Oldest first; the last one holds."""

    @property
    def answer(self) -> Answer | None:
        return self.answers[-1] if self.answers else None
