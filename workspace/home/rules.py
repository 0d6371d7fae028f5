"""What asks for attention first, and which children a list is asked for. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from workspace.access.model import Grant
from workspace.actor import Role
from workspace.clock import zone_of
from workspace.docgen.ppe.rules import first_due, next_due
from workspace.dossier.journal.model import Contacts, Search
from workspace.dossier.journal.rules import search
from workspace.dossier.protocol import rules as protocol
from workspace.dossier.protocol.appointments import Appointment
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.protocol.sight import sight
from workspace.dossier.record.model import SIGHT_RULE, Inclusion, Placement, PlacementKind, Sight
from workspace.dossier.record.rules import current_placement
from workspace.dossier.record.summaries import ChildSummary
from workspace.home.model import AgeBand, Concern, Line, PPEDue, PPEState, Wanted, Whereabouts
from workspace.i18n import day_of
from workspace.ids import DossierId
from workspace.names import home_words, letters

AHEAD = timedelta(days=30)
"""How far Today looks."""
MOVED_OF_LATE = timedelta(days=30)
"""How long a move asks who is still around."""
PPE_NOTICE = timedelta(days=60)
"""How long before its day a PPE to update is shown."""
SETTLING = timedelta(days=60)
"""How long children who were brought in wait apart: those around them are reached one after the other."""
FEW = 5
"""So many who were brought in stand among the others all the same."""
NO_CONTACT = Contacts()
NOWHERE = Whereabouts()


def line(
    child: ChildSummary,
    schedule: Sequence[StepStatus],
    *,
    last_session: date | None,
    last_kept: date | None = None,
    appointments: Iterable[Appointment] = (),
    contacts: Contacts = NO_CONTACT,
    today: date,
) -> Line:
    """Return the one line that says where a child stands.

    `last_kept`: of an appointment the child came to. `contacts`: the attempts to reach those around the child;
    one that reached them is a contact. Of a child of whom nothing was ever written here, silence counts from the
    day the dossier was opened: what was before that day may be in files nobody brought in yet.
    """
    met = [day for day in (last_session, last_kept, contacts.reached_on) if day is not None]
    days = [status.done_on for status in schedule if status.done_on is not None]
    seen_on = max([*days, *met], default=None)
    is_unknown = seen_on is None and not contacts.tried
    opened_on = _opened_on(child, today) if is_unknown else None
    seen = sight(
        child.inclusion,
        schedule,
        on=today,
        last_contact_on=max(met, default=opened_on),
        attempts=contacts.tried,
    )
    step = protocol.next_due(schedule)
    concern = _concern(seen, step, today)
    if concern in (Concern.CALM, Concern.ENDED):
        step = _next_to_come(schedule) if concern is Concern.CALM else None
    return Line(
        child=child,
        concern=concern,
        sight=seen,
        step=step,
        done=_last_done(schedule),
        planned_time=_time_of(step, appointments),
        seen_on=seen_on,
        session_on=last_session,
        tried_on=_tried_on(contacts),
        unexplained=_unexplained(schedule),
        today=today,
        search=_search(seen, child.inclusion, schedule, seen_on or opened_on, contacts, today),
    )


def _search(  # noqa: PLR0917 - what the line is made of
    seen: Sight,
    inclusion: Inclusion,
    schedule: Sequence[StepStatus],
    heard_on: date | None,
    contacts: Contacts,
    today: date,
) -> Search | None:
    """Return how far the search for a child out of sight has come; None for one who is not."""
    if seen in (Sight.SEEN, Sight.ENDED):
        return None
    rule = schedule[-1].step.sight if schedule else SIGHT_RULE
    since = _heard_on(inclusion, heard_on)
    return search(contacts.tried, since=since, on=today, rule=rule)


def _opened_on(child: ChildSummary, today: date) -> date | None:
    """Return the day a dossier was opened; None when it has not come, as where the day is pinned in the past."""
    return child.opened_on if child.opened_on and child.opened_on <= today else None


def brought_in_on(each: Line) -> date | None:
    """Return the day a child without news was brought in, if nothing was heard nor tried since; else None.

    Being brought in is no contact: the child stays without news, and the silence is that of the files.
    """
    opened_on = _opened_on(each.child, each.today)
    if each.concern is not Concern.LOST or opened_on is None:
        return None
    was_tried = each.search is not None and each.search.counted > 0
    is_silent = _heard_on(each.child.inclusion, each.seen_on) < opened_on
    return opened_on if is_silent and not was_tried else None


def brought_in(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the children without news who were brought in of late, when there are more than a few."""
    found = tuple(
        each
        for each in of_concern(lines, Concern.LOST)
        if (day := brought_in_on(each)) is not None and each.today <= day + SETTLING
    )
    return found if len(found) > FEW else ()


