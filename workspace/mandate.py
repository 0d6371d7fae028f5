"""An operator's command at work: its service session, its tools, and how it says no."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.app import open_vault
from workspace.audit.service import open_months
from workspace.clock import Clock, SystemClock
from workspace.database import Door, acting_as, engine
from workspace.settings import Settings


class Refused(Exception):
    """The command could not be done."""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What an operator's command works with, as its own service session."""

    errand: Errand
    vault: Vault
    clock: Clock
    settings: Settings


@asynccontextmanager
async def errand(
    settings: Settings, purpose: str, *, vault: Vault | None = None
) -> AsyncIterator[Tools]:
    """Connect, open the service session of `purpose`, and close everything after."""
    door = Door(settings.worker_database_url)
    await engine.connect(settings.worker_database_url, size=4)
    try:
        actor, secret = await open_service_session(purpose, door=door)
        with acting_as(secret):
            tools = Tools(
                errand=Errand(actor=actor, purpose=purpose),
                vault=vault or open_vault(settings),
                clock=SystemClock(pinned=settings.today),
                settings=settings,
            )
            await open_months(vault=tools.vault)
            yield tools
    finally:
        await engine.close_connection_pool()
        await door.close()
