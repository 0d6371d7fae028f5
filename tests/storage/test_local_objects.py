"""A folder as a store: what the contract of all stores does not say."""

import asyncio
import os
import secrets
import stat
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.errors import StorageUnavailable
from storage.local_objects import LocalObjectStore
from storage.objects import BLOCK_BYTES
from tests.storage.streams import pieces


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> LocalObjectStore:
    return LocalObjectStore(folder)


def place(folder: Path, object_id: UUID) -> Path:
    name = object_id.hex
    return folder / "objects" / name[:2] / name[2:4] / name


def modes_under(folder: Path) -> set[tuple[bool, int]]:
    found = (folder, *folder.rglob("*"))
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in found}


async def listed(store: LocalObjectStore) -> list[UUID]:
    return [found.id async for found in store.list()]


async def test_folders_are_0700_and_files_0600_whatever_the_umask(
    store: LocalObjectStore, folder: Path
) -> None:
    before = os.umask(0)
    try:
        await store.put(uuid4(), pieces(b"x"))
    finally:
        os.umask(before)
    assert {(True, 0o700), (False, 0o600)} == modes_under(folder)


async def test_an_object_lies_where_the_format_says(store: LocalObjectStore, folder: Path) -> None:
    object_id, content = uuid4(), secrets.token_bytes(100)
    await store.put(object_id, pieces(content))
    assert content == place(folder, object_id).read_bytes()
    assert list((folder / "incoming").iterdir()) == []


async def test_an_object_is_durable_before_it_has_its_name_and_its_name_before_we_say_so(
    store: LocalObjectStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    object_id, content = uuid4(), secrets.token_bytes(100_000)
    path = place(folder, object_id)
    synced: list[tuple[str, bool]] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        fsync(descriptor)
        synced.append((str(Path(f"/proc/self/fd/{descriptor}").readlink()), path.exists()))

    monkeypatch.setattr(os, "fsync", watched)
    await store.put(object_id, pieces(content))
    assert (str(folder / "incoming" / object_id.hex), False) in synced
    assert (str(path.parent), True) == synced[-1]
    assert (str(path.parent.parent), False) in synced, "a new folder needs its name too"


async def test_nothing_is_listed_before_the_first_object(store: LocalObjectStore) -> None:
    assert await listed(store) == []


async def test_what_is_not_ours_is_left_alone(store: LocalObjectStore, folder: Path) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(b"x"))
    strangers = [folder / "objects" / "README", place(folder, object_id).with_name("notes.txt")]
    for stranger in strangers:
        stranger.write_text("not ours")
    assert [object_id] == await listed(store)


async def test_an_interrupted_write_is_listed_and_can_be_deleted(
    store: LocalObjectStore, folder: Path
) -> None:
    object_id = uuid4()
    await store.put(uuid4(), pieces(b"x"))
    draft = folder / "incoming" / object_id.hex
    draft.write_bytes(b"half")
    assert object_id in await listed(store)
    await store.delete(object_id)
    assert not draft.exists()


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = LocalObjectStore(tmp_path / "file" / "store")
    with pytest.raises(StorageUnavailable):
        await store.put(uuid4(), pieces(b"x"))


async def test_a_folder_in_the_place_of_an_object_is_said(
    store: LocalObjectStore, folder: Path
) -> None:
    object_id = uuid4()
    place(folder, object_id).mkdir(parents=True)
    with pytest.raises(StorageUnavailable):
        await anext(store.get(object_id))
    with pytest.raises(StorageUnavailable):
        await store.delete(object_id)
    with pytest.raises(StorageUnavailable):
        await store.put(object_id, pieces(b"x"))


async def test_a_draft_swept_away_during_the_write_is_said(store: LocalObjectStore) -> None:
    object_id = uuid4()

    async def swept_meanwhile() -> AsyncIterator[bytes]:
        yield b"x"
        await store.delete(object_id)

    with pytest.raises(StorageUnavailable):
        await store.put(object_id, swept_meanwhile())


async def test_a_full_disk_is_said_and_leaves_nothing(
    store: LocalObjectStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    for call in ("write", "fsync"):
        await store.put(uuid4(), pieces(b"the folders are there"))
        with monkeypatch.context() as patch:
            patch.setattr(os, call, full)
            with pytest.raises(StorageUnavailable):
                await store.put(uuid4(), pieces(b"x"))
        assert list((folder / "incoming").iterdir()) == []


async def test_a_write_may_take_several_calls(
    store: LocalObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:1_000]))
    object_id, content = uuid4(), secrets.token_bytes(10_001)
    await store.put(object_id, pieces(content))
    assert content == b"".join([piece async for piece in store.get(object_id)])


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_a_cancelled_write_closes_and_removes_its_file(
    store: LocalObjectStore, folder: Path
) -> None:
    await store.put(uuid4(), pieces(b"the folders are there"))
    before = _open_files()
    waiting = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield bytes(BLOCK_BYTES)
        waiting.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(store.put(uuid4(), endless()))
    await waiting.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert list((folder / "incoming").iterdir()) == []
    assert before == _open_files()


async def test_a_reader_cancelled_while_opening_closes_its_file(
    store: LocalObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(b"x"))
    began, go_on = threading.Event(), threading.Event()
    lseek = os.lseek

    def slow(descriptor: int, start: int, whence: int) -> int:
        began.set()
        go_on.wait(60)
        return lseek(descriptor, start, whence)

    monkeypatch.setattr(os, "lseek", slow)
    before = _open_files()

    async def first() -> bytes:
        return await anext(store.get(object_id))

    reading = asyncio.create_task(first())
    await asyncio.to_thread(began.wait, 60)
    reading.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert before == _open_files()


async def test_a_reader_that_stops_early_closes_its_file(store: LocalObjectStore) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(bytes(3 * BLOCK_BYTES)))
    before = _open_files()
    content = store.get(object_id)
    await anext(content)
    await content.aclose()
    assert before == _open_files()
