"""The figures of the country: asked for once a day or by the national team, counted by the worker.

Nobody of the national team reads a child: what the worker keeps is already without the counts that would point at
somebody.
"""

from datetime import date, timedelta
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


async def ask_of_yesterday(errand: Errand, *, clock: Clock) -> bool:
    """Ask for the count of the last day that is over, unless it was asked for; tell whether it was not.

    One that the worker gave up is asked for anew.
    """
    assert errand.purpose, "an errand says why"
    on = clock.today() - timedelta(days=1)
    async with transaction():
        found = await queries.latest(on)
        if found is not None and (found.state is CountState.COUNTED or _is_at_it(found, clock)):
            return False
        await _ask(None, on, clock)
    return True


def _is_at_it(asked: CountryCount, clock: Clock) -> bool:
    """Tell whether a count is still to come: the session of one that takes longer is over."""
    is_late = clock.now() - asked.asked_at > timedelta(seconds=SESSION)
    return asked.state is CountState.ASKED and not is_late


async def ask(actor: Actor, on: date, *, clock: Clock, vault: Vault) -> None:
    """Have the figures of a day counted now; one that is being counted already is not asked for twice."""
    check_national(actor)
    async with transaction():
        found = await queries.latest(on)
        if found is not None and _is_at_it(found, clock):
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
    actor: Actor, on: date | None, *, clock: Clock, vault: Vault
) -> tuple[CountryCount | None, CountryCount | None]:
    """Return the count to show and the one of that day that is being counted; without a day, of the latest one.

    One that the worker gave up is waited for no more, and may be asked for again.
    """
    check_national(actor)
    async with transaction():
        shown = await (queries.counted_of(on) if on else queries.last_counted())
        asked = await queries.latest(on or (shown.on if shown else None))
        if shown is not None:
            detail = {"on": shown.on.isoformat()}
            await audit.record(
                actor, Act.FIGURES_READ, subject=shown.id, detail=detail, vault=vault
            )
    waiting = asked if asked is not None and _is_at_it(asked, clock) else None
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
