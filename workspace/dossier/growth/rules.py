"""How measures read against the reference, and which ones to look at again. No I/O.

What is asked before a measure is kept is a question beside the field: no value is ever refused for
being unlikely.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import NormalDist
from typing import Any, NamedTuple

from workspace.dossier.growth.model import (
    MEASURED,
    Doubt,
    GrowthMeasurement,
    GrowthPoint,
    Indicator,
    Position,
)
from workspace.dossier.growth.reference import (
    STANDING_FROM_DAYS,
    References,
    proportion_z,
    z_score,
)
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.model import Birth, Sex
from workspace.errors import Invalid
from workspace.i18n import N_

TERM_WEEKS = 40
PRETERM_BEFORE_WEEKS = 37

POSITION_CM = Decimal("0.7")
"""A child measures that much more lying than standing (WHO)."""

ASKED = Decimal(6)
"""Standard deviations beyond which a value is asked about: WHO takes it for a mistake."""
JUMP_ASKED = Decimal(2)
"""Standard deviations crossed between two points that are asked about."""
JUMP_AFTER = timedelta(days=61)
"""Two points nearer than about two months say little of a change of channel."""
WEIGHT_LOSS_DAYS = range(16, 730)
"""Ages at which losing weight is asked about: a newborn does at first, as expected."""
SHRINKING_CM = Decimal(1)
LIKELY_KG = (Decimal("0.4"), Decimal(150))
LIKELY_CM = {
    Indicator.LENGTH: (Decimal(25), Decimal(200)),
    Indicator.HEAD: (Decimal(18), Decimal(65)),
}
"""What a child measures from a very early birth on; beyond, another unit was probably meant."""
LARGEST = Decimal(1_000_000)

_FIELDS = {
    Indicator.WEIGHT: "weight_kg",
    Indicator.LENGTH: "length_cm",
    Indicator.HEAD: "head_cm",
}
_TENTH = Decimal("0.1")
LOWEST_CENTILE, HIGHEST_CENTILE = 1, 99
"""Beyond them a whole centile says nothing."""
_THOUSAND, _HUNDRED, _TEN = Decimal(1000), Decimal(100), Decimal(10)
GRAMS = N_("This would be a weight in grams. Did you mean grams?")
KILOGRAMS = N_("This would be a weight in kilograms. Did you mean kilograms?")
METRES = N_("This would be a length in metres. Did you mean metres?")
MILLIMETRES = N_("This would be a length in millimetres. Did you mean millimetres?")
SLIPPED = N_("This is far from the reference for this age. Is the decimal sign where it should be?")
NO_CHILD = N_("No child measures that. Is it right?")
OTHER_UNITS: Mapping[Indicator, Mapping[str, Decimal]] = {
    Indicator.WEIGHT: {GRAMS: Decimal("0.001"), KILOGRAMS: Decimal(1000)},
    Indicator.LENGTH: {METRES: Decimal(100), MILLIMETRES: Decimal("0.1")},
    Indicator.HEAD: {METRES: Decimal(100), MILLIMETRES: Decimal("0.1")},
}
"""What a value is multiplied by when it was meant in another unit, by the question."""
SLIPS = (Decimal("0.1"), Decimal("0.01"), Decimal(10))
LARGEST_MEANT_KG = Decimal(60)
"""A weight of a few grams was meant in kilograms; not one of a hundred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """Until when the age of a child born early is counted from the expected term."""

    months: int = 24
    very_preterm_weeks: int = 32
    """Below this term, networks may correct for longer."""
    very_preterm_months: int = 24

    def until(self, term_weeks: int) -> int:
        """Return the age in months, as lived, from which nothing is corrected any more."""
        return self.very_preterm_months if term_weeks < self.very_preterm_weeks else self.months


USUAL = Correction()


def check_measurement(new: GrowthMeasurement, *, birth: date, today: date) -> None:
    """Raise Invalid for a day that cannot be, nothing measured, or a value not above zero."""
    fields: dict[str, str] = {}
    if new.measured_on < birth:
        fields["measured_on"] = N_("This is before the birth.")
    if new.measured_on > today:
        fields["measured_on"] = N_("This day has not come yet.")
    if all(new.value(indicator) is None for indicator in MEASURED):
        fields["weight_kg"] = N_("Please give at least one measure.")
    for indicator, field in _FIELDS.items():
        value = new.value(indicator)
        if value is not None and not (value.is_finite() and 0 < value < LARGEST):
            fields[field] = N_("A measure is a number above zero.")
    if fields:
        raise Invalid(fields)


def reference_days(
    birth: date, *, term_weeks: int | None, on: date, correction: Correction = USUAL
) -> int:
    """Return the age in days used to read the reference; below zero before the expected term.

    Corrected for a child born before 37 weeks, until 24 months as lived (or as the setting says).
    """
    lived = (on - birth).days
    if term_weeks is None or term_weeks >= PRETERM_BEFORE_WEEKS:
        return lived
    if on >= add_months(birth, correction.until(term_weeks)):
        return lived
    return lived - 7 * (TERM_WEEKS - term_weeks)


