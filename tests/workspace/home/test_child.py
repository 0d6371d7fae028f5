"""One child's page: everybody of the circle gets one, each sees what their role opens."""

from datetime import date
from decimal import Decimal

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse
from workspace.access.permissions import DataClass, Permission
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import Chip
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import DocumentKind, GeneratedFile
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement, PlacementKind
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.ids import DossierId

PAGE = f"/children/{LOU}"
TABS = ("", "/assessments", "/care", "/documents", "/conversations")

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
async def told(operator: Operator, followed: DossierId, vault: Vault, clock: SystemClock) -> None:
    """Lou's dossier with something of every class in it."""
    assert followed == LOU
    async with operator("import") as errand:
        foster = NewPlacement(
            kind=PlacementKind.FOSTER_FAMILY, place="The Gosselins", begins_on=date(2022, 6, 30)
        )
        await record.place_many(errand, [(LOU, foster)], vault=vault)
        done = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
        await protocol.add_many(errand, [(LOU, done)], clock=clock)
        taken = GrowthMeasurement(measured_on=date(2024, 12, 10), weight_kg=Decimal("14.2"))
        await growth.add_many(errand, [(LOU, taken, None)], vault=vault)
        response = NewResponse(
            scale=ScaleCode.ASQ_SE_2,
            questionnaire_months=2,
            answered_on=date(2021, 7, 20),
            points={Domain.TOTAL: Decimal(85)},
        )
        await scales.add_many(errand, [(LOU, response)], vault=vault)


@pytest.mark.parametrize("tab", TABS)
async def test_everybody_of_the_circle_is_answered(
    tab: str, browse: Browse, people: People
) -> None:
    for name in ("nour", "ambre", "noe", "salome", "malik", "odile", "yann", "diane"):
        status = (await browse(people.by_name[name]).get(PAGE + tab)).status_code
        assert status == (403 if (name, tab) == ("diane", "/conversations") else 200), name


@pytest.mark.parametrize("tab", TABS)
async def test_for_a_stranger_there_is_no_such_child(
    tab: str, browse: Browse, people: People
) -> None:
    answer = await browse(people.stranger).get(PAGE + tab)
    assert answer.status_code == 404
    assert "Lou" not in answer.text


SOMATIC, PSYCHOLOGICAL, SOCIAL, MOVE, DRAFT, BOX = (
    "growth-curve",
    "ASQ:SE",
    "The Gosselins",
    "/moves/new",
    "New document",
    "/memory-box",
)
OPENED = {
    "nour": {SOMATIC, PSYCHOLOGICAL, SOCIAL, MOVE, DRAFT, BOX},
    "ambre": {SOMATIC, PSYCHOLOGICAL, SOCIAL, BOX},
    "noe": {SOMATIC, BOX},
    "salome": {SOMATIC, PSYCHOLOGICAL, SOCIAL, BOX},
    "malik": {SOMATIC, BOX},
    "odile": {BOX},
    "yann": {SOCIAL, MOVE, BOX},
    "diane": {SOCIAL},
}


@pytest.mark.parametrize("name", OPENED)
async def test_each_sees_what_their_role_opens(name: str, browse: Browse, people: People) -> None:
    text = (await browse(people.by_name[name]).get(PAGE)).text
    everything = {SOMATIC, PSYCHOLOGICAL, SOCIAL, MOVE, DRAFT, BOX}
    assert OPENED[name] == {part for part in everything if part in text}


async def test_the_page_says_who_the_child_is_and_who_is_around(
    browse: Browse, people: People
) -> None:
    text = (await browse(people.nour).get(PAGE)).text
    assert "Lou Delattre" in text
    assert "3 years 9 months" in text
    assert "born 10 May 2021" in text
    assert "The Gosselins since 30 June 2022" in text
    assert "Around Lou" in text
    assert "Foster carer, since 9 July 2021" in text


async def test_the_page_says_why_it_may_be_read(browse: Browse, people: People) -> None:
    coordinator = (await browse(people.nour).get(PAGE)).text
    assert "because you have coordinated Lou&#39;s follow-up since 9 July 2021" in coordinator
    carer = (await browse(people.odile).get(PAGE)).text
    assert "because you have been around Lou since 9 July 2021" in carer
    assert "Every reading is recorded, and Lou will be able to see it." in carer


async def test_every_reading_is_recorded(browse: Browse, people: People) -> None:
    await browse(people.ambre).get(PAGE)
    acts = await recorded(people)
    for act in (Act.CHILD_READ, Act.GROWTH_READ, Act.SCALE_READ, Act.ASSESSMENT_READ):
        assert act.value in acts


async def test_what_is_closed_is_not_read_either(browse: Browse, people: People) -> None:
    await browse(people.odile).get(PAGE)
    acts = await recorded(people)
    assert Act.GROWTH_READ.value not in acts
    assert Act.SCALE_READ.value not in acts


