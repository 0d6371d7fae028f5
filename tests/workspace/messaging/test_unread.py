"""Who has not read a message is told that something waits: once, until they have, and not when they read it meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.messaging.talk import left_the_circle, mark_read, said, send
from workspace.accounts.service import open_service_session
from workspace.clock import FixedClock
from workspace.database import Door, acting_as, transaction
from workspace.hub import MemoryHub
from workspace.messaging import queries, unread
from workspace.messaging.model import ConversationId, MessageId
from workspace.notices import service as notices
from workspace.notices.mail import Letter
from workspace.notices.model import NoticeKind, Reach

TELL, SEND = "messaging:message:tell", "notices:notice:send"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


class Box:
    """A mail server that keeps to whom it was asked to write."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def send(self, letter: Letter) -> None:
        self.to.append(letter.to)


class Worker:
    """The jobs of the worker, run one after the other as it runs them."""

    def __init__(
        self, door: Door, owner: asyncpg.Connection, clock: FixedClock, vault: Vault
    ) -> None:
        self.owner, self.box = owner, Box()
        self._door = door
        self._handlers = {
            TELL: unread.telling(clock=clock),
            SEND: notices.sending(
                gateway=self.box,
                origin="https://grenier.example",
                waits={NoticeKind.MESSAGE: unread.still_waits},
                clock=clock,
                vault=vault,
            ),
        }

    async def __call__(self, kind: str) -> None:
        _, secret = await open_service_session("worker", door=self._door)
        rows = await self.owner.fetch(
            "delete from pgqueuer where entrypoint = $1 returning payload", kind
        )
        for row in rows:
            with acting_as(secret):
                await self._handlers[kind](UUID(row["payload"].decode()))

    async def told(self) -> set[tuple[UUID, str]]:
        rows = await self.owner.fetch("select account, state from notice where kind = 'message'")
        return {(row["account"], row["state"]) for row in rows}


@pytest.fixture
def worker(worker_door: Door, owner: asyncpg.Connection, clock: FixedClock, vault: Vault) -> Worker:
    return Worker(worker_door, owner, clock, vault)


async def reachable(people: People, clock: FixedClock, vault: Vault, *, mail: bool = True) -> None:
    for name in ("ambre", "odile"):
        with people.by_name[name].here() as who:
            reach = Reach(address=f"{name}@example.org", mail=mail, not_at_night=False)
            await notices.keep_my_reach(who, reach, clock=clock, vault=vault)


async def test_nobody_is_told_before_ten_minutes(
    talk: ConversationId, owner: asyncpg.Connection
) -> None:
    assert talk
    waits = await owner.fetchval(
        "select execute_after - created from pgqueuer where entrypoint = $1", TELL
    )
    assert waits == unread.PATIENCE == timedelta(minutes=10)


async def test_who_has_read_is_not_told_and_who_has_not_is_told_once(  # noqa: PLR0917
    people: People,
    talk: ConversationId,
    worker: Worker,
    clock: FixedClock,
    hub: MemoryHub,
    vault: Vault,
) -> None:
    await reachable(people, clock, vault)
    await mark_read(people.ambre, talk, 1, hub=hub)
    await send(people.nour, talk, said("And who drives?"), hub=hub, vault=vault)
    await mark_read(people.ambre, talk, 2, hub=hub)
    await worker(TELL)
    assert await worker.told() == {(account_of("odile"), "queued")}
    await send(people.nour, talk, said("Anybody?"), hub=hub, vault=vault)
    await worker(TELL)
    await worker(SEND)
    assert worker.box.to.count("odile@example.org") == 1, "one notice for three messages"
    assert worker.box.to.count("ambre@example.org") == 1, "the third one she had not read"
    assert "nour@example.org" not in worker.box.to

    await mark_read(people.odile, talk, 3, hub=hub)
    await send(people.nour, talk, said("Thank you."), hub=hub, vault=vault)
    await worker(TELL)
    await worker(SEND)
    assert worker.box.to.count("odile@example.org") == 2, "she had read: a new one is told"


async def test_a_notice_expires_when_what_it_tells_of_is_read(  # noqa: PLR0917
    people: People,
    talk: ConversationId,
    worker: Worker,
    clock: FixedClock,
    hub: MemoryHub,
    vault: Vault,
) -> None:
    await reachable(people, clock, vault)
    await worker(TELL)
    await mark_read(people.odile, talk, 1, hub=hub)
    await worker(SEND)
    assert worker.box.to == ["ambre@example.org"]
    assert (account_of("odile"), "expired") in await worker.told()


@pytest.mark.usefixtures("talk")
async def test_what_people_chose_and_where_they_are_is_respected(
    people: People, worker: Worker, clock: FixedClock, vault: Vault
) -> None:
    await reachable(people, clock, vault, mail=False)
    await left_the_circle(people, "ambre")
    await worker(TELL)
    await worker(SEND)
    assert worker.box.to == []
    assert await worker.told() == {(account_of("odile"), "not_sent")}


async def test_the_worker_alone_is_told_who_has_not_read(
    people: People, talk: ConversationId, owner: asyncpg.Connection, worker_door: Door
) -> None:
    message = MessageId(await owner.fetchval("select id from message"))
    for name in ("nour", "odile", "stranger"):
        with people.by_name[name].here():
            async with transaction():
                assert await queries.unread_by(message) == [], name
                assert not await queries.waits_unread(talk, account_of("odile"), 0), name
    _, secret = await open_service_session("worker", door=worker_door)
    with acting_as(secret):  # the negative control
        async with transaction():
            found = await queries.unread_by(message)
            assert await queries.waits_unread(talk, account_of("odile"), 0)
    assert {(dossier, seq) for _, dossier, _, seq in found} == {(LOU, 0)}
