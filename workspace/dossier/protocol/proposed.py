"""A change of protocol that the national team looks at before it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.protocol.changes import Impact
from workspace.i18n import N_
from workspace.ids import AccountId, OrganizationId

ProposedId = NewType("ProposedId", UUID)


class ProposedState(StrEnum):
    ASKED = "asked"
    """The worker has not counted yet."""
    COUNTED = "counted"
    REFUSED = "refused"
    """It could not hold any more when it was counted."""
    APPLIED = "applied"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChange:
    """A definition to follow from a day on (its own for None), as it was written."""

    text: str
    valid_from: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSet:
    """A set of ages that an establishment, or all for None, is to follow from a day on."""

    programme: str
    schedule_set: str
    organization: OrganizationId | None
    valid_from: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    id: ProposedId
    programme: str
    valid_from: date
    state: ProposedState
    asked_by: AccountId
    asked_at: datetime
    text: str | None = None
    """The definition; None for the choice of a set."""
    schedule_set: str | None = None
    organization: OrganizationId | None = None
    impact: Impact = field(default_factory=Impact)
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why it could not hold: msgids by field."""


STATE_LABELS: Mapping[ProposedState, str] = {
    ProposedState.ASKED: N_("Being counted"),
    ProposedState.COUNTED: N_("To be looked at"),
    ProposedState.REFUSED: N_("Refused"),
    ProposedState.APPLIED: N_("Applied"),
    ProposedState.SET_ASIDE: N_("Was set aside"),
}
