"""What every test may ask for: a real database of its own, a vault, a clock, people, the application."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings as hypothesis_settings

import workspace.database
from storage.keyring import Keyring, new_key
from storage.objects import MemoryObjectStore
from storage.vault import Vault
from tests.people import People, settle
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.audit.service import open_months
from workspace.clock import FixedClock
from workspace.database import Door, acting_as, engine, transaction
from workspace.embedded import DataFolder, EmbeddedPostgres, embedded_settings, side_doors
from workspace.migrate import migrate
from workspace.settings import Secret, Settings

ORIGIN = "http://localhost:8000"

# The same examples every day, however long one takes: a suite does not fail by chance. The night looks for new ones.
hypothesis_settings.register_profile(
    "every day", deadline=None, database=None, derandomize=not os.environ.get("GRENIER_NIGHTLY")
)
hypothesis_settings.load_profile("every day")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep together what shares a house (`tests/scheduling.py`), where the suite runs in several processes."""
    from tests.scheduling import scheduler  # noqa: PLC0415 - xdist is there only when it calls

    return scheduler(config, log)


@pytest.fixture(scope="session")
def folder() -> Iterator[DataFolder]:
    """A data folder for the whole run, with a short path: sockets have short names."""
    # the suite's own folder; the product never uses tempfile
    path = Path(tempfile.mkdtemp(prefix="gr", dir=quick_folder()))
    found = DataFolder(path=path)
    found.make()
    yield found
    shutil.rmtree(path, ignore_errors=True)


def quick_folder() -> Path | None:
    """Return memory that is mounted as a folder, where it has room; None for the usual temporary folder.

    A database is hundreds of small files: they are copied and removed for each test.
    """
    memory = Path("/dev/shm")  # noqa: S108 - not a name that others could guess, a file system
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return None


ROOM = 4 * 1024**3
"""Bytes that two processes of this suite never fill."""


@pytest.fixture(scope="session")
def server(folder: DataFolder) -> Iterator[EmbeddedPostgres]:
    found = EmbeddedPostgres(folder)
    found.start()
    asyncio.run(hurry(found))
    asyncio.run(found.make_roles())
    asyncio.run(be_patient(found))
    asyncio.run(migrate(found.url("grenier_owner")))
    yield found
    found.stop()


async def hurry(server: EmbeddedPostgres) -> None:
    """Let the server forget what a power cut would cost, and sweep nothing: each test throws its database away."""
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        await superuser.execute(f"alter system set {setting} = off")
    await superuser.execute("select pg_reload_conf()")
    await superuser.close()


async def be_patient(server: EmbeddedPostgres) -> None:
    """Let those who come at once wait for each other as long as a busy machine needs: nobody sits at these pages."""
    workspace.database.ACQUIRE_TIMEOUT = PATIENCE
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    for role in ("grenier_app", "grenier_worker"):
        # As in the product: who waits for a lock is told so before the statement is stopped.
        for limit, times in (
            ("lock_timeout", 1),
            ("statement_timeout", 2),
            ("idle_in_transaction_session_timeout", 2),
        ):
            await superuser.execute(f"alter role {role} set {limit} = '{times * PATIENCE}s'")
    await superuser.close()


PATIENCE = 60
"""Seconds, where the product gives two, five and ten."""

_names = count(1)


@dataclass(frozen=True)
class Database:
    """A migrated clone, one for each test."""

    server: EmbeddedPostgres
    name: str

    def url(self, role: str) -> Secret:
        return self.server.url(role, self.name)


LIVED_IN = ("_territory", "_followed", "_village")
"""Fixtures that give a database to be copied: the first of them that a test asks for, however it asks."""


