"""The command `grenier`: each error is one sentence and an exit code."""

import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workspace.cli import main
from workspace.commands import say_problem
from workspace.embedded import DataFolder
from workspace.exchange import faults
from workspace.exchange.report import Problem

VERBS = (
    "demo",
    "serve",
    "worker",
    "migrate",
    "import",
    "account",
    "team",
    "figures",
    "sweep",
    "verify",
)
NOWHERE = "postgresql:///grenier?host=%2Fnowhere"


@pytest.fixture(autouse=True)
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A shell with no setting but the data folder; the signals of the suite are given back."""
    for name in [name for name in os.environ if name.startswith("GRENIER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GRENIER_DATA", str(tmp_path / "data"))
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, answer in kept.items():
        signal.signal(number, answer)


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was said, which is one line of the error output and no trace."""
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("grenier: ")
    assert line.endswith(".")
    return line


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([verb, "--help"])
    assert done.value.code == 0
    assert f"grenier {verb}" in capsys.readouterr().out


def test_the_command_names_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0
    said = capsys.readouterr().out
    assert [verb for verb in VERBS if f"\n    {verb} " not in said] == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["figures"],
        ["figures", "--on", "2025-13-01"],
        ["serve", "--port", "x"],
        ["sweep", "--older-than", "soon"],
        ["import"],
        ["account", "MED"],
        ["demo", "--unknown"],
    ],
)
def test_words_that_are_off_are_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(words)
    assert done.value.code == 2
    assert "usage: grenier" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verb", "names"),
    [
        ("serve", {"DATABASE_URL", "DOOR_DATABASE_URL"}),
        ("worker", {"WORKER_DATABASE_URL"}),
        ("migrate", {"OWNER_DATABASE_URL"}),
    ],
)
def test_incomplete_settings_are_named_all_at_once(
    verb: str, names: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([verb]) == 3
    said = one_sentence(capsys)
    for name in names | {"ROOT_KEY_PATH", "PASSPHRASE_FILE", "OBJECTS", "ORIGIN"}:
        assert f"GRENIER_{name} is missing" in said


def test_a_command_of_the_operator_does_not_fall_back_from_half_an_installation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRENIER_ORIGIN", "https://grenier.example")
    assert main(["verify"]) == 3
    assert "GRENIER_WORKER_DATABASE_URL is missing" in one_sentence(capsys)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", [["verify"], ["demo", "--port", "0"]])
def test_a_day_that_is_none_is_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRENIER_TODAY", "yesterday")
    assert main(words) in {1, 3}
    assert "GRENIER_TODAY is not a date" in capsys.readouterr().err


def test_a_port_in_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo", "--port", str(port)]) == 1
    assert f"Port {port} is in use" in one_sentence(capsys)


@pytest.mark.parametrize("words", [["demo", "--port", "0"], ["verify"], ["sweep"]])
def test_a_folder_that_cannot_be_written_is_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file in the place of the folder", encoding="utf-8")
    assert main(words) == 1
    assert "cannot be written" in one_sentence(capsys)


def test_a_second_process_on_the_same_folder_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = DataFolder(path=tmp_path / "data")
    folder.make()
    with folder.locked():
        assert main(["demo", "--port", "0"]) == 1
    assert "Another Grenier is running" in one_sentence(capsys)


@pytest.mark.parametrize("words", [["sweep"], ["verify"], ["figures", "--on", "2025-07-04"]])
def test_a_database_that_cannot_be_reached_is_one_sentence(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "WORKER_DATABASE_URL": NOWHERE,
        "ROOT_KEY_PATH": "keys/root",
        "PASSPHRASE_FILE": "keys/passphrase",
        "OBJECTS": "objects",
        "ORIGIN": "https://grenier.example",
    }.items():
        monkeypatch.setenv(f"GRENIER_{name}", value)
    assert main(words) == 1
    assert "nowhere" not in one_sentence(capsys)


def test_a_folder_that_is_none_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["import", str(tmp_path / "none")]) == 1
    assert "is not a folder" in one_sentence(capsys)


def test_a_terminal_without_accents_does_not_stop_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    terminal = io.TextIOWrapper(shown, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["import", "nowhere"]) == 1
    say_problem(Problem(fault=faults.NOT_A_DATE, file="enfants.csv", line=2, value="été"))
    terminal.flush()
    assert shown.getvalue().startswith(b"enfants.csv, ligne 2, ??t??: Ceci n?est pas une date.")


def test_ctrl_c_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(coroutine: object) -> None:
        coroutine.close()  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr("workspace.cli.asyncio.run", interrupted)
    assert main(["verify"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_deadly_signal_unwinds(
    number: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(coroutine: object) -> None:
        coroutine.close()  # type: ignore[attr-defined]
        signal.raise_signal(number)

    monkeypatch.setattr("workspace.cli.asyncio.run", killed)
    with pytest.raises(SystemExit) as done:
        main(["verify"])
    assert code == done.value.code


def test_the_module_runs_as_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "workspace", "--help"], capture_output=True, text=True, check=True
    )
    assert "The dossier belongs to the child." in ran.stdout
