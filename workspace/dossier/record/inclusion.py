"""Whom the programme takes in and until when, as data says it. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from workspace.actor import Role
from workspace.dossier.record.ages import add_months, majority_on
from workspace.dossier.record.model import NewChild
from workspace.dossier.record.programmes import ProgrammeAges
from workspace.i18n import N_

OF_AGE = N_("The child would be of age on the day of admission. Please check the year.")
FIVE_YEARS: Final = 60
FIVE: Final = N_("The child was five or older. Choose the exception that applies, if there is one.")
OLDER: Final = N_(
    "The child was older than this programme takes in. Choose the exception that applies, if there is one."
)


class Waived(StrEnum):
    """Which end of the rule an exception lifts."""

    ADMISSION = "admission"
    END = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class InclusionException:
    code: str
    label: str
    """msgid"""
    waives: Waived
    accepted_by: frozenset[Role]


@dataclass(frozen=True, kw_only=True, slots=True)
class InclusionRule:
    code: str
    version: int
    valid_from: date
    asked_again_from_months: int
    refused_from_months: int
    followed_until_months: int
    exceptions: tuple[InclusionException, ...] = ()

    def exception(self, code: str | None, waives: Waived) -> InclusionException | None:
        """Return the exception of that code to that end, if the rule has it."""
        return next((e for e in self.exceptions if (e.code, e.waives) == (code, waives)), None)

    def exceptions_for(self, role: Role, waives: Waived) -> tuple[InclusionException, ...]:
        """Return what `role` may write down."""
        return tuple(e for e in self.exceptions if e.waives is waives and role in e.accepted_by)


def with_ages(rule: InclusionRule, ages: ProgrammeAges | None) -> InclusionRule:
    """Return the rule with the ages of a programme; whom another than its own takes in, until its end unless it says.

    The day is asked again where the limit is that of the rule: "nearly five" is about five.
    """
    if ages is None:
        return rule
    usual = rule.refused_from_months if ages.programme == rule.code else ages.followed_until_months
    refused = ages.admitted_before_months or usual
    return replace(
        rule,
        refused_from_months=refused,
        asked_again_from_months=rule.asked_again_from_months
        if refused == rule.refused_from_months
        else refused,
        followed_until_months=ages.followed_until_months,
    )


def too_old(rule: InclusionRule) -> str:
    """Return what to say of a child older than the rule takes in: a msgid."""
    return FIVE if rule.refused_from_months == FIVE_YEARS else OLDER


def is_late_admission(born: date, admitted_on: date, *, rule: InclusionRule) -> bool:
    return admitted_on >= add_months(born, rule.refused_from_months)


def is_nearly_late(born: date, admitted_on: date, *, rule: InclusionRule) -> bool:
    """Tell whether the day of admission is worth a second look."""
    late = is_late_admission(born, admitted_on, rule=rule)
    return not late and admitted_on >= add_months(born, rule.asked_again_from_months)


def follow_up_ends_on(born: date, *, rule: InclusionRule) -> date:
    """Return the day on which the programme has done its time; nothing ends by itself."""
    return add_months(born, rule.followed_until_months)


def age_complaints(new: NewChild, *, role: Role, rule: InclusionRule) -> Iterator[tuple[str, str]]:
    """Find what the rule has against the age of a child: field and message."""
    born, admitted_on = new.identity.birth_date, new.inclusion.admitted_on
    if admitted_on >= majority_on(born):
        yield "birth_date", OF_AGE
        return
    if is_nearly_late(born, admitted_on, rule=rule):
        if not new.age_is_right:
            yield (
                "admitted_on",
                N_("The child was nearly five on that day. If the days are right, tick the box."),
            )
        return
    if not is_late_admission(born, admitted_on, rule=rule):
        return
    if not new.exception:
        yield (
            "admitted_on",
            too_old(rule),
        )
        return
    exception = rule.exception(new.exception, Waived.ADMISSION)
    if exception is None:
        yield "exception", N_("Please choose one of the answers.")
    elif role not in exception.accepted_by:
        yield "exception", N_("This exception is not yours to write.")
    if not (new.accepted_late_because or "").strip():
        yield "accepted_late_because", N_("Please say why the child is taken in all the same.")
