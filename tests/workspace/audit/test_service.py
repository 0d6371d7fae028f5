"""Events written with what they tell of, chained in the order of commits, and mute when their month is shredded."""

import asyncio
import contextlib
import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from workspace.accounts.service import open_service_session
from workspace.audit import queries, rules
from workspace.audit.model import Act
from workspace.audit.service import (
    SEQUENCER_LOCK,
    events_about,
    record,
    sequence,
    verify,
)
from workspace.database import Door, acting_as, sql, transaction
from workspace.ids import DossierId


@pytest.fixture
async def worker(worker_door: Door) -> str:
    """The secret of the worker's session."""
    _, secret = await open_service_session("worker", door=worker_door)
    return secret


async def tell(people: People, vault: Vault, *acts: Act, dossier: DossierId = LOU) -> None:
    """Let Nour do `acts`, each in a transaction of its own."""
    for act in acts:
        with people.nour.here() as nour:
            async with transaction():
                await record(nour, act, dossier=dossier, vault=vault)


async def chained(worker: str, *, batch: int = 2_000) -> int:
    with acting_as(worker):
        return await sequence(batch=batch)


async def broken(worker: str, vault: Vault) -> int | None:
    with acting_as(worker):
        return (await verify(vault=vault)).broken_at


async def as_owner(database: Database, statement: str, *values: object) -> str:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        return str(await owner.execute(statement, *values))
    finally:
        await owner.close()


async def asked_owner(database: Database, query: str) -> list[asyncpg.Record]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        rows: list[asyncpg.Record] = await owner.fetch(query)
    finally:
        await owner.close()
    return rows


async def test_an_event_says_who_did_what_where_and_when(people: People, vault: Vault) -> None:
    subject = uuid4()
    before = datetime.now(UTC)
    with people.nour.here() as nour:
        async with transaction():
            await record(
                nour,
                Act.DOCUMENT_OPEN,
                dossier=LOU,
                subject=subject,
                detail={"pages": "3"},
                vault=vault,
            )
    with people.auditor.here() as auditor:
        (event,) = await events_about(auditor, LOU, vault=vault)
    assert (Act.DOCUMENT_OPEN, account_of("nour"), people.nour.actor.role) == (
        event.act,
        event.actor,
        event.role,
    )
    assert (LOU, subject, {"pages": "3"}) == (event.dossier, event.subject, event.detail)
    assert before <= event.at <= datetime.now(UTC)


async def test_an_event_may_be_about_no_dossier(
    people: People, vault: Vault, database: Database
) -> None:
    with people.nour.here() as nour:
        async with transaction():
            await record(nour, Act.SESSION_OPEN, vault=vault)
    rows = await asked_owner(database, "select dossier, account from audit_index")
    assert [(None, account_of("nour"))] == [(row["dossier"], row["account"]) for row in rows]


async def _fail_after_recording(people: People, vault: Vault) -> None:
    with people.nour.here() as nour:
        async with transaction():
            await record(nour, Act.CHILD_READ, dossier=LOU, vault=vault)
            raise ValueError("the act failed")


async def test_an_event_rolls_back_with_the_act(
    people: People, vault: Vault, database: Database
) -> None:
    with pytest.raises(ValueError, match="the act failed"):
        await _fail_after_recording(people, vault)
    assert await asked_owner(database, "select id from audit_event") == []


async def test_nobody_writes_an_event(people: People, vault: Vault) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await record(people.nour.actor, Act.CHILD_READ, dossier=LOU, vault=vault)


async def test_nobody_writes_an_event_under_another_s_name(people: People, vault: Vault) -> None:
    with people.odile.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await record(people.nour.actor, Act.CHILD_READ, dossier=LOU, vault=vault)


async def test_what_lies_in_the_table_names_nobody(
    people: People, vault: Vault, database: Database
) -> None:
    await tell(people, vault, Act.CHILD_READ)
    (row,) = await asked_owner(database, "select * from audit_event")
    stored = str(row["encrypted_payload"]) + row["commitment"].hex()
    for told in (str(LOU), str(account_of("nour")), LOU.hex, "coordinator"):
        assert told not in stored


async def test_the_commitment_holds_the_payload(
    people: People, vault: Vault, database: Database
) -> None:
    await tell(people, vault, Act.CHILD_READ)
    (row,) = await asked_owner(database, "select * from audit_event")
    purpose = f"audit_event:encrypted_payload:{row['id']}"
    payload = await in_transaction(vault, row["at"], purpose, row["encrypted_payload"], people)
    salt = bytes.fromhex(json.loads(payload)["salt"])
    assert len(salt) == 32
    assert row["commitment"] == rules.commitment(salt, payload.encode())


async def in_transaction(
    vault: Vault, at: datetime, purpose: str, sealed: bytes, people: People
) -> str:
    with people.nour.here():
        async with transaction():
            return await vault.decrypt_text(rules.month_scope(at), purpose, sealed)


@pytest.mark.parametrize("name", ["nour", "stranger", "national", "administrator", "parent"])
async def test_the_journal_is_not_read_by_colleagues(
    people: People, vault: Vault, name: str
) -> None:
    await tell(people, vault, Act.CHILD_READ)
    person = people.by_name[name]
    with person.here() as actor:
        assert await events_about(actor, LOU, vault=vault) == ()


