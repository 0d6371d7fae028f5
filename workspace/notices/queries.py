"""Notices and how people want to be told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.actor import Role
from workspace.database import sql
from workspace.ids import AccountId, DossierId
from workspace.notices.model import (
    Because,
    NewNotice,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Reach,
    Reminded,
    Sent,
)

ADDRESS = "reach:encrypted_address:{}"


async def insert(new: Sequence[NewNotice], *, by: AccountId, at: datetime) -> tuple[NoticeId, ...]:
    """Write notices; return those that were not told yet. What was told already is asked for at once."""
    rows = await sql(
        "select key from notice where key = any({}::varchar[])", [one.key for one in new]
    )
    told = {row["key"] for row in rows}
    untold = [one for one in new if one.key not in told]
    if not untold:
        return ()
    rows = await sql(
        "insert into notice (asked_by, queued_at, state, id, account, person, kind, dossier, key, expires_at)"
        " select {}::uuid, {}::timestamptz, {}::varchar, * from unnest({}::uuid[], {}::uuid[], {}::uuid[],"
        " {}::varchar[], {}::uuid[], {}::varchar[], {}::timestamptz[]) on conflict do nothing returning id",
        by,
        at,
        NoticeState.QUEUED.value,
        [uuid4() for _ in untold],
        [one.account for one in untold],
        [one.person for one in untold],
        [one.kind.value for one in untold],
        [one.dossier for one in untold],
        [one.key for one in untold],
        [one.expires_at for one in untold],
    )
    return tuple(NoticeId(row["id"]) for row in rows)


async def notice(wanted: NoticeId) -> Notice | None:
    """Return one notice, held until the transaction ends: two workers do not send it at once."""
    rows = await sql(
        "select id, account, person, kind, dossier, key, state, expires_at, queued_at from notice"
        " where id = {} for update",
        wanted,
    )
    return (
        Notice(
            id=NoticeId(rows[0]["id"]),
            account=_account(rows[0]["account"]),
            person=rows[0]["person"],
            kind=NoticeKind(rows[0]["kind"]),
            dossier=DossierId(rows[0]["dossier"]),
            key=rows[0]["key"],
            state=NoticeState(rows[0]["state"]),
            expires_at=rows[0]["expires_at"],
            queued_at=rows[0]["queued_at"],
        )
        if rows
        else None
    )


def _account(found: UUID | None) -> AccountId | None:
    return AccountId(found) if found else None


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


async def reminded(dossier: DossierId) -> tuple[Reminded, ...]:
    """Return who was told about a child, the last first; nothing to whoever does not set appointments.

    What came by a link is between whoever made it and the house, like a message.
    """
    rows = await sql(
        "select * from grenier_reminded({}) where key not like 'link/%' order by queued_at desc, key desc",
        dossier,
    )
    return tuple(
        Reminded(
            account=_account(row["account"]),
            person=row["person"],
            role=Role(row["role"]) if row["role"] else None,
            key=row["key"],
            queued_at=row["queued_at"],
            state=NoticeState(row["state"]),
            because=Because(row["because"]) if row["because"] else None,
        )
        for row in rows
    )


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
