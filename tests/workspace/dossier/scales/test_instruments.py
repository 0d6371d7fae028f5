"""Instruments of an installation: files in a folder, beside those shipped, without a line of code."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from workspace.dossier.record.model import Age
from workspace.dossier.scales import instruments
from workspace.dossier.scales.choosing import expected, options, proposals
from workspace.dossier.scales.entries import AgeRead
from workspace.dossier.scales.instruments import (
    InstrumentsRefused,
    add_folder,
    parse_instrument,
    sheet,
    tools,
)
from workspace.dossier.scales.model import Domain, Score, Zone
from workspace.dossier.scales.sheets import read, score

OURS = """
code = "EVEIL"
label = "Grille d'eveil"
edition = "2024"
version = "1"
from_months = 3
to_months = 12
items = 4
scoring = "sum"

[[answers]]
name = "no"
points = 0

[[answers]]
name = "yes"
points = 2

[[bands]]
from = 0
zone = "refer"

[[bands]]
from = 6
zone = "reassuring"
"""


@pytest.fixture(autouse=True)
def _shipped_alone() -> Iterator[None]:
    yield
    instruments._shelf.added = {}


def test_a_file_of_the_folder_is_an_instrument_like_the_others(tmp_path: Path) -> None:
    assert "EVEIL" not in tools()
    (tmp_path / "eveil.toml").write_text(OURS, "utf-8")
    (tmp_path / "notes.txt").write_text("not one", "utf-8")
    add_folder(tmp_path)
    assert list(tools())[-1] == "EVEIL"
    six = AgeRead(lived=Age(months=6), used=Age(months=6), weeks_corrected=0, is_term_known=True)
    assert expected("EVEIL", six) == 0
    assert proposals(six)[-1].label == "Grille d'eveil"
    asked = sheet("EVEIL", 0)
    found = read(asked, score(asked, {"total": (2, 2, 2, 0)}))
    assert [(each.points, each.zone) for each in found] == [(Decimal(6), Zone.REASSURING)]


@pytest.mark.parametrize(
    "wrong",
    [
        OURS.replace('code = "EVEIL"', 'code = "ADBB"'),
        OURS.replace('code = "EVEIL"', 'code = "LONGER-THAN-TEN"'),
        OURS.replace('code = "EVEIL"\n', ""),
        OURS.replace('scoring = "sum"', 'scoring = "magic"'),
        OURS.replace("items = 4", 'items = "four"'),
        "code = ",
    ],
)
def test_a_file_that_is_none_stops_the_start_by_its_name(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "eveil.toml").write_text(wrong, "utf-8")
    with pytest.raises(InstrumentsRefused, match=r"eveil\.toml"):
        add_folder(tmp_path)
    assert "EVEIL" not in tools()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InstrumentsRefused, match="nowhere"):
        add_folder(tmp_path / "nowhere")


def test_the_follow_up_of_m_chat_r_is_positive_from_two_failed_items() -> None:
    asked = sheet("M-CHAT-R-F", 0)
    zones = {}
    for failed in (1, 2):
        found = Score(points=Decimal(failed), answered=20, adjusted=False)
        (result,) = read(asked, {Domain.TOTAL: found})
        zones[failed] = result.zone
    assert zones == {1: Zone.REASSURING, 2: Zone.REFER}


SDQ_AT = AgeRead(lived=Age(months=78), used=Age(months=78), weeks_corrected=0, is_term_known=True)


def test_past_the_ages_of_asq_the_total_of_sdq_is_proposed_and_read() -> None:
    proposed = {each.tool: each.months for each in proposals(SDQ_AT)}
    assert (proposed["ASQ-3"], proposed["ASQ-SE-2"], proposed["SDQ"]) == (None, None, 0)
    asked = sheet("SDQ", 0)
    assert asked.sections == (), "no question and no answer of it is carried"
    zones = {
        total: read(
            asked, {Domain.TOTAL: Score(points=Decimal(total), answered=0, adjusted=False)}
        )[0].zone
        for total in (0, 13, 14, 16, 17, 40)
    }
    assert zones == {
        0: Zone.REASSURING,
        13: Zone.REASSURING,
        14: Zone.WATCH,
        16: Zone.WATCH,
        17: Zone.REFER,
        40: Zone.REFER,
    }
    assert "SDQ@0" not in {value for value, _ in options(SDQ_AT)}, "no link: it is on paper"


@pytest.mark.parametrize("wrong", ["highest = 0", "highest = 40\nitems = 25"])
def test_an_instrument_entered_by_its_total_has_a_highest_one_and_no_item(wrong: str) -> None:
    text = """
code = "TOTAL"
label = "T"
edition = "T"
version = "1"
from_months = 48
to_months = 60
scoring = "total"
"""
    assert parse_instrument(text + "highest = 40").highest == 40
    with pytest.raises(ValueError, match="highest"):
        parse_instrument(text + wrong)
