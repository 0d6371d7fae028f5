"""A protocol: the assessments a child is owed, each at an age, within a window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.record.model import SIGHT_RULE, Age, SightRule
from workspace.i18n import N_
from workspace.ids import PractitionerId

StepCode = NewType("StepCode", str)
AssessmentId = NewType("AssessmentId", UUID)
MissedId = NewType("MissedId", UUID)

INITIAL = StepCode("B00")
USUAL_FORM = "bilan"
"""The form of a step that names none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtocolStep:
    """One assessment of the protocol. The initial one has no age: it follows the admission."""

    code: StepCode
    number: int
    """1 for the initial assessment, then 2 to 20 in the order of the set."""
    label: str
    """msgid"""
    exam: str
    """Codes of the compulsory examinations that fall at this age."""
    target_months: int | None = None
    opens: Age | None = None
    closes: Age | None = None
    """Last age accepted, included."""
    asq3_months: int | None = None
    """ASQ-3 questionnaire expected at the target age, if there is one."""
    asqse2_months: int | None = None
    scales: tuple[str, ...] = ()
    """The battery: codes of the scales proposed with this assessment, in their order."""
    form: str = USUAL_FORM
    """Code of the assessment form it opens; which version of it is the one in force the day it is begun."""
    lead_days: int = 0
    """Days before its window opens from which it is to be planned."""
    sight: SightRule = SIGHT_RULE
    """When a child is out of sight, as the version this step comes from says it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Protocol:
    """One version of the protocol, in one of its sets of ages. Windows are the team's proposal."""

    code: str
    """Of the programme (`Inclusion.programme`)."""
    version: int
    schedule_set: str
    valid_from: date
    steps: tuple[ProtocolStep, ...]
    initial_due_days: int
    """Days after admission within which the initial assessment is due."""
    absorbed_days: int
    """A slot whose target is this near the initial assessment is replaced by it."""
    absorbed_days_under_12_months: int
    lead_days: int
    """Days before its window opens from which an assessment is to be planned."""
    lead_days_under_6_months: int
    followed_until_months: int
    admitted_before_months: int | None = None
    """Age from which nobody is taken in without an exception; None: as the inclusion rule says."""
    name: str = "PEGASE"
    """As people call the programme; never translated."""
    sight: SightRule = SIGHT_RULE

    def step(self, code: StepCode) -> ProtocolStep:
        """Return the step of that code; KeyError when this set has none."""
        for step in self.steps:
            if step.code == code:
                return step
        raise KeyError(code)

    def numbered(self, number: int) -> ProtocolStep:
        """Return the step of that number (1 to 20); KeyError when there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAssessment:
    """An assessment was done."""

    step: StepCode
    done_on: date
    performed_by: PractitionerId | None = None
    outside: bool = False
    """Done by somebody who is not of the programme."""
    note: str = ""
    """Where and by whom, in a few words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    id: AssessmentId
    step: StepCode
    done_on: date
    performed_by: PractitionerId | None = None
    outside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """An appointment for an assessment; as command and as record. One a step, the last one wins."""

    step: StepCode
    planned_on: date
    performed_by: PractitionerId | None = None


class MissedReason(StrEnum):
    """Why an assessment was not done; what one chooses from."""

    UNAVAILABLE = "unavailable"
    ILL = "ill"
    HOSPITAL = "hospital"
    NO_PRACTITIONER = "no_practitioner"
    NOT_BROUGHT = "not_brought"
    REFUSED = "refused"
    MOVED = "moved"
    TOO_LATE = "too_late"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMissed:
    """An assessment will not be done: the reason, and a line if one likes."""

    step: StepCode
    reason: MissedReason
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """An assessment that will not be done, and why."""

    step: StepCode
    because: str
    """msgid"""
    id: MissedId | None = None


class StepState(StrEnum):
    UPCOMING = "upcoming"
    TO_PLAN = "to_plan"
    PLANNED = "planned"
    DONE = "done"
    LATE = "late"
    CAUGHT_UP = "caught_up"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"


class NotApplicable(StrEnum):
    """Why a step asks nothing of this child."""

    BEFORE_ADMISSION = "before_admission"
    AFTER_EXIT = "after_exit"
    REPLACED_BY_INITIAL = "replaced_by_initial"
    AWAY = "away"
    """Its window closed between an exit and a return."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepStatus:
    """Where one child stands with one step on one day."""

    step: ProtocolStep
    state: StepState
    opens_on: date
    target_on: date
    closes_on: date
    """Last day of the acceptance window, included."""
    assessment: Assessment | None = None
    planned_on: date | None = None
    days_late: int = 0
    """Days since the window closed, while late; days after it when caught up after it; else 0."""
    why: NotApplicable | None = None
    missed_because: str | None = None
    """msgid"""
    caught_up_in: StepCode | None = None
    """The slot in whose window a step was caught up, if it was within one."""

    @property
    def done_on(self) -> date | None:
        return self.assessment.done_on if self.assessment else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Counts of a child's steps, for the head of a page."""

    done: int
    """Caught up included."""
    late: int
    to_come: int
    """Upcoming, to plan or planned."""
    not_done: int
    not_applicable: int


REASON_LABELS: Mapping[MissedReason, str] = {
    MissedReason.UNAVAILABLE: N_("No day could be found"),
    MissedReason.ILL: N_("The child was ill"),
    MissedReason.HOSPITAL: N_("The child was in hospital"),
    MissedReason.NO_PRACTITIONER: N_("No practitioner was available"),
    MissedReason.NOT_BROUGHT: N_("The child did not come"),
    MissedReason.REFUSED: N_("A holder of parental authority refused"),
    MissedReason.MOVED: N_("The child was moving to another place"),
    MissedReason.TOO_LATE: N_("The age has passed: it would not make sense any more"),
    MissedReason.OTHER: N_("Another reason"),
}

STATE_LABELS: Mapping[StepState, str] = {
    StepState.UPCOMING: N_("Upcoming"),
    StepState.TO_PLAN: N_("To plan"),
    StepState.PLANNED: N_("Planned"),
    StepState.DONE: N_("Done"),
    StepState.LATE: N_("Late"),
    StepState.CAUGHT_UP: N_("Caught up"),
    StepState.NOT_DONE: N_("Not done"),
    StepState.NOT_APPLICABLE: N_("Not applicable"),
}

WHY_LABELS: Mapping[NotApplicable, str] = {
    NotApplicable.BEFORE_ADMISSION: N_("Before admission"),
    NotApplicable.AFTER_EXIT: N_("After the end of follow-up"),
    NotApplicable.REPLACED_BY_INITIAL: N_("Replaced by the initial assessment"),
    NotApplicable.AWAY: N_("While the child was not followed"),
}
