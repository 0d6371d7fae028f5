"""The assessments of a dossier: done, due, planned."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.protocol import queries, rules
from workspace.dossier.protocol.appointments import Appointment, AppointmentId, NewPlan
from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import (
    Assessment,
    AssessmentId,
    NewAssessment,
    StepStatus,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import FollowUp
from workspace.errors import Forbidden
from workspace.ids import DossierId

Schedule = tuple[StepStatus, ...]


async def schedule(clearance: Clearance, *, clock: Clock, vault: Vault) -> Schedule:
    """Return where the child stands with every step of the protocol today, in its order."""
    _check_open(clearance)
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        found = await _schedules({clearance.dossier: followed}, clock.today())
        await _record_read(clearance, vault=vault)
    return found[clearance.dossier]


async def schedules(circle: Circle, *, clock: Clock, vault: Vault) -> Mapping[DossierId, Schedule]:
    """Return the same for every child of a circle, in as many queries as for one."""
    async with transaction():
        followed = await record.follow_ups(circle, vault=vault)
        found = await _schedules(followed, clock.today())
        await _record_list(circle, vault=vault)
    return found


async def assessments(clearance: Clearance, *, vault: Vault) -> tuple[Assessment, ...]:
    """Return the assessments done, oldest first, each with who did it where that is known."""
    _check_open(clearance)
    async with transaction():
        found = await queries.done([clearance.dossier])
        await _record_read(clearance, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def appointments(clearance: Clearance, *, vault: Vault) -> tuple[Appointment, ...]:
    """Return the days set for assessments and not withdrawn, in their order."""
    _check_open(clearance)
    async with transaction():
        found = await queries.planned([clearance.dossier])
        await _record_read(clearance, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def appointments_in(
    circle: Circle, *, vault: Vault
) -> Mapping[DossierId, tuple[Appointment, ...]]:
    """Return the same for every child of a circle who has one."""
    async with transaction():
        found = await queries.planned(circle.dossiers)
        await _record_list(circle, vault=vault)
    return {dossier: tuple(planned) for dossier, planned in found.items()}


async def plan(clearance: Clearance, new: NewPlan, *, clock: Clock, vault: Vault) -> Appointment:
    """Set a day for a step, withdrawing the day set before.

    Raises Invalid for a step unknown or already done, or a day gone by. Of two people who plan
    the same step at once, the second replaces the first.
    """
    clearance.require(Permission.ASSESSMENT_PLAN)
    dossier, now = clearance.dossier, clock.now()
    appointment = Appointment(
        id=AppointmentId(uuid4()),
        planned_by=clearance.actor.account,
        step=new.step,
        planned_on=new.planned_on,
        planned_time=new.planned_time,
        practitioner=new.practitioner,
    )
    async with transaction():
        await queries.hold(dossier)
        done = (await queries.done([dossier])).get(dossier, ())
        rules.check_plan(new.as_planned(), protocol=protocol(), done=done, today=clock.today())
        await queries.withdraw(dossier, new.step, at=now)
        await queries.insert_planned(dossier, appointment, at=now)
        await audit.record(
            clearance.actor,
            Act.ASSESSMENT_PLAN,
            dossier=dossier,
            subject=appointment.id,
            detail={"step": new.step},
            vault=vault,
        )
    return appointment


async def add_many(
    errand: Errand, done: Iterable[tuple[DossierId, NewAssessment]], *, clock: Clock
) -> tuple[AssessmentId, ...]:
    """Write assessments on behalf of the operator; return their identifiers in the same order.

    They have been checked by whoever read them (`rules.check_assessment`); the errand's own
    event, which the caller records, stands for all of them.
    """
    assert errand.purpose, "an errand says why"
    rows = [(dossier, _done(AssessmentId(uuid4()), new)) for dossier, new in done]
    async with transaction():
        await queries.insert_done(rows, at=clock.now())
    return tuple(assessment.id for _, assessment in rows)


async def amend_many(
    errand: Errand, corrected: Iterable[tuple[DossierId, AssessmentId, NewAssessment]]
) -> None:
    """Correct assessments on behalf of the operator, under the promises of `add_many`."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        await queries.amend_done([(dossier, _done(id_, new)) for dossier, id_, new in corrected])


async def days_done(errand: Errand, *, vault: Vault) -> Mapping[DossierId, tuple[date, ...]]:
    """Return the days of every assessment, by dossier: what the figures count."""
    async with transaction():
        found = await queries.days_done(None)
        await audit.record(
            errand.actor, Act.ASSESSMENT_READ, detail={"errand": errand.purpose}, vault=vault
        )
    return {dossier: tuple(days) for dossier, days in found.items()}


async def days_done_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, tuple[date, ...]]:
    """Return the same within a circle."""
    async with transaction():
        found = await queries.days_done(circle.dossiers)
        await _record_list(circle, vault=vault)
    return {dossier: tuple(days) for dossier, days in found.items()}


def _done(id_: AssessmentId, new: NewAssessment) -> Assessment:
    return Assessment(id=id_, step=new.step, done_on=new.done_on, performed_by=new.performed_by)


async def _schedules(
    followed: Mapping[DossierId, FollowUp], today: date
) -> dict[DossierId, Schedule]:
    done = await queries.done(followed)
    planned = await queries.planned(followed)
    return {
        dossier: rules.schedule(
            protocol(),
            birth=child.birth_date,
            admitted=child.inclusion.admitted_on,
            ended=child.inclusion.ended_on,
            done=done.get(dossier, ()),
            planned=[appointment.as_planned() for appointment in planned.get(dossier, ())],
            today=today,
        )
        for dossier, child in followed.items()
    }


def _check_open(clearance: Clearance) -> None:
    if not clearance.may(DataClass.PRACTICAL):
        raise Forbidden


async def _record_read(clearance: Clearance, *, vault: Vault) -> None:
    await audit.record(clearance.actor, Act.ASSESSMENT_READ, dossier=clearance.dossier, vault=vault)


async def _record_list(circle: Circle, *, vault: Vault) -> None:
    await audit.record(
        circle.actor,
        Act.ASSESSMENT_READ,
        detail={"dossiers": str(len(circle.dossiers))},
        vault=vault,
    )
