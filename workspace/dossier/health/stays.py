"""Stays in hospital: two that overlap in one hospital are asked about. No I/O."""

from collections.abc import Iterable
from datetime import date

from workspace.dossier.health.model import Fact, Stay
from workspace.i18n import N_
from workspace.names import letters


def doubts(new: Stay, before: Iterable[Fact]) -> tuple[str, ...]:
    """Return what to ask about a stay before it is kept, as msgids."""
    overlaps = any(
        letters(each.place) == letters(new.place)
        and each.begins_on <= (new.ends_on or date.max)
        and new.begins_on <= (each.ends_on or date.max)
        for each in before
        if isinstance(each, Stay)
    )
    if not overlaps:
        return ()
    return (N_("A stay in this hospital is written on some of these days. Is it another one?"),)
