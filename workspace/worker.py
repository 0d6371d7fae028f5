"""What runs beside the requests: the chain of the audit, and the sweeping of what nobody kept."""

import asyncio
import logging
import math
from datetime import timedelta

import asyncpg

from storage.errors import StorageError
from storage.vault import Vault
from workspace.accounts.service import open_service_session
from workspace.audit.service import open_months, sequence
from workspace.clock import Clock
from workspace.database import DatabaseBusy, Door, acting_as

log = logging.getLogger(__name__)

BEAT = 0.25
"""Seconds between two looks at what waits to be chained: an event is chained within a second."""
SESSION = 3600
"""Seconds a service session lasts; a new one is opened at half of it."""
PATIENCE = 2.0
"""Seconds between two tries at a database that is away."""
SWEEP_EVERY = 3600
STAGED_FOR = timedelta(days=1)


class Worker:
    def __init__(self, *, door: Door, vault: Vault, clock: Clock) -> None:
        self._door = door
        self._vault = vault
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                _, secret = await open_service_session("worker", door=self._door, seconds=SESSION)
                with acting_as(secret):
                    await self._shift()
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                DatabaseBusy,
                StorageError,
            ) as error:
                log.warning("the worker waits: %s", type(error).__name__)
                await asyncio.sleep(PATIENCE)

    async def _shift(self) -> None:
        loop = asyncio.get_running_loop()
        began, swept = loop.time(), -math.inf  # a machine just started has lived less than an hour
        await open_months(vault=self._vault)
        while loop.time() - began < SESSION / 2:
            if not await sequence():
                await asyncio.sleep(BEAT)
            if loop.time() - swept > SWEEP_EVERY:
                swept = loop.time()
                await self._vault.sweep(older_than=STAGED_FOR, now=self._clock.now())
