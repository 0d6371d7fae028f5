"""The last line: what PostgreSQL itself refuses, whatever the application asks."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager

from storage.piccolo_app import APP_CONFIG
from storage.vault import Vault
from tests.storage.installation import Url, as_owner, execute, run_migrations
from tests.storage.streams import staged
from workspace.database import acting_as

KEY = "insert into data_key (id, scope, version, kid, wrap) values (gen_random_uuid(), $1, 1, 'k', '\\x00')"
OBJECT = "insert into stored_object (id, scope, dek_wrap) values (gen_random_uuid(), $1, '\\x00')"
TABLES = ("data_key", "stored_object")


@pytest.fixture
async def app(shipped: Url) -> AsyncIterator[asyncpg.Connection]:
    """Return the application's own connection to a database as storage ships it."""
    connection = await asyncpg.connect(shipped("grenier_app"))
    yield connection
    await connection.close()


async def test_storage_ships_closed(app: asyncpg.Connection, shipped: Url) -> None:
    scope = uuid4()
    await as_owner(shipped, KEY, scope)
    await as_owner(shipped, OBJECT, scope)
    for table in TABLES:
        assert await app.fetch(f"select * from {table}") == []  # noqa: S608
    for insert in (KEY, OBJECT):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(insert, scope)
    assert await app.execute("update data_key set wrap = '\\x01'") == "UPDATE 0"
    assert await app.execute("update stored_object set state = 'kept'") == "UPDATE 0"


@pytest.mark.parametrize("setting", ["sweeper", "00000000-0000-0000-0000-000000000001"])
async def test_no_session_opens_what_is_shipped(app: asyncpg.Connection, setting: str) -> None:
    await app.execute("select set_config('app.ctx', $1, false)", setting)
    assert await app.fetchval("select storage_scopes()") == []
    assert await app.fetchval("select storage_sweeps()") is False


@pytest.mark.parametrize("table", TABLES)
async def test_security_is_forced_on_every_table(app: asyncpg.Connection, table: str) -> None:
    forced = "select relrowsecurity and relforcerowsecurity from pg_class where relname = $1"
    assert await app.fetchval(forced, table) is True


@pytest.mark.parametrize(
    "statement",
    [
        "delete from data_key",
        "delete from stored_object",
        "truncate data_key",
        "truncate stored_object",
        "update data_key set scope = gen_random_uuid()",
        "update data_key set version = 2",
        "update stored_object set scope = gen_random_uuid()",
        "update stored_object set id = gen_random_uuid()",
        "update stored_object set version = 2",
        "update stored_object set kind = 2",
        "update stored_object set suite = 2",
        "alter table data_key disable row level security",
        "alter table stored_object no force row level security",
        "drop policy data_key_select on data_key",
        "create or replace function storage_sweeps() returns boolean language sql as 'select true'",
        "set role grenier_owner",
    ],
)
async def test_the_application_has_no_such_right(app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(statement)


async def test_the_worker_deletes_rows_only_when_it_sweeps(
    vault: Vault, scope: UUID, database: Url
) -> None:
    await staged(vault, scope, b"x")
    worker = await asyncpg.connect(database("grenier_worker"))
    try:
        assert await worker.execute("delete from stored_object") == "DELETE 0"
        await worker.execute("select set_config('app.ctx', $1, false)", str(scope))
        assert await worker.execute("delete from stored_object") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.execute("delete from data_key")
        await worker.execute("select set_config('app.ctx', 'sweeper', false)")
        assert await worker.execute("delete from stored_object") == "DELETE 1"
        assert await worker.fetch("select * from data_key") == []
    finally:
        await worker.close()


async def test_a_session_sees_its_own_scopes_only(vault: Vault, database: Url) -> None:
    one, two = uuid4(), uuid4()
    with acting_as(f"{one},{two}"):
        for scope in (one, two):
            await staged(vault, scope, b"x")
    app = await asyncpg.connect(database("grenier_app"))
    try:
        await app.execute("select set_config('app.ctx', $1, false)", str(one))
        for table in TABLES:
            found = await app.fetch(f"select scope from {table}")  # noqa: S608
            assert [one] == [row["scope"] for row in found]
        assert await app.execute("update data_key set kid = 'other'") == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(KEY, two)
    finally:
        await app.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update data_key set wrap = null",
        "update data_key set shredded_at = now()",
        "update data_key set version = 0",
        "update stored_object set state = 'kept'",
        "update stored_object set state = 'discarded'",
        "update stored_object set state = 'lost'",
        "update stored_object set kind = 256",
        "update stored_object set kind = -1",
        "update stored_object set version = 0",
    ],
)
async def test_a_row_that_makes_no_sense_is_refused(
    vault: Vault, scope: UUID, database: Url, statement: str
) -> None:
    ref = await staged(vault, scope, b"x")
    await as_owner(database, "update stored_object set cipher_len = null where id = $1", ref.id)
    with pytest.raises(asyncpg.CheckViolationError):
        await as_owner(database, statement)


async def test_a_scope_has_one_key_a_version(vault: Vault, scope: UUID, database: Url) -> None:
    await vault.open_scope(scope)
    with pytest.raises(asyncpg.UniqueViolationError):
        await as_owner(database, KEY, scope)


def test_migrations_go_back_and_forth(server_url: Callable[[str, str], str]) -> None:
    create = "create database travelling owner grenier_owner"
    asyncio.run(execute(server_url("postgres", "postgres"), create))
    url = server_url("grenier_owner", "travelling")
    for backwards in (False, True, False):
        asyncio.run(run_migrations(url, backwards=backwards))


async def test_the_schema_matches_the_tables() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        changes = await AutoMigrationManager().get_alter_statements(APP_CONFIG)
    assert [statement for change in changes for statement in change.statements] == []
