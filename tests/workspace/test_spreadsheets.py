"""Lists as spreadsheets: opened as they were meant, never run."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from workspace.spreadsheets import cell, table


@pytest.mark.parametrize("formula", ["=1+1", "+33", "-2", "@here", "\tx", "\rx"])
def test_no_cell_begins_a_formula(formula: str) -> None:
    assert "'" + formula == cell(formula)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Lou - 3", "Lou - 3"),
        (None, ""),
        (-2, "-2"),
        (Decimal("-0.5"), "-0.5"),
        (date(2025, 3, 4), "2025-03-04"),
    ],
)
def test_what_is_no_formula_is_left_alone(value: object, written: str) -> None:
    assert written == cell(value)


def test_what_was_written_is_read_back_whatever_it_holds() -> None:
    rows = [["a;b", 'said "so"', "two\nlines"], ["\u00e9", "", "c"]]
    found = table(["x", "y", "z"], rows)
    assert found.startswith("\ufeff".encode())
    read = csv.reader(StringIO(found.decode("utf-8-sig"), newline=""), delimiter=";")
    assert [["x", "y", "z"], *rows] == list(read)
