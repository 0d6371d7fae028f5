"""Which statement the field `of` of a form points to: as it is said today, ended or set aside meanwhile. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from workspace.dossier.record.bases import Hand
from workspace.dossier.record.statements import Named, NamedT, Written, now, said
from workspace.errors import NotFound

Fields = Mapping[str, str]


class Ended(Named, Protocol):
    """What has an end, or has none yet."""

    @property
    def ends_on(self) -> date | None: ...


EndedT = TypeVar("EndedT", bound=Ended)


def which(statements: Sequence[Written[NamedT]], values: Fields) -> NamedT:
    """Return the statement that `of` names, else the last one. Raises `NotFound` when it is not said today."""
    known = said(statements)
    wanted = named(values)
    found = [each for each in known if wanted in {None, each.id}]
    if not found:
        raise NotFound
    return found[-1]


def meant(statements: Sequence[Written[EndedT]], values: Fields) -> Sequence[Written[EndedT]]:
    """Return what may be ended: what `of` names, ended meanwhile or not; without it, what runs."""
    if values.get("of"):
        return statements
    return [each for each in statements if each.what.ends_on is None]


def stands(statements: Sequence[Written[NamedT]], values: Fields, errors: Fields) -> NamedT | None:
    """Return what is said today where `of` points; None when it was set aside while the form was open."""
    wanted = named(values)
    if wanted is None:
        return which(statements, values)
    try:
        found = now(statements, wanted)
    except KeyError:
        raise NotFound from None
    if found is None and "base" not in errors:
        raise NotFound
    return found


def last_hand(statements: Sequence[Written[NamedT]], values: Fields) -> Hand | None:
    """Return who corrected last what `of` points to, and when; None when nobody is known to have."""
    wanted, corrected = named(values), {each.supersedes: each for each in statements}
    found = None
    while wanted in corrected and wanted is not None:
        found = corrected[wanted]
        wanted = found.what.id
    if found is None or found.by is None or found.at is None or found.superseded_at is not None:
        return None
    return Hand(found.by, found.at)


def named(values: Fields) -> UUID | None:
    """Return what `of` names. Raises `NotFound` for what is no identifier."""
    try:
        return UUID(values["of"]) if values.get("of") else None
    except ValueError:
        raise NotFound from None
