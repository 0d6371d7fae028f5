"""The story of one day, as people live it: the coordinator, the psychomotrician, the doctor, the young adult.

Each test is a chapter on the same territory; together they are the journey that the README shows.
"""

import re
from io import BytesIO
from typing import Any

import docx
import pypdf
from playwright.sync_api import Locator, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn, Visitors
from tests.journeys.photographs import has_place, photograph

CHILD = "Éloïse Saïdi"
LATE = "Juliette Lemoine"
TODAY = "Lundi 1er septembre"


def opens_the_child(visit: Visit, tab: str | None = None) -> None:
    visit.go("/")
    visit.opens(places(visit).get_by_role("link", name="Enfants"))
    visit.write("Nom", CHILD)
    visit.press("Filtrer")
    visit.follow(CHILD)
    visit.sees(CHILD)
    if tab is not None:
        visit.opens(visit.in_dossier(tab))


def places(visit: Visit) -> Locator:
    """Return the rail: the places one may go to."""
    return visit.page.get_by_role("navigation", name="Rubriques", exact=True)


def test_somebody_of_the_demonstration_signs_in_at_the_door(visitors: Visitors) -> None:
    visit = visitors.arrives()
    visit.go("/")
    visit.sees("Se connecter")
    visit.keep("sign-in")
    visit.touch("Choisir Nour Zielinski")
    visit.press("Se connecter")
    visit.sees(TODAY)
    expect(places(visit).get_by_role("link")).to_have_text(
        [
            "Aujourd’hui",
            re.compile("Enfants"),
            re.compile("Messages"),
            "Documents",
            "Réseau",
            "Cohorte",
        ]
    )


def test_today_says_who_is_late_and_leads_to_a_day_for_the_assessment(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    visit.sees(TODAY)
    late = visit.region("En retard").get_by_role("listitem").filter(has_text=LATE)
    expect(late).to_contain_text("24 mois en retard depuis avril 2025")
    expect(visit.region("À planifier dans les 30 jours")).to_be_visible()
    visit.keep("today")
    visit.opens(late.get_by_role("link", name=f"Planifier un bilan pour {LATE}"))
    visit.sees("Planifier un bilan")
    expect(visit.field("Bilan").locator("option:checked")).to_have_text(re.compile("^24 mois, "))
    visit.write("Jour", "2025-09-12")
    visit.write("Heure (facultatif)", "14:30")
    visit.choose("Avec (facultatif)", "Ambre Hermant, pédiatrie")
    visit.keep("plan")
    visit.press("Fixer ce jour")
    visit.is_told("Le bilan est planifié.")
    visit.go("/")
    planned = visit.region("Prévus dans les 30 jours").get_by_role("listitem")
    expect(planned.filter(has_text=LATE)).to_contain_text("12 septembre, 14 h 30")
    expect(late).to_have_count(0)


def test_a_move_is_recorded_from_the_page_of_the_child(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    opens_the_child(visit)
    visit.keep("child")
    visit.follow("Enregistrer un changement de lieu")
    visit.choose("L’enfant vit, ou a vécu, dans", "Famille d’accueil")
    visit.write("Nom du lieu (facultatif)", "Famille Lemaire")
    visit.keep("move")
    visit.press("Enregistrer")
    visit.is_told("Le changement de lieu est enregistré.")
    expect(visit.page.get_by_role("main")).to_contain_text(
        "Famille Lemaire depuis le 1er septembre 2025"
    )


def test_the_coordinator_notes_a_session(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    opens_the_child(visit, "Soins")
    expect(visit.page.get_by_role("heading", name="8 séances notées")).to_be_visible()
    visit.follow("Noter une séance")
    visit.tick("Psychomotricité")
    visit.choose("Avec (facultatif)", "Maël Zielinski, psychomotricien")
    visit.press("Enregistrer la séance")
    visit.is_told("La séance est enregistrée.")
    expect(visit.page.get_by_role("heading", name="9 séances notées")).to_be_visible()


def test_the_psychomotrician_notes_a_session_on_a_telephone(signs_in: SignsIn) -> None:
    visit = signs_in("juliette", viewport={"width": 360, "height": 740}, has_touch=True)
    visit.opens(visit.link("Noter une séance avec Agathe Cazier"), finger=True)
    visit.sees("Séance avec Agathe")
    visit.tick("Détendu")
    visit.tick("Équilibre")
    visit.write(
        "Une phrase, si vous voulez (facultatif)",
        "Elle a traversé la poutre deux fois, fière d’elle.",
    )
    visit.keep("session")
    visit.press("Enregistrer la séance")
    visit.is_told("La séance est enregistrée.")
    noted = visit.page.get_by_role("main").get_by_role("listitem")
    expect(noted.filter(has_text="Elle a traversé la poutre")).to_contain_text(
        "détendu · équilibre"
    )


def downloaded(visit: Visit, link: Locator) -> bytes:
    return visit.takes(link).path().read_bytes()


def test_the_project_for_the_child_is_drafted_as_word_and_pdf(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    opens_the_child(visit)
    visit.follow("Nouveau document")
    visit.press("Rédiger la version 2")
    visit.is_told("est prêt, en Word et en PDF.")
    visit.keep("ppe")
    drafted = visit.page.get_by_role("row", name="Version 2")
    as_word = docx.Document(BytesIO(downloaded(visit, drafted.get_by_role("link", name="Word"))))
    cells = [cell.text for table in as_word.tables for row in table.rows for cell in row.cells]
    words = [paragraph.text for paragraph in as_word.paragraphs]
    assert [word for word in (*words, *cells) if CHILD in word] != []
    assert "Projet pour l’enfant" in as_word.core_properties.title
    as_pdf = pypdf.PdfReader(
        BytesIO(downloaded(visit, drafted.get_by_role("link", name="PDF"))), strict=True
    )
    assert [page for page in as_pdf.pages if CHILD in page.extract_text()] != []
    is_tagged(as_pdf)


def is_tagged(document: pypdf.PdfReader) -> None:
    """Expect what PDF/UA-1 and PDF/A-2a ask for: tags, a language, and to say so."""
    catalog: Any = document.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/StructTreeRoot"]["/K"]
    assert catalog["/Lang"].startswith("fr")
    metadata = catalog["/Metadata"].get_data()
    assert b"<pdfuaid:part>1<" in metadata
    assert b"<pdfaid:part>2<" in metadata
    assert b"<pdfaid:conformance>A<" in metadata


def test_a_photograph_joins_the_memory_box_without_its_place(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    opens_the_child(visit, "Boîte à mémoire")
    visit.follow("Ajouter un souvenir")
    original = photograph()
    assert has_place(original)
    story = "La rentrée, devant la grille. Tu as voulu la photo avec le cartable."
    visit.write("Son histoire", story)
    visit.write("C’était quand ?", "09/2024")
    visit.field("L’image (facultatif)").set_input_files(
        {"name": "IMG_0042.jpg", "mimeType": "image/jpeg", "buffer": original}
    )
    visit.keep("memory-new")
    visit.press("Garder ce souvenir")
    visit.is_told("Le souvenir est dans la boîte.")
    shown = visit.region("3 ans").get_by_role("img", name=story)
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", value=True)
    visit.keep("memory-box")
    display = str(shown.get_attribute("src"))
    for copy in (display, display.replace("display", "thumbnail")):
        assert not has_place(visit.page.request.get(copy).body())
    assert original == visit.page.request.get(display.replace("display", "original")).body()
