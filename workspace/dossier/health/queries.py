"""Statements of health, opened."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.health.coding import read, written
from workspace.dossier.health.loading import read_calendar
from workspace.dossier.health.model import Calendar, Fact, Statement, StatementId, StatementKind
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen, counted

PURPOSE = "health_statement:encrypted_fact:{}"


async def statements(
    dossiers: Collection[DossierId], kinds: Collection[StatementKind], *, vault: Vault
) -> dict[DossierId, list[Statement]]:
    """Return every row of those kinds, oldest first, by dossier: one query, one batch."""
    rows = await sql(
        "select * from health_statement where dossier = any({}::uuid[])"
        " and kind = any({}::varchar[]) order by recorded_at, id",
        list(dossiers),
        [kind.value for kind in kinds],
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_fact"]) for row in rows]
    )
    found: dict[DossierId, list[Statement]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        found[DossierId(row["dossier"])].append(_statement(row, json.loads(text)))
    return found


async def with_statement(
    dossiers: Collection[DossierId], kind: StatementKind
) -> frozenset[DossierId]:
    """Return those of `dossiers` in which something of that kind was ever said; nothing is opened."""
    rows = await sql(
        "select distinct dossier from health_statement where dossier = any({}::uuid[]) and kind = {}",
        list(dossiers),
        kind.value,
    )
    return frozenset(DossierId(row["dossier"]) for row in rows)


async def said(
    dossiers: Collection[DossierId], kinds: Collection[StatementKind]
) -> dict[DossierId, datetime]:
    """Return when something of `kinds` was last written in each dossier, amendments too; nothing is opened."""
    rows = await sql(
        "select dossier, max(recorded_at) as at from health_statement"
        " where dossier = any({}::uuid[]) and kind = any({}::varchar[]) group by dossier",
        list(dossiers),
        [kind.value for kind in kinds],
    )
    return {DossierId(row["dossier"]): row["at"] for row in rows}


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others said or amended since each dossier was seen."""
    return await counted(
        "select h.dossier, case when h.kind in ('vaccination', 'allergy', 'treatment', 'screening') then h.kind"
        " else 'health' end as code, count(*) as found from health_statement h join v using (dossier)"
        " where h.recorded_at > v.at and h.recorded_by <> {} group by 1, 2",
        seen,
        not_by,
    )


async def insert(
    dossier: DossierId,
    statement: StatementId,
    kind: StatementKind,
    fact: Fact | None,
    *,
    by: AccountId,
    supersedes: StatementId | None = None,
    withdrawn: str = "",
    vault: Vault,
) -> bool:
    """Write one statement; False when what it supersedes was amended meanwhile."""
    text = written(fact) if fact is not None else json.dumps({"withdrawn": withdrawn})
    rows = await sql(
        "insert into health_statement"
        " (id, dossier, kind, supersedes, recorded_by, recorded_at, encrypted_fact)"
        " values ({}, {}, {}, {}, {}, now(), {}) on conflict do nothing returning id",
        statement,
        dossier,
        kind.value,
        supersedes,
        by,
        await vault.encrypt_text(dossier, PURPOSE.format(statement), text),
    )
    return bool(rows)


def _statement(row: dict[str, Any], said: dict[str, Any]) -> Statement:
    kind = StatementKind(row["kind"])
    return Statement(
        id=StatementId(row["id"]),
        kind=kind,
        fact=None if "withdrawn" in said else read(kind, said),
        recorded_by=AccountId(row["recorded_by"]),
        recorded_at=row["recorded_at"],
        supersedes=StatementId(row["supersedes"]) if row["supersedes"] else None,
        withdrawn=said.get("withdrawn", ""),
        dossier=DossierId(row["dossier"]),
    )


async def calendars() -> tuple[Calendar, ...]:
    """Return the calendars a deployment put in force, in the order it did; each is read once."""
    rows = await sql("select content from vaccine_calendar order by applied_at, id")
    return tuple(read_calendar(row["content"]) for row in rows)


async def insert_calendar(id_: UUID, valid_from: date, content: str, *, at: datetime) -> None:
    await sql(
        "insert into vaccine_calendar (id, valid_from, content, applied_at) values ({}, {}, {}, {})",
        id_,
        valid_from,
        content,
        at,
    )
