"""A store that is not trusted, and a database changed behind our back: nothing wrong is released."""

import secrets
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from storage.errors import ObjectMissing, ObjectTampered, StorageUnavailable
from storage.keyring import Keyring
from storage.objects import MemoryObjectStore, ObjectStat
from storage.stream import CHUNK_BYTES, OPENING_BYTES, SEALED_CHUNK_BYTES
from storage.vault import ObjectRef, Vault
from tests.storage.installation import Url, as_owner
from tests.storage.streams import read, staged
from workspace.database import acting_as, transaction

SMALL, LARGE = 40_000, 1_300_000
CHANGE = "update stored_object set "


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(
    "damage", ["prefix", "salt", "last chunk", "shorter", "longer", "empty", "one chunk less"]
)
async def test_damage_at_the_ends_is_found_before_the_first_byte(
    vault: Vault, scope: UUID, objects: MemoryObjectStore, size: int, damage: str
) -> None:
    ref = await staged(vault, scope, bytes(size))
    content, written_at = objects.objects[ref.id]
    damaged = {
        "prefix": b"X" + content[1:],
        "salt": content[:40] + bytes([content[40] ^ 1]) + content[41:],
        "last chunk": content[:-1] + bytes([content[-1] ^ 1]),
        "shorter": content[:-1],
        "longer": content + b"\0",
        "empty": b"",
        "one chunk less": content[: -((len(content) - OPENING_BYTES) % SEALED_CHUNK_BYTES)],
    }
    objects.objects[ref.id] = (damaged[damage], written_at)
    with pytest.raises(ObjectTampered):
        await vault.read(ref, start=size // 2, length=10)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_damage_in_the_middle_releases_nothing_of_the_bad_chunk(
    vault: Vault, scope: UUID, objects: MemoryObjectStore, size: int
) -> None:
    content = secrets.token_bytes(size)
    ref = await staged(vault, scope, content)
    container, written_at = objects.objects[ref.id]
    at = OPENING_BYTES + SEALED_CHUNK_BYTES + 5
    objects.objects[ref.id] = (
        container[:at] + bytes([container[at] ^ 1]) + container[at + 1 :],
        written_at,
    )
    assert content[:CHUNK_BYTES] == await read(vault, ref, length=CHUNK_BYTES)
    assert content[2 * CHUNK_BYTES :] == await read(vault, ref, start=2 * CHUNK_BYTES)
    released = b""

    async def stream() -> None:
        nonlocal released
        async for piece in await vault.read(ref):
            released += piece

    with pytest.raises(ObjectTampered):
        await stream()
    assert len(released) <= CHUNK_BYTES
    assert content[: len(released)] == released


async def test_a_lost_object_is_said(vault: Vault, scope: UUID, objects: MemoryObjectStore) -> None:
    for size in (SMALL, LARGE):
        ref = await staged(vault, scope, bytes(size))
        await objects.delete(ref.id)
        with pytest.raises(ObjectMissing):
            await vault.read(ref)


async def test_objects_exchanged_in_the_store_do_not_open(
    vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    one, two = [await staged(vault, scope, bytes(SMALL)) for _ in range(2)]
    stored = objects.objects
    stored[one.id], stored[two.id] = stored[two.id], stored[one.id]
    for ref in (one, two):
        with pytest.raises(ObjectTampered):
            await vault.read(ref)


@pytest.mark.parametrize(
    "change",
    [
        "version = 2",
        "kind = 1",
        "suite = 2",
        "key_version = 2",
        "dek_wrap = set_byte(dek_wrap, 20, get_byte(dek_wrap, 20) # 1)",
        "encrypted_meta = set_byte(encrypted_meta, 20, get_byte(encrypted_meta, 20) # 1)",
        "cipher_len = cipher_len - 1",
        "cipher_len = cipher_len + 1",
        "cipher_len = 10",
        f"cipher_len = cipher_len - {SEALED_CHUNK_BYTES}",
        f"cipher_len = {OPENING_BYTES + SEALED_CHUNK_BYTES}",
    ],
)
async def test_a_row_changed_behind_our_back_does_not_open(
    vault: Vault, scope: UUID, database: Url, change: str
) -> None:
    ref = await staged(vault, scope, bytes(SMALL))
    assert await read(vault, ref) == bytes(SMALL)
    await as_owner(database, CHANGE + change)
    with pytest.raises(ObjectTampered):
        await vault.read(ref)


async def test_rows_exchanged_behind_our_back_do_not_open(
    vault: Vault, scope: UUID, database: Url
) -> None:
    one, two = await staged(vault, scope, bytes(SMALL)), await staged(vault, scope, bytes(SMALL))
    for change in ("dek_wrap = other.dek_wrap", "encrypted_meta = other.encrypted_meta"):
        others = " from stored_object other where other.id <> stored_object.id"
        await as_owner(database, CHANGE + change + others)
        for ref in (one, two):
            with pytest.raises(ObjectTampered):
                await vault.read(ref)


async def test_an_object_moved_to_another_scope_does_not_open(vault: Vault, database: Url) -> None:
    one, two = uuid4(), uuid4()
    with acting_as(f"{one},{two}"):
        ref = await staged(vault, one, bytes(SMALL))
        await vault.open_scope(two)
        await as_owner(database, "update stored_object set scope = $1", two)
        with pytest.raises(ObjectTampered):
            await vault.read(ObjectRef(ref.id, two))


async def test_a_length_that_does_not_fit_its_padding_is_refused(
    vault: Vault, scope: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await staged(vault, scope, bytes(SMALL))
    monkeypatch.setattr("storage.vault.padme", lambda length: length + 1)
    with pytest.raises(ObjectTampered):
        await vault.read(ref)


class LyingStore(MemoryObjectStore):
    """A store that leaves something out and does not say so."""

    async def head(self, object_id: UUID) -> ObjectStat:
        stat = await super().head(object_id)
        return ObjectStat(stat.id, stat.length - 1, datetime.now(UTC))

    async def get(
        self, object_id: UUID, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        cut = length is not None and length > 20 * SEALED_CHUNK_BYTES
        kept = SEALED_CHUNK_BYTES if cut else length
        async for piece in super().get(object_id, start=start, length=kept):
            yield piece


async def test_an_upload_the_store_cut_short_is_not_acknowledged(
    keyring: Keyring, vault: Vault, scope: UUID
) -> None:
    assert vault
    lying = Vault(LyingStore(), keyring, transaction=transaction)
    with pytest.raises(StorageUnavailable):
        await staged(lying, scope, b"x")


async def test_a_download_the_store_cuts_at_a_chunk_is_not_taken_for_whole(
    keyring: Keyring, vault: Vault, scope: UUID, objects: MemoryObjectStore
) -> None:
    ref = await staged(vault, scope, bytes(LARGE))
    lying = Vault(LyingStore(objects.objects), keyring, transaction=transaction)
    content = await lying.read(ref)
    with pytest.raises(ObjectTampered):
        async for _ in content:
            pass
