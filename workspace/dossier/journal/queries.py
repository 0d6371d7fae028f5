"""Entries, attempts and visits, opened for those whom row-level security shows them."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.permissions import DataClass
from workspace.database import sql
from workspace.dossier.journal.model import (
    Attempt,
    AttemptId,
    Contacts,
    EntryId,
    EntryKind,
    LogEntry,
    NewAttempt,
    Way,
)
from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen, counted

ENTRY = "log_entry:encrypted_entry:{}"
LINE = "contact_attempt:encrypted_line:{}"


async def entries(dossier: DossierId, *, vault: Vault) -> tuple[LogEntry, ...]:
    """Return every entry of a dossier open to whoever asks, withdrawn and superseded ones included."""
    rows = await sql("select * from log_entry where dossier = {}", dossier)
    return await _opened(rows, vault=vault)


async def entry(dossier: DossierId, wanted: EntryId, *, vault: Vault) -> LogEntry | None:
    rows = await sql("select * from log_entry where dossier = {} and id = {}", dossier, wanted)
    found = await _opened(rows, vault=vault)
    return found[0] if found else None


async def _opened(rows: list[dict[str, Any]], *, vault: Vault) -> tuple[LogEntry, ...]:
    texts = await vault.decrypt_texts(
        [
            (DossierId(row["dossier"]), ENTRY.format(row["id"]), row["encrypted_entry"])
            for row in rows
        ]
    )
    return tuple(_entry(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


def _entry(row: dict[str, Any], said: dict[str, str]) -> LogEntry:
    return LogEntry(
        id=EntryId(row["id"]),
        dossier=DossierId(row["dossier"]),
        kind=EntryKind(said["kind"]),
        day=date.fromisoformat(said["day"]),
        about=About(said["about"]),
        text=said["text"],
        said_by=SaidBy(said.get("said_by", SaidBy.WRITER)),
        data_class=DataClass(row["data_class"]),
        author=AccountId(row["author"]),
        written_at=row["written_at"],
        amends=EntryId(row["amends"]) if row["amends"] else None,
        superseded_by=EntryId(row["superseded_by"]) if row["superseded_by"] else None,
        withdrawn_at=row["withdrawn_at"],
    )


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others wrote, and whom they tried to reach, since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select l.dossier, 'observation' as code from log_entry l"
        " join v using (dossier) where l.written_at > v.at and l.author <> {} and l.superseded_by is null"
        " and l.withdrawn_at is null union all select c.dossier, 'attempt' from contact_attempt c"
        " join v using (dossier) where c.recorded_at > v.at and c.author <> {} and c.withdrawn_at is null)"
        " as told group by 1, 2",
        seen,
        *[not_by] * 2,
    )


async def insert_entry(new: LogEntry, *, vault: Vault) -> None:
    said = {
        "kind": new.kind.value,
        "day": new.day.isoformat(),
        "about": new.about.value,
        "text": new.text,
        "said_by": new.said_by.value,
    }
    await sql(
        "insert into log_entry (id, dossier, data_class, author, written_at, amends, encrypted_entry)"
        " values ({}, {}, {}, {}, {}, {}, {})",
        new.id,
        new.dossier,
        new.data_class.value,
        new.author,
        new.written_at,
        new.amends,
        await vault.encrypt_text(
            new.dossier, ENTRY.format(new.id), json.dumps(said, ensure_ascii=False)
        ),
    )


async def supersede(wanted: EntryId, *, by: EntryId, author: AccountId) -> bool:
    """Mark one's own entry as said anew in another; tell whether it stood and was one's own."""
    rows = await sql(
        "update log_entry set superseded_by = {} where id = {} and author = {}"
        " and superseded_by is null and withdrawn_at is null returning id",
        by,
        wanted,
        author,
    )
    return bool(rows)


async def set_withdrawn(
    dossier: DossierId, wanted: EntryId, *, at: datetime | None, by: AccountId
) -> bool:
    """Take an entry out of sight, or put it back (`at` None); tell whether whoever asks may."""
    rows = await sql(
        "update log_entry set withdrawn_at = {}::timestamptz, withdrawn_by = {}"
        " where id = {} and dossier = {} and superseded_by is null"
        " and (withdrawn_at is null) = ({}::timestamptz is not null) returning id",
        at,
        by,
        wanted,
        dossier,
        at,
    )
    return bool(rows)


async def attempts(dossiers: Collection[DossierId], *, vault: Vault) -> tuple[Attempt, ...]:
    """Return the attempts that stand, the latest first."""
    rows = await sql(
        "select * from contact_attempt where dossier = any({}::uuid[]) and withdrawn_at is null"
        " order by tried_on desc, recorded_at desc",
        list(dossiers),
    )
    told = [row for row in rows if row["encrypted_line"] is not None]
    texts = await vault.decrypt_texts(
        [(row["dossier"], LINE.format(row["id"]), row["encrypted_line"]) for row in told]
    )
    lines = {row["id"]: text for row, text in zip(told, texts, strict=True)}
    return tuple(
        Attempt(
            id=AttemptId(row["id"]),
            dossier=DossierId(row["dossier"]),
            way=Way(row["way"]),
            tried_on=row["tried_on"],
            reached=row["reached"],
            author=AccountId(row["author"]),
            recorded_at=row["recorded_at"],
            line=lines.get(row["id"], ""),
        )
        for row in rows
    )


async def contacts(dossiers: Collection[DossierId]) -> dict[DossierId, Contacts]:
    """Return the days of the attempts of each child, in one query; nothing is decrypted."""
    rows = await sql(
        "select dossier, tried_on, reached from contact_attempt"
        " where dossier = any({}::uuid[]) and withdrawn_at is null order by tried_on",
        list(dossiers),
    )
    tried: defaultdict[UUID, list[date]] = defaultdict(list)
    reached: dict[UUID, date] = {}
    for row in rows:
        if row["reached"]:
            reached[row["dossier"]] = row["tried_on"]
        else:
            tried[row["dossier"]].append(row["tried_on"])
    return {
        DossierId(dossier): Contacts(
            tried=tuple(tried.get(dossier, ())), reached_on=reached.get(dossier)
        )
        for dossier in tried.keys() | reached.keys()
    }


async def insert_attempt(
    dossier: DossierId,
    id_: AttemptId,
    new: NewAttempt,
    *,
    by: AccountId,
    at: datetime,
    vault: Vault,
) -> None:
    await sql(
        "insert into contact_attempt (id, dossier, way, tried_on, reached, author, recorded_at, encrypted_line)"
        " values ({}, {}, {}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        new.way.value,
        new.tried_on,
        new.reached,
        by,
        at,
        await vault.encrypt_text(dossier, LINE.format(id_), new.line) if new.line else None,
    )


async def withdraw_attempt(
    dossier: DossierId, wanted: AttemptId, *, at: datetime, by: AccountId
) -> bool:
    rows = await sql(
        "update contact_attempt set withdrawn_at = {}, withdrawn_by = {}"
        " where id = {} and dossier = {} and withdrawn_at is null returning id",
        at,
        by,
        wanted,
        dossier,
    )
    return bool(rows)


async def visit(
    account: AccountId, dossier: DossierId, *, at: datetime, pause: float
) -> datetime | None:
    """Note that somebody looks at a dossier; return when they looked before this time.

    Looking again within `pause` seconds is the same visit.
    """
    rows = await sql(
        "insert into dossier_visit as v (id, account, dossier, seen_at) values ({}, {}, {}, {})"
        " on conflict (account, dossier) do update set before_at = case"
        " when v.seen_at < excluded.seen_at - make_interval(secs => {}) then v.seen_at else v.before_at end,"
        " seen_at = greatest(v.seen_at, excluded.seen_at) returning before_at",
        uuid4(),
        account,
        dossier,
        at,
        pause,
    )
    before: datetime | None = rows[0]["before_at"]
    return before


async def visits(account: AccountId, dossiers: Collection[DossierId]) -> dict[DossierId, datetime]:
    """Return when `account` last looked at each of `dossiers`."""
    rows = await sql(
        "select dossier, seen_at from dossier_visit where account = {} and dossier = any({}::uuid[])",
        account,
        list(dossiers),
    )
    return {DossierId(row["dossier"]): row["seen_at"] for row in rows}
