"""Pages and messages of a running demonstration, beside a bare server on the same database server."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import uuid4

import asyncpg
import httpx
import websockets

from tests.bench.measure import Figure, milliseconds, percentile, timed
from tests.journeys.house import ROOT, House, wait_until, watched_folder
from tests.ports import free_port

VISITS = 60
MESSAGES = 60
PAGE_BASELINE = "a bare Starlette and Jinja page with as many queries"
MESSAGE_BASELINE = "a bare WebSocket and one PostgreSQL insert"


@contextmanager
def demonstration() -> Iterator[House]:
    house = House(watched_folder())
    try:
        house.start()
        yield house
    finally:
        house.close()


def superuser_url(house: House, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={house.data / 'pg'}"


@contextmanager
def bare_server(house: House, queries: int) -> Iterator[int]:
    """Serve the baseline on a database of its own in the same PostgreSQL."""
    asyncio.run(_make_database(house))
    port = free_port()
    bare = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.bench.bare",
            str(port),
            superuser_url(house, "bare"),
            str(queries),
        ],
        cwd=ROOT,
    )
    try:
        assert wait_until(lambda: _answers(port), within=20)
        yield port
    finally:
        bare.terminate()
        bare.wait(10)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").is_success
    except httpx.TransportError:
        return False


async def _make_database(house: House) -> None:
    superuser = await asyncpg.connect(superuser_url(house, "postgres"))
    await superuser.execute("drop database if exists bare with (force)")
    await superuser.execute("create database bare")
    await superuser.close()


@asynccontextmanager
async def signed_in(house: House, login: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"origin": house.origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=house.origin, headers=headers, timeout=30) as client:
        shown = (await client.get("/sign-in")).text
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', shown)
        assert found is not None
        form = {"login": login, "password": house.passwords()[login], "csrf_token": found[1]}
        answer = await client.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        yield client


async def visits(client: httpx.AsyncClient, path: str) -> list[float]:
    """Return the milliseconds of each visit, after a few that are not counted."""

    async def visit() -> None:
        (await client.get(path)).raise_for_status()

    for _ in range(5):
        await visit()
    return [milliseconds(await timed(visit)) for _ in range(VISITS)]


async def queries_of(house: House, client: httpx.AsyncClient, path: str) -> int:
    """Return about how many statements one visit takes: three for each transaction it commits."""
    observer = await asyncpg.connect(superuser_url(house, "postgres"))
    committed = "select xact_commit from pg_stat_database where datname = 'grenier'"
    await asyncio.sleep(1.5)
    before = await observer.fetchval(committed)
    for _ in range(10):
        await client.get(path)
    await asyncio.sleep(1.5)
    after = await observer.fetchval(committed)
    await observer.close()
    return max(1, round(3 * (int(after) - int(before)) / 10))


async def _pages(house: House) -> dict[str, tuple[list[float], int]]:
    async with signed_in(house, "nour") as client:
        children = (await client.get("/children")).text
        found = re.search(r'href="(/children/[0-9a-f-]{36})"', children)
        assert found is not None
        paths = {"page.today": "/", "page.child": found[1]}
        return {
            name: (await visits(client, path), await queries_of(house, client, path))
            for name, path in paths.items()
        }


async def _bare_visits(port: int) -> list[float]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        return await visits(client, "/")


def page_figures() -> Iterator[Figure]:
    with demonstration() as house:
        for name, (ours, queries) in asyncio.run(_pages(house)).items():
            with bare_server(house, queries) as port:
                bare = asyncio.run(_bare_visits(port))
            for share in (50, 95):
                yield Figure(
                    name=f"{name}.p{share}",
                    value=percentile(ours, share),
                    unit="ms",
                    baseline=f"{PAGE_BASELINE} ({queries})",
                    baseline_value=percentile(bare, share),
                )


def messaging_figures() -> Iterator[Figure]:
    """`messaging.delivery`: from the send of one person to the screen of another."""
    with demonstration() as house:
        ours = asyncio.run(_deliveries(house))
        with bare_server(house, 1) as port:
            bare = asyncio.run(_bare_deliveries(port))
    for share in (50, 95):
        yield Figure(
            name=f"messaging.delivery.p{share}",
            value=percentile(ours, share),
            unit="ms",
            baseline=MESSAGE_BASELINE,
            baseline_value=percentile(bare, share),
        )


async def _deliveries(house: House) -> list[float]:
    async with signed_in(house, "nour") as nour, signed_in(house, "emma") as emma:
        listed = (await emma.get("/messages")).text
        found = re.search(r'href="(/children/[0-9a-f-]{36}/conversations/[0-9a-f-]{36})"', listed)
        assert found is not None
        async with _live(house, nour, found[1]) as sender, _live(house, emma, found[1]) as reader:
            return [await _one_delivery(sender, reader) for _ in range(MESSAGES)]


@asynccontextmanager
async def _live(
    house: House, client: httpx.AsyncClient, path: str
) -> AsyncIterator[websockets.ClientConnection]:
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    address = house.origin.replace("http", "ws", 1) + path + "/live"
    async with websockets.connect(
        address,
        origin=websockets.Origin(house.origin),
        additional_headers={"cookie": cookies},
        compression=None,
    ) as socket:
        await socket.send(json.dumps({"type": "resume", "after": 2**30}))
        await asyncio.sleep(0.2)
        await socket.send(json.dumps({"type": "resume", "after": 0}))
        while True:
            try:
                await asyncio.wait_for(socket.recv(), 0.5)
            except TimeoutError:
                break
        yield socket


async def _one_delivery(
    sender: websockets.ClientConnection, reader: websockets.ClientConnection
) -> float:
    name = str(uuid4())
    await asyncio.sleep(0.55)  # at most 20 messages in 10 seconds
    began = time.perf_counter()
    await sender.send(json.dumps({"type": "send", "id": name, "body": "Bonjour"}))
    while True:
        frame = json.loads(await asyncio.wait_for(reader.recv(), 10))
        if frame.get("id") == name:
            return milliseconds(time.perf_counter() - began)


async def _bare_deliveries(port: int) -> list[float]:
    address = f"ws://127.0.0.1:{port}/live"
    async with (
        websockets.connect(address, compression=None) as sender,
        websockets.connect(address, compression=None) as reader,
    ):
        found = []
        for _ in range(MESSAGES):
            await asyncio.sleep(0.05)
            began = time.perf_counter()
            await sender.send("Bonjour")
            await reader.recv()
            found.append(milliseconds(time.perf_counter() - began))
        return found
