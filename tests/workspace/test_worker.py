"""What runs beside the requests: it chains, it sweeps, and it waits for a database that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from workspace import worker as subject
from workspace.accounts.service import open_service_session
from workspace.audit.model import Act
from workspace.audit.rules import month_scope
from workspace.audit.service import record
from workspace.clock import FixedClock
from workspace.database import Door, acting_as, transaction
from workspace.worker import Worker

SOON = 60.0
"""Seconds within which what is waited for must be seen."""


@pytest.fixture
def worker(worker_door: Door, vault: Vault, clock: FixedClock) -> Worker:
    return Worker(door=worker_door, vault=vault, clock=clock)


@asynccontextmanager
async def at_work(worker: Worker) -> AsyncIterator[None]:
    working = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working


async def becomes(database: Database, query: str, expected: object) -> None:
    """Ask the owner until the answer is `expected`."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        async with asyncio.timeout(SOON):
            while await owner.fetchval(query) != expected:  # noqa: ASYNC110 - a row makes no event
                await asyncio.sleep(0.02)
    finally:
        await owner.close()


async def test_what_is_written_is_chained(
    people: People, worker: Worker, vault: Vault, database: Database
) -> None:
    async with at_work(worker):
        for number in (1, 2):
            with people.nour.here() as nour:
                async with transaction():
                    await record(nour, Act.CHILD_READ, dossier=LOU, vault=vault)
            await becomes(database, "select count(*) from audit_link", number)
    await becomes(database, "select count(*) from audit_pending", 0)


async def test_the_keys_of_the_months_to_come_are_opened(
    worker: Worker, database: Database
) -> None:
    month = month_scope(datetime.now(UTC))
    async with at_work(worker):
        await becomes(
            database,
            f"select count(*) from data_key where scope = '{month}' and wrap is not null",  # noqa: S608
            1,
        )


async def test_what_nobody_kept_is_swept_after_a_day(
    worker_door: Door, vault: Vault, database: Database
) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"a drawing nobody kept"

    _, secret = await open_service_session("demo", door=worker_door)
    with acting_as(secret):
        await vault.open_scope(LOU)
        await vault.stage(LOU, content(), name="a", content_type="image/png", kind=1, limit=1 << 20)
    await becomes(database, "select count(*) from stored_object", 1)
    later = FixedClock(moment=datetime.now(UTC) + subject.STAGED_FOR + timedelta(minutes=1))
    async with at_work(Worker(door=worker_door, vault=vault, clock=later)):
        await becomes(database, "select count(*) from stored_object", 0)


def test_what_was_staged_a_moment_ago_is_left_a_day() -> None:
    assert timedelta(days=1) == subject.STAGED_FOR


@pytest.fixture
async def event(people: People, vault: Vault) -> None:
    """One event that waits to be chained."""
    with people.nour.here() as nour:
        async with transaction():
            await record(nour, Act.CHILD_READ, dossier=LOU, vault=vault)


@pytest.mark.usefixtures("event")
async def test_a_database_that_is_away_is_waited_for(
    worker: Worker,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The first session cannot be opened; the second try finds the database again."""
    tried: list[str] = []

    async def fails_once(purpose: str, *, door: Door, seconds: int) -> tuple[object, str]:
        tried.append(purpose)
        if len(tried) == 1:
            raise ConnectionRefusedError("db.example")
        return await open_service_session(purpose, door=door, seconds=seconds)

    monkeypatch.setattr(subject, "open_service_session", fails_once)
    monkeypatch.setattr(subject, "PATIENCE", 0.01)
    async with at_work(worker):
        await becomes(database, "select count(*) from audit_link", 1)
    assert tried == ["worker", "worker"]
    assert "the worker waits: ConnectionRefusedError" in caplog.text
    assert "db.example" not in caplog.text


async def test_a_new_session_is_opened_before_the_old_one_ends(
    worker: Worker, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "SESSION", 1)
    monkeypatch.setattr(subject, "BEAT", 0.01)
    async with at_work(worker):
        await becomes(database, "select count(*) from session where purpose = 'worker'", 2)


async def test_a_fault_of_our_own_is_not_waited_for(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> int:
        raise AssertionError("a bug")

    monkeypatch.setattr(subject, "sequence", broken)
    with pytest.raises(AssertionError, match="a bug"):
        await worker.run()
