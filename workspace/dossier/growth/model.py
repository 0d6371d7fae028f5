"""Points of growth, and how they stand against a named reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import PractitionerId

MeasurementId = NewType("MeasurementId", UUID)


class Indicator(StrEnum):
    WEIGHT = "weight"
    LENGTH = "length"
    HEAD = "head"


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthMeasurement:
    """What was measured on one day; command and record. None is "not measured"."""

    measured_on: date
    weight_kg: Decimal | None = None
    length_cm: Decimal | None = None
    """Lying under 2 years, standing from 2 years."""
    head_cm: Decimal | None = None
    measured_by: PractitionerId | None = None
    id: MeasurementId | None = None
    """None until it is kept."""

    def value(self, indicator: Indicator) -> Decimal | None:
        values = {
            Indicator.WEIGHT: self.weight_kg,
            Indicator.LENGTH: self.length_cm,
            Indicator.HEAD: self.head_cm,
        }
        return values[indicator]


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthPoint:
    """One measure of one indicator against the reference."""

    indicator: Indicator
    measured_on: date
    value: Decimal
    """Kilograms or centimetres."""
    age_days: int
    """As lived."""
    reference_days: int
    """Age used to read the reference: corrected until 24 months for a child born preterm."""
    z: Decimal | None
    """Standard deviations from the median; None outside the reference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A value worth looking at again. It asks, it never refuses."""

    indicator: Indicator
    message: str
    """msgid"""


INDICATOR_LABELS: Mapping[Indicator, str] = {
    Indicator.WEIGHT: N_("Weight"),
    Indicator.LENGTH: N_("Length or height"),
    Indicator.HEAD: N_("Head circumference"),
}

INDICATOR_UNITS: Mapping[Indicator, str] = {
    Indicator.WEIGHT: "kg",
    Indicator.LENGTH: "cm",
    Indicator.HEAD: "cm",
}
