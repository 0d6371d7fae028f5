"""An end of follow-up whose reason is an age the child has not reached. No I/O."""

from collections.abc import Iterator
from datetime import date

from workspace.dossier.record.ages import add_months
from workspace.dossier.record.course.model import NewExit
from workspace.dossier.record.events import ExitReason
from workspace.i18n import N_

SEVEN_YEARS = 84
"""In months: what the reason of an exit says."""


def age_complaints(new: NewExit, *, born: date) -> Iterator[tuple[str, str]]:
    """Yield what to ask once: whoever confirms it is not asked again."""
    is_young = new.ended_on < add_months(born, SEVEN_YEARS)
    if new.reason is ExitReason.SEVEN_YEARS and is_young and not new.is_younger:
        yield "reason", N_("The child is not seven on that day. Choose another reason, or confirm.")
