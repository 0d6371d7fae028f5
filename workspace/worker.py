"""What runs beside the requests: the chain of the audit, the sweeping of what nobody kept, the jobs."""

import asyncio
import logging
import math
from datetime import timedelta

import asyncpg

from storage.errors import StorageError
from storage.vault import Vault
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.audit.service import open_months, sequence
from workspace.clock import Clock
from workspace.cohort import counting
from workspace.database import AWAY, DatabaseBusy, Door, acting_as
from workspace.dossier.protocol import proposing
from workspace.dossier.scales import telling
from workspace.exchange.bringing import working as importing
from workspace.exchange.bringing.service import forget as forget_imports
from workspace.jobs.model import Handlers, JobKind
from workspace.messaging import unread
from workspace.notices import service as notices
from workspace.notices.mail import SmtpGateway
from workspace.notices.model import NoticeKind
from workspace.reminders import service as reminders
from workspace.settings import Settings

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
                actor, secret = await open_service_session(
                    "worker", door=self._door, seconds=SESSION
                )
                with acting_as(secret):
                    await self._shift(Errand(actor=actor, purpose="worker"))
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                DatabaseBusy,
                StorageError,
            ) as error:
                log.warning("the worker waits: %s", type(error).__name__)
                await asyncio.sleep(PATIENCE)

    async def _shift(self, errand: Errand) -> None:
        loop = asyncio.get_running_loop()
        began, swept = loop.time(), -math.inf  # a machine just started has lived less than an hour
        await open_months(vault=self._vault)
        while loop.time() - began < SESSION / 2:
            if not await sequence():
                await asyncio.sleep(BEAT)
            if loop.time() - swept > SWEEP_EVERY:
                swept = loop.time()
                await self._vault.sweep(older_than=STAGED_FOR, now=self._clock.now())
                await forget_imports(errand, clock=self._clock)
                await counting.ask_of_yesterday(errand, clock=self._clock)


def handlers(settings: Settings, *, door: Door, clock: Clock, vault: Vault) -> Handlers:
    """Return what the worker knows how to do."""
    smtp = settings.smtp
    gateway = (
        SmtpGateway(
            host=smtp.host,
            port=smtp.port,
            sender=smtp.sender,
            security=smtp.security,
            user=smtp.user,
            password=smtp.password or "",
        )
        if smtp
        else None
    )
    due = reminders.still_due(door=door, clock=clock, vault=vault)
    return {
        JobKind.COHORT_COUNT: counting.counting(door=door, clock=clock, vault=vault),
        JobKind.IMPORT_CHECK: importing.checking(door=door, clock=clock, vault=vault),
        JobKind.IMPORT_WRITE: importing.writing(door=door, clock=clock, vault=vault),
        JobKind.MESSAGE_TELL: unread.telling(clock=clock),
        JobKind.PROTOCOL_COUNT: proposing.counting(door=door, clock=clock, vault=vault),
        JobKind.NOTICE_SEND: notices.sending(
            gateway=gateway,
            origin=settings.origin,
            waits={
                NoticeKind.MESSAGE: unread.still_waits,
                NoticeKind.TO_READ: telling.still_waits,
                **dict.fromkeys(reminders.KINDS, due),
            },
            lives=reminders.lives(door=door, vault=vault),
            address_of=reminders.address_of(vault=vault),
            clock=clock,
            vault=vault,
        ),
    }


REMIND_EVERY = 900
"""Seconds between two looks at what is due, at least."""
REST = 9
"""Or so many times as long as the last look took: of a whole country it takes minutes, a tenth of the time."""


async def remind(*, door: Door, clock: Clock, vault: Vault) -> None:
    """Tell what is due, again and again; a database that is away is waited for."""
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            actor, secret = await open_service_session("worker", door=door, seconds=SESSION)
            with acting_as(secret):
                errand = Errand(actor=actor, purpose="worker")
                await open_months(
                    vault=vault
                )  # both loops begin at once: neither waits for the other
                await reminders.remind(errand, door=door, clock=clock, vault=vault)
                await telling.tell(errand, clock=clock)
        except (*AWAY, asyncpg.PostgresError, DatabaseBusy, StorageError) as error:
            log.warning("the reminders wait: %s", type(error).__name__)
            await asyncio.sleep(PATIENCE)
        else:
            await asyncio.sleep(max(REMIND_EVERY, REST * (loop.time() - began)))


async def work(settings: Settings, *, door: Door, clock: Clock, vault: Vault) -> None:
    """Run everything that runs beside the requests, until cancelled."""
    # The queue brings a fifth of a second of modules along: no other command, and no greeting, waits for it.
    from workspace.jobs.running import JobRunner  # noqa: PLC0415

    runner = JobRunner(
        settings.worker_database_url,
        door=door,
        handlers=handlers(settings, door=door, clock=clock, vault=vault),
    )
    async with asyncio.TaskGroup() as together:
        together.create_task(Worker(door=door, vault=vault, clock=clock).run())
        together.create_task(runner.run())
        together.create_task(remind(door=door, clock=clock, vault=vault))
