"""Choices of children that somebody wants again: kept for them alone, in one click."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.accounts.model import DIRECTORY
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import sql, transaction
from workspace.errors import Invalid, NotFound
from workspace.home import forms
from workspace.home.model import Wanted
from workspace.i18n import N_

ViewId = NewType("ViewId", UUID)

PURPOSE: Final = "saved_view:encrypted_view:{}"
LONGEST_NAME: Final = 60
MOST: Final = 12
"""More would be a list to search in."""


class Page(StrEnum):
    """What a choice is of."""

    CHILDREN = "children"
    CALENDAR = "calendar"


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedView:
    id: ViewId
    name: str
    page: Page
    asked: Mapping[str, str]
    """The fields that were chosen."""

    @property
    def wanted(self) -> Wanted:
        return forms.wanted(self.asked)


async def saved_views(
    actor: Actor, page: Page | None = Page.CHILDREN, *, vault: Vault
) -> tuple[SavedView, ...]:
    """Return what `actor` keeps of a page, of all of them for None, oldest first: nobody else's is shown."""
    async with transaction():
        rows = await sql(
            "select id, encrypted_view from saved_view where account = {} order by saved_at, id",
            actor.account,
        )
        texts = await vault.decrypt_texts(
            [(DIRECTORY, PURPOSE.format(row["id"]), row["encrypted_view"]) for row in rows]
        )
    kept = (_view(row["id"], json.loads(text)) for row, text in zip(rows, texts, strict=True))
    return tuple(view for view in kept if page is None or view.page is page)


async def save_view(
    actor: Actor,
    name: str,
    asked: Mapping[str, str],
    page: Page = Page.CHILDREN,
    *,
    clock: Clock,
    vault: Vault,
) -> ViewId:
    """Keep a choice under a name. Raises `Invalid` without a name, without a choice, or beyond a dozen."""
    called = name.strip()
    refused = _complaint(called, asked)
    kept = await saved_views(actor, None, vault=vault)
    if refused is None and len(kept) >= MOST:
        refused = N_("A dozen is the most. Remove one first.")
    if refused is not None:
        raise Invalid({"name": refused})
    view = ViewId(uuid4())
    text = json.dumps({**asked, "name": called, "page": page.value}, ensure_ascii=False)
    async with transaction():
        await sql(
            "insert into saved_view (id, account, encrypted_view, saved_at) values ({}, {}, {}, {})",
            view,
            actor.account,
            await vault.encrypt_text(DIRECTORY, PURPOSE.format(view), text),
            clock.now(),
        )
        await audit.record(actor, Act.VIEW_SAVE, subject=view, vault=vault)
    return view


def _complaint(name: str, asked: Mapping[str, str]) -> str | None:
    if not asked:
        return N_("Choose something first: a name, a place, a state or an age.")
    if not name:
        return N_("Give it a name.")
    if len(name) > LONGEST_NAME:
        return N_("This name is too long.")
    return None


async def remove_view(actor: Actor, view: ViewId, *, vault: Vault) -> None:
    """Forget a choice. Raises `NotFound` when it is not one of `actor`'s."""
    async with transaction():
        gone = await sql(
            "delete from saved_view where id = {} and account = {} returning id",
            view,
            actor.account,
        )
        if not gone:
            raise NotFound
        await audit.record(actor, Act.VIEW_REMOVE, subject=view, vault=vault)


def _view(id_: UUID, said: Mapping[str, Any]) -> SavedView:
    return SavedView(
        id=ViewId(id_),
        name=said["name"],
        page=Page(said.get("page", Page.CHILDREN)),
        asked={name: value for name, value in said.items() if name not in {"name", "page"}},
    )
