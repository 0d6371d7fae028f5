"""A data folder of an earlier stage opens after migration with nothing lost: its rows, its contents, its figures."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import pytest

from tests.journeys.house import House, watched_folder
from tests.journeys.places import Correspondent, signed_in
from tests.migrations.keeping import (
    KEPT,
    database_of,
    digest_of,
    figures_of,
    head_of,
    tables_of,
    tool,
    unpack,
)
from tests.workspace.exchange.folders import PAS_DE_CALAIS

PLACEMENTS = Path(__file__).parent / "placements.csv"
"""Of the territory as it was brought in: its foster homes have other names since."""
GROWING = {"audit_event", "audit_index", "data_key"}
"""Opening and reading write to these (the keys of new months too): what they held is counted, not compared."""
RENEWED = "access_grant.ends_at"
"""The demonstration gives its own people another year when half of one has gone by."""


@pytest.fixture(scope="module", params=sorted(KEPT.iterdir()), ids=lambda kept: kept.name)
def kept(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def manifest(kept: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((kept / "manifest.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def house(kept: Path) -> Iterator[House]:
    """The folder, opened and migrated by the command that anybody uses."""
    found = House(watched_folder())
    unpack(kept, found.data)
    opened = found.command("demo", "--prepare", "--port", str(found.port))
    assert opened.returncode == 0, opened.stderr
    yield found
    found.close()


def count_of(said: str) -> int:
    return int(said.split(maxsplit=1)[0])


def test_every_row_is_still_there_as_it_was(house: House, manifest: dict[str, Any]) -> None:
    with database_of(house.data) as server:
        now = asyncio.run(tables_of(server))
    lost = {
        f"{table}.{column}": (before, now.get(table, {}).get(column))
        for table, columns in manifest["tables"].items()
        for column, before in columns.items()
        if table not in GROWING and f"{table}.{column}" != RENEWED
        if before != now.get(table, {}).get(column)
    }
    assert {} == lost
    for table in GROWING:
        assert count_of(now[table]["dossier" if table == "audit_index" else "id"]) >= count_of(
            next(iter(manifest["tables"][table].values()))
        )


def test_what_was_brought_in_is_known_again(
    house: House, manifest: dict[str, Any], tmp_path: Path
) -> None:
    """Prints of imported lines are kept for ever: the same folder, brought in by today's code, changes nothing."""
    folder = copytree(PAS_DE_CALAIS, tmp_path / "territory")
    copyfile(PLACEMENTS, folder / "placements.csv")
    brought = house.command("import", str(folder))
    assert brought.returncode == 0, brought.stderr
    with database_of(house.data) as server:
        now = asyncio.run(tables_of(server))
    for table in ("child", "birth", "placement", "assessment", "care_session", "scale_response"):
        before = manifest["tables"][table]
        assert before == {column: now[table][column] for column in before}, table


def test_the_figures_are_the_same(house: House, manifest: dict[str, Any]) -> None:
    now = figures_of(house)
    assert manifest["figures"] == {key: now[key] for key in manifest["figures"]}


def test_the_audit_holds_from_its_first_entry(house: House) -> None:
    said = house.command("verify")
    assert said.returncode == 0, said.stdout + said.stderr


def found_nearly(reader: Correspondent) -> bool:
    """Tell whether a child of the list is found by a name with its third letter left out."""
    listed = re.findall(
        r'class="person-name" href="(/children/[0-9a-f-]+)">([^<]+)<', reader.page("/children")
    )
    href, name = next((href, name) for href, name in listed if len(name.split()[-1]) > 5)
    word = name.split()[-1]
    shown = reader.post("/search", {"q": word[:2] + word[3:]}).text
    return 'id="found-children"' in shown and href in shown


def test_every_page_and_every_content_opens(house: House, manifest: dict[str, Any]) -> None:
    house.start()
    with signed_in(house.origin, "nour", house.passwords()["nour"]) as nour:
        now = {
            path: (head_of if path.count("/") == 2 else digest_of)(nour, path)
            for path in manifest["pages"]
        }
        assert found_nearly(nour), "a name with a letter left out finds a child of an earlier stage"
    house.interrupt()
    assert manifest["pages"] == now


def test_a_row_that_is_lost_is_noticed(house: House, manifest: dict[str, Any]) -> None:
    """The negative control, last: it takes a line away."""
    with database_of(house.data) as server:
        tool(
            "psql",
            house.data,
            "-q",
            "-c",
            "delete from care_session where ctid = (select min(ctid) from care_session)",
        )
        now = asyncio.run(tables_of(server))
    assert manifest["tables"]["care_session"] != now["care_session"]
