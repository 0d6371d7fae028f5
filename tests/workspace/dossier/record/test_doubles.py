"""Two dossiers of one child: joined, read through the one that goes on, and taken apart as they were."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person
from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.clock import SystemClock
from workspace.database import sql, transaction
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service
from workspace.dossier.record.model import BirthCertainty
from workspace.dossier.record.summaries import ChildSummary
from workspace.dossier.record.twins import (
    Births,
    Names,
    are_real_twins,
    is_likely_twin,
    likeness,
    real_twins_of,
)
from workspace.errors import Conflict, Forbidden, Invalid
from workspace.ids import DossierId

TWICE = replace(NEW_LOU, identity=replace(NEW_LOU.identity, given_name="Loup"), placement=None)
SISTER = replace(NEW_LOU, identity=replace(NEW_LOU.identity, given_name="Ambre"), placement=None)


def mine(people: People, dossier: DossierId = LOU) -> Clearance:
    return people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)


async def mine_all(people: People, clock: SystemClock) -> Circle:
    return await circle(people.nour.actor, Permission.CHILD_READ, clock=clock)


@pytest.mark.parametrize(
    ("given", "family", "born", "double", "twin"),
    [
        ("Loup", "Vasseur", date(2021, 5, 24), True, False),
        ("Ambre", "Vasseur", date(2021, 5, 24), False, True),
        ("AMBRE", "vasseur", date(2021, 5, 24), False, True),
        ("Ambre", "Payen", date(2021, 5, 24), False, False),
        ("Ambre", "Vasseur", date(2021, 5, 25), False, False),
        ("Lou", "Vasseur", date(2021, 5, 25), False, False),
    ],
)
def test_twins_are_told_from_doubles(
    given: str, family: str, born: date, double: bool, twin: bool
) -> None:
    other = replace(NEW_LOU.identity, given_name=given, family_name=family, birth_date=born)
    assert is_likely_twin(NEW_LOU.identity, other) is double
    assert are_real_twins(NEW_LOU.identity, other) is twin
    assert (real_twins_of(other, {LOU: NEW_LOU.identity}) == (LOU,)) is twin


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({}, (Names.SAME, Births.SAME_DAY)),
        ({"given_name": "VASSEUR", "family_name": "lou"}, (Names.SAME, Births.SAME_DAY)),
        ({"given_name": "Loup"}, (Names.CLOSE, Births.SAME_DAY)),
        ({"birth_date": date(2021, 5, 31)}, (Names.SAME, Births.FEW_DAYS)),
        ({"birth_date": date(2021, 6, 1)}, None),
        ({"birth_date": date(2021, 5, 25), "given_name": "Loup"}, None),
        ({"birth_date": date(2023, 5, 24)}, (Names.SAME, Births.ONE_FIGURE)),
        ({"birth_date": date(2021, 8, 24)}, (Names.SAME, Births.ONE_FIGURE)),
        ({"birth_date": date(2021, 8, 4)}, None),
        (
            {"birth_date": date(2021, 11, 2), "birth_certainty": BirthCertainty.APPROXIMATE},
            (Names.SAME, Births.ESTIMATE),
        ),
        ({"given_name": "Ambre"}, None),
    ],
)
def test_what_makes_two_entries_alike_is_named_as_it_is(
    other: dict[str, Any], alike: tuple[Names, Births] | None
) -> None:
    who = NEW_LOU.identity
    assert likeness(who, replace(who, **other)) == alike
    assert likeness(replace(who, **other), who) == alike


def test_a_day_and_a_month_that_were_swapped_are_told() -> None:
    who = replace(NEW_LOU.identity, birth_date=date(2021, 2, 11))
    swapped = replace(who, birth_date=date(2021, 11, 2))
    assert likeness(who, swapped) == (Names.SAME, Births.SWAPPED)
    assert not is_likely_twin(who, swapped)


def test_two_children_without_a_name_are_never_said_to_have_a_close_one() -> None:
    nameless = replace(
        NEW_LOU.identity, given_name="", family_name="Child born on 3 May 2021", is_unnamed=True
    )
    other = replace(nameless, family_name="Child born on 4 May 2021")
    assert likeness(nameless, other) == (Names.NONE_YET, Births.SAME_DAY)
    about = replace(other, birth_date=date(2021, 7, 1), birth_certainty=BirthCertainty.APPROXIMATE)
    assert likeness(nameless, about) == (Names.NONE_YET, Births.ESTIMATE)
    assert likeness(nameless, replace(other, birth_date=date(2021, 5, 23))) is None


async def test_a_child_is_once_in_lists_and_figures_while_joined(
    lou: People, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    before = await errands.trajectories(importing, vault=vault)
    with lou.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
        here, there = mine(lou), mine(lou, other)
        mine_now = await mine_all(lou, clock)
        (likely,) = await service.likely(here, mine_now, clock=clock, vault=vault)
        assert likely.dossier == other
        as_it_was = await record.child(there, vault=vault)
        await service.join(here, there, clock=clock, vault=vault)
        listed = await record.children(mine_now, clock=clock, vault=vault)
        followed = await record.count_followed(mine_now, clock=clock)
        joined, other_side = await service.joined(here), await service.joined(there)
        read_on = await record.child(there, vault=vault)
        in_circle = await errands.trajectories_in(mine_now, vault=vault)
    assert [child.dossier for child in listed] == [LOU]
    assert followed == 1
    assert (joined.into, joined.holds) == (None, (other,))
    assert (other_side.into, other_side.holds) == (LOU, ())
    assert read_on == as_it_was
    assert set(in_circle) == {LOU}
    assert in_circle[LOU].joined == (other,)
    assert set(await errands.trajectories(importing, vault=vault)) == set(before)


async def test_taking_apart_leaves_everything_as_it_was(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
        here, there = mine(lou), mine(lou, other)
        mine_now = await mine_all(lou, clock)
        before = await record.children(mine_now, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.take_apart(here, there, clock=clock, vault=vault)
        await service.join(here, there, clock=clock, vault=vault)
        await service.take_apart(here, there, clock=clock, vault=vault)
        assert await record.children(mine_now, clock=clock, vault=vault) == before
        assert await service.joined(here) == (None, ())
        await service.join(there, here, clock=clock, vault=vault)
        assert (await service.joined(here)).into == other


async def test_twins_are_not_joined_nor_a_dossier_with_itself_nor_twice(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        sister = (await record.enrol_child(nour, SISTER, clock=clock, vault=vault)).dossier
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
        here, twin, there = mine(lou), mine(lou, sister), mine(lou, other)
        with pytest.raises(Invalid) as refused:
            await service.join(here, twin, clock=clock, vault=vault)
        assert set(refused.value.fields) == {"other"}
        await service.join(here, twin, not_twins=True, clock=clock, vault=vault)
        await service.take_apart(here, twin, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.join(here, here, clock=clock, vault=vault)
        await service.join(here, there, clock=clock, vault=vault)
        for one, two in ((here, there), (there, here), (twin, here), (twin, there)):
            with pytest.raises(Conflict):
                await service.join(one, two, clock=clock, vault=vault)


@pytest.mark.parametrize("pairs", [((0, 1), (1, 0)), ((0, 1), (1, 2)), ((0, 1), (2, 1))])
async def test_of_two_who_join_at_once_the_second_is_told(
    lou: People, vault: Vault, clock: SystemClock, pairs: tuple[tuple[int, int], ...]
) -> None:
    """Neither a ring nor a chain nor two that go on for one: a child stands in one dossier."""
    with lou.nour.here() as nour:
        other, third = [
            (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
            for _ in range(2)
        ]
        mine_of = [mine(lou), mine(lou, other), mine(lou, third)]
        answers = await asyncio.gather(
            *(
                service.join(mine_of[one], mine_of[two], clock=clock, vault=vault)
                for one, two in pairs
            ),
            return_exceptions=True,
        )
        assert sorted(map(str, map(type, answers))) == sorted(map(str, (Conflict, type(None))))
        apart = await asyncio.gather(
            *(
                service.take_apart(mine_of[one], mine_of[two], clock=clock, vault=vault)
                for one, two in (*pairs, *pairs)
            ),
            return_exceptions=True,
        )
        assert apart.count(None) == 1, "it is taken apart once"


LOCK = "hashtextextended('merge' || $1::text, 0)"


async def test_whoever_joins_holds_the_two_dossiers_in_one_order_whichever_goes_on(
    lou: People, vault: Vault, clock: SystemClock, database: Database
) -> None:
    """Or two who join them the two ways round would wait for each other."""
    with lou.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
        low, high = sorted((LOU, other), key=str)
        elsewhere = await asyncpg.connect(database.url("postgres"))
        await elsewhere.execute(f"select pg_advisory_lock({LOCK})", str(high))
        joining = asyncio.create_task(
            service.join(mine(lou, high), mine(lou, low), clock=clock, vault=vault)
        )
        held = True
        async with asyncio.timeout(60):
            while held:  # until whoever joins holds the first and waits for the second
                held = await elsewhere.fetchval(f"select pg_try_advisory_lock({LOCK})", str(low))
                if held:
                    await elsewhere.execute(f"select pg_advisory_unlock({LOCK})", str(low))
                await asyncio.sleep(0.05)
        await elsewhere.execute(f"select pg_advisory_unlock({LOCK})", str(high))
        await joining
        await elsewhere.close()


async def test_whoever_joins_coordinates_both(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
    with lou.ambre.here(), pytest.raises(Forbidden):
        await service.join(
            lou.ambre.clearance(Permission.CHILD_READ),
            mine(lou, other),
            clock=clock,
            vault=vault,
        )
    with lou.stranger.here():
        claimed = replace(mine(lou), actor=lou.stranger.actor)
        with pytest.raises((asyncpg.InsufficientPrivilegeError, KeyError)):
            await service.join(claimed, replace(claimed, dossier=other), clock=clock, vault=vault)
    with lou.yann.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into dossier_merge (id, dossier, merged, merged_by, merged_at)"
                " values (gen_random_uuid(), {}, {}, gen_random_uuid(), now())",
                LOU,
                other,
            )


async def test_a_joined_dossier_stays_with_whoever_has_no_other(
    lou: People, vault: Vault, clock: SystemClock
) -> None:
    with lou.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
        await service.join(mine(lou, other), mine(lou), clock=clock, vault=vault)
        assert [each.dossier for each in await listed(lou.nour, clock, vault)] == [other]
    with lou.odile.here():
        circle_of_odile = await circle(lou.odile.actor, Permission.CHILD_READ, clock=clock)
        (hers,) = await record.children(circle_of_odile, clock=clock, vault=vault)
        assert hers.dossier == LOU, "the one that goes on is closed to her"
        assert await record.count_followed(circle_of_odile, clock=clock) == 1
        assert set(await errands.trajectories_in(circle_of_odile, vault=vault)) == {LOU}


async def listed(person: Person, clock: SystemClock, vault: Vault) -> tuple[ChildSummary, ...]:
    mine_now = await circle(person.actor, Permission.CHILD_READ, clock=clock)
    return await record.children(mine_now, clock=clock, vault=vault)
