"""What reminding a country takes: a run that tells, then one that finds everything told; a tenth of the children are expected."""

import asyncio
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import asyncpg

from tests.bench.measure import Figure
from tests.bench.nation import TODAY, found
from tests.bench.national import FEW, FLAT, MANY
from tests.journeys.house import watched_folder
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.app import open_vault
from workspace.audit.service import open_months
from workspace.clock import FixedClock
from workspace.database import Door, acting_as, engine
from workspace.embedded import DataFolder
from workspace.installation import embedded
from workspace.reminders import service as reminders
from workspace.settings import Settings

AGAIN = 3
"""Runs that find everything told."""
EXPECTED = (
    "insert into planned_assessment (id, dossier, step_code, planned_on, planned_time, planned_by, planned_at)"
    " select gen_random_uuid(), id, 'M99', $1, '10:00', gen_random_uuid(), now()"
    " from (select id, row_number() over (order by id) as n from dossier) d where n % 10 = 0"
)

SINCE_LONG = "update access_grant set begins_at = begins_at - interval '3 years'"
"""The day of this country is not today's: its people have been around since before it."""


async def _runs(children: int) -> tuple[int, list[float]]:
    """Return how many notices a country of `children` asks for, and the seconds of the first run, then of the quickest other."""
    folder = DataFolder(path=watched_folder())
    folder.make()
    async with embedded(folder, origin="http://localhost:8000", today=TODAY) as settings:
        await found(settings, children)
        superuser = await asyncpg.connect(
            settings.owner_database_url.replace("grenier_owner@", "postgres@")
        )
        await superuser.execute("set session_replication_role = replica")
        await superuser.execute(EXPECTED, TODAY + timedelta(days=5))
        await superuser.execute(SINCE_LONG)
        await superuser.execute("vacuum analyze")
        await superuser.close()
        return await _timed(settings)


async def _timed(settings: Settings) -> tuple[int, list[float]]:
    door, vault = Door(settings.worker_database_url), open_vault(settings)
    clock = FixedClock(moment=datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC))
    await engine.connect(settings.worker_database_url, size=4)
    told, times = 0, []
    try:
        actor, secret = await open_service_session("worker", door=door, seconds=3600)
        with acting_as(secret):
            await open_months(vault=vault)
        for _ in range(1 + AGAIN):
            began = time.perf_counter()
            with acting_as(secret):
                errand = Errand(actor=actor, purpose="worker")
                told += await reminders.remind(errand, door=door, clock=clock, vault=vault)
            times.append(time.perf_counter() - began)
    finally:
        await engine.close_connection_pool()
        await door.close()
    return told, [times[0], min(times[1:])]


def figures() -> Iterator[Figure]:
    few_told, few = asyncio.run(_runs(FEW))
    many_told, many = asyncio.run(_runs(MANY))
    sys.stderr.write(f"{few_told} notices for {FEW} children, {many_told} for {MANY}\n")
    for name, at in (("first", 0), ("again", 1)):
        yield Figure(
            name=f"reminders.run.{name}",
            value=many[at],
            unit="s",
            baseline=f"as many seconds a child as among {FEW} instead of {MANY}",
            baseline_value=few[at] * MANY / FEW,
            most_ratio=FLAT if at else None,
        )
