"""What a child's points say that somebody should talk about. No I/O.

The figures are the programme team's proposal (deviations crossed, months between two points): an
alert opens a conversation with a physician and is never a diagnosis.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from workspace.dossier.growth.model import AlertKind, GrowthAlert, GrowthPoint, Indicator
from workspace.dossier.growth.rules import JUMP_AFTER, WEIGHT_LOSS_DAYS

FAR = Decimal(3)
MOVED = Decimal(1)
LOOKED_BACK = timedelta(days=366)
"""A slow drift is looked for over a year; where there is no point in it, the one before is taken."""
REBOUND_FROM_DAYS, REBOUND_UNTIL_DAYS = 548, 2192
"""The lowest body mass index is looked for from 18 months on, and comes at 6 years or later."""
REBOUND_RISE = Decimal("0.5")
"""Kilograms by square metre above the lowest point."""
REBOUND_AFTER = timedelta(days=182)

READ = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, Indicator.BMI, Indicator.PROPORTION)
FOLLOWED = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD, Indicator.BMI)
"""Indicators whose change of channel is followed."""

Points = Mapping[Indicator, Sequence[GrowthPoint]]


def alerts(points: Points) -> tuple[GrowthAlert, ...]:
    """Return what the latest point of each indicator says; `points` oldest first."""
    found: list[GrowthAlert] = []
    for indicator in READ:
        of_indicator = points.get(indicator, ())
        if of_indicator:
            found.extend(_of_last(indicator, of_indicator))
    return tuple(found)


def _of_last(indicator: Indicator, points: Sequence[GrowthPoint]) -> Iterator[GrowthAlert]:
    last = points[-1]
    if last.z is not None and abs(last.z) > FAR:
        yield GrowthAlert(kind=AlertKind.FAR, point=last)
    if indicator in FOLLOWED:
        since = moved_since(points)
        if since is not None:
            kind = AlertKind.HEAD_MOVED if indicator is Indicator.HEAD else AlertKind.MOVED
            yield GrowthAlert(kind=kind, point=last, since=since)
    if indicator is Indicator.WEIGHT and len(points) > 1:
        before = points[-2]
        if last.age_days in WEIGHT_LOSS_DAYS and last.value < before.value:
            yield GrowthAlert(kind=AlertKind.LOST_WEIGHT, point=last, since=before)
    if indicator is Indicator.BMI:
        lowest = rebound_from(points)
        if lowest is not None:
            yield GrowthAlert(kind=AlertKind.REBOUND, point=last, since=lowest)


def moved_since(points: Sequence[GrowthPoint]) -> GrowthPoint | None:
    """Return the point from which the last one moved most, by more than one deviation."""
    last = points[-1]
    apart = [
        point
        for point in points[:-1]
        if point.z is not None and last.measured_on - point.measured_on >= JUMP_AFTER
    ]
    if last.z is None or not apart:
        return None
    recent = [point for point in apart if last.measured_on - point.measured_on <= LOOKED_BACK]
    farthest = max(recent or apart[-1:], key=lambda point: _distance(last, point))
    return farthest if _distance(last, farthest) > MOVED else None


def rebound_from(points: Sequence[GrowthPoint]) -> GrowthPoint | None:
    """Return the lowest body mass index, when the last point is risen from it before 6 years."""
    last = points[-1]
    looked = [point for point in points if point.age_days >= REBOUND_FROM_DAYS]
    if not looked or last.age_days >= REBOUND_UNTIL_DAYS:
        return None
    lowest = min(looked, key=lambda point: point.value)
    is_late_enough = last.measured_on - lowest.measured_on >= REBOUND_AFTER
    return lowest if is_late_enough and last.value - lowest.value >= REBOUND_RISE else None


def _distance(last: GrowthPoint, point: GrowthPoint) -> Decimal:
    assert last.z is not None and point.z is not None, "both were read"  # noqa: PT018
    return abs(last.z - point.z)
