"""One questionnaire that two joined dossiers hold: the same tool, form, day and totals. No I/O."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from workspace.dossier.scales.entries import Entry
from workspace.dossier.scales.model import DomainResult, ScaleResponse
from workspace.ids import DossierId


def same_entry(entry: Entry) -> Hashable:
    """Return what is alike in two entries of one questionnaire; what was corrected is like none that stands."""
    totals = _totals(entry.results)
    return entry.tool, entry.months, entry.answered_on, totals, entry.is_superseded


def same_response(response: ScaleResponse) -> Hashable:
    """Return what is alike in two responses of one questionnaire."""
    totals = _totals(response.results)
    return response.scale, response.questionnaire_months, response.answered_on, totals


def _totals(results: Sequence[DomainResult]) -> frozenset[Hashable]:
    return frozenset((each.domain, each.points) for each in results)


def once(read: Sequence[tuple[DossierId, Entry]], *, of: DossierId) -> tuple[Entry, ...]:
    """Return the entries of a child in their order, one that several dossiers hold shown once.

    `read`: each with its dossier. `of`: the dossier that is read; its own is the one shown, and what the others
    hold is marked as joined to it. Two alike in one dossier are two: somebody entered both.
    """
    kept: dict[Hashable, DossierId] = {}
    for dossier, entry in sorted(read, key=lambda pair: pair[0] != of):
        kept.setdefault(same_entry(entry), dossier)
    held = {same_entry(entry) for dossier, entry in read if kept[same_entry(entry)] != dossier}
    return tuple(
        replace(entry, is_joined=dossier != of, is_in_both=same_entry(entry) in held)
        for dossier, entry in read
        if kept[same_entry(entry)] == dossier
    )
