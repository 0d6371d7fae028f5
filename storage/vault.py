"""The one door to stored content: encrypted before it leaves the process, checked when it is back.

Values and objects belong to a scope, a UUID whose meaning is the caller's. The methods join the
caller's transaction or open a short one of their own; none holds one while bytes flow.
"""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from storage import fields
from storage.download import Download, open_download
from storage.errors import ObjectMissing, ObjectTampered, StorageUnavailable
from storage.key_cache import KeyCache, ScopeKeys
from storage.keyring import Keyring, ScopeKey, new_key
from storage.objects import ObjectStore
from storage.scope_keys import ScopeKeyStore, Transaction
from storage.stream import SUITE, Header, padme
from storage.sweeping import SweepReport, delete_orphans, delete_rows
from storage.tables import ObjectState, StoredObjectRow
from storage.upload import Upload

_STAGED: Final = """
    insert into stored_object
        (id, scope, version, kind, suite, state, key_version, dek_wrap, staged_at)
    values ({}, {}, {}, {}, {}, 'staged', {}, {}, now())"""

_COMPLETED: Final = """
    update stored_object
    set cipher_len = {}, cipher_sha256 = {}, plain_hmac = {}, encrypted_meta = {}
    where id = {} and scope = {} and state = 'staged' returning id"""

_KEPT: Final = """
    update stored_object set state = 'kept', kept_at = coalesce(kept_at, now())
    where id = {} and scope = {} and state <> 'discarded' and cipher_len is not null returning id"""

_DISCARDED: Final = """
    update stored_object set state = 'discarded', discarded_at = coalesce(discarded_at, now())
    where id = {} and scope = {} returning id"""

_ALL_DISCARDED: Final = """
    update stored_object set state = 'discarded', discarded_at = now()
    where scope = {} and state <> 'discarded'"""


@dataclass(frozen=True, slots=True)
class ObjectRef:
    id: UUID
    scope: UUID


@dataclass(frozen=True, slots=True)
class ObjectMeta:
    name: str
    content_type: str
    length: int
    """Bytes of the content, without padding."""


@dataclass(frozen=True, slots=True)
class _Stored:
    header: Header
    key: bytes
    cipher_length: int
    meta: ObjectMeta


