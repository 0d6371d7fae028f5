"""A circle managed by whoever coordinates: what the page may do, and what the database holds alone."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid5

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, NAMESPACE, People, account_of, become
from workspace.access import places
from workspace.access.model import GrantId, NewPlace, Purpose
from workspace.access.permissions import Permission
from workspace.access.service import circle, clear
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.audit.service import events_about
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.hub import MemoryHub

CLOCK = SystemClock()
TODAY = CLOCK.today()
MANAGE = (Permission.CIRCLE_MANAGE, Permission.CHILD_READ)
YEAR = TODAY + timedelta(days=365)


def grant_of(name: str) -> GrantId:
    return GrantId(uuid5(NAMESPACE, f"{name} {LOU}"))


def newcomer(name: str = "stranger") -> NewPlace:
    return NewPlace(
        account=account_of(name), purpose=Purpose.REPLACEMENT, since_on=TODAY, until_on=YEAR
    )


@pytest.fixture
async def carer(people: People, database: Database) -> None:
    """The stranger is a foster carer in these tests, somebody to let in."""
    assert people
    await become("stranger", Role.CARER, owner_url=database.url("grenier_owner"))


async def let_in(people: People, vault: Vault, new: NewPlace) -> GrantId:
    with people.nour.here():
        return await places.let_in(people.nour.clearance(*MANAGE), new, clock=CLOCK, vault=vault)


async def end(people: People, vault: Vault, name: str, *, days: int = 0, by: str = "nour") -> None:
    who = people.by_name[by]
    with who.here():
        await places.end(
            who.clearance(*MANAGE),
            grant_of(name),
            TODAY + timedelta(days=days),
            clock=CLOCK,
            hub=MemoryHub(),
            vault=vault,
        )


async def is_inside(people: People, name: str, vault: Vault) -> bool:
    with people.by_name[name].here() as actor:
        try:
            await clear(actor, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)
        except NotFound:
            return False
    return True


@pytest.mark.usefixtures("carer")
async def test_somebody_let_in_reads_what_their_role_opens_and_no_more(
    people: People, vault: Vault
) -> None:
    assert not await is_inside(people, "stranger", vault)
    await let_in(people, vault, newcomer())
    assert await is_inside(people, "stranger", vault)
    with people.stranger.here() as stranger, pytest.raises(Forbidden):
        await clear(stranger, LOU, Permission.GROWTH_READ, clock=CLOCK, vault=vault)
    with people.nour.here():
        held = await places.places(people.nour.clearance(*MANAGE), clock=CLOCK)
    (mine,) = [p for p in held.around if p.grant.account == account_of("stranger")]
    assert (mine.until_on, mine.grant.role, mine.is_ending) == (YEAR, Role.CARER, False)
    assert mine.purpose == "Standing in for somebody"
    with people.auditor.here() as auditor:
        events = await events_about(auditor, LOU, vault=vault)
    granted = next(event for event in events if event.act is Act.GRANT)
    assert granted.detail == {"role": "carer", "until": YEAR.isoformat()}


async def test_nobody_is_let_in_twice_nor_without_a_role_that_is_around_children(
    people: People, vault: Vault
) -> None:
    for name in ("ambre", "parent", "nobody at all"):
        with pytest.raises(Invalid) as refused:
            await let_in(people, vault, newcomer(name))
        assert set(refused.value.fields) == {"account"}


@pytest.mark.usefixtures("carer")
async def test_of_two_who_let_the_same_person_in_at_once_the_second_is_told_they_are_in(
    people: People, vault: Vault
) -> None:
    answers = await asyncio.gather(
        *(let_in(people, vault, newcomer()) for _ in range(4)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, BaseException)]
    assert [Invalid] * 3 == [type(each) for each in refused]
    assert await is_inside(people, "stranger", vault)


async def test_a_place_that_ends_today_closes_the_dossier_at_the_next_statement(
    people: People, vault: Vault
) -> None:
    with people.odile.here():
        async with transaction():
            assert (await sql("select grenier_circle() as circle"))[0]["circle"] == [LOU]
    await end(people, vault, "odile")
    with people.odile.here():
        async with transaction():
            assert (await sql("select grenier_circle() as circle"))[0]["circle"] == []
    with people.nour.here():
        held = await places.places(people.nour.clearance(*MANAGE), clock=CLOCK)
    assert [(p.grant.account, p.until_on) for p in held.left] == [(account_of("odile"), TODAY)]


async def test_a_place_that_ends_later_runs_until_that_day(people: People, vault: Vault) -> None:
    await end(people, vault, "odile", days=3)
    assert await is_inside(people, "odile", vault)
    whoever = await circle(people.nour.actor, Permission.CIRCLE_MANAGE, clock=CLOCK)
    assert not whoever.dossiers, "asked outside a session"
    with people.nour.here() as nour:
        held = await circle(nour, Permission.CIRCLE_MANAGE, clock=CLOCK)
        ((dossier, place),) = await places.ending(held, clock=CLOCK)
        await places.renew(
            people.nour.clearance(*MANAGE), place.grant.id, YEAR, clock=CLOCK, vault=vault
        )
        assert await places.ending(held, clock=CLOCK) == ()
        renewed = await places.place(people.nour.clearance(*MANAGE), place.grant.id, clock=CLOCK)
    assert (dossier, place.grant.account) == (LOU, account_of("odile"))
    assert place.until_on == TODAY + timedelta(days=3)
    assert renewed.until_on == YEAR


async def test_a_circle_keeps_somebody_who_coordinates(people: People, vault: Vault) -> None:
    with pytest.raises(Invalid, match="attention"):
        await end(people, vault, "nour")
    await let_in(people, vault, newcomer())  # the stranger coordinates too
    await end(people, vault, "nour", by="nour")
    assert not await is_inside(people, "nour", vault)


async def test_the_database_alone_keeps_somebody_who_coordinates(
    people: People, database: Database
) -> None:
    statement = "update access_grant set ended_at = now() where id = {} returning id"
    with (
        people.nour.here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match="keeps somebody"),
    ):
        async with transaction():
            await sql(statement, grant_of("nour"))
    await as_owner(database, "drop trigger access_grant_circle on access_grant")
    with people.nour.here():  # the negative control: without the guard it is done
        async with transaction():
            assert await sql(statement, grant_of("nour"))


async def test_only_whoever_coordinates_that_child_ends_or_renews_a_place(
    people: People, database: Database
) -> None:
    statement = (
        "update access_grant set ends_at = now() + interval '9 days' where id = {} returning id"
    )
    for name in ("ambre", "odile", "yann", "diane", "stranger", "parent", "administrator"):
        with people.by_name[name].here():
            async with transaction():
                assert await sql(statement, grant_of("noe")) == [], name
    await as_owner(database, "alter policy access_grant_update on access_grant using (true)")
    with people.ambre.here():  # the negative control
        async with transaction():
            assert await sql(statement, grant_of("noe"))


async def test_only_whoever_coordinates_that_child_lets_somebody_in(
    people: People, database: Database, vault: Vault
) -> None:
    pretending = people.ambre.clearance(*MANAGE)
    with people.ambre.here(), pytest.raises(asyncpg.InsufficientPrivilegeError, match="policy"):
        await places.let_in(pretending, newcomer(), clock=CLOCK, vault=vault)
    await as_owner(database, "alter policy access_grant_insert on access_grant with check (true)")
    with people.ambre.here():  # the negative control
        await places.let_in(pretending, newcomer(), clock=CLOCK, vault=vault)


@pytest.mark.parametrize("permission", MANAGE)
async def test_no_verb_goes_without_its_permissions(
    people: People, vault: Vault, permission: Permission
) -> None:
    small = people.nour.clearance(permission)
    with people.nour.here():
        with pytest.raises(Forbidden):
            await places.let_in(small, newcomer(), clock=CLOCK, vault=vault)
        with pytest.raises(Forbidden):
            await places.renew(small, grant_of("noe"), YEAR, clock=CLOCK, vault=vault)
        with pytest.raises(Forbidden):
            await places.end(
                small, grant_of("noe"), TODAY, clock=CLOCK, hub=MemoryHub(), vault=vault
            )


async def test_a_place_of_another_circle_is_not_found(people: People, vault: Vault) -> None:
    elsewhere = GrantId(UUID(int=7))
    with people.nour.here(), pytest.raises(NotFound):
        await places.renew(
            people.nour.clearance(*MANAGE), elsewhere, YEAR, clock=CLOCK, vault=vault
        )


async def test_a_young_adult_enters_by_the_handing_over_alone(
    people: People, database: Database, vault: Vault
) -> None:
    await become("stranger", Role.YOUNG_ADULT, owner_url=database.url("grenier_owner"))
    with pytest.raises(Invalid):
        await let_in(people, vault, newcomer())
    with (
        people.nour.here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match="handing over"),
    ):
        async with transaction():
            await sql(
                "insert into access_grant (id, dossier, account, role, reads, writes, purpose, since_on,"
                " begins_at, ends_at, granted_by, granted_at) values (gen_random_uuid(), {}, {},"
                " 'young_adult', array['C0'], array['C5'], 'x', current_date, now(), now() + interval '1 day', {}, now())",
                LOU,
                account_of("stranger"),
                account_of("nour"),
            )


async def as_owner(database: Database, statement: str) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(statement)
    await owner.close()
