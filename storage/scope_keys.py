"""The keys of scopes: made on first use, found in the database, remembered for a while."""

from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from typing import Any, Final, TypeAlias
from uuid import UUID

from storage.errors import KeyShredded, ObjectMissing
from storage.key_cache import KeyCache, ScopeKeys
from storage.keyring import Keyring
from storage.tables import DataKeyRow

Transaction: TypeAlias = Callable[[], AbstractAsyncContextManager[Any]]
"""Opens a transaction, or joins the open one; all who join are given the same object."""

_FOUND: Final = """
    select scope, version, wrap,
           coalesce(xmin = pg_current_xact_id_if_assigned()::xid, false) as uncommitted
    from data_key where scope = any({}::uuid[])"""

_MADE: Final = """
    insert into data_key (id, scope, version, kid, wrap, created_at)
    select gen_random_uuid(), scope, 1, {}, wrap, now()
    from unnest({}::uuid[], {}::bytea[]) as made(scope, wrap) on conflict (scope, version) do nothing"""

_TOMBSTONE: Final = """
    insert into data_key (id, scope, version, kid, created_at, shredded_at)
    values (gen_random_uuid(), {}, 1, '', now(), now()) on conflict (scope, version) do nothing"""

_SHREDDED: Final = """
    update data_key set wrap = null, shredded_at = coalesce(shredded_at, now()) where scope = {}"""

_uncommitted: ContextVar[tuple[object, dict[UUID, ScopeKeys]] | None] = ContextVar(
    "storage_uncommitted_keys", default=None
)
"""Keys made in the open transaction: gone if it rolls back, so the cache must not have them."""


class ScopeKeyStore:
    def __init__(self, keyring: Keyring, cache: KeyCache, transaction: Transaction) -> None:
        self._keyring = keyring
        self._cache = cache
        self._transaction = transaction

    def remembered(self, scope: UUID) -> ScopeKeys | None:
        return self._cache.get(scope)

    async def obtain(self, scope: UUID) -> ScopeKeys:
        """Return the keys of a scope, making the first one where there is none yet."""
        return (await self.obtain_many([scope]))[scope]

    async def obtain_many(self, scopes: Collection[UUID]) -> dict[UUID, ScopeKeys]:
        """Return the keys of all these scopes, making the first one of each that has none: three queries at most."""
        found = {scope: keys for scope in scopes if (keys := self._cache.get(scope)) is not None}
        missing = [scope for scope in scopes if scope not in found]
        if missing:
            async with self._transaction() as opened:
                found |= await self._load(missing, opened)
                found |= await self._make(
                    [scope for scope in missing if scope not in found], opened
                )
        return _all_of(scopes, found)

    async def find(self, scopes: Collection[UUID]) -> dict[UUID, ScopeKeys]:
        """Return the keys of all these scopes with at most one query, or raise `ObjectMissing`."""
        found = {scope: keys for scope in scopes if (keys := self._cache.get(scope)) is not None}
        missing = [scope for scope in scopes if scope not in found]
        if missing:
            async with self._transaction() as opened:
                found |= await self._load(missing, opened)
        return _all_of(scopes, found)

    async def shred(self, scope: UUID) -> None:
        """Destroy the keys of a scope; the tombstone forbids a new one."""
        self._cache.bar(scope)
        async with self._transaction() as opened:
            _uncommitted_in(opened).pop(scope, None)
            await DataKeyRow.raw(_TOMBSTONE, scope)
            await DataKeyRow.raw(_SHREDDED, scope)

    async def _make(self, scopes: Collection[UUID], opened: object) -> dict[UUID, ScopeKeys]:
        if not scopes:
            return {}
        # In one order: of two who make the same keys at once, neither waits for the other in a ring.
        new = sorted(scopes)
        wraps = [self._keyring.new_scope_key(scope, 1) for scope in new]
        # Of two first uses at once the second waits here, then reads the first's key.
        await DataKeyRow.raw(_MADE, self._keyring.kid, new, wraps)
        return await self._load(new, opened)

    async def _load(self, scopes: Collection[UUID], opened: object) -> dict[UUID, ScopeKeys]:
        uncommitted = _uncommitted_in(opened)
        found = {scope: uncommitted[scope] for scope in scopes if scope in uncommitted}
        wanted = [scope for scope in scopes if scope not in found]
        if not wanted:
            return found
        rows: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in await DataKeyRow.raw(_FOUND, wanted):
            rows[row["scope"]].append(row)
        for scope, versions in rows.items():
            found[scope] = keys = self._unwrapped(scope, versions)
            if any(row["uncommitted"] for row in versions):
                uncommitted[scope] = keys
            else:
                self._cache.put(scope, keys)
        return found

    def _unwrapped(self, scope: UUID, rows: Collection[dict[str, Any]]) -> ScopeKeys:
        alive = [row for row in rows if row["wrap"] is not None]
        if not alive:
            raise KeyShredded
        return ScopeKeys(
            {
                row["version"]: self._keyring.open_scope_key(row["wrap"], scope, row["version"])
                for row in alive
            }
        )


def _uncommitted_in(opened: object) -> dict[UUID, ScopeKeys]:
    assert opened is not None, "the transaction must yield itself"
    known = _uncommitted.get()
    if known is None or known[0] is not opened:
        known = (opened, {})
        _uncommitted.set(known)
    return known[1]


def _all_of(scopes: Collection[UUID], found: dict[UUID, ScopeKeys]) -> dict[UUID, ScopeKeys]:
    if any(scope not in found for scope in scopes):
        raise ObjectMissing
    return found
