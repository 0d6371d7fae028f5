"""The days on which each step of a protocol is accepted for one child. No I/O."""

from dataclasses import dataclass
from datetime import date, timedelta

from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    NewAssessment,
    Protocol,
    ProtocolStep,
)
from workspace.dossier.record.ages import add_months, first_day_at, last_day_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The days on which an assessment is accepted, both included, and the day it aims at."""

    opens_on: date
    target_on: date
    closes_on: date

    def __contains__(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


def window(protocol: Protocol, step: ProtocolStep, *, birth: date, admitted: date) -> Window:
    """Return the window of `step` for a child: of ages, or after admission for the initial one."""
    if step.target_months is None or step.opens is None or step.closes is None:
        due = admitted + timedelta(days=protocol.initial_due_days)
        return Window(opens_on=admitted, target_on=admitted, closes_on=due)
    return Window(
        opens_on=first_day_at(birth, step.opens),
        target_on=add_months(birth, step.target_months),
        closes_on=last_day_at(birth, step.closes),
    )


def slot_on(protocol: Protocol, *, birth: date, on: date) -> ProtocolStep | None:
    """Return the fixed-age step in whose window `on` falls; None before the first, after the last.

    At most one: the windows of a set do not overlap.
    """
    for step in protocol.steps:
        if step.code != INITIAL and on in window(protocol, step, birth=birth, admitted=birth):
            return step
    return None


def is_caught_up(
    protocol: Protocol, assessment: Assessment | NewAssessment, *, birth: date, admitted: date
) -> bool:
    """Return whether an assessment was done outside its acceptance window: kept, and flagged."""
    span = window(protocol, protocol.step(assessment.step), birth=birth, admitted=admitted)
    return assessment.done_on not in span
