"""Links and added thresholds, read and written; what stands behind a link through its functions alone."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.database import sql
from workspace.dossier.scales import records
from workspace.dossier.scales.entries import (
    Filled,
    Invitation,
    InvitationId,
    NewInvitation,
    Received,
)
from workspace.dossier.scales.thresholds import CARRIED, ThresholdSet
from workspace.ids import AccountId, DossierId

DETAILS = "scale_invitation:encrypted_details:{}"
ANSWERS = "scale_invitation:encrypted_answers:{}"
SOURCE = "scale_threshold_set:encrypted_source:{}"


async def insert_invitation(
    dossier: DossierId,
    id_: InvitationId,
    new: NewInvitation,
    *,
    token: str,
    by: AccountId,
    at: datetime,
    until: datetime,
    vault: Vault,
) -> None:
    await sql(
        "insert into scale_invitation (id, dossier, tool, interval_months, token_hash, created_by,"
        " created_at, expires_at, encrypted_details) values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        new.tool,
        new.months,
        sha256(token.encode()).digest(),
        by,
        at,
        until,
        await vault.encrypt_text(
            dossier, DETAILS.format(id_), json.dumps(records.details_record(new))
        ),
    )


async def invitations(dossier: DossierId, *, vault: Vault) -> tuple[Invitation, ...]:
    """Return the links made for a child, newest first, with what was filled through them."""
    rows = await sql(
        "select i.*, r.id as response from scale_invitation i"
        " left join scale_response r on r.invitation = i.id"
        " where i.dossier = {} order by i.created_at desc, i.id",
        dossier,
    )
    return tuple(await _invitations(rows, vault=vault))


async def invitation(dossier: DossierId, id_: InvitationId, *, vault: Vault) -> Invitation | None:
    rows = await sql(
        "select i.*, r.id as response from scale_invitation i"
        " left join scale_response r on r.invitation = i.id where i.dossier = {} and i.id = {}",
        dossier,
        id_,
    )
    return (await _invitations(rows, vault=vault))[0] if rows else None


async def hold(wanted: InvitationId) -> None:
    """Let one transaction at a time decide what becomes of a link, until it ends."""
    await sql("select pg_advisory_xact_lock(hashtextextended('link' || {}::text, 0))", str(wanted))


async def revoke(id_: InvitationId, *, by: AccountId, at: datetime) -> None:
    await sql(
        "update scale_invitation set revoked_at = {}, revoked_by = {}"
        " where id = {} and revoked_at is null",
        at,
        by,
        id_,
    )


async def received(dossiers: Collection[DossierId]) -> dict[DossierId, list[Received]]:
    """Return what was filled through a link in each of `dossiers` and nobody has kept or set aside, oldest first."""
    rows = await sql(
        "select id, dossier, tool, interval_months, finished_at from scale_invitation i"
        " where dossier = any({}::uuid[]) and finished_at is not null and revoked_at is null"
        " and not exists (select from scale_response r where r.invitation = i.id)"
        " order by finished_at, id",
        list(dossiers),
    )
    found: dict[DossierId, list[Received]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(
            Received(
                id=InvitationId(row["id"]),
                tool=row["tool"],
                months=row["interval_months"],
                finished_at=row["finished_at"],
            )
        )
    return found


async def sent(since: datetime) -> dict[DossierId, dict[str, datetime]]:
    """Return when each tool was last filled by a link that waits to be read, where whoever asks may write scales."""
    rows = await sql("select * from grenier_scales_sent({})", since)
    found: dict[DossierId, dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        found[DossierId(row["dossier"])][row["tool"]] = row["finished_at"]
    return found


async def to_read(*, since: datetime) -> list[tuple[InvitationId, DossierId, AccountId]]:
    """Return the same of every dossier, with whom to tell: to the worker alone."""
    rows = await sql("select * from grenier_links_to_read({})", since)
    return [
        (InvitationId(row["invitation"]), DossierId(row["dossier"]), AccountId(row["account"]))
        for row in rows
    ]


async def is_to_read(wanted: InvitationId) -> bool:
    rows = await sql("select grenier_link_is_to_read({}) as waits", wanted)
    return bool(rows[0]["waits"])


async def _invitations(rows: Sequence[dict[str, Any]], *, vault: Vault) -> list[Invitation]:
    """Open links and what was filled through them, all of it in one batch."""
    begun = [row for row in rows if row["encrypted_answers"] is not None]
    texts = await vault.decrypt_texts(
        [
            *(
                (row["dossier"], DETAILS.format(row["id"]), row["encrypted_details"])
                for row in rows
            ),
            *(
                (row["dossier"], ANSWERS.format(row["id"]), row["encrypted_answers"])
                for row in begun
            ),
        ]
    )
    filled = {
        row["id"]: json.loads(text) for row, text in zip(begun, texts[len(rows) :], strict=True)
    }
    return [
        records.invitation(row, json.loads(details), filled.get(row["id"]))
        for row, details in zip(rows, texts, strict=False)
    ]


# ── Behind a link: the functions of the database are all there is ───────────────────────────────


async def presented_state() -> str | None:
    """Return what became of the link presented, None when there is no such link."""
    rows = await sql("select grenier_link_state() as state")
    found = rows[0]["state"]
    return str(found) if found else None


async def presented(*, vault: Vault) -> Invitation | None:
    """Return the link presented while it is open, with what was filled so far."""
    rows = await sql("select * from grenier_link_read()")
    if not rows:
        return None
    nobody = {
        "created_by": rows[0]["id"],
        "created_at": rows[0]["expires_at"],
        "finished_at": None,
        "revoked_at": None,
        "response": None,
    }
    (found,) = await _invitations([{**rows[0], **nobody}], vault=vault)
    return found


async def save(found: Invitation, filled: Filled, *, is_done: bool, vault: Vault) -> bool:
    """Keep what was filled; tell whether the link still allowed it."""
    sealed = await vault.encrypt_text(
        found.dossier, ANSWERS.format(found.id), json.dumps(records.filled_record(filled))
    )
    rows = await sql("select grenier_link_save({}, {}) as kept", sealed, is_done)
    return bool(rows and rows[0]["kept"])


# ── Thresholds ───────────────────────────────────────────────────────────────────────────────────


async def threshold_set() -> ThresholdSet:
    """Return the numbers in force, without who entered them: what scores are read with."""
    rows = await sql("select * from scale_threshold_set order by number desc limit 1")
    return _set(rows[0], {"entered_by": "", "edition": ""}) if rows else CARRIED


async def hold_thresholds() -> None:
    """Let one transaction at a time add a set, until it ends: a number is taken once."""
    await sql("select pg_advisory_xact_lock(hashtextextended('thresholds', 0))")


async def threshold_sets(*, vault: Vault) -> Sequence[ThresholdSet]:
    """Return every set, newest first, with who entered it and in which edition it was read."""
    rows = await sql("select * from scale_threshold_set order by number desc")
    texts = await vault.decrypt_texts(
        [(DIRECTORY, SOURCE.format(row["number"]), row["encrypted_source"]) for row in rows]
    )
    return [_set(row, json.loads(text)) for row, text in zip(rows, texts, strict=True)]


def _set(row: dict[str, Any], source: dict[str, Any]) -> ThresholdSet:
    return records.threshold_set(row, json.loads(row["bounds"]), source)


async def insert_threshold_set(new: ThresholdSet, *, at: datetime, vault: Vault) -> None:
    source = json.dumps(
        {"entered_by": new.entered_by, "edition": new.edition, "checked_by": new.checked_by}
    )
    await vault.open_scope(DIRECTORY)
    await sql(
        "insert into scale_threshold_set"
        " (number, bounds, refers_at_cutoff, local_watch, entered_at, encrypted_source)"
        " values ({}, {}, {}, {}, {}, {})",
        new.number,
        json.dumps(records.bounds_record(new.bounds)),
        new.refers_at_cutoff,
        new.local_watch,
        at,
        await vault.encrypt_text(DIRECTORY, SOURCE.format(new.number), source),
    )
