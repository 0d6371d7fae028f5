"""A conversation that is open on a screen, while the session or the circle behind it changes."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, Person
from tests.workspace.messaging.line import Call, call, live_hub, port
from tests.workspace.messaging.talk import left_the_circle, read, said, send
from workspace.access.model import Clearance
from workspace.access.routes import clearance_of
from workspace.accounts.model import Account
from workspace.accounts.service import IDLE_SECONDS, accounts, sign_out
from workspace.hub import MemoryHub
from workspace.ids import AccountId
from workspace.messaging import live, service
from workspace.messaging.model import ConversationId

__all__ = ["call", "live_hub", "port"]


async def test_a_session_that_ended_hears_nothing_more(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        with people.odile.here() as actor:
            await sign_out(actor, vault=vault)
        await send(people.nour, talk, said("Not for Odile"), hub=hub, vault=vault)
        assert await odile.closed() == 4401


async def test_a_session_that_ended_sends_nothing_more(
    call: Call, people: People, talk: ConversationId, vault: Vault
) -> None:
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        with people.odile.here() as actor:
            await sign_out(actor, vault=vault)
        await odile.say(type="send", id=str(uuid4()), body="Too late")
        assert await odile.closed() == 4401
    assert (await read(people.nour, talk, vault=vault)).last_seq == 1


async def test_a_session_that_ends_between_two_questions_is_told_to_sign_in(
    call: Call, people: People, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session held when it was asked after, and not when the dossier was: the audit refuses to write."""
    ask = clearance_of

    async def ask_after_the_end(*asked: Any) -> Clearance:
        with people.odile.here() as actor:
            await sign_out(actor, vault=vault)
        return await ask(*asked)

    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        monkeypatch.setattr(live, "clearance_of", ask_after_the_end)
        await odile.say(type="read", seq=1)
        assert await odile.closed() == 4401


async def test_a_session_that_ends_between_two_statements_is_told_so(
    call: Call, people: People, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the members are called is asked after who they are: a session may end between the two."""

    async def after_the_end(ids: Iterable[AccountId], *, vault: Vault) -> dict[AccountId, Account]:
        await _grow_older(people.odile, database, minutes=60)
        return await accounts(ids, vault=vault)

    async with call(people.odile) as odile:
        monkeypatch.setattr(service, "accounts", after_the_end)
        await odile.say(type="resume", after=0)
        assert await odile.closed() == 4401


async def test_what_the_database_refuses_to_somebody_signed_in_is_forbidden(
    call: Call, people: People, database: Database
) -> None:
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        owner = await asyncpg.connect(database.url("grenier_owner"))
        await owner.execute("revoke update on conversation from grenier_app")
        await owner.execute("revoke update (last_seq, last_at) on conversation from grenier_app")
        await owner.close()
        await odile.say(type="send", id=str(uuid4()), body="Hello")
        assert await odile.closed() == 4403


async def test_who_left_the_circle_hears_nothing_more(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=0)
        await odile.hear("message")
        await left_the_circle(people, "odile")
        await send(people.nour, talk, said("Not for Odile"), hub=hub, vault=vault)
        assert await odile.closed() == 4404


async def test_a_connection_that_only_waits_does_not_keep_its_session_open(
    call: Call, people: People, database: Database
) -> None:
    """Idle for a quarter of an hour is signed out, even with a conversation left open on the screen."""
    async with call(people.odile) as odile, call(people.nour) as nour:
        await odile.say(type="resume", after=1)
        await _grow_older(people.odile, database, minutes=14)
        await nour.say(type="send", id=str(uuid4()), body="Hello")
        await odile.hear("message")
        await _grow_older(people.odile, database, minutes=2)
        await nour.say(type="send", id=str(uuid4()), body="Still there?")
        assert await odile.closed() == 4401


async def test_writing_keeps_a_session_open(call: Call, people: People, database: Database) -> None:
    async with call(people.odile) as odile:
        for minutes in (14, 14):
            await _grow_older(people.odile, database, minutes=minutes)
            await odile.say(type="send", id=str(uuid4()), body="Hello")
            await odile.hear("ack")


async def _grow_older(person: Person, database: Database, *, minutes: int) -> None:
    """Let a while pass in which this person's session did nothing."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(
        "update session set idle_seconds = $3, last_seen_at = last_seen_at - make_interval(mins => $1)"
        " where account = $2",
        minutes,
        person.actor.account,
        IDLE_SECONDS,
    )
    await owner.close()
