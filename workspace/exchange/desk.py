"""The desk of one import: its mandate, its tools, its counts, and how it takes rows in."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.exchange import queries
from workspace.exchange.entries import Change, Entry, Memory, sift
from workspace.exchange.model import Row
from workspace.exchange.own import Own
from workspace.exchange.reading import Progress
from workspace.exchange.receipt import Tally
from workspace.i18n import N_
from workspace.ids import DossierId

T = TypeVar("T")

Add = Callable[[Sequence[Entry[T]]], Awaitable[Sequence[UUID]]]
"""Writes entries and returns what they became, in their order."""
Amend = Callable[[Sequence[Change[T]]], Awaitable[None]]

CHUNK: Final = 2_000
"""Rows a statement: enough to be quick, few enough to show progress."""
WRITING: Final = N_("Writing")


@dataclass(kw_only=True)
class Desk:
    errand: Errand
    vault: Vault
    clock: Clock
    progress: Progress
    total: int
    """Rows of the folder: where progress ends."""
    own: Own | None = None
    """For somebody who brings files into their own establishment; None for the operator's folder."""
    tally: Tally = field(default_factory=Tally)
    touched: set[DossierId] = field(default_factory=set)
    """Dossiers in which something was written."""
    opened: set[DossierId] = field(default_factory=set)
    _done: int = 0

    async def take(
        self,
        entries: Sequence[Entry[T]],
        known: Mapping[bytes, Memory],
        *,
        add: Add[T],
        amend: Amend[T],
        is_counted: bool = True,
    ) -> dict[bytes, UUID]:
        """Write what is new or changed; return what each entry stands for, by its key index.

        `is_counted`: False for what is a part of rows counted elsewhere.
        """
        sifted = sift(entries, known)
        targets = {entry.key_index: known[entry.key_index].target for entry in sifted.unchanged}
        self._count(sifted.unchanged, self.tally.unchanged, is_counted=is_counted)
        for changes in _chunks(sifted.amended):
            await amend(changes)
            await queries.remember_changes(changes)
            targets.update({entry.key_index: memory.target for entry, memory in changes})
            self._count([each.entry for each in changes], self.tally.amended, is_counted=is_counted)
        for chunk in _chunks(sifted.added):
            became = list(zip(chunk, await add(chunk), strict=True))
            await queries.remember(became)
            targets.update({entry.key_index: target for entry, target in became})
            self._count(chunk, self.tally.added, is_counted=is_counted)
        self._touch([*sifted.added, *(change.entry for change in sifted.amended)])
        return targets

    def leave(self, rows: Sequence[Row]) -> None:
        """Count rows that are read and never written."""
        for row in rows:
            self.tally.unchanged[row.FILE] += 1
        self._done += len(rows)

    def _count(
        self, entries: Sequence[Entry[Any]], counts: dict[str, int], *, is_counted: bool
    ) -> None:
        if not is_counted or not entries:
            return
        for entry in entries:
            counts[entry.row.FILE] += 1
        self._done += len(entries)
        self.progress(WRITING, self._done, self.total)

    def _touch(self, entries: Sequence[Entry[Any]]) -> None:
        self.touched.update(entry.dossier for entry in entries if entry.dossier is not None)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
