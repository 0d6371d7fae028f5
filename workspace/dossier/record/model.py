"""Who the child is, where they live, who is around, and since when they are followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import DossierId, OrganizationId

PlacementId = NewType("PlacementId", UUID)
MeasureId = NewType("MeasureId", UUID)
RelatedPersonId = NewType("RelatedPersonId", UUID)

PEGASE = "pegase"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Age:
    """Completed calendar months, then the days left over (0 to 30)."""

    months: int
    days: int = 0


class Sex(StrEnum):
    """As written at birth; `I` is the civil registry's "indeterminate"."""

    FEMALE = "F"
    MALE = "M"
    INDETERMINATE = "I"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    given_name: str
    family_name: str
    birth_date: date
    sex: Sex

    @property
    def name(self) -> str:
        """Return the name as it is said."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Birth:
    """What is known of the birth; None is "unknown", never zero."""

    term_weeks: int | None = None
    """Completed weeks since the last period (the French count)."""
    weight_g: int | None = None
    length_cm: Decimal | None = None
    head_cm: Decimal | None = None


class PlacementKind(StrEnum):
    RESIDENTIAL_NURSERY = "nursery"
    FOSTER_FAMILY = "foster_family"
    MECS = "mecs"
    PARENT_CHILD_CENTRE = "parent_child_centre"
    TRUSTED_PERSON = "trusted_person"
    HOME = "home"
    DARF = "darf"
    ADOPTION = "adoption"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPlacement:
    """A move: where the child lives from `begins_on`. It ends the placement that was open."""

    kind: PlacementKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day the child no longer lives there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    id: PlacementId
    kind: PlacementKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day the child no longer lives there; None while they do."""


class MeasureKind(StrEnum):
    """Protection measures, by the acronyms of the field."""

    AED = "AED"
    AEMO = "AEMO"
    PEAD = "PEAD"
    AP = "AP"
    OPP = "OPP"
    ASE = "ASE"
    TDC = "TDC"
    DAP = "DAP"
    TUTELLE = "TUTELLE"
    PUPILLE = "PUPILLE"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtectionMeasure:
    id: MeasureId
    kind: MeasureKind
    begins_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedPerson:
    id: RelatedPersonId
    relation: str
    name: str
    parental_responsibility: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Inclusion:
    """Entry into the programme. Leaving a place is not leaving the programme."""

    admitted_on: date
    organization: OrganizationId
    department: str
    """Code of the department responsible: `62`, `2A`, `974`."""
    ended_on: date | None = None
    """First day the child is no longer followed; an exit is an act, no age ends it by itself."""
    ended_because: str | None = None
    programme: str | None = PEGASE
    """The programme that follows the child; None for a dossier older than any, which no figure counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChild:
    """Enrol a child: who they are, when admitted, and where they live on that day."""

    identity: Identity
    birth: Birth
    inclusion: Inclusion
    placement: NewPlacement | None = None
    accepted_late_because: str | None = None
    """Why a child aged 5 or more at admission is enrolled all the same (national team only)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    dossier: DossierId
    identity: Identity
    birth: Birth
    inclusion: Inclusion
    placements: tuple[Placement, ...] = ()
    """In the order they were lived."""
    measures: tuple[ProtectionMeasure, ...] = ()
    people: tuple[RelatedPerson, ...] = ()


class Sight(StrEnum):
    """Whether a child is still seen by the programme."""

    SEEN = "seen"
    POTENTIALLY_LOST = "potentially_lost"
    LOST = "lost"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class SightRule:
    """When a child is perhaps lost from sight, and when for certain: the programme team's proposal."""

    missed_in_a_row: int = 2
    """Assessments owed and not done, one after the other."""
    silence_months: int = 12
    """Months without an assessment, a session or a contact."""
    attempts: int = 3
    """Documented attempts to make contact, after which a loss is certain."""
    attempts_days: int = 60
    """Days from the first of them to the last, at least."""


SIGHT_RULE = SightRule()
"""Those of a protocol that says nothing of it."""


SEX_LABELS: Mapping[Sex, str] = {
    Sex.FEMALE: N_("Female"),
    Sex.MALE: N_("Male"),
    Sex.INDETERMINATE: N_("Indeterminate"),
}

PLACEMENT_LABELS: Mapping[PlacementKind, str] = {
    PlacementKind.RESIDENTIAL_NURSERY: N_("Residential nursery"),
    PlacementKind.FOSTER_FAMILY: N_("Foster family"),
    PlacementKind.MECS: N_("Children's home (MECS)"),
    PlacementKind.PARENT_CHILD_CENTRE: N_("Parent and child centre"),
    PlacementKind.TRUSTED_PERSON: N_("Trusted third person"),
    PlacementKind.HOME: N_("Home"),
    PlacementKind.DARF: N_("Home return with support (DARF)"),
    PlacementKind.ADOPTION: N_("Adoptive family"),
    PlacementKind.OTHER: N_("Another place"),
}

SIGHT_LABELS: Mapping[Sight, str] = {
    Sight.SEEN: N_("Followed"),
    Sight.POTENTIALLY_LOST: N_("Perhaps lost from sight"),
    Sight.LOST: N_("Lost from sight"),
    Sight.ENDED: N_("No longer followed"),
}
