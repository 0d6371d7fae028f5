"""The national team reads the country: counted by the worker, nobody recognisable in it, no child opened."""

import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.cohort.folder import children
from tests.workspace.cohort.test_service import FIRST_DAY, LAST_DAY, READ_AT
from tests.workspace.dossier.traces import recorded
from tests.workspace.exchange.folders import PAS_DE_CALAIS
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.access.model import Errand
from workspace.accounts.service import open_service_session
from workspace.audit.model import Act
from workspace.clock import SystemClock
from workspace.cohort import counting, queries, rules, service
from workspace.cohort.model import CountId, CountryCount, CountState
from workspace.database import Door, acting_as, sql, transaction
from workspace.dossier.record import errands as record
from workspace.errors import Forbidden
from workspace.exchange.service import import_folder
from workspace.jobs.model import Handler

__all__ = ["browse", "clock", "followed", "operator", "site"]

TODAY = date(2025, 3, 4)


@pytest.fixture
def work(worker_door: Door, clock: SystemClock, vault: Vault) -> Handler:
    return counting.counting(door=worker_door, clock=clock, vault=vault)


@pytest.fixture
def count_all(work: Handler, people: People) -> Callable[[], Awaitable[None]]:
    """Give the work of the worker: count whatever was asked for."""

    async def run() -> None:
        with people.national.here():
            async with transaction():
                asked: list[UUID] = [row["id"] for row in await sql("select id from cohort_count")]
        for subject in asked:
            await work(subject)
            await work(subject)  # a job that is run twice does it once

    return run


@pytest.fixture
async def many(importing: Errand, vault: Vault) -> None:
    """Bring in the given territory: a cohort large enough to be shown."""
    assert (await import_folder(importing, PAS_DE_CALAIS, clock=READ_AT, vault=vault)).written


@pytest.mark.usefixtures("many")
async def test_the_country_is_asked_for_counted_and_read(
    browse: Browse, people: People, count_all: Callable[[], Awaitable[None]]
) -> None:
    national = browse(people.national)
    assert (await national.get("/")).headers["location"] == "/cohort"
    before = (await national.get("/cohort")).text
    assert "The figures of this day were not counted yet." in before
    assert (await national.get("/cohort.csv")).status_code == 404
    asked = await national.post("/cohort/counts", {"on": "2025-03-04"})
    assert asked.headers["location"] == "/cohort?on=2025-03-04"
    waiting = (await national.get("/cohort", on="2025-03-04")).text
    assert "The figures are being counted." in waiting
    assert 'http-equiv="refresh"' in waiting
    await count_all()
    shown = (await national.get("/cohort")).text
    assert "Counted on" in shown
    assert "not shown" in shown
    assert "Children admitted on or before that day" in shown
    assert 'role="img"' in shown
    assert {Act.FIGURES_ASK, Act.FIGURES_READ} <= set(await recorded(people))


@pytest.mark.usefixtures("many")
async def test_the_file_says_what_the_page_does(
    browse: Browse, people: People, count_all: Callable[[], Awaitable[None]]
) -> None:
    national = browse(people.national)
    await national.post("/cohort/counts", {"on": "2025-03-04"})
    await count_all()
    answer = await national.get("/cohort.csv", on="2025-03-04")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    values = {(row[0], row[1]): row[2] for row in rows[1:]}
    assert values["Included", "2025-03-04"] == str(rules.figures(children(), TODAY).included)
    assert "not shown" in values.values()


@pytest.mark.usefixtures("many")
async def test_portions_add_up_to_everybody(worker_door: Door, vault: Vault) -> None:
    actor, secret = await open_service_session("figures", door=worker_door)
    errand = Errand(actor=actor, purpose="figures")
    days = (FIRST_DAY, LAST_DAY)
    with acting_as(secret):
        portions = await record.portions(errand, of=7)
        assert max(map(len, portions)) == 7
        tallies = await service.tallies(errand, days, at_once=7, vault=vault)
        for day, tally in zip(days, tallies, strict=True):
            assert rules.figures_of(tally, day) == await service.figures(errand, day, vault=vault)


