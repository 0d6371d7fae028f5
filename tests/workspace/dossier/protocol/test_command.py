"""`grenier protocol`, from its words to what it prints."""

from importlib.resources import files
from pathlib import Path

import pytest

from tests.workspace.exchange.small import write_small
from tests.workspace.test_commands import environ, installed, run
from workspace.dossier.protocol import definitions, examples
from workspace.i18n import use_language
from workspace.mandate import Refused

__all__ = ["environ", "installed"]

SHIPPED = (files(definitions) / "pegase-1.toml").read_text(encoding="utf-8")
SISTER = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENIER_TODAY", "2025-03-04")


async def test_a_definition_with_errors_says_each_with_its_place_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(SHIPPED.replace('"14m30d"', '"14 mois"'), encoding="utf-8")
    with use_language("fr"), pytest.raises(Refused, match="Rien n"):
        await run("protocol", "check", str(file))
    said = capsys.readouterr().out
    assert "[[bilan]] 9 (M12)" in said
    assert "14 mois" in said
    assert "14m30d" in said


async def test_a_sister_programme_is_checked_then_applied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sister.toml"
    file.write_text(SISTER, encoding="utf-8")
    with use_language("en"):
        assert await run("protocol", "check", str(file)) == 0
        assert "Nothing was written" in capsys.readouterr().out
        assert await run("protocol", "apply", str(file), "--from", "2026-01-01") == 0
        assert "Written." in capsys.readouterr().out
        spoilt = tmp_path / "spoilt.toml"
        spoilt.write_text(SISTER.replace("lead_days = 21", "lead_days = 22"), encoding="utf-8")
        with pytest.raises(Refused, match="give it another number"):
            await run("protocol", "apply", str(spoilt), "--from", "2026-01-01")


async def test_a_set_is_chosen_or_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    since = ("--from", "2025-06-01")
    with use_language("en"):
        await run("import", str(write_small(folder)))
        assert await run("protocol", "choose", "B", *since, "--dry-run") == 0
        said = capsys.readouterr().out
        assert "the next assessments of 1 children out of 1 change." in said
        assert "Removed: 6 years 6 months, 1 child" in said
        assert await run("protocol", "choose", "B", *since, "--establishment", "MPE") == 0
        with pytest.raises(Refused, match="No version of this programme has this set"):
            await run("protocol", "choose", "Z", *since)
        with pytest.raises(Refused, match="No establishment has the code X1"):
            await run("protocol", "choose", "B", *since, "--establishment", "X1")
