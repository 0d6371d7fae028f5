"""Early-care sessions and the yearly allowance they draw on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSession:
    """A session to note: the twenty-second form."""

    kind: CareKind
    done_on: date
    payer: Payer
    minutes: int
    practitioner: PractitionerId | None = None
    presence: Presence = Presence.PRESENT
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
    def left(self) -> int | None:
        return None if self.ceiling is None else max(0, self.ceiling - self.used)

    @property
    def is_over(self) -> bool:
        return self.ceiling is not None and self.used > self.ceiling

    @property
    def is_near(self) -> bool:
        """Return whether four fifths or more are used."""
        return self.ceiling is not None and 5 * self.used >= 4 * self.ceiling


KIND_LABELS: Mapping[CareKind, str] = {
    CareKind.PSYCHOMOTOR: N_("Psychomotor therapy"),
    CareKind.PSYCHOLOGY: N_("Psychology"),
}

PAYER_LABELS: Mapping[Payer, str] = {
    Payer.PEGASE: "PEGASE",
    Payer.DEPARTMENT: N_("Department"),
    Payer.COMMON_LAW: N_("Common-law health care"),
    Payer.INTERNAL: N_("The establishment itself"),
    Payer.OTHER: N_("Someone else"),
}

PRESENCE_LABELS: Mapping[Presence, str] = {
    Presence.PRESENT: N_("Present"),
    Presence.ABSENT: N_("Absent"),
    Presence.CANCELLED: N_("Cancelled"),
}
