"""The people around a child, verb by verb. A correction takes the place of a statement, and both stay."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Clearance, Errand
from workspace.access.permissions import Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.record import queries, writing
from workspace.dossier.record.bases import check_base
from workspace.dossier.record.family import queries as family_queries
from workspace.dossier.record.family import rules
from workspace.dossier.record.family.model import (
    Family,
    Holder,
    NewPerson,
    NewRestriction,
    NewSibling,
    Sibling,
    SiblingId,
)
from workspace.dossier.record.model import (
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionId,
)
from workspace.dossier.record.statements import said
from workspace.errors import Conflict, Invalid, NotFound
from workspace.ids import DossierId


async def family(clearance: Clearance, *, vault: Vault) -> Family:
    """Return everything said of the people around a child."""
    clearance.require(Permission.FAMILY_READ)
    dossier = clearance.dossier
    async with transaction():
        secret = (await queries.head(dossier, vault=vault)).identity.secret_origins
        people = await queries.people(dossier, secret_origins=secret, vault=vault)
        former = await family_queries.former(dossier, secret_origins=secret, vault=vault)
        shown = {each.key for each in (*people, *former)}
        written = tuple(
            each
            for each in await family_queries.restrictions(dossier, vault=vault)
            if not secret or each.what.person in shown
        )
        found = Family(
            people=people,
            former=former,
            restrictions=tuple(said(written)),
            written=written,
            siblings=await family_queries.siblings(dossier, vault=vault),
            is_secret=secret,
        )
        await audit.record(
            clearance.actor,
            Act.CHILD_READ,
            dossier=dossier,
            detail={"part": "family"},
            vault=vault,
        )
    return found


async def holders(
    errand: Errand,
    dossiers: Collection[DossierId],
    *,
    others: Mapping[DossierId, Collection[DossierId]] | None = None,
    vault: Vault,
) -> tuple[Holder, ...]:
    """Return who holds parental authority over some children and may be reached by mail, on behalf of the worker.

    Neither a name nor what they are to the child. `others`: the dossiers joined with each: what restricts somebody
    there restricts every holder here, since nothing says which of them it is.
    """
    assert errand.purpose == "worker", "nobody else may"
    async with transaction():
        found = await family_queries.holders(dossiers, others or {}, vault=vault)
        await audit.record(
            errand.actor,
            Act.CHILD_READ,
            detail={"errand": errand.purpose, "part": "holders"},
            vault=vault,
        )
    return found


async def add_person(
    clearance: Clearance, new: NewPerson, *, clock: Clock, vault: Vault
) -> RelatedPerson:
    """Write somebody down. Raises `Invalid` naming what cannot be, and for a mother kept secret."""
    clearance.require(Permission.FAMILY_WRITE)
    person = rules.as_written(new, id_=RelatedPersonId(uuid4()))
    async with transaction():
        secret = (await queries.head(clearance.dossier, vault=vault)).identity.secret_origins
        rules.check_person(new, secret_origins=secret)
        signed = writing.Signed(clearance.actor.account, clock.now())
        await writing.insert_people([(clearance.dossier, person)], vault=vault, signed=signed)
        await _record(clearance, Act.FAMILY_ADD, person.id, vault=vault)
    return person


async def correct_person(
    clearance: Clearance,
    person: RelatedPersonId,
    right: NewPerson | None,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written of somebody, or set it aside.

    Restrictions follow the person. Raises `NotFound`, `Invalid`, and `base` for what is no longer what
    the form showed.
    """
    clearance.require(Permission.FAMILY_WRITE)
    dossier = clearance.dossier
    async with transaction():
        await writing.hold(dossier)
        secret = (await queries.head(dossier, vault=vault)).identity.secret_origins
        known = await queries.people(dossier, secret_origins=secret, vault=vault)
        wrong = next((each for each in known if each.id == person), None)
        if wrong is None:
            raise NotFound
        check_base(base, wrong)
        if right is not None:
            rules.check_person(right, secret_origins=secret)
        await writing.supersede("related_person", wrong.id, at=clock.now())
        if right is not None:
            written = rules.as_written(right, id_=RelatedPersonId(uuid4()))
            row = (dossier, replace(written, subject=wrong.key))
            signed = writing.Signed(clearance.actor.account, clock.now(), wrong.id)
            await writing.insert_people([row], vault=vault, signed=signed)
        await _record(clearance, Act.FAMILY_CORRECT, wrong.id, vault=vault)


async def add_restriction(
    clearance: Clearance, new: NewRestriction, *, clock: Clock, vault: Vault
) -> Restriction:
    """Write down what somebody may not, as it was decided. Raises `Invalid`."""
    return await _write_restriction(clearance, new, None, clock=clock, vault=vault)


