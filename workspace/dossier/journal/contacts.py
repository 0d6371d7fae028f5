"""Attempts to reach those around a child who may be lost from sight."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.journal import queries, rules
from workspace.dossier.journal.model import Attempt, AttemptId, Contacts, NewAttempt
from workspace.dossier.record import service as record
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden, NotFound
from workspace.ids import DossierId


async def attempts(clearance: Clearance, *, vault: Vault) -> tuple[Attempt, ...]:
    """Return the attempts that stand, the latest first. Raises `Forbidden` without practical facts.

    Those written in a joined dossier too, for whoever is around it.
    """
    clearance.require(Permission.CHILD_READ)
    if not clearance.may(DataClass.PRACTICAL):
        raise Forbidden
    async with transaction():
        of = await whole([clearance.dossier])
        found = await queries.attempts(of.every, vault=vault)
        await audit.record(
            clearance.actor, Act.CONTACT_READ, dossier=clearance.dossier, vault=vault
        )
    return found


async def contacts_in(circle: Circle) -> Mapping[DossierId, Contacts]:
    """Return the days of the attempts of every child of a circle, those of a joined dossier too.

    Not recorded: whoever calls, inside their transaction, records the read they make of it.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        found = await queries.contacts(of.every)
    one = {dossier: [contacts] for dossier, contacts in found.items()}
    return {dossier: rules.together(each) for dossier, each in of.gathered(one).items()}


async def record_attempt(
    clearance: Clearance, new: NewAttempt, *, clock: Clock, vault: Vault
) -> AttemptId:
    """Record an attempt; return it. Raises `Invalid`."""
    clearance.require(Permission.CONTACT_ADD, Permission.CHILD_READ)
    id_, dossier, me = AttemptId(uuid4()), clearance.dossier, clearance.actor.account
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        rules.check_attempt(new, born=followed.birth_date, today=followed.today(clock))
        await queries.insert_attempt(dossier, id_, new, by=me, at=clock.now(), vault=vault)
        await audit.record(
            clearance.actor,
            Act.CONTACT_ADD,
            dossier=dossier,
            subject=id_,
            detail={"way": new.way.value, "reached": "yes" if new.reached else "no"},
            vault=vault,
        )
    return id_


async def withdraw_attempt(
    clearance: Clearance, wanted: AttemptId, *, clock: Clock, vault: Vault
) -> None:
    """Take back an attempt recorded by mistake: its author may, and whoever coordinates."""
    clearance.require(Permission.CONTACT_ADD, Permission.CHILD_READ)
    dossier, me = clearance.dossier, clearance.actor.account
    async with transaction():
        if not await queries.withdraw_attempt(dossier, wanted, at=clock.now(), by=me):
            raise NotFound
        await audit.record(
            clearance.actor, Act.CONTACT_WITHDRAW, dossier=dossier, subject=wanted, vault=vault
        )


async def visits(circle: Circle) -> Mapping[DossierId, datetime]:
    """Return when whoever asks last looked at each dossier of their circle; one never opened is absent."""
    async with transaction():
        return await queries.visits(circle.actor.account, circle.dossiers)


SAME_VISIT = 30 * 60.0
"""Seconds within which looking again is the same visit."""


async def last_visit(clearance: Clearance, *, clock: Clock) -> datetime | None:
    """Note that somebody looks at this dossier; return when they did before, None the first time.

    Kept for this person alone; the reading itself is recorded by what they read.
    """
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        return await queries.visit(
            clearance.actor.account, clearance.dossier, at=clock.now(), pause=SAME_VISIT
        )
