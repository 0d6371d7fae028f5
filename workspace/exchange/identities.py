"""Lines that say the same thing twice. No I/O."""

from collections.abc import Iterable
from typing import TypeVar

from workspace.exchange import faults
from workspace.exchange.model import Key, Row
from workspace.exchange.report import Problem, about

R = TypeVar("R", bound=Row)


def keep_once(rows: Iterable[R]) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    """Keep one row a key: a second one that agrees counts once, one that differs is refused."""
    first: dict[Key, R] = {}
    problems: list[Problem] = []
    for row in rows:
        known = first.setdefault(row.key, row)
        if known is not row:
            fault = faults.REPEATED if row == known else faults.CONTRADICTED
            problems.append(about(row, fault, None, first=known.line))
    return tuple(first.values()), tuple(problems)
