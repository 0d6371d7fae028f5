"""The only way to a dossier: ask here, and be answered with a clearance or a refusal that is written down."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access import queries, rules
from workspace.access.model import Circle, Clearance, Errand, Grant
from workspace.access.permissions import Permission
from workspace.access.tables import GrantRow
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import sql, transaction
from workspace.errors import Forbidden, NotFound
from workspace.ids import AccountId, DossierId
from workspace.news import News, Seen

LONGEST_GRANT = rules.LONGEST_PLACE


async def clear(
    actor: Actor, dossier: DossierId, *permissions: Permission, clock: Clock, vault: Vault
) -> Clearance:
    """Return the clearance of `actor` for `permissions` in `dossier`.

    Runs in a short transaction of its own; a refusal is recorded there before it is raised. Raises `NotFound`
    for whoever has no place in the circle, `Forbidden` for whoever has one that does not go so far.
    """
    async with transaction():
        grants = await queries.grants_in(dossier, actor.account)
        try:
            return rules.decide(actor, grants, permissions, now=clock.now())
        except (NotFound, Forbidden) as error:
            refusal = error
            await audit.record(
                actor,
                Act.REFUSED,
                dossier=dossier,
                detail={"asked": " ".join(sorted(permissions)), "answer": type(error).__name__},
                vault=vault,
            )
    raise refusal


async def circle(actor: Actor, permission: Permission, *, clock: Clock) -> Circle:
    """Return the dossiers in which `actor` holds `permission` now, perhaps none."""
    return circle_among(actor, await own_grants(actor), permission, clock=clock)


async def own_grants(actor: Actor) -> tuple[Grant, ...]:
    """Return every place `actor` ever had: what circles of one moment are made from."""
    async with transaction():
        return await queries.grants_of(actor.account)


def circle_among(
    actor: Actor, grants: Iterable[Grant], permission: Permission, *, clock: Clock
) -> Circle:
    """Return the same as `circle`, from grants read a moment ago."""
    now = clock.now()
    return Circle(
        actor=actor,
        permission=permission,
        dossiers=frozenset(
            grant.dossier
            for grant in grants
            if grant.is_live(now) and rules.satisfies(grant, permission)
        ),
    )


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others let in, and who left, since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def around(clearance: Clearance, *, clock: Clock) -> tuple[Grant, ...]:
    """Return the live grants of the circle, whoever they were given to, oldest first."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        grants = await queries.grants_around(clearance.dossier)
    now = clock.now()
    return tuple(grant for grant in grants if grant.is_live(now))


async def around_in(
    circle: Circle, *, role: Role | None = None, clock: Clock
) -> Mapping[DossierId, frozenset[AccountId]]:
    """Return who is around each child of a circle now, in one query; `role`: those of one role alone."""
    found = await places_in(circle, role=role, clock=clock)
    return {
        dossier: frozenset(grant.account for grant in grants) for dossier, grants in found.items()
    }


async def places_in(
    circle: Circle, *, role: Role | None = None, clock: Clock
) -> Mapping[DossierId, tuple[Grant, ...]]:
    """Return the same with the places, which say since when."""
    async with transaction():
        grants = await queries.grants_open(circle.dossiers)
    now = clock.now()
    found: dict[DossierId, list[Grant]] = defaultdict(list)
    for grant in grants:
        if grant.is_live(now) and role in {None, grant.role}:
            found[grant.dossier].append(grant)
    return {dossier: tuple(held) for dossier, held in found.items()}


async def export(
    circle: Circle, dossiers: Collection[DossierId], what: str, *, vault: Vault
) -> None:
    """Record that a list leaves as a file: one event for each child it names, who may know it one day.

    `what`: the list, by a code. A page of the same list is recorded without naming each child.
    """
    async with transaction():
        for dossier in sorted(circle.dossiers & frozenset(dossiers), key=str):
            await audit.record(
                circle.actor,
                Act.CHILD_EXPORT,
                dossier=dossier,
                detail={"list": what},
                vault=vault,
            )


