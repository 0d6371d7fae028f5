"""What the people of the demonstration observed, the days that marked a life, and whom they tried to reach."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from workspace.access.permissions import Permission
from workspace.demo.cast import Cast
from workspace.dossier.journal import contacts, service
from workspace.dossier.journal.model import (
    EntryKind,
    NewAttempt,
    NewEntry,
    Way,
)
from workspace.dossier.record.model import About
from workspace.exchange import service as exchange


async def observe(cast: Cast, told: Mapping[str, Any]) -> None:
    """Let each person write their own lines, as at the page."""
    by_author: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for sort in ("entry", "attempt"):
        for one in told[sort]:
            by_author.setdefault(one["author"], []).append((sort, one))
    for author, written in by_author.items():
        await _write(cast, author, written)


async def _write(cast: Cast, author: str, written: list[tuple[str, Mapping[str, Any]]]) -> None:
    tools, today = cast.tools, cast.tools.clock.today()
    dossiers = {
        code: await exchange.dossier_coded(tools.errand, code, vault=tools.vault)
        for code in {one["child"] for _, one in written}
    }
    async with cast.acting(author) as actor:
        for sort, one in written:
            permission = Permission.JOURNAL_WRITE if sort == "entry" else Permission.CONTACT_ADD
            clearance = await cast.cleared(
                actor, dossiers[one["child"]], Permission.CHILD_READ, permission
            )
            day = today - timedelta(days=one["days_ago"])
            if sort == "entry":
                entry = NewEntry(
                    kind=EntryKind(one["kind"]),
                    day=day,
                    about=About(one.get("about", "child")),
                    text=one.get("text", ""),
                )
                await service.write(clearance, entry, clock=tools.clock, vault=tools.vault)
            else:
                attempt = NewAttempt(way=Way(one["way"]), tried_on=day, line=one.get("line", ""))
                await contacts.record_attempt(
                    clearance, attempt, clock=tools.clock, vault=tools.vault
                )
