"""What the sweep takes, and above all what it leaves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.errors import ObjectMissing, SweepRefused
from storage.keyring import Keyring
from storage.local_objects import LocalObjectStore
from storage.objects import MemoryObjectStore
from storage.sweeping import SweepReport
from storage.tables import StoredObjectRow
from storage.vault import ObjectRef, Vault
from tests.storage.installation import Url
from tests.storage.streams import pieces, read, staged
from workspace.database import acting_as, engine, transaction

NOTHING = SweepReport(staged=0, discarded=0, orphans=0)


def later(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


@pytest.fixture
async def as_worker(connected: None, database: Url) -> None:  # noqa: ARG001 - it must be up
    """Connect as the role that may delete, instead of the application."""
    await engine.close_connection_pool()
    await engine.connect(database("grenier_worker"), size=2)


@pytest.fixture
def worker(as_worker: None, objects: MemoryObjectStore, keyring: Keyring) -> Vault:  # noqa: ARG001 - it must be up
    return Vault(objects, keyring, transaction=transaction)


async def swept(vault: Vault, days: float) -> SweepReport:
    with acting_as("sweeper"):
        return await vault.sweep(now=later(days))


async def rows() -> set[UUID]:
    found: set[UUID] = set()
    with acting_as("sweeper"):
        async with transaction():
            found |= {row["id"] for row in await StoredObjectRow.select(StoredObjectRow.id)}
    return found


async def test_a_staged_object_is_swept_after_a_day(
    worker: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    await staged(worker, scope, b"forgotten")
    assert await swept(worker, 0.9) == NOTHING
    assert len(objects.objects) == 1
    assert SweepReport(staged=1, discarded=0, orphans=0) == await swept(worker, 1.1)
    assert objects.objects == {}
    assert await rows() == set()


async def test_a_kept_object_stays_for_ever(worker: Vault, scope: UUID) -> None:
    ref = await staged(worker, scope, b"kept")
    await worker.keep(ref)
    assert await swept(worker, 10_000) == NOTHING
    assert await read(worker, ref) == b"kept"


async def test_a_discarded_object_is_swept_after_thirty_days(
    worker: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(worker, scope, b"given up")
    await worker.keep(ref)
    await worker.discard(ref)
    assert await swept(worker, 29.9) == NOTHING
    assert SweepReport(staged=0, discarded=1, orphans=0) == await swept(worker, 30.1)
    assert objects.objects == {}


async def test_an_object_without_a_row_is_swept_after_seven_days(
    worker: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(worker, scope, b"kept")
    await worker.keep(ref)
    orphan = uuid4()
    await objects.put(orphan, pieces(b"left by a crash"))
    assert await swept(worker, 6.9) == NOTHING
    assert orphan in objects.objects
    assert SweepReport(staged=0, discarded=0, orphans=1) == await swept(worker, 7.1)
    assert [ref.id] == list(objects.objects)


async def test_the_delays_can_be_changed(
    worker: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    await staged(worker, scope, b"staged")
    discarded = await staged(worker, scope, b"discarded")
    await worker.discard(discarded)
    await objects.put(uuid4(), pieces(b"orphan"))
    hour = timedelta(hours=1)
    with acting_as("sweeper"):
        report = await worker.sweep(
            now=later(0.1), older_than=hour, discarded_for=hour, orphaned_for=hour
        )
    assert SweepReport(staged=1, discarded=1, orphans=1) == report


async def test_nobody_else_may_sweep(
    worker: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(worker, scope, b"kept")
    await worker.keep(ref)
    with pytest.raises(SweepRefused):
        await worker.sweep(now=later(10_000))
    assert [ref.id] == list(objects.objects)


async def test_rows_that_are_hidden_never_look_like_orphans(
    worker: Vault, scope: UUID, objects: MemoryObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the first half of the sweep were let through, the second asks again."""
    ref = await staged(worker, scope, b"kept")
    await worker.keep(ref)

    async def let_through(*_: object, **__: object) -> tuple[int, int]:
        return 0, 0

    monkeypatch.setattr("storage.vault.delete_rows", let_through)
    with acting_as(str(uuid4())), pytest.raises(SweepRefused):
        await worker.sweep(now=later(10_000))
    assert [ref.id] == list(objects.objects)


async def test_an_object_kept_while_the_sweep_waits_is_left(worker: Vault, scope: UUID) -> None:
    ref = await staged(worker, scope, b"kept at the last moment")
    kept, go_on = asyncio.Event(), asyncio.Event()

    async def keep() -> None:
        async with transaction():
            await worker.keep(ref)
            kept.set()
            await go_on.wait()

    keeping = asyncio.create_task(keep())
    await kept.wait()
    sweeping = asyncio.create_task(swept(worker, 1.1))
    await asyncio.sleep(0.1)
    assert not sweeping.done()
    go_on.set()
    await keeping
    assert await sweeping == NOTHING
    assert await read(worker, ref) == b"kept at the last moment"


async def test_keeping_what_was_swept_fails(worker: Vault, scope: UUID) -> None:
    ref = await staged(worker, scope, b"too late")
    await swept(worker, 1.1)
    with pytest.raises(ObjectMissing):
        await worker.keep(ref)


async def test_what_an_interrupted_write_left_in_a_folder_is_swept(
    as_worker: None,  # noqa: ARG001 - it must be up
    keyring: Keyring,
    scope: UUID,
    tmp_path: Path,
) -> None:
    vault = Vault(LocalObjectStore(tmp_path), keyring, transaction=transaction)
    left: list[Path] = []

    async def killed() -> AsyncIterator[bytes]:
        """Keep what a crash would leave: the draft of this very write."""
        yield bytes(600_000)
        for draft in (tmp_path / "incoming").iterdir():
            copy = draft.with_name("copy")
            copy.write_bytes(draft.read_bytes())
            left.extend([draft, copy])
        yield b"x"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await vault.stage(scope, killed(), name="n", content_type="t")
    left[1].rename(left[0])
    assert SweepReport(staged=1, discarded=0, orphans=0) == await swept(vault, 1.1)
    assert list((tmp_path / "incoming").iterdir()) == []


async def test_a_reference_is_only_an_address() -> None:
    assert ObjectRef(UUID(int=1), UUID(int=2)) == ObjectRef(UUID(int=1), UUID(int=2))
