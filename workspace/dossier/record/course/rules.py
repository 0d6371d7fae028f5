"""What the path of a child accepts, and in what order it is told. No I/O."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TypeVar

from workspace.actor import Role
from workspace.dossier.record.course import early
from workspace.dossier.record.course.model import (
    Course,
    NewAdmission,
    NewDepartment,
    NewExit,
    NewMeasure,
    NewProgramme,
    NewReturn,
    NewShortStay,
    ShortStay,
    Sort,
    Step,
)
from workspace.dossier.record.events import EventKind, InclusionEvent, in_force
from workspace.dossier.record.inclusion import (
    InclusionRule,
    Waived,
    follow_up_ends_on,
    is_late_admission,
    too_old,
)
from workspace.dossier.record.model import Inclusion, NewPlacement, Placement, ProtectionMeasure
from workspace.dossier.record.rules import LONGEST_PLACE, check_new_placement, of_department, refuse
from workspace.dossier.record.statements import Written
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId

SaidT = TypeVar("SaidT")

LONGEST_WORDS = 1000
BEFORE_BIRTH = N_("This is before the birth.")
NOT_COME = N_("This day has not come yet.")
ENDS_TOO_SOON = N_("This cannot end before it begins.")
TOO_LONG = N_("This is too long.")

Complaints = Iterator[tuple[str, str]]


def check_exit(new: NewExit, inclusion: Inclusion, *, born: date, today: date) -> None:
    """Raise Invalid for an exit before admission, in the future, of a child already out, or younger than said."""
    refuse(
        chain(_exit_complaints(new, inclusion, today=today), early.age_complaints(new, born=born))
    )


def _exit_complaints(new: NewExit, inclusion: Inclusion, *, today: date) -> Complaints:
    if inclusion.ended_on is not None:
        yield "ended_on", N_("Follow-up has already ended. Record a return first.")
    if new.ended_on < inclusion.admitted_on:
        yield "ended_on", N_("Follow-up cannot end before admission.")
    if new.ended_on > today:
        yield "ended_on", NOT_COME
    yield from _words_complaints(new.words)


def check_corrected_exit(
    right: NewExit,
    wrong: InclusionEvent,
    known: Sequence[InclusionEvent],
    inclusion: Inclusion,
    *,
    today: date,
) -> None:
    """Raise Invalid for an exit corrected to a day before the return that came before it, or after the next one.

    `known`: the acts as they stand, in the order they were first written.
    """
    places = [event.root for event in known]
    here = places.index(wrong.root)
    returns = [
        (at, event.happened_on) for at, event in enumerate(known) if event.kind is EventKind.RETURN
    ]
    least = max([day for at, day in returns if at < here], default=inclusion.admitted_on)
    most = min([day for at, day in returns if at > here], default=None)
    refuse(_corrected_exit_complaints(right, least=least, most=most, today=today))


def _corrected_exit_complaints(
    right: NewExit, *, least: date, most: date | None, today: date
) -> Complaints:
    if right.ended_on < least:
        yield "ended_on", N_("This is before the child was admitted, or came back.")
    if most is not None and right.ended_on > most:
        yield "ended_on", N_("The child had come back by then.")
    if right.ended_on > today:
        yield "ended_on", NOT_COME
    yield from _words_complaints(right.words)


def check_admission(
    right: NewAdmission,
    inclusion: Inclusion,
    *,
    born: date,
    today: date,
    rule: InclusionRule,
    role: Role,
    is_excepted: bool,
) -> None:
    """Raise Invalid for a day of admission that cannot be, or that needs an exception there is not.

    `is_excepted`: the child was taken in by exception already.
    """
    refuse(
        chain(
            _admission_complaints(right, inclusion, born=born, today=today),
            _late_complaints(right, born=born, rule=rule, role=role, is_excepted=is_excepted),
        )
    )


def _admission_complaints(
    right: NewAdmission, inclusion: Inclusion, *, born: date, today: date
) -> Complaints:
    if right.admitted_on < born:
        yield "admitted_on", BEFORE_BIRTH
    if right.admitted_on > today:
        yield "admitted_on", NOT_COME
    first_exit = min([*(each.left_on for each in inclusion.away), inclusion.ended_on or date.max])
    if right.admitted_on > first_exit:
        yield "admitted_on", N_("Follow-up had already ended on that day.")
    yield from _words_complaints(right.words)


def _late_complaints(
    right: NewAdmission, *, born: date, rule: InclusionRule, role: Role, is_excepted: bool
) -> Complaints:
    is_late = right.admitted_on >= born and is_late_admission(born, right.admitted_on, rule=rule)
    if not is_late or (is_excepted and not right.exception):
        return
    exception = rule.exception(right.exception, Waived.ADMISSION)
    if exception is None or role not in exception.accepted_by:
        yield (
            "exception",
            too_old(rule),
        )
    if not right.words:
        yield "words", N_("Please say why the child is taken in all the same.")


def check_return(
    new: NewReturn,
    inclusion: Inclusion,
    *,
    born: date,
    today: date,
    rule: InclusionRule,
    role: Role,
) -> None:
    """Raise Invalid for a return of a child who is followed, before the exit, or past the last age."""
    refuse(
        chain(
            _return_complaints(new, inclusion, today=today),
            _past_age_complaints(new, born=born, rule=rule, role=role),
        )
    )


def _return_complaints(new: NewReturn, inclusion: Inclusion, *, today: date) -> Complaints:
    if inclusion.ended_on is None:
        yield "back_on", N_("The child is already followed.")
    elif new.back_on < inclusion.ended_on:
        yield "back_on", N_("This is before follow-up ended.")
    if new.back_on > today:
        yield "back_on", NOT_COME
    if not new.words:
        yield "words", N_("Please say why follow-up goes on.")
    yield from _words_complaints(new.words)


def _past_age_complaints(
    new: NewReturn, *, born: date, rule: InclusionRule, role: Role
) -> Complaints:
    if new.back_on < follow_up_ends_on(born, rule=rule):
        return
    exception = rule.exception(new.exception, Waived.END)
    if exception is None or role not in exception.accepted_by:
        yield (
            "exception",
            N_(
                "The child has passed the last age of follow-up. Choose the exception that applies."
            ),
        )


def check_department(new: NewDepartment, inclusion: Inclusion, *, today: date) -> None:
    """Raise Invalid for a department that is none, or is the same, or on a day that cannot be."""
    refuse(_department_complaints(new, inclusion, today=today))


def _department_complaints(new: NewDepartment, inclusion: Inclusion, *, today: date) -> Complaints:
    yield from of_department(new.department)
    if new.department == inclusion.department:
        yield "department", N_("This department is already responsible.")
    yield from _since_complaints(new.since_on, inclusion, today=today)
    yield from _words_complaints(new.words)


def _since_complaints(since_on: date, inclusion: Inclusion, *, today: date) -> Complaints:
    if since_on < inclusion.admitted_on:
        yield "since_on", N_("This is before admission.")
    if since_on > today:
        yield "since_on", NOT_COME


def check_programme(
    new: NewProgramme, inclusion: Inclusion, *, defined: Collection[str], today: date
) -> None:
    """Raise Invalid for a programme that is not `defined`, or is the same, or a day that cannot be."""
    refuse(_programme_complaints(new, inclusion, defined=defined, today=today))


def _programme_complaints(
    new: NewProgramme, inclusion: Inclusion, *, defined: Collection[str], today: date
) -> Complaints:
    if new.programme not in defined:
        yield "programme", N_("Please choose one of the answers.")
    if new.programme == inclusion.programme:
        yield "programme", N_("This programme already follows the child.")
    yield from _since_complaints(new.since_on, inclusion, today=today)
    yield from _words_complaints(new.words)


def check_short_stay(
    new: NewShortStay, *, born: date, today: date, others: Iterable[ShortStay] = ()
) -> None:
    """Raise Invalid for days away that cannot be, or are planned far ahead; two short stays may not overlap."""
    refuse(
        chain(
            _period_complaints(new.begins_on, new.ends_on, born=born),
            _place_complaints(new.place),
            early.away_complaints(new, others, today=today),
        )
    )


def check_measure(new: NewMeasure, *, born: date, today: date) -> None:
    """Raise Invalid for a measure whose days cannot be. It begins neither before the birth nor after today."""
    refuse(_measure_complaints(new, born=born, today=today))


def _measure_complaints(new: NewMeasure, *, born: date, today: date) -> Complaints:
    yield from _period_complaints(new.begins_on, new.ends_on, born=born)
    if new.begins_on > today:
        yield "begins_on", NOT_COME
    if new.decided_on is not None and new.decided_on > today:
        yield "decided_on", NOT_COME
    yield from _words_complaints(new.words)


def check_end(begins_on: date, ends_on: date, *, today: date, ahead: bool = False) -> None:
    """Raise Invalid for an end before the beginning; or in the future, unless it may be known ahead."""
    if ends_on < begins_on:
        raise Invalid({"ends_on": ENDS_TOO_SOON})
    if ends_on > today and not ahead:
        raise Invalid({"ends_on": NOT_COME})


def _period_complaints(begins_on: date, ends_on: date | None, *, born: date) -> Complaints:
    """Give what is wrong with two days; the end may be known before it comes, as a judge sets it, or a hospital."""
    if begins_on < born:
        yield "begins_on", BEFORE_BIRTH
    if ends_on is not None and ends_on < begins_on:
        yield "ends_on", ENDS_TOO_SOON


def _place_complaints(place: str) -> Complaints:
    if len(place) > LONGEST_PLACE:
        yield "place", TOO_LONG


def _words_complaints(words: str) -> Complaints:
    if len(words) > LONGEST_WORDS:
        yield "words", TOO_LONG


def before(wrong: Placement, lived: Sequence[Placement]) -> Placement | None:
    """Return the stay that the move to `wrong` ended, if one did."""
    ended = [each for each in lived if each.id != wrong.id and each.ends_on == wrong.begins_on]
    return ended[-1] if ended else None


def corrected(
    wrong: Placement,
    right: NewPlacement | None,
    lived: Sequence[Placement],
    *,
    born: date,
    today: date,
) -> tuple[Placement, ...]:
    """Return what takes the place of `wrong`, and of the stay before it when its end moves too.

    `right`: None when the move never was: the stay before goes on as long as it lasted. Raises
    Invalid when the days cannot be. What comes out bears the identifiers of what it corrects.
    """
    earlier = before(wrong, lived)
    touched = {wrong.id, earlier.id if earlier else wrong.id}
    if right is None:
        return (replace(earlier, ends_on=wrong.ends_on),) if earlier else ()
    ends_on = right.ends_on or wrong.ends_on
    new = replace(right, ends_on=ends_on)
    others = [each for each in lived if each.id not in touched]
    check_new_placement(new, born=born, placements=others, today=today)
    if earlier is not None and new.begins_on < earlier.begins_on:
        raise Invalid({"begins_on": N_("This is before the stay that came before began.")})
    placed = replace(
        wrong,
        kind=new.kind,
        place=new.place,
        begins_on=new.begins_on,
        ends_on=ends_on,
        restricted=new.restricted,
    )
    if earlier is None or earlier.ends_on == new.begins_on:
        return (placed,)
    return (replace(earlier, ends_on=new.begins_on), placed)


def steps(course: Course) -> tuple[Step, ...]:
    """Return the path as it stands today, the latest first."""
    told = chain(_entries(course), _stays(course), _measures(course), _events(course))
    order = {sort: place for place, sort in enumerate(Sort)}
    lived = sorted(told, key=lambda step: (step.on, order[step.sort]))
    return tuple(reversed(lived))  # two moves on one day stay in the order they were lived


def _entries(course: Course) -> Iterator[Step]:
    inclusion = course.inclusion
    yield Step(sort=Sort.BIRTH, on=course.born)
    yield Step(sort=Sort.ADMISSION, on=inclusion.admitted_on)
    exits = {e.happened_on for e in in_force(course.events) if e.kind is EventKind.EXIT}
    if inclusion.ended_on is not None and inclusion.ended_on not in exits:
        because = inclusion.ended_because or ""
        yield Step(sort=Sort.EVENT, on=inclusion.ended_on, ended_because=because)


def _stays(course: Course) -> Iterator[Step]:
    for placement in _said(course.placements):
        what = placement.what
        yield Step(sort=Sort.PLACE, on=what.begins_on, until=what.ends_on, placement=placement)
    for stay in _said(course.short_stays):
        yield Step(
            sort=Sort.SHORT_STAY, on=stay.what.begins_on, until=stay.what.ends_on, short_stay=stay
        )


def _measures(course: Course) -> Iterator[Step]:
    for measure in _said(course.measures):
        what: ProtectionMeasure = measure.what
        yield Step(sort=Sort.MEASURE, on=what.begins_on, until=what.ends_on, measure=measure)


def _events(course: Course) -> Iterator[Step]:
    for event in in_force(course.events):
        yield Step(sort=Sort.EVENT, on=event.happened_on, event=event)


Said = Placement | ShortStay | ProtectionMeasure


def _said(statements: Iterable[Written[SaidT]]) -> Iterator[Written[SaidT]]:
    return (each for each in statements if each.superseded_at is None)


def authors(course: Course) -> frozenset[AccountId]:
    """Return everybody who wrote something of a path."""
    every: Iterable[Written[Said]] = chain(course.placements, course.short_stays, course.measures)
    signed = {each.by for each in every if each.by is not None}
    return frozenset(signed | {event.written_by for event in course.events})


def set_aside(course: Course) -> tuple[Written[Said], ...]:
    """Return what was once written and is no longer what is said, the latest set aside first."""
    every: Iterable[Written[Said]] = chain(course.placements, course.short_stays, course.measures)
    found = [(each.superseded_at, each) for each in every if each.superseded_at is not None]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0], reverse=True))
