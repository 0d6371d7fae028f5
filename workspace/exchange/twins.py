"""Children who may be one child under two codes: born the same day, with close names. No I/O."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from workspace.exchange import faults
from workspace.exchange.model import NewChild
from workspace.exchange.report import Problem, about
from workspace.exchange.wording import plain

CLOSE: Final = 0.75
"""From which share of common letters, in the same order, two names are close."""
NEIGHBOURS: Final = 30
"""How many names each one is compared with in each order: more than are born on one day."""


class _Named(NamedTuple):
    given: str
    family: str
    child: NewChild


_ORDERS: Final[tuple[Callable[[_Named], str], ...]] = (
    lambda named: named.family,
    lambda named: named.given,
    lambda named: min(named.given, named.family),
)
"""Close names stand near one another in one of these; in the last, even swapped ones."""


def likely_twins(children: Iterable[NewChild]) -> Iterator[Problem]:
    """Report each child likely to be there twice; codes are said, names are not."""
    born: dict[date, list[_Named]] = defaultdict(list)
    for child in children:
        identity = child.identity
        born[identity.birth_date].append(
            _Named(_letters(identity.given_name), _letters(identity.family_name), child)
        )
    for same_day in born.values():
        yield from _close_pairs(same_day)


def _letters(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(name)).split())


def _close_pairs(same_day: Sequence[_Named]) -> Iterator[Problem]:
    pairs: set[tuple[int, int]] = set()
    by_line = {named.child.line: named for named in same_day}
    for order in _ORDERS:
        lines = [named.child.line for named in sorted(same_day, key=order)]
        for place, line in enumerate(lines):
            near = lines[place + 1 : place + 1 + NEIGHBOURS]
            pairs.update((min(line, other), max(line, other)) for other in near)
    for first, later in sorted(pairs):
        if _are_close(by_line[first], by_line[later]):
            yield _twin(by_line[first].child, by_line[later].child)


def _are_close(one: _Named, other: _Named) -> bool:
    straight = _close(one.family, other.family) and _close(one.given, other.given)
    return straight or (_close(one.family, other.given) and _close(one.given, other.family))


def _close(one: str, other: str) -> bool:
    """Tell whether two names are close, or one leaves out a part of the other."""
    first, second = set(one.split()), set(other.split())
    return first <= second or second <= first or _likeness(one, other) >= CLOSE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _twin(first: NewChild, later: NewChild) -> Problem:
    return about(
        later,
        faults.LIKELY_TWIN,
        "code",
        later.code,
        code=later.code,
        other=first.code,
        first=first.line,
    )
