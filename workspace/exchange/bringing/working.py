"""The side of the worker: check files, bring them in, as the service of imports, in one's own establishment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from storage.errors import KeyShredded, ObjectMissing
from storage.vault import ObjectRef, Vault
from workspace.access.model import Errand
from workspace.accounts.model import DIRECTORY
from workspace.accounts.service import open_service_session, standing
from workspace.actor import Role
from workspace.clock import Clock
from workspace.database import DatabaseBusy, Door, acting_as, transaction
from workspace.errors import Conflict
from workspace.exchange import faults
from workspace.exchange.bringing import queries, rules
from workspace.exchange.bringing.model import ImportRequest, ImportState, RequestId
from workspace.exchange.brought import import_chosen
from workspace.exchange.chosen import Chosen, sheet_of
from workspace.exchange.own import Bringer
from workspace.exchange.receipt import Receipt, Tally
from workspace.exchange.report import Fault, Problem, Report
from workspace.jobs.model import Handler, PutOff
from workspace.network import service as network

SESSION: Final = 900
"""Seconds the service session of one import may last."""
BEAT: Final = 0.5
"""Seconds between two words of progress."""
OCCUPIED: Final = timedelta(seconds=3)
"""How long an import waits for another one before it asks again."""


_Stop = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the worker works with."""

    door: Door
    clock: Clock
    vault: Vault


def checking(*, door: Door, clock: Clock, vault: Vault) -> Handler:
    """Return the work of the job that checks files: everything but keeping it."""
    return _handler(Desk(door=door, clock=clock, vault=vault), ImportState.ASKED)


def writing(*, door: Door, clock: Clock, vault: Vault) -> Handler:
    """Return the work of the job that brings checked files in."""
    return _handler(Desk(door=door, clock=clock, vault=vault), ImportState.CONFIRMED)


def _handler(desk: Desk, state: ImportState) -> Handler:
    async def work(subject: UUID) -> None:
        actor, secret = await open_service_session("import", door=desk.door, seconds=SESSION)
        errand = Errand(actor=actor, purpose="import")
        with acting_as(secret):
            async with transaction():
                request = await queries.request(RequestId(subject), vault=desk.vault)
            if request is None or request.state is not state:
                return
            try:
                await _Work(desk, errand, request).do()
            except (asyncpg.LockNotAvailableError, Conflict):  # another import is being written
                raise PutOff(OCCUPIED) from None

    return work


@dataclass
class _Progress:
    """The last word of progress: told from any thread, written down by the beat."""

    step: str = ""
    done: int = 0
    total: int = 0
    written: tuple[str, int, int] = field(default=("", 0, 0))

    def tell(self, step: str, done: int, total: int) -> None:
        self.step, self.done, self.total = step, done, total


class _Work:
    """One request at work, for whoever asked, as they stand today."""

    def __init__(self, desk: Desk, errand: Errand, request: ImportRequest) -> None:
        self._desk = desk
        self._errand = errand
        self._request = request
        self._names: dict[str, tuple[str, ...]] = {}

    async def do(self) -> None:
        dry_run = self._request.state is ImportState.ASKED
        bringer = await self._bringer()
        if bringer is None:
            await self._settle(_refusal(faults.NO_LONGER_COORDINATES))
            return
        try:
            files = await self._files()
        except (ObjectMissing, KeyShredded):
            await self._settle(_refusal(faults.ERASED))
            return
        progress = _Progress()
        async with self._told(progress) as stop:

            async def finish(receipt: Receipt) -> None:
                await stop()
                await self._keep(receipt, ImportState.WRITTEN)

            receipt = await import_chosen(
                self._errand,
                bringer,
                files,
                dry_run=dry_run,
                finish=finish,
                progress=progress.tell,
                clock=self._desk.clock,
                vault=self._desk.vault,
            )
        if not receipt.written:
            await self._settle(receipt)

    async def _bringer(self) -> Bringer | None:
        """Return whoever asked, None when they may not bring anything in any more."""
        request = self._request
        who = await standing(self._errand.actor, request.account)
        if who is None or who.role is not Role.COORDINATOR:
            return None
        if who.organization != request.organization:
            return None
        departments = {each.id: each.department for each in await network.organizations()}
        department = departments.get(request.organization) or ""
        outcome = request.outcome if request.state is ImportState.CONFIRMED else None
        return Bringer(
            account=request.account,
            organization=request.organization,
            department=department,
            seated=outcome.seated if outcome else frozenset(),
            same=outcome.same if outcome else {},
        )

    async def _files(self) -> list[Chosen]:
        vault = self._desk.vault
        files: list[Chosen] = []
        for id_ in self._request.files:
            ref = ObjectRef(id_, DIRECTORY)
            meta = await vault.meta(ref)
            content = b"".join([chunk async for chunk in await vault.read(ref)])
            file = Chosen(meta.name, content)
            files.append(file)
            sheet = await asyncio.to_thread(sheet_of, file) or meta.name
            self._names[sheet] = (*self._names.get(sheet, ()), meta.name)
        return files

    @contextlib.asynccontextmanager
    async def _told(self, progress: _Progress) -> AsyncIterator[_Stop]:
        """Write progress down beside the work, in transactions of its own, until it is stopped."""
        enough = asyncio.Event()
        beside = asyncio.create_task(self._beat(progress, enough))

        async def stop() -> None:
            enough.set()
            await beside

        try:
            yield stop
        finally:
            await stop()

    async def _beat(self, progress: _Progress, enough: asyncio.Event) -> None:
        while not enough.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(enough.wait(), BEAT)
            now = (progress.step, progress.done, progress.total)
            # Progress that cannot be told now is told at the next beat.
            with contextlib.suppress(DatabaseBusy, asyncpg.PostgresError):
                await self._tell(progress, now)

    async def _tell(self, progress: _Progress, now: tuple[str, int, int]) -> None:
        if now != progress.written:
            async with transaction():
                await queries.move_on(self._request.id, *now, at=self._desk.clock.now())
            progress.written = now

    async def _settle(self, receipt: Receipt) -> None:
        refused = not receipt.report.accepted
        async with transaction():
            await self._keep(receipt, ImportState.REFUSED if refused else ImportState.CHECKED)

    async def _keep(self, receipt: Receipt, state: ImportState) -> None:
        await queries.settle(
            self._request.id,
            state,
            rules.outcome_of(receipt, self._names),
            at=self._desk.clock.now(),
            vault=self._desk.vault,
        )


def _refusal(fault: Fault) -> Receipt:
    report = Report(problems=(Problem(fault=fault, file=""),), read={})
    return Tally().receipt(report, written=False)
