"""The contract of `ObjectStore`, on the one in memory, a folder, and a real S3 server."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.download import open_download
from storage.errors import ObjectMissing
from storage.keyring import ScopeKey, new_key
from storage.local_objects import LocalObjectStore
from storage.minio_objects import PART_BYTES, MinioObjectStore
from storage.objects import BLOCK_BYTES, MemoryObjectStore, ObjectStore
from storage.stream import Header
from storage.upload import Upload
from tests.ports import free_port

ACCESS_KEY = "access-key-of-the-suite"
SECRET_KEY = "secret-key-of-the-suite"

SIZES = [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES + 17]


@pytest.fixture(scope="module")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an S3 server of our own; it is gone when the module is done."""
    folder = tmp_path_factory.mktemp("s3")
    address = f"127.0.0.1:{free_port()}"
    rclone = Path(sys.executable).with_name("rclone")
    log = (folder.parent / "rclone.log").open("wb")
    server = subprocess.Popen(
        [
            rclone, "serve", "s3", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--addr", address,
            "--config", "", "--vfs-cache-mode", "off", folder,
        ],
        stdout=log,
        stderr=log,
        env={"PATH": os.environ["PATH"], "HOME": str(folder.parent)},
    )  # fmt: skip
    try:
        _wait_for(address, server)
        yield f"http://{address}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the S3 server did not start"
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the S3 server does not answer")


@pytest.fixture(params=["memory", "folder", "s3"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "memory":
        return MemoryObjectStore()
    if request.param == "folder":
        return LocalObjectStore(tmp_path / "objects")
    bucket = MinioObjectStore(
        request.getfixturevalue("s3_endpoint"),
        f"bucket-{secrets.token_hex(6)}",
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
    )
    await bucket.make_bucket()
    await bucket.make_bucket()  # a second time is fine
    return bucket


async def pieces(content: bytes, size: int = 100_003) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def fetched(
    store: ObjectStore, object_id: UUID, *, start: int = 0, length: int | None = None
) -> bytes:
    async with aclosing(store.get(object_id, start=start, length=length)) as content:
        return b"".join([piece async for piece in content])


async def listed(store: ObjectStore) -> dict[UUID, int]:
    return {stat.id: stat.length async for stat in store.list()}


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_put_is_got(store: ObjectStore, size: int) -> None:
    object_id, content = uuid4(), secrets.token_bytes(size)
    await store.put(object_id, pieces(content))
    assert content == await fetched(store, object_id)
    assert size == (await store.head(object_id)).length


async def test_an_object_may_need_many_parts(store: ObjectStore) -> None:
    object_id, content = uuid4(), secrets.token_bytes(2 * PART_BYTES + 5)
    await store.put(object_id, pieces(content, 1_000_000))
    assert content == await fetched(store, object_id)


async def test_an_object_may_fill_its_last_part(store: ObjectStore) -> None:
    object_id, content = uuid4(), secrets.token_bytes(2 * PART_BYTES)
    await store.put(object_id, pieces(content, PART_BYTES))
    assert content == await fetched(store, object_id)


async def test_pieces_are_never_larger_than_a_block(store: ObjectStore) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(bytes(3 * BLOCK_BYTES), 3 * BLOCK_BYTES))
    lengths = [len(piece) async for piece in store.get(object_id)]
    assert max(lengths) <= BLOCK_BYTES
    assert sum(lengths) == 3 * BLOCK_BYTES


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (0, 0),
        (0, 1),
        (0, 100),
        (7, 1),
        (7, None),
        (7, 0),
        (7, 50),
        (99, 1),
        (99, 5),
        (100, 1),
        (100, None),
        (900, 3),
    ],
)
async def test_a_range_is_cut_at_the_end(
    store: ObjectStore, start: int, length: int | None
) -> None:
    object_id, content = uuid4(), secrets.token_bytes(100)
    await store.put(object_id, pieces(content))
    expected = content[start:] if length is None else content[start : start + length]
    assert expected == await fetched(store, object_id, start=start, length=length)


async def test_a_long_range_is_exact(store: ObjectStore) -> None:
    object_id, content = uuid4(), secrets.token_bytes(3 * BLOCK_BYTES)
    await store.put(object_id, pieces(content))
    start, length = BLOCK_BYTES - 5, BLOCK_BYTES + 9
    assert content[start : start + length] == await fetched(
        store, object_id, start=start, length=length
    )


async def test_reading_may_stop_early(store: ObjectStore) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(bytes(4 * BLOCK_BYTES)))
    async with aclosing(store.get(object_id)) as content:
        assert await anext(content)
    assert bytes(4 * BLOCK_BYTES) == await fetched(store, object_id)


async def test_what_is_not_there_is_missing(store: ObjectStore) -> None:
    for length in (None, 0, 1):
        with pytest.raises(ObjectMissing):
            await fetched(store, uuid4(), length=length)
    with pytest.raises(ObjectMissing):
        await store.head(uuid4())


async def test_deleting_frees_the_name_and_may_be_repeated(store: ObjectStore) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(b"gone soon"))
    await store.delete(object_id)
    await store.delete(object_id)
    await store.delete(uuid4())
    with pytest.raises(ObjectMissing):
        await store.head(object_id)
    assert await listed(store) == {}


async def test_listing_shows_every_object(store: ObjectStore) -> None:
    expected = {uuid4(): size for size in range(1, 6)}
    for object_id, size in expected.items():
        await store.put(object_id, pieces(bytes(size)))
    assert expected == await listed(store)


async def test_an_object_knows_when_it_was_written(store: ObjectStore) -> None:
    object_id = uuid4()
    await store.put(object_id, pieces(b"now"))
    stats = [await store.head(object_id), *[stat async for stat in store.list()]]
    for stat in stats:
        assert object_id == stat.id
        assert abs(datetime.now(UTC) - stat.modified_at) < timedelta(seconds=10)


class SenderLeftError(Exception):
    """What a content may raise; no store knows it."""


@pytest.mark.parametrize("sent", [10, PART_BYTES + 10])
async def test_content_that_fails_leaves_no_object_and_its_own_error(
    store: ObjectStore, sent: int
) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield bytes(sent)
        raise SenderLeftError

    object_id = uuid4()
    with pytest.raises(SenderLeftError):
        await store.put(object_id, failing())
    with pytest.raises(ObjectMissing):
        await store.head(object_id)
    assert await listed(store) == {}


@pytest.mark.parametrize("size", [0, 40_000, 2 * BLOCK_BYTES + 5])
async def test_an_encrypted_object_passes_through(store: ObjectStore, size: int) -> None:
    header = Header(object_id=uuid4(), scope=uuid4(), version=1, kind=0)
    key, content = new_key(), secrets.token_bytes(size)
    upload = Upload(key, header, ScopeKey.derive(header.scope, 1, new_key()))
    await store.put(header.object_id, upload.sealed(pieces(content), limit=None))
    assert upload.cipher_length == (await store.head(header.object_id)).length
    download = await open_download(store, header, key, upload.cipher_length)
    assert content == b"".join([piece async for piece in download.plaintext(0, size)])
    middle = b"".join([piece async for piece in download.plaintext(size // 3, size // 2)])
    assert content[size // 3 : size // 2] == middle
