"""One child in two dossiers: what was written in the one that was joined counts in the one that goes on."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from workspace.database import remembered, sql
from workspace.ids import DossierId

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """What to read for some dossiers: themselves, and those joined to them."""

    dossiers: frozenset[DossierId]
    into: Mapping[DossierId, DossierId]
    """The dossiers joined to one of them, and to which."""

    @property
    def every(self) -> list[DossierId]:
        return [*self.dossiers, *self.into.keys() - self.dossiers]

    def going_on(self, found: Iterable[DossierId]) -> frozenset[DossierId]:
        """Return the dossiers that were asked for and are among `found`, or go on for one that is."""
        return frozenset(self.into.get(dossier, dossier) for dossier in found) | (
            frozenset(found) & self.dossiers
        )

    def gathered(
        self,
        found: Mapping[DossierId, Iterable[T]],
        *,
        key: Callable[[T], Any] | None = None,
        same: Callable[[T], Hashable] | None = None,
    ) -> dict[DossierId, list[T]]:
        """Return what was found of each child; those of whom nothing was are absent.

        `key`: what the order is by, where two lists make one. `same`: what is alike in two that are one thing: of a
        joined dossier, what is there already is left out. A joined dossier that was asked for keeps what is
        its own, for those who are around it alone.
        """
        gathered = {dossier: list(of) for dossier, of in found.items() if dossier in self.dossiers}
        for joined, goes_on in self.into.items():
            here, of = gathered.get(goes_on, []), list(found.get(joined, ()))
            if same is not None:
                known = {same(each) for each in here}
                of = [each for each in of if same(each) not in known]
            if of:
                both = [*here, *of]
                gathered[goes_on] = sorted(both, key=key) if key else both
        return gathered


async def whole(dossiers: Collection[DossierId]) -> Whole:
    """Return what to read for `dossiers`, inside the caller's transaction.

    Joining opens nothing: row-level security answers from the joined dossiers what is open to whoever asks.
    """
    wanted = frozenset(dossiers)
    known = remembered()
    if (whole, wanted) not in known:  # a page asks a dozen services about the same children
        rows = await sql(
            "select dossier, merged from dossier_merge where undone_at is null and dossier = any({}::uuid[])"
            " order by merged_at, id",
            list(dossiers),
        )
        into = {DossierId(row["merged"]): DossierId(row["dossier"]) for row in rows}
        known[whole, wanted] = Whole(dossiers=wanted, into=into)
    found: Whole = known[whole, wanted]
    return found


async def gone_over(dossiers: Collection[DossierId]) -> frozenset[DossierId]:
    """Return those of `dossiers` that were joined to another, in which the child is followed since."""
    rows = await sql(
        "select merged from dossier_merge where undone_at is null and merged = any({}::uuid[])",
        list(dossiers),
    )
    return frozenset(DossierId(row["merged"]) for row in rows)


async def others_of(dossiers: Collection[DossierId]) -> Mapping[DossierId, Collection[DossierId]]:
    """Return the other dossiers of each child: the one that goes on, and all that are joined to it."""
    rows = await sql(
        "select dossier, merged from dossier_merge where undone_at is null and dossier in (select dossier"
        " from dossier_merge where undone_at is null and (dossier = any({}::uuid[]) or merged = any({}::uuid[])))",
        *[list(dossiers)] * 2,
    )
    into = {DossierId(row["merged"]): DossierId(row["dossier"]) for row in rows}
    found = defaultdict[DossierId, set[DossierId]](set)
    for merged, goes_on in into.items():
        found[goes_on] |= {goes_on, merged}
    every = {dossier: found[into.get(dossier, dossier)] - {dossier} for dossier in dossiers}
    return {dossier: others for dossier, others in every.items() if others}
