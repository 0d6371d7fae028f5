"""Who sees a conversation: who takes part and is still around the child, by the database's own rules."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of, grant_row
from tests.workspace.dossier.conftest import Operator
from tests.workspace.messaging.talk import left_the_circle, read, said, send, staged
from workspace.access import queries as grants
from workspace.access.permissions import Permission
from workspace.access.service import clear
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.errors import NotFound
from workspace.hub import MemoryHub
from workspace.ids import DossierId
from workspace.messaging.model import ConversationId

TABLES = ("conversation", "conversation_member", "message", "message_attachment")


@pytest.fixture
async def with_a_file(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> ConversationId:
    ref = await staged(people.nour, b"x", name="x.pdf", vault=vault)
    await send(people.nour, talk, said("Look", objects=(ref,)), hub=hub, vault=vault)
    return talk


async def seen(people: People, name: str) -> list[int]:
    """Return how many rows of each table this person's session sees, in raw SQL."""
    with people.by_name[name].here():
        async with transaction():
            return [
                (await sql(f"select count(*)::int as n from {table}"))[0]["n"]  # noqa: S608
                for table in TABLES
            ]


@pytest.mark.usefixtures("with_a_file")
@pytest.mark.parametrize("name", ["nour", "ambre", "odile"])
async def test_who_takes_part_sees_the_conversation(people: People, name: str) -> None:
    assert await seen(people, name) == [1, 3, 2, 1]


@pytest.mark.usefixtures("with_a_file")
@pytest.mark.parametrize(
    "name", ["yann", "noe", "diane", "stranger", "national", "administrator", "auditor"]
)
async def test_nobody_else_sees_a_row(people: People, name: str) -> None:
    assert await seen(people, name) == [0, 0, 0, 0]


@pytest.mark.usefixtures("with_a_file")
async def test_without_its_policies_the_circle_would_see_it_all(
    people: People, database: Database
) -> None:
    """The negative control of the test before: the rows are there."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    for table in TABLES:
        await owner.execute(f"drop policy {table}_select on {table}")
        await owner.execute(f"create policy open_{table} on {table} for select using (true)")
    await owner.close()
    assert await seen(people, "yann") == [1, 3, 2, 1]


@pytest.mark.parametrize("name", ["yann", "noe"])
async def test_who_is_around_the_child_but_takes_no_part_finds_nothing(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault, name: str
) -> None:
    person = people.by_name[name]
    with pytest.raises(NotFound):
        await read(person, talk, vault=vault)
    with pytest.raises(NotFound):
        await send(person, talk, said("Hello"), hub=hub, vault=vault)


async def test_who_left_the_circle_reads_nothing_more(
    people: People, with_a_file: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    assert await seen(people, "odile") == [1, 3, 2, 1]
    await left_the_circle(people, "odile")

    assert await seen(people, "odile") == [0, 0, 0, 0]
    with pytest.raises(NotFound):
        await read(people.odile, with_a_file, vault=vault)
    with pytest.raises(NotFound):
        await send(people.odile, with_a_file, said("Hello"), hub=hub, vault=vault)
    with people.odile.here() as odile, pytest.raises(NotFound):
        await clear(odile, LOU, Permission.CONVERSATION_READ, clock=SystemClock(), vault=vault)
    with people.odile.here():
        async with transaction():
            moved = await sql("update conversation_member set read_seq = 2 returning id")
    assert moved == []


async def test_the_stranger_is_told_that_there_is_nothing(
    people: People, talk: ConversationId, vault: Vault
) -> None:
    assert talk
    with people.stranger.here() as stranger, pytest.raises(NotFound):
        await clear(stranger, LOU, Permission.CONVERSATION_READ, clock=SystemClock(), vault=vault)


# ── What raw SQL cannot do ───────────────────────────────────────────────────────────────────────


async def refused(people: People, name: str, statement: str, *values: Any) -> None:
    with (
        people.by_name[name].here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"row-level security|denied"),
    ):
        async with transaction():
            await sql(statement, *values)


ADD_MEMBER = (
    "insert into conversation_member (id, conversation, dossier, account, joined_at, read_seq)"
    " values ({}, {}, {}, {}, now(), 0)"
)
ADD_MESSAGE = (
    "insert into message (id, conversation, dossier, seq, author, sent_at, encrypted_body, body_index)"
    " values ({}, {}, {}, 9, {}, now(), '', '')"
)
ADD_ATTACHMENT = (
    "insert into message_attachment (id, message, conversation, dossier, position, object, encrypted_meta)"
    " values ({}, {}, {}, {}, 0, {}, '')"
)


@pytest.mark.parametrize("name", ["stranger", "diane"])
async def test_nobody_from_outside_can_be_added(
    people: People, talk: ConversationId, name: str
) -> None:
    """A stranger, and a director around the child whose role takes no part in messages."""
    await refused(people, "nour", ADD_MEMBER, uuid4(), talk, LOU, account_of(name))


async def test_somebody_around_the_child_can_be_added_by_a_member(
    people: People, talk: ConversationId
) -> None:
    """The negative control: the same statement, for somebody who may be written to."""
    with people.nour.here():
        async with transaction():
            await sql(ADD_MEMBER, uuid4(), talk, LOU, account_of("yann"))
    assert (await seen(people, "yann"))[0] == 1


async def test_nobody_adds_themselves(people: People, talk: ConversationId) -> None:
    await refused(people, "yann", ADD_MEMBER, uuid4(), talk, LOU, account_of("yann"))


async def test_nobody_writes_for_another_nor_from_outside(
    people: People, talk: ConversationId
) -> None:
    await refused(people, "ambre", ADD_MESSAGE, uuid4(), talk, LOU, account_of("nour"))
    await refused(people, "yann", ADD_MESSAGE, uuid4(), talk, LOU, account_of("yann"))


async def test_a_message_belongs_to_the_dossier_of_its_conversation(
    people: People, operator: Operator, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    """Somebody around two children cannot bring the words of one into the dossier of the other."""
    other = DossierId(uuid4())
    async with operator("demo"), transaction():
        await grants.insert([grant_row("ambre", other, now=SystemClock().now())])
    message = said("Hello")
    await send(people.ambre, talk, message, hub=hub, vault=vault)

    await refused(people, "ambre", ADD_MESSAGE, uuid4(), talk, other, account_of("ambre"))
    await refused(people, "ambre", ADD_ATTACHMENT, uuid4(), message.id, talk, other, uuid4())


async def test_only_its_author_attaches_to_a_message(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    message = said("Hello")
    await send(people.ambre, talk, message, hub=hub, vault=vault)
    await refused(people, "odile", ADD_ATTACHMENT, uuid4(), message.id, talk, LOU, uuid4())


@pytest.mark.parametrize(
    "statement",
    [
        "update message set seq = 7",
        "delete from message",
        "update conversation set encrypted_subject = ''",
        "delete from conversation",
        "update conversation_member set account = joined_at::text::uuid",
        "delete from conversation_member",
        "update message_attachment set object = id",
    ],
)
async def test_what_was_said_is_never_changed(
    people: People, with_a_file: ConversationId, statement: str
) -> None:
    assert with_a_file
    await refused(people, "nour", statement)


async def test_nobody_moves_the_reading_of_another(people: People, talk: ConversationId) -> None:
    with people.nour.here():
        async with transaction():
            rows = await sql(
                "update conversation_member set read_seq = 1 where conversation = {} and account = {}"
                " returning id",
                talk,
                account_of("ambre"),
            )
    assert rows == []
