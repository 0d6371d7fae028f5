"""What nobody will ask for again leaves the database, then the store: no row points to nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from storage.errors import SweepRefused
from storage.objects import ObjectStore
from storage.scope_keys import Transaction
from storage.tables import ObjectState, StoredObjectRow

_BATCH: Final = 1_000

_SWEPT: Final = """
    delete from stored_object
    where (state = 'staged' and staged_at < {}) or (state = 'discarded' and discarded_at < {})
    returning id, state"""

_KNOWN: Final = "select id from stored_object where id = any({}::uuid[])"


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepReport:
    """How many objects were deleted, and why."""

    staged: int
    discarded: int
    orphans: int


async def delete_rows(
    objects: ObjectStore,
    transaction: Transaction,
    *,
    staged_before: datetime,
    discarded_before: datetime,
) -> tuple[int, int]:
    """Delete what was never kept and what was discarded long ago; return both counts."""
    async with transaction():
        await _require_sweeper()
        rows = await StoredObjectRow.raw(_SWEPT, staged_before, discarded_before)
    for row in rows:
        await objects.delete(row["id"])
    staged = sum(row["state"] == ObjectState.STAGED for row in rows)
    return staged, len(rows) - staged


async def delete_orphans(
    objects: ObjectStore, transaction: Transaction, *, modified_before: datetime
) -> int:
    """Delete the objects no row knows; young ones may belong to a row being restored."""
    old = [stat.id async for stat in objects.list() if stat.modified_at < modified_before]
    orphans = 0
    for at in range(0, len(old), _BATCH):
        for object_id in await _unknown(old[at : at + _BATCH], transaction):
            await objects.delete(object_id)
            orphans += 1
    return orphans


async def _unknown(candidates: Iterable[UUID], transaction: Transaction) -> set[UUID]:
    async with transaction():
        # Without this, row-level security would hide rows, and their objects would look abandoned.
        await _require_sweeper()
        known = await StoredObjectRow.raw(_KNOWN, list(candidates))
    return set(candidates) - {row["id"] for row in known}


async def _require_sweeper() -> None:
    answer = await StoredObjectRow.raw("select storage_sweeps() as sweeps")
    if not answer[0]["sweeps"]:
        raise SweepRefused
