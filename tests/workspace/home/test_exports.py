"""A list that leaves as a file is recorded child by child: each may know one day that it was taken away."""

from dataclasses import replace

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.dossier.care.test_corrections import in_the_directory
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.documents.test_service import filed
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import FILLED
from tests.workspace.home.test_lists import SESSION
from workspace.access.permissions import DataClass, Permission
from workspace.app import FEATURES, all_routes
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.dossier.care import service as care
from workspace.web.policy import GuardedRoute
from workspace.web.templating import Templates

NAMES_NO_CHILD = {
    "/cohort.csv": "counts",
    "/feedback/received.csv": "words about pages, without who they are about",
    "/network.csv": "professionals and establishments",
    "/scales/codebook.csv": "what columns say",
    "/scales/numbers/model.csv": "an empty table to fill",
}
BY = {
    "/notes.csv": "malik",
    "/care/month.csv": "malik",
    "/scales/numbers/model.csv": "national",
    "/feedback/received.csv": "national",
}
"""Whose file it is, where it is not that of who coordinates."""
PARAMS = {"/calendar.csv": {"month": "2025-03"}, "/care/month.csv": {"month": "2025-03"}}

TAKEN = """
select count(*) from audit_event e join audit_index i on i.event = e.id
 where e.act = $1 and i.dossier = $2
"""

pytestmark = pytest.mark.usefixtures("followed")


def lists() -> dict[str, GuardedRoute]:
    return {
        route.path: route
        for route in all_routes(Templates(FEATURES))
        if isinstance(route, GuardedRoute) and route.path.endswith(".csv") and "{" not in route.path
    }


async def test_every_file_of_several_children_is_recorded_for_each_of_them(  # noqa: PLR0917 - fixtures
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    database: Database,
) -> None:
    mine = replace(SESSION, practitioner=await in_the_directory("malik", operator, vault=vault))
    with people.malik.here():
        clearance = people.malik.clearance(Permission.CARE_SESSION_ADD)
        await care.note_session(clearance, replace(mine, note=""), clock=clock, vault=vault)
    nour = browse(people.nour)
    await nour.post(f"/children/{LOU}/appointments", FILLED)
    need = {"discipline": "speech", "found_in": "observation", "stated_on": "2025-03-04"}
    await nour.post(f"/children/{LOU}/care/needs", need)
    await filed(people.nour, vault, data_class=DataClass.SOCIAL)
    owner = await asyncpg.connect(database.url("postgres"))
    assert lists().keys() >= NAMES_NO_CHILD.keys() | BY.keys() | PARAMS.keys()
    for path, route in lists().items():
        before = await owner.fetchval(TAKEN, Act.CHILD_EXPORT.value, LOU)
        browser = browse(people.by_name[BY.get(path, "nour")])
        answer = (
            await browser.post(path, {})
            if "POST" in (route.methods or ())
            else await browser.get(path, **PARAMS.get(path, {}))
        )
        assert answer.status_code == 200, path
        taken = await owner.fetchval(TAKEN, Act.CHILD_EXPORT.value, LOU) - before
        assert taken == (0 if path in NAMES_NO_CHILD else 1), path
    await owner.close()


async def test_whoever_is_not_in_a_file_is_not_told_of_it(
    browse: Browse, people: People, database: Database
) -> None:
    owner = await asyncpg.connect(database.url("postgres"))
    elsewhere = {"q": "Somebody else"}
    answer = await browse(people.nour).post("/children.csv", elsewhere)
    assert answer.status_code == 200
    assert "Delattre" not in answer.text
    assert (await browse(people.stranger).get("/today.csv")).status_code == 200
    assert await owner.fetchval(TAKEN, Act.CHILD_EXPORT.value, LOU) == 0
    await owner.close()
