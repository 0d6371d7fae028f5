"""Read the network, which colleagues share; keep it, which is the operator's errand."""

from collections.abc import Iterable
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.ids import AccountId, OrganizationId, PractitionerId
from workspace.network import queries, rules
from workspace.network.model import (
    NewOrganization,
    NewPractice,
    NewPractitioner,
    Organization,
    Practitioner,
)


async def organizations() -> tuple[Organization, ...]:
    """Return every establishment and service in the order of their names; none to nobody."""
    async with transaction():
        found = await queries.organizations()
    return rules.organizations_in_order(found)


async def name_of(organization: OrganizationId) -> str | None:
    """Return the name of one organization; None for one that is not known."""
    async with transaction():
        return await queries.organization_name(organization)


async def organization_name(organization: OrganizationId) -> str:
    """Return the name of one organization. Raises `NotFound`."""
    name = await name_of(organization)
    if name is None:
        raise NotFound
    return name


async def organization_coded(code: str, *, vault: Vault) -> OrganizationId:
    """Return the organization that has this code in folders. Raises `NotFound`."""
    found = await organizations_coded([code], vault=vault)
    if code not in found:
        raise NotFound
    return found[code]


async def organizations_coded(codes: Iterable[str], *, vault: Vault) -> dict[str, OrganizationId]:
    """Return those of `codes` that are known, each with its organization."""
    async with transaction():
        return await queries.organizations_coded(list(codes), vault=vault)


async def practitioners(
    actor: Actor, *, department: str | None = None, vault: Vault
) -> tuple[Practitioner, ...]:
    """Return the directory of one department in the order of its names; whoever is signed in may read it.

    For None, the department of the actor's establishment, or the whole country when it has none. Whoever
    works on their own account, or in a service of which nobody said the department, is in all of them.
    """
    assert actor.account, "the directory is read by somebody"
    async with transaction():
        if department is None:
            department = await department_of(actor)
        found = await queries.practitioners(department=department, vault=vault)
    return rules.in_order(found)


async def everybody(errand: Errand, *, vault: Vault) -> tuple[Practitioner, ...]:
    """Return the directory of the whole country, which an import compares its lines with."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        return rules.in_order(await queries.practitioners(vault=vault))


async def department_of(actor: Actor) -> str | None:
    """Return the department of the actor's establishment; None when there is none, or nobody said it."""
    if actor.organization is None:
        return None
    async with transaction():
        return await queries.department_of(actor.organization)


async def departments() -> tuple[str, ...]:
    """Return the departments in which there is an establishment, in order."""
    found = {each.department for each in await organizations() if each.department}
    return tuple(sorted(found))


async def practitioner(practitioner: PractitionerId, *, vault: Vault) -> Practitioner:
    """Return one entry of the directory. Raises `NotFound`."""
    async with transaction():
        found = await queries.practitioners([practitioner], vault=vault)
    if not found:
        raise NotFound
    return found[0]


async def practitioner_names(
    ids: Iterable[PractitionerId], *, vault: Vault
) -> dict[PractitionerId, str]:
    """Return the names of `ids` as they are said, those that are known."""
    wanted = set(ids)
    if not wanted:
        return {}
    async with transaction():
        found = await queries.practitioners(wanted, vault=vault)
    return {who.id: who.name for who in found}


async def practitioners_behind(
    actor: Actor, accounts: Iterable[AccountId], *, vault: Vault
) -> dict[AccountId, Practitioner]:
    """Return who of the directory each account is, those that are somebody's there."""
    assert actor.account, "the directory is read by somebody"
    wanted = set(accounts)
    async with transaction():
        ids = await queries.practitioners_behind(wanted) if wanted else []
        found = await queries.practitioners(ids, vault=vault) if ids else []
    return {who.account: who for who in found if who.account is not None}


async def practitioner_of(account: AccountId) -> PractitionerId | None:
    """Return whose account it is in the directory, None for an account that is nobody's there."""
    async with transaction():
        return await queries.practitioner_of(account)