async def test_where_health_is_closed_no_column_stands_empty(
    browse: Browse, people: People
) -> None:
    wide = {
        name
        for name in ("nour", "ambre", "salome", "odile", "yann", "diane")
        if 'class="columns even section"' in (await browse(people.by_name[name]).get(PAGE)).text
    }
    assert wide == {"odile", "yann", "diane"}


async def test_another_curve_is_one_click_away(browse: Browse, people: People) -> None:
    assert "Weight for age" in (await browse(people.ambre).get(PAGE)).text
    assert "No measurement yet." in (await browse(people.ambre).get(PAGE, curve="head")).text
    assert "14.2 kg" in (await browse(people.ambre).get(PAGE, curve="odd")).text


async def test_a_twin_of_the_circle_is_named_and_no_other(browse: Browse, people: People) -> None:
    assert (
        "already in your circle: Lou Delattre"
        in (await browse(people.nour).get(PAGE, like=str(LOU))).text
    )
    for like in ("10000000-0000-4000-8000-000000000099", "nobody"):
        assert "already in your circle" not in (await browse(people.nour).get(PAGE, like=like)).text


async def test_the_assessments_are_said_one_by_one(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get(PAGE + "/assessments")).text
    assert "done on 10 December 2024" in text
    assert f"{PAGE}/plan?step=M48" in text
    assert f"{PAGE}/plan" not in (await browse(people.odile).get(PAGE + "/assessments")).text


async def test_a_note_is_read_by_those_whose_class_it_is(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    with people.malik.here():
        await care.note_session(
            people.malik.clearance(Permission.CARE_SESSION_ADD),
            NewSession(
                kind=CareKind.PSYCHOMOTOR,
                done_on=date(2025, 3, 3),
                payer=Payer.PEGASE,
                minutes=45,
                presence=Presence.PRESENT,
                note="She crossed the course alone.",
            ),
            chips=[Chip.AT_EASE],
            clock=clock,
            vault=vault,
        )
    for name, reads in {"malik": True, "salome": True, "noe": False, "odile": False}.items():
        text = (await browse(people.by_name[name]).get(PAGE + "/care")).text
        assert "1 session noted" in text
        assert reads == ("She crossed the course alone." in text), name
        assert reads == ("at ease" in text), name


async def test_a_document_is_listed_where_its_class_is_open(
    browse: Browse, people: People, vault: Vault
) -> None:
    with people.nour.here():
        await documents.add_generated(
            people.nour.clearance(Permission.PPE_DRAFT),
            kind=DocumentKind.PPE,
            data_class=DataClass.SOCIAL,
            title="PPE of Lou",
            files=[GeneratedFile(name="ppe.pdf", content_type="application/pdf", content=b"%PDF")],
            vault=vault,
        )
    assert "PPE of Lou" in (await browse(people.yann).get(PAGE + "/documents")).text
    assert "PPE of Lou" not in (await browse(people.noe).get(PAGE + "/documents")).text
    assert "version 1 of" in (await browse(people.nour).get(PAGE)).text


@pytest.mark.parametrize(("name", "leads_to"), [("nour", "/ppe"), ("yann", "/documents")])
async def test_the_project_leads_where_whoever_reads_of_it_may_go(
    browse: Browse, people: People, vault: Vault, name: str, leads_to: str
) -> None:
    """Whoever drafts goes on with it; whoever reads it finds it among the documents."""
    with people.nour.here():
        await documents.add_generated(
            people.nour.clearance(Permission.PPE_DRAFT),
            kind=DocumentKind.PPE,
            data_class=DataClass.SOCIAL,
            title="PPE of Lou",
            files=[GeneratedFile(name="ppe.pdf", content_type="application/pdf", content=b"%PDF")],
            vault=vault,
        )
    reader = browse(people.by_name[name])
    page = (await reader.get(PAGE)).text
    assert f'href="{PAGE}{leads_to}">version 1 of' in page
    assert (await reader.get(PAGE + leads_to)).status_code == 200
    assert ("/ppe" in page) is (leads_to == "/ppe")
    assert "version 1 of" not in (await browse(people.noe).get(PAGE)).text


async def test_the_young_adult_is_taken_to_their_own_pages(browse: Browse, young: Person) -> None:
    answer = await browse(young).get(PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/my-box"


@pytest.mark.parametrize(("points", "is_said"), [(35, True), (60, False)])
async def test_our_own_caution_is_explained_where_its_asterisk_stands(
    browse: Browse,
    people: People,
    operator: Operator,
    vault: Vault,
    points: int,
    *,
    is_said: bool,
) -> None:
    read = NewResponse(
        scale=ScaleCode.ASQ_3,
        questionnaire_months=42,
        answered_on=date(2024, 12, 1),
        points={Domain.COMMUNICATION: Decimal(points)},
    )
    async with operator("import") as errand:
        await scales.add_many(errand, [(LOU, read)], vault=vault)
    text = (await browse(people.nour).get(f"/children/{LOU}")).text
    assert "A zone of a screening scale is never a diagnosis." in text
    assert ("to watch *" in text) is is_said
    assert ("* Our own caution" in text) is is_said
