"""What the commands do, once their words have been checked."""

import argparse
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import asyncpg
import uvicorn

from storage.root_file import create_root_file
from storage.vault import Vault
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.app import create_app, open_vault
from workspace.audit.service import first_broken_link
from workspace.clock import Clock, SystemClock
from workspace.database import Door, acting_as, engine
from workspace.migrate import MigrationFailed, is_current, migrate
from workspace.settings import Settings
from workspace.worker import Worker


class Refused(Exception):
    """The command could not be done."""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What an operator's command works with, as its own service session."""

    errand: Errand
    vault: Vault
    clock: Clock
    settings: Settings


@asynccontextmanager
async def errand(
    settings: Settings, purpose: str, *, vault: Vault | None = None
) -> AsyncIterator[Tools]:
    """Connect, open the service session of `purpose`, and close everything after."""
    door = Door(settings.worker_database_url)
    await engine.connect(settings.worker_database_url, size=4)
    try:
        actor, secret = await open_service_session(purpose, door=door)
        with acting_as(secret):
            yield Tools(
                errand=Errand(actor=actor, purpose=purpose),
                vault=vault or open_vault(settings),
                clock=SystemClock(pinned=settings.today),
                settings=settings,
            )
    finally:
        await engine.close_connection_pool()
        await door.close()


def server(settings: Settings, app: object, *, host: str, port: int) -> uvicorn.Server:
    """Return the web server: no access log (addresses are nobody's business), WebSockets without deflate."""
    return uvicorn.Server(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=64 * 1024,
            ws_per_message_deflate=False,
            ws_ping_interval=25,
            timeout_graceful_shutdown=5,
        )
    )


async def run_serve(asked: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ)
    await server(settings, create_app(settings), host=asked.host, port=asked.port).serve()
    return 0


async def run_worker(_: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ)
    door = Door(settings.worker_database_url)
    await engine.connect(settings.worker_database_url, size=4)
    try:
        await Worker(
            door=door, vault=open_vault(settings), clock=SystemClock(pinned=settings.today)
        ).run()
    finally:
        await engine.close_connection_pool()
        await door.close()
    return 0


async def make_ready(settings: Settings) -> bool:
    """Make root key and schema where they are missing; return True when the schema was changed."""
    if not settings.root_key_file.exists():
        create_root_file(settings.root_key_file, settings.passphrase_file)
    if await is_current(settings.owner_database_url):
        return False
    await migrate(settings.owner_database_url)
    return True


async def run_migrate(_: argparse.Namespace) -> int:
    settings = Settings.from_environ(os.environ)
    try:
        changed = await make_ready(settings)
    except MigrationFailed as error:
        raise Refused(str(error)) from error
    print(
        "The database is up to date." if changed else "Nothing to do: the database was up to date."
    )
    return 0


async def run_sweep(asked: argparse.Namespace) -> int:
    async with errand(Settings.from_environ(os.environ), "worker") as tools:
        report = await tools.vault.sweep(
            older_than=timedelta(hours=asked.older_than), now=tools.clock.now()
        )
    print(
        f"{report.staged} never kept, {report.discarded} given up, {report.orphans} orphans: deleted."
    )
    return 0


async def run_verify(_: argparse.Namespace) -> int:
    async with errand(Settings.from_environ(os.environ), "worker"):
        broken = await first_broken_link()
    if broken is not None:
        raise Refused(f"The chain of the audit stops holding at entry {broken}.")
    print("The chain of the audit holds.")
    return 0


COMMANDS: MappingProxyType[str, Callable[[argparse.Namespace], Awaitable[int]]] = MappingProxyType(
    {
        "migrate": run_migrate,
        "serve": run_serve,
        "sweep": run_sweep,
        "verify": run_verify,
        "worker": run_worker,
    }
)


async def run(asked: argparse.Namespace) -> int:
    """Run the command that was asked; a database that cannot be reached is one sentence."""
    try:
        return await COMMANDS[asked.verb](asked)
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.InvalidCatalogNameError) as error:
        raise Refused(f"The database cannot be reached ({type(error).__name__}).") from error
