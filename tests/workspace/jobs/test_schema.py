"""The tables our migration made are those the library declares: a new version of it cannot go unseen."""

import asyncpg
import pytest
from pgqueuer.domain.schema.declaration import target
from pgqueuer.domain.settings import db_settings

from tests.conftest import Database

COLUMNS = """
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null
      from pg_attribute a where a.attrelid = ('public.' || $1)::regclass and a.attnum > 0
     order by a.attname
"""
INDEXES = (
    "select indexname from pg_indexes where schemaname = 'public' and tablename like 'pgqueuer%'"
)


@pytest.fixture
async def owner(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(database.url("grenier_owner"))


async def test_the_columns_are_those_the_library_declares(owner: asyncpg.Connection) -> None:
    declared = target(db_settings())
    assert len(declared.tables) == 4
    for table in declared.tables:
        rows = await owner.fetch(COLUMNS, table.name)
        assert [(row["name"], row["type"], row["not_null"]) for row in rows] == sorted(
            (column.name, column.type, column.not_null) for column in table.columns
        ), table.name
    await owner.close()


async def test_the_indexes_are_those_the_library_declares(owner: asyncpg.Connection) -> None:
    rows = await owner.fetch(INDEXES)
    await owner.close()
    assert {index.name for index in target(db_settings()).indexes} <= {
        row["indexname"] for row in rows
    }
