"""What can be measured, within what bounds, and the units one is mistaken for. No I/O.

The bounds tell a slip of the keyboard or of the unit from a child; they are wide on purpose.
Whether a value is worth a second look is for the growth curves to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from workspace.dossier.record.rules import (
    BIRTH_HEAD_CM,
    BIRTH_LENGTH_CM,
    BIRTH_WEIGHT_G,
    TERM_WEEKS,
)
from workspace.exchange import faults
from workspace.exchange.values import Refused, number, whole_number


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """The possible values of a number, ends included."""

    unit: str
    low: Decimal
    high: Decimal
    mistaken: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    """Another unit, and what a number in it is multiplied by to be in `unit`."""

    def read(self, text: str) -> Decimal:
        """Read a number; raise `Refused` outside the bounds, naming the unit it seems to be in."""
        value = number(text)
        if self.low <= value <= self.high:
            return value
        limits = {"low": self.low, "high": self.high, "unit": self.unit}
        for unit, factor in self.mistaken.items():
            if self.low <= value * factor <= self.high:
                raise Refused(faults.WRONG_UNIT, found=unit, **limits)
        raise Refused(faults.OUT_OF_RANGE, **limits)

    def read_whole(self, text: str) -> int:
        self.read(text)
        return whole_number(text)


def _measure(unit: str, bounds: tuple[int | str, int], **mistaken: str) -> Measure:
    low, high = (Decimal(bound) for bound in bounds)
    factors = {other: Decimal(factor) for other, factor in mistaken.items()}
    return Measure(unit=unit, low=low, high=high, mistaken=MappingProxyType(factors))


TERM: Final = _measure("SA", TERM_WEEKS)
BIRTH_WEIGHT: Final = _measure("g", BIRTH_WEIGHT_G, kg="1000")
BIRTH_LENGTH: Final = _measure("cm", BIRTH_LENGTH_CM, m="100", mm="0.1")
BIRTH_HEAD: Final = _measure("cm", BIRTH_HEAD_CM, m="100", mm="0.1")
WEIGHT: Final = _measure("kg", ("0.3", 80), g="0.001")
LENGTH: Final = _measure("cm", (20, 160), m="100", mm="0.1")
HEAD: Final = _measure("cm", (15, 65), m="100", mm="0.1")
MINUTES: Final = _measure("min", (1, 480))
