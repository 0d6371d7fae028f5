"""What is known of a child's health, statement by statement: said, dated, amended, never erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import AccountId, DossierId

StatementId = NewType("StatementId", UUID)


class StatementKind(StrEnum):
    VACCINATION = "vaccination"
    BOOK = "book"
    DECISION = "decision"
    ALLERGY = "allergy"
    TREATMENT = "treatment"
    CONDITION = "condition"
    STAY = "stay"
    SCREENING = "screening"


class Proof(StrEnum):
    """What was seen of a dose. One that was only said never makes anything up to date."""

    BOOK = "book"
    CERTIFICATE = "certificate"
    SAID = "said"


class Source(StrEnum):
    """Who a statement comes from."""

    HEALTH_BOOK = "health_book"
    PHYSICIAN = "physician"
    PARENT = "parent"
    CARER = "carer"
    MATERNITY = "maternity"
    OTHER = "other"


class Severity(StrEnum):
    SEVERE = "severe"
    MODERATE = "moderate"
    MILD = "mild"
    UNKNOWN = "unknown"


class ConditionKind(StrEnum):
    LONG_TERM = "long_term"
    DEVICE = "device"


class Screening(StrEnum):
    HEARING = "hearing"
    VISION = "vision"
    BLOOD_SPOT = "blood_spot"
    LANGUAGE = "language"
    TEETH = "teeth"
    TND = "tnd"
    LEAD = "lead"
    TB = "tb"


class Result(StrEnum):
    NORMAL = "normal"
    RECHECK = "recheck"
    ABNORMAL = "abnormal"
    NOT_DONE = "not_done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Choice(StrEnum):
    """Why a vaccine is not given."""

    CONTRAINDICATED = "contraindicated"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Vaccination:
    vaccine: str
    done_on: date
    dose: str = ""
    """As planned ("D1", "R1"); empty: counted by its day."""
    product: str = ""
    lot: str = ""
    """Empty: not known."""
    given_by: str = ""
    proof: Proof = Proof.BOOK


@dataclass(frozen=True, kw_only=True, slots=True)
class BookRead:
    """The vaccination pages of the health book were copied whole: what is not there was not done."""

    done_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    vaccine: str
    choice: Choice
    done_on: date
    until: date | None = None
    certificate_seen: bool = False
    said_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Allergy:
    """One allergy; with `is_none`, the answer that none is known, from somebody, on a day."""

    substance: str = ""
    is_none: bool = False
    reaction: str = ""
    severity: Severity = Severity.UNKNOWN
    since: str = ""
    source: Source = Source.OTHER
    done_on: date
    """The day it was said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatment:
    name: str
    dose: str = ""
    begins_on: date
    ends_on: date | None = None
    """Last day; None: it goes on."""
    prescriber: str = ""
    is_emergency: bool = False
    """To be given at once in a crisis; its dose says how."""

    def is_current(self, today: date) -> bool:
        return self.begins_on <= today and (self.ends_on is None or self.ends_on >= today)


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    name: str
    category: ConditionKind = ConditionKind.LONG_TERM
    begins_on: date
    ends_on: date | None = None
    in_emergency: str = ""
    """What to do, as the physician wrote it."""

    def is_current(self, today: date) -> bool:
        return self.ends_on is None or self.ends_on >= today


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    begins_on: date
    ends_on: date | None = None
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningDone:
    what: Screening
    result: Result
    done_on: date
    recheck_on: date | None = None
    remark: str = ""


Fact = Vaccination | BookRead | Decision | Allergy | Treatment | Condition | Stay | ScreeningDone

FACTS: Mapping[StatementKind, type[Fact]] = {
    StatementKind.VACCINATION: Vaccination,
    StatementKind.BOOK: BookRead,
    StatementKind.DECISION: Decision,
    StatementKind.ALLERGY: Allergy,
    StatementKind.TREATMENT: Treatment,
    StatementKind.CONDITION: Condition,
    StatementKind.STAY: Stay,
    StatementKind.SCREENING: ScreeningDone,
}
KIND_OF: Mapping[type[Fact], StatementKind] = {fact: kind for kind, fact in FACTS.items()}
ON_THE_SHEET = (StatementKind.ALLERGY, StatementKind.TREATMENT, StatementKind.CONDITION)
"""What the emergency sheet repeats: once one of these changes, the sheet filed before says less than is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One thing said, by whom and when; an amendment is another one that supersedes it."""

    id: StatementId
    kind: StatementKind
    fact: Fact | None
    """None: it was withdrawn; see `withdrawn`."""
    recorded_by: AccountId
    recorded_at: datetime
    supersedes: StatementId | None = None
    withdrawn: str = ""
    """Why the statement it supersedes should not be there."""
    dossier: DossierId | None = None
    """Where it was written: a child may have two that were joined."""


class AllergyAnswer(StrEnum):
    UNKNOWN = "unknown"
    """Nobody said anything: not the same as none."""
    NONE_KNOWN = "none_known"
    LISTED = "listed"


class VaccineState(StrEnum):
    LATE = "late"
    CATCH_UP = "catch_up"
    TO_DO = "to_do"
    UNKNOWN = "unknown"
    CONTRAINDICATED = "contraindicated"
    REFUSED = "refused"
    TO_COME = "to_come"
    NOT_DUE = "not_due"
    """Begun, never completed, and no longer asked at this age."""
    UP_TO_DATE = "up_to_date"


