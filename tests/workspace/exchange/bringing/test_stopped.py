"""Work that was given up: whoever sent the files is told, since when, and has it tried again."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import NURSERY, People, account_of
from tests.workspace.exchange.bringing.conftest import Work, browse, clock, send, site, work
from tests.workspace.exchange.test_chosen import CHILD
from tests.workspace.home.conftest import Browse
from workspace.database import sql, transaction
from workspace.jobs.model import JobKind

__all__ = ["browse", "clock", "site", "work"]

AGAIN = "/again"
GIVE_UP = "update pgqueuer set status = 'failed', attempts = 5, updated = now()"
WAITING = "select count(*) from pgqueuer where status = 'queued'"


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def test_a_check_that_stopped_says_so_and_is_tried_again(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    assert "Try again</button>" not in (await nour.get(address)).text
    await owner.execute(GIVE_UP)
    page = (await nour.get(address)).text
    assert "The work on these files stopped" in page
    assert "data-waiting" not in page, "nothing goes on that a page could wait for"
    assert "Being checked" not in page
    assert "Stopped: it could not be done" in (await nour.get("/import")).text
    assert (await nour.get(address + "/progress")).json()["state"] == "stopped"
    for _ in range(2):
        answer = await nour.post(address + AGAIN)
        assert (answer.status_code, answer.headers["location"]) == (303, address)
    assert await owner.fetchval(WAITING) == 1
    assert "Being checked" in (await nour.get(address)).text
    await work(address)
    assert "One line can be brought in." in (await nour.get(address)).text


async def test_what_stopped_while_it_was_brought_in_is_brought_in_by_the_next_try(
    browse: Browse, people: People, work: Work, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await work(address)
    await owner.execute("delete from pgqueuer")
    await nour.post(f"{address}/confirmation")
    await owner.execute(GIVE_UP)
    page = (await nour.get(address)).text
    assert "The work on these files stopped" in page
    assert "Bring in</button>" not in page
    await nour.post(address + AGAIN)
    await work(address, JobKind.IMPORT_WRITE)
    assert "One line was brought in." in (await nour.get(address)).text


async def test_nobody_else_is_told_or_tries_again(
    browse: Browse, people: People, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await owner.execute(GIVE_UP)
    await owner.execute(
        "update account set role = 'coordinator', organization = $1 where id = $2",
        NURSERY,
        account_of("stranger"),
    )
    assert (await browse(people.stranger).post(address + AGAIN)).status_code == 404
    assert (await browse(people.odile).post(address + AGAIN)).status_code == 403
    with people.stranger.here():
        async with transaction():
            assert await sql("select * from grenier_imports_stopped()") == []
            (row,) = await sql(
                "select grenier_import_try_again({}) as count",
                address.rpartition("/")[2],
            )
    assert row["count"] == 0
    assert await owner.fetchval(WAITING) == 0


async def test_files_that_are_about_to_be_erased_are_to_be_chosen_again(
    browse: Browse, people: People, owner: asyncpg.Connection
) -> None:
    nour = browse(people.nour)
    address = await send(nour, enfants=[CHILD])
    await owner.execute(GIVE_UP)
    await owner.execute(
        "update import_request set asked_at = asked_at - interval '23 hours 30 minutes'"
    )
    answer = await nour.post(address + AGAIN)
    assert answer.status_code == 422
    assert "These files have waited for a day and are erased." in answer.text
    assert await owner.fetchval(WAITING) == 0
