"""Carers asked together to book an assessment, and the receipt of it."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.home.conftest import Browse
from workspace.access import queries as grants
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.home import asking
from workspace.ids import DossierId

pytestmark = pytest.mark.usefixtures("late")


@pytest.fixture
async def late(operator: Operator, followed: DossierId, clock: SystemClock) -> None:
    """Lou was seen for one assessment, and misses others."""
    async with operator("import") as errand:
        done = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
        await protocol.add_many(errand, [(followed, done)], clock=clock)


async def test_two_clicks_from_today_the_carers_are_asked(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    assert 'href="/ask"' in (await nour.get("/")).text
    page = (await nour.get("/ask")).text
    chosen = re.findall('name="dossier" value="([^"]+)" checked', page)
    assert chosen == [str(LOU)]

    receipt = await nour.post("/ask", {"dossier": chosen})

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
    assert re.findall('name="dossier" value="([^"]+)" checked', page) == [str(LOU)]
    assert f'value="{alone}">' in page, "may be chosen all the same"
    assert page.count("no carer has a place around this child") == 1
    assert "Odile (without a mail: on their first page only)" in page
    assert "Ask the carers of this child" in page
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    assert "on their first page only" not in (await browse(people.nour).get("/ask")).text


async def test_whoever_gave_an_address_is_told_once_a_day(browse: Browse, people: People) -> None:
    await browse(people.odile).post("/me", {"address": "odile@example.org", "mail": "yes"})
    first = (await browse(people.nour).post("/ask", {"dossier": [str(LOU)]})).text
    again = (await browse(people.ambre).post("/ask", {"dossier": [str(LOU)]})).text
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
    both = {"dossier": [str(LOU), str(other)]}
    one = (await nour.post("/ask", {**both, "step": steps[0]})).text
    assert one.count('class="person-name"') == (1 if len(steps) > 1 else 2)
    assert (await nour.post("/ask", both)).text.count('class="person-name"') == 2


async def test_nobody_chosen_is_nobody_asked(browse: Browse, people: People) -> None:
    assert "nobody was asked" in (await browse(people.nour).post("/ask")).text
    assert (await browse(people.nour).post("/ask", {"dossier": ["x"]})).status_code == 404


async def test_a_stranger_asks_for_nobody(browse: Browse, people: People) -> None:
    answer = await browse(people.stranger).post("/ask", {"dossier": [str(LOU)]})
    assert "nobody was asked" in answer.text
    assert (await browse(people.odile).get("/ask")).status_code == 403


async def test_the_young_adult_is_taken_to_the_box(browse: Browse, young: Person) -> None:
    assert (await browse(young).get("/ask")).headers["location"] == "/my-box"


async def test_what_is_beyond_the_most_asked_at_once_is_said(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 1)
    answer = await browse(people.nour).post("/ask", {"dossier": [str(LOU), str(LOU)]})
    assert "1 child more was not asked for" in answer.text
    assert answer.text.count("/conversations/new") == 1
