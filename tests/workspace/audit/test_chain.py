"""The chain in the database: in the order of commits, by one sequencer, and no change of it goes unseen."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.audit.journal import as_owner, asked_owner, broken, chained, tell
from workspace.audit import queries, rules
from workspace.audit.model import Act
from workspace.audit.service import SEQUENCER_LOCK, record, sequence, verify
from workspace.database import acting_as, sql, transaction, write_held


async def test_a_person_does_not_chain(people: People, vault: Vault, database: Database) -> None:
    await tell(people, vault, Act.CHILD_READ)
    with people.nour.here():
        assert await sequence() == 0
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into audit_link (seq, event, leaf, head) values (1, gen_random_uuid(), '', '')"
            )
    with people.nour.here():
        async with transaction():
            await sql("delete from audit_pending")
    assert len(await asked_owner(database, "select event from audit_pending")) == 1


async def test_events_are_chained_once_in_batches(
    people: People, vault: Vault, worker: str, database: Database
) -> None:
    await tell(people, vault, *[Act.CHILD_READ] * 5)
    assert [2, 2, 1, 0] == [await chained(worker, batch=2) for _ in range(4)]
    rows = await asked_owner(
        database, "select seq, octet_length(head) as size from audit_link order by seq"
    )
    assert [(seq, 32) for seq in range(1, 6)] == [(row["seq"], row["size"]) for row in rows]
    assert await asked_owner(database, "select event from audit_pending") == []
    assert await broken(worker, vault) is None


async def test_an_empty_chain_holds(worker: str, vault: Vault) -> None:
    assert await chained(worker) == 0
    assert await broken(worker, vault) is None


async def test_the_chain_follows_the_order_of_commits(
    people: People, vault: Vault, worker: str, database: Database
) -> None:
    """An older transaction that is still open holds back whatever committed after it began."""
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        with people.ambre.here() as ambre:
            async with transaction():
                await record(ambre, Act.GROWTH_READ, dossier=LOU, vault=vault)
                await write_held()
                begun.set()
                await may_end.wait()

    await tell(people, vault, Act.CHILD_READ)
    slow = asyncio.create_task(slowly())
    await begun.wait()
    await tell(people, vault, Act.SCALE_READ)
    assert await chained(worker) == 1
    may_end.set()
    await slow
    assert await chained(worker) == 2
    rows = await asked_owner(
        database,
        "select e.act from audit_link l join audit_event e on e.id = l.event order by l.seq",
    )
    assert ["dossier:child:read", "dossier:growth:read", "dossier:scale:read"] == [
        row["act"] for row in rows
    ]
    assert await broken(worker, vault) is None


async def test_only_one_sequencer_works_at_a_time(
    people: People, vault: Vault, worker: str, database: Database
) -> None:
    await tell(people, vault, Act.CHILD_READ)
    other = await asyncpg.connect(database.url("grenier_worker"))
    await other.execute("select pg_advisory_lock($1)", SEQUENCER_LOCK)
    assert await chained(worker) == 0
    await other.close()
    assert await chained(worker) == 1


TAMPERINGS = {
    "an act is changed": "update audit_event set act = 'dossier:child:list' where id = $1",
    "a moment is changed": "update audit_event set at = at - interval '1 microsecond' where id = $1",
    "a commitment is changed": "update audit_event set commitment = sha256('') where id = $1",
    "an event is deleted": "delete from audit_event where id = $1",
    "a link is deleted": "delete from audit_link where event = $1",
    "a leaf is changed": "update audit_link set leaf = sha256('') where event = $1",
    "a head is changed": "update audit_link set head = sha256('') where event = $1",
    "two links change places": (
        "update audit_link set event = case event when $1 then (select event from audit_link where seq = 4)"
        " else $1 end where event = $1 or seq = 4"
    ),
    "an event takes the place of another": (
        "update audit_link set event = (select event from audit_link where seq = 1) where event = $1"
    ),
    "a link changes its number": "update audit_link set seq = 99 where event = $1",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
async def test_whoever_owns_the_tables_is_caught(
    people: People, vault: Vault, worker: str, database: Database, tampering: str
) -> None:
    await tell(people, vault, *[Act.CHILD_READ] * 5)
    assert await chained(worker) == 5
    assert await broken(worker, vault) is None
    (row,) = await asked_owner(database, "select event from audit_link where seq = 3")
    await as_owner(
        database, "alter table audit_link drop constraint if exists audit_link_event_key"
    )
    assert await as_owner(database, TAMPERINGS[tampering], row["event"]) in {
        "UPDATE 1",
        "UPDATE 2",
        "DELETE 1",
    }
    assert await broken(worker, vault) == 3


async def test_a_shredded_month_is_mute_and_its_chain_still_holds(
    people: People, vault: Vault, worker: str
) -> None:
    began = datetime.now(UTC)
    await tell(people, vault, Act.CHILD_READ, Act.GROWTH_READ)
    assert await chained(worker) == 2
    with people.auditor.here():
        async with transaction():
            rows = await queries.rows_about(LOU)
    with acting_as(worker):
        for month in {rules.month_scope(began), rules.month_scope(datetime.now(UTC))}:
            await vault.shred(month)
    assert rows
    for row in rows:
        with people.auditor.here():
            assert Act.UNREADABLE is (await queries.readable(row, vault=vault)).act
    assert await broken(worker, vault) is None


async def test_each_event_waits_to_be_chained_from_the_moment_it_is_written(
    people: People, vault: Vault, database: Database
) -> None:
    await tell(people, vault, Act.CHILD_READ)
    (event,) = await asked_owner(database, "select id from audit_event")
    (waiting,) = await asked_owner(database, "select event from audit_pending")
    assert isinstance(event["id"], UUID)
    assert event["id"] == waiting["event"]


async def test_a_long_chain_is_walked_in_batches(people: People, vault: Vault, worker: str) -> None:
    await tell(people, vault, *[Act.CHILD_READ] * 5)
    await chained(worker)
    with acting_as(worker):
        async with transaction():
            for batch in (1, 2, 5, 6):
                walked = [link.seq async for link, _ in queries.chain(batch)]
                assert [1, 2, 3, 4, 5] == walked


async def test_an_altered_payload_or_index_and_an_event_outside_the_chain_are_found(
    people: People, worker: str, database: Database, vault: Vault
) -> None:
    await tell(people, vault, Act.CHILD_READ, Act.BOX_OPEN)
    await chained(worker)
    with acting_as(worker):
        assert (await verify(vault=vault)).holds
    await as_owner(
        database, "update audit_index set dossier = gen_random_uuid() where dossier is not null"
    )
    with acting_as(worker):
        found = await verify(vault=vault)
    assert (None, 2) == (found.broken_at, found.unlike)
    await as_owner(database, "delete from audit_link where seq = (select max(seq) from audit_link)")
    with acting_as(worker):
        assert 1 == (await verify(vault=vault)).unfollowed
