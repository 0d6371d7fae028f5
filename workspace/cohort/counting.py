"""The figures of the country: asked for once a day or by the national team, counted by the worker.

Nobody of the national team reads a child: what the worker keeps is already without the counts that would point at
somebody.
"""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Errand
from workspace.access.rules import check_national
from workspace.accounts.service import open_service_session
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.cohort import charts, publishing, queries, service
from workspace.cohort.definitions import reporting_days
from workspace.cohort.model import CountId, CountryCount, CountState
from workspace.database import Door, acting_as, transaction
from workspace.jobs import queries as jobs
from workspace.jobs.model import Handler, JobKind

SESSION: Final = 3600
"""Seconds the service session of one count may last."""


async def ask_of_today(errand: Errand, *, clock: Clock) -> bool:
    """Ask for the count of the day that begins, unless it was asked for; tell whether it was not."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        if await queries.latest(clock.today()) is not None:
            return False
        await _ask(None, clock.today(), clock)
    return True


async def ask(actor: Actor, on: date, *, clock: Clock, vault: Vault) -> None:
    """Have the figures of a day counted now; one that is being counted already is not asked for twice."""
    check_national(actor)
    async with transaction():
        found = await queries.latest(on)
        if found is not None and found.state is CountState.ASKED:
            return
        asked = await _ask(actor, on, clock)
        await audit.record(
            actor,
            Act.FIGURES_ASK,
            subject=asked.id,
            detail={"on": on.isoformat()},
            vault=vault,
        )


async def _ask(actor: Actor | None, on: date, clock: Clock) -> CountryCount:
    new = CountryCount(
        id=CountId(uuid4()),
        on=on,
        state=CountState.ASKED,
        asked_by=actor.account if actor else None,
        asked_at=clock.now(),
    )
    await queries.insert(new)
    await jobs.enqueue(JobKind.COHORT_COUNT, new.id)
    return new


async def of_country(
    actor: Actor, on: date | None, *, vault: Vault
) -> tuple[CountryCount | None, CountryCount | None]:
    """Return the count to show and the one that is being counted, of `on` or, without a day, of the latest one."""
    check_national(actor)
    async with transaction():
        asked = await queries.latest(on)
        shown = await (queries.counted_of(on) if on else queries.last_counted())
        if shown is not None:
            detail = {"on": shown.on.isoformat()}
            await audit.record(
                actor, Act.FIGURES_READ, subject=shown.id, detail=detail, vault=vault
            )
    waiting = asked if asked is not None and asked.state is CountState.ASKED else None
    return shown, waiting


def counting(*, door: Door, clock: Clock, vault: Vault) -> Handler:
    """Return the work of the job that counts the country, run by the worker."""

    async def count(subject: UUID) -> None:
        actor, secret = await open_service_session("figures", door=door, seconds=SESSION)
        with acting_as(secret):
            async with transaction():
                found = await queries.count(CountId(subject))
            if found is None or found.state is CountState.COUNTED:
                return
            days = (*charts.days_until(reporting_days(), found.on), found.on)
            errand = Errand(actor=actor, purpose="figures")
            tallies = await service.tallies(errand, days, vault=vault)
            figures = [
                publishing.published(tally, day) for tally, day in zip(tallies, days, strict=True)
            ]
            async with transaction():
                await queries.settle(found.id, figures, at=clock.now())

    return count
