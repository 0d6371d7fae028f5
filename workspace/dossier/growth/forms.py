"""From the fields of the page to a measure, or Invalid naming every field."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workspace.dossier.growth.model import GrowthMeasurement, Indicator, Position
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import PractitionerId

FIELDS: Mapping[Indicator, str] = {
    Indicator.WEIGHT: "weight",
    Indicator.LENGTH: "length",
    Indicator.HEAD: "head",
}
GRAMS = Decimal(1000)
UNITS: Mapping[str, Mapping[str, Decimal]] = {
    "weight": {"kg": Decimal(1), "g": Decimal(1)},
    "length": {"cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100)},
    "head": {"cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100)},
}
"""What may be written after a number, the longest first, and what it is multiplied by; of a weight, see `_in_grams`."""
IN_METRES = re.compile(r"(\d)m(\d\d)")
"""A height as it is often said: 1 m 04."""
LONGEST_NUMBER = 12
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
"""No exponent: nobody measures 1e9."""
_NAMED = {"weight_kg": "weight", "length_cm": "length", "head_cm": "head"}


def new_measurement(
    fields: Mapping[str, str], *, me: PractitionerId | None = None
) -> GrowthMeasurement:
    """Read `weight` (`unit` kg or g), `length`, `head`, `position`, `measured_on`, `said_by`.

    A decimal comma and a unit written after the number are read. Without `said_by`, `me` measured.
    Raises Invalid naming all the fields that cannot be read; `rules.check_measurement` judges the rest.
    """
    refused: dict[str, str] = {}
    weight, length, head = (_number(fields, name, refused) for name in FIELDS.values())
    try:
        measured_on = date.fromisoformat(fields.get("measured_on", "").strip())
    except ValueError:
        refused["measured_on"] = N_("Give the day, such as 2025-03-04.")
        measured_on = date.min
    position = fields.get("position", "")
    if position and position not in set(Position):
        refused["position"] = N_("Choose one of these.")
    if refused:
        raise Invalid(refused)
    said_by = _one_line(fields.get("said_by", ""))
    return GrowthMeasurement(
        measured_on=measured_on,
        weight_kg=weight / GRAMS if weight is not None and _in_grams(fields) else weight,
        length_cm=length,
        head_cm=head,
        position=Position(position) if position else None,
        measured_by=None if said_by else me,
        said_by=said_by,
    )


def as_typed(fields: Mapping[str, str]) -> str:
    """Return what a confirmation confirms: the values, as they were typed."""
    names = (*FIELDS.values(), "unit", "position", "measured_on")
    return "|".join(fields.get(name, "").strip() for name in names)


def put_right(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields with the value that was probably meant, when its button was pressed.

    The button names what it replaces: a value typed anew meanwhile stays.
    """
    name, _, rest = fields.get("instead", "").partition(":")
    typed, _, meant = rest.rpartition(":")
    if name not in FIELDS.values() or not meant or typed != fields.get(name, ""):
        return dict(fields)
    changed = {**fields, name: meant}
    return {**changed, "unit": "kg"} if name == "weight" else changed


def beside_its_field(errors: Mapping[str, str]) -> dict[str, str]:
    """Return messages by the names of the page instead of those of the model."""
    return {_NAMED.get(name, name): message for name, message in errors.items()}


def values_of(taken: GrowthMeasurement) -> dict[str, str]:
    """Return the fields of a measure that is to be amended."""
    written = {
        "weight": taken.weight_kg,
        "length": taken.length_cm,
        "head": taken.head_cm,
    }
    return {
        **{
            name: f"{value.normalize():f}".replace(".", ",")
            for name, value in written.items()
            if value
        },
        "unit": "kg",
        "position": taken.position.value if taken.position else "",
        "measured_on": taken.measured_on.isoformat(),
        "said_by": taken.said_by,
    }


def _in_grams(fields: Mapping[str, str]) -> bool:
    written = fields.get("weight", "").strip().casefold()
    if written.endswith("kg"):
        return False
    return written.endswith("g") or fields.get("unit") == "g"


def _number(fields: Mapping[str, str], name: str, refused: dict[str, str]) -> Decimal | None:
    written = unicodedata.normalize("NFKC", fields.get(name, "")).casefold()
    bare = "".join(written.split())
    if said := IN_METRES.fullmatch(bare):
        bare = f"{said[1]}.{said[2]}m"
    unit = next((each for each in UNITS[name] if bare.endswith(each)), "")
    bare = bare.removesuffix(unit)
    if not bare:
        return None
    if len(bare) > LONGEST_NUMBER or NUMBER.fullmatch(bare) is None:
        refused[name] = N_("Write a number, such as 14,2.")
        return None
    return Decimal(bare.replace(",", ".")) * UNITS[name].get(unit, 1)


def _one_line(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    shown = (" " if unicodedata.category(sign) == "Cc" else sign for sign in composed)
    return " ".join("".join(shown).split())
