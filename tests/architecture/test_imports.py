"""The import contracts hold, and each kind of them is seen to break on a planted import."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}


def answers(tree: Path, *contracts: str) -> dict[str, str]:
    """Check the contracts named, or all, in `tree`; return "KEPT" or "BROKEN" for each id."""
    asked = [word for contract in contracts for word in ("--contract", contract)]
    ran = subprocess.run(
        [LINTER, "--no-cache", *asked], cwd=tree, capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in ran.stdout.splitlines():
        name, _, answer = line.rpartition(" ")
        found |= {key: answer for key, said in CONTRACTS.items() if said == name}
    assert found, ran.stdout + ran.stderr
    assert (ran.returncode == 0) == (set(found.values()) == {"KEPT"})
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the code, to be spoilt."""
    for package in ("workspace", "storage"):
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                name for name in names if not (Path(folder, name).is_dir() or name.endswith(".py"))
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "piccolo_conf.py", tmp_path)
    return tmp_path


def test_every_contract_is_kept() -> None:
    assert dict.fromkeys(CONTRACTS, "KEPT") == answers(ROOT)


PLANTED = {
    "floors": ("storage/fields.py", "import workspace.ids"),
    "house": ("workspace/helpers.py", "import workspace.ids"),
    "wings": ("workspace/dossier/care/rules.py", "import workspace.dossier.growth.model"),
    "rooms": ("workspace/messaging/queries.py", "import workspace.messaging.service"),
    "pure": ("workspace/access/rules.py", "import time"),
    "no-http-below": ("workspace/messaging/service.py", "import starlette.requests"),
    "doors": ("workspace/memorybox/routes.py", "import workspace.memorybox.tables"),
    "crypto": ("workspace/messaging/service.py", "import cryptography"),
}


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(tree: Path, contract: str) -> None:
    path, line = PLANTED[contract]
    with (tree / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert {contract: "BROKEN"} == answers(tree, contract)
