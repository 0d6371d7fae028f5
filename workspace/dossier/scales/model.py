"""Screening scales as numbers: questionnaires by age, domains, cut-offs, zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.record.model import Age
from workspace.i18n import N_
from workspace.ids import PractitionerId

ResponseId = NewType("ResponseId", UUID)


class ScaleCode(StrEnum):
    ASQ_3 = "ASQ-3"
    ASQ_SE = "ASQ-SE"
    """ASQ:SE, first edition (2002)."""
    ASQ_SE_2 = "ASQ-SE-2"
    """ASQ:SE, second edition."""


class Domain(StrEnum):
    """The five developmental areas of ASQ-3; ASQ:SE has one total."""

    COMMUNICATION = "communication"
    GROSS_MOTOR = "gross_motor"
    FINE_MOTOR = "fine_motor"
    PROBLEM_SOLVING = "problem_solving"
    PERSONAL_SOCIAL = "personal_social"
    TOTAL = "total"


class Zone(StrEnum):
    """How a score reads. A zone of a screening scale is never a diagnosis."""

    ON_SCHEDULE = "on_schedule"
    WATCH_LOCAL = "watch_local"
    """Within ten points above an ASQ-3 cut-off: our own caution, not the publisher's zone."""
    BELOW = "below"
    REASSURING = "reassuring"
    WATCH = "watch"
    REFER = "refer"
    NOT_SCORABLE = "not_scorable"
    COUNTED = "counted"
    """An instrument without a cut-off: how many, and nothing more."""


class CutoffRule(StrEnum):
    """On which side of its cut-off a score asks for more."""

    BELOW = "score<cutoff"
    AT_OR_ABOVE = "score>=cutoff"
    ABOVE = "score>cutoff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """The numbers of one domain of one questionnaire."""

    domain: Domain
    rule: CutoffRule
    cutoff: Decimal
    items: int | None
    """Scored items; None where the edition's count is not known."""
    score_max: int
    monitor_from: Decimal | None = None
    """First score of the publisher's monitoring zone, where the edition has one and it is known."""
    monitor_to: Decimal | None = None
    is_checked: bool = False
    """Whether the cut-off was compared with a second source; else check it before clinical use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Questionnaire:
    """One form of a scale: named by its months, used within its window of (corrected) age."""

    scale: ScaleCode
    months: int
    opens: Age
    closes: Age
    """Last age included."""
    thresholds: tuple[Threshold, ...]

    def threshold(self, domain: Domain) -> Threshold:
        """Return the numbers of `domain`; KeyError when this scale does not have it."""
        for threshold in self.thresholds:
            if threshold.domain == domain:
                return threshold
        raise KeyError(domain)

    @property
    def domains(self) -> tuple[Domain, ...]:
        return tuple(threshold.domain for threshold in self.thresholds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    code: ScaleCode
    version: str
    """Of the set of thresholds; kept with every result, which a new set never rewrites."""
    questionnaires: tuple[Questionnaire, ...]

    def questionnaire(self, months: int) -> Questionnaire:
        """Return the form of those months; KeyError when the scale has none."""
        for questionnaire in self.questionnaires:
            if questionnaire.months == months:
                return questionnaire
        raise KeyError(months)


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Points of one domain, from its answers."""

    points: Decimal | None
    """None when too many answers are missing."""
    answered: int
    adjusted: bool
    """Missing answers were replaced by the mean of the others."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaleAge:
    """The child's age on the day, as lived and as the scale reads it."""

    chronological: Age
    used: Age | None
    """None: before the corrected birth, no questionnaire reads."""
    weeks_corrected: int
    """Weeks taken off; 0 when the age is used as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewResponse:
    """A filled questionnaire, as totals."""

    scale: ScaleCode
    questionnaire_months: int
    answered_on: date
    points: Mapping[Domain, Decimal]
    """A domain that could not be scored is left out."""
    answered_by: PractitionerId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainResult:
    domain: Domain
    points: Decimal | None
    zone: Zone
    adjusted: bool = False
    """Missing answers were replaced by the mean of the others."""
    answered: int | None = None
    """None: entered as a total."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaleResponse:
    """A questionnaire as read on the day it was entered; frozen with its thresholds' version."""

    id: ResponseId
    scale: ScaleCode
    questionnaire_months: int
    answered_on: date
    results: tuple[DomainResult, ...]
    thresholds_version: str
    answered_by: PractitionerId | None = None

    @property
    def zone(self) -> Zone | None:
        """Return the zone of the total (ASQ:SE); None for a scale in domains."""
        return next((r.zone for r in self.results if r.domain is Domain.TOTAL), None)


SCALE_LABELS: Mapping[ScaleCode, str] = {
    ScaleCode.ASQ_3: "ASQ-3",
    ScaleCode.ASQ_SE: "ASQ:SE",
    ScaleCode.ASQ_SE_2: "ASQ:SE-2",
}

DOMAIN_LABELS: Mapping[Domain, str] = {
    Domain.COMMUNICATION: N_("Communication"),
    Domain.GROSS_MOTOR: N_("Gross motor"),
    Domain.FINE_MOTOR: N_("Fine motor"),
    Domain.PROBLEM_SOLVING: N_("Problem solving"),
    Domain.PERSONAL_SOCIAL: N_("Personal and social"),
    Domain.TOTAL: N_("Social and emotional"),
}

ZONE_LABELS: Mapping[Zone, str] = {
    Zone.ON_SCHEDULE: N_("On schedule"),
    Zone.WATCH_LOCAL: N_("To watch (local caution, not the publisher's zone)"),
    Zone.BELOW: N_("Below the cut-off"),
    Zone.REASSURING: N_("Reassuring"),
    Zone.WATCH: N_("To watch"),
    Zone.REFER: N_("To refer"),
    Zone.NOT_SCORABLE: N_("Cannot be interpreted"),
    Zone.COUNTED: N_("Counted, without a cut-off"),
}