def _heard_on(inclusion: Inclusion, seen_on: date | None) -> date:
    """Return since when nothing was heard: the child was seen, came back, or was admitted."""
    return max(seen_on or inclusion.admitted_on, inclusion.back_on or date.min)


def _tried_on(contacts: Contacts) -> date | None:
    reached = [contacts.reached_on] if contacts.reached_on else []
    return max([*contacts.tried, *reached], default=None)


def _unexplained(schedule: Iterable[StepStatus]) -> tuple[StepStatus, ...]:
    found = [
        each
        for each in schedule
        if each.state is StepState.NOT_DONE and each.missed_because is None
    ]
    return tuple(sorted(found, key=lambda each: each.closes_on, reverse=True))


def _concern(seen: Sight, step: StepStatus | None, today: date) -> Concern:
    """Return what presses most. Out of sight comes before late: there is nobody to plan with yet.

    A late assessment whose day is set is planned: what could be done is done.
    """
    if seen is Sight.ENDED:
        return Concern.ENDED
    if step is not None and step.planned_on is not None and step.planned_on >= today:
        return Concern.PLANNED
    if seen is not Sight.SEEN:
        return Concern.LOST
    return _of_the_step(step)


def _of_the_step(step: StepStatus | None) -> Concern:
    if step is None:
        return Concern.CALM
    return Concern.LATE if step.state is StepState.LATE else Concern.TO_PLAN


def lived_with(line: Line) -> Line:
    """Return the line as a foster carer reads it: a child who sleeps in one's house is not out of sight."""
    if line.concern is not Concern.LOST:
        return line
    return replace(line, concern=_of_the_step(line.step), search=None)


def _last_done(schedule: Iterable[StepStatus]) -> StepStatus | None:
    done = (status for status in schedule if status.done_on is not None)
    return max(done, key=lambda status: status.done_on or date.min, default=None)


def _next_to_come(schedule: Iterable[StepStatus]) -> StepStatus | None:
    ahead = (status for status in schedule if status.state is StepState.UPCOMING)
    return min(ahead, key=lambda status: status.opens_on, default=None)


def _time_of(step: StepStatus | None, appointments: Iterable[Appointment]) -> time | None:
    for appointment in appointments:
        if step is not None and appointment.step == step.step.code:
            return appointment.planned_time
    return None


def of_concern(lines: Iterable[Line], concern: Concern) -> tuple[Line, ...]:
    """Return the lines of one section of Today, most pressing first.

    Planned and to plan: what falls, or closes, in the days ahead only.
    """
    found = [each for each in lines if each.concern is concern and _is_near(each)]
    return tuple(sorted(found, key=_pressure))


def _is_near(each: Line) -> bool:
    if each.step is None or each.concern not in (Concern.PLANNED, Concern.TO_PLAN):
        return True
    planned_on = each.step.planned_on if each.concern is Concern.PLANNED else None
    return (planned_on or each.step.closes_on) <= each.today + AHEAD


def _pressure(each: Line) -> tuple[date, time]:
    """Return the sort key within a section: the oldest trouble, or the nearest day, comes first."""
    if each.concern is Concern.LOST:
        return each.seen_on or each.child.inclusion.admitted_on, time.min
    if each.step is None:
        return date.max, time.max
    if each.concern is Concern.PLANNED:
        return each.step.planned_on or date.max, each.planned_time or time.min
    return each.step.closes_on, time.min