async def test_the_worker_asks_once_a_day_of_the_day_that_is_over(
    worker_door: Door, clock: SystemClock, people: People
) -> None:
    assert people
    actor, secret = await open_service_session("worker", door=worker_door)
    errand = Errand(actor=actor, purpose="worker")
    with acting_as(secret):
        first = await counting.ask_of_yesterday(errand, clock=clock)
        again = await counting.ask_of_yesterday(errand, clock=clock)
        async with transaction():
            days = [row["on_day"] for row in await sql("select on_day from cohort_count")]
    assert (first, again) == (True, False)
    assert days == [date(2025, 3, 3)]


class TwoHoursAgo(SystemClock):
    def now(self) -> datetime:
        return super().now() - timedelta(hours=2)


async def test_a_count_that_was_given_up_is_waited_for_no_more_and_asked_for_again(
    browse: Browse, people: People, clock: SystemClock, worker_door: Door, vault: Vault
) -> None:
    long_ago = TwoHoursAgo(pinned=TODAY)
    actor, secret = await open_service_session("worker", door=worker_door)
    errand = Errand(actor=actor, purpose="worker")
    with acting_as(secret):
        assert await counting.ask_of_yesterday(errand, clock=long_ago)
        assert not await counting.ask_of_yesterday(errand, clock=long_ago)
        assert await counting.ask_of_yesterday(errand, clock=clock), "two hours later, once more"
    with people.national.here() as me:
        await counting.ask(me, date(2025, 3, 2), clock=long_ago, vault=vault)
    national = browse(people.national)
    page = (await national.get("/cohort", on="2025-03-02")).text
    assert "being counted" not in page
    assert "Count this day" in page
    await national.post("/cohort/counts", {"on": "2025-03-02"})
    page = (await national.get("/cohort", on="2025-03-02")).text
    assert "being counted" in page
    assert 'name="on" type="date"' not in page, "nothing is typed on a page that comes again"


async def test_a_day_that_was_not_over_when_it_was_counted_says_so(
    browse: Browse, people: People, clock: SystemClock, count_all: Callable[[], Awaitable[None]]
) -> None:
    national = browse(people.national)
    for day, is_early in (("2025-03-04", True), ("2025-03-03", False)):
        await national.post("/cohort/counts", {"on": day})
        await count_all()
        page = (await national.get("/cohort", on=day)).text
        assert ("The day was not over" in page) == is_early
    for hour, is_said in ((22, True), (23, False)):
        moment = datetime(2025, 3, 4, hour, 30, tzinfo=UTC)
        assert replace(_counted(clock), counted_at=moment).is_early == is_said, "on French clocks"


async def test_a_day_that_is_being_counted_is_not_asked_for_twice(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    for _ in range(2):
        await national.post("/cohort/counts", {"on": "2025-03-04"})
    with people.national.here():
        async with transaction():
            assert (await sql("select count(*) as n from cohort_count"))[0]["n"] == 1


@pytest.mark.parametrize("on", ["2025-03-05", "yesterday"])
async def test_a_day_that_cannot_be_is_refused(on: str, browse: Browse, people: People) -> None:
    national = browse(people.national)
    for answer in (
        await national.get("/cohort", on=on),
        await national.post("/cohort/counts", {"on": on}),
    ):
        assert answer.status_code == 422
        assert 'id="field-on-error"' in answer.text
        assert f'value="{on}"' in answer.text


async def test_nobody_else_has_the_country_counted(
    browse: Browse, people: People, clock: SystemClock, vault: Vault
) -> None:
    nour = browse(people.nour)
    assert (await nour.post("/cohort/counts", {"on": "2025-03-04"})).status_code == 403
    with people.nour.here() as me, pytest.raises(Forbidden):
        await counting.of_country(me, None, clock=clock, vault=vault)


async def test_the_database_shows_counts_to_nobody_else_and_lets_nobody_write_one(
    people: People, clock: SystemClock, vault: Vault
) -> None:
    with people.national.here() as me:
        await counting.ask(me, TODAY, clock=clock, vault=vault)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await queries.insert(_counted(clock))
        async with transaction():
            await sql("update cohort_count set state = 'counted'")
            rows = await sql("select state from cohort_count")
    assert [row["state"] for row in rows] == ["asked"], "only the one that counts may say so"
    for name in ("nour", "stranger", "administrator"):
        with people.by_name[name].here():
            async with transaction():
                assert await sql("select id from cohort_count") == []
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await queries.insert(_counted(clock, CountState.ASKED))


def _counted(clock: SystemClock, state: CountState = CountState.COUNTED) -> CountryCount:
    return CountryCount(id=CountId(uuid4()), on=TODAY, state=state, asked_at=clock.now())
