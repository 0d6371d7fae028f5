from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from workspace.dossier.record.model import PlacementKind
from workspace.exchange import faults, measures, values, vocabulary
from workspace.exchange.report import Fault
from workspace.exchange.values import Refused
from workspace.exchange.wording import Vocabulary


def refusal(read: Callable[[], object]) -> Fault:
    with pytest.raises(Refused) as refused:
        read()
    return refused.value.fault


@pytest.mark.parametrize(
    "written",
    ["31/12/2021", "31.12.2021", "31-12-2021", "2021-12-31", "2021/12/31", "31 / 12 / 2021",
     "31/12/2021 00:00", "2021-12-31T14:30:00", "2021-12-31 00:00:00.000"],
)  # fmt: skip
def test_a_day_is_read_as_offices_write_it(written: str) -> None:
    assert date(2021, 12, 31) == values.day(written)


def test_a_day_may_have_single_figures() -> None:
    assert date(2021, 2, 1) == values.day("1/2/2021")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("31/12/21", faults.SHORT_YEAR),
        ("30/02/2021", faults.IMPOSSIBLE_DATE),
        ("12/31/2021", faults.IMPOSSIBLE_DATE),
        ("2021-13-01", faults.IMPOSSIBLE_DATE),
        ("01/01/1899", faults.IMPOSSIBLE_DATE),
        ("01/01/2200", faults.IMPOSSIBLE_DATE),
        ("44561", faults.SERIAL_DATE),
        ("44561,5", faults.SERIAL_DATE),
        ("31/12-2021", faults.NOT_A_DATE),
        ("hier", faults.NOT_A_DATE),
        ("2021-12-31T23:30Z", faults.NOT_A_DATE),
        ("٣١/١٢/٢٠٢١", faults.NOT_A_DATE),
    ],
)
def test_a_day_that_is_not_one_is_refused_with_its_reason(written: str, fault: Fault) -> None:
    assert fault is refusal(lambda: values.day(written))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4,54", "4.54"),
        ("4.54", "4.54"),
        ("3 514", "3514"),
        ("12 003 514,5", "12003514.5"),
        ("-2", "-2"),
        ("+7", "7"),
        ("40", "40"),
    ],
)
def test_a_number_is_read_with_a_comma_or_a_point(written: str, expected: str) -> None:
    assert Decimal(expected) == values.number(written)


@pytest.mark.parametrize(
    "written",
    [
        "4,5,4",
        "1.234,5",
        "4,",
        ",5",
        "1E3",
        "NaN",
        "35 14",
        "4 kg",
        "--1",
        "٤",
        "9" * 16,
        "4." + "1" * 16,
    ],
)
def test_what_is_not_a_plain_number_is_refused(written: str) -> None:
    assert faults.NOT_A_NUMBER is refusal(lambda: values.number(written))


def test_a_whole_number_may_carry_a_spreadsheet_s_zero() -> None:
    assert values.whole_number("3,0") == 3


def test_a_whole_number_has_no_decimals() -> None:
    assert faults.NOT_WHOLE is refusal(lambda: values.whole_number("3,5"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Saïdi\u00a0 ", "Saïdi"),
        ("Maison\n  des Érables", "Maison des Érables"),
        ("E\u0301loi\u0308se", "Éloïse"),
        ("Lou\u200b\u00adise\ufeff", "Louise"),
        ('="00123"', "00123"),
        ('=" "', ""),
        ("+33 3 00 00 00 08", "+33 3 00 00 00 08"),
        ("#1", "#1"),
    ],
)
def test_text_is_tidied(cell: str, expected: str) -> None:
    assert expected == values.text(cell, longest=100)


@pytest.mark.parametrize("cell", ["Lou\x00ise", "Lou\x1b[31mise", "Lo\ufffdise", "a\x7f"])
def test_text_that_cannot_be_read_is_refused(cell: str) -> None:
    assert faults.DAMAGED_TEXT is refusal(lambda: values.text(cell, longest=100))


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "#REF!", "#N/A", "#NOM?", "#DIV/0!"])
def test_a_formula_is_not_a_value(cell: str) -> None:
    assert faults.FORMULA is refusal(lambda: values.text(cell, longest=100))


