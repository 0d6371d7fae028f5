"""Points of growth, and how they stand against a named reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import AccountId, PractitionerId

MeasurementId = NewType("MeasurementId", UUID)


class Indicator(StrEnum):
    WEIGHT = "weight"
    LENGTH = "length"
    HEAD = "head"
    BMI = "bmi"
    """Body mass index for age, in kilograms by square metre."""
    PROPORTION = "proportion"
    """Weight for length (or height): read along the length, not the age."""


MEASURED = (Indicator.WEIGHT, Indicator.LENGTH, Indicator.HEAD)
"""What is measured; the others are reckoned from it."""


class Position(StrEnum):
    """How a length was taken. The reference expects lying under 2 years, standing from then on."""

    LYING = "lying"
    STANDING = "standing"


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthMeasurement:
    """What was measured on one day; command and record. None is "not measured"."""

    measured_on: date
    weight_kg: Decimal | None = None
    length_cm: Decimal | None = None
    """As it was read on the board, in the position said."""
    head_cm: Decimal | None = None
    position: Position | None = None
    """None: as the reference expects, lying under 2 years, standing from 2 years."""
    measured_by: PractitionerId | None = None
    said_by: str = ""
    """Who measured, when nobody of the directory did."""
    id: MeasurementId | None = None
    """None until it is kept."""
    recorded_by: AccountId | None = None
    """Whoever entered it here; None when it came with a folder."""
    supersedes: MeasurementId | None = None
    """The measure this one amends, which stays written."""

    def value(self, indicator: Indicator) -> Decimal | None:
        if indicator is Indicator.WEIGHT:
            return self.weight_kg
        if indicator is Indicator.LENGTH:
            return self.length_cm
        return self.head_cm if indicator is Indicator.HEAD else None


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthPoint:
    """One measure of one indicator against the reference."""

    indicator: Indicator
    measured_on: date
    value: Decimal
    """Kilograms, centimetres, or kilograms by square metre."""
    age_days: int
    """As lived."""
    reference_days: int
    """Age used to read the reference: corrected until 24 months for a child born preterm."""
    z: Decimal | None
    """Standard deviations from the median; None outside the reference."""
    length_mm: int | None = None
    """Of a weight for length: where it is read, as the reference expects a length."""

    @property
    def place(self) -> int:
        """Where the point stands along the curve: days of age, or millimetres of length."""
        return self.reference_days if self.length_mm is None else self.length_mm


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A value worth looking at again. It asks, it never refuses."""

    indicator: Indicator
    message: str
    """msgid"""
    instead: Decimal | None = None
    """The value that was probably meant: 3.5 for 3500 written under kilograms."""


class AlertKind(StrEnum):
    """What to talk about; never a diagnosis."""

    FAR = "far"
    """More than 3 standard deviations from the median."""
    MOVED = "moved"
    """More than 1 standard deviation between two points at least 2 months apart."""
    HEAD_MOVED = "head_moved"
    LOST_WEIGHT = "lost_weight"
    """Before 2 years."""
    REBOUND = "rebound"
    """The body mass index rises again before 6 years."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthAlert:
    kind: AlertKind
    point: GrowthPoint
    """The point it is about."""
    since: GrowthPoint | None = None
    """The point it is compared with."""


INDICATOR_LABELS: Mapping[Indicator, str] = {
    Indicator.WEIGHT: N_("Weight"),
    Indicator.LENGTH: N_("Length or height"),
    Indicator.HEAD: N_("Head circumference"),
    Indicator.BMI: N_("Body mass index"),
    Indicator.PROPORTION: N_("Weight for length"),
}

INDICATOR_UNITS: Mapping[Indicator, str] = {
    Indicator.WEIGHT: "kg",
    Indicator.LENGTH: "cm",
    Indicator.HEAD: "cm",
    Indicator.BMI: "kg/m\N{SUPERSCRIPT TWO}",
    Indicator.PROPORTION: "kg",
}

POSITION_LABELS: Mapping[Position, str] = {
    Position.LYING: N_("Lying"),
    Position.STANDING: N_("Standing"),
}
