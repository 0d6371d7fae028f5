"""What people write down by hand: done here or outside, not done and why, undone, examined."""

from dataclasses import replace
from datetime import date, time
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.protocol import saying, service
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.exams import ExamState
from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    MissedReason,
    NewAssessment,
    NewMissed,
    StepCode,
    StepState,
    StepStatus,
)
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.ids import DossierId, PractitionerId

DOCTOR = PractitionerId(account_of("a practitioner"))
M36, M42, M48, M72 = (StepCode(code) for code in ("M36", "M42", "M48", "M72"))
DONE = NewAssessment(step=M42, done_on=date(2024, 12, 2), performed_by=DOCTOR)
MISSED = NewMissed(step=M36, reason=MissedReason.HOSPITAL, note="Three weeks in the spring.")

pytestmark = pytest.mark.usefixtures("followed")


def allowed(person: Person) -> Clearance:
    return person.clearance(Permission.ASSESSMENT_READ, Permission.ASSESSMENT_RECORD)


async def status(person: Person, step: StepCode, clock: FixedClock, vault: Vault) -> StepStatus:
    with person.here():
        found = await service.schedule(person.clearance(), clock=clock, vault=vault)
    return next(each for each in found if each.step.code == step)


async def say_done(
    person: Person, new: NewAssessment, clock: FixedClock, vault: Vault, *, with_exam: bool = False
) -> Assessment:
    with person.here():
        return await saying.say_done(
            allowed(person), new, with_exam=with_exam, clock=clock, vault=vault
        )


async def say_missed(person: Person, new: NewMissed, clock: FixedClock, vault: Vault) -> None:
    with person.here():
        await saying.say_missed(allowed(person), new, clock=clock, vault=vault)


async def exam_states(person: Person, clock: FixedClock, vault: Vault) -> dict[str, ExamState]:
    with person.here():
        found = await saying.exam_schedule(allowed(person), clock=clock, vault=vault)
    return {each.exam.code: each.state for each in found}


