"""What PostgreSQL shows of a record to whoever gets to write SQL, person by person."""

from datetime import date
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.database import Door, acting_as, sql, transaction
from workspace.dossier.record import errands
from workspace.dossier.record.model import (
    MeasureId,
    MeasureKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
)

TABLES = (
    "dossier",
    "child",
    "birth",
    "inclusion",
    "placement",
    "protection_measure",
    "related_person",
)
EVERYTHING = frozenset(TABLES)
IDENTITY = frozenset({"dossier", "child", "inclusion"})
SOCIAL = IDENTITY | {"placement", "protection_measure", "related_person"}
VISIBLE = {
    "nour": EVERYTHING,
    "ambre": EVERYTHING,
    "salome": EVERYTHING,
    "noe": IDENTITY | {"birth"},
    "malik": IDENTITY | {"birth"},
    "odile": IDENTITY,
    "yann": SOCIAL,
    "diane": SOCIAL,
    "stranger": frozenset(),
    "parent": frozenset(),
    "national": frozenset(),
    "administrator": frozenset(),
    "auditor": frozenset(),
}


@pytest.fixture
async def whole_lou(lou: People, importing: Errand, vault: Vault) -> People:
    """Lou with a row in every table of the record."""
    begins_on = date(2021, 7, 9)
    measure = ProtectionMeasure(
        id=MeasureId(UUID(int=1)), kind=MeasureKind.OPP, begins_on=begins_on
    )
    person = RelatedPerson(
        id=RelatedPersonId(UUID(int=2)), relation="mother", name="N.", parental_responsibility=True
    )
    await errands.add_measures(importing, [(LOU, measure)], vault=vault)
    await errands.add_people(importing, [(LOU, person)], vault=vault)
    return lou


async def rows_in(table: str) -> int:
    async with transaction():
        rows = await sql(f"select count(*) as n from {table}")  # noqa: S608 - a name of ours
    return int(rows[0]["n"])


async def test_each_person_sees_the_classes_of_their_role(whole_lou: People) -> None:
    seen = {}
    for person in whole_lou:
        with person.here():
            seen[person.name] = frozenset([table for table in TABLES if await rows_in(table)])
    assert seen == VISIBLE


@pytest.mark.parametrize("table", TABLES)
async def test_without_the_guard_a_stranger_would_see_the_row(
    whole_lou: People, database: Database, table: str
) -> None:
    """The negative control of the test above."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(f"alter table {table} no force row level security")
    await owner.execute(f"alter table {table} disable row level security")
    await owner.close()
    with whole_lou.stranger.here():
        assert await rows_in(table) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "insert into dossier select gen_random_uuid(), {}, now()",
        "insert into placement select gen_random_uuid(), {}, 'home', current_date, null, ''",
        "insert into related_person select gen_random_uuid(), {}, true, ''",
    ],
)
async def test_a_stranger_writes_nothing_into_a_record(whole_lou: People, statement: str) -> None:
    with whole_lou.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(statement, LOU)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from placement",
        "delete from dossier",
        "update placement set dossier = gen_random_uuid()",
        "update placement set kind = 'home'",
        "update related_person set parental_responsibility = false",
        "update protection_measure set begins_on = current_date",
        "update dossier set closed_at = now()",
    ],
)
async def test_nobody_deletes_or_turns_a_row_into_another(
    whole_lou: People, statement: str
) -> None:
    with whole_lou.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(statement)


async def test_a_stranger_changes_nothing(whole_lou: People) -> None:
    with whole_lou.stranger.here():
        async with transaction():
            assert await sql("update placement set ends_on = current_date returning id") == []


async def test_who_coordinates_does_not_rewrite_the_birth(whole_lou: People) -> None:
    with whole_lou.nour.here():
        async with transaction():
            assert await sql("update birth set encrypted_birth = '' returning dossier") == []
    with whole_lou.ambre.here():
        async with transaction():
            assert len(await sql("update birth set encrypted_birth = '' returning dossier")) == 1


async def test_the_figures_see_what_they_count_and_no_more(
    whole_lou: People, worker_door: Door
) -> None:
    assert whole_lou
    _, secret = await open_service_session("figures", door=worker_door)
    with acting_as(secret):
        seen = {table for table in TABLES if await rows_in(table)}
    assert {"dossier", "child", "inclusion", "placement"} == seen
