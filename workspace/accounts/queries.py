"""Accounts and sessions; sessions only through the functions the database keeps for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY, Account, Credential
from workspace.accounts.tables import AccountRow
from workspace.actor import Actor, Role
from workspace.database import Door, sql
from workspace.ids import AccountId, OrganizationId

NAME = "account:encrypted_name:{}"


async def credential(door: Door, login_index: bytes) -> Credential | None:
    rows = await door.fetch("select * from grenier_credential($1)", login_index)
    return Credential(**rows[0]) if rows else None


async def credential_of(door: Door, account: AccountId) -> Credential:
    """Return the credential of `account`, whoever is signed in as it."""
    rows = await door.fetch("select * from grenier_credential_of($1)", account)
    return Credential(**rows[0])


async def note_failure(door: Door, account: AccountId) -> None:
    await door.fetch("select grenier_note_failure($1)", account)


async def failures_at_the_door(door: Door, key: bytes) -> tuple[int, datetime | None]:
    """Return how many wrong attempts are counted under `key`, and the moment of the last."""
    rows = await door.fetch("select * from grenier_door_failures($1)", key)
    return (rows[0]["failures"], rows[0]["failed_at"]) if rows else (0, None)


async def note_failure_at_the_door(door: Door, key: bytes, *, forget: timedelta) -> None:
    """Count one more under `key`; from one again when the last was longer ago than `forget`."""
    await door.fetch("select grenier_note_door_failure($1, $2)", key, int(forget.total_seconds()))


async def open_session(
    door: Door, account: AccountId, secret: str, *, idle_seconds: int, seconds: int
) -> None:
    await door.fetch(
        "select grenier_open_session($1, $2, $3, $4)", account, secret, idle_seconds, seconds
    )


async def open_service_session(
    door: Door, account: AccountId, purpose: str, secret: str, *, seconds: int
) -> None:
    await door.fetch(
        "select grenier_open_service_session($1, $2, $3, $4)", account, purpose, secret, seconds
    )


async def confirm(door: Door, secret: str, *, seconds: int) -> None:
    await door.fetch("select grenier_confirm($1, $2)", secret, seconds)


async def whoami(*, vault: Vault) -> tuple[Actor, str] | None:
    """Return who the current session is and the name shown, None when it is nobody."""
    rows = await sql("select * from grenier_whoami()")
    if not rows:
        return None
    row = rows[0]
    actor = Actor(
        account=AccountId(row["id"]),
        role=Role(row["role"]),
        organization=OrganizationId(row["organization"]) if row["organization"] else None,
        sudo_until=row["sudo_until"],
    )
    return actor, await vault.decrypt_text(DIRECTORY, NAME.format(row["id"]), row["encrypted_name"])


async def standing(account: AccountId) -> Actor | None:
    rows = await sql(
        "select role, organization from account where id = {} and closed_at is null", account
    )
    if not rows:
        return None
    organization = rows[0]["organization"]
    return Actor(
        account=account,
        role=Role(rows[0]["role"]),
        organization=OrganizationId(organization) if organization else None,
    )


async def end_session() -> None:
    await sql("select grenier_end_session()")


async def accounts(ids: Iterable[AccountId], *, vault: Vault) -> dict[AccountId, Account]:
    """Return the accounts of `ids` that exist, names opened."""
    wanted = list(set(ids))
    rows = (
        await AccountRow.select(
            AccountRow.id, AccountRow.role, AccountRow.organization, AccountRow.encrypted_name
        ).where(AccountRow.id.is_in(wanted))
        if wanted
        else []
    )
    names = await vault.decrypt_texts(
        [(DIRECTORY, NAME.format(row["id"]), row["encrypted_name"]) for row in rows]
    )
    return {
        AccountId(row["id"]): _account(row, name) for row, name in zip(rows, names, strict=True)
    }


def _account(row: dict[str, Any], name: str) -> Account:
    return Account(
        id=AccountId(row["id"]),
        role=Role(row["role"]),
        organization=OrganizationId(row["organization"]) if row["organization"] else None,
        name=name,
    )


async def insert(
    account: Account, *, encrypted_name: bytes, login_index: bytes, password_hash: str
) -> None:
    await sql(
        "insert into account (id, role, organization, encrypted_name, opened_at) values ({}, {}, {}, {}, now())",
        account.id,
        account.role.value,
        account.organization,
        encrypted_name,
    )
    await sql("select grenier_set_credential({}, {}, {})", account.id, login_index, password_hash)
