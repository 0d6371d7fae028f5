"""Sessions of one child, one care and one day: which is which, import after import. No I/O.

A row is known by its child, kind and day. A second session of that day has a name of its own beside it: by whom, and
at what hour. So a file brought again, whole or in part, in any order, finds each one where it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workspace.exchange.entries import Entry, Memory


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A row as the one of its day, and the names it may have beside another."""

    entry: Entry[Any]
    """Under the key of the day."""
    own: tuple[bytes, ...]
    """The name it takes first, then those under which an earlier file may have brought it."""
    has_hour: bool
    """Then it has its own name from the first: another hour of that day may come in another file."""


def settle(sides: Sequence[Side], known: Mapping[bytes, Memory]) -> list[bytes]:
    """Return the key of each row, in their order; no two are the same."""
    days: dict[bytes, list[int]] = defaultdict(list)
    for place, side in enumerate(sides):
        days[side.entry.key_index].append(place)
    keys: dict[int, bytes] = {}
    for places in days.values():
        keys |= _of_a_day({place: sides[place] for place in places}, known)
    return [keys[place] for place in range(len(sides))]


def _of_a_day(sides: Mapping[int, Side], known: Mapping[bytes, Memory]) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for place, side in sides.items():
        before = (key for key in side.own if key in known and key not in keys.values())
        if found := next(before, None):
            keys[place] = found
    left = {place: side for place, side in sides.items() if place not in keys}
    if (first := _first(left, known, is_alone=len(sides) == 1)) is not None:
        keys[first] = left.pop(first).entry.key_index
    for place, side in left.items():
        keys[place] = next(key for key in side.own if key not in keys.values())
    return keys


def _first(
    left: Mapping[int, Side], known: Mapping[bytes, Memory], *, is_alone: bool
) -> int | None:
    """Return which row is known by its day: the one that was, or the first where none was."""
    if not left:
        return None
    memory = known.get(next(iter(left.values())).entry.key_index)
    if memory is None:
        return next((place for place, side in left.items() if not side.has_hour), None)
    if is_alone:
        return next(iter(left))
    said = (place for place, side in left.items() if side.entry.fingerprint == memory.fingerprint)
    same = (place for place, side in left.items() if _may_be(side.entry, memory))
    return next(said, None) or next(same, None)


def _may_be(entry: Entry[Any], memory: Memory) -> bool:
    return memory.practitioner is None or entry.practitioner == memory.practitioner


def changed_hands(entries: Iterable[Entry[Any]], known: Mapping[bytes, Memory]) -> list[Entry[Any]]:
    """Return the rows that were brought before with another professional."""
    return [
        entry
        for entry in entries
        if entry.practitioner is not None
        and (memory := known.get(entry.key_index)) is not None
        and not _may_be(entry, memory)
    ]
