"""The children for whom a clinic day may be set: whoever waits, most pressing first. No I/O."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workspace.dossier.protocol import rules
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.ids import DossierId
from workspace.names import letters

NEAR: Final = timedelta(days=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One child and the one step to plan for them."""

    dossier: DossierId
    name: str
    status: StepStatus


def lines(
    schedules: Mapping[DossierId, Iterable[StepStatus]],
    names: Mapping[DossierId, str],
    *,
    today: date,
) -> tuple[Line, ...]:
    """Return one line for each child who waits for a day: late ones, then by the end of their window."""
    found = [
        Line(dossier=dossier, name=names.get(dossier, ""), status=status)
        for dossier, schedule in schedules.items()
        if (status := rules.next_due(schedule)) is not None and _waits(status, today)
    ]
    return tuple(sorted(found, key=lambda line: (*rules.urgency(line.status), letters(line.name))))


def pressing(waiting: tuple[Line, ...], *, today: date) -> tuple[Line, ...]:
    """Return those late, or whose window closes within two months; all of them when there are none."""
    near = tuple(
        line
        for line in waiting
        if line.status.state is StepState.LATE or line.status.closes_on <= today + NEAR
    )
    return near or waiting


def meet(planned: Mapping[DossierId, Iterable[Appointment]], kept: Iterable[Appointment]) -> bool:
    """Tell whether a practitioner expects another child at the day and time of one of `kept`."""
    expected = Counter(
        _hour(each) for of_child in planned.values() for each in of_child if each.planned_time
    )
    return any(
        each.practitioner is not None and expected[_hour(each)] > 1
        for each in kept
        if each.planned_time
    )


def _hour(each: Appointment) -> tuple[object, ...]:
    return each.practitioner, each.planned_on, each.planned_time


def _waits(status: StepStatus, today: date) -> bool:
    """Tell whether no day is set: a late step whose day is set waits for that day."""
    if status.state is StepState.PLANNED:
        return False
    return status.planned_on is None or status.planned_on < today