def expected_length(length_cm: Decimal, position: Position | None, *, days: int) -> Decimal:
    """Return a length in the position that the reference expects at that age in days."""
    standing = days >= STANDING_FROM_DAYS
    if position is Position.STANDING and not standing:
        return length_cm + POSITION_CM
    if position is Position.LYING and standing:
        return length_cm - POSITION_CM
    return length_cm


class _Placed(NamedTuple):
    """A measure, the age in days at which it is read, and its length as the reference expects it there."""

    taken: GrowthMeasurement
    days: int
    expected: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reckoning:
    """What turns measures into points: the child, and what they are read against."""

    birth: date
    sex: Sex
    term_weeks: int | None
    correction: Correction = USUAL
    others: References | None = None

    def days(self, on: date) -> int:
        return reference_days(
            self.birth, term_weeks=self.term_weeks, on=on, correction=self.correction
        )

    def points(
        self, measurements: Iterable[GrowthMeasurement], indicator: Indicator
    ) -> tuple[GrowthPoint, ...]:
        """Return the points of one indicator, oldest first, each with its z-score."""
        return self._points(self._placed(measurements), indicator, since=None)

    def all_points(
        self, measurements: Iterable[GrowthMeasurement], *, since: date | None = None
    ) -> dict[Indicator, tuple[GrowthPoint, ...]]:
        """Return the points of every indicator.

        `since`: only those from this day on have a z-score, and the last one before them: what alerts compare.
        Of a weight for length they look at the last one alone.
        """
        placed = self._placed(measurements)
        return {indicator: self._points(placed, indicator, since=since) for indicator in Indicator}

    def _placed(self, measurements: Iterable[GrowthMeasurement]) -> tuple[_Placed, ...]:
        """Return measures, the last one first, with where each is read: once for all indicators."""
        found = []
        for taken in sorted(measurements, key=lambda each: each.measured_on, reverse=True):
            days, length = self.days(taken.measured_on), taken.length_cm
            expected = length and expected_length(length, taken.position, days=days)
            found.append(_Placed(taken, days, expected))
        return tuple(found)

    def _points(
        self, placed: Iterable[_Placed], indicator: Indicator, *, since: date | None
    ) -> tuple[GrowthPoint, ...]:
        found: list[GrowthPoint] = []
        is_enough = False
        for each in placed:
            point = self._point(each, indicator, is_read=not is_enough)
            if point is not None:
                found.append(point)
                is_before = since is not None and point.measured_on < since
                is_alone = since is not None and indicator is Indicator.PROPORTION
                is_enough = is_enough or is_alone or (is_before and point.z is not None)
        return tuple(reversed(found))

    def _point(self, placed: _Placed, indicator: Indicator, *, is_read: bool) -> GrowthPoint | None:
        taken, days, expected = placed
        value = taken.value(indicator)
        z: Decimal | None = None
        millimetres = None
        if indicator in MEASURED:
            read = expected if indicator is Indicator.LENGTH else value
            if read and is_read:
                z = z_score(indicator, self.sex, days, read, self.others)
        elif taken.weight_kg is None or expected is None or expected <= 0:
            value = None
        elif indicator is Indicator.BMI:
            value = (taken.weight_kg / (expected / _HUNDRED) ** 2).quantize(_TENTH)
            if is_read:
                z = z_score(indicator, self.sex, days, value, self.others)
        else:
            value, millimetres = taken.weight_kg, round(expected * _TEN)
            if is_read:
                z = proportion_z(self.sex, days, millimetres, value)
        if value is None:
            return None
        return GrowthPoint(
            indicator=indicator,
            measured_on=taken.measured_on,
            value=value,
            age_days=(taken.measured_on - self.birth).days,
            reference_days=days,
            z=z,
            length_mm=millimetres,
        )


def measured_at_birth(
    born: Birth, birth: date, standing: Iterable[GrowthMeasurement]
) -> tuple[GrowthMeasurement, ...]:
    """Return the measures of the birth as one of its day; nothing where one of that day stands, or none is known."""
    is_known = any(each is not None for each in (born.weight_g, born.length_cm, born.head_cm))
    if not is_known or any(each.measured_on == birth for each in standing):
        return ()
    weight_kg = None if born.weight_g is None else Decimal(born.weight_g) / _THOUSAND
    return (
        GrowthMeasurement(
            measured_on=birth,
            weight_kg=weight_kg,
            length_cm=born.length_cm,
            head_cm=born.head_cm,
        ),
    )