async def test_the_newest_comes_first_and_reading_is_itself_written(
    people: People, vault: Vault
) -> None:
    await tell(people, vault, Act.CHILD_READ, Act.GROWTH_READ)
    await tell(people, vault, Act.CHILD_READ, dossier=DossierId(uuid4()))
    with people.auditor.here() as auditor:
        first = await events_about(auditor, LOU, vault=vault)
        again = await events_about(auditor, LOU, vault=vault)
    assert [Act.GROWTH_READ, Act.CHILD_READ] == [event.act for event in first]
    assert Act.HANDOVER_READERS == again[0].act
    assert first == again[1:]


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_event set act = 'dossier:child:list'",
        "update audit_event set at = now()",
        "update audit_event set encrypted_payload = ''",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_index set account = gen_random_uuid()",
        "delete from audit_index",
        "update audit_link set head = ''",
        "delete from audit_link",
        "update audit_pending set event = gen_random_uuid()",
        "insert into audit_pending (event) values (gen_random_uuid())",
    ],
)
async def test_nothing_written_is_changed_whoever_asks(
    people: People, vault: Vault, worker: str, database: Database, statement: str
) -> None:
    """The right is missing for the role itself: neither a person nor a service session has it."""
    await tell(people, vault, Act.CHILD_READ)
    for role, secret in (("grenier_app", people.nour.secret), ("grenier_worker", worker)):
        connection = await asyncpg.connect(database.url(role))
        await connection.execute("select set_config('app.ctx', $1, false)", secret)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
        await connection.close()


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
    await tell(people, vault, Act.CHILD_READ, Act.GROWTH_READ)
    assert await chained(worker) == 2
    with people.auditor.here():
        async with transaction():
            rows = await queries.rows_about(LOU)
    with acting_as(worker):
        await vault.shred(rules.month_scope(datetime.now(UTC)))
    assert rows
    for row in rows:
        with people.auditor.here():
            assert Act.UNREADABLE is (await queries.readable(row, vault=vault)).act
    assert await broken(worker, vault) is None


DESTRUCTIONS = {
    "update data_key set wrap = null, shredded_at = now()": None,
    "insert into data_key (id, scope, version, kid, wrap) select gen_random_uuid(), scope, 2, kid, wrap from data_key": (
        asyncpg.InsufficientPrivilegeError
    ),
    "insert into data_key (id, scope, version, kid, shredded_at)"
    " values (gen_random_uuid(), '00000000-0000-8000-8000-010020990001', 1, '', now())": (
        asyncpg.InsufficientPrivilegeError
    ),
}


@pytest.mark.parametrize("statement", DESTRUCTIONS)
async def test_a_person_s_session_destroys_no_key(
    people: People, vault: Vault, statement: str
) -> None:
    """Whoever finds a hole in our SQL silences neither a month of the audit nor a dossier of theirs."""
    await tell(people, vault, Act.CHILD_READ)
    refusal = DESTRUCTIONS[statement]
    with people.nour.here(), pytest.raises(refusal) if refusal else contextlib.nullcontext():
        async with transaction():
            await sql(statement)
    with people.auditor.here() as auditor:
        assert len(await events_about(auditor, LOU, vault=vault)) == 1


async def test_a_payload_put_under_another_event_does_not_open(
    people: People, vault: Vault, database: Database
) -> None:
    await tell(people, vault, Act.CHILD_READ, Act.GROWTH_READ)
    await as_owner(
        database,
        "update audit_event set encrypted_payload = (select encrypted_payload from audit_event"
        " where act = 'dossier:child:read') where act = 'dossier:growth:read'",
    )
    with people.auditor.here() as auditor:
        found = await events_about(auditor, LOU, vault=vault)
    assert [Act.UNREADABLE, Act.CHILD_READ] == [event.act for event in found]


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


async def test_an_entry_that_cannot_be_read_does_not_hide_the_others(
    people: People, worker: str, database: Database, vault: Vault
) -> None:
    await tell(people, vault, Act.CHILD_READ, Act.BOX_OPEN)
    assert worker
    await as_owner(
        database,
        "update audit_event set encrypted_payload = '\\x00' where act = $1",
        Act.BOX_OPEN.value,
    )
    with people.auditor.here() as auditor:
        found = await events_about(auditor, LOU, vault=vault)
    assert {Act.CHILD_READ, Act.UNREADABLE} == {event.act for event in found}


async def test_nobody_chooses_the_place_of_an_entry(people: People) -> None:
    """A forged transaction or time would keep an entry out of the chain, or set it in the past."""
    for column, value in (("tx", "'18446744073709551000'"), ("ordinal", "1")):
        with people.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(
                    f"insert into audit_event (id, at, act, commitment, encrypted_payload, {column})"  # noqa: S608
                    f" values (gen_random_uuid(), now(), 'a:b', '', '', {value})"
                )
    with people.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into audit_event (id, at, act, commitment, encrypted_payload)"
                " values (gen_random_uuid(), now() - interval '1 hour', 'a:b', '', '')"
            )
