"""The days on which each step of a protocol is accepted for one child. No I/O."""

from datetime import date, timedelta
from typing import NamedTuple

from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    NewAssessment,
    Protocol,
    ProtocolStep,
)
from workspace.dossier.record.ages import add_months

DAYS = tuple(timedelta(days=days) for days in range(32))
"""The days of an age beyond its months, 0 to 31, made once."""


class Window(NamedTuple):
    """The days on which an assessment is accepted, both included, and the day it aims at.

    A tuple because lists make thousands of them: it is made in a third of the time.
    """

    opens_on: date
    target_on: date
    closes_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.opens_on <= day <= self.closes_on


class Months(dict[int, date]):
    """The day on which a child completes each month of age, reckoned once, when it is first asked."""

    def __init__(self, birth: date) -> None:
        super().__init__()
        self._birth = birth

    def __missing__(self, months: int) -> date:
        day = self[months] = add_months(self._birth, months)
        return day


def windows(
    protocol: Protocol, *, birth: date, admitted: date, months: Months | None = None
) -> tuple[tuple[ProtocolStep, Window], ...]:
    """Return every step with its window, in the order of the protocol; `months` as in `window`."""
    months = Months(birth) if months is None else months
    return tuple(
        (step, window(protocol, step, birth=birth, admitted=admitted, months=months))
        for step in protocol.steps
    )


def window(
    protocol: Protocol,
    step: ProtocolStep,
    *,
    birth: date,
    admitted: date,
    months: Months | None = None,
) -> Window:
    """Return the window of `step` for a child: of ages, or after admission for the initial one.

    `months`: of the child's age, where some have been reckoned already.
    """
    if months is None:
        months = Months(birth)
    opens, closes = step.opens, step.closes
    if step.target_months is None or opens is None or closes is None:
        due = admitted + timedelta(days=protocol.initial_due_days)
        return Window(opens_on=admitted, target_on=admitted, closes_on=due)
    opens_on = months[opens.months]
    if opens.days:
        opens_on = min(opens_on + DAYS[opens.days], months[opens.months + 1])
    closes_on = min(months[closes.months] + DAYS[closes.days], months[closes.months + 1] - DAYS[1])
    return Window(opens_on, months[step.target_months], closes_on)


def slot_on(protocol: Protocol, *, birth: date, on: date) -> ProtocolStep | None:
    """Return the fixed-age step in whose window `on` falls; None before the first, after the last.

    At most one: the windows of a set do not overlap.
    """
    months = Months(birth)
    for step in protocol.steps:
        if step.code != INITIAL and on in window(
            protocol, step, birth=birth, admitted=birth, months=months
        ):
            return step
    return None


def is_caught_up(
    protocol: Protocol, assessment: Assessment | NewAssessment, *, birth: date, admitted: date
) -> bool:
    """Return whether an assessment was done outside its acceptance window: kept, and flagged."""
    span = window(protocol, protocol.step(assessment.step), birth=birth, admitted=admitted)
    return assessment.done_on not in span
