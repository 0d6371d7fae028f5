"""Who the child is, verb by verb: a name that changes keeps the one before it."""

from dataclasses import replace

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import queries, writing
from workspace.dossier.record.bases import check_base
from workspace.dossier.record.civil import queries as civil_queries
from workspace.dossier.record.civil import rules
from workspace.dossier.record.civil.model import (
    Births,
    BirthSource,
    ChangeReason,
    Civil,
    Ins,
    NewIdentity,
)
from workspace.dossier.record.doubles import queries as doubles
from workspace.dossier.record.model import Birth
from workspace.errors import Forbidden, Invalid
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
            former_ins=await civil_queries.former_ins(dossier, vault=vault),
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
    clearance: Clearance, new: NewIdentity, *, base: str | None = None, clock: Clock, vault: Vault
) -> None:
    """Write who the child is now; who they were said to be stays, and a search finds both names.

    `base`: `base_of` what the page showed. Raises `Invalid` naming what cannot be, and `base` when
    somebody else changed the identity since.
    """
    clearance.require(Permission.CHILD_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        head = await queries.head(dossier, vault=vault)
        check_base(base, head.identity)
        become = rules.changed(head.identity, new)
        today = clock.today_in(head.inclusion.department)
        rules.check_identity(become, head.inclusion, today=today)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await civil_queries.insert_former(
            dossier, head.identity, new.reason, signed=signed, vault=vault
        )
        await writing.update_identity(dossier, become, vault=vault)
        await _record(clearance, Act.CHILD_AMEND, new.reason.value, vault=vault)


async def births(clearance: Clearance, *, vault: Vault) -> Births:
    """Return what is known of the birth and was before. Raises `Forbidden` without somatic health."""
    clearance.require(Permission.CHILD_READ)
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    dossier = clearance.dossier
    async with transaction():
        known = (await queries.births([dossier], vault=vault)).get(dossier, Birth())
        former = await civil_queries.former_births(dossier, vault=vault)
        await audit.record(
            clearance.actor,
            Act.CHILD_READ,
            dossier=dossier,
            detail={"part": "birth"},
            vault=vault,
        )
    return Births(birth=known, former=former)


async def state_birth(
    clearance: Clearance, new: Birth, *, base: str | None = None, clock: Clock, vault: Vault
) -> None:
    """Write what the birth was; ages and curves are corrected from now on, and what was said before stays.

    `base`: `base_of` what the page showed. Raises `Invalid` naming what cannot be, and
    `base` when somebody else stated it since; `Forbidden` for whoever does not write somatic health.
    """
    rules.check_birth(new)
    async with transaction():
        known = await _known_birth(clearance, vault=vault)
        if new != known:
            check_base(base, known)
        await _write_birth(clearance, known, new, BirthSource.STATED, clock=clock, vault=vault)


async def learn_birth(clearance: Clearance, said: Birth, *, clock: Clock, vault: Vault) -> None:
    """Write what an assessment says of the birth; what it does not say stays (`rules.completed`).

    Inside the caller's transaction. Raises `Forbidden` for whoever does not write somatic health.
    """
    async with transaction():
        known = await _known_birth(clearance, vault=vault)
        new = rules.completed(known, said)
        await _write_birth(clearance, known, new, BirthSource.ASSESSMENT, clock=clock, vault=vault)


async def _known_birth(clearance: Clearance, *, vault: Vault) -> Birth:
    """Return what is said of the birth, held until the end of the transaction by whoever may write it."""
    if not clearance.may(DataClass.SOMATIC, Mode.WRITE):
        raise Forbidden
    await writing.hold(clearance.dossier)
    found = await queries.births([clearance.dossier], vault=vault)
    return found.get(clearance.dossier, Birth())


async def _write_birth(
    clearance: Clearance,
    known: Birth,
    new: Birth,
    source: BirthSource,
    *,
    clock: Clock,
    vault: Vault,
) -> None:
    if new == known:
        return
    dossier = clearance.dossier
    signed = writing.Signed(clearance.actor.account, clock.now())
    await civil_queries.insert_former_birth(dossier, known, source, signed=signed, vault=vault)
    await writing.update_birth(dossier, new, vault=vault)
    await _record(clearance, Act.BIRTH_STATE, source.value, vault=vault)


async def protect_origins(clearance: Clearance, *, clock: Clock, vault: Vault) -> None:
    """Hide what says that it is about the mother, for good: no page undoes it. Nothing is erased.

    What does not say whom it is about stays as it was written (`secrecy.hides`).
    """
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


async def check_free(circle: Circle, new: Ins, *, vault: Vault) -> None:
    """Raise Invalid for a number that a dossier of the circle holds: that child is enrolled already."""
    if not new.number:
        return
    async with transaction():
        holders = await civil_queries.holding_number(new.number, vault=vault)
    if circle.dossiers & set(holders):
        raise Invalid({"number": HELD_ELSEWHERE})


async def write_ins(
    clearance: Clearance, new: Ins, *, base: str | None = None, clock: Clock, vault: Vault
) -> None:
    """Write the national health identity; the one before stays readable.

    `base`: `base_of` what the page showed. Raises `Invalid`, for a number of another dossier too, and
    `base` when somebody else wrote it since.
    """
    clearance.require(Permission.CHILD_WRITE)
    rules.check_ins(new)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        check_base(base, await civil_queries.ins(dossier, vault=vault))
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
