"""Joining two dossiers of one child, and undoing it: both stay whole, a row points from one to the other."""

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import queries
from workspace.dossier.record.doubles import queries as doubles
from workspace.dossier.record.doubles.queries import Elsewhere, Joined
from workspace.dossier.record.model import Identity
from workspace.dossier.record.service import doubles_of, identity
from workspace.dossier.record.summaries import ChildSummary
from workspace.dossier.record.twins import are_real_twins
from workspace.errors import Conflict, Forbidden, Invalid
from workspace.i18n import N_

TWINS = N_(
    "Born the same day, one family, two first names: these look like twins. If they are one child, tick the box."
)


async def joined(clearance: Clearance) -> Joined:
    """Return which dossiers this one is joined with."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        return await doubles.joined(clearance.dossier)


async def elsewhere(
    actor: Actor, identity: Identity, *, number: str = "", vault: Vault
) -> tuple[Elsewhere, ...]:
    """Return where a child about to be enrolled is followed already, outside one's circle: whom to call.

    Two words of the names and the day of birth are the same (the year, for an estimate), or the
    national number. A child without a name is looked for by the number alone. Raises `Forbidden` for
    whoever does not enrol. Each look is recorded.
    """
    if actor.role is not Role.COORDINATOR or actor.organization is None:
        raise Forbidden
    if identity.is_unnamed and not number:
        return ()
    async with transaction():
        found = await doubles.elsewhere(identity, number, vault=vault)
        await audit.record(actor, Act.CHILD_SEEK, detail={"found": str(len(found))}, vault=vault)
    return found


async def likely(
    clearance: Clearance, circle: Circle, *, clock: Clock, vault: Vault
) -> tuple[ChildSummary, ...]:
    """Return the children of a circle who may be this one; children born together are not among them."""
    who = await identity(clearance, vault=vault)
    found = await doubles_of(circle, who, clock=clock, vault=vault)
    return tuple(child for child in found if child.dossier != clearance.dossier)


async def join(
    clearance: Clearance,
    other: Clearance,
    *,
    not_twins: bool = False,
    clock: Clock,
    vault: Vault,
) -> None:
    """Let the dossier of `clearance` go on for both. Whoever joins coordinates both.

    Raises `Conflict` for a dossier with itself or one that is joined already, `Invalid` for what looks like
    twins, unless whoever joins says that they are `not_twins`.
    """
    clearance.require(Permission.DOSSIER_MERGE)
    other.require(Permission.DOSSIER_MERGE)
    goes_on, merged = clearance.dossier, other.dossier
    if goes_on == merged:
        raise Conflict
    async with transaction():
        await doubles.hold(goes_on, merged)
        theirs, ours = await doubles.joined(merged), await doubles.joined(goes_on)
        if ours.into or theirs.into or theirs.holds:
            raise Conflict
        known = await queries.heads([goes_on, merged], vault=vault)
        if not not_twins and are_real_twins(known[goes_on].identity, known[merged].identity):
            raise Invalid({"other": TWINS})
        at = clock.now()
        await doubles.insert(goes_on, merged, by=clearance.actor.account, at=at)
        detail = {"not_twins": "said"} if not_twins else {}
        for each in (clearance, other):
            await audit.record(
                each.actor, Act.CHILD_MERGE, dossier=each.dossier, detail=detail, vault=vault
            )


async def take_apart(clearance: Clearance, other: Clearance, *, clock: Clock, vault: Vault) -> None:
    """Undo a join: everything is as it was, since nothing had moved. Raises `Conflict` when there is none."""
    clearance.require(Permission.DOSSIER_MERGE)
    other.require(Permission.DOSSIER_MERGE)
    async with transaction():
        await doubles.hold(clearance.dossier, other.dossier)
        if other.dossier not in (await doubles.joined(clearance.dossier)).holds:
            raise Conflict
        at, by = clock.now(), clearance.actor.account
        await doubles.undo(clearance.dossier, other.dossier, by=by, at=at)
        for each in (clearance, other):
            await audit.record(each.actor, Act.CHILD_UNMERGE, dossier=each.dossier, vault=vault)
