"""Today, the list of children and search, asked for as browsers do."""

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any
from uuid import UUID

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, opened_long_ago
from workspace.access import queries as grants
from workspace.access.permissions import DataClass, Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import SafeEngine, transaction
from workspace.dossier.documents import service as documents
from workspace.dossier.documents.model import DocumentKind, GeneratedFile
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import service as record
from workspace.dossier.record.model import NewPlacement, PlacementKind
from workspace.hub import MemoryHub
from workspace.ids import AccountId, DossierId
from workspace.messaging import service as messaging
from workspace.messaging.model import NewConversation
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

OTHERS = tuple(DossierId(UUID(f"10000000-0000-4000-8000-0000000000{n:02d}")) for n in range(10, 26))
SEEN = {"B00": date(2021, 7, 20), "M36": date(2024, 5, 10), "M42": date(2024, 12, 10)}


async def seen(operator: Operator, clock: SystemClock, *, without: str = "") -> None:
    """Enter assessments for Lou, so that she is in sight."""
    done = [
        (LOU, NewAssessment(step=StepCode(code), done_on=day))
        for code, day in SEEN.items()
        if code != without
    ]
    async with operator("import") as errand:
        await protocol.add_many(errand, done, clock=clock)


async def set_a_day(nour: Person, day: date, *, clock: SystemClock, vault: Vault) -> None:
    with nour.here():
        clearance = nour.clearance(Permission.ASSESSMENT_PLAN)
        new = NewPlan(step=StepCode("M48"), planned_on=day)
        await protocol.plan(clearance, new, clock=clock, vault=vault)


async def sixteen_more(operator: Operator, clock: SystemClock, vault: Vault) -> None:
    """Enrol other children, in whose circle Nour is too."""
    async with operator("import") as errand:
        await enrol(errand, *OTHERS, clock=clock, vault=vault)
    async with operator("demo"), transaction():
        now = datetime.now(UTC)
        await grants.insert(grant_row("nour", dossier, now=now) for dossier in OTHERS)


pytestmark = pytest.mark.usefixtures("followed")


async def test_a_child_of_whom_nothing_is_known_is_without_news_once_the_dossier_is_old(
    browse: Browse, people: People, database: Database
) -> None:
    assert "Without news" not in (await browse(people.nour).get("/")).text, "opened today"
    await opened_long_ago(database)
    text = (await browse(people.nour).get("/")).text
    assert "Without news" in text
    assert "Lou Delattre" in text
    assert f'action="/children/{LOU}/contact"' in text


async def test_a_line_opens_the_assessment_for_whoever_may_read_it(
    browse: Browse, people: People
) -> None:
    found = {
        name
        for name in ("nour", "ambre", "malik", "yann")
        if re.search(
            rf'href="/children/{LOU}/assessments/\w+" aria-label="Open the assessment of Lou Delattre',
            (await browse(people.by_name[name]).get("/")).text,
        )
    }
    assert found == {"nour", "ambre", "malik"}


async def test_a_late_child_leads_to_the_form_that_sets_a_day(
    browse: Browse, people: People, operator: Operator, clock: SystemClock
) -> None:
    await seen(operator, clock, without="M42")
    text = (await browse(people.nour).get("/")).text
    assert "23 days late" in text
    assert f"/children/{LOU}/plan?step=M42" in text


async def test_whoever_may_not_plan_is_offered_to_write(
    browse: Browse, people: People, operator: Operator, clock: SystemClock
) -> None:
    await seen(operator, clock, without="M42")
    text = (await browse(people.yann).get("/")).text
    assert "23 days late" in text
    assert "/plan?step" not in text
    assert f"/children/{LOU}/conversations/new" in text