def test_text_has_a_length() -> None:
    assert values.text("a" * 5, longest=5) == "a" * 5
    assert faults.LONG_TEXT is refusal(lambda: values.text("a" * 6, longest=5))


@pytest.mark.parametrize(
    ("written", "expected"),
    [("62", "62"), ("1", "01"), ("2a", "2A"), ("974", "974"), ("62.0", "62"), ("1,0", "01")],
)
def test_a_department_is_read_as_insee_writes_it(written: str, expected: str) -> None:
    assert expected == values.department(written)


@pytest.mark.parametrize("written", ["0", "96", "2C", "Pas-de-Calais", "979", "620"])
def test_what_is_not_a_department_is_refused(written: str) -> None:
    assert faults.NOT_A_DEPARTMENT is refusal(lambda: values.department(written))


@pytest.mark.parametrize(
    "written",
    [
        "famille_accueil",
        "Famille d'accueil",
        "Famille d\u2019Accueil",
        "FAMILLE-ACCUEIL",
        " famille  accueil ",
    ],
)
def test_a_word_is_known_in_whatever_way_it_is_written(written: str) -> None:
    assert PlacementKind.FOSTER_FAMILY is values.choice(written, vocabulary.PLACEMENT_KINDS)


def test_an_unknown_word_is_refused_with_those_expected() -> None:
    with pytest.raises(Refused) as refused:
        values.choice("psychanalyse", vocabulary.CARE_KINDS)
    assert refused.value.params == {"expected": "psychomotricite, psychologie"}


@pytest.mark.parametrize(
    "word",
    ["pouponniere", "famille_accueil", "mecs", "centre_maternel", "tiers_digne_de_confiance",
     "domicile", "darf", "adoption", "autre"],
)  # fmt: skip
def test_every_place_of_the_format_is_known(word: str) -> None:
    assert vocabulary.PLACEMENT_KINDS.meaning(word) is not None
    assert word in vocabulary.PLACEMENT_KINDS.expected.split(", ")


def test_every_word_of_a_table_has_one_meaning() -> None:
    tables = [each for each in vars(vocabulary).values() if isinstance(each, Vocabulary)]
    assert len(tables) == 8
    for table in tables:
        assert [word for word in table.expected.split(", ") if table.meaning(word) is None] == []


def test_a_birth_weight_in_kilograms_is_recognised() -> None:
    with pytest.raises(Refused) as refused:
        measures.BIRTH_WEIGHT.read("3,514")
    assert faults.WRONG_UNIT is refused.value.fault
    assert (refused.value.params["found"], refused.value.params["unit"]) == ("kg", "g")


@pytest.mark.parametrize(
    ("measure", "written", "unit"),
    [
        (measures.WEIGHT, "4540", "g"),
        (measures.WEIGHT, "80000", "g"),
        (measures.LENGTH, "0,9", "m"),
        (measures.HEAD, "369", "mm"),
    ],
)
def test_a_measure_in_another_unit_is_recognised(
    measure: measures.Measure, written: str, unit: str
) -> None:
    with pytest.raises(Refused) as refused:
        measure.read(written)
    assert unit == refused.value.params["found"]


@pytest.mark.parametrize("written", ["-4,5", "0", "0,2", "80,1", "299", "999999999"])
def test_an_absurd_weight_is_refused(written: str) -> None:
    assert faults.OUT_OF_RANGE is refusal(lambda: measures.WEIGHT.read(written))


def test_the_bounds_of_a_measure_are_possible() -> None:
    read = [measures.WEIGHT.read(written) for written in ("0,3", "80")]
    assert read == [Decimal("0.3"), Decimal(80)]


def test_a_term_in_weeks_is_whole() -> None:
    assert measures.TERM.read_whole("40") == 40
    assert faults.NOT_WHOLE is refusal(lambda: measures.TERM.read_whole("40,5"))
