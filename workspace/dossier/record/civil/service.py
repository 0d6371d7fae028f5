"""Who the child is, verb by verb: a name that changes keeps the one before it."""

from dataclasses import replace

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import queries, writing
from workspace.dossier.record.civil import queries as civil_queries
from workspace.dossier.record.civil import rules
from workspace.dossier.record.civil.model import ChangeReason, Civil, Ins, NewIdentity
from workspace.dossier.record.doubles import queries as doubles
from workspace.errors import Invalid
from workspace.i18n import N_

HELD_ELSEWHERE = N_(
    "Another dossier of your circle holds this number. If it is the same child, join the two first."
)


async def civil(clearance: Clearance, *, vault: Vault) -> Civil:
    """Return a child's identity with its history."""
    clearance.require(Permission.CHILD_READ)
    dossier = clearance.dossier
    async with transaction():
        found = Civil(
            identity=(await queries.head(dossier, vault=vault)).identity,
            former=await civil_queries.former(dossier, vault=vault),
            ins=await civil_queries.ins(dossier, vault=vault),
        )
        await audit.record(
            clearance.actor,
            Act.CHILD_READ,
            dossier=dossier,
            detail={"part": "civil"},
            vault=vault,
        )
    return found


async def change_identity(
    clearance: Clearance, new: NewIdentity, *, clock: Clock, vault: Vault
) -> None:
    """Write who the child is now; who they were said to be stays, and a search finds both names.

    Raises `Invalid` naming what cannot be.
    """
    clearance.require(Permission.CHILD_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        become = rules.changed(head.identity, new)
        today = clock.today_in(head.inclusion.department)
        rules.check_identity(become, head.inclusion, today=today)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await civil_queries.insert_former(
            dossier, head.identity, new.reason, signed=signed, vault=vault
        )
        await writing.update_identity(dossier, become, vault=vault)
        await _record(clearance, Act.CHILD_AMEND, new.reason.value, vault=vault)


async def protect_origins(clearance: Clearance, *, clock: Clock, vault: Vault) -> None:
    """Hide who the mother is, everywhere and for good: no page undoes it. Nothing is erased."""
    clearance.require(Permission.ORIGINS_PROTECT)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        known = (await queries.head(dossier, vault=vault)).identity
        signed = writing.Signed(clearance.actor.account, clock.now())
        await civil_queries.insert_former(
            dossier, known, ChangeReason.OTHER, signed=signed, vault=vault
        )
        await writing.update_identity(dossier, replace(known, secret_origins=True), vault=vault)
        await _record(clearance, Act.CHILD_AMEND, "secret_origins", vault=vault)


async def write_ins(clearance: Clearance, new: Ins, *, clock: Clock, vault: Vault) -> None:
    """Write the national health identity. Raises `Invalid`, for a number of another dossier too."""
    clearance.require(Permission.CHILD_WRITE)
    rules.check_ins(new)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        if new.number:
            holders = set(await civil_queries.holding_number(new.number, vault=vault))
            joined = await doubles.joined_with(dossier)
            if holders - {dossier} - joined:
                raise Invalid({"number": HELD_ELSEWHERE})
        signed = writing.Signed(clearance.actor.account, clock.now())
        await civil_queries.insert_ins(dossier, new, signed=signed, vault=vault)
        await _record(clearance, Act.INS_WRITE, new.status.value, vault=vault)


async def _record(clearance: Clearance, act: Act, kind: str, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor, act, dossier=clearance.dossier, detail={"kind": kind}, vault=vault
    )