async def places(
    errand: Errand, *, dossier: DossierId | None = None, clock: Clock
) -> tuple[Grant, ...]:
    """Return every live place around one child, every child for None: whom the house may tell that something waits."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        grants = await (queries.grants_around(dossier) if dossier else queries.grants())
    now = clock.now()
    return tuple(grant for grant in grants if grant.is_live(now))


async def coordinated_by(
    errand: Errand, account: AccountId, *, clock: Clock
) -> frozenset[DossierId]:
    """Return the dossiers around whose child an account has a coordinator's place now."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        grants = await queries.grants_of(account)
    now = clock.now()
    return frozenset(
        grant.dossier for grant in grants if grant.role is Role.COORDINATOR and grant.is_live(now)
    )


async def open_circle(
    actor: Actor, dossier: DossierId, *, since_on: date, purpose: str, clock: Clock
) -> None:
    """Found the circle of a dossier that has none yet: its coordinator enters first.

    The database does it (`grenier_open_circle`) and refuses whoever is not a coordinator, or a dossier that
    already has a circle. Inside the caller's transaction.
    """
    if actor.role is not Role.COORDINATOR:
        raise Forbidden
    rights = rules.rights_of(actor.role)
    await sql(
        "select grenier_open_circle({}, {}, {}, {}, {}, {}, {})",
        uuid4(),
        dossier,
        sorted(rights.reads),
        sorted(rights.writes),
        purpose,
        since_on,
        clock.now() + LONGEST_GRANT,
    )


def new_grant(
    dossier: DossierId,
    account: AccountId,
    role: Role,
    *,
    purpose: str,
    since_on: date,
    granted_by: AccountId,
    now: datetime,
    ends_at: datetime | None = None,
) -> GrantRow:
    """Return the row of a grant that runs from `now` to `ends_at`, or for as long as a grant may."""
    rights = rules.rights_of(role)
    return GrantRow(
        id=uuid4(),
        dossier=dossier,
        account=account,
        role=role.value,
        reads=sorted(rights.reads),
        writes=sorted(rights.writes),
        purpose=purpose,
        since_on=since_on,
        begins_at=now,
        ends_at=ends_at or now + LONGEST_GRANT,
        granted_by=granted_by,
        granted_at=now,
    )


async def grant_many(
    errand: Errand,
    grants: Sequence[tuple[DossierId, AccountId, Role, str, date]],
    *,
    clock: Clock,
    vault: Vault,
) -> None:
    """Enter people into circles on behalf of the operator (import, opening of an account).

    Each item: dossier, account, role, purpose, since when. A place already held is left as it is.
    """
    held: dict[AccountId, set[DossierId]] = {}
    async with transaction():
        now = clock.now()
        for account in {account for _, account, _, _, _ in grants}:
            places = await queries.grants_of(account)
            held[account] = {grant.dossier for grant in places if grant.is_live(now)}
        rows = [
            new_grant(
                dossier,
                account,
                role,
                purpose=purpose,
                since_on=since_on,
                granted_by=errand.actor.account,
                now=now,
            )
            for dossier, account, role, purpose, since_on in grants
            if dossier not in held[account]
        ]
        await queries.insert(rows)
        await _record_grants(errand.actor, rows, vault=vault)


async def _record_grants(actor: Actor, rows: Iterable[GrantRow], *, vault: Vault) -> None:
    for row in rows:
        await audit.record(
            actor,
            Act.GRANT,
            dossier=DossierId(row.dossier),
            subject=UUID(str(row.id)),
            detail={"role": row.role},
            vault=vault,
        )


async def renew_grants(_errand: Errand, *, clock: Clock) -> int:
    """Give every open grant a new year, on behalf of the operator; return how many were renewed."""
    now = clock.now()
    async with transaction():
        rows = await (
            GrantRow.update({GrantRow.ends_at: now + LONGEST_GRANT})
            .where(GrantRow.ended_at.is_null(), GrantRow.ends_at < now + LONGEST_GRANT / 2)
            .returning(GrantRow.id)
        )
    return len(rows)
