"""Note an afternoon at once, write what is still to be written, read a month: across the children around one."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import groups
from workspace.dossier.care import queries as care
from workspace.dossier.care.entries import (
    KIND_OF_ROLE,
    Chip,
    SessionEntry,
    budget_of,
)
from workspace.dossier.care.held import held_by, hold, noted_for
from workspace.dossier.care.model import CareSession, Payer, Rates, SessionId
from workspace.dossier.care.rounds import queries, rules
from workspace.dossier.care.rounds.model import Child, HeldSession, Line, Month, NewRound
from workspace.dossier.care.rules import LONGEST_NOTE, is_repeated, over_ceiling, rates_of
from workspace.dossier.care.service import kept
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import ChildSummary, FollowUp
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId, OrganizationId, PractitionerId
from workspace.network import service as network

CODE_LENGTH = 8
"""Of what stands for a child one is no longer around: the beginning of the address one had."""
UNKNOWN_PAYER = N_("The allowance of one of these years is not known: say who pays.")


async def children(circle: Circle, *, clock: Clock, vault: Vault) -> tuple[Child, ...]:
    """Return the children one may note sessions of, those seen most lately first, with what is left."""
    assert circle.permission is Permission.CARE_SESSION_ADD
    kind = KIND_OF_ROLE.get(circle.actor.role)
    async with transaction():
        known = await record.children(circle, clock=clock, vault=vault)
        held = await held_by(circle.dossiers)
        rates = await care.rates()
        await _record(circle, Act.CARE_SESSION_READ, vault=vault)
    found = [
        Child(
            dossier=child.dossier,
            name=child.identity.name,
            budget=budget_of(
                held.get(child.dossier, ()),
                rates=rates_of(rates, child.inclusion.programme),
                included_on=child.inclusion.admitted_on,
                on=clock.today_in(child.inclusion.department),
                kind=kind,
            ),
            last_on=max((s.done_on for s in held.get(child.dossier, ())), default=None),
        )
        for child in known
        if child.inclusion.ended_on is None
        or child.inclusion.ended_on > clock.today_in(child.inclusion.department)
    ]
    return tuple(sorted(found, key=lambda child: child.last_on or date.min, reverse=True))


async def note_round(
    circle: Circle, telling: Circle, new: NewRound, *, clock: Clock, vault: Vault
) -> tuple[SessionId, ...]:
    """Record several sessions at once, all or none; each child's dossier holds its own and names no other.

    `telling`: where whoever asks may write notes. Raises NotFound for a child who is not around them,
    Forbidden for a note they may not write, Invalid naming the fields of what cannot be. A session beyond
    the ceiling is recorded like the others.
    """
    assert circle.permission is Permission.CARE_SESSION_ADD
    assert telling.permission is Permission.CARE_NOTE_ADD
    here = _of_round(circle, new)
    if any(child.tells and child.dossier not in telling.dossiers for child in new.children):
        raise Forbidden
    async with transaction():
        followed = await record.follow_ups(here, vault=vault)
        rules.check_round(new, followed, today=_today(followed, clock))
        payers = await _payers(new, followed)
        sessions = [
            (
                child.dossier,
                kept(SessionId(uuid4()), rules.session_of(new, child, payer=payers[child.dossier])),
            )
            for child in new.children
        ]
        chips = {child.dossier: child.chips for child in new.children}
        await _write(circle, sessions, chips, vault=vault)
        if new.is_group:
            await groups.hold_together([session.id for _, session in sessions])
    return tuple(session.id for _, session in sessions)


async def note_if_new(
    circle: Circle,
    telling: Circle,
    new: NewRound,
    *,
    sure: AbstractSet[DossierId],
    clock: Clock,
    vault: Vault,
) -> frozenset[DossierId]:
    """Record sessions as `note_round` does; return the children of whom one like it is noted already, and none is.

    `sure`: the children of whom it was asked, and is another one.
    """
    assert circle.permission is Permission.CARE_SESSION_ADD
    here = _of_round(circle, new)
    async with transaction():
        await hold(here.dossiers)
        again = await repeated(circle, new, clock=clock, vault=vault)
        if again <= sure:
            await note_round(circle, telling, new, clock=clock, vault=vault)
            return frozenset()
    return again


async def repeated(
    circle: Circle, new: NewRound, *, clock: Clock, vault: Vault
) -> frozenset[DossierId]:
    """Return the children of whom a session like the one of this round is noted already, of the same day.

    To be asked before both are kept. Raises NotFound and Invalid where `note_round` would.
    """
    assert circle.permission is Permission.CARE_SESSION_ADD
    here = _of_round(circle, new)
    async with transaction():
        followed = await record.follow_ups(here, vault=vault)
        held = await noted_for(here.dossiers)
        await _record(here, Act.CARE_SESSION_READ, vault=vault)
    rules.check_round(new, followed, today=_today(followed, clock))
    return frozenset(
        child.dossier
        for child in new.children
        if is_repeated(
            rules.session_of(new, child, payer=Payer.PEGASE), held.get(child.dossier, ())
        )
    )


def _of_round(circle: Circle, new: NewRound) -> Circle:
    """Return the children of a round. Raises NotFound for one who is not around whoever notes."""
    wanted = frozenset(child.dossier for child in new.children)
    if not wanted <= circle.dossiers:
        raise NotFound
    return replace(circle, dossiers=wanted)


def _today(followed: Mapping[DossierId, FollowUp], clock: Clock) -> date:
    """Return the day of a round: it has come where each of the children is."""
    return min((each.today(clock) for each in followed.values()), default=clock.today())


async def _payers(
    new: NewRound, followed: Mapping[DossierId, FollowUp]
) -> Mapping[DossierId, Payer]:
    """Return who pays for each child, as it was said or by what is left. Raises Invalid when nothing tells."""
    if new.payer is not None:
        return dict.fromkeys(followed, new.payer)
    held = await held_by(followed)
    rates = await care.rates()
    found = {
        dossier: budget_of(
            held.get(dossier, ()),
            rates=rates_of(rates, child.inclusion.programme),
            included_on=child.inclusion.admitted_on,
            on=new.done_on,
            kind=new.kind,
        ).payer
        for dossier, child in followed.items()
    }
    told = {dossier: payer for dossier, payer in found.items() if payer is not None}
    if len(told) < len(found):
        raise Invalid({"payer": UNKNOWN_PAYER})
    return told


async def _write(
    circle: Circle,
    sessions: list[tuple[DossierId, CareSession]],
    chips: Mapping[DossierId, tuple[Chip, ...]],
    *,
    vault: Vault,
) -> None:
    author = circle.actor.account
    await care.insert(sessions, author=author)
    for dossier, session in sessions:
        if session.note or chips[dossier]:
            entry = SessionEntry(session=session, chips=chips[dossier], author=author)
            await care.insert_note(dossier, entry, vault=vault)
        await audit.record(
            circle.actor,
            Act.CARE_SESSION_ADD,
            dossier=dossier,
            subject=session.id,
            detail={"kind": session.kind.value},
            vault=vault,
        )


async def to_note(circle: Circle, *, clock: Clock, vault: Vault) -> tuple[HeldSession, ...]:
    """Return one's own sessions that have no words yet, latest first.

    Empty for whoever does not usually write notes: nothing is asked of them.
    """
    assert circle.permission is Permission.CARE_NOTE_ADD
    me = await network.practitioner_of(circle.actor.account)
    if me is None or circle.actor.role not in KIND_OF_ROLE:
        return ()
    async with transaction():
        found = await queries.to_note(circle.dossiers, me, since=clock.today() - rules.NOTES_WITHIN)
        await _record(circle, Act.CARE_SESSION_READ, vault=vault)
    return found


async def days_held(
    circle: Circle, practitioner: PractitionerId, since: date, *, vault: Vault
) -> frozenset[tuple[DossierId, date]]:
    """Return on which days, from one on, the session somebody planned with a child is noted, whether they came or not.

    Another professional's session of that day, of another kind of care, is not theirs.
    """
    assert circle.permission is Permission.CARE_SESSION_READ
    kind = KIND_OF_ROLE.get(circle.actor.role)
    async with transaction():
        found = await queries.days_held(
            circle.dossiers, since, practitioner=practitioner, kind=kind
        )
        await _record(circle, Act.CARE_SESSION_READ, vault=vault)
    return found


async def write_note(
    clearance: Clearance,
    session: SessionId,
    note: str,
    chips: Iterable[Chip] = (),
    *,
    vault: Vault,
) -> None:
    """Say how a session one held or noted went; an empty note says that there is nothing to add.

    Raises NotFound for a session of somebody else, Conflict when there is a note already, Invalid for one
    that is too long.
    """
    clearance.require(Permission.CARE_NOTE_ADD)
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": N_("This is too long.")})
    me = clearance.actor.account
    mine = await network.practitioner_of(me)
    async with transaction():
        found = await queries.session(clearance.dossier, session)
        if found is None or (found[1] != me and (mine is None or found[0].practitioner != mine)):
            raise NotFound
        if session in await queries.noted([session]):
            raise Conflict
        entry = SessionEntry(
            session=replace(found[0], note=note), chips=tuple(dict.fromkeys(chips)), author=me
        )
        await care.insert_note(clearance.dossier, entry, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CARE_NOTE_ADD,
            dossier=clearance.dossier,
            subject=session,
            vault=vault,
        )


async def month(
    circle: Circle,
    practitioner: PractitionerId | None,
    begins_on: date,
    *,
    clock: Clock,
    vault: Vault,
) -> Month:
    """Return the sessions one professional held in a month.

    One's own are all there. Somebody else's are those of the children around whoever asks, and of those they
    coordinated on the day of the session. A child one is no longer around stands by a code without a name.
    """
    assert circle.permission is Permission.CARE_SESSION_READ
    if practitioner is None:
        return Month(begins_on=begins_on, practitioner=None)
    until = rules.month_after(begins_on)
    is_own = practitioner == await network.practitioner_of(circle.actor.account)
    async with transaction():
        held, left_out = (
            (await queries.held_by_me(begins_on, until), 0)
            if is_own
            else await queries.followed(circle.dossiers, practitioner, begins_on, until)
        )
        there = frozenset(each.dossier for each, _ in held)
        here = replace(circle, dossiers=there & circle.dossiers)
        known = {
            child.dossier: child for child in await record.children(here, clock=clock, vault=vault)
        }
        every = await held_by(here.dossiers)
        rates = await care.rates()
        await _record(circle, Act.CARE_MONTH_READ, vault=vault)
    lines = _lines(held, known, every, rates)
    return Month(
        begins_on=begins_on,
        practitioner=practitioner,
        lines=lines,
        totals=rules.totals(line.held for line in lines),
        is_own=is_own,
        left_out=left_out,
    )


def _lines(
    held: Iterable[tuple[HeldSession, OrganizationId | None]],
    known: Mapping[DossierId, ChildSummary],
    every: Mapping[DossierId, Sequence[CareSession]],
    rates: Mapping[str, Rates],
) -> tuple[Line, ...]:
    """Return the lines of a month; of a child who is not `known` neither the name nor what was beyond the ceiling."""
    beyond = {
        session
        for dossier, child in known.items()
        for session in over_ceiling(
            every.get(dossier, ()),
            rates=rates_of(rates, child.inclusion.programme),
            included_on=child.inclusion.admitted_on,
        )
    }
    lines = []
    for each, where in held:
        child = known.get(each.dossier)
        lines.append(
            Line(
                held=replace(each, is_over_ceiling=each.session.id in beyond),
                child=child.identity.name if child else "",
                code=str(each.dossier)[:CODE_LENGTH],
                organization=where or (child.inclusion.organization if child else None),
            )
        )
    return tuple(lines)


async def performers(circle: Circle, begins_on: date) -> frozenset[PractitionerId]:
    """Return whoever held sessions in a month among the children of a circle, or those coordinated that day."""
    async with transaction():
        return await queries.practitioners_of(
            circle.dossiers, begins_on, rules.month_after(begins_on)
        )


async def _record(circle: Circle, act: Act, *, vault: Vault) -> None:
    await audit.record(
        circle.actor, act, detail={"dossiers": str(len(circle.dossiers))}, vault=vault
    )