async def copied(superuser: asyncpg.Connection, template: str, name: str) -> None:
    """Copy a database; its side doors are as closed as those of `template`."""
    # By copying files: several times faster than through the log, which nobody will replay.
    await superuser.execute(
        f"create database {name} template {template} owner grenier_owner strategy file_copy"
    )
    for statement in side_doors(name):
        if f"database {name}" in statement:  # the others lie in the database, and came with it
            await superuser.execute(statement)


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, server: EmbeddedPostgres
) -> AsyncIterator[Database]:
    """A fresh migrated database; the engine is connected to it as the application's role.

    Everybody of `people` lives in it already, when the test asks for them, and so does what `LIVED_IN` names.
    """
    name = f"test_{os.getpid()}_{next(_names)}"
    lived_in = next((each for each in LIVED_IN if each in request.fixturenames), None)
    template = request.getfixturevalue(lived_in).database if lived_in else "grenier"
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    await copied(superuser, template, name)
    found = Database(server, name)
    await engine.connect(found.url("grenier_app"), size=4)
    yield found
    await engine.close_connection_pool()
    await superuser.execute(f"drop database {name} with (force)")
    await superuser.close()


@pytest.fixture
def settings(database: Database, folder: DataFolder) -> Settings:
    here = embedded_settings(folder, database.server, origin=ORIGIN, today=None)
    return replace(
        here,
        database_url=database.url("grenier_app"),
        door_database_url=database.url("grenier_door"),
        worker_database_url=database.url("grenier_worker"),
        owner_database_url=database.url("grenier_owner"),
    )


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring([new_key()], index_key=new_key())


@pytest.fixture
def vault(keyring: Keyring) -> Vault:
    return Vault(MemoryObjectStore(), keyring, transaction=transaction)


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday 4 March 2025, 9 h UTC. The database keeps real time: grants of `people` cover both."""
    return FixedClock(moment=datetime(2025, 3, 4, 9, tzinfo=UTC))


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    found = Door(database.url("grenier_door"))
    yield found
    await found.close()


@pytest.fixture
async def worker_door(database: Database) -> AsyncIterator[Door]:
    found = Door(database.url("grenier_worker"))
    yield found
    await found.close()


@pytest.fixture
async def importing(worker_door: Door, vault: Vault) -> AsyncIterator[Errand]:
    """Run the test as the operator's import: the service session is in force."""
    actor, secret = await open_service_session("import", door=worker_door)
    with acting_as(secret):
        await open_months(vault=vault)
        yield Errand(actor=actor, purpose="import")


@dataclass(frozen=True)
class Village:
    """The database where everybody of `people` has settled, to be copied; nobody works in it."""

    database: str
    people: People


@dataclass(frozen=True)
class Settling:
    """What whoever furnishes a database to be copied works with."""

    worker_door: Door
    door: Door
    vault: Vault


@asynccontextmanager
async def furnished(
    server: EmbeddedPostgres, keyring: Keyring, name: str, template: str
) -> AsyncIterator[Settling]:
    """Make the database `name` out of `template`; what is done meanwhile stands in every copy of it.

    Objects do not: what is kept in it holds rows alone.
    """
    superuser = await asyncpg.connect(server.url("postgres", "postgres"))
    await copied(superuser, template, name)
    await superuser.close()
    worker_door, door = (Door(server.url(f"grenier_{role}", name)) for role in ("worker", "door"))
    await engine.connect(server.url("grenier_app", name), size=4)
    objects = MemoryObjectStore()
    vault = Vault(objects, keyring, transaction=transaction)
    try:
        yield Settling(worker_door, door, vault)
        assert not objects.objects
    finally:
        await engine.close_connection_pool()
        for each in (worker_door, door):
            await each.close()


@pytest.fixture(scope="session")
def _village(server: EmbeddedPostgres, keyring: Keyring) -> Village:
    return Village(database="village", people=asyncio.run(_found_village(server, keyring)))


async def _found_village(server: EmbeddedPostgres, keyring: Keyring) -> People:
    async with furnished(server, keyring, "village", "grenier") as found:
        return await settle(worker_door=found.worker_door, door=found.door, vault=found.vault)


@pytest.fixture
def people(_village: Village, database: Database) -> People:
    """Everybody of `tests/people.py`, each with an open session, around Lou's dossier."""
    assert database, "they live in it"
    return _village.people