async def link_account(errand: Errand, practitioner: PractitionerId, account: AccountId) -> None:
    """Say that `account` is this practitioner's. Raises `Conflict` when they have another."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        if not await queries.link_account(practitioner, account):
            raise Conflict


async def add_organizations(
    errand: Errand, new: Iterable[NewOrganization], *, vault: Vault
) -> tuple[OrganizationId, ...]:
    """Write organizations; return their identifiers in the same order."""
    assert errand.purpose, "an errand says why"
    rows = [(OrganizationId(uuid4()), organization) for organization in new]
    async with transaction():
        await queries.insert_organizations(rows, vault=vault)
    return tuple(id_ for id_, _ in rows)


async def amend_organizations(
    errand: Errand, amended: Iterable[tuple[OrganizationId, NewOrganization]]
) -> None:
    """Replace what is known of organizations, except the code they are known by."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        await queries.update_organizations(list(amended))


async def add_many(
    errand: Errand, new: Iterable[NewPractitioner], *, vault: Vault
) -> tuple[PractitionerId, ...]:
    """Enter people into the directory; return their identifiers in the same order."""
    assert errand.purpose, "an errand says why"
    rows = [(PractitionerId(uuid4()), practitioner) for practitioner in new]
    async with transaction():
        await queries.insert_practitioners(rows, vault=vault)
    return tuple(id_ for id_, _ in rows)


async def add(actor: Actor, new: NewPractitioner, *, vault: Vault) -> PractitionerId:
    """Enter somebody of another profession into the directory, by hand: whoever coordinates does.

    They have no account and no place around any child. Raises Forbidden for whoever does not coordinate, Invalid
    naming every field.
    """
    if actor.role is not Role.COORDINATOR:
        raise Forbidden
    rules.check_new(new)
    id_ = PractitionerId(uuid4())
    async with transaction():
        await queries.insert_practitioners([(id_, new)], vault=vault)
        await audit.record(actor, Act.NETWORK_ADD, subject=id_, vault=vault)
    return id_


async def by_hand(actor: Actor, wanted: PractitionerId, *, vault: Vault) -> Practitioner:
    """Return somebody who was entered by hand, to correct. Raises Forbidden, and NotFound for anybody else."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden
    found = await practitioner(wanted, vault=vault)
    if not rules.is_by_hand(found):
        raise NotFound
    return found


async def amend(
    actor: Actor, wanted: PractitionerId, new: NewPractitioner, *, seen: str, vault: Vault
) -> None:
    """Correct somebody who was entered by hand. `seen`: `rules.print_of` what the form showed.

    Raises what `by_hand` raises, Invalid naming every field, and `base` when somebody corrected them meanwhile.
    """
    rules.check_new(new)
    async with transaction():
        await queries.hold(wanted)
        rules.check_seen(seen, await by_hand(actor, wanted, vault=vault))
        await queries.update_practitioners([(wanted, new)], vault=vault)
        await audit.record(actor, Act.NETWORK_AMEND, subject=wanted, vault=vault)


async def state_practice(
    actor: Actor, wanted: PractitionerId, new: NewPractice, *, clock: Clock, vault: Vault
) -> None:
    """Say how soon somebody can be seen, and where: whoever coordinates does, and that person.

    What was said before stays. Raises Forbidden for others, NotFound, Invalid naming the field.
    """
    async with transaction():
        who = await practitioner(wanted, vault=vault)
        if not rules.may_state(actor, who):
            raise Forbidden
        rules.check_practice(new)
        await queries.insert_practice(
            wanted, new, on=clock.today(), by=actor.account, at=clock.now()
        )
        await audit.record(actor, Act.NETWORK_PRACTICE, subject=wanted, vault=vault)


async def amend_many(
    errand: Errand, amended: Iterable[tuple[PractitionerId, NewPractitioner]], *, vault: Vault
) -> None:
    """Replace what is known of people, except their account."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        await queries.update_practitioners(list(amended), vault=vault)
