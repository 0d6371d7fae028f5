"""Who is around a child, until when, and why: let in, renewed and ended by whoever coordinates."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from storage.vault import Vault
from workspace.access import queries, rules
from workspace.access.model import Circle, Clearance, GrantId, NewPlace, Place, Places
from workspace.access.permissions import Permission
from workspace.access.service import new_grant
from workspace.accounts.service import accounts
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import after_commit, transaction
from workspace.errors import Conflict, Invalid, NotFound
from workspace.hub import Hub
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId

TWO_DAYS: Final = timedelta(days=2)
"""Around the last day, which is the territory's: a moment may fall on another one."""


def topic(dossier: DossierId) -> str:
    """Return the hub's topic of one circle: whoever is connected asks anew whether they still may."""
    return f"circle:{dossier}"


async def places(clearance: Clearance, *, clock: Clock) -> Places:
    """Return everybody around the child, oldest place first, and those who were."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        return await _places(clearance.dossier, clock=clock)


async def place(clearance: Clearance, wanted: GrantId, *, clock: Clock) -> Place:
    """Return one place that runs. Raises `NotFound` for any other."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        return _found(await _places(clearance.dossier, clock=clock), wanted)


async def let_in(
    clearance: Clearance, new: NewPlace, *, here: date | None = None, clock: Clock, vault: Vault
) -> GrantId:
    """Give somebody a place; return it. Raises `Invalid` naming every field that cannot be.

    `here`: the day it is where the child is followed, when that is known.

    What it opens follows from the role of the account; the database checks that once more.
    """
    clearance.require(Permission.CIRCLE_MANAGE, Permission.CHILD_READ)
    dossier, now, today = clearance.dossier, clock.now(), clock.today()
    async with transaction():
        await queries.hold(dossier, new.account)
        known = (await accounts({new.account}, vault=vault)).get(new.account)
        held = await _places(dossier, clock=clock)
        rules.check_place(new, known.role if known else None, held.around, today=here or today)
        assert known is not None, "somebody without an account was refused above"
        row = new_grant(
            dossier,
            new.account,
            known.role,
            purpose=new.purpose.value,
            since_on=new.since_on,
            granted_by=clearance.actor.account,
            now=now,
            ends_at=rules.moment_after(new.until_on, now=now, today=today),
        )
        await queries.insert([row])
        await audit.record(
            clearance.actor,
            Act.GRANT,
            dossier=dossier,
            subject=UUID(str(row.id)),
            detail={"role": known.role.value, "until": new.until_on.isoformat()},
            vault=vault,
        )
    return GrantId(UUID(str(row.id)))


async def renew(
    clearance: Clearance,
    wanted: GrantId,
    until_on: date,
    *,
    here: date | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Set the last day of a place that runs. Raises `Invalid`, and `NotFound` for any other place."""
    clearance.require(Permission.CIRCLE_MANAGE, Permission.CHILD_READ)
    now, today = clock.now(), clock.today()
    async with transaction():
        _found(await _places(clearance.dossier, clock=clock), wanted)
        rules.check_renewal(until_on, today=here or today)
        ends_at = rules.moment_after(until_on, now=now, today=today)
        if not await queries.set_end(wanted, ends_at=ends_at):
            raise Conflict
        await audit.record(
            clearance.actor,
            Act.GRANT_RENEW,
            dossier=clearance.dossier,
            subject=wanted,
            detail={"until": until_on.isoformat()},
            vault=vault,
        )


async def held_by(
    circle: Circle, account: AccountId, *, clock: Clock
) -> tuple[tuple[DossierId, Place], ...]:
    """Return every place that somebody holds around the children of a circle, the first to end first.

    `circle`: of `CIRCLE_MANAGE`, whoever may renew.
    """
    assert circle.permission is Permission.CIRCLE_MANAGE
    now, today = clock.now(), clock.today()
    async with transaction():
        grants = await queries.grants_open(circle.dossiers, account)
    return tuple(
        (grant.dossier, rules.as_place(grant, now=now, today=today))
        for grant in grants
        if grant.is_live(now)
    )


async def renew_many(
    circle: Circle,
    account: AccountId,
    dossiers: Collection[DossierId],
    until_on: date,
    *,
    clock: Clock,
    vault: Vault,
) -> int:
    """Set the last day of the places somebody holds around some of the children of a circle; return how many.

    Raises Invalid for a day that cannot be, or when no child is chosen. A dossier in which they hold no place is
    passed over.
    """
    now, today = clock.now(), clock.today()
    rules.check_renewal(until_on, today=today)
    ends_at = rules.moment_after(until_on, now=now, today=today)
    renewed = 0
    async with transaction():
        for dossier, place in await held_by(circle, account, clock=clock):
            if dossier in dossiers and await queries.set_end(place.grant.id, ends_at=ends_at):
                renewed += 1
                await audit.record(
                    circle.actor,
                    Act.GRANT_RENEW,
                    dossier=dossier,
                    subject=place.grant.id,
                    detail={"until": until_on.isoformat()},
                    vault=vault,
                )
    if not renewed:
        raise Invalid({"dossier": N_("Choose at least one child.")})
    return renewed


async def end(
    clearance: Clearance,
    wanted: GrantId,
    last_on: date,
    *,
    here: date | None = None,
    clock: Clock,
    hub: Hub,
    vault: Vault,
) -> None:
    """End a place: today at once, from the next statement on; or at the end of a day to come.

    A conversation that is open is closed to whoever has left. Raises `Invalid` and `NotFound`.
    """
    clearance.require(Permission.CIRCLE_MANAGE, Permission.CHILD_READ)
    dossier, now, today = clearance.dossier, clock.now(), clock.today()
    async with transaction():
        held = await _places(dossier, clock=clock)
        known = _found(held, wanted)
        rules.check_end(known, last_on, held.around, today=here or today)
        at = rules.moment_after(last_on, now=now, today=today)
        ended = (
            await queries.end(wanted, at=now)
            if last_on == (here or today)
            else await queries.set_end(wanted, ends_at=at)
        )
        if not ended:
            raise Conflict
        await audit.record(
            clearance.actor,
            Act.GRANT_END,
            dossier=dossier,
            subject=wanted,
            detail={"role": known.grant.role.value, "last": last_on.isoformat()},
            vault=vault,
        )
        after_commit(lambda: hub.publish(topic(dossier), "circle"))


async def ending(circle: Circle, *, clock: Clock) -> tuple[tuple[DossierId, Place], ...]:
    """Return the places of a circle that end within thirty days, the first to end first.

    One query for all the dossiers. `circle`: of `CIRCLE_MANAGE`, whoever may renew.
    """
    assert circle.permission is Permission.CIRCLE_MANAGE
    now, today = clock.now(), clock.today()
    async with transaction():
        grants = await queries.grants_ending(circle.dossiers, now + rules.REMINDER + TWO_DAYS)
    found = [(grant.dossier, rules.as_place(grant, now=now, today=today)) for grant in grants]
    return tuple((dossier, place) for dossier, place in found if place.is_ending)


async def _places(dossier: DossierId, *, clock: Clock) -> Places:
    grants = await queries.grants_around(dossier)
    return rules.in_places(grants, now=clock.now(), today=clock.today())


def _found(held: Places, wanted: GrantId) -> Place:
    for known in held.around:
        if known.grant.id == wanted:
            return known
    raise NotFound
