import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of, grant_row
from tests.workspace.dossier.conftest import ADMITTED, Operator, enrol
from tests.workspace.dossier.traces import recorded
from workspace.access import queries as grants
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import Clock, FixedClock
from workspace.database import engine, sql, transaction
from workspace.dossier.protocol import service
from workspace.dossier.protocol.appointments import Appointment, NewPlan
from workspace.dossier.protocol.model import (
    INITIAL,
    AssessmentId,
    NewAssessment,
    StepCode,
    StepState,
)
from workspace.errors import Forbidden, Invalid
from workspace.ids import DossierId, PractitionerId

DOCTOR = PractitionerId(account_of("a practitioner"))
FIRST = NewAssessment(step=INITIAL, done_on=date(2021, 7, 20), performed_by=DOCTOR)
AT_9_MONTHS = NewAssessment(step=StepCode("M09"), done_on=date(2022, 2, 11))
FOUR_YEARS = StepCode("M48")
PLAN = NewPlan(
    step=FOUR_YEARS, planned_on=date(2025, 4, 8), planned_time=time(9, 30), practitioner=DOCTOR
)

pytestmark = pytest.mark.usefixtures("followed")


async def entered(
    operator: Operator, clock: Clock, *done: NewAssessment
) -> tuple[AssessmentId, ...]:
    async with operator("import") as errand:
        return await service.add_many(errand, [(LOU, each) for each in done], clock=clock)


async def planned(person: Person, new: NewPlan, *, clock: FixedClock, vault: Vault) -> Appointment:
    with person.here():
        return await service.plan(
            person.clearance(Permission.ASSESSMENT_PLAN), new, clock=clock, vault=vault
        )


async def open_appointments(person: Person, vault: Vault) -> tuple[Appointment, ...]:
    with person.here():
        return await service.appointments(person.clearance(), vault=vault)


async def states(person: Person, *, clock: FixedClock, vault: Vault) -> dict[StepCode, StepState]:
    with person.here():
        found = await service.schedule(person.clearance(), clock=clock, vault=vault)
    return {status.step.code: status.state for status in found}


