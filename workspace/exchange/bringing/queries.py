"""Requests, opened; row-level security shows a person their own alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.actor import Actor
from workspace.database import sql
from workspace.exchange.bringing.model import ImportRequest, ImportState, Outcome, RequestId
from workspace.exchange.bringing.sealing import REPORT, outcome_from, outcome_text
from workspace.ids import AccountId, OrganizationId


async def insert(id_: RequestId, asking: Actor, files: Sequence[UUID], *, at: datetime) -> None:
    await sql(
        "insert into import_request (id, account, organization, state, asked_at, moved_at, files,"
        " step, done, total) values ({}, {}, {}, {}, {}, {}, {}::uuid[], '', 0, 0)",
        id_,
        asking.account,
        asking.organization,
        ImportState.ASKED.value,
        at,
        at,
        list(files),
    )


async def request(wanted: RequestId, *, vault: Vault) -> ImportRequest | None:
    found = await _opened(await sql("select * from import_request where id = {}", wanted), vault)
    return found[0] if found else None


async def requests(account: AccountId, *, vault: Vault) -> list[ImportRequest]:
    """Return the requests of somebody, the latest first."""
    rows = await sql(
        "select * from import_request where account = {} order by asked_at desc, id", account
    )
    return await _opened(rows, vault)


async def _opened(rows: Sequence[dict[str, Any]], vault: Vault) -> list[ImportRequest]:
    sealed = [row for row in rows if row["encrypted_report"] is not None]
    texts = await vault.decrypt_texts(
        [(DIRECTORY, REPORT.format(row["id"]), row["encrypted_report"]) for row in sealed]
    )
    reports = {row["id"]: outcome_from(text) for row, text in zip(sealed, texts, strict=True)}
    stopped = {
        each["request"]: each["stopped_at"]
        for each in (await sql("select * from grenier_imports_stopped()") if rows else ())
    }
    return [_request(row, reports.get(row["id"]), stopped.get(row["id"])) for row in rows]


def _request(
    row: dict[str, Any], outcome: Outcome | None, stopped_at: datetime | None
) -> ImportRequest:
    return ImportRequest(
        id=RequestId(row["id"]),
        account=AccountId(row["account"]),
        organization=OrganizationId(row["organization"]),
        state=ImportState(row["state"]),
        asked_at=row["asked_at"],
        moved_at=row["moved_at"],
        files=tuple(row["files"]),
        step=row["step"],
        done=row["done"],
        total=row["total"],
        outcome=outcome,
        stopped_at=stopped_at,
    )


async def try_again(wanted: RequestId, *, at: datetime) -> bool:
    """Put the work that was given up back in the queue; tell whether there was any, of whoever asks."""
    (row,) = await sql("select grenier_import_try_again({}) as count", wanted)
    if not row["count"]:
        return False
    await sql(
        "update import_request set moved_at = {}, step = '', done = 0, total = 0 where id = {}",
        at,
        wanted,
    )
    return True


async def ask_again(wanted: RequestId, files: Sequence[UUID], *, at: datetime) -> bool:
    """Have other files checked; tell whether nothing was at work on them."""
    rows = await sql(
        "update import_request set state = 'asked', files = {}::uuid[], moved_at = {}, step = '',"
        " done = 0, total = 0 where id = {} and state in ('checked', 'refused') returning id",
        list(files),
        at,
        wanted,
    )
    return bool(rows)


async def confirm(wanted: RequestId, outcome: Outcome, *, at: datetime, vault: Vault) -> bool:
    """Have the files brought in as `outcome` says; tell whether this is the first time it is asked."""
    rows = await sql(
        "update import_request set state = 'confirmed', moved_at = {}, step = '', done = 0,"
        " total = 0, encrypted_report = {} where id = {} and state = 'checked' returning id",
        at,
        await vault.encrypt_text(DIRECTORY, REPORT.format(wanted), outcome_text(outcome)),
        wanted,
    )
    return bool(rows)


async def move_on(wanted: RequestId, step: str, done: int, total: int, *, at: datetime) -> None:
    await sql(
        "update import_request set step = {}, done = {}, total = {}, moved_at = {} where id = {}",
        step,
        done,
        total,
        at,
        wanted,
    )


async def settle(
    wanted: RequestId, state: ImportState, outcome: Outcome, *, at: datetime, vault: Vault
) -> None:
    await sql(
        "update import_request set state = {}, moved_at = {}, encrypted_report = {} where id = {}",
        state.value,
        at,
        await vault.encrypt_text(DIRECTORY, REPORT.format(wanted), outcome_text(outcome)),
        wanted,
    )


async def forget(*, before: datetime) -> int:
    rows = await sql("delete from import_request where asked_at < {} returning id", before)
    return len(rows)
