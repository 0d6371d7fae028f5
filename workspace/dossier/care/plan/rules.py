"""Where a need stands, what may be said next, and which class its words are of. No I/O."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from statistics import median

from workspace.access.permissions import DataClass
from workspace.dossier.care.entries import CareAct
from workspace.dossier.care.model import CareKind
from workspace.dossier.care.plan.model import (
    Discipline,
    Loop,
    Move,
    Need,
    NewNeed,
    NewStep,
    Plan,
    State,
    Step,
    Todo,
    Wait,
    Words,
)
from workspace.errors import Conflict, Invalid
from workspace.i18n import N_
from workspace.ids import PractitionerId

LONGEST_WORDS = 2000
LONGEST_ASKED = 200
MOST_SESSIONS = 200

KINDS: Mapping[Discipline, CareKind] = {
    Discipline.PSYCHOMOTOR: CareKind.PSYCHOMOTOR,
    Discipline.PSYCHOLOGY: CareKind.PSYCHOLOGY,
}
"""The disciplines whose sessions are noted here; the others say when they began."""

ANSWERS = (Move.ACCEPTED, Move.DECLINED, Move.WITHDRAWN)

NEXT: Mapping[State, tuple[Move, ...]] = {
    State.TO_REFER: (Move.SENT, Move.BEGUN, Move.AMENDED, Move.CLOSED),
    State.ASKED: (*ANSWERS, Move.BEGUN, Move.AMENDED, Move.CLOSED),
    State.TO_BEGIN: (Move.BEGUN, Move.WITHDRAWN, Move.AMENDED, Move.CLOSED),
    State.UNDER_WAY: (Move.REVIEWED, Move.CLOSED, Move.SENT, *ANSWERS, Move.AMENDED),
    State.TO_REVIEW: (Move.REVIEWED, Move.CLOSED, Move.SENT, *ANSWERS, Move.AMENDED),
    State.CLOSED: (),
}
"""What may be said in each state; an answer, only to a referral that waits for one."""

URGENCY = (
    State.TO_REVIEW,
    State.TO_REFER,
    State.ASKED,
    State.TO_BEGIN,
    State.UNDER_WAY,
    State.CLOSED,
)
"""The order of a list: what waits for somebody first."""


def class_of(discipline: Discipline, writes: Collection[DataClass]) -> DataClass | None:
    """Return the class of what is said about a need, None for whoever may say nothing.

    Psychology is psychological content, the rest somatic. Whoever may not write the somatic class says it
    in the narrower one; never the other way round.
    """
    own = DataClass.PSYCHOLOGICAL if discipline is Discipline.PSYCHOLOGY else DataClass.SOMATIC
    if own in writes:
        return own
    return DataClass.PSYCHOLOGICAL if DataClass.PSYCHOLOGICAL in writes else None


def check_told(discipline: Discipline, words: Words, writes: Collection[DataClass]) -> None:
    """Raise Invalid for words whose class is not open to whoever writes them."""
    if not words or class_of(discipline, writes) is not None:
        return
    said = {"need": words.need, "goal": words.goal, "sentence": words.sentence}
    message = N_("Your profession does not write about this kind of care: leave this empty.")
    raise Invalid({name: message for name, text in said.items() if text})


def check_need(new: NewNeed, *, birth: date, today: date) -> None:
    """Raise Invalid for a day, a count or words that cannot be, all fields at once."""
    fields = _plan_faults(new.plan, today) | _words_faults(new.words)
    if new.stated_on > today:
        fields["stated_on"] = N_("This day has not come yet.")
    if new.stated_on < birth:
        fields["stated_on"] = N_("This is before the birth.")
    if new.performer or new.asked:
        fields |= _asked_faults(new.performer, new.asked)
    if fields:
        raise Invalid(fields)


def moves(loop: Loop) -> tuple[Move, ...]:
    """Return what may be said now, the usual first."""
    if loop.is_waiting:
        return tuple(move for move in NEXT[loop.state] if move is not Move.SENT)
    to_leave = {
        Move.ACCEPTED,
        Move.DECLINED,
        *(() if loop.performer or loop.asked else (Move.WITHDRAWN,)),
    }
    return tuple(move for move in NEXT[loop.state] if move not in to_leave)


def check_step(new: NewStep, loop: Loop, *, today: date) -> None:
    """Raise Conflict for a step that the state no longer allows, Invalid for one that cannot be."""
    if new.move not in moves(loop):
        raise Conflict
    fields = _plan_faults(new.plan, today) | _words_faults(new.words)
    if new.on > today:
        fields["on"] = N_("This day has not come yet.")
    if new.on < loop.need.stated_on:
        fields["on"] = N_("This is before the need was stated.")
    if new.move is Move.SENT:
        fields |= _asked_faults(new.performer, new.asked)
    if new.move is Move.DECLINED and new.refusal is None:
        fields["refusal"] = N_("Choose one of these.")
    if new.move is Move.CLOSED and new.outcome is None:
        fields["outcome"] = N_("Choose one of these.")
    if new.move is Move.REVIEWED and new.plan.review_on is None:
        fields["review_on"] = N_("Give the day of the next look.")
    if fields:
        raise Invalid(fields)


def _asked_faults(performer: PractitionerId | None, asked: str) -> dict[str, str]:
    if performer is None and not asked:
        return {"performer": N_("Choose somebody from the list, or write who it is below.")}
    if performer is not None and asked:
        return {"asked": N_("Either somebody from the list, or somebody outside it.")}
    if len(asked) > LONGEST_ASKED:
        return {"asked": N_("This is too long.")}
    return {}


def _plan_faults(plan: Plan, today: date) -> dict[str, str]:
    fields = {}
    if plan.sessions is not None and not 1 <= plan.sessions <= MOST_SESSIONS:
        fields["sessions"] = N_("Between 1 and 200 sessions.")
    if plan.review_on is not None and plan.review_on <= today:
        fields["review_on"] = N_("This day has passed: choose one to come.")
    return fields


def _words_faults(words: Words) -> dict[str, str]:
    said = {"need": words.need, "goal": words.goal, "sentence": words.sentence}
    return {
        name: N_("This is too long.") for name, text in said.items() if len(text) > LONGEST_WORDS
    }


def said_by_move(new: NewStep) -> NewStep:
    """Return `new` with what its move says, and nothing that belongs to another move."""
    return replace(
        new,
        performer=new.performer if new.move is Move.SENT else None,
        asked=new.asked if new.move is Move.SENT else "",
        plan=new.plan if new.move in (Move.STATED, Move.AMENDED, Move.REVIEWED) else Plan(),
        refusal=new.refusal if new.move is Move.DECLINED else None,
        outcome=new.outcome if new.move is Move.CLOSED else None,
    )


def loops(needs: Sequence[Need], sessions: Sequence[CareAct], *, today: date) -> tuple[Loop, ...]:
    """Return where the needs of one child stand.

    Whoever accepted another need of that kind holds their sessions for it, not for this one.
    """
    return tuple(
        loop(need, sessions, today=today, elsewhere=_accepted_elsewhere(need, needs))
        for need in needs
    )


def _accepted_elsewhere(need: Need, needs: Iterable[Need]) -> frozenset[PractitionerId]:
    """Return who accepted other needs of the same discipline, and not this one."""
    others = (
        accepted(other.steps)
        for other in needs
        if other.id != need.id and other.discipline is need.discipline
    )
    return frozenset().union(*others) - accepted(need.steps)


def accepted(steps: Sequence[Step]) -> frozenset[PractitionerId]:
    """Return who of the directory accepted, one after the other."""
    found: set[PractitionerId] = set()
    asked: PractitionerId | None = None
    for step in steps:
        if step.move is Move.SENT:
            asked = step.performer
        elif step.move is Move.ACCEPTED and asked is not None:
            found.add(asked)
    return frozenset(found)


def loop(
    need: Need,
    sessions: Iterable[CareAct],
    *,
    today: date,
    elsewhere: Collection[PractitionerId] = (),
) -> Loop:
    """Return where `need` stands: its steps in order, and the sessions the child came to.

    A session answers a need of its own kind from the day it was stated to the day it was closed; once somebody
    accepted, theirs alone, and those of which nobody said who held them. `elsewhere`: whose sessions answer
    another need.
    """
    closed = _last(need.steps, Move.CLOSED)
    ends_on = closed.on if closed else today
    mine = accepted(need.steps)
    held = [
        act.done_on
        for act in sessions
        if act.kind is KINDS.get(need.discipline)
        and need.stated_on <= act.done_on <= ends_on
        and act.practitioner not in elsewhere
        and (not mine or act.practitioner is None or act.practitioner in mine)
    ]
    said = _last(need.steps, Move.BEGUN)
    begun_on = min([*held, *([said.on] if said else [])], default=None)
    asked = _referral(need.steps)
    plan = _plan(need.steps)
    return Loop(
        need=need,
        state=_state(
            need.steps, closed=closed, begun_on=begun_on, review_on=plan.review_on, today=today
        ),
        plan=plan,
        words=_words(need.steps),
        performer=asked.performer if asked else None,
        asked=asked.asked if asked else "",
        asked_on=asked.on if asked else None,
        is_waiting=_is_waiting(need.steps),
        declined=_declined(need.steps),
        begun_on=begun_on,
        sessions=len(held),
        waiting_days=((begun_on or ends_on) - need.stated_on).days,
        closed=closed,
    )


def _state(
    steps: Sequence[Step],
    *,
    closed: Step | None,
    begun_on: date | None,
    review_on: date | None,
    today: date,
) -> State:
    if closed is not None:
        return State.CLOSED
    if begun_on is not None:
        is_due = review_on is not None and review_on <= today
        return State.TO_REVIEW if is_due else State.UNDER_WAY
    if _referral(steps) is None:
        return State.TO_REFER
    return State.ASKED if _is_waiting(steps) else State.TO_BEGIN


def _last(steps: Sequence[Step], *moves: Move) -> Step | None:
    return next((step for step in reversed(steps) if step.move in moves), None)


def _referral(steps: Sequence[Step]) -> Step | None:
    """Return the referral that stands: the last one sent, unless it was declined or withdrawn."""
    last = _last(steps, Move.SENT, Move.DECLINED, Move.WITHDRAWN)
    return last if last is not None and last.move is Move.SENT else None


def _is_waiting(steps: Sequence[Step]) -> bool:
    last = _last(steps, Move.SENT, *ANSWERS)
    return last is not None and last.move is Move.SENT


def _declined(steps: Sequence[Step]) -> Step | None:
    last = _last(steps, Move.SENT, Move.DECLINED, Move.WITHDRAWN)
    return last if last is not None and last.move is Move.DECLINED else None


def _plan(steps: Sequence[Step]) -> Plan:
    """Return the plan in force: that of the last statement, with the day of the last review."""
    stated = _last(steps, Move.STATED, Move.AMENDED)
    reviewed = _last(steps, Move.STATED, Move.AMENDED, Move.REVIEWED)
    if stated is None or reviewed is None:
        return Plan()
    return Plan(
        sessions=stated.plan.sessions,
        frequency=stated.plan.frequency,
        review_on=reviewed.plan.review_on,
    )


def _words(steps: Sequence[Step]) -> Words | None:
    """Return how the need is told now: the last statement whose words are open to who asks."""
    told = (s for s in reversed(steps) if s.move in (Move.STATED, Move.AMENDED) and s.words)
    return next((step.words for step in told), None)


def todo(loop: Loop) -> Todo | None:
    """Return the one thing to do next, None for what is closed."""
    is_noted = loop.need.discipline in KINDS
    return {
        State.TO_REFER: Todo.REFER,
        State.ASKED: Todo.ANSWER,
        State.TO_BEGIN: Todo.NOTE if is_noted else Todo.BEGIN,
        State.UNDER_WAY: Todo.NOTE if is_noted else Todo.RESULT,
        State.TO_REVIEW: Todo.REVIEW,
        State.CLOSED: None,
    }[loop.state]


def in_order(loops: Iterable[Loop]) -> tuple[Loop, ...]:
    """Return the needs by what waits for somebody first, the longest wait before the others."""
    return tuple(sorted(loops, key=lambda each: (URGENCY.index(each.state), -each.waiting_days)))


def waits(loops: Iterable[Loop]) -> tuple[Wait, ...]:
    """Return how long children wait for their first session, by discipline, in the order of their list.

    Of the needs whose care began, the median; of those that wait still, how many and since when.
    """
    by: dict[Discipline, list[Loop]] = defaultdict(list)
    for each in loops:
        by[each.need.discipline].append(each)
    return tuple(_wait(discipline, by[discipline]) for discipline in Discipline if discipline in by)


def _wait(discipline: Discipline, loops: Sequence[Loop]) -> Wait:
    begun = [each.waiting_days for each in loops if each.begun_on is not None]
    waiting = [each.waiting_days for each in loops if each.begun_on is None and each.closed is None]
    return Wait(
        discipline=discipline,
        begun=len(begun),
        median_days=median(begun) if begun else None,
        waiting=len(waiting),
        longest_days=max(waiting, default=None),
    )
