"""A session that was noted wrongly: corrected by another, or taken back. What was written stays readable."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import groups, queries, rules
from workspace.dossier.care.entries import (
    Chip,
    FormerSession,
    SessionEntry,
    check_entry,
    may_change,
)
from workspace.dossier.care.held import hold, noted_for
from workspace.dossier.care.model import NewSession, SessionId
from workspace.dossier.care.service import kept
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand
from workspace.errors import Forbidden, NotFound
from workspace.ids import AccountId
from workspace.network import service as network


async def former(clearance: Clearance, *, vault: Vault) -> tuple[FormerSession, ...]:
    """Return the sessions that stand no more, the last change first, with the notes open to whoever asks."""
    clearance.require(Permission.CARE_SESSION_READ)
    async with transaction():
        found = await queries.former(clearance.dossier, vault=vault)
        await audit.record(
            clearance.actor, Act.CARE_SESSION_READ, dossier=clearance.dossier, vault=vault
        )
    return found


async def changeable(clearance: Clearance, entries: Iterable[SessionEntry]) -> frozenset[SessionId]:
    """Return which of `entries` whoever asks may correct."""
    if not clearance.may(DataClass.PRACTICAL, Mode.WRITE):
        return frozenset()
    me = await network.practitioner_of(clearance.actor.account)
    return frozenset(
        each.session.id for each in entries if may_change(each, by=clearance.actor, practitioner=me)
    )


async def to_correct(clearance: Clearance, session: SessionId, *, vault: Vault) -> SessionEntry:
    """Return a session that stands. Raises NotFound, and Forbidden for who may not correct it."""
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        found = await _found(clearance, session, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CARE_SESSION_READ,
            dossier=clearance.dossier,
            subject=session,
            vault=vault,
        )
    return found


async def standing(
    clearance: Clearance, session: SessionId, *, vault: Vault
) -> SessionEntry | None:
    """Return what stands in the place of a session that was corrected meanwhile; None: it was taken back.

    Raises NotFound for a session nobody corrected, and what `to_correct` raises.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        if not await queries.was_changed(clearance.dossier, session):
            raise NotFound
        stands = await queries.stands_for(clearance.dossier, session)
    return await to_correct(clearance, stands, vault=vault) if stands else None


async def last_hand(
    clearance: Clearance, session: SessionId, stands: SessionEntry | None, *, vault: Vault
) -> Hand | None:
    """Return who changed a session last, and when; `stands`: what `standing` answers for it.

    None where it is not known: the session that stood in its place was taken back.
    """
    async with transaction():
        changed = await queries.former(clearance.dossier, vault=vault)
    last = max(
        (
            each
            for each in changed
            if (stands is not None and each.stands == stands.session.id)
            or (each.was_taken_back and each.entry.session.id == session)
        ),
        key=lambda each: each.changed_at,
        default=None,
    )
    return Hand(last.changed_by, last.changed_at) if last else None


async def correct_if_new(
    clearance: Clearance,
    session: SessionId,
    new: NewSession,
    *,
    is_sure: bool,
    chips: Iterable[Chip] = (),
    clock: Clock,
    vault: Vault,
) -> SessionEntry | None:
    """Correct a session as `correct` does; None, and nothing is, where `is_repeated` and whoever does is not sure."""
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        await hold([clearance.dossier])
        if not is_sure and await is_repeated(clearance, session, new, clock=clock, vault=vault):
            return None
        return await correct(clearance, session, new, chips=chips, clock=clock, vault=vault)


