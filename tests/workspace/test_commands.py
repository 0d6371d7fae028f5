"""What the operator's commands do, on a real installation named by the environment."""

import asyncio
import io
import json
import signal
import stat
import sys
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import asyncpg
import httpx
import pytest

from storage.root_file import create_passphrase_file
from tests.conftest import Database
from tests.ports import free_port
from tests.workspace.dossier.care.test_funding import FILE as RATES
from tests.workspace.exchange.small import write_small
from workspace import commands
from workspace.cli import _parser
from workspace.database import engine
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.model import ScaleCode
from workspace.mandate import Refused
from workspace.settings import Settings


async def run(*words: str) -> int:
    return await commands.run(_parser().parse_args(words))


@pytest.fixture
def environ(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Name an installation whose keys are its own."""
    said = {
        "GRENIER_DATABASE_URL": settings.database_url,
        "GRENIER_DOOR_DATABASE_URL": settings.door_database_url,
        "GRENIER_WORKER_DATABASE_URL": settings.worker_database_url,
        "GRENIER_OWNER_DATABASE_URL": settings.owner_database_url,
        "GRENIER_ROOT_KEY_PATH": str(tmp_path / "keys" / "root"),
        "GRENIER_PASSPHRASE_FILE": str(tmp_path / "keys" / "passphrase"),
        "GRENIER_OBJECTS": str(tmp_path / "objects"),
        "GRENIER_ORIGIN": "http://localhost:8000",
    }
    create_passphrase_file(tmp_path / "keys" / "passphrase")
    (tmp_path / "objects").mkdir()
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    return said


@pytest.fixture
async def installed(environ: dict[str, str], database: Database) -> AsyncIterator[dict[str, str]]:
    """The installation, made ready; the engine is left to the commands."""
    await engine.close_connection_pool()
    await run("migrate")
    yield environ
    await engine.connect(database.url("grenier_app"), size=4)


def root_of(environ: dict[str, str]) -> str:
    return environ["GRENIER_ROOT_KEY_PATH"]


def lying(path: str) -> tuple[int, bytes]:
    """Return the mode of a file and what it holds."""
    file = Path(path)
    return stat.S_IMODE(file.stat().st_mode), file.read_bytes()


def expose(path: str) -> None:
    Path(path).chmod(0o644)


def lose(path: str) -> None:
    Path(path).unlink()


async def asked_owner(database: Database, query: str) -> object:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    try:
        return await owner.fetchval(query)
    finally:
        await owner.close()


async def test_migrate_makes_the_root_key_once(
    installed: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    mode, sealed = lying(root_of(installed))
    assert mode == 0o600
    assert await run("migrate") == 0
    assert (mode, sealed) == lying(root_of(installed))
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing to do: the database was up to date."


@pytest.mark.usefixtures("installed")
async def test_verify_says_that_the_chain_holds_and_where_it_does_not(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    await run("import", str(write_small(tmp_path / "in")))
    assert await run("verify") == 0
    assert "holds" in capsys.readouterr().out
    await asked_owner(
        database,
        "insert into audit_link (seq, event, leaf, head) select 1, id, sha256(''), sha256('') from audit_event limit 1",
    )
    with pytest.raises(Refused, match="at entry 1"):
        await run("verify")


@pytest.mark.usefixtures("installed")
async def test_verify_finds_an_event_that_nothing_follows(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    await run("import", str(write_small(tmp_path / "in")))
    await asked_owner(database, "delete from audit_pending")
    with pytest.raises(Refused, match="outside the chain"):
        await run("verify")


@pytest.mark.usefixtures("installed")
async def test_sweep_says_what_it_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("sweep", "--older-than", "1") == 0
    assert "0 never kept, 0 given up, 0 orphans" in capsys.readouterr().out


@pytest.mark.usefixtures("installed")
async def test_a_dry_run_writes_nothing_and_an_import_everything(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    folder = str(write_small(tmp_path / "in"))
    children = "select count(*) from dossier"
    assert await run("import", folder, "--dry-run") == 0
    assert await asked_owner(database, children) == 0
    assert await run("import", folder) == 0
    assert await asked_owner(database, children) == 2
    assert "enfants.csv" in capsys.readouterr().out


@pytest.mark.usefixtures("installed")
async def test_a_folder_with_a_fault_is_refused_line_by_line(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    folder = write_small(tmp_path / "in", bilans=["E9;1;10/03/2022;MED;4,54;53,9;36,9"])
    with pytest.raises(Refused):
        await run("import", str(folder))
    said = capsys.readouterr().out
    assert "bilans.csv" in said
    assert "E9" in said
    assert await asked_owner(database, "select count(*) from dossier") == 0


@pytest.mark.usefixtures("installed")
async def test_figures_are_said_in_words_and_in_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    await run("import", str(write_small(tmp_path / "in")))
    capsys.readouterr()
    assert await run("figures", "--on", "2025-07-04", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert await run("figures", "--on", "2025-07-04", "--establishment", "MPE") == 0
    lines = capsys.readouterr().out
    assert [key for key in said if key not in lines] == []
    with pytest.raises(Refused, match="No establishment has the code NONE"):
        await run("figures", "--on", "2025-07-04", "--establishment", "NONE")


async def open_for(code: str, password: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    return await run("account", code, "theo.duriez")


PASSWORD = "four words nobody says together"


@pytest.mark.usefixtures("installed")
async def test_thresholds_are_put_in_force_by_a_sheet_and_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sheet = tmp_path / "bounds.csv"
    lines = [
        f"{form.months};{threshold.domain.value};{threshold.cutoff + 5}"
        for form in scale(ScaleCode.ASQ_3).questionnaires
        for threshold in form.thresholds
    ]
    assert await run("thresholds") == 0
    assert "version 1 \N{MIDDLE DOT} 0 monitoring bounds" in capsys.readouterr().out
    sheet.write_text("\n".join(["interval;domain;monitor_to", *lines[1:]]), encoding="utf-8")
    named = ("--by", "A. Payen", "--edition", "3rd edition, p. 171")
    with pytest.raises(Refused, match="2 communication"):
        await run("thresholds", str(sheet), *named)
    sheet.write_text("\n".join(["interval;domain;monitor_to", *lines]), encoding="utf-8")
    with pytest.raises(Refused, match="--by"):
        await run("thresholds", str(sheet))
    assert await run("thresholds", str(sheet), *named) == 0
    assert "A. Payen" in capsys.readouterr().out
    assert await run("thresholds", "--at-cutoff", "watch", "--local-watch", "off", *named) == 0
    newest, before = capsys.readouterr().out.splitlines()
    assert newest.startswith("version 1.2")
    assert newest.endswith(
        "105 monitoring bounds \N{MIDDLE DOT} at the cut-off of ASQ:SE-2: watch \N{MIDDLE DOT} local caution: off"
    )
    assert before.startswith("version 1.1")


@pytest.mark.usefixtures("installed")
async def test_rates_are_seen_then_put_in_force(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, database: Database
) -> None:
    file = tmp_path / "rates.toml"
    file.write_text(RATES, encoding="utf-8")
    assert await run("rates", "check", str(file)) == 0
    said = capsys.readouterr().out
    assert "Amendment of 12 January 2025" in said
    assert "essai" in said
    assert await asked_owner(database, "select count(*) from funding_period") == 0
    assert await run("rates", "apply", str(file)) == 0
    assert await asked_owner(database, "select sessions_a_year from funding_period") == 20
    file.write_text(RATES.replace("year = 20", "year = 0"), encoding="utf-8")
    with pytest.raises(Refused, match="sessions_ceiling_per_child_year"):
        await run("rates", "apply", str(file))
    assert await asked_owner(database, "select count(*) from funding_period") == 1


@pytest.mark.usefixtures("installed")
async def test_a_calendar_of_vaccinations_is_seen_then_put_in_force(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, database: Database
) -> None:
    carried = files("workspace.dossier.health.definitions") / "vaccines-2025.toml"
    text = carried.read_text(encoding="utf-8").replace("2025-01-01", "2099-01-01", 1)
    text = text.replace("calendrier 2025", "calendrier 2099").replace(
        'code = "PNC"', 'code = "PNC20"'
    )
    file = tmp_path / "vaccines.toml"
    file.write_text(text, encoding="utf-8")
    count = "select count(*) from vaccine_calendar"
    assert await run("vaccines", "check", str(file)) == 0
    said = capsys.readouterr().out
    for words in ("1er janvier 2099", "calendrier 2025", "PNC20\u00a0: ", "PNC\u00a0: "):
        assert words in said
    assert "MenB: " not in said
    assert await asked_owner(database, count) == 0
    assert await run("vaccines", "apply", str(file)) == 0
    assert await asked_owner(database, count) == 1
    file.write_text(text.replace("opens = 2,", "opens = 9,"), encoding="utf-8")
    with pytest.raises(Refused, match="PNC20"):
        await run("vaccines", "apply", str(file))
    assert await asked_owner(database, count) == 1


@pytest.mark.usefixtures("installed")
async def test_an_account_is_opened_for_whom_a_code_stands_for(
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "in").mkdir()
    await run("import", str(write_small(tmp_path / "in")))
    with pytest.raises(Refused, match="No imported practitioner has the code NONE"):
        await open_for("NONE", PASSWORD, monkeypatch)
    with pytest.raises(Refused):
        await open_for("MED", "too short", monkeypatch)
    assert await asked_owner(database, "select count(*) from account") == 0
    capsys.readouterr()
    assert await open_for("MED", PASSWORD, monkeypatch) == 0
    said = capsys.readouterr()
    assert "Duriez" in said.out
    assert PASSWORD not in said.out + said.err
    assert await asked_owner(database, "select role from account") == "physician"


async def test_a_worker_works_until_it_is_told_to_stop(
    installed: dict[str, str], database: Database
) -> None:
    assert installed
    working = asyncio.create_task(run("worker"))
    async with asyncio.timeout(60):
        while not await asked_owner(
            database, "select count(*) from session where purpose = 'worker'"
        ):
            assert not working.done()
            await asyncio.sleep(0.02)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert engine.pool is None


async def test_a_root_key_that_others_can_read_is_one_sentence(installed: dict[str, str]) -> None:
    expose(root_of(installed))
    with pytest.raises(Refused, match="can be read by others"):
        await run("verify")


async def test_a_root_key_that_is_gone_is_one_sentence(installed: dict[str, str]) -> None:
    lose(root_of(installed))
    with pytest.raises(Refused, match="No such file"):
        await run("verify")


async def test_a_server_serves_until_it_is_told_to_stop(installed: dict[str, str]) -> None:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "workspace", "serve", "--port", str(port)),
        env={**installed, "GRENIER_ORIGIN": f"http://localhost:{port}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(120), httpx.AsyncClient(timeout=60) as client:
            while (found := await answered(client, f"http://localhost:{port}/livez")) is None:
                assert process.returncode is None
                await asyncio.sleep(0.05)
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(120):
            said, _ = await process.communicate()
    assert (200, "alive") == (found.status_code, found.text)
    assert "server" not in found.headers
    assert (143, b"") == (process.returncode, said)


async def answered(client: httpx.AsyncClient, url: str) -> httpx.Response | None:
    try:
        return await client.get(url)
    except httpx.ConnectError:
        return None


@pytest.mark.usefixtures("installed")
async def test_another_growth_reference_is_loaded_by_its_table(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "weight.csv"
    table.write_text("sex,age_days,L,M,S\nF,0,1,3.0,0.1\n", "utf-8")
    named = ("--name", "Sample", "--edition", "2018")
    assert await run("growth", "weight", "--file", str(table), *named) == 0
    assert "on every curve" in capsys.readouterr().out
    assert await run("growth", "weight") == 0
    assert await run("growth", "early-birth", "--months", "36") == 0
    assert await asked_owner(database, "select count(*) from growth_reference") == 2
    assert await asked_owner(database, "select count(*) from growth_practice") == 1
    with pytest.raises(Refused):
        await run("growth", "early-birth", "--months", "48")
    with pytest.raises(Refused):
        await run("growth", "weight", "--file", str(tmp_path / "absent.csv"))
