"""What became of a follow-up over time: months away, programmes before this one. No I/O."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

EXIT, RETURN, PROGRAMME = "exit", "return", "programme"


class Away(NamedTuple):
    """Days without follow-up between an exit and a return; back on the second."""

    left_on: date
    back_on: date


class Earlier(NamedTuple):
    """A programme that followed the child before another; not on the last day any more."""

    programme: str
    from_on: date
    until_on: date


class Turn(NamedTuple):
    """One act about follow-up, as far as everybody around a child knows of it."""

    kind: str
    code: str
    """The programme from that day on; empty for the others."""
    on: date


def turns_of(said: Sequence[Sequence[str]]) -> tuple[Turn, ...]:
    """Return the acts as the database told them, in the order they were written."""
    return tuple(Turn(kind, code, date.fromisoformat(day)) for kind, code, day in said)


def away(turns: Iterable[Turn]) -> tuple[Away, ...]:
    """Return the days without follow-up that are over: each return closes the exit written last."""
    found, left_on = [], None
    for turn in turns:
        if turn.kind == EXIT:
            left_on = turn.on
        elif turn.kind == RETURN and left_on is not None:
            found.append(Away(left_on, turn.on))
            left_on = None
    return tuple(found)


def earlier(turns: Iterable[Turn], *, first: str, admitted_on: date) -> tuple[Earlier, ...]:
    """Return the programmes that followed the child before the one of today, in their order; `first`: at admission."""
    found, programme, from_on = [], first, admitted_on
    for turn in turns:
        if turn.kind == PROGRAMME:
            found.append(Earlier(programme, from_on, turn.on))
            programme, from_on = turn.code, turn.on
    return tuple(each for each in found if each.from_on < each.until_on)
