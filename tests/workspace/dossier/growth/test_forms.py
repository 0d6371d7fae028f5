"""From what was typed to a measure."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from workspace.dossier.growth.forms import as_typed, new_measurement, put_right, values_of
from workspace.dossier.growth.model import GrowthMeasurement, Position
from workspace.errors import Invalid
from workspace.ids import PractitionerId

DAY = {"measured_on": "2025-03-04"}


@pytest.mark.parametrize(
    ("weight", "unit", "expected"),
    [
        ("14,2", "kg", "14.2"),
        ("14.2", "kg", "14.2"),
        ("3500", "g", "3.5"),
        ("3 500", "g", "3.5"),
        ("3500 g", "kg", "3.5"),
        ("14,2 kg", "g", "14.2"),
        (" 14 ", "", "14"),
    ],
)
def test_a_weight_is_read_with_its_comma_and_its_unit(
    weight: str, unit: str, expected: str
) -> None:
    taken = new_measurement({**DAY, "weight": weight, "unit": unit})
    assert taken.weight_kg == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("104", "104"),
        ("104 cm", "104"),
        ("1,04 m", "104"),
        ("1 m 04", "104"),
        ("1m04", "104"),
        ("1040 mm", "104"),
        ("0.51", "0.51"),
    ],
)
def test_a_length_is_read_with_the_unit_that_is_written(written: str, expected: str) -> None:
    assert new_measurement({**DAY, "length": written}).length_cm == Decimal(expected)
    assert new_measurement({**DAY, "head": written}).head_cm == Decimal(expected)


@pytest.mark.parametrize("written", ["1e9999999", "1e999999m", "1e-999999", "1_0", "nan", "."])
def test_what_is_no_number_of_a_measure_is_said(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        new_measurement({**DAY, "weight": written, "length": written})
    assert set(refusal.value.fields) == {"weight", "length"}


def test_a_unit_of_another_measure_is_no_unit() -> None:
    with pytest.raises(Invalid) as refusal:
        new_measurement({**DAY, "weight": "14 cm", "length": "104 kg"})
    assert set(refusal.value.fields) == {"weight", "length"}


def test_what_is_not_a_number_is_refused_field_by_field() -> None:
    with pytest.raises(Invalid) as refusal:
        new_measurement(
            {"weight": "abc", "length": "1,2,3", "head": "1" * 13, "position": "asleep"}
        )
    assert set(refusal.value.fields) == {"weight", "length", "head", "measured_on", "position"}


def test_infinity_is_no_number() -> None:
    with pytest.raises(Invalid):
        new_measurement({**DAY, "weight": "Infinity"})


def test_whoever_writes_measured_unless_somebody_is_named() -> None:
    me = PractitionerId(uuid4())
    assert new_measurement({**DAY, "head": "45"}, me=me).measured_by == me
    named = new_measurement({**DAY, "head": "45", "said_by": " Dr  Roy\t"}, me=me)
    assert (named.measured_by, named.said_by) == (None, "Dr Roy")


def test_a_button_puts_the_meant_value_in_kilograms() -> None:
    typed = {**DAY, "weight": "3500", "unit": "kg", "instead": "weight:3500:3.5"}
    assert new_measurement(put_right(typed)).weight_kg == Decimal("3.5")
    assert put_right({"length": "740", "instead": "length:740:74"})["length"] == "74"
    assert put_right({"length": "740", "instead": "dossier:740:74"})["length"] == "740"


def test_a_value_typed_anew_is_not_put_right() -> None:
    typed = {**DAY, "weight": "3,4", "unit": "kg", "instead": "weight:3500:3.5"}
    assert new_measurement(put_right(typed)).weight_kg == Decimal("3.4")


def test_a_confirmation_is_of_what_was_typed() -> None:
    typed = {**DAY, "weight": "95", "unit": "kg"}
    assert as_typed(typed) != as_typed({**typed, "weight": "96"})


def test_a_measure_is_amended_from_what_it_said() -> None:
    taken = GrowthMeasurement(
        measured_on=date(2025, 3, 4),
        weight_kg=Decimal("14.20"),
        length_cm=Decimal(100),
        position=Position.STANDING,
        said_by="Dr Roy",
    )
    assert new_measurement(values_of(taken)) == taken
