"""The file of the scales of a child, and the codebook that says what is in it."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.scales.cases import CARER
from tests.workspace.dossier.scales.test_thresholds import HEAD, LINES
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement, Placement, PlacementId, PlacementKind
from workspace.dossier.scales import codebook, service
from workspace.dossier.scales.codebook import Mode, arrived_on, mode_of
from workspace.dossier.scales.entries import Entry, InvitationId
from workspace.dossier.scales.instruments import instruments
from workspace.dossier.scales.model import Domain, NewResponse, ResponseId, ScaleCode
from workspace.dossier.scales.thresholds import CARRIED, ThresholdSet, parse_bounds
from workspace.i18n import use_language

__all__ = ["browse", "clock", "followed", "operator", "site"]

FILE = f"/children/{LOU}/scales.csv"
BOOK = "/scales/codebook.csv"


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";"))


# ── Where the child lived ────────────────────────────────────────────────────────────────────────


def lived(begins: date, ends: date | None, place: str = "A") -> Placement:
    return Placement(
        id=PlacementId(UUID(int=begins.toordinal())),
        kind=PlacementKind.FOSTER_FAMILY,
        place=place,
        begins_on=begins,
        ends_on=ends,
    )


JAN, MAR, JUN = date(2024, 1, 1), date(2024, 3, 1), date(2024, 6, 1)


@pytest.mark.parametrize(
    ("placements", "on", "expected"),
    [
        ([], MAR, None),
        ([lived(JAN, None)], date(2023, 12, 31), None),
        ([lived(JAN, None)], JAN, JAN),
        ([lived(JAN, MAR), lived(MAR, None, "B")], MAR, MAR),
        ([lived(JAN, MAR), lived(MAR, None, "B")], date(2024, 2, 29), JAN),
        ([lived(JAN, MAR), lived(MAR, JUN), lived(JUN, None)], JUN, JAN),
        ([lived(JAN, MAR, "B"), lived(MAR, JUN), lived(JUN, None)], JUN, MAR),
        ([lived(JAN, MAR), lived(JUN, None)], JUN, JUN),
        ([lived(JAN, MAR)], JUN, None),
        ([lived(MAR, MAR), lived(MAR, MAR, "B"), lived(MAR, None)], JUN, MAR),
    ],
)
def test_the_delay_counts_from_the_last_time_the_child_moved(
    placements: list[Placement], on: date, expected: date | None
) -> None:
    assert arrived_on(placements, on) == expected
    assert arrived_on(placements[::-1], on) == expected


# ── How it came ──────────────────────────────────────────────────────────────────────────────────

IMPORTED = Entry(
    id=ResponseId(UUID(int=1)),
    tool="ASQ-3",
    months=42,
    answered_on=JUN,
    results=(),
    thresholds_version="1",
)


def test_a_questionnaire_came_by_a_link_or_was_entered_or_imported() -> None:
    assert mode_of(IMPORTED) is Mode.IMPORT
    assert mode_of(replace(IMPORTED, informant=CARER)) is Mode.ENTRY
    linked = replace(IMPORTED, informant=CARER, invitation=InvitationId(UUID(int=2)))
    assert mode_of(linked) is Mode.LINK


# ── The codebook ─────────────────────────────────────────────────────────────────────────────────


def said(in_force: ThresholdSet = CARRIED) -> dict[str, tuple[str, str]]:
    """Return the classes and the source of each score, by instrument and domain."""
    with use_language("en"):
        rows = list(codebook.rows(in_force))
    return {str(label): (str(classes), str(source)) for _, label, _, classes, source in rows}


def test_each_score_says_its_classes_from_the_lowest_on_and_whether_they_were_compared() -> None:
    found = said()
    classes, source = found["ASQ-3, 12 months, Communication"]
    assert classes == (
        "Below the cut-off from 0; To watch (local caution, not the publisher's zone) from 15.64;"
        " On schedule from 25.64"
    )
    version = CARRIED.known(ScaleCode.ASQ_3).version
    assert source == f"ASQ-3, {version}, compared with a second source"
    social, source = found["ASQ:SE-2, 24 months, Social and emotional"]
    assert social == "Reassuring from 0; To watch from 50; To refer from 65"
    assert source.endswith("not verified")
    assert found["M-CHAT-R"][0].startswith("Low likelihood from 0; Medium likelihood")
    assert found["Signes d’alerte TND (livret de repérage), 24 months"][0] == (
        "Counted, without a cut-off"
    )


def test_the_numbers_in_force_are_those_it_says() -> None:
    bounds = parse_bounds("\n".join([HEAD, *LINES]))
    watched = ThresholdSet(number=3, bounds=bounds, refers_at_cutoff=False, local_watch=False)
    found = said(watched)
    classes, source = found["ASQ-3, 12 months, Communication"]
    assert "To watch from 15.64; On schedule from" in classes
    assert "local caution" not in classes
    assert ".3, " in source
    assert found["ASQ:SE-2, 24 months, Social and emotional"][0].endswith("To refer above 65")
    bare = said(replace(watched, bounds={}))["ASQ-3, 12 months, Communication"][0]
    assert bare == "Below the cut-off from 0; On schedule from 15.64"


def test_no_word_of_an_item_is_in_it() -> None:
    with use_language("en"):
        text = "\n".join(str(cell) for row in codebook.rows(CARRIED) for cell in row)
    words = [word for known in instruments().values() for word in known.words]
    assert words
    assert [word for word in words if word in text] == []


def test_every_column_has_a_code_of_its_own_that_no_language_changes() -> None:
    codes = [each.code for each in codebook.VARIABLES]
    assert len(codes) == len(set(codes))
    assert all(code.isascii() and code.isidentifier() for code in codes)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("followed")
async def test_the_file_says_who_answered_at_what_age_since_when_there_and_how_it_came(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    brought = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=12,
        answered_on=date(2022, 8, 20),
        points={Domain.TOTAL: Decimal(40)},
    )
    foster = NewPlacement(
        kind=PlacementKind.FOSTER_FAMILY, place="The Gosselins", begins_on=date(2022, 7, 1)
    )
    async with operator("import") as errand:
        await record.place_many(errand, [(LOU, foster)], vault=vault)
        await service.add_many(errand, [(LOU, brought)], vault=vault)
    filled = {
        "tool": "ASQ-3",
        "months": "14",
        "answered_on": "2022-08-20",
        "mode": "totals",
        "t-communication": "35",
        "respondent": "foster_carer",
        "knows_since": "2021-09-01",
        "place": "living_place",
        "language": "French",
    }
    carer = browse(people.odile)
    assert (await carer.post(f"/children/{LOU}/scales", filled)).status_code == 303

    lines = read((await browse(people.salome).get(FILE)).text)
    found = {line["Instrument"]: line for line in lines if line["Points"]}
    entered, imported = found["ASQ-3"], found["ASQ-SE-2"]
    wanted = {
        "Who answered": "Foster carer",
        "How it came": "entered here",
        "Form": "14",
        "Edition": "ASQ-3",
        "Version of the numbers": CARRIED.known(ScaleCode.ASQ_3).version,
        "Highest possible": "60",
        "Known by the informant for (days)": "353",
        "Where it was filled": "Where the child lives",
        "In which language": "French",
        "Age as lived (days)": "467",
        "Age it was read at (days)": str(467 - 8 * 7),
    }
    assert {heading: entered[heading] for heading in wanted} == wanted
    assert entered["Days since arrival in the place lived in"] == "50"
    assert (imported["How it came"], imported["Who answered"]) == ("imported", "")
    assert (imported["Age as lived (days)"], imported["Age it was read at (days)"]) == ("467", "")


@pytest.mark.usefixtures("followed")
async def test_the_codebook_is_reached_from_the_pages_and_names_each_column_of_the_file(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    brought = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=12,
        answered_on=date(2022, 8, 20),
        points={Domain.TOTAL: Decimal(40)},
    )
    async with operator("import") as errand:
        await service.add_many(errand, [(LOU, brought)], vault=vault)
    mine = browse(people.salome)
    for page in (f"/children/{LOU}/scales", "/scales/numbers"):
        assert f'href="{BOOK}"' in (await mine.get(page)).text
    columns = list(read((await mine.get(FILE)).text)[0])
    lines = read((await mine.get(BOOK)).text)
    assert [line["Column"] for line in lines[: len(columns)]] == columns
    assert (await browse(people.national).get(BOOK)).status_code == 200
    for name in ("odile", "yann", "parent", "administrator"):
        assert (await browse(people.by_name[name]).get(BOOK)).status_code == 403, name
