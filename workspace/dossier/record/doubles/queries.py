"""Which dossiers are joined; nothing of what they hold moves."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from workspace.database import sql
from workspace.ids import AccountId, DossierId


class Joined(NamedTuple):
    """Where a dossier stands among those of one child."""

    into: DossierId | None
    """The one that goes on, when this one was joined to another."""
    holds: tuple[DossierId, ...]
    """Those joined to this one."""


async def joined(dossier: DossierId) -> Joined:
    """Return the joins of a dossier that stand today, of those the session may see."""
    rows = await sql(
        "select dossier, merged from dossier_merge"
        " where undone_at is null and (dossier = {} or merged = {}) order by merged_at, id",
        dossier,
        dossier,
    )
    into = [DossierId(row["dossier"]) for row in rows if row["merged"] == dossier]
    holds = tuple(DossierId(row["merged"]) for row in rows if row["dossier"] == dossier)
    return Joined(into=into[0] if into else None, holds=holds)


async def joined_with(dossier: DossierId) -> frozenset[DossierId]:
    """Return every dossier joined with this one, whichever goes on."""
    found = await joined(dossier)
    return frozenset(found.holds) | (frozenset({found.into}) if found.into else frozenset())


async def insert(dossier: DossierId, merged: DossierId, *, by: AccountId, at: datetime) -> None:
    await sql(
        "insert into dossier_merge (id, dossier, merged, merged_by, merged_at)"
        " values ({}, {}, {}, {}, {})",
        uuid4(),
        dossier,
        merged,
        by,
        at,
    )


async def undo(dossier: DossierId, merged: DossierId, *, by: AccountId, at: datetime) -> None:
    await sql(
        "update dossier_merge set undone_by = {}, undone_at = {}"
        " where dossier = {} and merged = {} and undone_at is null",
        by,
        at,
        dossier,
        merged,
    )
