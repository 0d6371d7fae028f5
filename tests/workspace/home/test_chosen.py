"""Several children at once: ticked in the list, then asked for, planned for, taken; narrowed by home and by person."""

import re
from datetime import UTC, date, datetime

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of, grant_row
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse, opened_long_ago
from tests.workspace.home.test_routes import OTHERS, seen, sixteen_more
from workspace.access import queries as grants
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import NewPlacement, PlacementKind

pytestmark = pytest.mark.usefixtures("followed")


def ticks(text: str) -> list[str]:
    return re.findall(r'type="checkbox" name="dossier" value="([^"]+)" form="chosen"', text)


async def test_the_children_ticked_are_planned_for_asked_for_or_taken(  # noqa: PLR0917 - fixtures
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    database: Database,
) -> None:
    await sixteen_more(operator, clock, vault)
    await opened_long_ago(database)
    await seen(operator, clock)
    nour = browse(people.nour)
    shown = (await nour.get("/children")).text
    assert len(ticks(shown)) == 17
    two: dict[str, str | list[str]] = {"dossier": [str(LOU), str(OTHERS[0])]}

    plan = await nour.post("/children/chosen", {**two, "act": "plan"})
    assert plan.status_code == 303
    form = (await nour.client.get(plan.headers["location"])).text
    assert form.count('name="chosen"') == 2
    assert form.count(" checked>") == 2

    asking = (await nour.post("/children/chosen", {**two, "act": "ask"})).text
    assert f'value="{LOU}/{account_of("odile")}"' in asking
    assert "1 child chosen has no assessment to book" in asking

    file = (await nour.post("/children/chosen", {**two, "act": "file"})).text
    assert len(file.splitlines()) == 3
    everybody = (await nour.post("/children/chosen", {"all": "yes", "act": "file"})).text
    assert len(everybody.splitlines()) == 18
    nobody = await nour.post("/children/chosen", {"all": "yes", "q": "Zoe", "act": "file"})
    assert nobody.status_code == 422, "all of those shown, and none is"


async def test_nobody_ticked_is_said(browse: Browse, people: People) -> None:
    answer = await browse(people.nour).post("/children/chosen", {"act": "plan"})
    assert answer.status_code == 422
    assert "Choose at least one child." in answer.text
    assert "Lou Delattre" in answer.text


async def test_a_child_who_is_not_ones_own_is_never_chosen(browse: Browse, people: People) -> None:
    said: dict[str, str | list[str]] = {"dossier": [str(LOU)], "act": "file"}
    assert (await browse(people.stranger).post("/children/chosen", said)).status_code == 422


async def test_the_list_is_narrowed_to_one_home_or_to_whoever_is_around(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    await sixteen_more(operator, clock, vault)
    async with operator("import") as errand:
        foster = NewPlacement(
            kind=PlacementKind.FOSTER_FAMILY, place="The Gosselins", begins_on=date(2022, 6, 30)
        )
        await record.place_many(errand, [(LOU, foster)], vault=vault)
    nour = browse(people.nour)
    shown = (await nour.get("/children")).text
    (code,) = re.findall('<option value="([0-9a-f]{16})">The Gosselins', shown)
    for asked in ({"home": code}, {"with": str(account_of("odile"))}):
        left = await nour.post("/children/list", asked)
        assert left.status_code == 303
        assert len(ticks((await nour.client.get(left.headers["location"])).text)) == 1, asked
    assert ticks((await nour.get("/children", home="0" * 16)).text) == []
    assert len(ticks((await nour.get("/children", **{"with": "nobody", "home": "../"})).text)) == 17
    kept = await nour.post("/children/views", {"name": "Theirs", "home": code})
    assert len(ticks((await nour.client.get(kept.headers["location"])).text)) == 1


async def test_a_choice_of_the_calendar_is_kept_and_is_no_choice_of_children(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    code = "0123456789abcdef"
    said = {"name": "The Gosselins", "place": code, "span": "month"}
    answer = await nour.post("/calendar/views", said)
    assert answer.headers["location"] == f"/calendar?month=2025-03&place={code}"
    shown = (await nour.client.get(answer.headers["location"])).text
    assert 'aria-current="page">The Gosselins</a>' in shown
    assert "The Gosselins" not in (await nour.get("/children")).text
    (removal,) = re.findall('action="(/calendar/views/[^"]+/removal)"', shown)
    assert (await browse(people.ambre).post(removal)).status_code == 404
    assert (await nour.post(removal)).status_code == 303
    nameless = await nour.post("/calendar/views", {**said, "name": ""})
    assert nameless.status_code == 422
    for field, value in said.items():
        if field != "name":
            assert f'name="{field}" value="{value}"' in nameless.text, "what was chosen stays"
    refused = await nour.post("/calendar/views", {"name": "x"})
    assert refused.status_code == 422


async def test_a_search_is_narrowed_to_one_sort(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    for sort, is_found in (("", True), ("children", True), ("people", False), ("x", True)):
        text = (await nour.post("/search", {"q": "Lou", "sort": sort})).text
        assert ('id="found-children"' in text) is is_found, sort


async def test_one_persons_places_are_renewed_together(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    await sixteen_more(operator, clock, vault)
    async with operator("demo"), transaction():
        now = datetime.now(UTC)
        await grants.insert(grant_row("odile", dossier, now=now) for dossier in OTHERS[:2])
    nour, page = browse(people.nour), f"/renewals/{account_of('odile')}"
    form = (await nour.get(page)).text
    assert form.count('name="dossier"') == 3
    refused = await nour.post(page, {"until_on": "2025-09-01"})
    assert (refused.status_code, "Choose at least one child." in refused.text) == (422, True)
    late: dict[str, str | list[str]] = {"until_on": "2030-01-01", "dossier": [str(LOU)]}
    assert (await nour.post(page, late)).status_code == 422

    said = {**late, "until_on": "2025-09-01", "dossier": [str(LOU), str(OTHERS[0])]}
    assert (await nour.post(page, said)).status_code == 303
    assert (await nour.get(page)).text.count("until 1 September 2025") == 2
    for name in ("ambre", "odile", "stranger"):
        for answer in (
            await browse(people.by_name[name]).get(page),
            await browse(people.by_name[name]).post(page, said),
        ):
            assert answer.status_code == 404, name
