"""An establishment, and somebody of the directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workspace.actor import Role
from workspace.i18n import N_
from workspace.ids import AccountId, OrganizationId, PractitionerId


class OrganizationKind(StrEnum):
    RESIDENTIAL_NURSERY = "nursery"
    CHILDREN_HOME = "mecs"
    SERVICE = "service"
    PMI = "pmi"
    PRACTICE = "practice"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewOrganization:
    code: str
    """By which the people who bring folders know it; kept only as a keyed index."""
    name: str
    kind: OrganizationKind
    department: str | None = None
    joined_on: date | None = None
    """The day it entered the programme."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    id: OrganizationId
    name: str
    kind: OrganizationKind
    department: str | None = None
    joined_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Who a professional is and how to reach them: personal, shared between colleagues."""

    family_name: str
    given_name: str = ""
    email: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """Return the name as it is said: "Theo Payen"."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPractitioner:
    contact: Contact
    role: Role
    organization: OrganizationId | None = None
    specialty: str = ""
    internal: bool | None = None
    """Employed by the establishment; None when nobody said."""
    agreement_signed_on: date | None = None
    trained_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPractice:
    """How soon somebody can be seen, and where: None is what nobody knows."""

    waiting_weeks: int | None
    """Weeks until a first appointment; 0: none to wait."""
    visits_homes: bool | None
    """They come to where the child lives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Practice:
    """The same, as it was said last, and on which day."""

    waiting_weeks: int | None
    visits_homes: bool | None
    stated_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Practitioner:
    id: PractitionerId
    contact: Contact
    role: Role
    organization: OrganizationId | None = None
    specialty: str = ""
    internal: bool | None = None
    agreement_signed_on: date | None = None
    trained_on: date | None = None
    account: AccountId | None = None
    """Their account, once they have one."""
    practice: Practice | None = None

    @property
    def name(self) -> str:
        return self.contact.name


KIND_LABELS: Mapping[OrganizationKind, str] = {
    OrganizationKind.RESIDENTIAL_NURSERY: N_("Residential nursery"),
    OrganizationKind.CHILDREN_HOME: N_("Children's home (MECS)"),
    OrganizationKind.SERVICE: N_("Service"),
    OrganizationKind.PMI: N_("Mother and child health service (PMI)"),
    OrganizationKind.PRACTICE: N_("Practice"),
    OrganizationKind.OTHER: N_("Other"),
}
