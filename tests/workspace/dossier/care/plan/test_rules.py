"""Where a need stands, read from what was said and from the sessions the child came to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from workspace.access.permissions import DataClass
from workspace.access.rules import rights_of
from workspace.actor import Role
from workspace.dossier.care.entries import CareAct
from workspace.dossier.care.model import CareKind
from workspace.dossier.care.plan import model
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Frequency,
    Loop,
    Move,
    Need,
    NeedId,
    NewNeed,
    NewStep,
    Outcome,
    Plan,
    Refusal,
    State,
    Step,
    StepId,
    Todo,
    Wait,
    Words,
)
from workspace.dossier.care.plan.rules import (
    check_need,
    check_step,
    check_told,
    class_of,
    in_order,
    loop,
    loops,
    moves,
    said_by_move,
    todo,
    waits,
)
from workspace.dossier.record import voices
from workspace.errors import Conflict, Invalid
from workspace.ids import PractitionerId

TODAY = date(2025, 3, 4)
STATED = date(2025, 1, 6)
SOMEBODY = PractitionerId(UUID(int=7))
ELSE = PractitionerId(UUID(int=8))
NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)


def step(move: Move, days: int = 0, **said: object) -> Step:
    return Step(
        id=StepId(UUID(int=days)),
        move=move,
        on=STATED + timedelta(days=days),
        recorded_at=NOW,
        **said,  # type: ignore[arg-type]
    )


FIRST = step(
    Move.STATED,
    plan=Plan(sessions=10, frequency=Frequency.WEEKLY, review_on=date(2025, 6, 1)),
    words=Words(need="Walks on tiptoe.", goal="To run."),
)
SENT = step(Move.SENT, 3, performer=SOMEBODY)


def need(*steps: Step, discipline: Discipline = Discipline.PSYCHOMOTOR) -> Need:
    return Need(
        id=NeedId(UUID(int=1)),
        discipline=discipline,
        found_in=FoundIn.ASSESSMENT,
        stated_on=STATED,
        steps=steps,
    )


def session(
    day: date, kind: CareKind = CareKind.PSYCHOMOTOR, by: PractitionerId | None = None
) -> CareAct:
    return CareAct(kind=kind, done_on=day, practitioner=by)


def standing(*steps: Step, sessions: Collection[CareAct] = (), today: date = TODAY) -> Loop:
    return loop(need(FIRST, *steps), sessions, today=today)


@pytest.mark.parametrize(
    ("steps", "state", "act"),
    [
        ((), State.TO_REFER, Todo.REFER),
        ((SENT,), State.ASKED, Todo.ANSWER),
        ((SENT, step(Move.DECLINED, 9, refusal=Refusal.NO_PLACE)), State.TO_REFER, Todo.REFER),
        ((SENT, step(Move.WITHDRAWN, 9)), State.TO_REFER, Todo.REFER),
        ((SENT, step(Move.ACCEPTED, 9)), State.TO_BEGIN, Todo.NOTE),
        ((SENT, step(Move.ACCEPTED, 9), step(Move.BEGUN, 20)), State.UNDER_WAY, Todo.NOTE),
        ((step(Move.CLOSED, 30, outcome=Outcome.MET),), State.CLOSED, None),
    ],
)
def test_each_state_has_one_thing_to_do(
    steps: tuple[Step, ...], state: State, act: Todo | None
) -> None:
    found = standing(*steps)
    assert (state, act) == (found.state, todo(found))


def test_care_elsewhere_begins_when_somebody_says_so() -> None:
    elsewhere = need(FIRST, SENT, step(Move.ACCEPTED, 9), discipline=Discipline.CAMSP)
    assert todo(loop(elsewhere, [session(TODAY)], today=TODAY)) is Todo.BEGIN
    begun = replace(elsewhere, steps=(*elsewhere.steps, step(Move.BEGUN, 40)))
    found = loop(begun, [session(TODAY)], today=TODAY)
    assert (40, 0, Todo.RESULT) == (found.waiting_days, found.sessions, todo(found))


def test_waiting_runs_from_the_need_to_the_first_session_of_its_kind() -> None:
    held = [
        session(STATED - timedelta(days=1)),
        session(STATED + timedelta(days=5), CareKind.PSYCHOLOGY),
        session(STATED + timedelta(days=21)),
        session(STATED + timedelta(days=28)),
    ]
    found = standing(SENT, sessions=held)
    assert (21, 2) == (found.waiting_days, found.sessions)
    assert State.UNDER_WAY is found.state


def test_once_somebody_accepted_the_sessions_of_another_begin_nothing() -> None:
    """Those of whoever accepted before them count, and those of which nobody said who held them."""
    accepted = (SENT, step(Move.ACCEPTED, 9))
    later = STATED + timedelta(days=40)
    other = [session(STATED + timedelta(days=2), by=ELSE)]
    assert standing(SENT, sessions=other).begun_on is not None
    assert standing(*accepted, sessions=other).begun_on is None
    for by in (SOMEBODY, None):
        assert standing(*accepted, sessions=[*other, session(later, by=by)]).waiting_days == 40
    handed_on = (*accepted, step(Move.SENT, 20, performer=ELSE), step(Move.ACCEPTED, 21))
    found = standing(*handed_on, sessions=[*other, session(later, by=SOMEBODY)])
    assert (found.waiting_days, found.sessions) == (2, 2)


def test_a_second_need_does_not_begin_with_the_sessions_of_the_first() -> None:
    first = need(FIRST, SENT, step(Move.ACCEPTED, 9))
    second = replace(first, id=NeedId(UUID(int=2)), steps=(FIRST,))
    else_ = replace(second, id=NeedId(UUID(int=3)), discipline=Discipline.PSYCHOLOGY)
    held = [session(STATED + timedelta(days=12), by=SOMEBODY)]
    assert [each.waiting_days for each in loops([first, second, else_], held, today=TODAY)] == [
        12,
        57,
        57,
    ]
    both = replace(second, steps=first.steps)
    assert [each.sessions for each in loops([first, both], held, today=TODAY)] == [1, 1]


def test_the_wait_of_a_discipline_is_that_of_half_of_its_needs() -> None:
    def began(days: int) -> Loop:
        return standing(SENT, sessions=[session(STATED + timedelta(days=days))])

    speech = loop(need(FIRST, discipline=Discipline.SPEECH), [], today=TODAY)
    ended = standing(step(Move.CLOSED, 30, outcome=Outcome.STOPPED))
    found = waits([speech, began(4), began(10), standing(), ended])
    assert found == (
        Wait(discipline=Discipline.PSYCHOMOTOR, begun=2, median_days=7, waiting=1, longest_days=57),
        Wait(discipline=Discipline.SPEECH, begun=0, median_days=None, waiting=1, longest_days=57),
    )


def test_waiting_runs_to_this_day_while_nothing_began_and_stops_with_the_need() -> None:
    assert standing().waiting_days == 57
    ended = standing(step(Move.CLOSED, 30, outcome=Outcome.STOPPED), sessions=[session(TODAY)])
    assert (30, 0) == (ended.waiting_days, ended.sessions)


def test_a_need_is_looked_at_again_on_its_day() -> None:
    held = [session(STATED)]
    assert standing(sessions=held, today=date(2025, 5, 31)).state is State.UNDER_WAY
    due = standing(sessions=held, today=date(2025, 6, 1))
    assert (State.TO_REVIEW, Todo.REVIEW) == (due.state, todo(due))
    again = step(Move.REVIEWED, 146, plan=Plan(review_on=date(2025, 9, 1)))
    after = standing(again, sessions=held, today=date(2025, 6, 2))
    assert after.state is State.UNDER_WAY
    assert after.plan == Plan(sessions=10, frequency=Frequency.WEEKLY, review_on=date(2025, 9, 1))


def test_what_is_said_anew_supersedes_and_the_words_of_another_stay_closed() -> None:
    told = step(Move.AMENDED, 8, plan=Plan(sessions=4), words=Words(need="Runs."))
    closed = step(Move.AMENDED, 9, plan=Plan(sessions=6))
    found = standing(told, closed)
    assert (Plan(sessions=6), Words(need="Runs.")) == (found.plan, found.words)
    assert loop(need(), (), today=TODAY).plan == Plan()
    assert loop(need(), (), today=TODAY).words is None


def test_a_refusal_stands_until_somebody_else_is_asked() -> None:
    refused = step(Move.DECLINED, 9, refusal=Refusal.TOO_FAR)
    found = standing(SENT, refused)
    assert (refused, None) == (found.declined, found.performer)
    asked = standing(SENT, refused, step(Move.SENT, 10, performer=ELSE))
    assert (None, ELSE, True) == (asked.declined, asked.performer, asked.is_waiting)


def test_only_a_referral_that_waits_is_answered() -> None:
    assert Move.SENT not in moves(standing(SENT))
    assert Move.ACCEPTED in moves(standing(SENT))
    accepted = moves(standing(SENT, step(Move.ACCEPTED, 9)))
    assert Move.WITHDRAWN in accepted
    assert Move.DECLINED not in accepted
    nobody = moves(standing(step(Move.BEGUN, 9)))
    assert not {Move.ACCEPTED, Move.DECLINED, Move.WITHDRAWN} & set(nobody)
    assert moves(standing(step(Move.CLOSED, 9, outcome=Outcome.MET))) == ()


GOOD = NewNeed(discipline=Discipline.SPEECH, found_in=FoundIn.SCALE, stated_on=TODAY)
BORN = date(2021, 5, 10)


def test_a_need_of_any_day_lived_is_accepted() -> None:
    check_need(GOOD, birth=BORN, today=TODAY)
    full = Plan(sessions=200, review_on=TODAY + timedelta(days=1))
    check_need(replace(GOOD, stated_on=BORN, plan=full), birth=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (replace(GOOD, stated_on=TODAY + timedelta(days=1)), {"stated_on"}),
        (replace(GOOD, stated_on=BORN - timedelta(days=1)), {"stated_on"}),
        (
            replace(GOOD, plan=Plan(sessions=0, review_on=TODAY), words=Words(goal="x" * 2001)),
            {"sessions", "review_on", "goal"},
        ),
        (replace(GOOD, plan=Plan(sessions=201)), {"sessions"}),
        (replace(GOOD, performer=ELSE, asked="Rose"), {"asked"}),
    ],
)
def test_a_need_that_cannot_be_is_refused(new: NewNeed, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        check_need(new, birth=BORN, today=TODAY)
    assert fields == set(refused.value.fields)


@pytest.mark.parametrize(
    ("steps", "new", "fields"),
    [
        ((), NewStep(move=Move.SENT, on=TODAY), {"performer"}),
        ((), NewStep(move=Move.SENT, on=TODAY, performer=ELSE, asked="Rose"), {"asked"}),
        ((), NewStep(move=Move.SENT, on=TODAY, asked="x" * 201), {"asked"}),
        ((), NewStep(move=Move.CLOSED, on=TODAY), {"outcome"}),
        ((SENT,), NewStep(move=Move.DECLINED, on=TODAY), {"refusal"}),
        ((step(Move.BEGUN, 1),), NewStep(move=Move.REVIEWED, on=TODAY), {"review_on"}),
        ((), NewStep(move=Move.AMENDED, on=TODAY + timedelta(days=1)), {"on"}),
        ((), NewStep(move=Move.AMENDED, on=STATED - timedelta(days=1)), {"on"}),
    ],
)
def test_a_step_names_what_it_lacks(
    steps: tuple[Step, ...], new: NewStep, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        check_step(new, standing(*steps), today=TODAY)
    assert fields == set(refused.value.fields)


def test_a_step_that_the_state_no_longer_allows_is_a_conflict() -> None:
    with pytest.raises(Conflict):
        check_step(NewStep(move=Move.ACCEPTED, on=TODAY), standing(), today=TODAY)
    check_step(NewStep(move=Move.ACCEPTED, on=TODAY), standing(SENT), today=TODAY)


@pytest.mark.parametrize(
    ("role", "psychology", "rest"),
    [
        (Role.PSYCHOLOGIST, DataClass.PSYCHOLOGICAL, DataClass.PSYCHOLOGICAL),
        (Role.PSYCHOMOTRICIAN, DataClass.PSYCHOLOGICAL, DataClass.SOMATIC),
        (Role.PHYSICIAN, None, DataClass.SOMATIC),
        (Role.COORDINATOR, None, None),
    ],
)
def test_words_are_of_the_class_of_their_care_or_of_a_narrower_one(
    role: Role, psychology: DataClass | None, rest: DataClass | None
) -> None:
    writes = rights_of(role).writes
    assert psychology == class_of(Discipline.PSYCHOLOGY, writes)
    assert rest == class_of(Discipline.PHYSIOTHERAPY, writes)


def test_words_nobody_lets_one_write_are_refused_beside_their_field() -> None:
    writes = rights_of(Role.PHYSICIAN).writes
    check_told(Discipline.PSYCHOLOGY, Words(), writes)
    check_told(Discipline.SPEECH, Words(need="x"), writes)
    with pytest.raises(Invalid) as refused:
        check_told(Discipline.PSYCHOLOGY, Words(goal="x"), writes)
    assert set(refused.value.fields) == {"goal"}


def test_a_step_keeps_what_belongs_to_its_move_and_no_more() -> None:
    everything = NewStep(
        move=Move.SENT,
        on=TODAY,
        performer=SOMEBODY,
        plan=Plan(sessions=3),
        refusal=Refusal.OTHER,
        outcome=Outcome.MET,
    )
    assert said_by_move(everything) == NewStep(move=Move.SENT, on=TODAY, performer=SOMEBODY)
    outside = said_by_move(NewStep(move=Move.ACCEPTED, on=TODAY, asked="Rose"))
    assert outside == NewStep(move=Move.ACCEPTED, on=TODAY)
    closed = said_by_move(replace(everything, move=Move.CLOSED))
    assert closed == NewStep(move=Move.CLOSED, on=TODAY, outcome=Outcome.MET)
    declined = said_by_move(replace(everything, move=Move.DECLINED))
    assert declined == NewStep(move=Move.DECLINED, on=TODAY, refusal=Refusal.OTHER)
    stated = said_by_move(replace(everything, move=Move.STATED))
    assert stated == NewStep(move=Move.STATED, on=TODAY, plan=Plan(sessions=3))


def test_a_list_begins_with_what_waits_the_longest() -> None:
    asked, old, new = standing(SENT), standing(), standing(today=STATED + timedelta(days=2))
    assert in_order([asked, new, old]) == (old, new, asked)


def test_every_word_of_the_loop_has_its_label() -> None:
    said = {**vars(model), **vars(voices)}
    found = [labels for name, labels in said.items() if name.endswith("_LABELS")]
    assert len(found) == 8
    for labels in found:
        assert list(type(next(iter(labels))).__members__.values()) == list(labels)
