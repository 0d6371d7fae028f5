"""What a projet pour l'enfant is composed from: plain values, already in the document's language.

Everything may be unknown: an empty source still gives the whole outline. Labels of kinds, roles
and classes come translated; dates and measures come as values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PPEStatus(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    DELIVERED = "delivered"


class LifeDomain(StrEnum):
    """The three domains of CASF D.223-15 I, and what lies beside them."""

    HEALTH = "health"
    FAMILY = "family"
    SCHOOLING = "schooling"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ChildIdentity:
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    sex: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Period:
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class HolderOfAuthority:
    """A holder of parental authority, with the exact restriction and the decision that set it."""

    name: str
    relation: str = ""
    restriction: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Sibling:
    name: str
    birth_date: date | None = None
    lives_at: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportantPerson:
    name: str
    relation: str = ""


@dataclass(frozen=True, kw_only=True)
class Placement:
    kind: str
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CareTeamMember:
    name: str
    role: str = ""
    organization: str = ""
    at_placement: bool = False
    """Lives or works where the child is kept: naming them would tell a secret place."""


@dataclass(frozen=True, kw_only=True)
class ProtectionMeasure:
    kind: str
    authority: str = ""
    decided_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    objectives: str = ""
    contact_rights: str = ""
    next_hearing_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AssessmentDone:
    label: str
    done_on: date | None = None
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentComing:
    label: str
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class GrowthPoint:
    """One weighing and measuring: kilograms, centimetres, z-scores for age and sex."""

    measured_on: date
    weight: float | None = None
    weight_z: float | None = None
    height: float | None = None
    height_z: float | None = None
    head: float | None = None
    head_z: float | None = None


@dataclass(frozen=True, kw_only=True)
class GrowthFigure:
    """A curve drawn as a self-contained SVG (its own colours; no style sheet of a page)."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class ScaleResult:
    tool: str
    interval: str = ""
    scored_on: date | None = None
    domain: str = ""
    total: str = ""
    class_label: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionSummary:
    """Care sessions of one kind in the year of the document."""

    kind: str
    count: int
    ceiling: int | None = None
    payer: str = ""


@dataclass(frozen=True, kw_only=True)
class Action:
    """An intervention of the plan; `toward` says child, parents or environment in words."""

    action: str
    domain: LifeDomain = LifeDomain.OTHER
    need: str = ""
    goal: str = ""
    toward: str = ""
    who: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    indicator: str = ""
    state: str = ""
    done: bool = False
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentReference:
    title: str
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class UsualAct:
    act: str
    decided_by: str = ""
    informed: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    name: str
    capacity: str = ""
    extent: str = ""
    handed_on: date | None = None
    how: str = ""
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class PPESource:
    department: str = ""
    organization: str = ""
    child: ChildIdentity = ChildIdentity()
    version: int = 1
    drafted_on: date | None = None
    period: Period = Period()
    status: PPEStatus = PPEStatus.DRAFT
    next_update_on: date | None = None
    restricted: bool = False
    """The place is kept secret: nothing that names it is printed anywhere."""

    holders: tuple[HolderOfAuthority, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    important_people: tuple[ImportantPerson, ...] = ()
    person_of_trust: str = ""
    interpreter: str = ""
    placements: tuple[Placement, ...] = ()
    current_placement: Placement | None = None
    school: str = ""
    care_team: tuple[CareTeamMember, ...] = ()
    key_worker: str = ""
    coordinator: str = ""
    attending_physician: str = ""

    measures: tuple[ProtectionMeasure, ...] = ()
    assessments_done: tuple[AssessmentDone, ...] = ()
    assessments_coming: tuple[AssessmentComing, ...] = ()
    growth: tuple[GrowthPoint, ...] = ()
    growth_figures: tuple[GrowthFigure, ...] = ()
    scales: tuple[ScaleResult, ...] = ()
    sessions: tuple[SessionSummary, ...] = ()
    actions: tuple[Action, ...] = ()
    usual_acts: tuple[UsualAct, ...] = ()
    documents: tuple[DocumentReference, ...] = ()
    recipients: tuple[Recipient, ...] = ()

    written: Mapping[str, str] = field(default_factory=dict)
    """What people wrote themselves, by key of section (`health.holders`): kept word for word."""
