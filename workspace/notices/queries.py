"""Notices and how people want to be told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.database import sql
from workspace.ids import AccountId
from workspace.notices.model import (
    Because,
    NewNotice,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Reach,
    Sent,
)

ADDRESS = "reach:encrypted_address:{}"


async def insert(new: Sequence[NewNotice], *, by: AccountId, at: datetime) -> tuple[NoticeId, ...]:
    """Write notices; return those that were not told yet."""
    written: list[NoticeId] = []
    for one in new:
        rows = await sql(
            "insert into notice (id, account, kind, dossier, key, asked_by, queued_at, expires_at, state)"
            " values ({}, {}, {}, {}, {}, {}, {}, {}, {}) on conflict do nothing returning id",
            uuid4(),
            one.account,
            one.kind.value,
            one.dossier,
            one.key,
            by,
            at,
            one.expires_at,
            NoticeState.QUEUED.value,
        )
        written += [NoticeId(row["id"]) for row in rows]
    return tuple(written)


async def notice(wanted: NoticeId) -> Notice | None:
    """Return one notice, held until the transaction ends: two workers do not send it at once."""
    rows = await sql(
        "select id, account, kind, key, state, expires_at, queued_at from notice where id = {} for update",
        wanted,
    )
    return (
        Notice(
            id=NoticeId(rows[0]["id"]),
            account=AccountId(rows[0]["account"]),
            kind=NoticeKind(rows[0]["kind"]),
            key=rows[0]["key"],
            state=NoticeState(rows[0]["state"]),
            expires_at=rows[0]["expires_at"],
            queued_at=rows[0]["queued_at"],
        )
        if rows
        else None
    )


async def settle(
    wanted: NoticeId, state: NoticeState, because: Because | None, *, at: datetime
) -> None:
    await sql(
        "update notice set state = {}, because = {}, settled_at = {} where id = {}",
        state.value,
        because.value if because else None,
        at,
        wanted,
    )


async def reach(account: AccountId, *, vault: Vault) -> Reach | None:
    rows = await sql("select * from reach where account = {}", account)
    if not rows:
        return None
    sealed = rows[0]["encrypted_address"]
    return Reach(
        address=await vault.decrypt_text(DIRECTORY, ADDRESS.format(account), sealed),
        mail=rows[0]["mail"],
        not_at_night=rows[0]["not_at_night"],
    )


async def keep_reach(account: AccountId, said: Reach, *, at: datetime, vault: Vault) -> None:
    await sql(
        "insert into reach (account, encrypted_address, is_known, mail, not_at_night, changed_at)"
        " values ({}, {}, {}, {}, {}, {}) on conflict (account) do update set"
        " encrypted_address = excluded.encrypted_address, is_known = excluded.is_known, mail = excluded.mail,"
        " not_at_night = excluded.not_at_night, changed_at = excluded.changed_at",
        account,
        await vault.encrypt_text(DIRECTORY, ADDRESS.format(account), said.address),
        bool(said.address),
        said.mail,
        said.not_at_night,
        at,
    )


async def unreachable(accounts: Collection[AccountId]) -> dict[AccountId, Because]:
    """Return those of `accounts` that no mail reaches, and why."""
    rows = await sql("select * from grenier_unreachable({}::uuid[])", list(accounts))
    return {AccountId(row["account"]): Because(row["because"]) for row in rows}


async def sent() -> tuple[Sent, ...]:
    rows = await sql("select * from grenier_notices_sent() order by state, because")
    return tuple(
        Sent(
            state=NoticeState(row["state"]),
            because=Because(row["because"]) if row["because"] else None,
            count=row["count"],
        )
        for row in rows
    )
