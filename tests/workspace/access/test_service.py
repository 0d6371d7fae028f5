"""`clear()` against the database: who enters, who is refused, and that the refusal is written down."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of, become, grant_row
from workspace.access import queries
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.access.service import (
    LONGEST_GRANT,
    around,
    circle,
    clear,
    grant_many,
    open_circle,
    renew_grants,
)
from workspace.accounts.service import open_service_session
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.audit.service import events_about
from workspace.clock import SystemClock
from workspace.database import Door, acting_as, sql, transaction
from workspace.errors import Forbidden, NotFound
from workspace.ids import DossierId

CLOCK = SystemClock()


async def test_the_coordinator_is_cleared(people: People, vault: Vault) -> None:
    with people.nour.here() as nour:
        clearance = await clear(nour, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)
    assert clearance.dossier == LOU


async def test_a_stranger_finds_no_dossier(people: People, vault: Vault) -> None:
    with people.stranger.here() as stranger, pytest.raises(NotFound):
        await clear(stranger, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)


async def test_a_nurse_may_not_read_placements(people: People, vault: Vault) -> None:
    with people.noe.here() as noe, pytest.raises(Forbidden):
        await clear(noe, LOU, Permission.PLACEMENT_READ, clock=CLOCK, vault=vault)


async def test_the_circle_lists_only_ones_own_dossiers(people: People) -> None:
    with people.nour.here() as nour:
        assert {LOU} == set((await circle(nour, Permission.CHILD_READ, clock=CLOCK)).dossiers)
    with people.stranger.here() as stranger:
        assert set() == set((await circle(stranger, Permission.CHILD_READ, clock=CLOCK)).dossiers)


async def test_a_refusal_is_written_down_before_it_is_raised(people: People, vault: Vault) -> None:
    with people.stranger.here() as stranger, pytest.raises(NotFound):
        await clear(
            stranger, LOU, Permission.CHILD_READ, Permission.BOX_READ, clock=CLOCK, vault=vault
        )
    with people.odile.here() as odile, pytest.raises(Forbidden):
        await clear(odile, LOU, Permission.GROWTH_READ, clock=CLOCK, vault=vault)
    with people.auditor.here() as auditor:
        small, none = await events_about(auditor, LOU, vault=vault)
    assert (Act.REFUSED, Act.REFUSED) == (none.act, small.act)
    assert (people.stranger.actor.account, people.odile.actor.account) == (none.actor, small.actor)
    assert {"asked": "dossier:child:read memorybox:box:read", "answer": "NotFound"} == none.detail
    assert {"asked": "dossier:growth:read", "answer": "Forbidden"} == small.detail


async def test_a_clearance_given_is_not_yet_a_reading(people: People, vault: Vault) -> None:
    with people.nour.here() as nour:
        await clear(nour, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)
    with people.auditor.here() as auditor:
        assert await events_about(auditor, LOU, vault=vault) == ()


async def test_everybody_around_is_seen_by_whoever_reads_the_child(people: People) -> None:
    clearance = people.odile.clearance(Permission.CHILD_READ)
    with people.odile.here():
        found = await around(clearance, clock=CLOCK)
    assert len(found) == 8
    with pytest.raises(Forbidden):
        await around(people.odile.clearance(Permission.BOX_READ), clock=CLOCK)


async def test_whoever_has_left_is_no_longer_around(people: People, worker_door: Door) -> None:
    _, secret = await open_service_session("demo", door=worker_door)
    with acting_as(secret):
        async with transaction():
            await sql(
                "update access_grant set ended_at = now() where account = {}", account_of("noe")
            )
    with people.nour.here():
        found = await around(people.nour.clearance(Permission.CHILD_READ), clock=CLOCK)
    assert account_of("noe") not in {grant.account for grant in found}
    assert len(found) == 7


async def test_a_coordinator_founds_the_circle_of_a_new_dossier(
    people: People, vault: Vault
) -> None:
    eden = DossierId(uuid4())
    with people.stranger.here() as stranger:
        async with transaction():
            await open_circle(
                stranger, eden, since_on=date(2025, 3, 1), purpose="enrolment", clock=CLOCK
            )
        clearance = await clear(stranger, eden, Permission.CIRCLE_MANAGE, clock=CLOCK, vault=vault)
    assert (date(2025, 3, 1), "enrolment") == (clearance.since_on, clearance.purpose)


async def test_nobody_but_a_coordinator_founds_a_circle(people: People) -> None:
    with people.ambre.here() as ambre:
        async with transaction():
            with pytest.raises(Forbidden):
                await open_circle(
                    ambre, DossierId(uuid4()), since_on=date(2025, 3, 1), purpose="x", clock=CLOCK
                )


async def test_the_database_refuses_what_a_forgotten_check_would_let_in(people: People) -> None:
    with (
        people.ambre.here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match="only a coordinator"),
    ):
        async with transaction():
            await open_circle(
                people.nour.actor,
                DossierId(uuid4()),
                since_on=date(2025, 3, 1),
                purpose="x",
                clock=CLOCK,
            )


async def test_the_young_adult_owns_their_box_and_nothing_of_the_circle(
    people: People, worker_door: Door, database: Database, vault: Vault
) -> None:
    await become("parent", Role.YOUNG_ADULT, owner_url=database.url("grenier_owner"))
    _, secret = await open_service_session("demo", door=worker_door)
    place = grant_row("parent", LOU, now=datetime.now(UTC), role=Role.YOUNG_ADULT)
    with acting_as(secret):
        async with transaction():
            await queries.insert([place])
    with people.parent.here() as young:
        await clear(young, LOU, Permission.BOX_OWN, Permission.SCALE_READ, clock=CLOCK, vault=vault)
        for permission in (Permission.CIRCLE_MANAGE, Permission.CONVERSATION_READ):
            with pytest.raises(Forbidden):
                await clear(young, LOU, permission, clock=CLOCK, vault=vault)


async def test_the_operator_enters_people_once(
    people: People, importing: Errand, database: Database, vault: Vault
) -> None:
    await become("stranger", Role.CARER, owner_url=database.url("grenier_owner"))
    places = [
        (LOU, account_of(name), Role.CARER, "foster care", date(2025, 1, 1))
        for name in ("stranger", "nour")
    ]
    for _ in range(2):
        await grant_many(importing, places, clock=CLOCK, vault=vault)
    with people.nour.here():
        found = await around(people.nour.clearance(Permission.CHILD_READ), clock=CLOCK)
    assert len(found) == 9
    assert {Role.COORDINATOR} == {g.role for g in found if g.account == account_of("nour")}
    with people.auditor.here() as auditor:
        (granted,) = await events_about(auditor, LOU, vault=vault)
    assert (Act.GRANT, {"role": "carer"}) == (granted.act, granted.detail)


async def test_nobody_enters_people_without_a_mandate(people: People, vault: Vault) -> None:
    errand = Errand(actor=people.stranger.actor, purpose="import")
    place = (LOU, account_of("stranger"), Role.COORDINATOR, "curiosity", date(2025, 1, 1))
    with people.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await grant_many(errand, [place], clock=CLOCK, vault=vault)


async def test_nothing_to_insert_asks_the_database_nothing() -> None:
    await queries.insert([])


async def test_grants_that_near_their_end_are_renewed_the_others_left(
    people: People, worker_door: Door
) -> None:
    actor, secret = await open_service_session("demo", door=worker_door)
    errand = Errand(actor=actor, purpose="demo")
    with acting_as(secret):
        assert await renew_grants(errand, clock=CLOCK) == 0
        async with transaction():
            await sql(
                "update access_grant set ends_at = now() + interval '9 days' where account = {}",
                account_of("nour"),
            )
        assert await renew_grants(errand, clock=CLOCK) == 1
    with people.nour.here():
        (mine,) = [
            grant
            for grant in await around(people.nour.clearance(Permission.CHILD_READ), clock=CLOCK)
            if grant.account == account_of("nour")
        ]
    assert mine.ends_at - datetime.now(UTC) > LONGEST_GRANT - timedelta(minutes=1)
