"""Jobs: asked for in a transaction, done by a worker, done once, taken over when a worker dies."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People
from workspace.database import Door, sql, transaction
from workspace.jobs import queries, service
from workspace.jobs import running as subject
from workspace.jobs.model import Handler, JobKind
from workspace.jobs.running import JobRunner

SOON = 60.0
SILENCE = timedelta(seconds=1)
KIND = JobKind.NOTICE_SEND
ROOT = Path(__file__).parents[3]

AtWork = Callable[[Handler], AbstractAsyncContextManager[None]]


@pytest.fixture
def at_work(database: Database, worker_door: Door, monkeypatch: pytest.MonkeyPatch) -> AtWork:
    """Give a way to run a worker of this process with one handler."""
    monkeypatch.setattr(subject, "PATIENCE", 0.05)

    @asynccontextmanager
    async def work(handler: Handler) -> AsyncIterator[None]:
        runner = JobRunner(
            database.url("grenier_worker"),
            door=worker_door,
            handlers={KIND: handler},
            silence=SILENCE,
        )
        running = asyncio.create_task(runner.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    return work


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def becomes(owner: asyncpg.Connection, query: str, expected: object) -> None:
    async with asyncio.timeout(SOON):
        while await owner.fetchval(query) != expected:  # noqa: ASYNC110 - a row makes no event
            await asyncio.sleep(0.05)


async def asked(people: People, thing: UUID) -> None:
    with people.nour.here():
        async with transaction():
            await queries.enqueue(KIND, thing)


WAITING = "select count(*) from pgqueuer"


async def test_what_is_rolled_back_was_never_asked_for(
    people: People, owner: asyncpg.Connection
) -> None:
    async def changes_their_mind() -> None:
        async with transaction():
            await queries.enqueue(KIND, uuid4())
            raise LookupError

    with people.nour.here(), pytest.raises(LookupError):
        await changes_their_mind()
    assert await owner.fetchval(WAITING) == 0

    await asked(people, uuid4())
    assert await owner.fetchval(WAITING) == 1


async def test_nobody_asks_for_nothing(database: Database, owner: asyncpg.Connection) -> None:
    assert database
    async with transaction():
        await queries.enqueue(KIND, uuid4())
    assert await owner.fetchval(WAITING) == 0


async def test_the_same_work_waits_once(people: People, owner: asyncpg.Connection) -> None:
    thing = uuid4()
    await asked(people, thing)
    await asked(people, thing)
    await asked(people, uuid4())
    assert await owner.fetchval(WAITING) == 2


async def test_a_job_holds_an_identifier_and_nothing_else(
    people: People, owner: asyncpg.Connection
) -> None:
    thing = uuid4()
    await asked(people, thing)
    (row,) = await owner.fetch("select entrypoint, payload, headers, dedupe_key from pgqueuer")
    assert tuple(row) == (KIND.value, str(thing).encode(), None, f"{KIND.value}/{thing}")


async def test_a_job_is_done_as_the_worker(
    people: People, owner: asyncpg.Connection, at_work: AtWork
) -> None:
    done: list[UUID] = []

    async def handler(thing: UUID) -> None:
        async with transaction():
            (row,) = await sql("select grenier_serves('worker') as is_worker")
        assert row["is_worker"]
        done.append(thing)

    thing = uuid4()
    async with at_work(handler):
        await asked(people, thing)
        await becomes(owner, WAITING, 0)
    assert done == [thing]


async def test_a_failure_is_tried_again_later_and_says_nothing_of_whom(
    people: People,
    owner: asyncpg.Connection,
    at_work: AtWork,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def handler(_: UUID) -> None:
        raise LookupError("Lou Delattre is nowhere")

    async with at_work(handler):
        await asked(people, uuid4())
        await becomes(owner, "select attempts from pgqueuer", 1)
    (row,) = await owner.fetch("select status::text, execute_after - now() as wait from pgqueuer")
    told = str(await owner.fetch("select * from pgqueuer_log"))

    assert row["status"] == "queued"
    assert timedelta(seconds=10) < row["wait"] <= timedelta(seconds=30)
    assert "LookupError" in told
    assert "LookupError" in caplog.text
    assert "Lou" not in told + caplog.text


async def test_what_fails_too_often_is_given_up_and_listed(
    people: People, owner: asyncpg.Connection, at_work: AtWork
) -> None:
    async def handler(_: UUID) -> None:
        raise LookupError("Lou Delattre is nowhere")

    await asked(people, uuid4())
    await owner.execute("update pgqueuer set attempts = 4")
    async with at_work(handler):
        await becomes(owner, "select count(*) from pgqueuer where status = 'failed'", 1)
    seen = {}
    for person in (people.nour, people.administrator, people.odile):
        with person.here():
            async with transaction():
                seen[person.name] = [(one.kind, one.tries) for one in await queries.given_up()]

    assert "Lou" not in str(await owner.fetch("select * from pgqueuer_log"))
    assert seen == {"nour": [(KIND, 5)], "administrator": [(KIND, 5)], "odile": []}


async def test_what_was_given_up_is_tried_again_by_who_looks_after_the_house(
    people: People, owner: asyncpg.Connection, at_work: AtWork, vault: Vault
) -> None:
    """Of the same work given up twice, one; and none that waits already."""
    done: list[UUID] = []

    async def handler(thing: UUID) -> None:
        done.append(thing)

    first, second, waiting = uuid4(), uuid4(), uuid4()
    for thing in (first, first, second, waiting):
        await asked(people, thing)
        await owner.execute("update pgqueuer set status = 'failed', attempts = 5")
    await asked(people, waiting)
    await owner.execute(
        "update pgqueuer set execute_after = now() + interval '1 hour' where status = 'queued'"
    )
    with people.odile.here():
        assert await service.try_again(people.odile.actor, vault=vault) == 0
    with people.nour.here():
        assert await service.try_again(people.nour.actor, vault=vault) == 2
    async with at_work(handler):
        await becomes(
            owner, "select count(*) from pgqueuer where status in ('queued', 'picked')", 1
        )
    assert sorted(done) == sorted([first, second])


async def test_the_job_of_a_worker_that_was_killed_is_taken_over(
    people: People, database: Database, owner: asyncpg.Connection, at_work: AtWork
) -> None:
    """A real process, killed as a machine that loses its power is: it says goodbye to nobody."""
    thing, done = uuid4(), []
    await asked(people, thing)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("runner.py")),
        database.url("grenier_worker"),
        str(SILENCE.total_seconds()),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    async with asyncio.timeout(SOON):
        assert await process.stdout.readline() == f"begun {thing}\n".encode()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await owner.fetchval("select status::text from pgqueuer") == "picked"

    async def handler(found: UUID) -> None:
        done.append(found)

    async with at_work(handler):
        await becomes(owner, WAITING, 0)
    assert done == [thing]


class Forgetful:
    """A queue manager that forgets a cancellation, as `asyncio.wait_for` may before Python 3.12."""

    def __init__(self) -> None:
        self.shutdown = asyncio.Event()
        self.begun = asyncio.Event()

    async def run(self, **_: object) -> None:
        while not self.shutdown.is_set():
            self.begun.set()
            with suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(self.shutdown.wait(), 60)


async def test_a_worker_told_to_stop_stops_though_a_cancellation_was_forgotten() -> None:
    manager = Forgetful()
    working = asyncio.create_task(subject._until_over(manager, silence=SILENCE))  # type: ignore[arg-type]
    await manager.begun.wait()
    working.cancel()
    done, _ = await asyncio.wait([working], timeout=SOON / 2)
    assert done
    assert working.cancelled()


async def test_an_effect_is_made_once(
    people: People, owner: asyncpg.Connection, at_work: AtWork
) -> None:
    made: list[UUID] = []

    async def handler(thing: UUID) -> None:
        async with transaction():
            if await queries.claim(f"effect/{thing}"):
                made.append(thing)

    thing = uuid4()
    async with at_work(handler):
        for _ in range(2):
            await asked(people, thing)
            await becomes(owner, WAITING, 0)
    assert made == [thing]


async def test_an_effect_that_failed_is_made_by_the_next_try(
    people: People, owner: asyncpg.Connection, at_work: AtWork
) -> None:
    tried: list[bool] = []

    async def handler(thing: UUID) -> None:
        async with transaction():
            tried.append(await queries.claim(f"effect/{thing}"))
            if len(tried) == 1:
                raise LookupError

    async with at_work(handler):
        await asked(people, uuid4())
        await becomes(owner, "select attempts from pgqueuer", 1)
        await owner.execute("update pgqueuer set execute_after = now()")
        await becomes(owner, WAITING, 0)
    assert tried == [True, True]


async def test_a_person_claims_no_effect(people: People) -> None:
    with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await queries.claim("mine")
