"""The state of a child or a step in words, and the shape that goes with them."""

from datetime import date, time
from typing import NamedTuple

from workspace.dossier.documents.model import Document
from workspace.dossier.journal.model import Search
from workspace.dossier.protocol.model import STATE_LABELS, WHY_LABELS, StepState, StepStatus
from workspace.dossier.record.model import PLACEMENT_LABELS, Age
from workspace.dossier.scales.model import Zone
from workspace.home.model import Concern, Line, PPEDue, PPEState
from workspace.home.rules import brought_in_on
from workspace.i18n import (
    N_,
    format_age,
    format_date,
    format_day,
    format_days,
    format_month,
    format_number,
    gettext,
    ngettext,
    relative_day,
)

KILOBYTES_OF_A_MEGABYTE = 1000
MOST_DAYS_LATE = 90
DAYS_IN_MIND = 31


class Badge(NamedTuple):
    """A shape of `macros/states.html` and the words beside it."""

    shape: str
    words: str


SHAPES = {
    StepState.UPCOMING: "upcoming",
    StepState.TO_PLAN: "waiting",
    StepState.PLANNED: "planned",
    StepState.DONE: "done",
    StepState.LATE: "late",
    StepState.CAUGHT_UP: "done",
    StepState.NOT_DONE: "na",
    StepState.NOT_APPLICABLE: "na",
}

ZONES = {
    Zone.ON_SCHEDULE: ("done", N_("reassuring")),
    Zone.REASSURING: ("done", N_("reassuring")),
    Zone.WATCH_LOCAL: ("waiting", N_("to watch *")),
    Zone.WATCH: ("waiting", N_("to watch")),
    Zone.BELOW: ("late", N_("to refer")),
    Zone.REFER: ("late", N_("to refer")),
    Zone.NOT_SCORABLE: ("na", N_("cannot be read")),
    Zone.COUNTED: ("planned", N_("counted")),
}
"""Short words for a table; a zone of a screening scale is never a diagnosis."""


def sentence(words: str) -> str:
    """Return `words` as they begin a sentence or a heading: French days have no capital."""
    return words[:1].upper() + words[1:]


def age(lived: Age) -> str:
    return format_age(lived.months, lived.days)


def where(line: Line) -> str | None:
    """Return the kind of place, None where it is not known or not open."""
    return gettext(PLACEMENT_LABELS[line.kind]) if line.kind else None


def assessment(status: StepStatus) -> str:
    """Return what a step is called in a list: "Assessment: 24 months"; the first has a name of its own."""
    if status.step.target_months is None:
        return gettext(status.step.label)
    return gettext("Assessment: %(step)s", step=gettext(status.step.label).lower())


def line_badge(line: Line, *, today: date) -> Badge:
    """Return what a child's line says at its end."""
    if line.concern is Concern.ENDED:
        ended_on = line.child.inclusion.ended_on
        assert ended_on is not None, "an end of follow-up has its day"
        return Badge("na", gettext("not followed since %(day)s", day=format_date(ended_on)))
    if line.concern is Concern.LOST:
        return Badge("late", _unseen(line.seen_on, today))
    if line.step is None:
        if line.seen_on is None:
            return Badge("na", gettext("nothing known yet"))
        return Badge("done", gettext("up to date"))
    return step_badge(line.step, today=today, at=line.planned_time)


def search(found: Search) -> str:
    """Return how far the search for a child has come: "2 of 3 attempts to reach them"."""
    if not found.counted:
        return gettext("nobody tried to reach them yet")
    if found.counted >= found.needed and found.complete_from is None:
        return gettext("search complete: %(count)s attempts", count=found.counted)
    return ngettext(
        "%(num)d of %(needed)s attempts to reach them",
        "%(num)d of %(needed)s attempts to reach them",
        min(found.counted, found.needed),
        needed=found.needed,
    )


def brought_in(line: Line) -> str:
    """Say of a child without news that the silence is that of the files they came with; "" of any other."""
    day = brought_in_on(line)
    if day is None:
        return ""
    if line.seen_on is None:
        return gettext(
            "Dossier opened here on %(day)s; no contact was brought in", day=format_date(day)
        )
    return gettext(
        "Dossier opened here on %(day)s; the last contact brought in is of %(seen)s",
        day=format_date(day),
        seen=format_date(line.seen_on),
    )


def _unseen(seen_on: date | None, today: date) -> str:
    if seen_on is None:
        return gettext("no contact noted")
    return gettext("last contact %(when)s", when=relative_day(seen_on, today))


def step_badge(status: StepStatus, *, today: date, at: time | None = None) -> Badge:
    """Return where a child stands with one step."""
    planned = status.planned_on
    if (
        planned is not None
        and planned >= today
        and status.state in (StepState.PLANNED, StepState.LATE)
    ):
        return Badge("planned", gettext("planned %(day)s", day=appointment(planned, at, today)))
    return Badge(SHAPES[status.state], _state_words(status, today))


def _state_words(status: StepStatus, today: date) -> str:
    if status.state is StepState.LATE:
        return _late_words(status)
    if status.state is StepState.TO_PLAN:
        return gettext("before %(day)s", day=_closing(status.closes_on, today))
    if status.state is StepState.UPCOMING:
        return gettext("from %(day)s", day=format_date(status.opens_on))
    if status.done_on is not None:
        words = gettext("done on %(day)s", day=format_date(status.done_on))
        return f"{words}, {gettext('caught up')}" if status.days_late else words
    if status.why is not None:
        return gettext(WHY_LABELS[status.why])
    return gettext(STATE_LABELS[status.state])


def _closing(day: date, today: date) -> str:
    """Name the day of the week only of a day one already has in mind."""
    is_near = (day - today).days <= DAYS_IN_MIND
    return format_day(day, today=today) if is_near else format_date(day)


def _late_words(status: StepStatus) -> str:
    """Count the days while they can be counted; a lateness of years is said by its month."""
    if status.days_late <= MOST_DAYS_LATE:
        return gettext("%(days)s late", days=format_days(status.days_late))
    return gettext("late since %(month)s", month=format_month(status.closes_on))


def appointment(day: date, at: time | None, today: date) -> str:
    """Return an appointment as it is said: "Thursday 20 March, 10:00"."""
    spoken = format_day(day, today=today)
    if at is None:
        return spoken
    clock = gettext("%(hour)s:%(minute)s", hour=at.hour, minute=f"{at.minute:02}")
    return f"{spoken}, {clock}"


def window(status: StepStatus) -> str:
    """Return the days on which a step is accepted."""
    return span(status.opens_on, status.closes_on)


def span(first: date, last: date) -> str:
    return gettext("from %(first)s to %(last)s", first=format_date(first), last=format_date(last))


def zone_badge(zone: Zone) -> Badge:
    shape, words = ZONES[zone]
    return Badge(shape, gettext(words))


def ppe_badge(due: PPEDue) -> Badge:
    """Return what the law waits for; a project never drafted here may exist on paper."""
    if due.state is PPEState.TO_DRAFT:
        return Badge("waiting", gettext("to draft"))
    shape = "late" if due.due_on < due.today else "waiting"
    return Badge(shape, gettext("to update by %(day)s", day=format_date(due.due_on)))


def size(document: Document) -> str:
    """Return how much there is to download: "58 kB"."""
    kilobytes = max(1, round(document.length / 1000))
    if kilobytes < KILOBYTES_OF_A_MEGABYTE:
        return gettext("%(count)s kB", count=format_number(kilobytes))
    return gettext("%(count)s MB", count=format_number(kilobytes / KILOBYTES_OF_A_MEGABYTE, 1))
