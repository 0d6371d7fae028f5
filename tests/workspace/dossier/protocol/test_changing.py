"""The national team changes the protocol without a developer: proposed, counted by the worker, looked at, applied."""

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from datetime import date
from importlib.resources import files
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import NURSERY, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.protocol.test_applying import M78, SECOND, closes, codes
from tests.workspace.dossier.traces import recorded
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.database import Door, sql, transaction
from workspace.dossier.assessment.named import known
from workspace.dossier.protocol import applying, examples, proposing
from workspace.dossier.protocol.proposed import ProposedId
from workspace.errors import Invalid

__all__ = ["browse", "clock", "followed", "operator", "site"]

PAGE = "/protocol/change"
SISTER = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")
Count = Callable[[str], Awaitable[None]]

pytestmark = pytest.mark.usefixtures("followed")


@pytest.fixture
def count(worker_door: Door, clock: SystemClock, vault: Vault) -> Count:
    """Give the work of the worker: count the proposal of an address."""
    work = proposing.counting(door=worker_door, clock=clock, vault=vault)

    async def of(address: str) -> None:
        await work(UUID(address.rsplit("/", maxsplit=1)[1]))

    return of


async def test_a_version_is_pasted_looked_at_and_applied_from_its_day(
    browse: Browse,
    people: People,
    count: Count,
    clock: SystemClock,
    vault: Vault,
) -> None:
    national = browse(people.national)
    assert PAGE in (await national.get("/protocol")).text
    asked = await national.post(PAGE, {"definition": SECOND, "from": "2025-06-01"})
    address = asked.headers["location"]
    assert "Being counted" in (await national.get(address)).text
    too_soon = await national.post(address + "/application")
    assert too_soon.headers["location"] == address
    await count(address)
    await count(address)  # a job that is run twice does it once
    shown = (await national.get(address)).text
    assert "fewer than 11" in shown, "a small count is not said to who follows none of them"
    assert re.search(r"5 years\s*</[^>]+>\s*<td[^>]*>\s*Other days", shown)
    assert await closes(people.nour, clock, vault) == date(2026, 8, 9), "nothing holds yet"
    applied = await national.post(address + "/application")
    assert applied.headers["location"] == "/protocol"
    assert await closes(people.nour, clock, vault) == date(2026, 7, 9)
    assert "next assessments that change" in (await browse(people.nour).get("/protocol")).text
    again = await national.post(address + "/application")
    assert again.headers["location"] == address
    assert (await national.get("/protocol/definitions/pegase")).text == SECOND
    assert {Act.PROTOCOL_PROPOSE, Act.PROTOCOL_APPLY} <= set(await recorded(people))


async def test_a_change_begins_from_the_definition_in_force(browse: Browse, people: People) -> None:
    national = browse(people.national)
    assert f"{PAGE}?programme=pegase" in (await national.get("/protocol")).text
    begun = (await national.get(PAGE, programme="pegase")).text
    assert "accept_to = " in html.unescape(begun.split("<textarea", 1)[1].split("</textarea>")[0])
    assert "accept_to = " not in (await national.get(PAGE)).text
    assert (await national.get(PAGE, programme="nobody")).status_code == 404


async def test_a_change_to_come_is_undone_by_what_held_before(
    browse: Browse, people: People, count: Count, clock: SystemClock, vault: Vault
) -> None:
    """Nothing is taken out: what held before is proposed again from the same day, and applied last."""
    national = browse(people.national)
    for fields, path in (
        ({"definition": SECOND, "from": "2025-06-01"}, PAGE),
        ({"programme": "pegase", "set": "B", "set_from": "2025-07-01"}, "/protocol/sets"),
    ):
        address = (await national.post(path, fields)).headers["location"]
        early = await national.post(address + "/return")
        assert early.headers["location"] == address, "nothing was applied yet"
        await count(address)
        await national.post(address + "/application")
        changed = await closes(people.nour, clock, vault), await codes(people.nour, clock, vault)
        assert "Go on with what held before" in (await national.get(address)).text
        back = (await national.post(address + "/return")).headers["location"]
        assert back != address
        await count(back)
        await national.post(back + "/application")
        again = await closes(people.nour, clock, vault), await codes(people.nour, clock, vault)
        assert again != changed
        assert again[0] == date(2026, 8, 9)
    somebody_else = f"/protocol/changes/{uuid4()}/return"
    assert (await browse(people.nour).post(somebody_else)).status_code == 403


