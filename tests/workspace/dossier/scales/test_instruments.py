"""Instruments of an installation: files in a folder, beside those shipped, without a line of code."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from workspace.dossier.record.model import Age
from workspace.dossier.scales import instruments
from workspace.dossier.scales.choosing import expected, proposals
from workspace.dossier.scales.entries import AgeRead
from workspace.dossier.scales.instruments import InstrumentsRefused, add_folder, sheet, tools
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
