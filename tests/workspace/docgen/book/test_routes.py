"""The leaves of the health book as browsers ask for them: who may, what is on the page, and what was recorded."""

import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.audit.journal import as_owner
from tests.workspace.dossier.assessment.answering import ALL_CLOSED, CONCLUSION, answers
from tests.workspace.dossier.assessment.conftest import Desk, desk
from tests.workspace.dossier.conftest import Operator, followed, operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import Clock, SystemClock
from workspace.docgen.book.model import Leaf
from workspace.dossier.protocol import saying
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

__all__ = ["browse", "clock", "desk", "followed", "operator", "site"]

BOOK = f"/children/{LOU}/health-book"
PAGE = f"{BOOK}/examinations/M42.pdf"
MEASURED = answers(weight_kg="14.8", length_cm="98")

NINE_MONTHS = date(2022, 2, 10)

pytestmark = pytest.mark.usefixtures("followed")


def words_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def examined(people: People, clock: Clock, vault: Vault) -> None:
    """Write down that the examination of the ninth month was done."""
    with people.nour.here():
        writes = people.nour.clearance(Permission.ASSESSMENT_RECORD)
        await saying.say_examined(writes, "EX_M9", NINE_MONTHS, clock=clock, vault=vault)


@pytest.mark.parametrize(
    "case",
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
    browse: Browse,
    people: People,
    vault: Vault,
    clock: SystemClock,
    case: tuple[str, int],
) -> None:
    name, status = case
    asking = browse(people.by_name[name])
    assert (await asking.get(BOOK)).status_code == status
    for leaf in Leaf:
        assert (await asking.get(f"{BOOK}/{leaf.value}.pdf")).status_code == status, leaf
    assert (await asking.get(PAGE)).status_code == (404 if status == 200 else status)
    await examined(people, clock, vault)
    for code in ("CS8", "CS9", "CS24"):
        expected = 404 if status == 200 and code != "CS9" else status
        assert (await asking.get(f"{BOOK}/certificates/{code}.pdf")).status_code == expected, code


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
    row = re.search(r"Vaccinations</span>.*?</li>", empty, re.DOTALL)
    assert row is not None
    assert "empty" in row[0]
    read = {"done_on": "2025-03-04"}
    answer = await browse(people.noe).post(f"/children/{LOU}/health/new/book", read)
    assert answer.status_code == 303
    told = (await browse(people.nour).get(BOOK)).text
    row = re.search(r"Vaccinations</span>.*?</li>", told, re.DOTALL)
    assert row is not None
    assert "ready" in row[0]
    await desk.close(people.noe, "measures", MEASURED)
    begun = (await browse(people.nour).get(BOOK)).text
    assert f'href="{PAGE}"' in begun
    assert "provisional: not signed" in begun


async def test_the_page_of_an_examination_is_provisional_until_it_is_signed(
    browse: Browse, people: People, desk: Desk
) -> None:
    await desk.close(people.noe, "measures", MEASURED)
    provisional = words_of((await browse(people.ambre).get(PAGE)).content)
    for words in (
        "PROVISOIRE",
        "14,8 kg",
        "Pas encore clos",
        "Non renseign\u00e9",
        "Temp\u00e9rature",
    ):
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


async def test_a_certificate_is_one_click_from_its_examination_once_that_is_done(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    nour, address = browse(people.nour), f"{BOOK}/certificates/CS9.pdf"
    for path in (BOOK, f"/children/{LOU}/assessments"):
        assert f'href="{address}"' not in (await nour.get(path)).text
    before = (await recorded(people)).count(Act.SHEET_MAKE)
    assert (await nour.get(address)).status_code == 404
    assert (await recorded(people)).count(Act.SHEET_MAKE) == before
    await examined(people, clock, vault)
    for path in (BOOK, f"/children/{LOU}/assessments"):
        assert f'href="{address}"' in (await nour.get(path)).text
    made = await nour.get(address)
    assert made.headers["content-disposition"] == 'attachment; filename="certificat-cs9.pdf"'
    assert "soit le 18 f\u00e9vrier 2022" in words_of(made.content)
    assert (await recorded(people)).count(Act.SHEET_MAKE) == before + 1


async def test_a_certificate_names_who_made_the_assessment_of_that_day(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        contact = Contact(family_name="Roy", given_name="Basile")
        doctor = NewPractitioner(contact=contact, role=Role.PHYSICIAN)
        (basile,) = await network.add_many(errand, [doctor], vault=vault)
        done = NewAssessment(step=StepCode("M09"), done_on=NINE_MONTHS, performed_by=basile)
        await protocol.add_many(errand, [(LOU, done)], clock=clock)
    await examined(people, clock, vault)
    made = await browse(people.nour).get(f"{BOOK}/certificates/CS9.pdf")
    assert "Examin\u00e9 par Basile Roy, pas encore sign\u00e9" in words_of(made.content)


async def test_the_page_says_that_an_emergency_sheet_is_filed(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    assert ">to make<" in (await nour.get(BOOK)).text
    assert (await nour.post(f"/children/{LOU}/emergency-sheet")).status_code == 303
    shown = (await nour.get(BOOK)).text
    assert ">to make<" not in shown
    assert re.search(r"filed on \d", shown)


async def test_a_page_names_nobody_who_lives_with_the_child_where_the_place_may_be_secret(
    browse: Browse, people: People, desk: Desk
) -> None:
    said = {**CONCLUSION, **answers(summary="Odile le porte beaucoup")}
    await desk.close(people.ambre, "conclusion", said)
    by_a_nurse, by_a_physician = [
        words_of((await browse(who).get(PAGE)).content) for who in (people.noe, people.ambre)
    ]
    assert "Odile le porte" in by_a_physician
    assert "Odile" not in by_a_nurse
    assert "le porte beaucoup" in by_a_nurse
    assert "Relisez" in by_a_nurse
    assert "Relisez" not in by_a_physician


async def test_a_form_that_was_taken_away_stops_no_sheet_and_is_said(
    browse: Browse, people: People, desk: Desk, database: Database
) -> None:
    ambre = browse(people.ambre)
    sheets = (f"{BOOK}/development.pdf", f"/children/{LOU}/synthesis.pdf")
    gone = "n\u2019est plus l\u00e0"
    await desk.close(people.ambre, "conclusion", CONCLUSION)
    for sheet in sheets:
        assert gone not in words_of((await ambre.get(sheet)).content)
    await as_owner(database, "update assessment_part set form = 'gone-1'")
    for sheet in sheets:
        assert gone in words_of((await ambre.get(sheet)).content)
    assert (await ambre.get(BOOK)).status_code == 200
