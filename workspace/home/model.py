"""A child as lists show them: who, where, and what the programme waits for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from workspace.access.model import Place
from workspace.docgen.standing import SheetState
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import Loop
from workspace.dossier.growth.model import GrowthAlert
from workspace.dossier.health.model import Decision, ScreeningDone, Treatment, VaccineStatus
from workspace.dossier.journal.model import Search
from workspace.dossier.protocol.model import StepStatus
from workspace.dossier.record.model import PlacementKind, Sight
from workspace.dossier.record.summaries import ChildSummary
from workspace.dossier.scales.entries import Entry, Received
from workspace.dossier.scales.model import Domain
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId


class Concern(StrEnum):
    """What a child's line asks of whoever reads it; one only, the most pressing."""

    LATE = "late"
    TO_PLAN = "to_plan"
    PLANNED = "planned"
    LOST = "lost"
    CALM = "calm"
    """Nothing is waited for today."""
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One child, and the one thing to do next."""

    child: ChildSummary
    concern: Concern
    sight: Sight
    step: StepStatus | None = None
    """The step the concern is about; the next one to come when all is calm."""
    done: StepStatus | None = None
    """The last assessment that was done."""
    planned_time: time | None = None
    seen_on: date | None = None
    """Day of the last assessment, session, appointment the child came to, or contact with those around them."""
    session_on: date | None = None
    """Day of the last session the child came to."""
    search: Search | None = None
    """How far the search has come; None for a child who is in sight."""
    unexplained: tuple[StepStatus, ...] = ()
    """Assessments that are past, not done, and of which nobody said why; the last first."""
    tried_on: date | None = None
    """Day of the last attempt to reach those around the child, whether it reached them or not."""
    today: date
    """The day it is where the child is followed: overseas it may be another one than in Paris."""

    @property
    def kind(self) -> PlacementKind | None:
        return self.child.placement.kind if self.child.placement else None


class AgeBand(StrEnum):
    """Ages as assessments are grouped: monthly, then half-yearly, then yearly ones."""

    UNDER_1 = "0"
    FROM_1 = "1"
    FROM_3 = "3"
    FROM_5 = "5"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody asks of the list of children. Empty: everybody who is followed."""

    text: str = ""
    kind: PlacementKind | None = None
    concern: Concern | None = None
    age: AgeBand | None = None
    home: str = ""
    """The keyed code of the place a child lives in: no name stands in an address."""
    around: AccountId | None = None
    """Somebody who is around the child."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whereabouts:
    """Which home each child lives in, by its code, and who is around them: what a list is narrowed by."""

    homes: Mapping[DossierId, str] = field(default_factory=dict)
    circles: Mapping[DossierId, Collection[AccountId]] = field(default_factory=dict)


class PPEState(StrEnum):
    TO_DRAFT = "to_draft"
    TO_UPDATE = "to_update"


@dataclass(frozen=True, kw_only=True, slots=True)
class PPEDue:
    """A projet pour l'enfant that the law waits for."""

    child: ChildSummary
    state: PPEState
    due_on: date
    """CASF D.223-12 for the first, D.223-13 for the next ones."""
    today: date
    """The day it is where the child is followed."""


class Topic(StrEnum):
    """What else waits, beside the assessments, in the order of Today."""

    UNSEEN = "unseen"
    """Late for a month: the service of the department is told (L-05)."""
    UNEXPLAINED = "unexplained"
    RECEIVED = "received"
    SCALES = "scales"
    GROWTH = "growth"
    VACCINES = "vaccines"
    RECHECK = "recheck"
    SHEETS = "sheets"
    ENDINGS = "endings"
    TO_COMPLETE = "to_complete"
    """An assessment done here, without a measure or a questionnaire of its battery."""
    NEEDS = "needs"
    SESSIONS = "sessions"
    PLACES = "places"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetDue:
    """An emergency sheet to make: never made, or made before something changed."""

    state: SheetState
    filed_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Incomplete:
    """An assessment that was done, and what of it was not written."""

    status: StepStatus
    without_measures: bool
    without_scales: bool


What = (
    StepStatus
    | Entry
    | Received
    | GrowthAlert
    | VaccineStatus
    | ScreeningDone
    | SheetDue
    | Treatment
    | Decision
    | Incomplete
    | Loop
    | SessionBudget
    | Place
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One thing that waits for one child, and how many more of its kind there are."""

    line: Line
    what: What
    others: int = 0
    """For a place: the other children around whom it ends too; else more of the same for this child."""


PSYCHOLOGY, PSYCHOMOTOR = "psychology", "psychomotor"
DISCIPLINES: Mapping[Domain, str] = {
    Domain.COMMUNICATION: PSYCHOMOTOR,
    Domain.GROSS_MOTOR: PSYCHOMOTOR,
    Domain.FINE_MOTOR: PSYCHOMOTOR,
    Domain.PROBLEM_SOLVING: PSYCHOMOTOR,
    Domain.PERSONAL_SOCIAL: PSYCHOLOGY,
    Domain.TOTAL: PSYCHOLOGY,
}
"""Which early care is proposed first for a domain below its threshold; whoever follows the child decides."""


TOPIC_LABELS: Mapping[Topic, str] = {
    Topic.UNSEEN: N_("To tell the department"),
    Topic.UNEXPLAINED: N_("Assessments not done, without a reason"),
    Topic.RECEIVED: N_("Filled through a link, to be read"),
    Topic.SCALES: N_("Questionnaires that call for care"),
    Topic.GROWTH: N_("Growth to talk about"),
    Topic.VACCINES: N_("Vaccines to catch up"),
    Topic.RECHECK: N_("Screenings to look at again"),
    Topic.SHEETS: N_("Emergency sheets to make again"),
    Topic.ENDINGS: N_("Treatments and contraindications that end"),
    Topic.TO_COMPLETE: N_("Assessments to complete"),
    Topic.NEEDS: N_("Care that waits"),
    Topic.SESSIONS: N_("Allowance of sessions used up, or nearly"),
    Topic.PLACES: N_("Places that end soon"),
}
AGE_LABELS: Mapping[AgeBand, str] = {
    AgeBand.UNDER_1: N_("Under 1 year"),
    AgeBand.FROM_1: N_("1 and 2 years"),
    AgeBand.FROM_3: N_("3 and 4 years"),
    AgeBand.FROM_5: N_("5 years and over"),
}
CONCERN_LABELS: Mapping[Concern, str] = {
    Concern.LATE: N_("Late"),
    Concern.TO_PLAN: N_("To plan"),
    Concern.PLANNED: N_("Planned"),
    Concern.LOST: N_("Lost from sight"),
    Concern.CALM: N_("Up to date"),
    Concern.ENDED: N_("No longer followed"),
}
