"""Bring the schema up to date as the owner's role, with an engine of its own."""

import contextlib
import io
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

import piccolo_conf
from workspace import row_security
from workspace.database import OwnerEngine, engine


class MigrationFailed(Exception):
    """The database could not be brought up to date."""


async def is_current(url: str) -> bool:
    """Tell whether every migration of this release has run, by names alone (milliseconds)."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("select to_regclass('public.migration')") is None:
            return False
        ran = {
            (row["app_name"], row["name"])
            for row in await connection.fetch("select app_name, name from migration")
        }
    finally:
        await connection.close()
    return _known() <= ran


def _known() -> set[tuple[str, str]]:
    return {
        (app.app_name, _id_of(file))
        for app in Finder().get_app_registry().app_configs.values()
        for file in Path(app.resolved_migrations_folder_path).glob(f"{app.app_name}_*.py")
    }


def _id_of(file: Path) -> str:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("ID = "):
            return line.removeprefix("ID = ").strip('"')
    raise MigrationFailed(f"{file.name} has no ID")


async def migrate(url: str) -> None:
    """Run every migration that has not run, in the order of the apps' dependencies."""
    # It brings what writes migrations along, down to a formatter: nobody waits for that whose schema is current.
    from piccolo.apps.migrations.commands.forwards import run_forwards  # noqa: PLC0415

    owner = OwnerEngine(url)
    piccolo_conf.DB = owner  # type: ignore[assignment]
    tables = (Migration, row_security.Raw)
    for table in tables:
        table._meta.db = owner  # noqa: SLF001 - Piccolo looks the engine up once and keeps it there
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            result = await run_forwards("all")
    finally:
        piccolo_conf.DB = engine
        for table in tables:
            table._meta._db = None  # noqa: SLF001
    if not result.success:
        raise MigrationFailed(result.message or said.getvalue())
