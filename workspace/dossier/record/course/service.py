"""The path of a child, verb by verb. A correction takes the place of a statement, and both stay."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import events, queries, writing
from workspace.dossier.record.bases import check_base
from workspace.dossier.record.course import queries as course_queries
from workspace.dossier.record.course import rules
from workspace.dossier.record.course.model import (
    Course,
    NewDepartment,
    NewExit,
    NewMeasure,
    NewProgramme,
    NewReturn,
    NewShortStay,
    ShortStay,
    ShortStayId,
)
from workspace.dossier.record.course.verbs import (
    event_of,
    keep_exit_of_folder,
    one,
    record_act,
    still_open,
    today_of,
    veiled,
)
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import EventKind, ExitReason
from workspace.dossier.record.model import (
    MeasureId,
    NewPlacement,
    PlacementId,
    ProtectionMeasure,
)
from workspace.dossier.record.secrecy import check_about
from workspace.dossier.record.statements import said


async def course(clearance: Clearance, *, vault: Vault) -> Course:
    """Return the path of a child, all that was written of it."""
    clearance.require(Permission.PLACEMENT_READ)
    dossier = clearance.dossier
    async with transaction():
        head = await queries.head(dossier, vault=vault)
        found = Course(
            born=head.identity.birth_date,
            inclusion=head.inclusion,
            events=veiled(
                await events.events(dossier, vault=vault), secret=head.identity.secret_origins
            ),
            placements=await course_queries.placements(dossier, vault=vault),
            short_stays=await course_queries.short_stays(dossier, vault=vault),
            measures=await course_queries.measures(dossier, vault=vault),
        )
        await audit.record(
            clearance.actor,
            Act.CHILD_READ,
            dossier=dossier,
            detail={"part": "course"},
            vault=vault,
        )
    return found


# ── Follow-up ────────────────────────────────────────────────────────────────────────────────────


async def end_follow_up(clearance: Clearance, new: NewExit, *, clock: Clock, vault: Vault) -> None:
    """Record an exit with its reason. Raises `Invalid` naming what cannot be.

    A death is written on the identity too, so that nothing more is asked of the child.
    """
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        check_about(new.about, secret=head.identity.secret_origins)
        rules.check_exit(
            new,
            head.inclusion,
            born=head.identity.birth_date,
            today=today_of(head.inclusion, clock),
        )
        ended = replace(head.inclusion, ended_on=new.ended_on, ended_because=new.reason.value)
        await writing.update_inclusion(dossier, ended, vault=vault)
        if new.reason is ExitReason.DEATH:
            deceased = replace(head.identity, deceased_on=new.ended_on)
            await writing.update_identity(dossier, deceased, vault=vault)
        event = event_of(
            clearance,
            EventKind.EXIT,
            new.reason.value,
            new.ended_on,
            words=new.words,
            about=new.about,
            clock=clock,
        )
        await events.insert(event, vault=vault)
        await record_act(clearance, Act.FOLLOW_UP_END, event.id, new.reason.value, vault=vault)


async def resume_follow_up(
    clearance: Clearance, new: NewReturn, *, clock: Clock, vault: Vault
) -> None:
    """Record a return: the exit before it stays in the history. Raises `Invalid`."""
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        check_about(new.about, secret=head.identity.secret_origins)
        rules.check_return(
            new,
            head.inclusion,
            born=head.identity.birth_date,
            today=today_of(head.inclusion, clock),
            rule=inclusion_rule(on=head.inclusion.admitted_on, ages=head.inclusion.ages),
            role=clearance.role,
        )
        await keep_exit_of_folder(clearance, head.inclusion, clock=clock, vault=vault)
        resumed = replace(head.inclusion, ended_on=None, ended_because=None)
        await writing.update_inclusion(dossier, resumed, vault=vault)
        if head.identity.deceased_on is not None:
            alive = replace(head.identity, deceased_on=None)
            await writing.update_identity(dossier, alive, vault=vault)
        event = event_of(
            clearance,
            EventKind.RETURN,
            new.exception or "",
            new.back_on,
            words=new.words,
            about=new.about,
            clock=clock,
        )
        await events.insert(event, vault=vault)
        await record_act(clearance, Act.FOLLOW_UP_RESUME, event.id, "return", vault=vault)


async def change_department(
    clearance: Clearance, new: NewDepartment, *, clock: Clock, vault: Vault
) -> None:
    """Record that another department is responsible from a day on. Raises `Invalid`."""
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        check_about(new.about, secret=head.identity.secret_origins)
        rules.check_department(new, head.inclusion, today=today_of(head.inclusion, clock))
        changed = replace(head.inclusion, department=new.department)
        await writing.update_inclusion(dossier, changed, vault=vault)
        code = f"{head.inclusion.department}>{new.department}"
        event = event_of(
            clearance,
            EventKind.DEPARTMENT,
            code,
            new.since_on,
            words=new.words,
            about=new.about,
            clock=clock,
        )
        await events.insert(event, vault=vault)
        await record_act(clearance, Act.DEPARTMENT_CHANGE, event.id, new.department, vault=vault)


async def change_programme(
    clearance: Clearance,
    new: NewProgramme,
    *,
    defined: Collection[str],
    clock: Clock,
    vault: Vault,
) -> None:
    """Record that another programme follows the child from a day on; nothing done before is lost.

    `defined`: the codes of the programmes somebody has defined. Raises `Invalid`.
    """
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        today = today_of(head.inclusion, clock)
        rules.check_programme(new, head.inclusion, defined=defined, today=today)
        await writing.set_programme(dossier, new.programme)
        event = event_of(
            clearance,
            EventKind.PROGRAMME,
            new.programme,
            new.since_on,
            words=new.words,
            clock=clock,
        )
        await events.insert(event, vault=vault)
        await record_act(clearance, Act.PROGRAMME_CHANGE, event.id, new.programme, vault=vault)


# ── Places ───────────────────────────────────────────────────────────────────────────────────────


async def correct_placement(
    clearance: Clearance,
    placement: PlacementId,
    right: NewPlacement | None,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written of a stay, or set it aside if it never was.

    The stay before it ends when the right one begins. What was written stays in the history.
    Raises `NotFound` for a statement that is not what is said today, `Invalid` for days that cannot be,
    and `base` when it is no longer what the form showed.
    """
    clearance.require(Permission.PLACEMENT_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        lived = (await queries.placements([dossier], vault=vault)).get(dossier, [])
        wrong = one(lived, placement)
        check_base(base, wrong)
        today = today_of(head.inclusion, clock)
        become = rules.corrected(wrong, right, lived, born=head.identity.birth_date, today=today)
        for id_ in {wrong.id, *(each.id for each in become)}:
            await writing.supersede("placement", id_, at=clock.now())
        for each in become:
            signed = writing.Signed(clearance.actor.account, clock.now(), each.id)
            row = (dossier, replace(each, id=PlacementId(uuid4())))
            await writing.insert_placements([row], vault=vault, signed=signed)
        act = Act.PLACEMENT_CORRECT
        await record_act(clearance, act, placement, right.kind.value if right else "", vault=vault)


async def add_short_stay(
    clearance: Clearance, new: NewShortStay, *, clock: Clock, vault: Vault
) -> ShortStay:
    """Record days away from the main place, which goes on. Raises `Invalid`."""
    clearance.require(Permission.PLACEMENT_WRITE)
    dossier = clearance.dossier
    stay = ShortStay(
        id=ShortStayId(uuid4()),
        kind=new.kind,
        place=new.place,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        restricted=new.restricted,
    )
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        known = said(await course_queries.short_stays(dossier, vault=vault))
        today = today_of(head.inclusion, clock)
        rules.check_short_stay(new, born=head.identity.birth_date, today=today, others=known)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await course_queries.insert_short_stay(dossier, stay, signed=signed, vault=vault)
        await record_act(clearance, Act.SHORT_STAY_ADD, stay.id, stay.kind.value, vault=vault)
    return stay


async def end_short_stay(
    clearance: Clearance, stay: ShortStayId, ends_on: date, *, clock: Clock, vault: Vault
) -> None:
    """Record the day the child was back. Raises `Conflict` when it was already said."""
    clearance.require(Permission.PLACEMENT_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        head = await queries.head(clearance.dossier, vault=vault)
        known = said(await course_queries.short_stays(clearance.dossier, vault=vault))
        away = still_open(one(known, stay))
        rules.check_end(away.begins_on, ends_on, today=today_of(head.inclusion, clock))
        await writing.end("short_stay", stay, ends_on)
        await record_act(clearance, Act.SHORT_STAY_END, stay, away.kind.value, vault=vault)


async def withdraw_short_stay(
    clearance: Clearance, stay: ShortStayId, *, clock: Clock, vault: Vault
) -> None:
    """Set aside a short stay that never was; it stays in the history."""
    clearance.require(Permission.PLACEMENT_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        known = said(await course_queries.short_stays(clearance.dossier, vault=vault))
        wrong = one(known, stay)
        await writing.supersede("short_stay", stay, at=clock.now())
        await record_act(clearance, Act.SHORT_STAY_WITHDRAW, stay, wrong.kind.value, vault=vault)


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────


async def add_measure(
    clearance: Clearance, new: NewMeasure, *, clock: Clock, vault: Vault
) -> ProtectionMeasure:
    """Record a protection measure. Raises `Invalid` naming what cannot be."""
    return await _write_measure(clearance, new, None, clock=clock, vault=vault)


async def correct_measure(
    clearance: Clearance,
    measure: MeasureId,
    right: NewMeasure | None,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written, or set it aside. Raises `NotFound`, `Invalid`."""
    clearance.require(Permission.MEASURE_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        wrong = one(await queries.measures(clearance.dossier, vault=vault), measure)
        check_base(base, wrong)
        await writing.supersede("protection_measure", measure, at=clock.now())
        if right is None:
            await record_act(clearance, Act.MEASURE_CORRECT, measure, wrong.kind.value, vault=vault)
        else:
            await _write_measure(clearance, right, measure, clock=clock, vault=vault)


async def end_measure(
    clearance: Clearance, measure: MeasureId, ends_on: date, *, clock: Clock, vault: Vault
) -> None:
    """Record the day a measure no longer holds; a judge may have set it ahead. Raises `Conflict`."""
    clearance.require(Permission.MEASURE_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        head = await queries.head(clearance.dossier, vault=vault)
        running = still_open(one(await queries.measures(clearance.dossier, vault=vault), measure))
        today = today_of(head.inclusion, clock)
        rules.check_end(running.begins_on, ends_on, today=today, ahead=True)
        await writing.end("protection_measure", measure, ends_on)
        await record_act(clearance, Act.MEASURE_END, measure, running.kind.value, vault=vault)


async def _write_measure(
    clearance: Clearance, new: NewMeasure, wrong: MeasureId | None, *, clock: Clock, vault: Vault
) -> ProtectionMeasure:
    clearance.require(Permission.MEASURE_WRITE)
    dossier = clearance.dossier
    measure = ProtectionMeasure(
        id=MeasureId(uuid4()),
        kind=new.kind,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        authority=new.authority,
        decided_on=new.decided_on,
        words=new.words,
    )
    async with transaction():
        head = await queries.head(dossier, vault=vault)
        today = today_of(head.inclusion, clock)
        rules.check_measure(new, born=head.identity.birth_date, today=today)
        signed = writing.Signed(clearance.actor.account, clock.now(), wrong)
        await writing.insert_measures([(dossier, measure)], vault=vault, signed=signed)
        act = Act.MEASURE_CORRECT if wrong else Act.MEASURE_ADD
        await record_act(clearance, act, measure.id, new.kind.value, vault=vault)
    return measure
