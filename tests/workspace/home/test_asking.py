"""Carers asked together to book an assessment, and the receipt of it."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.home.conftest import Browse
from workspace.access import queries as grants
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement, PlacementKind
from workspace.home import asking
from workspace.ids import DossierId

HOME = NewPlacement(kind=PlacementKind.FOSTER_FAMILY, place="", begins_on=date(2021, 7, 9))
CHOSEN: dict[str, str | list[str]] = {"dossier": [str(LOU)], "act": "ask"}
ODILE = f"{LOU}/{account_of('odile')}"

pytestmark = pytest.mark.usefixtures("late")


@pytest.fixture
async def late(operator: Operator, followed: DossierId, clock: SystemClock, vault: Vault) -> None:
    """Lou was seen for one assessment, and misses others; she has lived with the same carer since she came."""
    async with operator("import") as errand:
        await record.place_many(errand, [(followed, HOME)], vault=vault)
        done = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
        await protocol.add_many(errand, [(followed, done)], clock=clock)


def ticked(page: str) -> list[str]:
    return re.findall('name="to" value="([^"]+)" checked', page)


async def test_two_clicks_from_today_the_carers_are_asked(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    assert 'href="/ask"' in (await nour.get("/")).text
    page = (await nour.get("/ask")).text
    chosen = ticked(page)
    assert chosen == [ODILE]

    receipt = await nour.post("/ask", {"to": chosen})

    assert receipt.status_code == 200
    assert "Nobody is told by mail" in receipt.text
    assert "Odile" in receipt.text
    assert "no mail address is known" in receipt.text


async def test_who_would_be_told_and_who_has_no_carer_is_said_before(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    alone = DossierId(uuid4())
    async with operator("import") as errand:
        await enrol(errand, alone, clock=clock, vault=vault)
        async with transaction():
            now = datetime.now(UTC)
            await grants.insert([grant_row("nour", alone, now=now, by=errand.actor)])
        done = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
        await protocol.add_many(errand, [(alone, done)], clock=clock)
    page = (await browse(people.nour).get("/ask")).text
    assert ticked(page) == [ODILE]
    assert f'value="{alone}' not in page, "there is nobody to ask"
    assert page.count("no carer has a place around this child") == 1
    assert "Odile (without a mail: on their first page only)" in page
    assert "Ask those who are ticked" in page
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    assert "on their first page only" not in (await browse(people.nour).get("/ask")).text


async def test_whoever_gave_an_address_is_told_once_a_day(browse: Browse, people: People) -> None:
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    first = (await browse(people.nour).post("/ask", {"to": [ODILE]})).text
    again = (await browse(people.ambre).post("/ask", {"to": [ODILE]})).text
    assert "1 carer is told by mail" in first
    assert "asked today already" in again
    assert "odile@example.org" not in first


async def test_one_send_asks_for_every_assessment_or_for_one(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    other = DossierId(uuid4())
    async with operator("import") as errand:
        await enrol(errand, other, clock=clock, vault=vault)
        async with transaction():
            now = datetime.now(UTC)
            await grants.insert(
                [grant_row(name, other, now=now, by=errand.actor) for name in ("nour", "odile")]
            )
        done = NewAssessment(step=StepCode("M36"), done_on=date(2024, 12, 10))
        await protocol.add_many(errand, [(other, done)], clock=clock)
    nour = browse(people.nour)
    page = (await nour.get("/ask")).text
    steps = re.findall('name="step" value="([^"]+)"', page)
    if len(steps) > 1:
        assert "Ask for all these assessments at once" in page
    both = {"to": [ODILE, f"{other}/{account_of('odile')}"]}
    one = (await nour.post("/ask", {**both, "step": steps[0]})).text
    assert one.count('class="person-name"') == (1 if len(steps) > 1 else 2)
    assert (await nour.post("/ask", both)).text.count('class="person-name"') == 2


async def test_a_carer_with_whom_the_child_does_not_live_is_told_when_ticked_alone(
    browse: Browse, people: People, operator: Operator, vault: Vault
) -> None:
    """Lou went back to the nursery: her carer of before is named, not ticked."""
    async with operator("import") as errand:
        moved = NewPlacement(
            kind=PlacementKind.RESIDENTIAL_NURSERY, place="The Maples", begins_on=date(2025, 1, 6)
        )
        await record.place_many(errand, [(LOU, moved)], vault=vault)
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    nour = browse(people.nour)
    for page in (await nour.get("/ask"), await nour.post("/children/chosen", CHOSEN)):
        assert page.status_code == 200
        assert f'value="{ODILE}">' in page.text
        assert ticked(page.text) == []
        assert "The Maples" in page.text
        assert "nothing says that the child lives with them now" in page.text
    assert "1 carer is told by mail" in (await nour.post("/ask", {"to": [ODILE]})).text


async def test_several_chosen_are_listed_before_anybody_is_told(
    browse: Browse, people: People
) -> None:
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    nour = browse(people.nour)
    page = (await nour.post("/children/chosen", CHOSEN)).text
    assert ticked(page) == [ODILE]
    assert "asked today already" not in (await nour.post("/ask", {"to": ticked(page)})).text
    assert "asked today already" in (await nour.post("/ask", {"to": ticked(page)})).text


async def test_who_is_no_carer_of_the_child_is_told_nothing(browse: Browse, people: People) -> None:
    for name in ("ambre", "stranger"):
        answer = await browse(people.nour).post("/ask", {"to": [f"{LOU}/{account_of(name)}"]})
        assert "nobody was told" in answer.text, name


async def test_nobody_chosen_is_nobody_asked(browse: Browse, people: People) -> None:
    assert "nobody was asked" in (await browse(people.nour).post("/ask")).text
    assert (await browse(people.nour).post("/ask", {"to": ["x"]})).status_code == 404


async def test_a_stranger_asks_for_nobody(browse: Browse, people: People) -> None:
    answer = await browse(people.stranger).post("/ask", {"to": [ODILE]})
    assert "nobody was asked" in answer.text
    assert (await browse(people.odile).get("/ask")).status_code == 403


async def test_the_young_adult_is_taken_to_the_box(browse: Browse, young: Person) -> None:
    assert (await browse(young).get("/ask")).headers["location"] == "/my-box"


async def test_what_is_beyond_the_most_asked_at_once_is_said(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 1)
    away = f"{uuid4()}/{account_of('odile')}"
    answer = await browse(people.nour).post("/ask", {"to": [ODILE, away]})
    assert "1 child more was not asked for" in answer.text
    assert answer.text.count("/conversations/new") == 1