def by_last_session(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the children still followed, those seen in a session most lately first."""
    followed = [each for each in lines if each.concern is not Concern.ENDED]
    return tuple(sorted(followed, key=lambda each: each.session_on or date.min, reverse=True))


def chosen(lines: Iterable[Line], wanted: Wanted, known: Whereabouts = NOWHERE) -> tuple[Line, ...]:
    """Return the lines that fit `wanted`, in the order given; who has left, only when asked for.

    `known`: homes and circles, needed where `wanted` asks for one.
    """
    return tuple(
        each
        for each in lines
        if (each.concern is wanted.concern or _is_any(each, wanted))
        and (wanted.kind is None or each.kind is wanted.kind)
        and (wanted.age is None or age_band(each.child.age.months) is wanted.age)
        and (not wanted.home or known.homes.get(each.child.dossier) == wanted.home)
        and (wanted.around is None or wanted.around in known.circles.get(each.child.dossier, ()))
        and matches(wanted.text, each.child.identity.every_name)
    )


def age_band(months: int) -> AgeBand:
    """Return the band of a child of so many completed months."""
    bands = {0: AgeBand.UNDER_1, 12: AgeBand.FROM_1, 36: AgeBand.FROM_3, 60: AgeBand.FROM_5}
    return bands[max(start for start in bands if start <= months)]


def _is_any(each: Line, wanted: Wanted) -> bool:
    return wanted.concern is None and each.concern is not Concern.ENDED


def matches(query: str, *texts: str) -> bool:
    """Tell whether every word of `query` begins a word of `texts`, accents and capitals left aside."""
    sought = letters(query).split()
    if not sought:
        return not query.strip()  # signs alone begin no word
    words = " ".join(letters(text) for text in texts).split()
    return all(any(word.startswith(each) for word in words) for each in sought)


def ppe_due(lines: Iterable[Line], drafted: Mapping[DossierId, datetime]) -> tuple[PPEDue, ...]:
    """Return the projects to draft or to update, the longest awaited first."""
    found = [
        due
        for line in lines
        if not _has_left(line.child, line.today)
        and (due := _ppe_of(line.child, drafted.get(line.child.dossier), line.today)) is not None
    ]
    return tuple(sorted(found, key=lambda due: due.due_on))


def _has_left(child: ChildSummary, today: date) -> bool:
    return child.inclusion.ended_on is not None and child.inclusion.ended_on <= today


def _ppe_of(child: ChildSummary, drafted_at: datetime | None, today: date) -> PPEDue | None:
    if drafted_at is None:
        due_on = first_due(child.inclusion.admitted_on)
        return PPEDue(child=child, state=PPEState.TO_DRAFT, due_on=due_on, today=today)
    due_on = next_due(
        day_of(drafted_at, zone=zone_of(child.inclusion.department)), child.identity.birth_date
    )
    if due_on > today + PPE_NOTICE:
        return None
    return PPEDue(child=child, state=PPEState.TO_UPDATE, due_on=due_on, today=today)


def from_before(
    around: Iterable[Grant], placements: Sequence[Placement], today: date
) -> tuple[Grant, ...]:
    """Return the carers who were around before a move of late: the child may not live with them any more.

    Nobody for a first place. A place in a circle ends by a person, never by itself at a move: a carer often stays.
    """
    here = current_placement(placements, today)
    if here is None or here.begins_on == min(each.begins_on for each in placements):
        return ()
    if today - here.begins_on > MOVED_OF_LATE:
        return ()
    return tuple(
        grant for grant in around if grant.role is Role.CARER and grant.since_on < here.begins_on
    )


def is_near(place: Grant, name: str, here: Placement | None) -> bool:
    """Tell whether a carer is with the child where the child lives now.

    The foster home bears their name, or their place began the day the child came to live there. Where it is not
    known where a child lives, nobody is said to be near: whoever asks chooses.
    """
    if here is None:
        return False
    home = home_words(here.place) if here.kind is PlacementKind.FOSTER_FAMILY else []
    bears_their_name = bool(home) and set(home) <= set(letters(name).split())
    return bears_their_name or place.since_on == here.begins_on
