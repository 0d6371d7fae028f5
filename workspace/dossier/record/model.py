"""Who the child is, where they live, who is around, and since when they are followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.record.programmes import ProgrammeAges
from workspace.dossier.record.turns import Away, Earlier
from workspace.i18n import N_
from workspace.ids import DossierId, OrganizationId

PlacementId = NewType("PlacementId", UUID)
MeasureId = NewType("MeasureId", UUID)
RelatedPersonId = NewType("RelatedPersonId", UUID)
RestrictionId = NewType("RestrictionId", UUID)

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


class BirthCertainty(StrEnum):
    """How well the day of birth is known; an estimate is a day all the same, and says so."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    given_name: str
    family_name: str
    birth_date: date
    """What every age, due day and curve is reckoned from, be it an estimate."""
    sex: Sex
    birth_certainty: BirthCertainty = BirthCertainty.EXACT
    birth_place: str = ""
    is_unnamed: bool = False
    """The name is only how the child is called until there is one."""
    other_names: tuple[str, ...] = ()
    """Names used beside this one, or before it: a search finds them all."""
    secret_origins: bool = False
    """Born in secret: who the mother is stands nowhere on a page."""
    deceased_on: date | None = None

    @property
    def name(self) -> str:
        """Return the name as it is said."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """Return how one speaks of the child: the given name, or all there is while there is none."""
        return self.given_name or self.name

    @property
    def every_name(self) -> str:
        """Return every name the child is found by, then and now."""
        return " ".join((self.name, *self.other_names))

    @property
    def is_estimated(self) -> bool:
        """Tell whether the day of birth is assumed."""
        return self.birth_certainty is not BirthCertainty.EXACT


@dataclass(frozen=True, kw_only=True, slots=True)
class Birth:
    """What is known of the birth; None is "unknown", never zero."""

    term_weeks: int | None = None
    """Completed weeks since the last period (the French count)."""
    term_days: int = 0
    """Days beyond those weeks, 0 to 6; 0 also when only the weeks are known."""
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
    HOME_SUPPORTED = "home_supported"
    DARF = "darf"
    ADOPTION = "adoption"
    HEALTH = "health"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPlacement:
    """A move: where the child lives from `begins_on`. It ends the placement that was open."""

    kind: PlacementKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day the child no longer lives there."""
    restricted: bool = False
    """The address is secret: no version for parents shows it."""
    moved_twice: bool = False
    """The child really lived in two places that day: what a second move on a day asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    id: PlacementId
    kind: PlacementKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day the child no longer lives there; None while they do."""
    restricted: bool = False
    """The address is secret: no version for parents shows it."""


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


class Authority(StrEnum):
    """Who decides a measure."""

    DEPARTMENT = "department"
    JUVENILE_JUDGE = "juvenile_judge"
    PROSECUTOR = "prosecutor"
    FAMILY_JUDGE = "family_judge"
    FAMILY_COUNCIL = "family_council"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtectionMeasure:
    id: MeasureId
    kind: MeasureKind
    begins_on: date
    ends_on: date | None = None
    """First day it no longer holds; None while it does."""
    authority: Authority | None = None
    """None: not known."""
    decided_on: date | None = None
    words: str = ""
    """The court, the number of the decision: whatever tells it from another."""

    def holds(self, on: date) -> bool:
        return self.begins_on <= on and (self.ends_on is None or on < self.ends_on)


class About(StrEnum):
    """Whom a statement is about, said while it is written: redaction, later, is mostly done."""

    CHILD = "child"
    PARENT_1 = "parent1"
    """The mother, where there is one."""
    PARENT_2 = "parent2"
    SIBLING = "sibling"
    THIRD = "third"
    PROFESSIONAL = "professional"


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedPerson:
    id: RelatedPersonId
    relation: str
    name: str
    parental_responsibility: bool
    about: About | None = None
    """None: from a folder, or written before it was asked."""
    contact: str = ""
    words: str = ""
    mail: str = ""
    """Where a holder of parental authority is told of assessments; of anybody else empty."""
    subject: RelatedPersonId | None = None
    """The same through corrections; None: `id`, nothing was corrected."""

    @property
    def key(self) -> RelatedPersonId:
        """Return what the person is known by, whatever was corrected."""
        return self.subject or self.id


