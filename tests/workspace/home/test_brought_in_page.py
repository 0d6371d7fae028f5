"""Today, the day eighty children were brought in: one line for those of whom the files say nothing for long."""

from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_routes import OTHERS, sixteen_more
from workspace.clock import SystemClock
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode

pytestmark = pytest.mark.usefixtures("followed")
APART = "Brought in, without news"
SAID = "Dossier opened here on 4 March 2025; the last contact brought in is of 20 July 2021"


async def test_children_brought_in_do_not_flood_today(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    await sixteen_more(operator, clock, vault)
    old = [
        (dossier, NewAssessment(step=StepCode("B00"), done_on=date(2021, 7, 20)))
        for dossier in (LOU, *OTHERS)
    ]
    async with operator("import") as errand:
        await protocol.add_many(errand, old, clock=clock)
    nour = browse(people.nour)
    today = (await nour.get("/")).text
    assert APART in today
    assert "<strong>17 children</strong>" in today
    assert 'id="lost"' not in today
    assert SAID not in today
    assert SAID in (await nour.get("/children", state="lost")).text
    contact = (await nour.get(f"/children/{LOU}/contact")).text
    assert "perhaps lost from sight" in contact, "being brought in is no contact"
    assert SAID in contact
    await nour.post(f"/children/{LOU}/contact", {"way": "phone"})
    tried = (await nour.get("/")).text
    assert 'id="lost"' in tried, "who is being looked for stands with the others"
    assert "<strong>16 children</strong>" in tried
