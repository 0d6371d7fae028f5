from datetime import date

import pytest

from workspace.docgen.ppe.phrases import Phrases
from workspace.docgen.ppe.texts import french

SAY = Phrases(french())


def test_dates_are_written_as_people_say_them() -> None:
    assert SAY.day(date(2025, 3, 4)) == "4\u00a0mars 2025"
    assert SAY.day(date(2025, 8, 1)) == "1er\u00a0ao\u00fbt 2025"
    assert SAY.short_day(date(2025, 3, 4)) == "04/03/2025"
    assert (SAY.day(None), SAY.short_day(None)) == ("", "")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 3, 1), date(2025, 8, 31), "du 1er\u00a0mars 2025 au 31\u00a0ao\u00fbt 2025"),
        (date(2025, 3, 2), None, "depuis le 2\u00a0mars 2025"),
        (None, date(2025, 3, 2), "jusqu\u2019au 2\u00a0mars 2025"),
        (None, None, ""),
    ],
)
def test_a_period_says_the_ends_it_has(start: date | None, end: date | None, expected: str) -> None:
    assert expected == SAY.span(start, end)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 3, 14), "0\u00a0mois"),
        (date(2025, 3, 13), "23\u00a0mois"),
        (date(2025, 3, 14), "2\u00a0ans"),
        (date(2025, 6, 20), "2\u00a0ans et 3\u00a0mois"),
        (date(2029, 4, 20), "6\u00a0ans"),
        (date(2023, 3, 13), ""),
        (None, ""),
    ],
)
def test_ages_are_told_as_clinicians_tell_them(on: date | None, expected: str) -> None:
    assert expected == SAY.age(date(2023, 3, 14), on)


def test_an_unknown_birth_gives_no_age() -> None:
    assert SAY.age(None, date(2025, 3, 4)) == ""


def test_figures_have_the_comma_and_a_real_minus() -> None:
    assert SAY.measure("kilograms", 11.4, 2) == "11,40\u00a0kg"
    assert SAY.measure("kilograms", None) == ""
    assert SAY.number(-1.6) == "\u22121,6"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-1.64, "\u22121,6"),
        (0.46, "+0,5"),
        (0.0, "0,0"),
        (-0.01, "0,0"),
        (None, ""),
        (10.0, "+10,0"),
    ],
)
def test_a_z_score_shows_its_sign_except_at_zero(value: float | None, expected: str) -> None:
    assert expected == SAY.z(value)
