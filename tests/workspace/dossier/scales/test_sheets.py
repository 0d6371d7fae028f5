"""Sheets of scales and instruments: slots, scores, bands; definitions that cannot be true."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from workspace.dossier.record.model import Age
from workspace.dossier.scales import choosing, wording
from workspace.dossier.scales.checking import age_read
from workspace.dossier.scales.entries import AgeRead
from workspace.dossier.scales.instruments import instruments, parse_instrument, sheet, tools
from workspace.dossier.scales.model import Domain, Zone
from workspace.dossier.scales.sheets import band_of, fits, read, score
from workspace.i18n import use_language

NO, YES = 0, 1
AT_RISK_IF_YES = {2, 5, 12}


def m_chat(at_risk: int) -> tuple[int, ...]:
    """Return twenty answers of which the first `at_risk` items are at risk."""
    return tuple(
        (YES if n in AT_RISK_IF_YES else NO)
        if n <= at_risk
        else (NO if n in AT_RISK_IF_YES else YES)
        for n in range(1, 21)
    )


@pytest.mark.parametrize(
    ("at_risk", "expected"),
    [
        (0, Zone.REASSURING),
        (2, Zone.REASSURING),
        (3, Zone.WATCH),
        (7, Zone.WATCH),
        (8, Zone.REFER),
        (20, Zone.REFER),
    ],
)
def test_m_chat_r_counts_answers_at_risk_three_of_them_reversed(
    at_risk: int, expected: Zone
) -> None:
    asked = sheet("M-CHAT-R", 0)
    (result,) = read(asked, score(asked, {"total": m_chat(at_risk)}))
    assert (result.points, result.zone) == (Decimal(at_risk), expected)


@pytest.mark.parametrize("tool", ["M-CHAT-R", "ADBB", "m-ADBB"])
def test_a_part_of_an_instrument_is_not_the_instrument(tool: str) -> None:
    asked = sheet(tool, 0)
    answers = {"total": (0,) * (asked.slots - 1) + (None,)}
    (result,) = read(asked, score(asked, answers))
    assert (result.points, result.zone) == (None, Zone.NOT_SCORABLE)


@pytest.mark.parametrize(
    ("tool", "answers", "points", "expected"),
    [
        ("ADBB", (4, 0, 0, 0, 0, 0, 0, 0), 4, Zone.REASSURING),
        ("ADBB", (4, 1, 0, 0, 0, 0, 0, 0), 5, Zone.REFER),
        ("m-ADBB", (1, 0, 0, 0, 0), 1, Zone.REASSURING),
        ("m-ADBB", (1, 1, 0, 0, 0), 2, Zone.REFER),
        ("REPERES", (1,) * 5 + (None,) * 11, 5, Zone.COUNTED),
    ],
)
def test_an_instrument_reads_as_its_file_says(
    tool: str, answers: tuple[int | None, ...], points: int, expected: Zone
) -> None:
    asked = sheet(tool, 0)
    (result,) = read(asked, score(asked, {"total": answers}))
    assert (result.points, result.zone) == (Decimal(points), expected)


def test_no_word_of_an_instrument_is_carried_but_our_own() -> None:
    assert [code for code, known in instruments().items() if known.words] == ["REPERES"]
    assert {known.highest for known in instruments().values()} == {20, 32, 10, 12, 16, 40}


TRUE = """
code = "X"
label = "X"
edition = "X"
version = "1"
from_months = 1
to_months = 2
items = 1
scoring = "sum"
answers = [{name = "yes", points = 1}]
"""


@pytest.mark.parametrize(
    "wrong",
    [
        TRUE.replace('"X"', '"ASQ-3"', 1),
        TRUE + 'words = ["one", "two"]',
        TRUE + "reversed_items = [2]",
        TRUE + 'bands = [{from = 1, zone = "refer"}]',
        TRUE.replace('"sum"', '"mean"'),
    ],
)
def test_a_definition_that_would_read_wrongly_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instrument(wrong)


def test_a_true_definition_is_read() -> None:
    known = parse_instrument(TRUE)
    assert (known.highest, band_of(known, Decimal(1))) == (1, None)


def test_the_first_edition_has_no_slots() -> None:
    assert sheet("ASQ-SE", 12).sections == ()
    assert [(s.code, s.slots) for s in sheet("ASQ-SE-2", 24).sections] == [(Domain.TOTAL, 31)]
    assert sheet("ASQ-3", 24).slots == 30


@pytest.mark.parametrize(
    ("tool", "months"), [("ASQ-3", 13), ("nothing", 2), ("ADBB", 12), ("TND", 13)]
)
def test_a_questionnaire_that_is_not_is_not_found(tool: str, months: int) -> None:
    with pytest.raises(KeyError):
        sheet(tool, months)
    assert wording.sheet_or_none(tool, months) is None


# ── Choosing ─────────────────────────────────────────────────────────────────────────────────────

BORN = date(2023, 1, 10)


def aged(on: date, term: int | None = 40) -> AgeRead:
    return age_read(BORN, term_weeks=term, on=on)


def test_the_questionnaire_of_the_corrected_age_is_proposed() -> None:
    on = date(2024, 3, 12)  # 14 months as lived; 12 months corrected by eight weeks
    assert choosing.expected("ASQ-3", aged(on)) == 14
    assert choosing.expected("ASQ-3", aged(on, term=32)) == 12
    lived = age_read(BORN, term_weeks=32, on=on, use_lived=True)
    assert choosing.expected("ASQ-3", lived) == 14


def test_every_tool_is_proposed_with_its_questionnaire_or_none() -> None:
    found = {each.tool: each.months for each in choosing.proposals(aged(date(2024, 3, 12)))}
    assert found == {
        "ASQ-3": 14,
        "ASQ-SE-2": 12,
        "ASQ-SE": 12,
        "M-CHAT-R": None,
        "M-CHAT-R-F": None,
        "ADBB": 0,
        "m-ADBB": 0,
        "TND": 12,
        "REPERES": 0,
        "SDQ": None,
    }
    assert list(found) == list(tools())


@pytest.mark.parametrize(
    ("tool", "written", "expected"),
    [
        ("ASQ-3", "", 14),
        ("ASQ-3", "24", 24),
        ("ASQ-3", "13", 14),
        ("ASQ-3", "x", 14),
        ("ADBB", "12", 0),
    ],
)
def test_an_address_names_a_questionnaire_that_is(tool: str, written: str, expected: int) -> None:
    assert expected == choosing.months_asked(tool, written, aged(date(2024, 3, 12)))


def test_out_of_all_windows_the_nearest_is_shown() -> None:
    assert choosing.months_asked("ASQ-3", "", aged(date(2029, 1, 10))) == 60
    assert choosing.months_asked("ASQ-3", "", None) == 2
    assert not fits(sheet("ASQ-3", 2), None)


def test_a_link_is_offered_for_what_has_slots() -> None:
    options = [value for value, _ in choosing.options(aged(date(2024, 3, 12)))]
    assert options[:3] == ["ASQ-3@14", "ASQ-SE-2@12", "ADBB@0"]
    assert len(options) == len(set(options)) == 21 + 9 + 4 + 7
    assert not any(value.startswith("ASQ-SE@") for value in options)


def test_a_day_that_cannot_be_is_today() -> None:
    today = date(2024, 3, 12)
    assert choosing.day_asked("", today=today) == today
    assert choosing.day_asked("2025-01-01", today=today) == today
    assert choosing.day_asked("2024-01-01", today=today) == date(2024, 1, 1)


@pytest.mark.parametrize("fields", [{}, {"tool": "ASQ-3"}, {"tool": "ASQ-3", "months": "13"}])
def test_a_form_never_shown_names_no_sheet(fields: dict[str, str]) -> None:
    assert choosing.sheet_asked(fields) is None


@pytest.fixture
def english() -> Iterator[None]:
    with use_language("en"):
        yield


@pytest.mark.usefixtures("english")
def test_ages_are_said_with_the_one_that_is_used() -> None:
    on = date(2024, 3, 12)
    assert wording.ages(aged(on)) == "14 months 2 days as lived. No correction."
    assert wording.ages(aged(on, term=32)) == (
        "14 months 2 days as lived, 12 months 5 days corrected: born 8 weeks early."
        " The corrected age is used."
    )
    assert wording.ages(aged(on, term=None)).endswith("The term is not known here: no correction.")
    assert wording.age(Age(months=1)) == "1 month"
    early = wording.ages(aged(date(2023, 1, 20), term=32))
    assert "before the corrected birth" in early
