"""Grants, read through row-level security: one's own, and those of the circles one belongs to."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from workspace.access.model import Grant, GrantId, Rights
from workspace.access.permissions import DataClass
from workspace.access.tables import GrantRow
from workspace.actor import Role
from workspace.ids import AccountId, DossierId


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


async def insert(rows: Iterable[GrantRow]) -> None:
    listed = list(rows)
    if listed:
        await GrantRow.insert(*listed)
