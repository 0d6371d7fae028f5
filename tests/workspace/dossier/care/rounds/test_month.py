"""The month of one professional: their own, and for others what was held in their circle that day."""

from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import ELSEWHERE, LOU, NURSERY, People, Person, account_of, grant_row
from tests.workspace.dossier.care.rounds.afternoons import (
    BOTH,
    EDEN,
    MARCH,
    TODAY,
    afternoon,
    circle,
    noted,
)
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access import queries as grants
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import FixedClock, SystemClock
from workspace.database import sql, transaction
from workspace.dossier.care.rounds import file, service
from workspace.dossier.care.rounds.model import Month
from workspace.i18n import use_language
from workspace.ids import DossierId, PractitionerId


async def test_a_month_holds_ones_own_and_for_others_what_was_held_in_their_circle(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, afternoon(malik, *BOTH), clock=clock, vault=vault)
    await noted(people.nour, afternoon(None, BOTH[1]), clock=clock, vault=vault)
    last = afternoon(malik, BOTH[1], done_on=date(2025, 2, 28))
    await noted(people.malik, last, clock=clock, vault=vault)

    async def read(person: Person, *dossiers: DossierId) -> list[DossierId]:
        around = circle(person, Permission.CARE_SESSION_READ, *dossiers)
        with person.here():
            found = await service.month(around, malik, MARCH, clock=clock, vault=vault)
        return [line.held.dossier for line in found.lines]

    assert sorted(await read(people.malik)) == [LOU, EDEN]
    assert sorted(await read(people.nour, LOU)) == [LOU, EDEN], "she coordinates for both"
    assert await read(people.salome) == [LOU]
    around = circle(people.nour, Permission.CARE_SESSION_READ)
    with people.nour.here():
        assert await service.performers(around, MARCH) == {malik}
        assert await service.performers(around, date(2025, 1, 1)) == frozenset()
        nobody = await service.month(around, None, MARCH, clock=clock, vault=vault)
    assert (nobody.lines, nobody.totals) == ((), ())
    assert Act.CARE_MONTH_READ in await recorded(people)


async def test_a_child_who_left_stays_on_the_bill_of_who_held_their_sessions_and_of_nobody_else(
    people: People,
    malik: PractitionerId,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> None:
    """Without a name, at the establishment where the child was; what another held never comes."""
    mine, _ = await noted(people.malik, afternoon(malik, *BOTH), clock=clock, vault=vault)
    silent = replace(BOTH[0], note="")
    await noted(people.nour, afternoon(None, silent), clock=clock, vault=vault)
    await owner.execute("update dossier set organization = $1 where id = $2", ELSEWHERE, LOU)
    await owner.execute(
        "update access_grant set ended_at = now() - interval '10 years' where dossier = $1", LOU
    )
    around = circle(people.malik, Permission.CARE_SESSION_READ, EDEN)
    with people.malik.here():
        found = await service.month(around, malik, MARCH, clock=clock, vault=vault)
    lou, eden = found.lines
    assert (lou.held.session.id, lou.held.session.minutes) == (mine, 40)
    assert (lou.child, lou.code, lou.organization) == ("", "10000000", NURSERY)
    assert eden.child == "Lou Delattre", "the name every child of these tests has"
    assert found.totals[0].acts == 2
    with use_language("en"):
        shown = next(iter(file.rows(found, {NURSERY: "The nursery"})))
    assert shown[1:3] == ("no longer around you, 10000000", "The nursery")
    assert "not known" in shown, "whether it was beyond the ceiling takes the other sessions"
    for person in (people.nour, people.salome):
        with person.here():
            async with transaction():
                assert (
                    await sql("select * from grenier_my_sessions('2025-01-01', '2026-01-01')") == []
                )


@pytest.fixture
async def moved(  # noqa: PLR0917 - each is a fixture
    people: People,
    malik: PractitionerId,
    operator: Operator,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> PractitionerId:
    """Sessions of Lou and Eden by Malik; Nour coordinates for Lou until 3 March, another from the 4th on."""
    for day in (date(2025, 2, 28), date(2025, 3, 3), TODAY):
        await noted(people.malik, afternoon(malik, BOTH[0], done_on=day), clock=clock, vault=vault)
    await noted(people.malik, afternoon(malik, BOTH[1]), clock=clock, vault=vault)
    await owner.execute(
        "update access_grant set ended_at = '2025-03-03 18:00+00' where dossier = $1 and account = $2",
        LOU,
        account_of("nour"),
    )
    place = grant_row("stranger", LOU, now=SystemClock().now(), role=Role.COORDINATOR)
    place.since_on = TODAY
    async with operator("demo"), transaction():
        await grants.insert([place])
    return malik


async def test_a_child_who_moved_at_mid_month_is_counted_by_whoever_coordinated_that_day(
    people: People, moved: PractitionerId, vault: Vault, clock: FixedClock
) -> None:
    """Each session stands in one month, none in both."""

    async def read(person: Person, *dossiers: DossierId, of: date = MARCH) -> Month:
        around = circle(person, Permission.CARE_SESSION_READ, *dossiers)
        with person.here():
            assert await service.performers(around, of) == {moved}
            return await service.month(around, moved, of, clock=clock, vault=vault)

    before, after = await read(people.nour, EDEN), await read(people.stranger, LOU)
    assert [(each.child, each.held.session.done_on) for each in before.lines] == [
        ("", date(2025, 3, 3)),
        ("Lou Delattre", TODAY),
    ]
    assert [(each.child, each.held.session.done_on) for each in after.lines] == [
        ("Lou Delattre", TODAY)
    ]
    assert (before.left_out, after.left_out) == (0, 1)
    february = await read(people.nour, EDEN, of=date(2025, 2, 1))
    assert [each.child for each in february.lines] == [""]
    with use_language("en"):
        said = [str(row[0]) for row in file.rows(after, {}) if len(row) == 1]
    assert said[1].startswith("1 session with a child you follow is left out")


async def test_a_dossier_that_is_asked_for_is_no_dossier_that_is_open(
    people: People, moved: PractitionerId
) -> None:
    with people.salome.here():
        async with transaction():
            rows = await sql(
                "select * from grenier_sessions_followed({}::uuid[], {}, {}, {})",
                [EDEN],
                moved,
                MARCH,
                date(2025, 4, 1),
            )
    assert rows == []
