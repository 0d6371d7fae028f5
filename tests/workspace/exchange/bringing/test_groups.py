"""Group sessions of a file: known as one group by their code, shared among who came, shared anew when one is corrected."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People
from tests.workspace.exchange.bringing.conftest import Work, browse, clock, request_of, site, work
from tests.workspace.exchange.small import HEADERS
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.exchange.test_chosen import table as written
from tests.workspace.home.conftest import Browse
from tests.workspace.served import Browser, Files
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.care import corrections
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence, SessionId
from workspace.exchange.model import NewCareSession
from workspace.ids import DossierId
from workspace.jobs.model import JobKind

__all__ = ["browse", "clock", "site", "work"]

CHILDREN = [
    CHILD.replace("E9;Hermant;Lina", f"E{n};Hermant;{name}")
    for n, name in enumerate(("Lina", "Mona", "Nils"), start=7)
]
NO_GROUP = [f"E{n};psychomotricite;14/04/2022;;pegase;45;" for n in (7, 8, 9)]
GROUP = [f"{line}G1" for line in NO_GROUP]
SHARES = (
    "select presence, shared_by from care_session s where not exists"
    " (select from session_change c where c.session = s.id) order by presence, shared_by"
)


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


def sessions(lines: list[str]) -> Files:
    text = "".join(f"{line}\r\n" for line in (HEADERS["seances"] + ";groupe", *lines))
    children = ("files", ("enfants.csv", written("enfants", CHILDREN), "text/csv"))
    return [children, ("files", ("seances.csv", text.encode(), "text/csv"))]


async def brought(nour: Browser, work: Work, lines: list[str]) -> str:
    address = request_of(await nour.post("/import", files=sessions(lines)))
    await work(address)
    report = (await nour.get(address)).text
    await nour.post(f"{address}/confirmation")
    await work(address, JobKind.IMPORT_WRITE)
    return report


async def shares(owner: asyncpg.Connection) -> list[tuple[str, int]]:
    return [(row["presence"], row["shared_by"]) for row in await owner.fetch(SHARES)]


async def test_a_group_is_shared_among_those_who_came_and_anew_when_one_did_not(  # noqa: PLR0917 - fixtures
    browse: Browse,
    people: People,
    work: Work,
    vault: Vault,
    clock: SystemClock,
    owner: asyncpg.Connection,
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, GROUP)
    assert await shares(owner) == [("present", 3)] * 3
    assert "There is nothing to bring in." in await brought(nour, work, GROUP)
    row = await owner.fetchrow("select id, dossier from care_session limit 1")
    assert row is not None
    absent = NewSession(
        kind=CareKind.PSYCHOMOTOR,
        done_on=(await owner.fetchval("select done_on from care_session limit 1")),
        payer=Payer.PEGASE,
        minutes=45,
        presence=Presence.ABSENT,
    )
    with people.nour.here():
        clearance = people.nour.clearance(
            Permission.CARE_SESSION_ADD, dossier=DossierId(row["dossier"])
        )
        await corrections.correct(clearance, SessionId(row["id"]), absent, clock=clock, vault=vault)
    assert await shares(owner) == [("absent", 1), ("present", 2), ("present", 2)]


async def test_sessions_become_a_group_once_a_file_says_so_and_stay_one(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, NO_GROUP)
    assert await shares(owner) == [("present", 1)] * 3
    await brought(nour, work, GROUP[:2])
    assert await shares(owner) == [("present", 1), ("present", 2), ("present", 2)]
    await brought(nour, work, GROUP)
    assert await shares(owner) == [("present", 3)] * 3
    longer = [line.replace(";45;", ";50;") for line in NO_GROUP]
    await brought(nour, work, longer)
    assert await shares(owner) == [("present", 3)] * 3, "an empty cell erases nothing"


async def test_a_file_with_some_of_a_group_shares_it_among_all_who_came(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    await brought(nour, work, GROUP[:2])
    assert await shares(owner) == [("present", 2)] * 2
    await brought(nour, work, GROUP[2:])
    assert await shares(owner) == [("present", 3)] * 3, "one more came, another file says"
    await brought(nour, work, [GROUP[0].replace(";45;", ";50;")])
    assert await shares(owner) == [("present", 3)] * 3, "a line corrected alone is still of three"


async def test_the_same_code_another_day_or_kind_is_another_group(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    other = [line.replace("14/04", "15/04") for line in GROUP[:2]]
    talk = [GROUP[2].replace("psychomotricite", "psychologie")]
    await brought(browse(people.nour), work, [*GROUP, *other, *talk])
    assert await shares(owner) == [
        ("present", 1),
        *[("present", 2)] * 2,
        *[("present", 3)] * 3,
    ]


async def test_a_group_of_a_whole_school_is_refused(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch, work: Work
) -> None:
    monkeypatch.setattr("workspace.exchange.rules.LARGEST_GROUP", 2)
    report = await brought(browse(people.nour), work, GROUP)
    assert "This group has 3 children on this day, and a group has 2 at most." in report


async def test_nobody_but_an_import_says_what_was_a_group(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection, database: Database
) -> None:
    await brought(browse(people.nour), work, NO_GROUP)
    ids = [row["id"] for row in await owner.fetch("select id from care_session")]
    with people.nour.here():
        async with transaction():
            await sql(
                "select grenier_hold_imported({}::uuid[], {}::uuid[])", ids, [UUID(int=1)] * 3
            )
    superuser = await asyncpg.connect(database.url("postgres"))
    assert await superuser.fetchval("select count(*) from session_group") == 0
    await superuser.close()


def test_a_session_of_one_child_says_what_it_said_before_there_were_groups() -> None:
    """What earlier imports remember of a line is a print of all it says: it must not change by itself."""
    alone = NewCareSession(
        line=2,
        child="E7",
        kind=CareKind.PSYCHOLOGY,
        done_on=date(2022, 4, 14),
        payer=Payer.PEGASE,
        minutes=45,
    )
    assert set(alone.values()) == {"child", "kind", "done_on", "payer", "minutes", "practitioner"}
    assert replace(alone, group="G1").values()["group"] == "G1"
