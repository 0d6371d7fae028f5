"""Corrections of the path that are not of a place: days away, the day of admission, an exit. All stay readable."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import events, origins, queries, writing
from workspace.dossier.record.bases import check_base
from workspace.dossier.record.course import queries as course_queries
from workspace.dossier.record.course import rules
from workspace.dossier.record.course.model import (
    NewAdmission,
    NewExit,
    NewShortStay,
    ShortStay,
    ShortStayId,
)
from workspace.dossier.record.course.verbs import (
    event_of,
    keep_exit_of_folder,
    one,
    record_act,
    today_of,
    veiled,
)
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import EventKind, ExitReason, InclusionEvent
from workspace.dossier.record.secrecy import check_about
from workspace.dossier.record.statements import said
from workspace.errors import NotFound
from workspace.ids import DossierId


async def correct_short_stay(
    clearance: Clearance,
    stay: ShortStayId,
    right: NewShortStay,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written of days away, ended or not.

    Raises `NotFound` for what is not said today, `Invalid` for days that cannot be, and `base` when it
    is no longer what the form showed.
    """
    clearance.require(Permission.PLACEMENT_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        known = said(await course_queries.short_stays(dossier, vault=vault))
        wrong = one(known, stay)
        check_base(base, wrong)
        rules.check_short_stay(
            right,
            born=head.identity.birth_date,
            today=today_of(head.inclusion, clock),
            others=[each for each in known if each.id != stay],
        )
        become = ShortStay(
            id=ShortStayId(uuid4()),
            kind=right.kind,
            place=right.place,
            begins_on=right.begins_on,
            ends_on=right.ends_on,
            restricted=right.restricted,
        )
        await writing.supersede("short_stay", stay, at=clock.now())
        signed = writing.Signed(clearance.actor.account, clock.now(), stay)
        await course_queries.insert_short_stay(dossier, become, signed=signed, vault=vault)
        await record_act(clearance, Act.SHORT_STAY_CORRECT, stay, right.kind.value, vault=vault)


async def correct_admission(
    clearance: Clearance,
    right: NewAdmission,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Write the right day of admission: everything owed is reckoned from it; the day before stays readable.

    Raises `Invalid` for a day that cannot be, or that the inclusion rule refuses without an exception,
    and `base` when somebody else corrected it since.
    """
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        check_base(base, head.inclusion.admitted_on)
        known = await events.events(dossier, vault=vault)
        check_about(right.about, secret=head.identity.secret_origins)
        rules.check_admission(
            right,
            head.inclusion,
            born=head.identity.birth_date,
            today=today_of(head.inclusion, clock),
            rule=inclusion_rule(on=right.admitted_on, ages=head.inclusion.ages),
            role=clearance.role,
            is_excepted=any(each.kind is EventKind.EXCEPTION for each in known),
        )
        await writing.set_admission(dossier, right.admitted_on)
        corrected = (EventKind.ADMISSION, head.inclusion.admitted_on.isoformat())
        excepted = [(EventKind.EXCEPTION, right.exception)] if right.exception else []
        for kind, code in (*excepted, corrected):
            event = event_of(
                clearance,
                kind,
                code,
                right.admitted_on,
                words=right.words,
                about=right.about,
                clock=clock,
            )
            await events.insert(event, vault=vault)
        await record_act(clearance, Act.ADMISSION_CORRECT, dossier, "admission", vault=vault)


async def exits(clearance: Clearance, *, vault: Vault) -> tuple[InclusionEvent, ...]:
    """Return the exits of a child as they were last written, each once; not recorded: a form is made of them."""
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    async with transaction():
        known = await events.events(clearance.dossier, vault=vault)
        secret = await origins.is_secret(clearance.dossier, vault=vault)
    stand = veiled(events.in_force(known), secret=secret)
    return tuple(each for each in stand if each.kind is EventKind.EXIT)


async def correct_exit(
    clearance: Clearance,
    wrong: UUID | None,
    right: NewExit,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Write the right day and reason of an exit. `wrong`: the act; None for the exit that stands.

    The one that stands is what follow-up reads; an earlier one stays between its days. Raises
    `NotFound` for what is no exit of this child, `Invalid` for a day that cannot be, and `base`.
    """
    clearance.require(Permission.FOLLOW_UP_MANAGE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        standing = None
        if head.inclusion.ended_on is not None:
            standing = await keep_exit_of_folder(
                clearance, head.inclusion, clock=clock, vault=vault
            )
        written = events.in_force(await events.events(dossier, vault=vault))
        known = veiled(written, secret=head.identity.secret_origins)
        meant = _meant(known, wrong, standing)
        check_base(base, (meant.code, meant.happened_on, meant.words))
        check_about(right.about, secret=head.identity.secret_origins)
        rules.check_corrected_exit(
            right, meant, known, head.inclusion, today=today_of(head.inclusion, clock)
        )
        event = event_of(
            clearance,
            EventKind.EXIT,
            right.reason.value,
            right.ended_on,
            words=right.words,
            about=right.about,
            supersedes=meant.root,
            clock=clock,
        )
        await events.insert(event, vault=vault)
        if standing is not None and meant.root == standing.root:
            await _write_exit(dossier, head, right, vault=vault)
        act = Act.EXIT_CORRECT
        await record_act(clearance, act, event.id, right.reason.value, vault=vault)


def _meant(
    known: Sequence[InclusionEvent], wrong: UUID | None, standing: InclusionEvent | None
) -> InclusionEvent:
    root = wrong or (standing.root if standing else None)
    found = next((e for e in known if e.kind is EventKind.EXIT and root in {e.id, e.root}), None)
    if found is None:
        raise NotFound
    return found


async def _write_exit(
    dossier: DossierId, head: queries.Head, right: NewExit, *, vault: Vault
) -> None:
    """Let follow-up and identity say what the exit that stands says now."""
    ended = replace(head.inclusion, ended_on=right.ended_on, ended_because=right.reason.value)
    await writing.update_inclusion(dossier, ended, vault=vault)
    died = right.ended_on if right.reason is ExitReason.DEATH else None
    if head.identity.deceased_on != died:
        await writing.update_identity(
            dossier, replace(head.identity, deceased_on=died), vault=vault
        )
