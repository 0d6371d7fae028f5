"""What is written before its day: an age the child has not reached, days away that are planned. No I/O."""

from collections.abc import Iterable, Iterator
from datetime import date

from workspace.dossier.record.ages import add_months
from workspace.dossier.record.course.model import NewExit, NewShortStay, ShortStay
from workspace.dossier.record.events import ExitReason
from workspace.i18n import N_

SEVEN_YEARS = 84
"""In months: what the reason of an exit says."""
FAR = 12
"""In months: days away planned further ahead are asked about once."""


def age_complaints(new: NewExit, *, born: date) -> Iterator[tuple[str, str]]:
    """Yield what to ask once: whoever confirms it is not asked again."""
    is_young = new.ended_on < add_months(born, SEVEN_YEARS)
    if new.reason is ExitReason.SEVEN_YEARS and is_young and not new.is_younger:
        yield "reason", N_("The child is not seven on that day. Choose another reason, or confirm.")


def away_complaints(
    new: NewShortStay, others: Iterable[ShortStay], *, today: date
) -> Iterator[tuple[str, str]]:
    """Yield days away that are written already, and what to ask once of those planned far ahead."""
    for other in others:
        begins_before = other.ends_on is None or new.begins_on < other.ends_on
        if begins_before and (new.ends_on is None or other.begins_on < new.ends_on):
            yield (
                "begins_on",
                N_("Another short stay is recorded on these days. Say first when it ended."),
            )
    far = add_months(today, FAR)
    for name, day in (("begins_on", new.begins_on), ("ends_on", new.ends_on)):
        if day is not None and day > far and not new.is_far:
            yield name, N_("This is more than a year away. Correct the day, or confirm below.")