async def test_an_assessment_written_down_is_done_and_its_day_is_closed(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.nour.here():
        await service.plan(
            people.nour.clearance(Permission.ASSESSMENT_PLAN),
            NewPlan(step=M42, planned_on=date(2025, 3, 20)),
            clock=clock,
            vault=vault,
        )
    written = await say_done(people.noe, DONE, clock, vault)
    found = await status(people.nour, M42, clock, vault)
    assert (found.state, found.assessment, found.planned_on) == (StepState.DONE, written, None)
    assert (await recorded(people))[-2] == Act.ASSESSMENT_DONE


async def test_what_was_done_outside_says_where_to_those_around_and_in_no_clear_column(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    outside = replace(DONE, outside=True, performed_by=None, note=" PMI of Lens ")
    await say_done(people.nour, outside, clock, vault)
    found = await status(people.odile, M42, clock, vault)
    assert found.assessment is not None
    assert found.assessment.outside
    with people.odile.here():
        notes = await saying.notes(people.odile.clearance(Permission.ASSESSMENT_READ), vault=vault)
        async with transaction():
            (row,) = await sql("select encrypted_note from assessment")
    assert notes == {M42: "PMI of Lens"}
    assert b"Lens" not in row["encrypted_note"]


async def test_an_assessment_done_in_a_later_window_is_caught_up_and_names_that_slot(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_done(people.nour, replace(DONE, step=M36), clock, vault)
    found = await status(people.nour, M36, clock, vault)
    assert (found.state, found.caught_up_in) == (StepState.CAUGHT_UP, M42)


async def test_what_was_written_by_mistake_is_taken_back_and_kept(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_done(people.nour, DONE, clock, vault)
    with people.ambre.here():
        await saying.undo_done(allowed(people.ambre), M42, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await saying.undo_done(allowed(people.ambre), M42, clock=clock, vault=vault)
        async with transaction():
            (kept,) = await sql("select step_code from assessment")
    assert kept == {"step_code": M42}
    assert (await status(people.nour, M42, clock, vault)).state is StepState.LATE
    with people.nour.here():
        circle = Circle(
            actor=people.nour.actor,
            permission=Permission.ASSESSMENT_READ,
            dossiers=frozenset({LOU}),
        )
        assert await service.days_done_in(circle, vault=vault) == {}
        assert await service.assessments(people.nour.clearance(), vault=vault) == ()
    await say_done(people.nour, DONE, clock, vault)  # and written again, rightly
    assert (await status(people.nour, M42, clock, vault)).state is StepState.DONE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_on": date(2025, 3, 5)}, "done_on"),
        ({"done_on": date(2021, 5, 9)}, "done_on"),
        ({"step": StepCode("M20")}, "step"),
        ({"note": "x" * 301}, "note"),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field(
    people: People, clock: FixedClock, vault: Vault, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await say_done(people.nour, replace(DONE, **changes), clock, vault)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


async def test_a_step_is_done_once(people: People, clock: FixedClock, vault: Vault) -> None:
    await say_done(people.nour, DONE, clock, vault)
    with pytest.raises(Invalid) as refused:
        await say_done(people.nour, DONE, clock, vault)
    assert set(refused.value.fields) == {"step"}


async def test_a_step_not_done_says_why_and_can_be_opened_again(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_missed(people.nour, MISSED, clock, vault)
    found = await status(people.odile, M36, clock, vault)
    assert (found.state, found.missed_because) == (
        StepState.NOT_DONE,
        "The child was in hospital",
    )
    with people.odile.here():
        notes = await saying.notes(people.odile.clearance(Permission.ASSESSMENT_READ), vault=vault)
    assert notes == {M36: "Three weeks in the spring."}
    with people.noe.here():
        await saying.reopen(allowed(people.noe), M36, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await saying.reopen(allowed(people.noe), M36, clock=clock, vault=vault)
        async with transaction():
            (kept,) = await sql("select reason, reopened_at from missed_assessment")
    assert kept == {"reason": "hospital", "reopened_at": clock.now()}
    assert (await status(people.nour, M36, clock, vault)).state is StepState.LATE


async def test_another_reason_replaces_the_one_before_and_nothing_is_erased(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_missed(people.nour, MISSED, clock, vault)
    await say_missed(people.nour, replace(MISSED, reason=MissedReason.ILL, note=""), clock, vault)
    found = await status(people.nour, M36, clock, vault)
    assert found.missed_because == "The child was ill"
    with people.nour.here():
        async with transaction():
            rows = await sql("select id from missed_assessment")
    assert len(rows) == 2


async def test_done_after_all_closes_the_reason(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_missed(people.nour, MISSED, clock, vault)
    await say_done(people.nour, replace(DONE, step=M36), clock, vault)
    with people.nour.here(), pytest.raises(NotFound):
        await saying.reopen(allowed(people.nour), M36, clock=clock, vault=vault)
    with pytest.raises(Invalid) as refused:
        await say_missed(people.nour, MISSED, clock, vault)
    assert set(refused.value.fields) == {"step"}


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (replace(MISSED, step=M72), "step"),
        (replace(MISSED, step=StepCode("M01")), "step"),
        (replace(MISSED, step=StepCode("M99")), "step"),
        (replace(MISSED, reason=MissedReason.OTHER, note=" "), "note"),
        (replace(MISSED, note="x" * 301), "note"),
    ],
)
async def test_a_reason_is_given_for_a_step_that_is_owed(
    people: People, clock: FixedClock, vault: Vault, new: NewMissed, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await say_missed(people.nour, new, clock, vault)
    assert set(refused.value.fields) == {field}


async def test_a_compulsory_examination_is_written_down_apart_from_the_slot(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = await exam_states(people.nour, clock, vault)
    assert (before["EX_A4"], before["EX_A3"], before["EX_A5"]) == (
        ExamState.NOW,
        ExamState.PASSED,
        ExamState.AHEAD,
    )
    await say_done(people.nour, DONE, clock, vault)
    assert (await exam_states(people.nour, clock, vault))["EX_A4"] is ExamState.NOW
    with people.nour.here():
        await saying.say_examined(
            allowed(people.nour), "EX_A4", date(2024, 12, 2), clock=clock, vault=vault
        )
        await saying.say_examined(
            allowed(people.nour), "EX_A4", date(2024, 12, 3), clock=clock, vault=vault
        )
        found = await saying.exam_schedule(allowed(people.nour), clock=clock, vault=vault)
    (exam,) = [each for each in found if each.exam.code == "EX_A4"]
    assert (exam.state, exam.done_on) == (ExamState.DONE, date(2024, 12, 3))
    with people.nour.here():
        await saying.undo_examined(allowed(people.nour), "EX_A4", clock=clock, vault=vault)
    assert (await exam_states(people.nour, clock, vault))["EX_A4"] is ExamState.NOW


async def test_one_visit_may_serve_for_both(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_done(people.nour, DONE, clock, vault, with_exam=True)
    assert (await exam_states(people.nour, clock, vault))["EX_A4"] is ExamState.DONE
    await say_done(
        people.nour,
        replace(DONE, step=M48, done_on=date(2025, 3, 3)),
        clock,
        vault,
        with_exam=True,
    )
    with people.nour.here():
        found = await saying.exam_schedule(allowed(people.nour), clock=clock, vault=vault)
    assert {each.exam.code: each.done_on for each in found if each.done_on} == {
        "EX_A4": date(2024, 12, 2)
    }


async def test_an_examination_of_no_calendar_or_of_an_impossible_day_is_refused(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.nour.here():
        with pytest.raises(NotFound):
            await saying.say_examined(
                allowed(people.nour), "EX_X", date(2024, 1, 1), clock=clock, vault=vault
            )
        for day in (date(2025, 3, 5), date(2021, 5, 9)):
            with pytest.raises(Invalid):
                await saying.say_examined(
                    allowed(people.nour), "EX_A4", day, clock=clock, vault=vault
                )


async def test_each_verb_asks_for_its_permission(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    bare = people.nour.clearance()
    tools = {"clock": clock, "vault": vault}
    with people.nour.here():
        for attempt in (
            saying.say_done(bare, DONE, **tools),  # type: ignore[arg-type]
            saying.undo_done(bare, M42, **tools),  # type: ignore[arg-type]
            saying.say_missed(bare, MISSED, **tools),  # type: ignore[arg-type]
            saying.reopen(bare, M36, **tools),  # type: ignore[arg-type]
            saying.exam_schedule(bare, **tools),  # type: ignore[arg-type]
            saying.say_examined(bare, "EX_A4", date(2024, 1, 1), **tools),  # type: ignore[arg-type]
            saying.undo_examined(bare, "EX_A4", **tools),  # type: ignore[arg-type]
            saying.notes(bare, vault=vault),
        ):
            with pytest.raises(Forbidden):
                await attempt


async def test_the_database_refuses_what_a_reader_writes(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(Exception, match='policy for table "assessment"'):
        await say_done(people.yann, DONE, clock, vault)
    with pytest.raises(Exception, match='policy for table "missed_assessment"'):
        await say_missed(people.yann, MISSED, clock, vault)


async def test_nobody_writes_in_the_name_of_another(people: People) -> None:
    with people.nour.here(), pytest.raises(Exception, match='policy for table "assessment"'):
        async with transaction():
            await sql(
                "insert into assessment (id, dossier, step_code, done_on, recorded_at, recorded_by,"
                " outside) values ({}, {}, 'M42', '2024-12-02', now(), {}, false)",
                uuid4(),
                LOU,
                people.ambre.actor.account,
            )


async def test_a_stranger_sees_nothing_of_it(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_done(people.nour, DONE, clock, vault, with_exam=True)
    await say_missed(people.nour, MISSED, clock, vault)
    with people.nour.here():
        await saying.undo_done(allowed(people.nour), M42, clock=clock, vault=vault)
    with people.stranger.here():
        async with transaction():
            assert await sql("select id from assessment") == []
            assert await sql("select assessment from undone_assessment") == []
            assert await sql("select id from missed_assessment") == []
            assert await sql("select id from exam_done") == []


# ── several at once ──────────────────────────────────────────────────────────────────────────────


def circle(person: Person, *dossiers: DossierId) -> Circle:
    return Circle(
        actor=person.actor, permission=Permission.ASSESSMENT_PLAN, dossiers=frozenset(dossiers)
    )


async def test_each_line_of_a_clinic_day_stands_or_falls_by_itself(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    day = date(2025, 3, 20)
    good = NewPlan(step=M48, planned_on=day, planned_time=time(9), place=" Room 2 ")
    plans = [
        (LOU, good),
        (LOU, replace(good, step=StepCode("M99"))),
        (DossierId(uuid4()), good),
    ]
    before = len(await recorded(people))
    with people.nour.here():
        kept, unknown, elsewhere = await service.plan_many(
            circle(people.nour, LOU), plans, clock=clock, vault=vault
        )
        (appointment,) = await service.appointments(people.nour.clearance(), vault=vault)
    assert kept.appointment == appointment
    assert (appointment.place, appointment.planned_time) == ("Room 2", time(9))
    assert (unknown.appointment, set(unknown.refused)) == (None, {"step"})
    assert (elsewhere.appointment, set(elsewhere.refused)) == (None, {"step"})
    assert (await recorded(people))[before:].count(Act.ASSESSMENT_PLAN) == 1
    assert (await status(people.odile, M48, clock, vault)).planned_on == day


async def test_planning_several_asks_for_its_permission(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    wrong = replace(circle(people.nour, LOU), permission=Permission.ASSESSMENT_READ)
    with people.nour.here(), pytest.raises(Forbidden):
        await service.plan_many(wrong, [], clock=clock, vault=vault)


async def test_the_initial_assessment_can_be_written_down_like_any_other(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await say_done(
        people.nour, NewAssessment(step=INITIAL, done_on=date(2021, 7, 20)), clock, vault
    )
    assert (await status(people.nour, INITIAL, clock, vault)).state is StepState.DONE
