"""Lines that say the same thing twice. No I/O."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from workspace.exchange import faults
from workspace.exchange.model import Key, NewCareSession, Row
from workspace.exchange.report import Fault, Problem, about

R = TypeVar("R", bound=Row)


def keep_once(rows: Iterable[R]) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    """Keep one row a key, and those that are apart: one that agrees counts once, one that differs is refused."""
    first: dict[Key, list[R]] = defaultdict(list)
    kept: list[R] = []
    problems: list[Problem] = []
    for row in rows:
        beside = first[row.key]
        known = next((each for each in beside if not row.is_apart(each)), None)
        if known is None:
            beside.append(row)
            kept.append(row)
            continue
        fault = faults.REPEATED if row == known else _otherwise(row)
        problems.append(about(row, fault, None, first=known.line))
    return tuple(kept), tuple(problems)


def _otherwise(row: Row) -> Fault:
    return faults.SESSION_TWICE if isinstance(row, NewCareSession) else faults.CONTRADICTED
