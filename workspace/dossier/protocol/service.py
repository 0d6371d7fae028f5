"""The assessments of a dossier: done, due, planned."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Permission
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.protocol import cases, queries, said_queries, version_queries
from workspace.dossier.protocol.appointments import (
    Appointment,
    AppointmentId,
    NewPlan,
    PlanOutcome,
)
from workspace.dossier.protocol.changes import StepChange, changed_steps
from workspace.dossier.protocol.model import (
    Assessment,
    AssessmentId,
    NewAssessment,
    StepCode,
    StepStatus,
)
from workspace.dossier.protocol.versions import followed_by
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import ChildSummary, FollowUp
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.news import News, Seen

Schedule = tuple[StepStatus, ...]


async def schedule(clearance: Clearance, *, clock: Clock, vault: Vault) -> Schedule:
    """Return where the child stands with every step of the protocol today, in its order.

    Each step comes from the version in force when its window opened (`versions`); empty when nobody has
    defined the programme that follows the child.
    """
    _check_open(clearance)
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        found = await cases.case(clearance.dossier, followed)
        await _record_read(clearance, vault=vault)
    return found.schedule(today=followed.today(clock))


async def schedules(
    circle: Circle,
    *,
    known: Iterable[ChildSummary] = (),
    followed: Mapping[DossierId, FollowUp] | None = None,
    clock: Clock,
    vault: Vault,
) -> Mapping[DossierId, Schedule]:
    """Return the same for every child of a circle, in as many queries as for one.

    `known`: children that `record.children` has returned already; they are not opened a second time.
    `followed`: what `record.follow_ups` said of the whole circle, where it was asked already.
    """
    async with transaction():
        if followed is None:
            followed = await record.follow_ups(circle, known=known, vault=vault)
        found = await cases.cases(followed)
        await _record_list(circle, vault=vault)
    return {
        dossier: case.schedule(today=case.followed.today(clock)) for dossier, case in found.items()
    }


async def assessments(clearance: Clearance, *, vault: Vault) -> tuple[Assessment, ...]:
    """Return the assessments done, oldest first, each with who did it where that is known."""
    _check_open(clearance)
    async with transaction():
        of = await whole([clearance.dossier])
        found = of.gathered(await queries.done(of.every), key=lambda each: each.done_on)
        await _record_read(clearance, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others did, planned or took back since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def step_labels(codes: Iterable[StepCode]) -> Mapping[StepCode, str]:
    """Return the label (a msgid) of each step, whatever version of whatever programme it comes from."""
    async with transaction():
        book = await version_queries.book()
    return {code: book.label_of(code) for code in codes}


async def appointments(clearance: Clearance, *, vault: Vault) -> tuple[Appointment, ...]:
    """Return the days set for assessments and not withdrawn, in their order."""
    _check_open(clearance)
    async with transaction():
        found = await queries.planned([clearance.dossier], vault=vault)
        await _record_read(clearance, vault=vault)
    return tuple(found.get(clearance.dossier, ()))


async def whole_appointments(
    clearance: Clearance, *, vault: Vault
) -> Mapping[DossierId, tuple[Appointment, ...]]:
    """Return the same by dossier: the one asked for, and each joined dossier where a day is set and open."""
    _check_open(clearance)
    async with transaction():
        of = await whole([clearance.dossier])
        found = await queries.planned(of.every, vault=vault)
        await _record_read(clearance, vault=vault)
    return {dossier: tuple(planned) for dossier, planned in found.items()}


async def appointments_in(
    circle: Circle, *, vault: Vault
) -> Mapping[DossierId, tuple[Appointment, ...]]:
    """Return the same for every child of a circle who has one."""
    async with transaction():
        found = await queries.planned(circle.dossiers, vault=vault)
        await _record_list(circle, vault=vault)
    return {dossier: tuple(planned) for dossier, planned in found.items()}


async def programmes() -> Mapping[str, str]:
    """Return the programmes that are defined: name by code, in the order they were."""
    async with transaction():
        book = await version_queries.book()
    return {code: book.name_of(code) for code in book.programmes()}


async def changes_in(
    clearance: Clearance, programme: str, *, clock: Clock, vault: Vault
) -> tuple[StepChange, ...]:
    """Return what another programme would change for one child; nothing is written."""
    _check_open(clearance)
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        found = await cases.case(clearance.dossier, followed)
        book = await version_queries.book()
        begun = await said_queries.begun([clearance.dossier])
        await _record_read(clearance, vault=vault)
    return changed_steps(
        found.protocol,
        book.protocol_of(
            followed_by(followed.inclusion, programme, since_on=followed.today(clock)),
            birth=followed.birth_date,
            kept=found.kept | begun.get(clearance.dossier, frozenset()),
        ),
        birth=followed.birth_date,
        admitted=followed.inclusion.admitted_on,
    )


async def plan(clearance: Clearance, new: NewPlan, *, clock: Clock, vault: Vault) -> Appointment:
    """Set a day for a step, withdrawing the day set before.

    Raises Invalid for a step unknown or already done, or a day gone by. Of two people who plan
    the same step at once, the second replaces the first.
    """
    clearance.require(Permission.ASSESSMENT_PLAN)
    dossier = clearance.dossier
    async with transaction():
        await queries.hold(dossier)
        followed = await record.follow_up(clearance, vault=vault)
        case = await cases.case(dossier, followed)
        case.check_plan(new, today=followed.today(clock))
        return await _set_day(clearance.actor, dossier, new, clock=clock, vault=vault)


async def plan_many(
    circle: Circle, plans: Sequence[tuple[DossierId, NewPlan]], *, clock: Clock, vault: Vault
) -> tuple[PlanOutcome, ...]:
    """Set a day for one step of each of several children; each line stands or falls by itself.

    Lines that cannot be are said beside the others, which are kept; a dossier that is not in the circle
    is refused like a step that does not exist. The whole costs a few queries, and two a child kept.
    """
    if circle.permission is not Permission.ASSESSMENT_PLAN:
        raise Forbidden
    wanted = [dossier for dossier, _ in plans if dossier in circle.dossiers]
    async with transaction():
        for dossier in sorted(set(wanted), key=str):
            await queries.hold(dossier)
        narrow = replace(circle, dossiers=frozenset(wanted))
        found = await cases.cases(await record.follow_ups(narrow, vault=vault))
        outcomes = []
        for dossier, new in plans:
            refused = _why_not(found.get(dossier), new, clock=clock)
            kept = None
            if not refused:
                kept = await _set_day(circle.actor, dossier, new, clock=clock, vault=vault)
            outcomes.append(
                PlanOutcome(dossier=dossier, plan=new, appointment=kept, refused=refused)
            )
    return tuple(outcomes)


def _why_not(case: cases.Case | None, new: NewPlan, *, clock: Clock) -> Mapping[str, str]:
    """Return why a plan cannot be, field by field; nothing when it can."""
    if case is None:
        return {"step": N_("This child is not among yours.")}
    try:
        case.check_plan(new, today=case.followed.today(clock))
    except Invalid as error:
        return error.fields
    return {}


async def _set_day(
    actor: Actor, dossier: DossierId, new: NewPlan, *, clock: Clock, vault: Vault
) -> Appointment:
    """Write an appointment that was checked, inside the caller's transaction."""
    now = clock.now()
    appointment = Appointment(
        id=AppointmentId(uuid4()),
        planned_by=actor.account,
        step=new.step,
        planned_on=new.planned_on,
        planned_time=new.planned_time,
        practitioner=new.practitioner,
        place=new.place.strip(),
    )
    await queries.withdraw(dossier, new.step, at=now)
    await queries.insert_planned([(dossier, appointment)], at=now, vault=vault)
    await audit.record(
        actor,
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


async def written(
    errand: Errand, dossiers: Collection[DossierId]
) -> frozenset[tuple[DossierId, StepCode, date]]:
    """Return the assessments that are done, whoever wrote them: what an import must not count twice."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        found = await queries.done(dossiers)
    return frozenset(
        (dossier, each.step, each.done_on) for dossier, done in found.items() for each in done
    )


async def days_done(
    errand: Errand, *, within: Collection[DossierId] | None = None, vault: Vault
) -> Mapping[DossierId, tuple[date, ...]]:
    """Return the days of every assessment, by dossier, of all or within some: what the figures count."""
    async with transaction():
        found = await queries.days_done(within)
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
