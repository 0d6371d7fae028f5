"""What happened in a child's life, to stand beside its development: days and sorts, no secret address. No I/O."""

from collections.abc import Iterable, Iterator
from datetime import date

from workspace.dossier.journal.model import KIND_LABELS, LogEntry
from workspace.dossier.record.course import rules
from workspace.dossier.record.course.model import SHORT_STAY_LABELS, Course, ShortStay, Step
from workspace.dossier.record.events import EventKind
from workspace.dossier.record.model import MEASURE_LABELS, PLACEMENT_LABELS, Inclusion, Placement
from workspace.home.trajectory import Happening
from workspace.i18n import format_date, gettext


def of_course(course: Course, *, today: date) -> list[Happening]:
    """Return the places, short stays, measures, exits and returns of a path; what is to come is not lived yet."""
    steps = (step for step in rules.steps(course) if step.on <= today)
    return [found for step in steps for found in _of_step(step)]


def of_inclusion(inclusion: Inclusion) -> list[Happening]:
    """Return what everybody around knows of it: the days follow-up ended and began again."""
    ended = [inclusion.ended_on] if inclusion.ended_on else []
    exits = [*(each.left_on for each in inclusion.away), *ended]
    return [
        *(Happening(on=day, words=gettext("End of follow-up")) for day in exits),
        *(
            Happening(on=each.back_on, words=gettext("Return to the programme"))
            for each in inclusion.away
        ),
    ]


def of_journal(events: Iterable[LogEntry]) -> list[Happening]:
    """Return what else marked the life: its kind and its day, never its words."""
    return [Happening(on=each.day, words=gettext(KIND_LABELS[each.kind])) for each in events]


def _of_step(step: Step) -> Iterator[Happening]:
    if step.placement is not None:
        yield Happening(on=step.on, words=_place(step.placement.what))
    elif step.short_stay is not None:
        yield Happening(on=step.on, words=_until(_stay(step.short_stay.what), step))
    elif step.measure is not None:
        label = gettext(MEASURE_LABELS[step.measure.what.kind])
        yield Happening(on=step.on, words=_until(label, step))
    elif step.event is not None and step.event.kind is EventKind.RETURN:
        yield Happening(on=step.on, words=gettext("Return to the programme"))
    elif step.ended_because or (step.event is not None and step.event.kind is EventKind.EXIT):
        yield Happening(on=step.on, words=gettext("End of follow-up"))


def _place(placement: Placement) -> str:
    kind = gettext(PLACEMENT_LABELS[placement.kind])
    return kind if placement.restricted else placement.place or kind


def _stay(stay: ShortStay) -> str:
    return gettext(SHORT_STAY_LABELS[stay.kind])


def _until(words: str, step: Step) -> str:
    if step.until is None:
        return words
    until = gettext("until %(day)s", day=format_date(step.until))
    return f"{words}, {until}"
