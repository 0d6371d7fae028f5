"""Which dossiers are joined; nothing of what they hold moves."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from storage.vault import Vault
from workspace.database import remembered, sql
from workspace.dossier.record import sealing
from workspace.dossier.record.model import Identity
from workspace.dossier.record.queries import bits_of
from workspace.ids import AccountId, DossierId, OrganizationId


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


class Elsewhere(NamedTuple):
    """That a child is followed outside one's circle: where, and who coordinates; nothing else."""

    organization: OrganizationId
    coordinator: AccountId | None
    """None when nobody coordinates that circle today."""


async def elsewhere(identity: Identity, number: str, *, vault: Vault) -> tuple[Elsewhere, ...]:
    """Return where a child of these names and this birth, or of this number, is followed outside one's circle.

    To whoever coordinates; to anybody else the database answers nothing.
    """
    near = sealing.year_words(identity) if identity.is_estimated else sealing.about_words(identity)
    rows = await sql(
        "select organization, coordinator from grenier_followed_elsewhere({}::integer[], {}::integer[], {}::bytea)",
        bits_of(sealing.day_words(identity), vault=vault),
        bits_of(near, vault=vault),
        vault.blind_index(sealing.INS_NUMBER, number) if number else None,
    )
    return tuple(
        Elsewhere(
            organization=OrganizationId(row["organization"]),
            coordinator=AccountId(row["coordinator"]) if row["coordinator"] else None,
        )
        for row in rows
    )


async def hold(one: DossierId, other: DossierId) -> None:
    """Let one transaction at a time join these dossiers, or take them apart, until it ends."""
    for each in sorted((one, other), key=str):
        await sql(
            "select pg_advisory_xact_lock(hashtextextended('merge' || {}::text, 0))", str(each)
        )


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
    remembered().clear()


async def undo(dossier: DossierId, merged: DossierId, *, by: AccountId, at: datetime) -> None:
    await sql(
        "update dossier_merge set undone_by = {}, undone_at = {}"
        " where dossier = {} and merged = {} and undone_at is null",
        by,
        at,
        dossier,
        merged,
    )
    remembered().clear()
