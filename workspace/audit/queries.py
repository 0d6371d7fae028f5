"""Events and links: written once, read back opened."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.actor import Role
from workspace.audit.model import Act, AuditEvent, Entry, Link
from workspace.audit.rules import month_scope
from workspace.database import sql
from workspace.ids import AccountId, DossierId

PURPOSE = "audit_event:encrypted_payload:{}"


async def insert(event: AuditEvent, *, sealed: bytes, commitment: bytes) -> None:
    """Append one event: by hand, because Piccolo's INSERT asks to read back what it wrote."""
    await sql(
        "with event as (insert into audit_event (id, at, act, commitment, encrypted_payload)"
        " values ({}, {}, {}, {}, {}))"
        " insert into audit_index (event, dossier, account) values ({}, {}, {})",
        event.id,
        event.at,
        event.act.value,
        commitment,
        sealed,
        event.id,
        event.dossier,
        event.actor,
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


async def events_about(dossier: DossierId, *, vault: Vault) -> tuple[AuditEvent, ...]:
    """Return what happened to `dossier`, newest first, as far as row-level security shows it."""
    rows = await sql(
        "select e.id, e.at, e.act, e.encrypted_payload from audit_event e join audit_index i on i.event = e.id"
        " where i.dossier = {} order by e.ordinal desc",
        dossier,
    )
    texts = await vault.decrypt_texts(
        [
            (month_scope(row["at"]), PURPOSE.format(row["id"]), row["encrypted_payload"])
            for row in rows
        ]
    )
    return tuple(_opened(row, text) for row, text in zip(rows, texts, strict=True))


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
