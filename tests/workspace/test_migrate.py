"""The schema is brought up to date by its owner, once, and everybody else's engine is left alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

import piccolo_conf
from tests.conftest import Database
from workspace import migrate as subject
from workspace.database import engine, sql, transaction
from workspace.embedded import EmbeddedPostgres
from workspace.migrate import MigrationFailed, is_current, migrate


@pytest.fixture
async def empty(server: EmbeddedPostgres) -> AsyncIterator[str]:
    """The owner's URL of a database in which nothing has run."""
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    await superuser.execute("drop database if exists empty with (force)")
    await superuser.execute("create database empty owner grenier_owner")
    await server.close_side_doors("empty")
    yield server.url("grenier_owner", "empty")
    await superuser.execute("drop database empty with (force)")
    await superuser.close()


async def test_an_empty_database_is_brought_up_to_date_once(empty: str) -> None:
    assert not await is_current(empty)
    await migrate(empty)
    assert await is_current(empty)
    await migrate(empty)
    assert await is_current(empty)


async def test_a_database_that_lacks_one_migration_is_not_up_to_date(database: Database) -> None:
    url = database.url("grenier_owner")
    assert await is_current(url)
    owner = await asyncpg.connect(url)
    await owner.execute("delete from migration where id = (select max(id) from migration)")
    await owner.close()
    assert not await is_current(url)


async def test_the_application_s_engine_is_as_it_was(database: Database) -> None:
    await migrate(database.url("grenier_owner"))
    assert piccolo_conf.DB is engine
    async with transaction():
        assert await sql("select current_user::text as me") == [{"me": "grenier_app"}]


async def test_only_the_owner_changes_the_schema(empty: str) -> None:
    with pytest.raises((MigrationFailed, asyncpg.InsufficientPrivilegeError)):
        await migrate(empty.replace("grenier_owner", "grenier_app"))
    assert piccolo_conf.DB is engine
    assert not await is_current(empty)


def test_a_migration_without_an_id_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "access_2026.py"
    file.write_text("VERSION = '1'\n", encoding="utf-8")
    with pytest.raises(MigrationFailed, match=r"access_2026.py has no ID"):
        subject._id_of(file)