class Vault:
    def __init__(
        self,
        objects: ObjectStore,
        keyring: Keyring,
        *,
        transaction: Transaction,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`transaction` opens a transaction of the tables' engine, or joins the open one."""
        self._objects = objects
        self._keyring = keyring
        self._transaction = transaction
        self._keys = ScopeKeyStore(keyring, KeyCache(monotonic=monotonic), transaction)

    async def open_scope(self, scope: UUID) -> None:
        """Make sure the scope has a key; `KeyShredded` if it had one that was destroyed."""
        await self._keys.obtain(scope)

    async def open_scopes(self, scopes: Iterable[UUID]) -> None:
        """Do the same for many scopes, with three queries at most."""
        await self._keys.obtain_many(set(scopes))

    async def encrypt_text(self, scope: UUID, purpose: str, text: str) -> bytes:
        """Encrypt a short value for the place it will stand in: purpose "table:column:row-id"."""
        keys = self._keys.remembered(scope) or await self._keys.obtain(scope)
        return fields.encrypt(keys.current, purpose, text)

    async def decrypt_text(self, scope: UUID, purpose: str, record: bytes) -> str:
        """Return the text: `FieldTampered`, `KeyShredded`, `ObjectMissing` (no key at all)."""
        keys = self._keys.remembered(scope) or (await self._keys.find([scope]))[scope]
        return _text(keys, purpose, record)

    async def decrypt_texts(self, records: Iterable[tuple[UUID, str, bytes]]) -> list[str]:
        """Decrypt many (scope, purpose, record) in their order, with at most one query in all."""
        wanted = list(records)
        keys = await self._keys.find({scope for scope, _, _ in wanted})
        return [_text(keys[scope], purpose, record) for scope, purpose, record in wanted]

    def blind_index(self, purpose: str, text: str, *, bits: int = 128) -> bytes:
        """Return what equal texts have in common under a key, for exact look-up only."""
        return self._keyring.blind_index(purpose, text, bits=bits)

    async def stage(
        self,
        scope: UUID,
        content: AsyncIterable[bytes],
        *,
        name: str,
        content_type: str,
        kind: int = 0,
        version: int = 1,
        limit: int | None = None,
    ) -> ObjectRef:
        """Encrypt and store content while it streams; it is swept after a day unless kept.

        To be called outside any transaction. `ContentTooLarge` above `limit` bytes;
        `StorageUnavailable`; what `content` raises passes unchanged.
        """
        header = Header(object_id=uuid4(), scope=scope, version=version, kind=kind)
        object_key = new_key()
        async with self._transaction():
            scope_key = (await self._keys.obtain(scope)).current
            await _insert_intent(header, scope_key, object_key)
        upload = Upload(object_key, header, scope_key)
        await self._objects.put(header.object_id, upload.sealed(content, limit=limit))
        if (await self._objects.head(header.object_id)).length != upload.cipher_length:
            raise StorageUnavailable
        meta = ObjectMeta(name, content_type, upload.plain_length)
        async with self._transaction():
            await _complete(header, scope_key, upload, meta)
        return ObjectRef(header.object_id, scope)

    async def keep(self, ref: ObjectRef) -> None:
        """Confirm a staged object, in the transaction that writes the row pointing to it."""
        await self._change(_KEPT, ref)

    async def meta(self, ref: ObjectRef) -> ObjectMeta:
        """Return name, type and length without touching the store."""
        return (await self._stored(ref)).meta

    async def read(
        self, ref: ObjectRef, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Return the content, or the part of it that exists between `start` and `start + length`.

        `content = await vault.read(ref)`, then `async for`: when this returns, key, commitment and
        last chunk are verified. A chunk altered before the end raises `ObjectTampered` while
        streaming, before any byte of it is released.
        """
        if start < 0 or (length is not None and length < 0):
            raise ValueError("a range starts and goes on at zero or more")
        stored = await self._stored(ref)
        opened = await self._open(stored)
        end = stored.meta.length if length is None else min(start + length, stored.meta.length)
        return opened.plaintext(start, end)

    async def discard(self, ref: ObjectRef) -> None:
        """Give an object up: unreadable at once, swept after 30 days."""
        await self._change(_DISCARDED, ref)

    async def shred(self, scope: UUID) -> None:
        """Destroy the keys of a scope for good, and give up its objects.

        Unreadable at once here; in other processes once the key has left their memory (ten
        minutes).
        """
        async with self._transaction():
            await self._keys.shred(scope)
            await StoredObjectRow.raw(_ALL_DISCARDED, scope)

    async def sweep(
        self,
        *,
        now: datetime,
        older_than: timedelta = timedelta(days=1),
        discarded_for: timedelta = timedelta(days=30),
        orphaned_for: timedelta = timedelta(days=7),
    ) -> SweepReport:
        """Free what nobody will ask for again; `SweepRefused` if the session may not sweep."""
        staged, discarded = await delete_rows(
            self._objects,
            self._transaction,
            staged_before=now - older_than,
            discarded_before=now - discarded_for,
        )
        orphans = await delete_orphans(
            self._objects, self._transaction, modified_before=now - orphaned_for
        )
        return SweepReport(staged=staged, discarded=discarded, orphans=orphans)

    async def _change(self, statement: str, ref: ObjectRef) -> None:
        async with self._transaction():
            changed = await StoredObjectRow.raw(statement, ref.id, ref.scope)
        if not changed:
            raise ObjectMissing

    async def _open(self, stored: _Stored) -> Download:
        opened = await open_download(self._objects, stored.header, stored.key, stored.cipher_length)
        if opened.layout.plain_length != padme(stored.meta.length):
            raise ObjectTampered
        return opened

    async def _stored(self, ref: ObjectRef) -> _Stored:
        async with self._transaction():
            keys = (await self._keys.find([ref.scope]))[ref.scope]
            row = await (
                StoredObjectRow.select()
                .where(
                    (StoredObjectRow.id == ref.id)
                    & (StoredObjectRow.scope == ref.scope)
                    & (StoredObjectRow.state != ObjectState.DISCARDED)
                    & StoredObjectRow.cipher_len.is_not_null()
                )
                .first()
            )
        if row is None:
            raise ObjectMissing
        return _opened_row(row, keys.version(row["key_version"]))


def _text(keys: ScopeKeys, purpose: str, record: bytes) -> str:
    return fields.decrypt(keys.version(fields.key_version(record)), purpose, record)


async def _insert_intent(header: Header, scope_key: ScopeKey, object_key: bytes) -> None:
    await StoredObjectRow.raw(
        _STAGED,
        header.object_id,
        header.scope,
        header.version,
        header.kind,
        SUITE,
        scope_key.version,
        scope_key.wrap_object_key(object_key, header.context),
    )


async def _complete(header: Header, scope_key: ScopeKey, upload: Upload, meta: ObjectMeta) -> None:
    text = json.dumps(
        {"name": meta.name, "content_type": meta.content_type, "length": meta.length},
        ensure_ascii=False,
    )
    completed = await StoredObjectRow.raw(
        _COMPLETED,
        upload.cipher_length,
        upload.cipher_sha256,
        upload.plain_hmac,
        fields.encrypt(scope_key, _meta_purpose(header.object_id), text),
        header.object_id,
        header.scope,
    )
    if not completed:
        raise ObjectMissing


def _opened_row(row: dict[str, Any], scope_key: ScopeKey) -> _Stored:
    if row["suite"] != SUITE:
        raise ObjectTampered
    header = Header(
        object_id=row["id"], scope=row["scope"], version=row["version"], kind=row["kind"]
    )
    meta = fields.decrypt(scope_key, _meta_purpose(row["id"]), row["encrypted_meta"])
    return _Stored(
        header=header,
        key=scope_key.unwrap_object_key(row["dek_wrap"], header.context),
        cipher_length=row["cipher_len"],
        meta=ObjectMeta(**json.loads(meta)),
    )


def _meta_purpose(object_id: UUID) -> str:
    return f"stored_object:encrypted_meta:{object_id}"
