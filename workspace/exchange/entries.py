"""Rows beside what earlier imports remember of them: new, changed, or the same. No I/O."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from workspace.exchange.model import Row
from workspace.ids import DossierId, OrganizationId, PractitionerId

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Generic[T]):
    """A row on its way to the dossier: how it is known, and what it becomes."""

    row: Row
    kind: str
    key_index: bytes
    fingerprint: bytes
    new: T
    owner: OrganizationId | None = None
    """Whose code the row is known by; None for what is known by its child."""
    dossier: DossierId | None = None
    practitioner: PractitionerId | None = None
    """Who did it, for what somebody did."""
    done_on: date | None = None


class Memory(NamedTuple):
    """What is remembered of a row; `id` is the memory's own."""

    id: UUID
    target: UUID
    fingerprint: bytes
    owner: OrganizationId | None = None
    practitioner: PractitionerId | None = None
    """Who did it, as it was last brought."""


class Change(NamedTuple, Generic[T]):
    """An entry and the memory it changes."""

    entry: Entry[T]
    memory: Memory


class Sifted(NamedTuple, Generic[T]):
    added: Sequence[Entry[T]]
    amended: Sequence[Change[T]]
    unchanged: Sequence[Entry[T]]


def sift(entries: Iterable[Entry[T]], known: Mapping[bytes, Memory]) -> Sifted[T]:
    """Divide `entries` by what is known of them, under their key indexes."""
    added: list[Entry[T]] = []
    amended: list[Change[T]] = []
    unchanged: list[Entry[T]] = []
    for entry in entries:
        memory = known.get(entry.key_index)
        if memory is None:
            added.append(entry)
        elif memory.fingerprint != entry.fingerprint:
            amended.append(Change(entry, memory))
        else:
            unchanged.append(entry)
    return Sifted(added, amended, unchanged)


def chosen(
    candidates: Iterable[Memory], owner: OrganizationId | None, likely: Collection[UUID]
) -> Memory | None:
    """Return the memory a code stands for: its owner's, else of somebody `likely` the same.

    Codes are local: the same one elsewhere is somebody else, unless they moved.
    """
    listed = list(candidates)
    own = (memory for memory in listed if memory.owner == owner)
    moved = (memory for memory in listed if memory.target in likely)
    return next(own, None) or next(moved, None)
