"""An instrument may have a form by age: the right one is proposed, another asks why, what was filled before is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.people import LOU, People
from tests.workspace.dossier.scales.cases import CARER
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.dossier.record.model import Age
from workspace.dossier.scales import choosing, instruments, wording
from workspace.dossier.scales.checking import AGE_AS_LIVED, OTHER_AGE, age_read, check_entry
from workspace.dossier.scales.entries import AgeRead, NewEntry
from workspace.dossier.scales.instruments import add_folder, parse_instrument, sheet
from workspace.dossier.scales.model import Domain, DomainResult, Zone
from workspace.dossier.scales.sheets import read, score
from workspace.errors import Invalid
from workspace.i18n import use_language

__all__ = ["browse", "clock", "site"]

TWO = """
code = "EVEIL"
label = "Grille d'eveil"
edition = "2024"
version = "1"
from_months = 3
to_months = 47
items = 4
scoring = "sum"
notice = "Of the instrument."
answers = [{name = "no", points = 0}, {name = "yes", points = 2}]
bands = [{from = 0, zone = "refer"}, {from = 6, zone = "reassuring"}]

[[forms]]
months = 12
from_months = 3
to_months = 17

[[forms]]
months = 36
from_months = 24
to_months = 47
items = 6
notice = "Of the form."
bands = [{from = 0, zone = "refer", name = "low"}, {from = 10, zone = "reassuring"}]
"""
LIVED = TWO.replace('scoring = "sum"', 'scoring = "sum"\nage = "lived"')
BORN, TODAY = date(2023, 1, 10), date(2025, 3, 4)


@pytest.fixture(autouse=True)
def _shipped_alone() -> Iterator[None]:
    yield
    instruments._shelf.added = {}


@pytest.fixture
def eveil(tmp_path: Path) -> None:
    (tmp_path / "eveil.toml").write_text(TWO, "utf-8")
    add_folder(tmp_path)


@pytest.fixture
def lived(tmp_path: Path) -> None:
    (tmp_path / "eveil.toml").write_text(LIVED, "utf-8")
    add_folder(tmp_path)


def aged(on: date, term: int | None = 40) -> AgeRead:
    return age_read(BORN, term_weeks=term, on=on)


@pytest.mark.usefixtures("eveil")
@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2023, 4, 9), None),  # 2 months 30 days
        (date(2023, 4, 10), 12),
        (date(2024, 7, 9), 12),  # 17 months 29 days
        (date(2024, 7, 10), None),  # a gap, until 24 months
        (date(2025, 1, 10), 36),
        (date(2027, 1, 9), 36),
        (date(2027, 1, 10), None),
    ],
)
def test_the_form_of_the_age_is_proposed(on: date, months: int | None) -> None:
    assert choosing.expected("EVEIL", aged(on)) == months
    found = {each.tool: each for each in choosing.proposals(aged(on))}["EVEIL"]
    with use_language("en"):
        said = found.label if months is None else wording.questionnaire("EVEIL", months)
    assert (found.months, said.startswith("Grille d'eveil")) == (months, True)


@pytest.mark.usefixtures("eveil")
def test_a_form_takes_from_the_head_what_it_does_not_say() -> None:
    first, second = sheet("EVEIL", 12), sheet("EVEIL", 36)
    assert [(each.slots, each.highest[Domain.TOTAL]) for each in (first, second)] == [
        (4, 8),
        (6, 12),
    ]
    six = {"total": (2, 2, 2, 0)}
    assert read(first, score(first, six))[0].zone is Zone.REASSURING
    assert read(second, score(second, {"total": (2, 2, 2, 0, 0, 0)}))[0].zone is Zone.REFER
    scored = DomainResult(domain=Domain.TOTAL, points=Decimal(6), zone=Zone.REFER)
    with use_language("en"):
        assert wording.result("EVEIL", 36, scored) == "Low likelihood"
        assert wording.result("EVEIL", 12, replace(scored, zone=Zone.REASSURING)) == "Reassuring"
    assert choosing.months_of("EVEIL") == (12, 36)
    with pytest.raises(KeyError):
        sheet("EVEIL", 24)
    assert choosing.draft_of("EVEIL", 12) != choosing.draft_of("EVEIL", 36)


@pytest.mark.usefixtures("eveil")
def test_what_was_filled_before_an_instrument_had_forms_is_read_and_no_longer_proposed() -> None:
    assert sheet("EVEIL", 0).slots == 4
    assert 0 not in choosing.months_of("EVEIL")
    assert choosing.months_asked("EVEIL", "0", aged(date(2025, 1, 10))) == 36


@pytest.mark.usefixtures("eveil")
def test_a_link_may_be_made_for_each_form_that_of_the_age_first() -> None:
    options = [value for value, _ in choosing.options(aged(date(2025, 1, 10)))]
    assert options.index("EVEIL@36") < options.index("ASQ-3@2") < options.index("EVEIL@12")
    assert "EVEIL@0" not in options


def refused(new: NewEntry, *, term: int) -> dict[str, str]:
    try:
        check_entry(
            new,
            sheet(new.tool, new.months),
            birth=BORN,
            term_weeks=term,
            is_age_judged=True,
            today=TODAY,
        )
    except Invalid as error:
        return dict(error.fields)
    return {}


FILLED = NewEntry(
    tool="EVEIL",
    months=12,
    answered_on=date(2024, 7, 20),
    informant=replace(CARER, knows_since=None),
    answers={"total": (2, 2, 2, 0)},
    points={},
)
"""At 18 months as lived; 16 corrected by eight weeks."""


@pytest.mark.usefixtures("eveil")
def test_the_corrected_age_chooses_the_form_and_another_asks_why() -> None:
    assert refused(FILLED, term=32) == {}
    assert refused(FILLED, term=40) == {"reason": OTHER_AGE}
    assert refused(replace(FILLED, reason="The other grid was not there."), term=40) == {}
    assert refused(replace(FILLED, use_lived_age=True), term=32) == {"reason": AGE_AS_LIVED}


@pytest.mark.usefixtures("lived")
def test_an_instrument_may_ask_for_the_age_as_lived_then_nothing_is_corrected() -> None:
    assert refused(FILLED, term=32) == {"reason": OTHER_AGE}
    on = date(2024, 7, 5)  # 17 months as lived, 15 corrected
    assert choosing.expected("EVEIL", aged(on, term=32)) == 12
    assert refused(replace(FILLED, answered_on=on, use_lived_age=True), term=32) == {}
    assert choosing.expected("EVEIL", aged(date(2023, 4, 20), term=32)) == 12, "3 months as lived"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from_months = 24", "from_months = 17", "do not overlap"),
        ("months = 36", "months = 12", "do not overlap"),
        ("months = 12", "months = 0", "named by its months"),
        ("to_months = 17", "to_months = 2", "ends before it begins"),
        ("items = 6", 'items = 6\nwords = ["one"]', "one word for each item"),
        ('{from = 0, zone = "refer", name', '{from = 1, zone = "refer", name', "begins at 0"),
        ('notice = "Of the form."', 'notices = ""', "nobody reads"),
        ('edition = "2024"', 'edition = "2024"\nage = "dental"', "dental"),
    ],
)
def test_forms_that_would_read_wrongly_are_refused(old: str, new: str, said: str) -> None:
    text = TWO.replace(old, new, 1)
    assert text != TWO
    with pytest.raises((ValueError, KeyError), match=said):
        parse_instrument(text)


def test_the_grids_of_the_booklet_follow_each_other_without_a_gap() -> None:
    known = instruments.instruments()["TND"]
    assert choosing.months_of("TND") == (6, 12, 18, 24, 36, 48, 60, 72)
    for before, after in zip(known.forms, known.forms[1:], strict=False):
        assert after.opens == Age(months=before.closes.months + 1)
    assert (known.forms[0].opens, known.forms[-1].closes) == (known.opens, known.closes)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────

PATH = f"/children/{LOU}/scales"


@pytest.mark.usefixtures("followed")
async def test_the_page_opens_the_form_of_the_age_and_another_one_asks_why(
    browse: Browse, people: People
) -> None:
    """Lou is 45 months old."""
    carer = browse(people.odile)
    proposed = await carer.get(PATH + "/new", tool="TND")
    assert 'name="months" value="48"' in proposed.text
    other = await carer.get(PATH + "/new", tool="TND", months="24")
    assert "This questionnaire is not the one of that age." in other.text
    assert "Take the one of 48 months" in other.text
    filled = {
        "tool": "TND",
        "months": "24",
        "answered_on": "2025-03-04",
        "a-total-1": "1",
        "respondent": "foster_carer",
        "place": "living_place",
        "language": "English",
        "sure": "11",
    }
    refused = await carer.post(PATH, filled)
    assert (refused.status_code, 'id="field-reason"' in refused.text) == (422, True)
    assert 'value="English"' in refused.text
    kept = await carer.post(PATH, {**filled, "reason": "The grid of four years was lost."})
    assert kept.status_code == 303
    listed = await browse(people.ambre).get(PATH)
    assert "24 months" in listed.text
    assert "The grid of four years was lost." in listed.text
