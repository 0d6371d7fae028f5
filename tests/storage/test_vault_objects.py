"""Objects through the vault, on a real database and a store that is not trusted."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.errors import (
    ContentTooLarge,
    KeyShredded,
    ObjectMissing,
)
from storage.keyring import Keyring
from storage.objects import BLOCK_BYTES, MemoryObjectStore
from storage.stream import CHUNK_BYTES
from storage.tables import StoredObjectRow
from storage.vault import ObjectMeta, ObjectRef, Vault
from tests.storage.installation import Url, as_owner
from tests.storage.streams import pieces, read, staged
from workspace.database import acting_as, engine, transaction

SIZES = [
    0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, BLOCK_BYTES - 1, BLOCK_BYTES,
    BLOCK_BYTES + 1, 1_300_000,
]  # fmt: skip
SMALL, LARGE = 40_000, 1_300_000
CHANGE = "update stored_object set "


async def row_of(ref: ObjectRef) -> dict[str, Any]:
    row: dict[str, Any] | None = None
    async with transaction():
        row = await StoredObjectRow.select().where(StoredObjectRow.id == ref.id).first().run()
    assert row is not None
    return row


class LeftError(Exception):
    """What a content may raise."""


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_staged_is_read(vault: Vault, scope: UUID, size: int) -> None:
    content = secrets.token_bytes(size)
    ref = await staged(vault, scope, content)
    assert content == await read(vault, ref)
    assert ObjectMeta("drawing.png", "image/png", size) == await vault.meta(ref)


async def test_kind_and_version_are_kept(vault: Vault, scope: UUID) -> None:
    ref = await vault.stage(scope, pieces(b"x"), name="n", content_type="t", kind=255, version=2)
    row = await row_of(ref)
    assert (row["kind"], row["version"]) == (255, 2)
    assert await read(vault, ref) == b"x"


async def test_names_in_any_script_come_back(vault: Vault, scope: UUID) -> None:
    name = "Dessin d\u2019\u00c9lo\u00efse \U0001f98a\n.png"
    ref = await vault.stage(scope, pieces(b""), name=name, content_type="image/png")
    assert name == (await vault.meta(ref)).name


async def test_the_row_describes_the_ciphertext(
    vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(vault, scope, bytes(SMALL))
    row = await row_of(ref)
    container, _ = objects.objects[ref.id]
    assert len(container) == row["cipher_len"]
    assert hashlib.sha256(container).digest() == row["cipher_sha256"]
    assert hashlib.sha256(bytes(SMALL)).digest() != row["plain_hmac"]


async def test_equal_contents_have_equal_digests_within_a_scope_only(vault: Vault) -> None:
    one, two = uuid4(), uuid4()
    with acting_as(f"{one},{two}"):
        rows = [await row_of(await staged(vault, scope, b"same")) for scope in (one, one, two)]
    digests = [row["plain_hmac"] for row in rows]
    assert digests[0] == digests[1] != digests[2]
    assert len({row["cipher_sha256"] for row in rows}) == 3


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_any_range_is_the_same_as_a_slice(
    vault: Vault, scope: UUID, contents: dict[int, tuple[ObjectRef, bytes]], data: st.DataObject
) -> None:
    size = data.draw(st.sampled_from(SIZES))
    if size not in contents:
        content = secrets.token_bytes(size)
        contents[size] = (await staged(vault, scope, content), content)
    ref, content = contents[size]
    edges = st.sampled_from([0, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, BLOCK_BYTES, size])
    start = data.draw(st.one_of(st.integers(0, size + 5), edges))
    length = data.draw(st.one_of(st.none(), st.integers(0, size + 5), edges))
    expected = content[start:] if length is None else content[start : start + length]
    assert expected == await read(vault, ref, start=start, length=length)


@pytest.fixture
def contents() -> dict[int, tuple[ObjectRef, bytes]]:
    return {}


@pytest.mark.parametrize(("start", "length"), [(-1, None), (0, -1)])
async def test_a_negative_range_is_a_mistake(
    vault: Vault, scope: UUID, start: int, length: int | None
) -> None:
    ref = await staged(vault, scope, b"x")
    with pytest.raises(ValueError, match="range"):
        await vault.read(ref, start=start, length=length)


async def test_content_up_to_the_limit_is_taken(vault: Vault, scope: UUID) -> None:
    ref = await vault.stage(scope, pieces(bytes(SMALL)), name="n", content_type="t", limit=SMALL)
    assert (await vault.meta(ref)).length == SMALL


async def test_content_above_the_limit_is_refused_without_reading_on(
    vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += BLOCK_BYTES
            yield bytes(BLOCK_BYTES)

    with pytest.raises(ContentTooLarge):
        await vault.stage(scope, endless(), name="n", content_type="t", limit=BLOCK_BYTES + 1)
    assert taken == 2 * BLOCK_BYTES
    assert objects.objects == {}


async def test_what_the_sender_raises_passes_unchanged(
    vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    async def leaving() -> AsyncIterator[bytes]:
        yield b"half"
        raise LeftError

    with pytest.raises(LeftError):
        await vault.stage(scope, leaving(), name="n", content_type="t")
    assert objects.objects == {}
    async with transaction():
        rows = await StoredObjectRow.select(StoredObjectRow.state, StoredObjectRow.cipher_len)
    assert rows == [{"state": "staged", "cipher_len": None}]


async def test_the_intent_is_written_before_and_no_transaction_is_open_while_bytes_flow(
    vault: Vault, scope: UUID
) -> None:
    seen: list[object] = []

    async def watching() -> AsyncIterator[bytes]:
        seen.append(engine.current_transaction.get())
        async with transaction():
            seen.append(await StoredObjectRow.count())
        yield b"x"

    await vault.stage(scope, watching(), name="n", content_type="t")
    assert seen == [None, 1]


async def test_keeping_is_part_of_the_callers_transaction(vault: Vault, scope: UUID) -> None:
    ref = await staged(vault, scope, b"x")

    async def keep_and_fail() -> None:
        async with transaction():
            await vault.keep(ref)
            raise LeftError

    with pytest.raises(LeftError):
        await keep_and_fail()
    assert (await row_of(ref))["state"] == "staged"
    await vault.keep(ref)
    await vault.keep(ref)
    row = await row_of(ref)
    assert row["state"] == "kept"
    assert row["kept_at"] is not None


async def test_only_a_whole_object_of_the_scope_can_be_kept(vault: Vault, scope: UUID) -> None:
    ref = await staged(vault, scope, b"x")
    discarded = await staged(vault, scope, b"y")
    await vault.discard(discarded)
    for wrong in (ObjectRef(uuid4(), scope), ObjectRef(ref.id, uuid4()), discarded):
        with pytest.raises(ObjectMissing):
            await vault.keep(wrong)


async def test_an_object_that_never_arrived_cannot_be_kept_or_read(
    vault: Vault, scope: UUID
) -> None:
    async def leaving() -> AsyncIterator[bytes]:
        yield b"half"
        raise LeftError

    with pytest.raises(LeftError):
        await vault.stage(scope, leaving(), name="n", content_type="t")
    async with transaction():
        rows = await StoredObjectRow.select(StoredObjectRow.id)
    ref = ObjectRef(rows[0]["id"], scope)
    for call in (vault.keep, vault.read, vault.meta):
        with pytest.raises(ObjectMissing):
            await call(ref)


async def test_a_discarded_object_is_unreadable_at_once(vault: Vault, scope: UUID) -> None:
    ref = await staged(vault, scope, b"x")
    await vault.keep(ref)
    await vault.discard(ref)
    first = (await row_of(ref))["discarded_at"]
    await vault.discard(ref)
    assert first == (await row_of(ref))["discarded_at"]
    for call in (vault.read, vault.meta):
        with pytest.raises(ObjectMissing):
            await call(ref)
    with pytest.raises(ObjectMissing):
        await vault.discard(ObjectRef(uuid4(), scope))


async def test_an_object_of_a_closed_scope_is_not_there(
    vault: Vault, keyring: Keyring, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(vault, scope, b"x")
    with acting_as(str(uuid4())):
        for process in (vault, Vault(objects, keyring, transaction=transaction)):
            with pytest.raises(ObjectMissing):
                await process.read(ref)


async def test_shredding_a_scope_gives_its_objects_up(vault: Vault, scope: UUID) -> None:
    ref = await staged(vault, scope, b"x")
    await vault.keep(ref)
    await vault.shred(scope)
    assert (await row_of(ref))["state"] == "discarded"
    with pytest.raises(KeyShredded):
        await vault.read(ref)
    with pytest.raises(KeyShredded):
        await staged(vault, scope, b"more")


async def test_a_row_that_vanished_during_the_upload_is_not_acknowledged(
    vault: Vault, scope: UUID, database: Url
) -> None:
    async def swept_meanwhile() -> AsyncIterator[bytes]:
        await as_owner(database, "delete from stored_object")
        yield b"x"

    with pytest.raises(ObjectMissing):
        await vault.stage(scope, swept_meanwhile(), name="n", content_type="t")


async def test_reading_may_stop_early(vault: Vault, scope: UUID) -> None:
    ref = await staged(vault, scope, bytes(LARGE))
    content = await vault.read(ref)
    assert await anext(content)
    await content.aclose()


async def test_uploads_at_once_do_not_disturb_each_other(vault: Vault, scope: UUID) -> None:
    contents = [secrets.token_bytes(50_000 + number) for number in range(6)]
    refs = await asyncio.gather(*(staged(vault, scope, content) for content in contents))
    assert contents == [await read(vault, ref) for ref in refs]


def _size_of(vault: Vault, scope: UUID, objects: MemoryObjectStore) -> Callable[[int], Any]:
    async def size(length: int) -> int:
        ref = await staged(vault, scope, bytes(length))
        return (await objects.head(ref.id)).length

    return size


async def test_sizes_in_the_store_say_little(
    vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    size = _size_of(vault, scope, objects)
    assert await size(100_001) == await size(100_300)
    assert await size(100_001) < await size(150_000)
