"""Today, a child's page and search where a thousand children are followed, and where many more are."""

import asyncio
import csv
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx

from tests.bench.measure import Figure, milliseconds, percentile, timed
from tests.bench.nation import LOGIN, PASSWORD, TODAY, WIDE_LOGIN, found
from tests.journeys.house import ROOT, House, wait_until, watched_folder
from tests.migrations.keeping import database_of
from tests.workspace.exchange.folders import generate, write_tables
from workspace.embedded import DataFolder
from workspace.installation import embedded
from workspace.mandate import errand
from workspace.settings import Settings

FEW = 1_000
MANY = int(os.environ.get("GRENIER_BENCH_CHILDREN", "5000"))
"""100,000 in `make nightly`."""
VISITS = 60
LONGEST_START = 60.0
MIDDLE, SLOWEST = 50, 95
"""The percentiles that are printed: flatness is told by the first, waiting by the second."""
SEARCHED = {
    "dossier.search": ("Delat", True),
    "dossier.search_near": ("Delatre", True),
    "dossier.search_nothing": ("Wxyzw", False),
    "dossier.search_born": (f"{TODAY - timedelta(days=360):%d/%m/%Y}", True),
    "dossier.search_place": ("Voliguet", True),
}
"""What is typed, and whether a child is found by it: the name of a family with a letter left out, a day of birth."""
OF_MANY = "dossier.search_of_1000"
"""What a search takes whoever follows a thousand children: those of `BY_MANY`, one after the other; nothing is promised."""
BY_MANY = ("dossier.search_near", "dossier.search_nothing", "dossier.search_place")
PROMISED = {
    "dossier.today": 200,
    "dossier.children": 200,
    "dossier.child": 200,
    **dict.fromkeys(SEARCHED, 300),
}
"""Milliseconds within which 95 of a hundred pages are there, however many children are followed."""
FLAT = 1.5
"""How many times as long a page may take in a large country as in a small one."""


@asynccontextmanager
async def country(children: int) -> AsyncIterator[House]:
    """Serve a country of `children` children as an installation is: PostgreSQL by URL, web and worker apart."""
    house = House(watched_folder())
    folder = DataFolder(path=house.data)
    folder.make()
    try:
        async with embedded(folder, origin=house.origin, today=TODAY) as settings:
            began = time.monotonic()
            await found(settings, children)
            sys.stderr.write(f"{children} children written in {time.monotonic() - began:.0f} s\n")
            async with errand(settings, "worker"):
                pass  # the months of the audit are open: nobody signs in before
            with _running(house, settings):
                yield house
    finally:
        house.close()


class _running:  # noqa: N801 - reads as what it does
    """The web process and the worker, for as long as this lasts."""

    def __init__(self, house: House, settings: Settings) -> None:
        self._house = house
        said = {
            "DATABASE_URL": settings.database_url,
            "DOOR_DATABASE_URL": settings.door_database_url,
            "WORKER_DATABASE_URL": settings.worker_database_url,
            "ROOT_KEY_PATH": str(settings.root_key_file),
            "PASSPHRASE_FILE": str(settings.passphrase_file),
            "OBJECTS": str(settings.objects),
            "ORIGIN": house.origin,
            "TODAY": TODAY.isoformat(),
        }
        self._environment = house.environment(
            **{f"GRENIER_{name}": str(value) for name, value in said.items()}
        )
        self._environment.pop("GRENIER_DATA")
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> None:
        self._start("worker")
        self._start("serve", "--port", str(self._house.port))
        assert wait_until(self._answers, within=LONGEST_START), self._house.log.read_text()

    def _start(self, *words: str) -> None:
        with self._house.log.open("ab") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "workspace", *words],
                    cwd=ROOT,
                    env=self._environment,
                    stdout=log,
                    stderr=log,
                )
            )

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self._house.origin}/livez").is_success
        except httpx.TransportError:
            return False

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(LONGEST_START)
            except (
                subprocess.TimeoutExpired
            ):  # the worker counts a large country: nothing is measured any more
                process.kill()
                process.wait()


async def _visits(children: int) -> dict[str, list[float]]:
    async with country(children) as house:
        async with _coordinator(house, LOGIN) as (client, token):
            found = await _pages(client)
            for name, (words, finds) in SEARCHED.items():
                found[name] = await _times(_search(client, token, words, finds=finds))
        async with _coordinator(house, WIDE_LOGIN) as (client, token):
            found[OF_MANY] = []
            for name in BY_MANY:
                words, finds = SEARCHED[name]
                found[OF_MANY] += await _times(_search(client, token, words, finds=finds))
        return found


