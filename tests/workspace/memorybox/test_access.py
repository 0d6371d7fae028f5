"""What the database itself shows of a box, in raw SQL, to whom and until when."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person, account_of
from tests.workspace.grown import BORN as CAMILLE_BORN
from tests.workspace.grown import CAMILLE
from tests.workspace.memorybox.giving import give, release, story
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.memorybox.imaging import Darkroom

ADD = (
    "insert into keepsake (id, dossier, kind, happened, encrypted_caption, contributed_by, added_at, width, height)"
    " values ({}, {}, 'object', '2023', '', {}, now(), 0, 0)"
)


async def seen(person: Person) -> int:
    with person.here():
        async with transaction():
            return int((await sql("select count(*)::int as n from keepsake"))[0]["n"])


async def refused(person: Person, statement: str, *values: Any) -> None:
    with (
        person.here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"row-level security|denied"),
    ):
        async with transaction():
            await sql(statement, *values)


@pytest.fixture
async def filled(
    people: People, camille: Person, darkroom: Darkroom, vault: Vault, clock: FixedClock
) -> Person:
    """Camille, with a gift of Odile's and one of Ambre's in her box."""
    for person in (people.odile, people.ambre):
        await give(
            person,
            story(happened="2015"),
            dossier=CAMILLE,
            born=CAMILLE_BORN,
            darkroom=darkroom,
            vault=vault,
            clock=clock,
        )
    return camille


async def test_before_it_is_handed_over_each_sees_what_their_role_opens(
    people: People, filled: Person
) -> None:
    assert [2, 2, 2, 1, 2] == [
        await seen(person)
        for person in (people.nour, people.odile, people.yann, people.ambre, filled)
    ]
    for name in ("noe", "diane", "stranger", "national", "administrator", "auditor"):
        assert await seen(people.by_name[name]) == 0


async def test_after_it_only_its_owner_sees_it(
    people: People, filled: Person, vault: Vault, clock: FixedClock
) -> None:
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)
    assert [0, 0, 0, 0] == [
        await seen(person) for person in (people.nour, people.odile, people.yann, people.ambre)
    ]
    assert await seen(filled) == 2
    for person in (people.nour, people.odile):
        await refused(person, ADD, uuid4(), CAMILLE, person.actor.account)
        with person.here():
            async with transaction():
                changed = await sql("update keepsake set withdrawn_at = now() returning id")
        assert changed == []


async def test_without_its_policy_the_circle_would_still_see_it(
    people: People, filled: Person, database: Database, vault: Vault, clock: FixedClock
) -> None:
    """The negative control of the test before."""
    assert filled
    await release(people.nour, dossier=CAMILLE, born=CAMILLE_BORN, vault=vault, clock=clock)
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("drop policy keepsake_select on keepsake")
    await owner.execute("create policy open_keepsake on keepsake for select using (true)")
    await owner.close()
    assert await seen(people.odile) == 2


async def test_nobody_gives_in_the_name_of_another_nor_from_outside(people: People) -> None:
    await refused(people.odile, ADD, uuid4(), LOU, account_of("nour"))
    for name in ("diane", "stranger", "parent"):
        await refused(people.by_name[name], ADD, uuid4(), LOU, account_of(name))
    with people.odile.here():
        async with transaction():
            await sql(ADD, uuid4(), LOU, account_of("odile"))
    assert await seen(people.odile) == 1


async def test_only_who_coordinates_hands_over_in_their_own_name(
    people: People, filled: Person
) -> None:
    hand_over = (
        "insert into memory_box_release (dossier, released_by, released_at) values ({}, {}, now())"
    )
    for person in (people.odile, people.yann, people.stranger, filled):
        await refused(person, hand_over, CAMILLE, person.actor.account)
    await refused(people.nour, hand_over, CAMILLE, account_of("odile"))
    with people.nour.here():
        async with transaction():
            await sql(hand_over, CAMILLE, account_of("nour"))


@pytest.mark.parametrize(
    "statement",
    [
        "update keepsake set encrypted_caption = ''",
        "update keepsake set contributed_by = id",
        "delete from keepsake",
        "update memory_box_release set released_at = now()",
        "delete from memory_box_release",
    ],
)
async def test_a_memory_is_never_rewritten_nor_a_box_taken_back(
    people: People, filled: Person, statement: str
) -> None:
    for person in (people.nour, filled):
        await refused(person, statement)