async def correct_restriction(
    clearance: Clearance,
    restriction: RestrictionId,
    right: NewRestriction | None,
    *,
    base: str | None = None,
    clock: Clock,
    vault: Vault,
) -> None:
    """Put `right` in the place of what was written, ended or not, or set it aside; it stays readable.

    Raises `NotFound`, `Invalid`, and `base` for what is no longer what the form showed.
    """
    clearance.require(Permission.FAMILY_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        known = await queries.restrictions(clearance.dossier, vault=vault)
        wrong = next((each for each in known if each.id == restriction), None)
        if wrong is None:
            raise NotFound
        check_base(base, wrong)
        await writing.supersede("authority_restriction", wrong.id, at=clock.now())
        if right is None:
            await _record(clearance, Act.RESTRICTION_CORRECT, wrong.id, vault=vault)
        else:
            await _write_restriction(clearance, right, wrong.id, clock=clock, vault=vault)


async def _write_restriction(
    clearance: Clearance,
    new: NewRestriction,
    wrong: RestrictionId | None,
    *,
    clock: Clock,
    vault: Vault,
) -> Restriction:
    clearance.require(Permission.FAMILY_WRITE)
    dossier = clearance.dossier
    restriction = Restriction(
        id=RestrictionId(uuid4()),
        person=new.person,
        kind=new.kind,
        begins_on=new.begins_on,
        ends_on=new.ends_on,
        decided_by=new.decided_by,
        words=new.words,
    )
    async with transaction():
        head = await queries.head(dossier, vault=vault)
        secret = head.identity.secret_origins
        known = await queries.people(dossier, secret_origins=secret, vault=vault)
        today = clock.today_in(head.inclusion.department)
        rules.check_restriction(new, people=known, born=head.identity.birth_date, today=today)
        signed = writing.Signed(clearance.actor.account, clock.now(), wrong)
        await family_queries.insert_restriction(dossier, restriction, signed=signed, vault=vault)
        act = Act.RESTRICTION_CORRECT if wrong else Act.RESTRICTION_ADD
        await _record(clearance, act, restriction.id, vault=vault)
    return restriction


async def end_restriction(
    clearance: Clearance, restriction: RestrictionId, ends_on: date, *, vault: Vault
) -> None:
    """Write the day from which a restriction no longer holds; it may come. Raises `Conflict`, `Invalid`."""
    clearance.require(Permission.FAMILY_WRITE)
    async with transaction():
        await writing.hold(clearance.dossier)
        known = await queries.restrictions(clearance.dossier, vault=vault)
        found = next((each for each in known if each.id == restriction), None)
        if found is None:
            raise NotFound
        if found.ends_on is not None:
            raise Conflict
        if ends_on < found.begins_on:
            raise Invalid({"ends_on": rules.ENDS_TOO_SOON})
        await writing.end("authority_restriction", restriction, ends_on)
        await _record(clearance, Act.RESTRICTION_END, restriction, vault=vault)


async def add_sibling(
    clearance: Clearance,
    new: NewSibling,
    other: Clearance | None,
    *,
    clock: Clock,
    vault: Vault,
) -> Sibling:
    """Write a brother or a sister down; with the clearance for their dossier, in both, linked.

    Raises `Invalid` for what cannot be, `Conflict` for a child who is their own sibling.
    """
    clearance.require(Permission.FAMILY_WRITE)
    sibling = Sibling(id=SiblingId(uuid4()), name=new.name, words=new.words)
    async with transaction():
        rules.check_sibling(new)
        signed = writing.Signed(clearance.actor.account, clock.now())
        if other is not None:
            other.require(Permission.FAMILY_WRITE)
            if other.dossier == clearance.dossier:
                raise Conflict
            theirs = (await queries.head(other.dossier, vault=vault)).identity.name
            sibling = replace(sibling, name=theirs, dossier=other.dossier)
            mine = (await queries.head(clearance.dossier, vault=vault)).identity.name
            back = Sibling(id=SiblingId(uuid4()), name=mine, dossier=clearance.dossier)
            await family_queries.insert_sibling(other.dossier, back, signed=signed, vault=vault)
            await _record(other, Act.SIBLING_ADD, back.id, vault=vault)
        await family_queries.insert_sibling(clearance.dossier, sibling, signed=signed, vault=vault)
        await _record(clearance, Act.SIBLING_ADD, sibling.id, vault=vault)
    return sibling


async def withdraw_sibling(
    clearance: Clearance, sibling: SiblingId, *, clock: Clock, vault: Vault
) -> None:
    """Set a sibling written by mistake aside, here; whoever follows the other does it there."""
    clearance.require(Permission.FAMILY_WRITE)
    async with transaction():
        known = await family_queries.siblings(clearance.dossier, vault=vault)
        if sibling not in {each.id for each in known}:
            raise NotFound
        await writing.supersede("sibling", sibling, at=clock.now())
        await _record(clearance, Act.SIBLING_WITHDRAW, sibling, vault=vault)


async def _record(clearance: Clearance, act: Act, subject: UUID, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor, act, dossier=clearance.dossier, subject=subject, vault=vault
    )