async def test_a_day_that_is_set_is_shown(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    await seen(operator, clock)
    await set_a_day(people.nour, date(2025, 3, 20), clock=clock, vault=vault)
    assert "planned Thursday 20 March" in (await browse(people.nour).get("/")).text


async def test_what_may_be_planned_later_is_one_click_away(
    browse: Browse, people: People, operator: Operator, clock: SystemClock
) -> None:
    await seen(operator, clock)
    text = (await browse(people.nour).get("/")).text
    assert "1 other assessment may be planned already" in text
    assert "Lou Delattre" in (await browse(people.nour).get("/children", state="to_plan")).text


async def test_a_foster_carer_is_told_where_to_be_and_when(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    await seen(operator, clock)
    await set_a_day(people.nour, date(2025, 3, 20), clock=clock, vault=vault)
    text = (await browse(people.odile).get("/")).text
    assert "Next appointments" in text
    assert "Thursday 20 March" in text
    assert f"/children/{LOU}/memory-box/new" in text
    assert "PPE" not in text


async def test_a_psychomotrician_is_one_click_from_the_note(browse: Browse, people: People) -> None:
    assert f"/children/{LOU}/care/new" in (await browse(people.malik).get("/")).text
    assert "/care/new" not in (await browse(people.nour).get("/")).text


async def test_nobody_around_means_an_empty_page_that_says_so(
    browse: Browse, people: People
) -> None:
    coordinator = (await browse(people.stranger).get("/")).text
    assert "Lou" not in coordinator
    assert "will appear here" in coordinator
    assert "/children/new" in coordinator
    assert "/children/new" not in (await browse(people.national).get("/")).text


async def test_the_young_adult_is_taken_to_the_box(browse: Browse, young: Person) -> None:
    answer = await browse(young).get("/")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/my-box"


async def test_what_was_written_and_not_read_waits(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    with people.ambre.here():
        await messaging.open_conversation(
            people.ambre.clearance(Permission.CONVERSATION_WRITE, Permission.CHILD_READ),
            NewConversation(
                subject="An earlier day",
                members=frozenset({AccountId(people.nour.actor.account)}),
                body="May we meet sooner?",
            ),
            clock=clock,
            hub=MemoryHub(),
            vault=vault,
        )
    text = (await browse(people.nour).get("/")).text
    assert "An earlier day" in text
    assert "May we meet sooner?" not in text
    assert "An earlier day" not in (await browse(people.ambre).get("/")).text


async def test_a_project_to_draft_waits_for_who_coordinates_and_no_more_once_drafted(
    browse: Browse, people: People, vault: Vault
) -> None:
    assert f"/children/{LOU}/ppe" in (await browse(people.nour).get("/")).text
    assert f"/children/{LOU}/ppe" not in (await browse(people.yann).get("/")).text
    with people.nour.here():
        await documents.add_generated(
            people.nour.clearance(Permission.PPE_DRAFT),
            kind=DocumentKind.PPE,
            data_class=DataClass.SOCIAL,
            title="PPE",
            files=[GeneratedFile(name="ppe.pdf", content_type="application/pdf", content=b"%PDF")],
            vault=vault,
        )
    assert f"/children/{LOU}/ppe" not in (await browse(people.nour).get("/")).text


async def test_a_long_section_is_cut_and_opens_whole(  # noqa: PLR0917 - fixtures
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    database: Database,
) -> None:
    await sixteen_more(operator, clock, vault)
    await opened_long_ago(database)
    short = (await browse(people.nour).get("/")).text
    assert "Show all 17" in short
    assert short.count('class="row-action"') == 12
    whole = (await browse(people.nour).get("/", all="lost")).text
    assert whole.count('class="row-action"') == 17


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query the application sends, counted on its way."""
    found: list[str] = []
    run = SafeEngine.run_querystring

    async def counted(self: SafeEngine, *told: Any, **named: Any) -> Any:
        found.append(str(told))
        return await run(self, *told, **named)

    monkeypatch.setattr(SafeEngine, "run_querystring", counted)
    return found


async def test_many_children_take_no_more_queries_than_one(
    people: People,
    operator: Operator,
    clock: SystemClock,
    browse: Browse,
    asked: list[str],
    *,
    vault: Vault,
) -> None:
    async def queries(path: str) -> int:
        async def visit() -> int:
            nour = browse(people.nour)
            answer = await (nour.post(path, {"q": "lou"}) if path == "/search" else nour.get(path))
            return answer.status_code

        await visit()  # keys are fetched once
        asked.clear()
        assert await visit() == 200
        return len(asked)

    paths = ("/", "/children", "/search", "/documents", "/cohort")
    one = {path: await queries(path) for path in paths}
    await sixteen_more(operator, clock, vault)
    assert one == {path: await queries(path) for path in paths}
    assert max(one.values()) <= 50


async def test_reading_today_is_recorded(browse: Browse, people: People) -> None:
    await browse(people.nour).get("/")
    assert Act.TODAY_READ.value in await recorded(people)


async def test_the_list_says_how_many_and_keeps_what_was_asked(
    browse: Browse, people: People
) -> None:
    everybody = await browse(people.nour).get("/children")
    assert "1 child" in everybody.text
    nobody = await browse(people.nour).post("/children/list", {"q": "zoe", "place": "home"})
    assert "fits these choices" in nobody.text
    assert 'value="zoe"' in nobody.text
    odd = await browse(people.nour).get("/children", place="castle", state="odd")
    assert "Lou Delattre" in odd.text


async def test_a_name_never_stands_in_an_address(browse: Browse, people: People) -> None:
    """What a browser remembers and a proxy logs: the names of children are not in it."""
    named = await browse(people.nour).get("/children", q="zoe")
    assert "Lou Delattre" in named.text, "an address narrows nothing by name"
    assert "Lou Delattre" not in (await browse(people.nour).get("/search", q="lou")).text
    for path in ("/", "/children", "/search"):
        shown = (await browse(people.nour).get(path)).text
        asking = [tag for tag in re.findall("<form[^>]*>", shown) if 'role="search"' in tag]
        assert asking
        assert all('method="post"' in tag for tag in asking)


async def test_a_choice_without_a_name_has_an_address(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).post("/children/list", {"place": "home", "state": "late"})
    assert (303, "/children?place=home&state=late") == (
        answer.status_code,
        answer.headers["location"],
    )
    everybody = await browse(people.nour).post("/children/list", {"q": " "})
    assert everybody.headers["location"] == "/children"


async def test_only_who_coordinates_is_offered_to_enrol(browse: Browse, people: People) -> None:
    assert "/children/new" in (await browse(people.nour).get("/children")).text
    assert "/children/new" not in (await browse(people.ambre).get("/children")).text


async def test_the_spreadsheet_holds_the_list_and_nobody_else(
    browse: Browse, people: People
) -> None:
    answer = await browse(people.nour).post("/children.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="grenier-2025-03-04.csv"'
    _, row = csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert row[:3] == ["Delattre", "Lou", "2021-05-10"]
    strangers = (await browse(people.stranger).post("/children.csv")).text
    assert "Delattre" not in strangers


async def test_a_search_finds_children_people_and_documents(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        contact = Contact(family_name="Delatt\u00e9", given_name="Th\u00e9o")
        await network.add_many(
            errand, [NewPractitioner(contact=contact, role=Role.PHYSICIAN)], vault=vault
        )
    with people.nour.here():
        await documents.add_generated(
            people.nour.clearance(),
            kind=DocumentKind.LETTER,
            data_class=DataClass.SOCIAL,
            title="D\u00e9latt, a letter",
            files=[GeneratedFile(name="a.pdf", content_type="application/pdf", content=b"%PDF")],
            vault=vault,
        )
    text = (await browse(people.nour).post("/search", {"q": "DELATT"})).text
    assert "Lou Delattre" in text
    assert "Th\u00e9o Delatt\u00e9" in text
    assert "D\u00e9latt, a letter" in text
    assert 'value="DELATT"' in text


async def test_a_place_finds_a_child_for_whoever_reads_where_they_live(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    """A psychomotrician reads no place (C3): the database gives them none to compare with."""
    fostered = NewPlacement(
        kind=PlacementKind.FOSTER_FAMILY,
        place="Le Goff",
        begins_on=date(2025, 3, 1),
        restricted=True,
    )
    with people.nour.here():
        may = people.nour.clearance(Permission.PLACEMENT_WRITE)
        await record.move(may, fostered, clock=clock, vault=vault)
    for who, finds in ((people.nour, True), (people.malik, False), (people.noe, False)):
        found = await browse(who).post("/search", {"q": "le goff"})
        assert ("Lou Delattre" in found.text) is finds, who.name


async def test_a_search_stays_within_the_circle(browse: Browse, people: People) -> None:
    text = (await browse(people.stranger).post("/search", {"q": "lou"})).text
    assert "Lou Delattre" not in text
    assert "Nothing in your circle" in text


async def test_a_search_is_recorded_without_its_words(browse: Browse, people: People) -> None:
    await browse(people.nour).post("/search", {"q": "lou"})
    assert Act.SEARCH.value in await recorded(people)
    assert (await browse(people.nour).get("/search")).status_code == 200
    assert (await recorded(people)).count(Act.SEARCH.value) == 1, "nothing asked, nothing searched"
