"""The synthesis as a document: what it says, to whom, and what it leaves out aloud."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.workspace.docgen.synthesis.sample import (
    CARER,
    DOCTOR,
    EVERYTHING,
    KEPT_FROM_HER,
    child,
    composed,
    growth,
    health,
    titles,
)
from workspace.access.permissions import DataClass
from workspace.docgen import pdf_writer
from workspace.docgen.model import Content
from workspace.docgen.said.course import Concluded
from workspace.dossier.health.model import Allergy, Severity, Source
from workspace.dossier.record.civil.model import Ins, InsStatus
from workspace.dossier.record.model import Birth

CONCLUDED = Concluded(
    label="Bilan de 12 mois",
    seen_on=date(2025, 1, 12),
    by="Ambre Hermant",
    is_signed=True,
    summary="Odile la porte beaucoup, Mme Gosselin demande de l'aide.",
    problems="Sommeil",
)
NUT = Allergy(
    substance="Arachide",
    reaction="gonflement",
    severity=Severity.SEVERE,
    source=Source.PHYSICIAN,
    done_on=date(2024, 12, 1),
)
ALL = 14


def words_of(content: Content) -> str:
    pages = PdfReader(BytesIO(pdf_writer.write(content))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_synthesis_says_each_fact_with_its_day_and_where_it_comes_from() -> None:
    said = words_of(
        composed(
            health=health(NUT),
            growth=growth((date(2025, 3, 1), "9.1")),
            conclusions=(CONCLUDED,),
        )
    )
    for words in (
        "Lou Delattre",
        "Ines Delattre",
        "Famille Gosselin",
        "Arachide",
        "m\u00e9decin, 1er d\u00e9cembre 2024",
        "9,1 kg",
        "1er mars 2025",
        "OMS",
        "Sommeil",
        "Odile la porte",
        "12 janvier 2025",
        "Nour Zielinski",
        "ne remplace pas le carnet de sant\u00e9",
        "\u00e2ge corrig\u00e9",
        "Provisoire",
    ):
        assert words in said, words


def test_a_conclusion_that_is_not_signed_says_that_it_is_provisional() -> None:
    signed, unsigned = (
        words_of(composed(conclusions=(replace(CONCLUDED, is_signed=is_signed),)))
        for is_signed in (True, False)
    )
    assert "non sign\u00e9" not in signed
    assert "non sign\u00e9" in unsigned


def test_of_a_child_nobody_wrote_anything_about_a_synthesis_says_that_it_is_not_known() -> None:
    content = composed(
        child=child(people=(), measures=(), placements=(), birth=Birth()),
        around=(),
        reads=EVERYTHING,
    )
    said = words_of(content)
    assert ALL == len(content.sections)
    assert all(section.blocks for section in content.sections)
    assert "personne n" in said.lower()
    assert "Inconnu" in said
    assert "\u00e0 jour" not in said.replace("jamais compt\u00e9e \u00e0 jour", "")
    assert "allergie connue" not in said


@pytest.mark.parametrize(
    ("closed", "gone"),
    [
        (DataClass.SOCIAL, {"Autorit\u00e9 parentale, mesure et lieu"}),
        (DataClass.PSYCHOLOGICAL, {"\u00c9chelles de d\u00e9veloppement"}),
        (
            DataClass.SOMATIC,
            {
                "Allergies",
                "Traitements",
                "Maladies et dispositifs",
                "Derni\u00e8res conclusions",
                "Croissance",
                "Vaccinations",
            },
        ),
    ],
)
def test_what_is_closed_to_its_maker_is_not_there_and_is_said_to_be_left_out(
    closed: DataClass, gone: set[str]
) -> None:
    whole, less = composed(), composed(reads=EVERYTHING - {closed})
    assert gone == set(titles(whole)) - set(titles(less))
    for title in gone:
        assert title in str(less.opening)
        assert title not in str(whole.opening)


def test_a_place_kept_secret_is_named_nowhere_but_on_the_copy_of_the_team() -> None:
    secret = {
        "child": child(restrictions=(KEPT_FROM_HER,)),
        "conclusions": (CONCLUDED,),
        "around": (DOCTOR, CARER),
    }
    handed, team = words_of(composed(**secret)), words_of(composed(**secret, is_team_copy=True))
    for name in ("Gosselin", "Odile", "Famille", "Maison de la petite enfance"):
        assert name not in handed, name
        assert name in team, name
    assert "tenu secret" in handed
    assert "Exemplaire de l" in team
    assert "Ines Delattre" in handed
    # that the address is kept from her is the team's to know
    assert "N\u2019est pas inform\u00e9e de l" not in handed
    assert "the judge" not in handed
    assert "the judge" in team


def test_the_number_of_an_identity_goes_with_a_sheet_once_it_is_qualified() -> None:
    number = "224016244112345"
    unchecked = Ins(status=InsStatus.RETRIEVED, number=number)
    assert number not in words_of(composed(ins=unchecked))
    assert number in words_of(composed(ins=replace(unchecked, status=InsStatus.QUALIFIED)))


def test_a_long_synthesis_has_numbered_pages_and_is_tagged() -> None:
    many = [replace(NUT, substance=f"Substance {rank}") for rank in range(60)]
    reader = PdfReader(BytesIO(pdf_writer.write(composed(health=health(*many)))))
    last = len(reader.pages)
    assert last > 2
    for rank, page in enumerate(reader.pages, start=1):
        assert f"{rank} sur {last}" in " ".join(page.extract_text().split())
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "fr-FR"