async def test_faults_are_said_with_their_place_and_what_was_typed_stays(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    wrong = SECOND.replace("target_months = 60", "target_months = 99").replace(
        "[planning]", "[planning]\nlead = 3", 1
    )
    answer = await national.post(PAGE, {"definition": wrong, "from": "2025-06-01"})
    assert answer.status_code == 422
    assert "[[bilan]]" in answer.text
    assert "[planning]" in answer.text
    assert "target_months = 99" in answer.text
    misspelt = SECOND.replace('"ASQ-SE-2"', '"ASQSE2"')
    named = await national.post(PAGE, {"definition": misspelt, "from": "2025-06-01"})
    assert "No scale has the code ASQSE2." in named.text
    assert "M-CHAT-R" in named.text, "the codes there are, plug-ins among them"
    unknown = SECOND.replace("[programme]", '[programme]\nform = "visit"')
    named = await national.post(PAGE, {"definition": unknown, "from": "2025-06-01"})
    assert "No assessment form has the code visit." in named.text
    assert "bilan, visite" in named.text
    torn = await national.post(PAGE, {"definition": "code = \n"})
    assert "line 1, column" in torn.text
    for fields, field in (
        ({"definition": " ", "from": ""}, "definition"),
        ({"definition": SECOND, "from": "soon"}, "from"),
        ({"definition": SECOND, "from": "2025-03-03"}, "from"),
    ):
        refused = await national.post(PAGE, fields)
        assert (refused.status_code, f'id="field-{field}-error"' in refused.text) == (422, True)


async def test_the_page_says_which_form_a_step_opens_where_one_is_named(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    national = browse(people.national)
    before = (await national.get("/protocol")).text
    assert not re.findall(r"<th[^>]*>\s*Form\s*</th>", before)
    async with operator("import") as errand:
        await applying.apply(
            errand, SISTER, valid_from=date(2026, 1, 1), known=known(), clock=clock, vault=vault
        )
    page = (await national.get("/protocol")).text
    assert len(re.findall(r"<t[dh][^>]*>\s*visite\s*</t[dh]>", page)) == 10
    assert len(re.findall(r"<th[^>]*>\s*Form\s*</th>", page)) == 1, "PEGASE names none"


async def test_a_definition_comes_as_a_file(browse: Browse, people: People) -> None:
    national = browse(people.national)
    chosen = [("file", ("pegase-2.toml", SECOND.encode(), "text/plain"))]
    asked = await national.post(PAGE, {"from": "2025-06-01", "definition": ""}, files=chosen)
    assert asked.status_code == 303
    picture = [("file", ("photo.toml", b"\xff\xd8\xff", "text/plain"))]
    refused = await national.post(PAGE, {"definition": ""}, files=picture)
    assert (refused.status_code, 'id="field-file-error"' in refused.text) == (422, True)


async def test_a_set_is_chosen_for_an_establishment_or_set_aside(
    browse: Browse,
    people: People,
    count: Count,
    clock: SystemClock,
    vault: Vault,
) -> None:
    national = browse(people.national)
    chosen = {
        "programme": "pegase",
        "set": "B",
        "organization": str(NURSERY),
        "set_from": "2025-06-01",
    }
    addresses = [
        (await national.post("/protocol/sets", chosen)).headers["location"] for _ in range(2)
    ]
    for address in addresses:
        await count(address)
    aside = await national.post(addresses[0] + "/set-aside")
    assert aside.headers["location"] == PAGE
    assert "Was set aside" in (await national.get(PAGE)).text
    for act in ("application", "set-aside"):
        again = await national.post(f"{addresses[0]}/{act}")
        assert again.headers["location"] == addresses[0]
    assert M78 in await codes(people.nour, clock, vault)
    await national.post(addresses[1] + "/application")
    assert M78 not in await codes(people.nour, clock, vault)
    for wrong in (
        {**chosen, "set": "Z"},
        {**chosen, "set_from": ""},
        {**chosen, "organization": "x"},
    ):
        assert (await national.post("/protocol/sets", wrong)).status_code == 422


async def test_a_proposal_whose_day_has_passed_is_not_applied(
    browse: Browse,
    people: People,
    count: Count,
    clock: SystemClock,
) -> None:
    national = browse(people.national)
    asked = await national.post(PAGE, {"definition": SECOND, "from": "2025-06-01"})
    address = asked.headers["location"]
    late = (await national.post(PAGE, {"definition": SECOND, "from": "2025-03-10"})).headers[
        "location"
    ]
    await count(address)
    object.__setattr__(clock, "pinned", date(2025, 6, 2))
    refused = await national.post(address + "/application")
    assert refused.status_code == 422
    assert "This day has passed" in refused.text
    await count(late)
    assert "Refused" in (await national.get(late)).text


async def test_of_texts_with_one_number_applied_at_once_one_is_and_the_others_are_refused(
    browse: Browse, people: People, count: Count, clock: SystemClock, vault: Vault
) -> None:
    addresses = []
    for days in range(30, 38):
        text = SECOND.replace("lead_days = 30", f"lead_days = {days}")
        fields = {"definition": text, "from": "2025-06-01"}
        asked = await browse(people.national).post(PAGE, fields)
        addresses.append(asked.headers["location"])
        await count(addresses[-1])

    async def apply(address: str) -> object:
        wanted = ProposedId(UUID(address.rsplit("/", maxsplit=1)[1]))
        with people.national.here() as who:
            return await proposing.apply(who, wanted, clock=clock, vault=vault)

    answers = await asyncio.gather(*map(apply, addresses), return_exceptions=True)
    refused = [each.fields for each in answers if isinstance(each, Invalid)]
    assert refused == [{"version": applying.SAME_NUMBER}] * 7


async def test_the_protocol_is_the_national_teams_to_change_and_nobody_elses(
    browse: Browse, people: People
) -> None:
    one = f"/protocol/changes/{uuid4()}"
    for name in ("nour", "ambre", "administrator", "parent"):
        mine = browse(people.by_name[name])
        for path in (PAGE, one, "/protocol/definitions/pegase"):
            assert (await mine.get(path)).status_code == 403, name
        for path in (PAGE, "/protocol/sets", one + "/application", one + "/set-aside"):
            assert (await mine.post(path, {"definition": SECOND})).status_code == 403, name
    assert (await browse(people.national).get(one)).status_code == 404
    assert (await browse(people.national).get("/protocol/definitions/nobody")).status_code == 404
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into protocol_choice (id, programme, schedule_set, valid_from, applied_by,"
                " applied_at) values ({}, 'pegase', 'B', '2030-01-01', {}, now())",
                uuid4(),
                people.nour.actor.account,
            )
