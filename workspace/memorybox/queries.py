"""Keepsakes: rows to model, captions opened in one go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from storage.vault import ObjectRef, Vault
from workspace.database import sql
from workspace.ids import AccountId, DossierId
from workspace.memorybox.model import Copy, Keepsake, KeepsakeId, KeepsakeKind, PartialDate

CAPTION = "keepsake:encrypted_caption:{}"


def _keepsake(row: Mapping[str, Any], caption: str) -> Keepsake:
    return Keepsake(
        id=KeepsakeId(row["id"]),
        dossier=DossierId(row["dossier"]),
        kind=KeepsakeKind(row["kind"]),
        caption=caption,
        happened=PartialDate.parse(row["happened"]),
        contributed_by=AccountId(row["contributed_by"]),
        added_at=row["added_at"],
        has_content=row["display"] is not None,
        width=row["width"],
        height=row["height"],
    )


async def keepsakes_of(dossier: DossierId, *, vault: Vault) -> tuple[Keepsake, ...]:
    """Return what is in the box and not withdrawn, as far as row-level security shows it."""
    rows = await sql(
        "select * from keepsake where dossier = {} and withdrawn_at is null order by added_at",
        dossier,
    )
    captions = await vault.decrypt_texts(
        [(dossier, CAPTION.format(row["id"]), row["encrypted_caption"]) for row in rows]
    )
    return tuple(_keepsake(row, caption) for row, caption in zip(rows, captions, strict=True))


async def content_ref(
    dossier: DossierId, keepsake: KeepsakeId, copy: Copy
) -> tuple[ObjectRef, AccountId] | None:
    """Return where one copy of a keepsake is stored and who gave it; None when there is none to see."""
    rows = await sql(
        "select original, display, thumbnail, contributed_by from keepsake"
        " where id = {} and dossier = {} and withdrawn_at is null",
        keepsake,
        dossier,
    )
    found = rows[0][copy.value] if rows else None
    return (ObjectRef(found, dossier), AccountId(rows[0]["contributed_by"])) if found else None


async def content_refs(dossier: DossierId) -> dict[KeepsakeId, dict[Copy, ObjectRef]]:
    """Return where the original and the shown copy of every picture in the box are stored."""
    rows = await sql(
        "select id, original, display from keepsake"
        " where dossier = {} and withdrawn_at is null and display is not null",
        dossier,
    )
    return {
        KeepsakeId(row["id"]): {
            copy: ObjectRef(row[copy.value], dossier)
            for copy in (Copy.ORIGINAL, Copy.DISPLAY)
            if row[copy.value] is not None
        }
        for row in rows
    }


async def insert(
    keepsake: Keepsake, *, encrypted_caption: bytes, copies: Mapping[Copy, UUID]
) -> None:
    await sql(
        "insert into keepsake (id, dossier, kind, happened, encrypted_caption, contributed_by, added_at,"
        " original, display, thumbnail, width, height) values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        keepsake.id,
        keepsake.dossier,
        keepsake.kind.value,
        str(keepsake.happened),
        encrypted_caption,
        keepsake.contributed_by,
        keepsake.added_at,
        copies.get(Copy.ORIGINAL),
        copies.get(Copy.DISPLAY),
        copies.get(Copy.THUMBNAIL),
        keepsake.width,
        keepsake.height,
    )


async def withdraw(dossier: DossierId, keepsake: KeepsakeId) -> bool:
    """Take a keepsake out of sight; return whether there was one that this person may withdraw."""
    return bool(
        await sql(
            "update keepsake set withdrawn_at = now() where id = {} and dossier = {} and withdrawn_at is null"
            " returning id",
            keepsake,
            dossier,
        )
    )


async def released_at(dossier: DossierId) -> datetime | None:
    rows = await sql("select released_at from memory_box_release where dossier = {}", dossier)
    return rows[0]["released_at"] if rows else None


async def insert_release(dossier: DossierId, by: AccountId) -> bool:
    """Hand the box over; return False when somebody did so a moment before."""
    rows = await sql(
        "insert into memory_box_release (dossier, released_by, released_at) values ({}, {}, now())"
        " on conflict (dossier) do nothing returning dossier",
        dossier,
        by,
    )
    return bool(rows)
