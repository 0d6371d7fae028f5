"""The side of the worker: take jobs one by one, give each a few tries, take over those of a worker that died."""

import asyncio
import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job

from workspace.accounts.service import open_service_session
from workspace.database import AWAY, DatabaseBusy, Door, acting_as
from workspace.jobs.model import Handler, Handlers, PutOff
from workspace.jobs.rules import wait_after

log = logging.getLogger(__name__)
# Its messages carry tracebacks; ours carry the kind and the class of the error.
logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)

PATIENCE: Final = 2.0
"""Seconds between two tries at a database that is away."""
SILENCE: Final = timedelta(seconds=30)
"""A job whose worker gave no sign for so long is taken over."""
SESSION: Final = 900
"""Seconds the service session of one job may last."""


class JobFailed(Exception):
    """A job could not be done; the name says what went wrong, and nothing of whom it was about."""


async def _until_over(manager: QueueManager, *, silence: timedelta) -> None:
    """Let the manager work; cancelled, let it end by itself, once the jobs in hand are done.

    It is told, not cancelled: it waits in `asyncio.wait_for`, which before Python 3.12 may forget that it was
    cancelled when what it waits for comes at the same moment, and a worker asked to stop would never stop.
    """
    running = asyncio.create_task(
        manager.run(
            heartbeat_timeout=silence, dequeue_timeout=silence, shutdown_on_listener_failure=True
        )
    )
    try:
        await asyncio.wait([running])
    finally:
        manager.shutdown.set()
        await asyncio.wait([running])
    await running


class JobRunner:
    """Run the jobs of `handlers`, each as a service session of its own, until cancelled."""

    def __init__(
        self, url: str, *, door: Door, handlers: Handlers, silence: timedelta = SILENCE
    ) -> None:
        self._url = url
        self._door = door
        self._handlers = handlers
        self._silence = silence

    async def run(self) -> None:
        while True:
            try:
                await self._shift()
            except (*AWAY, asyncpg.PostgresError, DatabaseBusy) as error:
                log.warning("the jobs wait: %s", type(error).__name__)
            await asyncio.sleep(PATIENCE)

    async def _shift(self) -> None:
        connection = await asyncpg.connect(self._url, server_settings={"search_path": "public"})
        try:
            manager = QueueManager(Queries.from_asyncpg_connection(connection))
            for kind, handler in self._handlers.items():
                manager.entrypoint(kind.value, on_failure="hold")(self._carried(kind, handler))
            await _until_over(manager, silence=self._silence)
        finally:
            await connection.close()

    def _carried(self, kind: str, handler: Handler):  # type: ignore[no-untyped-def] # noqa: ANN202 - pgqueuer types it
        async def carry(job: Job) -> None:
            assert job.payload is not None
            failure = await self._tried(handler, UUID(job.payload.decode()))
            if failure is None:
                return
            if isinstance(failure, timedelta):
                raise RetryRequested(delay=failure, reason="not now")
            log.warning("a job failed: %s, %s", kind, failure)
            wait = wait_after(job.attempts + 1)
            if wait is None:
                raise JobFailed(failure)
            raise RetryRequested(delay=wait, reason=failure)

        return carry

    async def _tried(self, handler: Handler, subject: UUID) -> str | timedelta | None:
        """Run a handler; return the class of what went wrong, raised nowhere: its words may be personal.

        A time: the job is put off by so much.
        """
        try:
            _, secret = await open_service_session("worker", door=self._door, seconds=SESSION)
            with acting_as(secret):
                await handler(subject)
        except PutOff as later:
            return later.after
        except Exception as error:  # noqa: BLE001 - whatever it is, the job is tried again
            return type(error).__name__
        return None
