"""The leaves of the health book as browsers ask for them: who may, what is on the page, and what was recorded."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.people import LOU, People
from tests.workspace.dossier.assessment.answering import ALL_CLOSED, answers
from tests.workspace.dossier.assessment.conftest import Desk, desk
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.audit.model import Act
from workspace.docgen.book.model import Leaf

__all__ = ["browse", "clock", "desk", "followed", "operator", "site"]

BOOK = f"/children/{LOU}/health-book"
PAGE = f"{BOOK}/examinations/M42.pdf"
MEASURED = answers(weight_kg="14.8", length_cm="98")

pytestmark = pytest.mark.usefixtures("followed")


def words_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("nour", 200),
        ("ambre", 200),
        ("noe", 200),
        ("salome", 200),
        ("malik", 200),
        ("odile", 403),
        ("yann", 403),
        ("diane", 403),
        ("stranger", 404),
        ("parent", 404),
        ("administrator", 404),
    ],
)
async def test_the_health_book_is_for_those_who_read_somatic_health(
    browse: Browse, people: People, name: str, status: int
) -> None:
    asking = browse(people.by_name[name])
    assert (await asking.get(BOOK)).status_code == status
    for leaf in Leaf:
        assert (await asking.get(f"{BOOK}/{leaf.value}.pdf")).status_code == status, leaf
    assert (await asking.get(PAGE)).status_code == (404 if status == 200 else status)


async def test_a_leaf_is_a_file_that_names_nobody_and_its_making_is_recorded(
    browse: Browse, people: People
) -> None:
    before = (await recorded(people)).count(Act.SHEET_MAKE)
    answer = await browse(people.noe).get(f"{BOOK}/lists.pdf")
    assert answer.content.startswith(b"%PDF")
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="allergies-traitements-hospitalisations.pdf"'
    )
    assert (await recorded(people)).count(Act.SHEET_MAKE) == before + 1
    assert (await browse(people.noe).get(f"{BOOK}/nothing.pdf")).status_code == 404


async def test_the_page_says_what_each_leaf_would_hold_and_which_are_empty(
    browse: Browse, people: People, desk: Desk
) -> None:
    empty = (await browse(people.nour).get(BOOK)).text
    assert "No part of an assessment is closed yet" in empty
    assert empty.count(">empty<") >= 5
    await desk.close(people.noe, "measures", MEASURED)
    begun = (await browse(people.nour).get(BOOK)).text
    assert f'href="{PAGE}"' in begun
    assert "provisional: not signed" in begun


async def test_the_page_of_an_examination_is_provisional_until_it_is_signed(
    browse: Browse, people: People, desk: Desk
) -> None:
    await desk.close(people.noe, "measures", MEASURED)
    provisional = words_of((await browse(people.ambre).get(PAGE)).content)
    for words in ("PROVISOIRE", "14,8 kg", "Pas encore clos"):
        assert words in provisional, words
    others = {code: said for code, said in ALL_CLOSED.items() if code != "measures"}
    await desk.close_all(people.ambre, others)
    await desk.sign(people.ambre)
    await desk.add(people.ambre, "conclusion", "Revoir dans un mois")
    signed = words_of((await browse(people.ambre).get(PAGE)).content)
    assert "PROVISOIRE" not in signed
    for words in ("14,8 kg", "Sleeps badly", "Revoir dans un mois", "ET", "OMS", "RPPS"):
        assert words in signed, words
    for words in ("Comportement", "Peau", "Traces"):
        assert words not in signed, words


async def test_each_leaf_is_one_click_from_where_its_data_stand(
    browse: Browse, people: People, desk: Desk
) -> None:
    await desk.close(people.noe, "measures", MEASURED)
    nour, child = browse(people.nour), f"/children/{LOU}"
    for path, leaf in (
        ("/health", "lists.pdf"),
        ("/health", "screenings.pdf"),
        ("/growth", "curves.pdf"),
        ("/scales", "development.pdf"),
        ("/identity", "identity.pdf"),
        ("/assessments/B00", "perinatal.pdf"),
        ("/assessments/M42", "examinations/M42.pdf"),
    ):
        shown = (await nour.get(child + path)).text
        assert (f'href="{BOOK}/{leaf}"' in shown) is (path != "/assessments/B00"), path
    for path in ("/assessments", "/documents", "/health"):
        assert f'href="{BOOK}"' in (await nour.get(child + path)).text, path
    carer = (await browse(people.odile).get(f"{child}/identity")).text
    assert "health-book" not in carer
