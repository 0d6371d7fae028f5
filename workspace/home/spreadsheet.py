"""The list of children as a spreadsheet."""

from collections.abc import Iterable

from workspace.dossier.record.model import PLACEMENT_LABELS
from workspace.home import wording
from workspace.home.model import CONCERN_LABELS, Line
from workspace.i18n import N_, gettext
from workspace.spreadsheets import table

COLUMNS = (
    N_("Family name"),
    N_("Given name"),
    N_("Date of birth"),
    N_("Age"),
    N_("Admitted on"),
    N_("Kind of place"),
    N_("Place"),
    N_("State"),
    N_("Next assessment"),
    N_("In words"),
)


def children(lines: Iterable[Line]) -> bytes:
    """Return the file, one line a child, dates as 2025-03-04."""
    return table(map(gettext, COLUMNS), (_cells(line) for line in lines))


def _cells(line: Line) -> tuple[str, ...]:
    child, placement = line.child, line.child.placement
    return (
        child.identity.family_name,
        child.identity.given_name,
        child.identity.birth_date.isoformat(),
        wording.age(child.age),
        child.inclusion.admitted_on.isoformat(),
        gettext(PLACEMENT_LABELS[placement.kind]) if placement else "",
        placement.place if placement else "",
        gettext(CONCERN_LABELS[line.concern]),
        gettext(line.step.step.label) if line.step else "",
        wording.line_badge(line, today=line.today).words,
    )