def circle_of(person: Person, *dossiers: DossierId) -> Circle:
    return Circle(
        actor=person.actor, permission=Permission.ASSESSMENT_READ, dossiers=frozenset(dossiers)
    )


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the queries the engine is given."""
    asked: list[str] = []
    run = engine.run_querystring

    async def counting(querystring: object, in_pool: bool = True) -> object:
        asked.append(str(querystring))
        return await run(querystring, in_pool)  # type: ignore[arg-type]

    engine.run_querystring = counting  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        del engine.run_querystring


async def test_the_schedule_says_what_is_done_planned_and_late(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, clock, FIRST, AT_9_MONTHS)
    await planned(people.nour, PLAN, clock=clock, vault=vault)

    found = await states(people.odile, clock=clock, vault=vault)

    assert found[INITIAL] is StepState.DONE
    assert found[StepCode("M09")] is StepState.DONE
    assert found[StepCode("M42")] is StepState.LATE
    assert found[FOUR_YEARS] is StepState.PLANNED
    assert found[StepCode("M72")] is StepState.UPCOMING


async def test_a_schedule_keeps_the_order_of_the_protocol(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.nour.here():
        found = await service.schedule(people.nour.clearance(), clock=clock, vault=vault)

    assert [status.step.number for status in found] == list(range(1, 21))


async def test_assessments_are_read_with_who_did_them_oldest_first(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    later, earlier = await entered(operator, clock, AT_9_MONTHS, FIRST)

    with people.yann.here():
        found = await service.assessments(people.yann.clearance(), vault=vault)

    assert [(done.id, done.done_on, done.performed_by) for done in found] == [
        (earlier, FIRST.done_on, DOCTOR),
        (later, AT_9_MONTHS.done_on, None),
    ]


async def test_an_appointment_is_read_as_it_was_given(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    given = await planned(people.nour, PLAN, clock=clock, vault=vault)

    assert await open_appointments(people.odile, vault) == (given,)
    assert (given.planned_on, given.planned_time) == (PLAN.planned_on, time(9, 30))
    assert (given.practitioner, given.planned_by) == (DOCTOR, people.nour.actor.account)


async def test_a_new_day_for_a_step_replaces_the_one_before(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await planned(people.nour, PLAN, clock=clock, vault=vault)
    other = await planned(
        people.nour, replace(PLAN, step=StepCode("M54")), clock=clock, vault=vault
    )
    moved = await planned(
        people.ambre,
        replace(PLAN, planned_on=date(2025, 5, 6), planned_time=None),
        clock=clock,
        vault=vault,
    )

    assert await open_appointments(people.nour, vault) == (other, moved)
    with people.nour.here():
        async with transaction():
            withdrawn = await sql(
                "select step_code, withdrawn_at from planned_assessment"
                " where withdrawn_at is not null"
            )
    assert withdrawn == [{"step_code": FOUR_YEARS, "withdrawn_at": clock.now()}]


async def test_of_several_people_who_plan_at_once_the_last_one_stands(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    at_once = (people.nour, people.ambre, people.noe, people.malik, people.salome)

    given = await asyncio.gather(
        *(planned(person, PLAN, clock=clock, vault=vault) for person in at_once * 2)
    )

    (standing,) = await open_appointments(people.nour, vault)
    assert standing in given


async def test_a_step_already_done_or_a_day_gone_by_is_not_planned(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, clock, AT_9_MONTHS)
    impossible = replace(PLAN, step=AT_9_MONTHS.step, planned_on=date(2025, 3, 3))

    with pytest.raises(Invalid) as refused:
        await planned(people.nour, impossible, clock=clock, vault=vault)

    assert set(refused.value.fields) == {"step", "planned_on"}
    assert await open_appointments(people.nour, vault) == ()


async def test_a_refused_plan_leaves_the_appointment_that_stood(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    given = await planned(people.nour, PLAN, clock=clock, vault=vault)

    with pytest.raises(Invalid):
        await planned(
            people.nour, replace(PLAN, planned_on=date(2025, 3, 3)), clock=clock, vault=vault
        )

    assert await open_appointments(people.nour, vault) == (given,)


async def test_planning_asks_for_its_permission(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.nour.here(), pytest.raises(Forbidden):
        await service.plan(people.nour.clearance(), PLAN, clock=clock, vault=vault)


async def test_the_database_refuses_a_plan_by_who_may_not_write(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(Exception, match='policy for table "planned_assessment"'):
        await planned(people.yann, PLAN, clock=clock, vault=vault)


async def test_an_appointment_is_never_changed_in_place(people: People) -> None:
    with people.nour.here(), pytest.raises(Exception, match="permission denied"):
        async with transaction():
            await sql("update planned_assessment set planned_on = '2025-06-01'")


async def test_somebody_without_any_class_is_refused(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.parent.here():
        with pytest.raises(Forbidden):
            await service.schedule(people.parent.clearance(), clock=clock, vault=vault)
        with pytest.raises(Forbidden):
            await service.assessments(people.parent.clearance(), vault=vault)
        with pytest.raises(Forbidden):
            await service.appointments(people.parent.clearance(), vault=vault)


async def test_a_stranger_sees_no_row(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, clock, FIRST)
    await planned(people.nour, PLAN, clock=clock, vault=vault)

    with people.stranger.here():
        async with transaction():
            assert await sql("select id from assessment") == []
            assert await sql("select id from planned_assessment") == []


async def test_each_reading_and_each_plan_is_recorded_once(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = len(await recorded(people))
    await states(people.nour, clock=clock, vault=vault)
    await planned(people.nour, PLAN, clock=clock, vault=vault)
    await open_appointments(people.nour, vault)

    assert (await recorded(people))[before:] == [
        Act.ASSESSMENT_READ,
        Act.ASSESSMENT_PLAN,
        Act.ASSESSMENT_READ,
    ]


async def test_a_circle_is_scheduled_child_by_child(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, clock, FIRST)
    before = len(await recorded(people))

    with people.nour.here():
        every = await service.schedules(
            circle_of(people.nour, LOU, DossierId(uuid4())), clock=clock, vault=vault
        )
        one = await service.schedule(people.nour.clearance(), clock=clock, vault=vault)

    assert every == {LOU: one}
    assert (await recorded(people))[before:] == [Act.ASSESSMENT_READ] * 2


async def test_a_circle_tells_the_appointments_of_those_who_have_one(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    given = await planned(people.nour, PLAN, clock=clock, vault=vault)
    circle = circle_of(people.yann, LOU, DossierId(uuid4()))

    with people.yann.here():
        found = await service.appointments_in(circle, vault=vault)

    assert found == {LOU: (given,)}
    assert (await recorded(people))[-1] == Act.ASSESSMENT_READ


async def test_a_circle_of_many_takes_no_more_queries_than_a_circle_of_one(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    others = [DossierId(uuid4()) for _ in range(5)]
    async with operator("import") as errand:
        await enrol(errand, *others, clock=clock, vault=vault)
        async with transaction():
            now = datetime.now(UTC)
            await grants.insert(
                grant_row("nour", dossier, now=now, by=errand.actor) for dossier in others
            )
    every = circle_of(people.nour, LOU, *others)

    with people.nour.here():
        for _ in range(2):  # keys are made once, then fetched once
            await service.schedules(every, clock=clock, vault=vault)
        with counted() as for_one:
            await service.schedules(circle_of(people.nour, LOU), clock=clock, vault=vault)
        with counted() as for_many:
            found = await service.schedules(every, clock=clock, vault=vault)

    assert len(found) == 6
    assert len(for_many) == len(for_one)


async def test_the_figures_count_the_days_of_assessments(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, clock, AT_9_MONTHS, FIRST)

    async with operator("figures") as errand:
        everywhere = await service.days_done(errand, vault=vault)
    with people.nour.here():
        in_circle = await service.days_done_in(circle_of(people.nour, LOU), vault=vault)
        nowhere = await service.days_done_in(circle_of(people.nour), vault=vault)

    assert everywhere == {LOU: (FIRST.done_on, AT_9_MONTHS.done_on)}
    assert in_circle == everywhere
    assert nowhere == {}


async def test_a_corrected_assessment_says_what_the_correction_says(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    (known,) = await entered(operator, clock, FIRST)

    async with operator("import") as errand:
        await service.amend_many(
            errand, [(LOU, known, replace(FIRST, done_on=ADMITTED, performed_by=None))]
        )

    with people.nour.here():
        (found,) = await service.assessments(people.nour.clearance(), vault=vault)
    assert (found.id, found.done_on, found.performed_by) == (known, ADMITTED, None)