def centile(z: Decimal) -> int:
    """Return how many children of a hundred are below `z`, half up: 0 and 100 at the far ends.

    Vectors: WHO child growth standards, z-scores 0, 1, 1.036, 1.881 are centiles 50, 84, 85, 97.
    """
    return int(NormalDist().cdf(float(z)) * 100 + 0.5)


def growth_points(
    measurements: Iterable[GrowthMeasurement],
    indicator: Indicator,
    *,
    birth: date,
    sex: Sex,
    term_weeks: int | None,
) -> tuple[GrowthPoint, ...]:
    """Return the points of one indicator against WHO, oldest first, each with its z-score."""
    reckoning = Reckoning(birth=birth, sex=sex, term_weeks=term_weeks)
    return reckoning.points(measurements, indicator)


def doubts(
    new: GrowthMeasurement,
    *,
    reckoning: Reckoning,
    before: Sequence[GrowthMeasurement],
) -> tuple[Doubt, ...]:
    """Return what to ask about a measure before it is kept; nothing here refuses it.

    `reckoning`: what the curve shown is read against, another reference than WHO included.
    `before`: the measures already kept; those of a later day are left aside.
    """
    earlier = [taken for taken in before if taken.measured_on < new.measured_on]
    found: list[Doubt] = []
    for indicator in MEASURED:
        value = new.value(indicator)
        if value is None:
            continue
        unit = unit_doubt(indicator, value)
        if unit is not None:
            found.append(_guessed(unit, new, reckoning))
            continue
        points = reckoning.points([*earlier, new], indicator)
        asked = [Doubt(indicator=indicator, message=text) for text in _doubts_of(points)]
        if _is_far(points[-1]):
            asked[0] = _guessed(asked[0], new, reckoning)
        found.extend(asked)
    return tuple(found)


def _guessed(doubt: Doubt, new: GrowthMeasurement, reckoning: Reckoning) -> Doubt:
    """Return a doubt with the value that was probably meant: of what it could be, the nearest to the reference.

    Where it speaks for none of them, the doubt as it is: another unit, if one gives what a child may measure.
    """
    field, value = _FIELDS[doubt.indicator], new.value(doubt.indicator)
    assert value is not None, "a value was asked about"
    read = []
    for rank, (message, meant) in enumerate(_candidates(doubt.indicator, value)):
        changed: dict[str, Any] = {field: meant}
        point = reckoning.points([replace(new, **changed)], doubt.indicator)[-1]
        if point.z is not None:
            read.append((abs(point.z), rank, message, meant))
    near = [each for each in read if each[0] <= ASKED]
    if not near:
        return doubt
    _, _, message, meant = min(near)
    return replace(doubt, message=message, instead=meant)


def _candidates(indicator: Indicator, value: Decimal) -> Iterator[tuple[str, Decimal]]:
    """Yield what a value could have been meant for, each with its question: another unit first, then a slip."""
    least, most = _likely(indicator)
    ways = [*OTHER_UNITS[indicator].items(), *((SLIPPED, factor) for factor in SLIPS)]
    for message, factor in ways:
        top = LARGEST_MEANT_KG if message == KILOGRAMS else most
        if least <= value * factor <= top:
            yield message, value * factor


def _likely(indicator: Indicator) -> tuple[Decimal, Decimal]:
    return LIKELY_KG if indicator is Indicator.WEIGHT else LIKELY_CM[indicator]


def same_day_doubts(
    new: GrowthMeasurement, before: Sequence[GrowthMeasurement]
) -> tuple[Doubt, ...]:
    """Return the question about a second measure of one day; an assessment may well take one again."""
    measured = [each for each in MEASURED if new.value(each) is not None]
    if not measured or all(taken.measured_on != new.measured_on for taken in before):
        return ()
    again = N_("There is already a measure of this day. Is this another one?")
    return (Doubt(indicator=measured[0], message=again),)


def unit_doubt(indicator: Indicator, value: Decimal) -> Doubt | None:
    """Return the question about a value that no child has, with what was probably meant."""
    least, most = _likely(indicator)
    if least <= value <= most:
        return None
    units = OTHER_UNITS[indicator]
    for message, meant in _candidates(indicator, value):
        if message in units:
            return Doubt(indicator=indicator, message=message, instead=meant)
    return Doubt(indicator=indicator, message=NO_CHILD)


def _doubts_of(points: Sequence[GrowthPoint]) -> Iterator[str]:
    last = points[-1]
    if _is_far(last):
        yield N_("This is far from the reference for this age. Is it right?")
    if len(points) > 1:
        yield from _doubts_between(points[-2], last)
    if _has_jumped(points):
        yield N_("This has moved by more than two standard deviations. Is it right?")


def _is_far(point: GrowthPoint) -> bool:
    return point.z is not None and abs(point.z) > ASKED


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
            return (
                last.z is not None
                and earlier.z is not None
                and abs(last.z - earlier.z) > JUMP_ASKED
            )
    return False
