"""Grants, read through row-level security: one's own, and those of the circles one belongs to."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from workspace.access.model import Grant, GrantId, Rights
from workspace.access.permissions import DataClass
from workspace.access.tables import GrantRow
from workspace.actor import Role
from workspace.database import sql
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen, counted


@cache
def _rights(reads: tuple[str, ...], writes: tuple[str, ...]) -> Rights:
    """Return one value for each pair of lists: there are as many as roles."""
    return Rights(
        reads=frozenset(DataClass(code) for code in reads),
        writes=frozenset(DataClass(code) for code in writes),
    )


def _grant(row: dict[str, Any]) -> Grant:
    return Grant(
        id=GrantId(row["id"]),
        dossier=DossierId(row["dossier"]),
        account=AccountId(row["account"]),
        role=Role(row["role"]),
        rights=_rights(tuple(row["reads"]), tuple(row["writes"])),
        purpose=row["purpose"],
        since_on=row["since_on"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
    )


async def grants_in(dossier: DossierId, account: AccountId) -> tuple[Grant, ...]:
    rows = await GrantRow.select().where(GrantRow.dossier == dossier, GrantRow.account == account)
    return tuple(_grant(row) for row in rows)


async def grants_of(account: AccountId) -> tuple[Grant, ...]:
    rows = await GrantRow.select().where(GrantRow.account == account)
    return tuple(_grant(row) for row in rows)


async def grants_around(dossier: DossierId) -> tuple[Grant, ...]:
    rows = await GrantRow.select().where(GrantRow.dossier == dossier).order_by(GrantRow.since_on)
    return tuple(_grant(row) for row in rows)


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others let in, and who left, since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select g.dossier, 'arrival' as code from access_grant g"
        " join v using (dossier) where g.granted_at > v.at and g.granted_by <> {} and g.account <> {}"
        " union all select g.dossier, 'departure' from access_grant g join v using (dossier)"
        " where g.ended_at > v.at and g.ended_at <= now() and g.account <> {}) as told group by 1, 2",
        seen,
        *[not_by] * 3,
    )


async def grants_open(
    dossiers: Collection[DossierId], account: AccountId | None = None
) -> tuple[Grant, ...]:
    """Return the grants of these circles that nobody ended, of one account where that is asked."""
    rows = await sql(
        "select * from access_grant where dossier = any({}::uuid[]) and ended_at is null"
        " and ({}::uuid is null or account = {}) order by ends_at, id",
        list(dossiers),
        account,
        account,
    )
    return tuple(_grant(row) for row in rows)


async def grants_ending(dossiers: Collection[DossierId], before: datetime) -> tuple[Grant, ...]:
    """Return the open grants of these circles that end before a moment, the first to end first."""
    rows = await sql(
        "select * from access_grant where dossier = any({}::uuid[]) and ended_at is null"
        " and ends_at < {} order by ends_at, id",
        list(dossiers),
        before,
    )
    return tuple(_grant(row) for row in rows)


async def end(grant: GrantId, *, at: datetime) -> bool:
    """End a place at once; tell whether whoever asks may."""
    return bool(
        await sql(
            "update access_grant set ended_at = {} where id = {} and ended_at is null returning id",
            at,
            grant,
        )
    )


async def set_end(grant: GrantId, *, ends_at: datetime) -> bool:
    """Set the moment a place runs out; tell whether whoever asks may."""
    return bool(
        await sql(
            "update access_grant set ends_at = {} where id = {} and ended_at is null returning id",
            ends_at,
            grant,
        )
    )


async def grants() -> tuple[Grant, ...]:
    """Return all that the session may see: of every circle for a service that row-level security lets."""
    rows = await GrantRow.select().where(GrantRow.ended_at.is_null())
    return tuple(_grant(row) for row in rows)


async def hold(dossier: DossierId, account: AccountId) -> None:
    """Let one transaction at a time give this person a place in this circle, until it ends: the trigger's own lock."""
    await sql(
        "select pg_advisory_xact_lock(hashtextextended({}::text || {}::text, 1))",
        str(dossier),
        str(account),
    )


async def insert(rows: Iterable[GrantRow]) -> None:
    listed = list(rows)
    if listed:
        await GrantRow.insert(*listed)
