"""Two acts on one day: what else this child waits for, and who lives in the same place. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workspace.dossier.agenda.rules import SAME_DAY_WITHIN, is_near
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.record.summaries import ChildSummary
from workspace.home import wording
from workspace.home.agenda import Entry
from workspace.home.model import Line
from workspace.i18n import format_date, gettext
from workspace.ids import DossierId

DUE = frozenset({StepState.LATE, StepState.TO_PLAN})
SHARED_PLACES = frozenset(
    {PlacementKind.RESIDENTIAL_NURSERY, PlacementKind.MECS, PlacementKind.PARENT_CHILD_CENTRE}
    | {PlacementKind.FOSTER_FAMILY}
)
"""Where one journey may serve several children."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Companion:
    """Something that could be done on the same day."""

    dossier: DossierId
    words: str
    when: str
    href: str
    day: date | None = None
    """The day it is already set for; None while it is only due."""
    name: str = ""
    """Of another child; empty for the same one."""


def of_the_child(
    dossier: DossierId,
    entries: Iterable[Entry],
    schedule: Iterable[StepStatus],
    *,
    day: date,
    today: date,
    besides: object = None,
) -> tuple[Companion, ...]:
    """Return what this child has planned or due within thirty days of `day`.

    `besides`: the appointment one is looking at, which is not its own companion.
    """
    planned = [
        Companion(
            dossier=dossier,
            words=each.words,
            when=wording.appointment(each.day, each.at, today),
            href=each.href,
            day=each.day,
        )
        for each in entries
        if each.is_open
        and each.day is not None
        and each.day >= today
        and is_near(each.day, day)
        and (each.encounter is None or each.encounter.id != besides)
    ]
    return (*planned, *_due(dossier, schedule, day=day, name=""))


def _due(
    dossier: DossierId, schedule: Iterable[StepStatus], *, day: date, name: str
) -> tuple[Companion, ...]:
    """Return the last assessment nobody has set a day for, of those accepted on a day near `day`.

    One visit serves one of them: an older one, late as well, is caught up by the same.
    """
    due = [
        each
        for each in schedule
        if each.state in DUE
        and (each.planned_on is None or each.planned_on < day - SAME_DAY_WITHIN)
        and each.opens_on <= day + SAME_DAY_WITHIN
    ]
    if not due:
        return ()
    last = max(due, key=lambda each: each.opens_on)
    when = gettext("accepted until %(day)s", day=format_date(last.closes_on))
    return (
        Companion(
            dossier=dossier,
            words=wording.assessment(last),
            when=when if last.closes_on >= day else gettext("late, can still be caught up"),
            href=f"/children/{dossier}/plan?step={last.step.code}&planned_on={day}",
            name=name,
        ),
    )


def of_the_place(
    dossier: DossierId, lines: Iterable[Line], entries: Iterable[Entry], *, day: date
) -> tuple[Companion, ...]:
    """Return what the other children of the same place have set, or due, on `day`."""
    listed = list(lines)
    here = next((line.child for line in listed if line.child.dossier == dossier), None)
    if here is None:
        return ()
    near = [
        line for line in listed if line.child.dossier != dossier and lives_with(here, line.child)
    ]
    names = {line.child.dossier: line.child.identity.name for line in near}
    planned = [
        Companion(
            dossier=each.dossier,
            words=each.words,
            when=gettext("the same day"),
            href=each.href,
            day=each.day,
            name=names[each.dossier],
        )
        for each in entries
        if each.dossier in names and each.day == day and each.is_open
    ]
    due = [
        found
        for line in near
        if line.step is not None and line.step.opens_on <= day
        for found in _due(line.child.dossier, [line.step], day=day, name=line.child.identity.name)
    ]
    return (*planned, *due)


def lives_with(one: ChildSummary, other: ChildSummary) -> bool:
    """Tell whether two children live in the same place today, as far as who asks may know."""
    if one.placement is None or other.placement is None:
        return False
    place = one.placement.place.strip().casefold()
    return (
        place != ""
        and one.placement.kind in SHARED_PLACES
        and one.placement.kind is other.placement.kind
        and place == other.placement.place.strip().casefold()
    )
