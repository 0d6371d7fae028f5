"""The path of a child, verb by verb. A correction takes the place of a statement, and both stay."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import events, queries, writing
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
    Written,
)
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import EventKind, ExitReason, InclusionEvent
from workspace.dossier.record.model import (
    Inclusion,
    MeasureId,
    NewPlacement,
    Placement,
    PlacementId,
    ProtectionMeasure,
)
from workspace.errors import Conflict, NotFound
from workspace.ids import DossierId

Stated = TypeVar("Stated", Placement, ProtectionMeasure, ShortStay)


async def course(clearance: Clearance, *, vault: Vault) -> Course:
    """Return the path of a child, all that was written of it."""
    clearance.require(Permission.PLACEMENT_READ)
    dossier = clearance.dossier
    async with transaction():
        head = await queries.head(dossier, vault=vault)
        found = Course(
            born=head.identity.birth_date,
            inclusion=head.inclusion,
            events=await events.events(dossier, vault=vault),
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
        rules.check_exit(new, head.inclusion, today=_today(head.inclusion, clock))
        ended = replace(head.inclusion, ended_on=new.ended_on, ended_because=new.reason.value)
        await writing.update_inclusion(dossier, ended, vault=vault)
        if new.reason is ExitReason.DEATH:
            deceased = replace(head.identity, deceased_on=new.ended_on)
            await writing.update_identity(dossier, deceased, vault=vault)
        event = _event(clearance, EventKind.EXIT, new.reason.value, new.ended_on, new.words, clock)
        await events.insert(event, vault=vault)
        await _record(clearance, Act.FOLLOW_UP_END, event.id, new.reason.value, vault=vault)


async def resume_follow_up(
    clearance: Clearance, new: NewReturn, *, clock: Clock, vault: Vault
) -> None:
    """Record a return: the exit before it stays in the history. Raises `Invalid`."""
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        rules.check_return(
            new,
            head.inclusion,
            born=head.identity.birth_date,
            today=_today(head.inclusion, clock),
            rule=inclusion_rule(on=head.inclusion.admitted_on),
            role=clearance.role,
        )
        await _keep_the_exit_of_a_folder(clearance, head.inclusion, clock=clock, vault=vault)
        resumed = replace(head.inclusion, ended_on=None, ended_because=None)
        await writing.update_inclusion(dossier, resumed, vault=vault)
        if head.identity.deceased_on is not None:
            alive = replace(head.identity, deceased_on=None)
            await writing.update_identity(dossier, alive, vault=vault)
        event = _event(
            clearance, EventKind.RETURN, new.exception or "", new.back_on, new.words, clock
        )
        await events.insert(event, vault=vault)
        await _record(clearance, Act.FOLLOW_UP_RESUME, event.id, "return", vault=vault)


async def _keep_the_exit_of_a_folder(
    clearance: Clearance, inclusion: Inclusion, *, clock: Clock, vault: Vault
) -> None:
    """Write the exit that only the inclusion said as an act of the history, before it is lifted."""
    assert inclusion.ended_on is not None, "checked before"
    known = await events.events(clearance.dossier, vault=vault)
    if any(e.kind is EventKind.EXIT and e.happened_on == inclusion.ended_on for e in known):
        return
    said = inclusion.ended_because or ""
    event = _event(clearance, EventKind.EXIT, "", inclusion.ended_on, said, clock)
    await events.insert(event, vault=vault)


async def change_department(
    clearance: Clearance, new: NewDepartment, *, clock: Clock, vault: Vault
) -> None:
    """Record that another department is responsible from a day on. Raises `Invalid`."""
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        rules.check_department(new, head.inclusion, today=_today(head.inclusion, clock))
        changed = replace(head.inclusion, department=new.department)
        await writing.update_inclusion(dossier, changed, vault=vault)
        code = f"{head.inclusion.department}>{new.department}"
        event = _event(clearance, EventKind.DEPARTMENT, code, new.since_on, new.words, clock)
        await events.insert(event, vault=vault)
        await _record(clearance, Act.DEPARTMENT_CHANGE, event.id, new.department, vault=vault)


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
        today = _today(head.inclusion, clock)
        rules.check_programme(new, head.inclusion, defined=defined, today=today)
        await writing.set_programme(dossier, new.programme)
        event = _event(
            clearance, EventKind.PROGRAMME, new.programme, new.since_on, new.words, clock
        )
        await events.insert(event, vault=vault)
        await _record(clearance, Act.PROGRAMME_CHANGE, event.id, new.programme, vault=vault)


# ── Places ───────────────────────────────────────────────────────────────────────────────────────


async def correct_placement(
    clearance: Clearance,
    placement: PlacementId,
    right: NewPlacement | None,
    *,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written of a stay, or set it aside if it never was.

    The stay before it ends when the right one begins. What was written stays in the history.
    Raises `NotFound` for a statement that is not what is said today, `Invalid` for days that cannot be.
    """
    clearance.require(Permission.PLACEMENT_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        lived = (await queries.placements([dossier], vault=vault)).get(dossier, [])
        wrong = _one(lived, placement)
        today = _today(head.inclusion, clock)
        become = rules.corrected(wrong, right, lived, born=head.identity.birth_date, today=today)
        for id_ in {wrong.id, *(each.id for each in become)}:
            await writing.supersede("placement", id_, at=clock.now())
        for each in become:
            signed = writing.Signed(clearance.actor.account, clock.now(), each.id)
            row = (dossier, replace(each, id=PlacementId(uuid4())))
            await writing.insert_placements([row], vault=vault, signed=signed)
        act = Act.PLACEMENT_CORRECT
        await _record(clearance, act, placement, right.kind.value if right else "", vault=vault)


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
        known = _said(await course_queries.short_stays(dossier, vault=vault))
        today = _today(head.inclusion, clock)
        rules.check_short_stay(new, born=head.identity.birth_date, today=today, others=known)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await course_queries.insert_short_stay(dossier, stay, signed=signed, vault=vault)
        await _record(clearance, Act.SHORT_STAY_ADD, stay.id, stay.kind.value, vault=vault)
    return stay


async def end_short_stay(
    clearance: Clearance, stay: ShortStayId, ends_on: date, *, clock: Clock, vault: Vault
) -> None:
    """Record the day the child was back. Raises `Conflict` when it was already said."""
    clearance.require(Permission.PLACEMENT_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        head = await queries.head(clearance.dossier, vault=vault)
        known = _said(await course_queries.short_stays(clearance.dossier, vault=vault))
        away = _open(_one(known, stay))
        rules.check_end(away.begins_on, ends_on, today=_today(head.inclusion, clock))
        await writing.end("short_stay", stay, ends_on)
        await _record(clearance, Act.SHORT_STAY_END, stay, away.kind.value, vault=vault)


async def withdraw_short_stay(
    clearance: Clearance, stay: ShortStayId, *, clock: Clock, vault: Vault
) -> None:
    """Set aside a short stay that never was; it stays in the history."""
    clearance.require(Permission.PLACEMENT_WRITE)
    async with transaction():
        known = _said(await course_queries.short_stays(clearance.dossier, vault=vault))
        wrong = _one(known, stay)
        await writing.supersede("short_stay", stay, at=clock.now())
        await _record(clearance, Act.SHORT_STAY_WITHDRAW, stay, wrong.kind.value, vault=vault)


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
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written, or set it aside. Raises `NotFound`, `Invalid`."""
    clearance.require(Permission.MEASURE_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        wrong = _one(await queries.measures(clearance.dossier, vault=vault), measure)
        await writing.supersede("protection_measure", measure, at=clock.now())
        if right is None:
            await _record(clearance, Act.MEASURE_CORRECT, measure, wrong.kind.value, vault=vault)
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
        running = _open(_one(await queries.measures(clearance.dossier, vault=vault), measure))
        today = _today(head.inclusion, clock)
        rules.check_end(running.begins_on, ends_on, today=today, ahead=True)
        await writing.end("protection_measure", measure, ends_on)
        await _record(clearance, Act.MEASURE_END, measure, running.kind.value, vault=vault)


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
        today = _today(head.inclusion, clock)
        rules.check_measure(new, born=head.identity.birth_date, today=today)
        signed = writing.Signed(clearance.actor.account, clock.now(), wrong)
        await writing.insert_measures([(dossier, measure)], vault=vault, signed=signed)
        act = Act.MEASURE_CORRECT if wrong else Act.MEASURE_ADD
        await _record(clearance, act, measure.id, new.kind.value, vault=vault)
    return measure


# ── Within ───────────────────────────────────────────────────────────────────────────────────────


def _today(inclusion: Inclusion, clock: Clock) -> date:
    """Return the day it is where the department is: overseas it may be another one."""
    return clock.today_in(inclusion.department)


def _said(statements: Sequence[Written[Stated]]) -> list[Stated]:
    return [each.what for each in statements if each.superseded_at is None]


def _one(known: Sequence[Stated], id_: UUID) -> Stated:
    found = next((each for each in known if each.id == id_), None)
    if found is None:
        raise NotFound
    return found


def _open(stated: Stated) -> Stated:
    if stated.ends_on is not None:
        raise Conflict
    return stated


def _event(  # noqa: PLR0917 - the columns of an act
    clearance: Clearance, kind: EventKind, code: str, on: date, words: str, clock: Clock
) -> InclusionEvent:
    return InclusionEvent(
        id=uuid4(),
        dossier=DossierId(clearance.dossier),
        kind=kind,
        code=code,
        happened_on=on,
        words=words,
        written_by=clearance.actor.account,
        written_at=clock.now(),
    )


async def _record(
    clearance: Clearance, act: Act, subject: UUID, code: str, *, vault: Vault
) -> None:
    await audit.record(
        clearance.actor,
        act,
        dossier=clearance.dossier,
        subject=subject,
        detail={"kind": code} if code else {},
        vault=vault,
    )
