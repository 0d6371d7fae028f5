"""Numbers that a deployment adds to those carried: the publisher's monitoring bounds, its own choices.

A set is never changed: new numbers are a new set, with a number of its own that results keep. No I/O.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from workspace.dossier.scales.definitions import scales
from workspace.dossier.scales.model import (
    CutoffRule,
    Domain,
    Questionnaire,
    Scale,
    ScaleCode,
    Threshold,
)
from workspace.errors import Invalid
from workspace.i18n import N_, day_of

REFER, ON = "refer", "on"

COLUMNS = ("interval", "domain", "monitor_to")
HIGHEST_BOUND = 60
Bounds = Mapping[tuple[int, Domain], Decimal]
"""Upper bound of the monitoring zone of ASQ-3 (first score on schedule), by months and domain."""

FRENCH_DOMAINS: Mapping[str, Domain] = {
    "communication": Domain.COMMUNICATION,
    "motricite_globale": Domain.GROSS_MOTOR,
    "motricite_fine": Domain.FINE_MOTOR,
    "resolution_problemes": Domain.PROBLEM_SOLVING,
    "individuel_social": Domain.PERSONAL_SOCIAL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ThresholdSet:
    """What a deployment decided, who and when; `number` 0 is what comes with the programme."""

    number: int = 0
    bounds: Bounds
    refers_at_cutoff: bool = True
    """A total of ASQ:SE-2 equal to its cut-off is to refer (the careful reading)."""
    local_watch: bool = True
    """Where the publisher's monitoring zone is not known, mark ten points above as our own caution."""
    entered_by: str = ""
    edition: str = ""
    """Of the guide the bounds were read in, with its page."""
    checked_by: str = ""
    """Who compared every bound with the guide, beside whoever entered them."""
    entered_at: datetime | None = None

    def known(self, code: ScaleCode) -> Scale:
        """Return a scale with the numbers of this set in it."""
        carried = scales()[code]
        if not self.number:
            return carried
        return replace(
            carried,
            version=f"{carried.version}.{self.number}",
            questionnaires=tuple(self._questionnaire(form) for form in carried.questionnaires),
        )

    def _questionnaire(self, form: Questionnaire) -> Questionnaire:
        thresholds = tuple(self._threshold(form, each) for each in form.thresholds)
        return replace(form, thresholds=thresholds)

    def _threshold(self, form: Questionnaire, carried: Threshold) -> Threshold:
        if form.scale is ScaleCode.ASQ_3:
            bound = self.bounds.get((form.months, carried.domain))
            return replace(carried, monitor_from=carried.cutoff, monitor_to=bound)
        if carried.rule is CutoffRule.AT_OR_ABOVE and not self.refers_at_cutoff:
            return replace(carried, rule=CutoffRule.ABOVE)
        return carried


CARRIED = ThresholdSet(bounds={})
"""What comes with the programme: no monitoring bound, the careful readings."""


def parse_bounds(text: str) -> Bounds:
    """Read a sheet of bounds: one line for each interval and domain, all of them or nothing.

    Columns `interval`, `domain` (our code or the French column), `monitor_to`; `;` or `,` between
    them, a comma or a point in the number. Raises Invalid, a line for each fault.
    """
    first = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines()
    delimiter = ";" if first and ";" in first[0] else ","
    rows = csv.DictReader(first, delimiter=delimiter)
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise Invalid({"line 1": N_("The columns are: interval, domain, monitor_to.")})
    return checked(_cells(row) for row in rows)


Cells = tuple[str, str, str]


def _cells(row: Mapping[str, str | None]) -> Cells:
    interval, domain, bound = ((row.get(column) or "").strip() for column in COLUMNS)
    return interval, domain.lower(), bound.replace(",", ".")


def checked(lines: Iterable[Cells]) -> Bounds:
    """Return the bounds of `lines`; Invalid names every line that cannot be, and every one missing."""
    wanted = {
        (form.months, threshold.domain): threshold.cutoff
        for form in scales()[ScaleCode.ASQ_3].questionnaires
        for threshold in form.thresholds
    }
    found: dict[tuple[int, Domain], Decimal] = {}
    refused: dict[str, str] = {}
    for number, cells in enumerate(lines, start=2):
        place, bound, fault = _bound(cells, wanted)
        if place in found:
            fault = N_("This interval and domain are given twice.")
        if fault or place is None or bound is None:
            refused[f"line {number}"] = fault
        else:
            found[place] = bound
    if not refused and (missing := wanted.keys() - found.keys()):
        months, domain = min(missing)
        refused[f"{months} {domain}"] = N_(
            "One bound for each interval and domain: some are missing."
        )
    if refused:
        raise Invalid(refused)
    return found


def _bound(cells: Cells, wanted: Bounds) -> tuple[tuple[int, Domain] | None, Decimal | None, str]:
    """Return the place and the bound of one line, or what is wrong with it."""
    interval, named, written = cells
    try:
        domain = FRENCH_DOMAINS.get(named) or Domain(named)
        place = int(interval), domain
        cutoff = wanted[place]
    except (KeyError, ValueError):
        return None, None, N_("ASQ-3 has no such interval and domain.")
    try:
        bound = Decimal(written)
    except InvalidOperation:
        return None, None, N_("Give the bound as a number.")
    if not (bound.is_finite() and cutoff < bound <= HIGHEST_BOUND):
        return None, None, N_("The bound is above the cut-off and at most 60.")
    return place, bound, ""


def changed(
    before: Sequence[ThresholdSet],
    *,
    bounds: Bounds | None,
    at_cutoff: str | None,
    local_watch: str | None,
) -> ThresholdSet:
    """Return the latest of `before` (newest first) with what is given changed in it."""
    latest = before[0] if before else CARRIED
    return replace(
        latest,
        bounds=latest.bounds if bounds is None else bounds,
        refers_at_cutoff=latest.refers_at_cutoff if at_cutoff is None else at_cutoff == REFER,
        local_watch=latest.local_watch if local_watch is None else local_watch == ON,
    )


def blank_bounds() -> list[tuple[int, str, str]]:
    """Return the lines of a sheet to fill: every interval and domain, no bound."""
    return [
        (form.months, threshold.domain.value, "")
        for form in scales()[ScaleCode.ASQ_3].questionnaires
        for threshold in form.thresholds
    ]


def in_words(found: ThresholdSet) -> str:
    """Return one line for the operator."""
    return " \N{MIDDLE DOT} ".join(
        part
        for part in (
            f"version {found.known(ScaleCode.ASQ_3).version}",
            day_of(found.entered_at).isoformat() if found.entered_at else "",
            found.entered_by,
            f"checked by {found.checked_by}" if found.checked_by else "",
            found.edition,
            f"{len(found.bounds)} monitoring bounds",
            f"at the cut-off of ASQ:SE-2: {REFER if found.refers_at_cutoff else 'watch'}",
            f"local caution: {ON if found.local_watch else 'off'}",
        )
        if part
    )
