"""Children who may be one child under two dossiers, and what makes them alike. No I/O."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from workspace.dossier.record.model import Identity
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.names import are_close, letters

FEW_DAYS = timedelta(days=7)
"""Two days of birth that near may be one, under the very same names."""


class Names(StrEnum):
    """How two entries are named."""

    SAME = "same"
    CLOSE = "close"
    NONE_YET = "none_yet"


class Births(StrEnum):
    """How two days of birth, as they are written, are alike."""

    SAME_DAY = "same_day"
    ESTIMATE = "estimate"
    FEW_DAYS = "few_days"
    SWAPPED = "swapped"
    ONE_FIGURE = "one_figure"


class Likeness(NamedTuple):
    """What is the same in two entries that may be of one child, and what differs."""

    names: Names
    births: Births


NAMES_LABELS: Mapping[Names, str] = {
    Names.SAME: N_("the same names"),
    Names.CLOSE: N_("close names"),
    Names.NONE_YET: N_("neither has a name yet"),
}
BIRTHS_LABELS: Mapping[Births, str] = {
    Births.SAME_DAY: N_("born the same day"),
    Births.ESTIMATE: N_("born the same year, and one of the two days is an estimate"),
    Births.FEW_DAYS: N_("born a few days apart"),
    Births.SWAPPED: N_("born on days whose day and month are swapped"),
    Births.ONE_FIGURE: N_("born on days that differ by one figure"),
}


def twins_of(identity: Identity, known: Mapping[DossierId, Identity]) -> tuple[DossierId, ...]:
    """Return the dossiers of `known` likely to be of the same child. Twins with close first names are among them."""
    return tuple(dossier for dossier, other in known.items() if is_likely_twin(identity, other))


def is_likely_twin(one: Identity, other: Identity) -> bool:
    """Tell whether two entries may be of one child: a close name, now or before, born that day.

    Or that year, when one of the two days is an estimate.
    """
    alike = likeness(one, other)
    return alike is not None and alike.births in (Births.SAME_DAY, Births.ESTIMATE)


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """Return what makes two entries look like one child; None: nothing does.

    Under the very same names, a birth that may be the other one written wrong is enough: a few days away, day and
    month swapped, one figure off.
    """
    births = _births(one, other)
    if births is None:
        return None
    if one.is_unnamed and other.is_unnamed:
        names = Names.NONE_YET
    elif any(_are_same(name, known) for name in _names(one) for known in _names(other)):
        names = Names.SAME
    else:
        names = Names.CLOSE
    is_sure = births in (Births.SAME_DAY, Births.ESTIMATE)
    if names is not Names.SAME and not is_sure:
        return None
    are_alike = any(are_close(name, known) for name in _names(one) for known in _names(other))
    return Likeness(names, births) if are_alike else None


def _births(one: Identity, other: Identity) -> Births | None:
    first, second = one.birth_date, other.birth_date
    if first == second:
        return Births.SAME_DAY
    if (one.is_estimated or other.is_estimated) and first.year == second.year:
        return Births.ESTIMATE
    if abs(first - second) <= FEW_DAYS:
        return Births.FEW_DAYS
    if (first.year, first.month, first.day) == (second.year, second.day, second.month):
        return Births.SWAPPED
    return Births.ONE_FIGURE if _figures_apart(first, second) == 1 else None


def _figures_apart(one: date, other: date) -> int:
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))


def _are_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    first, second = tuple(map(letters, one)), tuple(map(letters, other))
    return first in (second, second[::-1])


def _names(identity: Identity) -> Iterator[tuple[str, str]]:
    yield identity.given_name, identity.family_name
    for name in identity.other_names:
        given, _, family = name.partition(" ")
        yield given, family


def real_twins_of(identity: Identity, known: Mapping[DossierId, Identity]) -> tuple[DossierId, ...]:
    """Return the dossiers of `known` of somebody born with the child: another first name."""
    return tuple(dossier for dossier, other in known.items() if are_real_twins(identity, other))


def are_real_twins(one: Identity, other: Identity) -> bool:
    """Tell two children born together from one written twice: same day, same family, other first name."""
    same_family = letters(one.family_name) == letters(other.family_name) != ""
    born_together = one.birth_date == other.birth_date
    return born_together and same_family and not is_likely_twin(one, other)
