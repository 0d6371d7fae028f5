"""Events written with what they tell of, by whoever did it, and mute when their month is shredded."""

import contextlib
import json
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.audit.journal import as_owner, asked_owner, tell
from workspace.audit import rules
from workspace.audit.model import Act
from workspace.audit.service import events_about, record
from workspace.database import sql, transaction
from workspace.ids import DossierId


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
