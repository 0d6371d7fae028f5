"""Statements with their signatures, and what became of one: corrected, set aside, or what is said. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from workspace.ids import AccountId


class Named(Protocol):
    """What has an identifier of its own."""

    @property
    def id(self) -> UUID: ...


T_co = TypeVar("T_co", covariant=True)
NamedT = TypeVar("NamedT", bound=Named)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written(Generic[T_co]):
    """A statement with its signature."""

    what: T_co
    by: AccountId | None = None
    """None: it came from a folder."""
    at: datetime | None = None
    supersedes: UUID | None = None
    """The statement it corrects."""
    superseded_at: datetime | None = None
    """Since when it is only what was once written; None: it is what is said."""


def said(statements: Iterable[Written[NamedT]]) -> list[NamedT]:
    """Return what is said today, corrections and withdrawals done."""
    return [each.what for each in statements if each.superseded_at is None]


def now(statements: Sequence[Written[NamedT]], wanted: UUID) -> NamedT | None:
    """Return what is said today in the place of the statement `wanted`; None when it was set aside.

    Raises KeyError for what was never written.
    """
    found = {each.what.id: each for each in statements}[wanted]
    while found.superseded_at is not None:
        after = next((each for each in statements if each.supersedes == found.what.id), None)
        if after is None:
            return None
        found = after
    return found.what