async def is_repeated(
    clearance: Clearance, session: SessionId, new: NewSession, *, clock: Clock, vault: Vault
) -> bool:
    """Tell whether a correction makes a session like another one of its day, which it was not before.

    Raises Invalid where `correct` would, and what `to_correct` raises.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    before = (await to_correct(clearance, session, vault=vault)).session
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        held = await noted_for([clearance.dossier])
    check_entry(
        new,
        birth=followed.birth_date,
        admitted_on=followed.inclusion.admitted_on,
        today=followed.today(clock),
    )
    others = [each for each in held.get(clearance.dossier, ()) if each.id != session]
    after = replace(new, shared_by=before.shared_by)
    return rules.is_repeated(after, others) and not rules.is_repeated(before, others)


async def correct(
    clearance: Clearance,
    session: SessionId,
    new: NewSession,
    *,
    chips: Iterable[Chip] = (),
    clock: Clock,
    vault: Vault,
) -> SessionEntry:
    """Write a session in the place of another; return it.

    A note that whoever corrects may not rewrite goes on standing as it is. A group is shared anew among those who
    came; where nothing says who they were (a folder without groups), how many shared it is kept. Raises what
    `to_correct` and `service.note_session` raise, and Conflict when somebody has corrected it meanwhile.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    dossier, me = clearance.dossier, clearance.actor.account
    async with transaction():
        await groups.hold_group(session)
        before = await _found(clearance, session, vault=vault)
        under = await queries.note_under(session)
        stays = under is not None and not may_rewrite(clearance, before)
        entry = _in_place_of(before, new, () if stays else chips, note_stays=stays, by=me)
        if entry.note_is_read and not clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE):
            raise Forbidden
        followed = await record.follow_up(clearance, vault=vault)
        included_on = followed.inclusion.admitted_on
        check_entry(
            new, birth=followed.birth_date, admitted_on=included_on, today=followed.today(clock)
        )
        written = [(dossier, entry.session)]
        await queries.insert(written, author=me, note_of=under if stays else None)
        if entry.note_is_read:
            await queries.insert_note(dossier, entry, vault=vault)
        await queries.change(dossier, session, replaced_by=entry.session.id, by=me)
        shares = await _share_anew(clearance, session, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CARE_SESSION_AMEND,
            dossier=dossier,
            subject=entry.session.id,
            detail={"kind": new.kind.value},
            vault=vault,
        )
    share = shares.get(entry.session.id, entry.session.shared_by)
    return replace(entry, session=replace(entry.session, shared_by=share))


async def _share_anew(
    clearance: Clearance, changed: SessionId, *, vault: Vault
) -> Mapping[SessionId, int]:
    """Share the group of a session anew, which each of the other dossiers keeps as a correction of its own."""
    found = await groups.share_anew(changed)
    for session, dossier, _ in found:
        if dossier != clearance.dossier:
            await audit.record(
                clearance.actor,
                Act.CARE_SESSION_AMEND,
                dossier=dossier,
                subject=session,
                detail={"share": "group"},
                vault=vault,
            )
    return {session: share for session, _, share in found}


def _in_place_of(
    before: SessionEntry,
    new: NewSession,
    chips: Iterable[Chip],
    *,
    note_stays: bool,
    by: AccountId,
) -> SessionEntry:
    note = "" if note_stays else new.note
    chosen = tuple(dict.fromkeys(chips))
    session = replace(new, note=note, shared_by=before.session.shared_by)
    return SessionEntry(
        session=kept(SessionId(uuid4()), session),
        chips=chosen,
        author=by,
        note_is_read=bool(note or chosen),
    )


async def has_note(clearance: Clearance, entry: SessionEntry) -> bool:
    """Tell whether a session has a note, whoever may read it."""
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        return await queries.note_under(entry.session.id) is not None


def may_rewrite(clearance: Clearance, entry: SessionEntry) -> bool:
    """Tell whether a note that is there is open to whoever asks, to read and to write anew."""
    return entry.note_is_read and clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE)


async def take_back(clearance: Clearance, session: SessionId, *, vault: Vault) -> None:
    """Say that a session never was, or was another child's: it is counted no more, and stays readable.

    Raises what `correct` raises.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        await groups.hold_group(session)
        await _found(clearance, session, vault=vault)
        await queries.change(
            clearance.dossier, session, replaced_by=None, by=clearance.actor.account
        )
        await _share_anew(clearance, session, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CARE_SESSION_WITHDRAW,
            dossier=clearance.dossier,
            subject=session,
            vault=vault,
        )


async def _found(clearance: Clearance, session: SessionId, *, vault: Vault) -> SessionEntry:
    found = await queries.entry(clearance.dossier, session, vault=vault)
    if found is None:
        raise NotFound
    me = await network.practitioner_of(clearance.actor.account)
    if not may_change(found, by=clearance.actor, practitioner=me):
        raise Forbidden
    return found
