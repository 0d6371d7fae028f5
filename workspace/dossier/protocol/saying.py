"""What the circle writes down of an assessment: that it was done, that it will not be, that this was wrong."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.rules import gives
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.protocol import cases, queries, said_queries
from workspace.dossier.protocol.definitions.compulsory import exams
from workspace.dossier.protocol.exams import ExamStatus, exam_statuses, falling_on
from workspace.dossier.protocol.model import (
    Assessment,
    AssessmentId,
    MissedId,
    NewAssessment,
    NewMissed,
    StepCode,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.i18n import N_


async def notes(clearance: Clearance, *, vault: Vault) -> Mapping[StepCode, str]:
    """Return the line written with each step that was done or given up, by step."""
    clearance.require(Permission.ASSESSMENT_READ)
    async with transaction():
        found = await said_queries.notes(clearance.dossier, vault=vault)
        await _record(clearance, Act.ASSESSMENT_READ, part="notes", vault=vault)
    return found


async def is_signed(clearance: Clearance, done: Assessment) -> bool:
    """Tell whether a physician signed a form of what was done: taking it back takes the signature back."""
    clearance.require(Permission.ASSESSMENT_READ)
    async with transaction():
        return await said_queries.are_signed([done.id])


async def is_of_joined(clearance: Clearance, done: Assessment) -> bool:
    """Tell whether what was done was written in a joined dossier: it is taken back there."""
    clearance.require(Permission.ASSESSMENT_READ)
    async with transaction():
        return not await said_queries.is_of(clearance.dossier, done.id)


def may_unsign(clearance: Clearance) -> bool:
    """Tell whether this person takes a signed assessment back: who signs such, or who coordinates."""
    return gives(clearance.role, clearance.rights, Permission.ASSESSMENT_UNSIGN)


async def hold(clearance: Clearance) -> None:
    """Let nobody else say what was done in this dossier until the caller's transaction ends."""
    clearance.require(Permission.ASSESSMENT_RECORD)
    await queries.hold(clearance.dossier)


async def say_done(
    clearance: Clearance,
    new: NewAssessment,
    *,
    with_exam: bool = False,
    clock: Clock,
    vault: Vault,
) -> Assessment:
    """Write down that an assessment was done, here or outside; the day that was set for it is closed.

    `with_exam`: the compulsory examinations in whose days it fell were made on the same visit. Raises
    Invalid for a step unknown or already done, or a day that cannot be.
    """
    clearance.require(Permission.ASSESSMENT_RECORD)
    dossier, me, now = clearance.dossier, clearance.actor.account, clock.now()
    assessment = Assessment(
        id=AssessmentId(uuid4()),
        step=new.step,
        done_on=new.done_on,
        performed_by=new.performed_by,
        outside=new.outside,
    )
    async with transaction():
        await queries.hold(dossier)
        case = await cases.case(dossier, await record.follow_up(clearance, vault=vault))
        case.check_done(new, today=case.followed.today(clock))
        await said_queries.insert_said_done(
            dossier, assessment, new.note.strip(), by=me, at=now, vault=vault
        )
        await said_queries.reopen(dossier, new.step, by=me, at=now)
        await queries.withdraw(dossier, new.step, at=now)
        if with_exam:
            known = (await said_queries.exams_done([dossier])).get(dossier, {})
            for exam in falling_on(exams(), birth=case.followed.birth_date, on=new.done_on):
                if exam.code not in known:
                    await _write_exam(clearance, exam.code, new.done_on, clock=clock, vault=vault)
        await _record(
            clearance, Act.ASSESSMENT_DONE, subject=assessment.id, step=new.step, vault=vault
        )
    return assessment


async def opens_later(
    clearance: Clearance, new: NewAssessment, *, clock: Clock, vault: Vault
) -> date | None:
    """Return from which day on an assessment is accepted, where it would be written down before; nothing is written.

    Raises Invalid as `say_done` does.
    """
    clearance.require(Permission.ASSESSMENT_RECORD)
    async with transaction():
        case = await cases.case(clearance.dossier, await record.follow_up(clearance, vault=vault))
    today = case.followed.today(clock)
    case.check_done(new, today=today)
    status = case.status(new.step, today=today)
    return status.opens_on if status is not None and new.done_on < status.opens_on else None


async def undo_done(clearance: Clearance, step: StepCode, *, clock: Clock, vault: Vault) -> None:
    """Take back what was written down as done for a step: kept, and counted no more; so is its signature.

    Raises `NotFound` when the step is not done, `Forbidden` where it is signed and one may not (`may_unsign`).
    """
    clearance.require(Permission.ASSESSMENT_RECORD)
    dossier, me, now = clearance.dossier, clearance.actor.account, clock.now()
    async with transaction():
        await queries.hold(dossier)
        done = (await queries.done([dossier])).get(dossier, ())
        written = [each for each in done if each.step == step]
        if not written:
            raise NotFound
        is_signed = await said_queries.are_signed([each.id for each in written])
        if is_signed and not may_unsign(clearance):
            raise Forbidden
        for each in written:
            await said_queries.insert_undone(dossier, each.id, by=me, at=now)
            await _record(clearance, Act.ASSESSMENT_UNDO, subject=each.id, step=step, vault=vault)