async def _pages(client: httpx.AsyncClient) -> dict[str, list[float]]:
    listed = (await client.get("/children")).text
    child = re.search(r'href="(/children/[0-9a-f-]{36})"', listed)
    assert child is not None

    async def look(path: str) -> None:
        (await client.get(path)).raise_for_status()

    return {
        "dossier.today": await _times(lambda: look("/")),
        "dossier.children": await _times(lambda: look("/children")),
        "dossier.child": await _times(lambda: look(child[1])),
    }


def _search(
    client: httpx.AsyncClient, token: str, words: str, *, finds: bool
) -> Callable[[], Awaitable[None]]:
    """Return what searches for `words` and makes sure that it found a child, or none."""

    async def search() -> None:
        answer = await client.post("/search", data={"q": words, "csrf_token": token})
        answer.raise_for_status()
        assert ('id="found-children"' in answer.text) is finds, words

    return search


@asynccontextmanager
async def _coordinator(house: House, login: str) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    headers = {"origin": house.origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=house.origin, headers=headers, timeout=60) as client:
        form = {
            "login": login,
            "password": PASSWORD,
            "csrf_token": await _token(client, "/sign-in"),
        }
        answer = await client.post("/sign-in", data=form)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        yield client, await _token(client, "/confirm")


async def _token(client: httpx.AsyncClient, path: str) -> str:
    found_token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', (await client.get(path)).text)
    assert found_token is not None
    return found_token[1]


async def _times(act: object) -> list[float]:
    assert callable(act)
    for _ in range(5):
        await act()
    return [milliseconds(await timed(act)) for _ in range(VISITS)]


CHILDREN_BROUGHT, LINES_BROUGHT = 1_000, 20_000


def import_figure() -> Iterator[Figure]:
    """`dossier.import_1000`: `grenier import` as a whole process, beside a bare COPY of the same lines in clear."""
    house = House(watched_folder())
    try:
        folder = house.watched / "folder"
        folder.mkdir()
        tables = generate(children=CHILDREN_BROUGHT, establishments=15)
        lines = LINES_BROUGHT
        spare = sum(len(rows) for rows in tables.values()) - lines
        del tables["seances.csv"][-spare:]
        write_tables(folder, tables)
        made = house.command(
            "figures", "--on", "2025-01-01", "--json"
        )  # the schema is there before
        assert made.returncode == 0, made.stderr
        began = time.perf_counter()
        brought = house.command("import", str(folder))
        took = time.perf_counter() - began
        assert brought.returncode == 0, brought.stderr
        yield Figure(
            name="dossier.import_1000",
            value=took,
            unit="s",
            baseline=f"a bare COPY of the same {lines} lines in clear",
            baseline_value=_copied(house, folder),
            most=10,
        )
    finally:
        house.close()


def _copied(house: House, folder: Path) -> float:
    """Read the files and copy their lines into one table, with nothing checked, encrypted or recorded."""
    with database_of(house.data) as server:
        return asyncio.run(_copy(server.url("postgres"), sorted(folder.glob("*.csv"))))


async def _copy(url: str, paths: list[Path]) -> float:
    superuser = await asyncpg.connect(url)
    await superuser.execute("create table bare_line (cells text[])")
    began = time.perf_counter()
    for path in paths:
        rows = csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";")
        await superuser.copy_records_to_table("bare_line", records=[(row,) for row in rows])
    took = time.perf_counter() - began
    await superuser.close()
    return took


def figures() -> Iterator[Figure]:
    yield from import_figure()
    few = asyncio.run(_visits(FEW))
    many = asyncio.run(_visits(MANY))
    for name, times in many.items():
        for share in (MIDDLE, SLOWEST):
            yield Figure(
                name=f"{name}.p{share}",
                value=percentile(times, share),
                unit="ms",
                baseline=f"the same among {FEW} children instead of {MANY}",
                baseline_value=percentile(few[name], share),
                most=PROMISED.get(name) if share == SLOWEST else None,
                most_ratio=FLAT if share == MIDDLE and name in PROMISED else None,
            )
