"""Early-care sessions and the yearly allowance they draw on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NewType
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import PractitionerId

SessionId = NewType("SessionId", UUID)


class CareKind(StrEnum):
    PSYCHOMOTOR = "psychomotor"
    PSYCHOLOGY = "psychology"


class Payer(StrEnum):
    """Who pays. Only `PEGASE` draws on the allowance; the others are recorded all the same."""

    PEGASE = "pegase"
    DEPARTMENT = "department"
    COMMON_LAW = "common_law"
    INTERNAL = "internal"
    OTHER = "other"


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    CANCELLED = "cancelled"


class Beyond(StrEnum):
    """Why a session was held beyond the ceiling of its year: asked, never needed."""

    ONGOING = "ongoing"
    URGENT = "urgent"
    AGREED = "agreed"
    PAYER_SOUGHT = "payer_sought"
    OTHER = "other"


class GroupKey(StrEnum):
    """How the cost of a group session falls on the children present."""

    EQUAL = "equal"
    """One share each."""
    WHOLE = "whole"
    """The whole cost to each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSession:
    """A session to note: the twenty-second form."""

    kind: CareKind
    done_on: date
    payer: Payer
    minutes: int
    practitioner: PractitionerId | None = None
    presence: Presence = Presence.PRESENT
    shared_by: int = 1
    """How many children came to it: the others are never named."""
    beyond: Beyond | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CareSession:
    id: SessionId
    kind: CareKind
    done_on: date
    payer: Payer
    minutes: int
    practitioner: PractitionerId | None = None
    presence: Presence = Presence.PRESENT
    shared_by: int = 1
    """How many children came to it: the others are never named."""
    beyond: Beyond | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """What the programme pays a child a year, from one day to another."""

    valid_from: date
    valid_to: date
    """Last day, included."""
    sessions_a_year: int
    care_eur: int
    assessments_eur: int
    session_eur: Decimal | None = None
    """What a session costs, where the payer said so; None: only arithmetic can tell."""
    group_key: GroupKey = GroupKey.EQUAL

    @property
    def unit_eur(self) -> Fraction:
        """Return the cost of one session: the payer's, else the allowance over its sessions."""
        if self.session_eur is not None:
            return Fraction(self.session_eur)
        return Fraction(self.care_eur, self.sessions_a_year)


Rates = Sequence[Allowance]
"""The periods of one programme that were put in force, the last one first: of two that cover a day, it holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionBudget:
    """The sessions of one year of follow-up, from one anniversary of inclusion to the next."""

    begins_on: date
    ends_on: date
    """First day of the next year."""
    used: int
    ceiling: int | None
    """None: no allowance is known for that year; nothing can be over it."""

    @property
    def last_on(self) -> date:
        """Return its last day, as a page says until when it runs."""
        return self.ends_on - timedelta(days=1)

    @property
    def left(self) -> int | None:
        return None if self.ceiling is None else max(0, self.ceiling - self.used)

    @property
    def is_over(self) -> bool:
        return self.ceiling is not None and self.used > self.ceiling

    @property
    def is_near(self) -> bool:
        """Return whether four fifths or more are used."""
        return self.ceiling is not None and 5 * self.used >= 4 * self.ceiling


@dataclass(frozen=True, kw_only=True, slots=True)
class Spending:
    """The money of one year of follow-up, as the cost of a session lets it be reckoned."""

    allowed: int
    spent: Fraction
    unit: Fraction
    is_arithmetic: bool
    """No cost was given: one session is the allowance over its sessions, which is not a tariff."""

    @property
    def left(self) -> Fraction:
        return max(Fraction(0), self.allowed - self.spent)


KIND_LABELS: Mapping[CareKind, str] = {
    CareKind.PSYCHOMOTOR: N_("Psychomotor therapy"),
    CareKind.PSYCHOLOGY: N_("Psychology"),
}

PAYER_LABELS: Mapping[Payer, str] = {
    Payer.PEGASE: "PEGASE",
    Payer.DEPARTMENT: N_("Department"),
    Payer.COMMON_LAW: N_("Common-law health care"),
    Payer.INTERNAL: N_("The establishment itself"),
    Payer.OTHER: N_("Another payer"),
}

PRESENCE_LABELS: Mapping[Presence, str] = {
    Presence.PRESENT: N_("Present"),
    Presence.ABSENT: N_("Absent"),
    Presence.CANCELLED: N_("Cancelled"),
}

BEYOND_LABELS: Mapping[Beyond, str] = {
    Beyond.ONGOING: N_("Care under way must not stop"),
    Beyond.URGENT: N_("It could not wait"),
    Beyond.AGREED: N_("The payer agreed"),
    Beyond.PAYER_SOUGHT: N_("Another payer is being sought"),
    Beyond.OTHER: N_("Another reason"),
}