class RestrictionKind(StrEnum):
    """What somebody decided about the rights of a related person."""

    WITHDRAWN = "withdrawn"
    DELEGATED = "delegated"
    LIMITED = "limited"
    NO_CONTACT = "no_contact"
    ADDRESS_SECRET = "address_secret"  # noqa: S105 - no password


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction:
    """Who, what, decided by whom, from when to when."""

    id: RestrictionId
    person: RelatedPersonId
    """`RelatedPerson.key`: the same through corrections."""
    kind: RestrictionKind
    begins_on: date
    ends_on: date | None = None
    """First day it no longer holds; None while it does."""
    decided_by: str = ""
    words: str = ""

    def holds(self, on: date) -> bool:
        return self.begins_on <= on and (self.ends_on is None or on < self.ends_on)


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
    away: tuple[Away, ...] = field(default=(), compare=False)
    """Read with a dossier, never written here: exits and returns are acts of their own."""
    earlier: tuple[Earlier, ...] = field(default=(), compare=False)
    """The programmes before this one, likewise."""
    ages: ProgrammeAges | None = field(default=None, compare=False)
    """Of the programme, where a definition of it was applied."""

    @property
    def back_on(self) -> date | None:
        """The last day on which follow-up began again."""
        return max((each.back_on for each in self.away), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewChild:
    """Enrol a child: who they are, when admitted, and where they live on that day."""

    identity: Identity
    birth: Birth
    inclusion: Inclusion
    placement: NewPlacement | None = None
    exception: str | None = None
    """Code of the exception of the inclusion rule under which an older child is enrolled."""
    accepted_late_because: str | None = None
    """The exception in words."""
    age_is_right: bool = False
    """Whoever enrols has looked twice at the age of a child who is nearly too old."""


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
    restrictions: tuple[Restriction, ...] = ()

    def restrictions_of(self, person: RelatedPerson, on: date) -> tuple[Restriction, ...]:
        """Return what holds for somebody on a day."""
        return tuple(r for r in self.restrictions if r.person == person.key and r.holds(on))


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
    PlacementKind.HOME_SUPPORTED: N_("Home with educational support (AED, AEMO, PEAD)"),
    PlacementKind.DARF: N_("Home return with support (DARF)"),
    PlacementKind.ADOPTION: N_("Adoptive family"),
    PlacementKind.HEALTH: N_("Hospital or medico-social establishment"),
    PlacementKind.OTHER: N_("Another place"),
    PlacementKind.UNKNOWN: N_("Place not known"),
}

MEASURE_LABELS: Mapping[MeasureKind, str] = {
    MeasureKind.AED: N_("Educational support at home agreed with the parents (AED)"),
    MeasureKind.AEMO: N_("Educational support at home ordered by the judge (AEMO)"),
    MeasureKind.PEAD: N_("Placement with upkeep at home (PEAD)"),
    MeasureKind.AP: N_("Placement agreed with the parents (AP)"),
    MeasureKind.OPP: N_("Provisional placement order (OPP)"),
    MeasureKind.ASE: N_("Entrusted to child welfare by the judge (ASE)"),
    MeasureKind.TDC: N_("Entrusted to a trusted third person (TDC)"),
    MeasureKind.DAP: N_("Parental authority delegated (DAP)"),
    MeasureKind.TUTELLE: N_("Guardianship"),
    MeasureKind.PUPILLE: N_("Ward of the State"),
}

AUTHORITY_LABELS: Mapping[Authority, str] = {
    Authority.JUVENILE_JUDGE: N_("Juvenile judge"),
    Authority.DEPARTMENT: N_("The department, with the parents"),
    Authority.PROSECUTOR: N_("Public prosecutor"),
    Authority.FAMILY_JUDGE: N_("Family judge"),
    Authority.FAMILY_COUNCIL: N_("Family council"),
}

ABOUT_LABELS: Mapping[About, str] = {
    About.CHILD: N_("The child"),
    About.PARENT_1: N_("Mother, or first parent"),
    About.PARENT_2: N_("Father, or second parent"),
    About.SIBLING: N_("Brother or sister"),
    About.THIRD: N_("Somebody else of the family or around"),
    About.PROFESSIONAL: N_("A professional"),
}

RESTRICTION_LABELS: Mapping[RestrictionKind, str] = {
    RestrictionKind.WITHDRAWN: N_("Parental authority withdrawn"),
    RestrictionKind.DELEGATED: N_("Parental authority delegated"),
    RestrictionKind.LIMITED: N_("Parental authority limited"),
    RestrictionKind.NO_CONTACT: N_("No contact with the child"),
    RestrictionKind.ADDRESS_SECRET: N_("Is not told where the child lives"),
}

CERTAINTY_LABELS: Mapping[BirthCertainty, str] = {
    BirthCertainty.EXACT: N_("Known"),
    BirthCertainty.APPROXIMATE: N_("Nearly known: the month or the year is right"),
    BirthCertainty.UNKNOWN: N_("Not known: an estimate"),
}

SIGHT_LABELS: Mapping[Sight, str] = {
    Sight.SEEN: N_("Followed"),
    Sight.POTENTIALLY_LOST: N_("Perhaps lost from sight"),
    Sight.LOST: N_("Lost from sight"),
    Sight.ENDED: N_("No longer followed"),
}
