"""Events and links: written once, read back opened."""

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from storage.errors import KeyShredded, StorageError
from storage.vault import Vault
from workspace.actor import Role
from workspace.audit.model import Act, AuditEvent, Entry, Link
from workspace.audit.rules import commitment as commitment_of
from workspace.audit.rules import month_scope
from workspace.database import sql, transaction
from workspace.ids import AccountId, DossierId

log = logging.getLogger(__name__)

PURPOSE = "audit_event:encrypted_payload:{}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """An event that is ready to be written."""

    event: AuditEvent
    payload: bytes
    """Encrypted under the key of its month."""
    commitment: bytes


async def insert(sealed: Sequence[Sealed]) -> None:
    """Append events in their order: by hand, because Piccolo's INSERT asks to read back what it wrote."""
    events = [each.event for each in sealed]
    ids = [event.id for event in events]
    await sql(
        "with event as (insert into audit_event (id, at, act, commitment, encrypted_payload)"
        " select * from unnest({}::uuid[], {}::timestamptz[], {}::varchar[], {}::bytea[], {}::bytea[]))"
        " insert into audit_index (event, dossier, account)"
        " select * from unnest({}::uuid[], {}::uuid[], {}::uuid[])",
        ids,
        [event.at for event in events],
        [event.act.value for event in events],
        [each.commitment for each in sealed],
        [each.payload for each in sealed],
        ids,
        [event.dossier for event in events],
        [event.actor for event in events],
    )


def payload_of(event: AuditEvent, salt: bytes) -> str:
    return json.dumps(
        {
            "salt": salt.hex(),
            "actor": str(event.actor),
            "role": event.role.value,
            "dossier": str(event.dossier) if event.dossier else None,
            "subject": str(event.subject) if event.subject else None,
            "detail": dict(event.detail),
        },
        sort_keys=True,
        separators=(",", ":"),
    )


def _opened(row: Mapping[str, Any], payload: str) -> AuditEvent:
    said = json.loads(payload)
    return AuditEvent(
        id=row["id"],
        at=row["at"],
        act=Act(row["act"]),
        actor=AccountId(UUID(said["actor"])),
        role=Role(said["role"]),
        dossier=DossierId(UUID(said["dossier"])) if said["dossier"] else None,
        subject=UUID(said["subject"]) if said["subject"] else None,
        detail=said["detail"],
    )


async def rows_about(dossier: DossierId) -> list[dict[str, Any]]:
    """Return the entries about `dossier`, newest first, closed, as far as row-level security shows them."""
    return await sql(
        "select e.id, e.at, e.act, e.commitment, e.encrypted_payload, i.account, i.dossier"
        " from audit_event e join audit_index i on i.event = e.id where i.dossier = {} order by e.ordinal desc",
        dossier,
    )


async def readable(row: Mapping[str, Any], *, vault: Vault) -> AuditEvent:
    """Open one entry; one that cannot be opened is said to be there, and never hides the others.

    Outside any transaction: what fails inside one takes the whole of it back.
    """
    try:
        return _opened(row, await _payload(row, vault=vault))
    except (StorageError, ValueError, KeyError) as error:
        log.warning("an entry of the audit cannot be read: %s", type(error).__name__)
        return AuditEvent(
            id=row["id"],
            at=row["at"],
            act=Act.UNREADABLE,
            actor=AccountId(row["account"]),
            role=Role.SERVICE,
            dossier=DossierId(row["dossier"]),
        )


async def _payload(row: Mapping[str, Any], *, vault: Vault) -> str:
    return await vault.decrypt_text(
        month_scope(row["at"]), PURPOSE.format(row["id"]), row["encrypted_payload"]
    )


async def is_as_committed(row: Mapping[str, Any], *, vault: Vault) -> bool:
    """Tell whether a payload is the one its entry commits to, and is indexed under its own dossier.

    A payload whose month was shredded is mute: it can neither be told true nor false, and passes.
    """
    try:
        payload = await _payload(row, vault=vault)
        said = json.loads(payload)
        salt = bytes.fromhex(said["salt"])
    except KeyShredded:
        return True
    except (StorageError, ValueError, KeyError):
        return False
    dossier = str(row["dossier"]) if row["dossier"] else None
    return bool(
        commitment_of(salt, payload.encode()) == row["commitment"] and said["dossier"] == dossier
    )


async def every_event(batch: int = 5_000) -> AsyncIterator[Mapping[str, Any]]:
    """Walk every event with its place in the index, and whether it is chained or waits to be.

    Each batch is read in a transaction of its own, so that what is opened of it is not.
    """
    after = 0
    while True:
        async with transaction():
            rows = await sql(
                "select e.ordinal, e.id, e.at, e.commitment, e.encrypted_payload, i.dossier,"
                " (l.seq is not null or p.event is not null) as is_followed from audit_event e"
                " left join audit_index i on i.event = e.id left join audit_link l on l.event = e.id"
                " left join audit_pending p on p.event = e.id"
                " where e.ordinal > {} order by e.ordinal limit {}",
                after,
                batch,
            )
        for row in rows:
            yield row
        if len(rows) < batch:
            return
        after = rows[-1]["ordinal"]


async def pending(limit: int) -> Sequence[Entry]:
    """Return events to be chained: only those before which nothing can still commit."""
    rows = await sql(
        "select e.id, e.at, e.act, e.commitment from audit_pending p join audit_event e on e.id = p.event"
        " where e.tx < pg_snapshot_xmin(pg_current_snapshot()) order by e.tx, e.ordinal limit {}",
        limit,
    )
    return [_entry(row) for row in rows]


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(event=row["id"], at=row["at"], act=row["act"], commitment=row["commitment"])


async def last_link() -> Link | None:
    rows = await sql("select seq, event, leaf, head from audit_link order by seq desc limit 1")
    return Link(**rows[0]) if rows else None


async def append(links: Sequence[Link]) -> None:
    await sql(
        "insert into audit_link (seq, event, leaf, head)"
        " select * from unnest({}::bigint[], {}::uuid[], {}::bytea[], {}::bytea[])",
        [link.seq for link in links],
        [link.event for link in links],
        [link.leaf for link in links],
        [link.head for link in links],
    )
    await sql(
        "delete from audit_pending where event = any({}::uuid[])", [link.event for link in links]
    )


async def chain(batch: int = 10_000) -> AsyncIterator[tuple[Link, Entry | None]]:
    """Walk every link with the entry it names, in order; an entry that is gone is None."""
    after = 0
    while True:
        rows = await sql(
            "select l.seq, l.event, l.leaf, l.head, e.id, e.at, e.act, e.commitment from audit_link l"
            " left join audit_event e on e.id = l.event where l.seq > {} order by l.seq limit {}",
            after,
            batch,
        )
        for row in rows:
            link = Link(seq=row["seq"], event=row["event"], leaf=row["leaf"], head=row["head"])
            yield link, _entry(row) if row["id"] is not None else None
        if len(rows) < batch:
            return
        after = rows[-1]["seq"]