class Status(StrEnum):
    COMPULSORY = "compulsory"
    RECOMMENDED = "recommended"
    RECORD = "record"
    """Written when it was given; nothing is ever due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedDose:
    code: str
    opens: int
    """Age in months from which it is to be done."""
    closes: int
    """Age in months from which it is late."""
    after_days: int = 0
    """Least number of days after the dose before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vaccine:
    code: str
    label: Mapping[str, str]
    """By language."""
    against: Mapping[str, str]
    status: Status
    doses: tuple[PlannedDose, ...] = ()
    born_from: date | None = None
    until_months: int | None = None
    """Age from which nothing is due any more."""
    departments: frozenset[str] = frozenset()
    """Where it is due; empty: everywhere."""
    counts: frozenset[str] = frozenset()
    """Other vaccines whose doses count for this one."""
    single_from_months: int | None = None
    """Started at that age, one dose is enough."""
    atc: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    name: str
    valid_from: date
    vaccines: tuple[Vaccine, ...]

    def vaccine(self, code: str) -> Vaccine | None:
        return next((each for each in self.vaccines if each.code == code), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Awaited:
    """A screening expected at an age the child has reached, of which nothing is written since."""

    what: Screening
    months: int
    """The age, in completed months; 0: at birth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DoseStatus:
    dose: PlannedDose
    opens_on: date
    late_from: date
    earliest_on: date
    """Of a dose that is missing: not before, were each missing one before it given as early as it may be."""
    done: Vaccination | None = None
    is_early: bool = False
    """Given sooner after the one before than the calendar says; it counts: a physician decides."""

    @property
    def is_proved(self) -> bool:
        return self.done is not None and self.done.proof is not Proof.SAID


@dataclass(frozen=True, kw_only=True, slots=True)
class VaccineStatus:
    vaccine: Vaccine
    state: VaccineState
    doses: tuple[DoseStatus, ...]
    others: tuple[Vaccination, ...] = ()
    """Doses given beyond those planned."""
    doubles: tuple[Vaccination, ...] = ()
    due: DoseStatus | None = None
    """The next dose to do."""
    decision: Decision | None = None

    @property
    def lacks_proof(self) -> bool:
        return any(dose.done is not None and not dose.is_proved for dose in self.doses)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Everything that stands of a child's health."""

    statements: tuple[Statement, ...] = ()
    """Those that stand, oldest first."""
    before: Mapping[StatementId, Statement]
    """What was amended or withdrawn."""
    withdrawals: tuple[Statement, ...] = ()
    vaccines: tuple[VaccineStatus, ...] = ()
    calendar: Calendar

    def of(self, kind: StatementKind) -> tuple[Statement, ...]:
        return tuple(each for each in self.statements if each.kind is kind)


PROOF_LABELS: Mapping[Proof, str] = {
    Proof.BOOK: N_("Seen in the health book"),
    Proof.CERTIFICATE: N_("Seen on a certificate"),
    Proof.SAID: N_("Said, no proof seen"),
}
SOURCE_LABELS: Mapping[Source, str] = {
    Source.HEALTH_BOOK: N_("Health book"),
    Source.PHYSICIAN: N_("Physician"),
    Source.PARENT: N_("Parent"),
    Source.CARER: N_("Carer"),
    Source.MATERNITY: N_("Maternity"),
    Source.OTHER: N_("Another person"),
}
SEVERITY_LABELS: Mapping[Severity, str] = {
    Severity.SEVERE: N_("Severe: life in danger"),
    Severity.MODERATE: N_("Moderate"),
    Severity.MILD: N_("Mild"),
    Severity.UNKNOWN: N_("Not known"),
}
CONDITION_LABELS: Mapping[ConditionKind, str] = {
    ConditionKind.LONG_TERM: N_("Long-term condition"),
    ConditionKind.DEVICE: N_("Device (valve, feeding tube, hearing aid)"),
}
SCREENING_LABELS: Mapping[Screening, str] = {
    Screening.HEARING: N_("Hearing"),
    Screening.VISION: N_("Vision"),
    Screening.BLOOD_SPOT: N_("Newborn blood spot"),
    Screening.LANGUAGE: N_("Speech and language"),
    Screening.TEETH: N_("Teeth"),
    Screening.TND: N_("Neurodevelopmental disorders"),
    Screening.LEAD: N_("Lead"),
    Screening.TB: N_("Tuberculosis"),
}
RESULT_LABELS: Mapping[Result, str] = {
    Result.NORMAL: N_("Normal"),
    Result.RECHECK: N_("To recheck"),
    Result.ABNORMAL: N_("Abnormal"),
    Result.NOT_DONE: N_("Not done"),
    Result.REFUSED: N_("Refused"),
    Result.UNKNOWN: N_("Not known"),
}
CHOICE_LABELS: Mapping[Choice, str] = {
    Choice.CONTRAINDICATED: N_("Contraindicated, certificate seen"),
    Choice.REFUSED: N_("Refused"),
}
STATE_LABELS: Mapping[VaccineState, str] = {
    VaccineState.LATE: N_("late"),
    VaccineState.CATCH_UP: N_("to catch up"),
    VaccineState.TO_DO: N_("to do now"),
    VaccineState.UNKNOWN: N_("not known"),
    VaccineState.CONTRAINDICATED: N_("contraindicated"),
    VaccineState.REFUSED: N_("refused"),
    VaccineState.TO_COME: N_("to come"),
    VaccineState.NOT_DUE: N_("no longer due at this age"),
    VaccineState.UP_TO_DATE: N_("up to date"),
}
KIND_LABELS: Mapping[StatementKind, str] = {
    StatementKind.VACCINATION: N_("Vaccination"),
    StatementKind.BOOK: N_("Health book read"),
    StatementKind.DECISION: N_("Vaccine not given"),
    StatementKind.ALLERGY: N_("Allergy"),
    StatementKind.TREATMENT: N_("Treatment"),
    StatementKind.CONDITION: N_("Condition or device"),
    StatementKind.STAY: N_("Hospital stay"),
    StatementKind.SCREENING: N_("Screening"),
}