async def say_missed(
    clearance: Clearance, new: NewMissed, *, clock: Clock, vault: Vault
) -> MissedId:
    """Say that an assessment will not be done, and why; a reason given before is replaced, never erased.

    Raises Invalid for a step that is not owed, done, or still to come.
    """
    clearance.require(Permission.ASSESSMENT_RECORD)
    dossier, me, now = clearance.dossier, clearance.actor.account, clock.now()
    missed = MissedId(uuid4())
    async with transaction():
        await queries.hold(dossier)
        case = await cases.case(dossier, await record.follow_up(clearance, vault=vault))
        case.check_missed(new, today=case.followed.today(clock))
        await said_queries.reopen(dossier, new.step, by=me, at=now)
        await said_queries.insert_missed(dossier, missed, new, by=me, at=now, vault=vault)
        await queries.withdraw(dossier, new.step, at=now)
        await _record(
            clearance,
            Act.ASSESSMENT_MISS,
            subject=missed,
            step=new.step,
            reason=new.reason.value,
            vault=vault,
        )
    return missed


async def reopen(clearance: Clearance, step: StepCode, *, clock: Clock, vault: Vault) -> None:
    """Open again a step that was said not to be done. Raises `NotFound` when it was not."""
    clearance.require(Permission.ASSESSMENT_RECORD)
    dossier = clearance.dossier
    async with transaction():
        await queries.hold(dossier)
        opened = await said_queries.reopen(
            dossier, step, by=clearance.actor.account, at=clock.now()
        )
        if not opened:
            raise NotFound
        await _record(clearance, Act.ASSESSMENT_REOPEN, subject=opened[0], step=step, vault=vault)


async def exam_schedule(
    clearance: Clearance, *, clock: Clock, vault: Vault
) -> tuple[ExamStatus, ...]:
    """Return where the child stands with the compulsory examinations, in the order of ages."""
    clearance.require(Permission.ASSESSMENT_READ)
    dossier = clearance.dossier
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        done = await said_queries.exams_done([dossier])
        assessments = await queries.done([dossier])
        await _record(clearance, Act.ASSESSMENT_READ, part="exams", vault=vault)
    return exam_statuses(
        exams(),
        birth=followed.birth_date,
        recorded=done.get(dossier, {}),
        assessments=assessments.get(dossier, ()),
        today=followed.today(clock),
    )


async def every_exam(clearance: Clearance, *, clock: Clock, vault: Vault) -> tuple[ExamStatus, ...]:
    """Return the same, with what was written down in a joined dossier."""
    clearance.require(Permission.ASSESSMENT_READ)
    dossier = clearance.dossier
    async with transaction():
        of = await whole([dossier])
        followed = await record.follow_up(clearance, vault=vault)
        done = await said_queries.exams_done(of.every)
        assessments = of.gathered(await queries.done(of.every), key=lambda each: each.done_on)
        await _record(clearance, Act.ASSESSMENT_READ, part="exams", vault=vault)
    recorded = {code: day for each in of.every for code, day in done.get(each, {}).items()}
    return exam_statuses(
        exams(),
        birth=followed.birth_date,
        recorded=recorded | done.get(dossier, {}),
        assessments=assessments.get(dossier, ()),
        today=followed.today(clock),
    )


async def say_examined(
    clearance: Clearance, code: str, done_on: date, *, clock: Clock, vault: Vault
) -> None:
    """Write down that a compulsory examination was done; a day given before is withdrawn.

    Raises `NotFound` for an examination of no calendar, Invalid for a day that cannot be.
    """
    clearance.require(Permission.ASSESSMENT_RECORD)
    if code not in {exam.code for exam in exams()}:
        raise NotFound
    async with transaction():
        await queries.hold(clearance.dossier)
        followed = await record.follow_up(clearance, vault=vault)
        if done_on < followed.birth_date:
            raise Invalid({"done_on": N_("This is before the birth.")})
        if done_on > followed.today(clock):
            raise Invalid({"done_on": N_("This day has not come yet.")})
        await _withdraw_exam(clearance, code, clock=clock)
        await _write_exam(clearance, code, done_on, clock=clock, vault=vault)


async def undo_examined(clearance: Clearance, code: str, *, clock: Clock, vault: Vault) -> None:
    """Take back that a compulsory examination was done: kept, and shown no more."""
    clearance.require(Permission.ASSESSMENT_RECORD)
    async with transaction():
        await queries.hold(clearance.dossier)
        await _withdraw_exam(clearance, code, clock=clock)
        await _record(clearance, Act.ASSESSMENT_UNDO, exam=code, vault=vault)


async def _withdraw_exam(clearance: Clearance, code: str, *, clock: Clock) -> None:
    await said_queries.withdraw_exam(
        clearance.dossier, code, by=clearance.actor.account, at=clock.now()
    )


async def _write_exam(
    clearance: Clearance, code: str, done_on: date, *, clock: Clock, vault: Vault
) -> None:
    exam = AssessmentId(uuid4())
    await said_queries.insert_exam(
        clearance.dossier, exam, code, done_on, by=clearance.actor.account, at=clock.now()
    )
    await _record(clearance, Act.EXAM_DONE, subject=exam, exam=code, vault=vault)


async def _record(
    clearance: Clearance,
    act: Act,
    *,
    vault: Vault,
    subject: AssessmentId | MissedId | None = None,
    **detail: str,
) -> None:
    await audit.record(
        clearance.actor,
        act,
        dossier=clearance.dossier,
        subject=subject,
        detail=detail,
        vault=vault,
    )
