"""What is said before files are brought in: who is given a place, and which child is known already."""

from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import NURSERY, People, account_of, become
from tests.workspace.exchange.bringing.conftest import Work, send
from tests.workspace.exchange.bringing.test_rules import request
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.exchange.test_own import SESSION
from tests.workspace.home.conftest import Browse
from tests.workspace.served import Browser
from workspace.actor import Role
from workspace.errors import Invalid
from workspace.exchange.bringing import rules
from workspace.exchange.bringing.model import ImportState
from workspace.exchange.bringing.sealing import outcome_from, outcome_text
from workspace.exchange.receipt import Offer, Seat
from workspace.ids import DossierId
from workspace.jobs.model import JobKind

WRITE = JobKind.IMPORT_WRITE
ALMA = "MAT;Bouchet;Alma;maternant;;;non;;;30/06/2021;"
EMMA = "REF;Millet;Emma;referent_ase;;;oui;;;30/06/2021;"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.url("grenier_owner"))
    yield connection
    await connection.close()


async def bring(nour: Browser, work: Work, **lines: list[str]) -> None:
    address = await send(nour, **lines)
    await work(address)
    answer = await nour.post(f"{address}/confirmation")
    assert answer.status_code == 303, (await nour.get(address)).text
    await work(address, WRITE)


@pytest.fixture
async def emma(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection, database: Database
) -> str:
    """Return the account of a key worker of Nour's establishment, who is in the directory."""
    await bring(browse(people.nour), work, professionnels=[EMMA])
    account = account_of("administrator")
    await become("administrator", Role.KEY_WORKER, owner_url=database.url("grenier_owner"))
    mine = "update practitioner set account = $1, organization = $2"
    await owner.execute(mine, account, NURSERY)
    return str(account)


async def children(owner: asyncpg.Connection) -> list[DossierId]:
    rows = await owner.fetch("select id from dossier where organization = $1", NURSERY)
    return [DossierId(row["id"]) for row in rows]


async def places(owner: asyncpg.Connection, dossier: DossierId) -> set[str]:
    rows = await owner.fetch("select role from access_grant where dossier = $1", dossier)
    return {row["role"] for row in rows}


@pytest.mark.parametrize("is_ticked", [False, True])
async def test_a_key_worker_has_a_place_when_it_is_ticked_alone(
    browse: Browse,
    people: People,
    work: Work,
    owner: asyncpg.Connection,
    emma: str,
    *,
    is_ticked: bool,
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    page = (await nour.get(address)).text
    assert "Give a place to:" in page
    assert "Emma Millet, ASE key worker (1 child)" in page
    assert f'value="{emma}">' in page, "offered, not ticked"
    ticked = {"seated": emma} if is_ticked else {}
    await nour.post(f"{address}/confirmation", ticked)
    await work(address, WRITE)
    (child,) = await children(owner)
    given = {"coordinator", "key_worker"} if is_ticked else {"coordinator"}
    assert await places(owner, child) == given
    report = (await nour.get(address)).text
    assert ("Around them were also given a place:" in report) is is_ticked
    assert ("Emma Millet" in report) is is_ticked


@pytest.mark.parametrize(("is_home", "is_ticked"), [(False, False), (True, False), (True, True)])
async def test_a_foster_carer_is_named_for_a_child_who_lives_with_them_and_has_no_place_unticked(
    browse: Browse,
    people: People,
    work: Work,
    owner: asyncpg.Connection,
    database: Database,
    *,
    is_home: bool,
    is_ticked: bool,
) -> None:
    nour = browse(people.nour)
    await bring(nour, work, professionnels=[ALMA])
    account = account_of("administrator")
    await become("administrator", Role.CARER, owner_url=database.url("grenier_owner"))
    await owner.execute("update practitioner set account = $1, organization = $2", account, NURSERY)
    before = set(await children(owner))
    home = "Famille Bouchet" if is_home else "Famille Payen"
    filled = ["E9;ASQ-SE-2;2;10/03/2022;MAT;;;;;;85", "E10;ASQ-SE-2;2;10/03/2022;MAT;;;;;;85"]
    other = CHILD.replace("E9", "E10").replace("Hermant", "Vasseur")
    lines = {
        "enfants": [CHILD, other],
        "echelles": filled,
        "placements": [f"E9;famille_accueil;{home};01/05/2022;"],
    }
    address = await send(nour, **lines)
    await work(address)
    page = (await nour.get(address)).text
    assert ("Alma Bouchet, Foster carer (1 child)" in page) is is_home
    assert "who live with them now" in page or not is_home
    assert f'value="{account}" checked' not in page
    await nour.post(f"{address}/confirmation", {"seated": str(account)} if is_ticked else {})
    await work(address, WRITE)
    roles = [await places(owner, each) for each in set(await children(owner)) - before]
    assert sum("carer" in each for each in roles) == is_ticked


async def test_a_line_said_to_be_a_known_child_leads_to_the_dossier(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    before = set(await children(owner))
    await bring(nour, work, enfants=[CHILD])
    (known,) = set(await children(owner)) - before
    other = CHILD.replace("E9", "E10")
    address = await send(nour, enfants=[other], seances=[SESSION.replace("E9", "E10")])
    await work(address)
    page = (await nour.get(address)).text
    assert "Is it the same child?" in page
    assert "Line 2, code E10: Lina Hermant" in page
    assert f'<a href="/children/{known}">' in page
    await nour.post(f"{address}/confirmation", {"same": "0"})
    await work(address, WRITE)
    assert set(await children(owner)) == before | {known}
    assert "the code leads to it" in (await nour.get(address)).text
    again = await send(nour, seances=[SESSION.replace("E9", "E10").replace("14/04", "15/04")])
    await work(again)
    assert "One line can be brought in." in (await nour.get(again)).text, "the code is known"


async def test_a_line_of_which_nothing_is_said_opens_a_dossier(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    await bring(nour, work, enfants=[CHILD])
    before = await children(owner)
    address = await send(nour, enfants=[CHILD.replace("E9", "E10")])
    await work(address)
    refused = await nour.post(
        f"{address}/confirmation", {"same": "7", "seated": str(account_of("emma"))}
    )
    assert refused.status_code == 422
    assert "This is not one of what is proposed." in refused.text
    await nour.post(f"{address}/confirmation")
    await work(address, WRITE)
    assert len(await children(owner)) == len(before) + 1


def test_what_is_ticked_is_what_was_proposed_once() -> None:
    one, two = (DossierId(account_of(name)) for name in ("emma", "ambre"))
    offers = tuple(
        Offer(code=code, line=line, dossier=dossier)
        for code, line, dossier in (("A", 2, one), ("A", 2, two), ("B", 3, one))
    )
    seat = Seat(
        account=account_of("emma"), name="", role=Role.KEY_WORKER, children=1, is_given=False
    )
    known = request(ImportState.CHECKED).outcome
    assert known is not None
    outcome = replace(known, seats=(seat,), offers=offers)
    said = rules.chosen(outcome, [str(seat.account)], ["1", "2"])
    assert (said.seated, said.same) == (frozenset({seat.account}), {"A": two, "B": one})
    assert outcome_from(outcome_text(said)) == said
    for twice in (["0", "1"], ["0", "2"]):
        with pytest.raises(Invalid) as error:
            rules.chosen(outcome, [], twice)
        assert error.value.fields == {"same": rules.SAID_TWICE}
    for seated, same in (([str(account_of("nour"))], []), ([], ["3"])):
        with pytest.raises(Invalid):
            rules.chosen(outcome, seated, same)
