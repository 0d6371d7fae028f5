"""What an installation does once, done to a database of the suite."""

import contextlib
import io
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import asyncpg

import piccolo_conf
import storage
from workspace.database import OwnerEngine, engine

Url: TypeAlias = Callable[[str], str]
"""The libpq URL of a role."""

ROLES = """
    create role grenier_owner login bypassrls;
    create role grenier_app login;
    create role grenier_worker login;
    grant grenier_app to grenier_worker"""

OPENED = """
    create or replace function storage_scopes() returns uuid[] language sql stable
    set search_path = pg_catalog, pg_temp as $$
        select case when current_setting('app.ctx', true) ~ '^[0-9a-f-]{36}'
        then string_to_array(current_setting('app.ctx', true), ',')::uuid[]
        else array[]::uuid[] end $$;
    create or replace function storage_sweeps() returns boolean language sql stable
    set search_path = pg_catalog, pg_temp as $$
        select current_setting('app.ctx', true) = 'sweeper' $$"""

MIGRATIONS = sorted(
    path.stem
    for path in Path(storage.__file__).with_name("piccolo_migrations").glob("storage_*.py")
)


async def run_migrations(url: str, *, backwards: bool = False) -> None:
    """Run the migrations of storage, and of nothing above it, as the owner."""
    piccolo_conf.DB = OwnerEngine(url)  # type: ignore[assignment]
    try:
        for name in reversed(MIGRATIONS) if backwards else MIGRATIONS:
            manager = await import_module(f"storage.piccolo_migrations.{name}").forwards()
            with contextlib.redirect_stdout(io.StringIO()):
                await manager.run(backwards=backwards)
    finally:
        piccolo_conf.DB = engine


async def execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def as_owner(url: Url, statement: str, *values: object) -> None:
    """Do what only somebody behind our back can do."""
    connection = await asyncpg.connect(url("grenier_owner"))
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()
