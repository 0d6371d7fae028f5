"""What the demonstration checks before it begins, and what it leaves alone."""

import argparse
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from storage.root_file import create_passphrase_file, create_root_file
from tests.conftest import ORIGIN, Database
from tests.ports import free_port
from workspace.clock import SystemClock
from workspace.database import engine
from workspace.demo import run, territory
from workspace.demo.sign_ins import SignIn, keep_sign_ins, known_sign_ins, new_password
from workspace.embedded import DataFolder, embedded_settings
from workspace.exchange import service as exchange
from workspace.mandate import Refused, errand
from workspace.settings import Settings

TERRITORY = Path(territory.__file__).parent / "territory"
NOUR = SignIn(role_label="Coordinator", name="Nour", login="nour", password="a-b-c-d-0001")


@pytest.fixture
def own(tmp_path: Path) -> DataFolder:
    found = DataFolder(path=tmp_path)
    found.make()
    return found


@pytest.fixture
def installed(own: DataFolder, database: Database) -> Settings:
    """An installation of this folder, with keys and an empty database."""
    settings = replace(
        embedded_settings(own, database.server, origin=ORIGIN, today=run.TODAY),
        database_url=database.url("grenier_app"),
        door_database_url=database.url("grenier_door"),
        worker_database_url=database.url("grenier_worker"),
        owner_database_url=database.url("grenier_owner"),
    )
    create_passphrase_file(settings.passphrase_file)
    create_root_file(settings.root_key_file, settings.passphrase_file)
    return settings


@asynccontextmanager
async def engine_lent(database: Database) -> AsyncIterator[None]:
    """Let a command connect the engine of this process, and connect it again for the test after."""
    await engine.close_connection_pool()
    try:
        yield
    finally:
        await engine.connect(database.url("grenier_app"), size=4)


def asked(port: int) -> argparse.Namespace:
    return argparse.Namespace(port=port, reset=False, prepare=True)


def test_a_port_in_use_is_refused_in_a_sentence_and_a_free_one_is_not() -> None:
    with socket.socket() as taken:
        port = free_port()
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(Refused, match=f"Port {port} is in use"):
            run.check_port(port)
    run.check_port(port)


async def test_a_folder_that_another_process_holds_is_refused(
    own: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENIER_DATA", str(own.path))
    with own.locked(), pytest.raises(Refused, match="Another Grenier is running"):
        await run.run_demo(asked(0))


def test_starting_over_removes_the_demonstration_and_nothing_else(own: DataFolder) -> None:
    for name in ("pg", "objects", "keys", "run"):
        (own.path / name).mkdir(exist_ok=True)
        (own.path / name / "kept").touch()
    letter = own.path / "letter.txt"
    letter.touch()

    run.erase(own)

    assert letter.exists()
    assert list(own.path.rglob("kept")) == []
    assert own.keys.is_dir()


async def test_children_who_are_there_already_are_not_joined_by_invented_ones(
    own: DataFolder, database: Database, installed: Settings
) -> None:
    async with engine_lent(database):
        async with errand(installed, "import") as tools:
            await exchange.import_folder(
                tools.errand, TERRITORY, clock=SystemClock(pinned=run.TODAY), vault=tools.vault
            )
        with pytest.raises(Refused, match="holds children already"):
            await run._populate(installed, own)
    assert not run.begun(own).exists()
    assert not own.demo_sign_ins.exists()


def test_sign_ins_are_read_back_as_they_were_kept(own: DataFolder) -> None:
    keep_sign_ins(own, [NOUR])
    assert known_sign_ins(own) == (NOUR,)


def test_passwords_are_drawn_anew() -> None:
    drawn = {new_password() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(password) >= 12 for password in drawn)


def test_whoever_starts_it_is_told_where_to_go_and_as_whom(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run.greet("http://localhost:8000", (NOUR,))
    said = capsys.readouterr().out
    assert "http://localhost:8000" in said
    assert "nour" in said
    assert NOUR.password in said
