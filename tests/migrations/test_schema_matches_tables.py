"""What the migrations made is what the tables say: column by column, in a real database."""

import contextlib
import io
from functools import cache
from typing import NamedTuple

import asyncpg
import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.columns import Array, Column
from piccolo.conf.apps import AppConfig, Finder
from piccolo.table import Table

from tests.conftest import Database

BY_HAND = {
    ("audit_event", "tx"): "the transaction an event was written in; the database alone fills it",
    (
        "stored_object",
        "staged_by",
    ): "the session that staged an object; the database alone fills it",
}
"""Columns that only SQL written by hand knows, and why."""

OF_THE_QUEUE = "pgqueuer"
"""How the tables of a library begin; `tests/workspace/jobs/test_schema.py` holds them to its own declaration."""

SAID_BY_POSTGRESQL = {
    "BIGSERIAL": "bigint",
    "BOOL": "boolean",
    "FLOAT": "double precision",
    "INT": "integer",
    "SERIAL": "integer",
    "TIME": "time without time zone",
    "TIMESTAMPTZ": "timestamp with time zone",
}


class Shape(NamedTuple):
    """A column as PostgreSQL sees it."""

    type: str
    is_null: bool
    is_key: bool


def type_of(column: Column) -> str:
    if isinstance(column, Array):
        return type_of(column.base_column) + "[]"
    said: str = column.column_type
    if said.startswith("VARCHAR"):
        return f"character varying({column._meta.params['length']})"
    return SAID_BY_POSTGRESQL.get(said, said.lower())


def written(table: type[Table]) -> dict[tuple[str, str], Shape]:
    return {
        (table._meta.tablename, column._meta.db_column_name): Shape(
            type_of(column), column._meta.null, column._meta.primary_key
        )
        for column in table._meta.columns
    }


@cache
def apps() -> tuple[AppConfig, ...]:
    return tuple(Finder().get_app_registry().app_configs.values())


COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as is_null,
       exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)) as key
  from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
   and c.relname <> 'migration'
"""


async def made(database: Database) -> dict[tuple[str, str], Shape]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        rows = await owner.fetch(COLUMNS)
    finally:
        await owner.close()
    return {
        (row["relname"], row["attname"]): Shape(row["type"], row["is_null"], row["key"])
        for row in rows
    }


async def test_every_column_is_as_its_table_says(database: Database) -> None:
    expected: dict[tuple[str, str], Shape] = {}
    for app in apps():
        for table in app.table_classes:
            expected |= written(table)
    found = await made(database)
    assert set(BY_HAND) <= set(found) | set(expected)
    assert expected == {
        key: shape
        for key, shape in found.items()
        if key in expected or (key not in BY_HAND and not key[0].startswith(OF_THE_QUEUE))
    }


async def test_a_column_that_differs_is_seen(database: Database) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    before = await made(database)
    await owner.execute("alter table session alter column purpose drop not null")
    await owner.close()
    after = await made(database)
    assert {("session", "purpose")} == {key for key in before if before[key] != after[key]}


@pytest.mark.parametrize("app", apps(), ids=lambda app: app.app_name)
async def test_piccolo_finds_nothing_to_migrate(app: AppConfig) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        changes = await AutoMigrationManager().get_alter_statements(app)
    assert [statement for change in changes for statement in change.statements] == []
