"""`grenier demo`: everything embedded, ready in seconds, gone with Ctrl-C."""

import argparse
import asyncio
import contextlib
import os
import shutil
import socket
from datetime import date
from pathlib import Path

import uvicorn

from storage.errors import StorageError
from storage.vault import Vault
from workspace import commands
from workspace.app import create_app, open_vault
from workspace.clock import SystemClock
from workspace.commands import bar
from workspace.database import Door
from workspace.demo import territory
from workspace.demo.sign_ins import SignIn, known_sign_ins
from workspace.embedded import DataFolder, EmbeddedUnavailable
from workspace.installation import data_folder, embedded, pinned_day
from workspace.mandate import Refused, errand
from workspace.network import service as network
from workspace.settings import Settings
from workspace.web.toolbox import DemoPerson
from workspace.worker import work

TODAY = date(2025, 9, 1)
"""The demonstration's own day: the series of the territory ends yesterday, and Camille is 18."""


def check_port(port: int) -> None:
    """Raise `Refused` when something already answers on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"Port {port} is in use. Stop what uses it, or choose another: make demo PORT=8001."
            ) from error


async def run_demo(asked: argparse.Namespace) -> int:
    """Run the demonstration until Ctrl-C."""
    folder = data_folder(os.environ)
    check_port(asked.port)
    try:
        folder.make()
        with folder.locked():
            if asked.reset or begun(folder).exists():
                erase(folder)
            return await _run(asked, folder)
    except (EmbeddedUnavailable, StorageError) as error:
        raise Refused(str(error)) from error


def begun(folder: DataFolder) -> Path:
    """Return the mark of a demonstration that was being made: what an interruption left is not used."""
    return folder.demo_sign_ins.with_suffix(".begun")


def erase(folder: DataFolder) -> None:
    """Remove what a demonstration left in `folder`, and nothing else."""
    for name in ("pg", "objects", "keys", "run"):
        shutil.rmtree(folder.path / name, ignore_errors=True)
    folder.make()


async def _run(asked: argparse.Namespace, folder: DataFolder) -> int:
    origin = f"http://localhost:{asked.port}"
    say("Starting the embedded database...")
    async with embedded(folder, origin=origin, today=pinned_day(os.environ) or TODAY) as settings:
        sign_ins = await _populate(settings, folder)
        if not asked.prepare:
            await _serve(settings, sign_ins, port=asked.port)
    return 0


async def _populate(settings: Settings, folder: DataFolder) -> tuple[SignIn, ...]:
    """Bring in the territory the first time; renew what has run out every time.

    Raises `Refused` where somebody else's children are: invented ones never go among them.
    """
    async with errand(settings, "demo") as tools:
        if not folder.demo_sign_ins.exists():
            if await network.organizations():
                raise Refused(
                    "This data folder holds children already: give the demonstration one of its own (GRENIER_DATA)."
                )
            begun(folder).touch()
            await territory.bring(tools, folder, progress=bar)
            begun(folder).unlink()
        await territory.renew(tools)
    return known_sign_ins(folder)


async def _serve(settings: Settings, sign_ins: tuple[SignIn, ...], *, port: int) -> None:
    people = [
        DemoPerson(name=who.name, role_label=who.role_label, login=who.login, password=who.password)
        for who in sign_ins
    ]
    vault = open_vault(settings)
    web = commands.server(
        create_app(settings, vault=vault, demo_people=people), host="127.0.0.1", port=port
    )
    door = Door(settings.worker_database_url)
    beside = asyncio.create_task(_once_started(web, settings, door, vault, sign_ins))
    commands.collect_seldom()
    try:
        await web.serve()
    finally:
        beside.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beside
        await door.close()


async def _once_started(
    web: uvicorn.Server,
    settings: Settings,
    door: Door,
    vault: Vault,
    sign_ins: tuple[SignIn, ...],
) -> None:
    while not web.started:  # noqa: ASYNC110 - uvicorn says it by a flag
        await asyncio.sleep(0.05)
    greet(settings.origin, sign_ins)
    await work(settings, door=door, vault=vault, clock=SystemClock(pinned=settings.today))


def greet(origin: str, sign_ins: tuple[SignIn, ...]) -> None:
    say(f"\n  Grenier is ready: {origin}\n")
    for who in sign_ins:
        say(f"  {who.role_label:<24} {who.login:<20} {who.password}")
    say("\n  Ctrl-C stops everything; what you typed is kept. make demo RESET=1 starts over.\n")


def say(line: str) -> None:
    print(line, flush=True)
