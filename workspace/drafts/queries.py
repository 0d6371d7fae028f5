"""Drafts of whoever asks, opened; row-level security shows nobody else's."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.database import sql
from workspace.drafts.model import Draft, DraftId, NewDraft
from workspace.ids import AccountId, DossierId

TYPED = "form_draft:encrypted_typed:{}"


async def drafts(account: AccountId, form: str, *, vault: Vault) -> tuple[Draft, ...]:
    """Return the versions of one form, the latest first."""
    rows = await sql(
        "select * from form_draft where account = {} and form = {} order by saved_at desc, id",
        account,
        form,
    )
    texts = await vault.decrypt_texts(
        [(_scope(row["dossier"]), TYPED.format(row["id"]), row["encrypted_typed"]) for row in rows]
    )
    return tuple(_draft(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


async def begun(account: AccountId, word: str) -> frozenset[tuple[DossierId, str]]:
    """Return in which dossiers `account` has a draft of a form whose name begins with `word`; none is opened."""
    rows = await sql(
        "select distinct dossier, split_part(form, ':', 1) as name from form_draft"
        " where account = {} and dossier is not null and starts_with(form, {})",
        account,
        word,
    )
    return frozenset((DossierId(row["dossier"]), row["name"]) for row in rows)


def _scope(dossier: UUID | None) -> UUID:
    return dossier or DIRECTORY


def _draft(row: dict[str, Any], typed: dict[str, list[str]]) -> Draft:
    return Draft(
        id=DraftId(row["id"]),
        form=row["form"],
        dossier=DossierId(row["dossier"]) if row["dossier"] else None,
        revision=row["revision"],
        saved_at=row["saved_at"],
        typed={name: tuple(values) for name, values in typed.items()},
    )


async def _sealed(dossier: DossierId | None, id_: DraftId, new: NewDraft, *, vault: Vault) -> bytes:
    text = json.dumps(
        {name: list(values) for name, values in new.typed.items()}, ensure_ascii=False
    )
    return await vault.encrypt_text(_scope(dossier), TYPED.format(id_), text)


async def update(
    account: AccountId, dossier: DossierId | None, new: NewDraft, *, at: datetime, vault: Vault
) -> int | None:
    """Save over the revision this page knows; return the next one, None when that is not the last."""
    rows = await sql(
        "update form_draft set revision = revision + 1, saved_at = {}, encrypted_typed = {}"
        " where id = {} and account = {} and form = {} and revision = {} returning revision",
        at,
        await _sealed(dossier, new.id, new, vault=vault),
        new.id,
        account,
        new.form,
        new.revision,
    )
    revision: int | None = rows[0]["revision"] if rows else None
    return revision


async def insert(
    account: AccountId,
    dossier: DossierId | None,
    id_: DraftId,
    new: NewDraft,
    *,
    at: datetime,
    vault: Vault,
) -> bool:
    """Keep a version of its own; tell whether there was none of that name."""
    rows = await sql(
        "insert into form_draft (id, account, dossier, form, revision, saved_at, encrypted_typed)"
        " values ({}, {}, {}, {}, 1, {}, {}) on conflict (id) do nothing returning id",
        id_,
        account,
        dossier,
        new.form,
        at,
        await _sealed(dossier, id_, new, vault=vault),
    )
    return bool(rows)


async def delete(account: AccountId, ids: Sequence[DraftId]) -> None:
    await sql(
        "delete from form_draft where account = {} and id = any({}::uuid[])", account, list(ids)
    )


async def tidy(account: AccountId, form: str, *, keep: int, before: datetime) -> None:
    """Let go of one's own drafts nobody came back for, and of the oldest versions of a form."""
    await sql(
        "delete from form_draft where account = {} and (saved_at < {} or id in"
        " (select id from form_draft where account = {} and form = {}"
        " order by saved_at desc, id offset {}))",
        account,
        before,
        account,
        form,
        keep,
    )
