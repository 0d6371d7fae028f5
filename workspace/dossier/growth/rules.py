"""How measures read against the reference, and which ones to look at again. No I/O.

The alerts are the programme team's proposal: they ask a question beside the field and never
refuse a value.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from workspace.dossier.growth.model import Doubt, GrowthMeasurement, GrowthPoint, Indicator
from workspace.dossier.growth.reference import z_score
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import Sex
from workspace.errors import Invalid
from workspace.i18n import N_

TERM_WEEKS = 40
PRETERM_BEFORE_WEEKS = 37
CORRECTED_UNTIL_MONTHS = 24

FAR = Decimal(3)
"""Standard deviations from the median beyond which a value is looked at again."""
JUMP = Decimal(1)
"""Standard deviations crossed between two points."""
JUMP_AFTER = timedelta(days=61)
"""Two points nearer than about two months say little of a change of channel."""
WEIGHT_LOSS_DAYS = range(16, 730)
"""Ages at which losing weight is asked about: a newborn does at first, as expected."""
SHRINKING_CM = Decimal(1)

_FIELDS = {
    Indicator.WEIGHT: "weight_kg",
    Indicator.LENGTH: "length_cm",
    Indicator.HEAD: "head_cm",
}


def check_measurement(new: GrowthMeasurement, *, birth: date, today: date) -> None:
    """Raise Invalid for a day that cannot be, nothing measured, or a value not above zero."""
    fields: dict[str, str] = {}
    if new.measured_on < birth:
        fields["measured_on"] = N_("This is before the birth.")
    if new.measured_on > today:
        fields["measured_on"] = N_("This day has not come yet.")
    if all(new.value(indicator) is None for indicator in Indicator):
        fields["weight_kg"] = N_("Please give at least one measure.")
    for indicator, field in _FIELDS.items():
        value = new.value(indicator)
        if value is not None and not (value.is_finite() and value > 0):
            fields[field] = N_("A measure is a number above zero.")
    if fields:
        raise Invalid(fields)


def reference_days(birth: date, *, term_weeks: int | None, on: date) -> int:
    """Return the age in days used to read the reference; below zero before the expected term.

    Corrected for a child born before 37 weeks, until 24 months as lived.
    """
    lived = (on - birth).days
    if term_weeks is None or term_weeks >= PRETERM_BEFORE_WEEKS:
        return lived
    if on >= add_months(birth, CORRECTED_UNTIL_MONTHS):
        return lived
    return lived - 7 * (TERM_WEEKS - term_weeks)


def growth_points(
    measurements: Iterable[GrowthMeasurement],
    indicator: Indicator,
    *,
    birth: date,
    sex: Sex,
    term_weeks: int | None,
) -> tuple[GrowthPoint, ...]:
    """Return the points of one indicator, oldest first, each with its z-score."""
    points = []
    for measurement in sorted(measurements, key=lambda taken: taken.measured_on):
        value = measurement.value(indicator)
        if value is None:
            continue
        days = reference_days(birth, term_weeks=term_weeks, on=measurement.measured_on)
        points.append(
            GrowthPoint(
                indicator=indicator,
                measured_on=measurement.measured_on,
                value=value,
                age_days=(measurement.measured_on - birth).days,
                reference_days=days,
                z=z_score(indicator, sex, days, value),
            )
        )
    return tuple(points)


def doubts(
    new: GrowthMeasurement,
    *,
    birth: date,
    sex: Sex,
    term_weeks: int | None,
    before: Sequence[GrowthMeasurement],
) -> tuple[Doubt, ...]:
    """Return what to ask about a measure before it is kept; nothing here refuses it.

    `before`: the measures already kept; those of a later day are left aside.
    """
    earlier = [taken for taken in before if taken.measured_on < new.measured_on]
    found: list[Doubt] = []
    for indicator in Indicator:
        points = growth_points(
            [*earlier, new], indicator, birth=birth, sex=sex, term_weeks=term_weeks
        )
        if new.value(indicator) is not None:
            found.extend(Doubt(indicator=indicator, message=text) for text in _doubts_of(points))
    return tuple(found)


def _doubts_of(points: Sequence[GrowthPoint]) -> Iterator[str]:
    last = points[-1]
    if last.z is not None and abs(last.z) > FAR:
        yield N_("This is far from the reference for this age. Is it right?")
    if len(points) > 1:
        yield from _doubts_between(points[-2], last)
    if _has_jumped(points):
        yield N_("This has moved by more than one standard deviation. Is it right?")


def _doubts_between(previous: GrowthPoint, last: GrowthPoint) -> Iterator[str]:
    if last.indicator is Indicator.WEIGHT:
        if last.age_days in WEIGHT_LOSS_DAYS and last.value < previous.value:
            yield N_("The child has lost weight since the last measure. Is it right?")
    elif last.value < previous.value - SHRINKING_CM:
        yield N_("This is less than the last measure. Is it right?")


def _has_jumped(points: Sequence[GrowthPoint]) -> bool:
    """Compare with the latest point that is far enough back."""
    last = points[-1]
    for earlier in reversed(points[:-1]):
        if last.measured_on - earlier.measured_on >= JUMP_AFTER:
            return last.z is not None and earlier.z is not None and abs(last.z - earlier.z) > JUMP
    return False
