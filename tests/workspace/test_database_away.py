"""A database that is full, restarting or gone: whoever asks is told to come back, and the pool recovers."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import People
from tests.workspace.served import Site
from workspace.database import DatabaseBusy, engine, sql, transaction


async def cut(superuser: asyncpg.Connection, database: Database) -> None:
    """Break every connection of the application, as a restart would."""
    await superuser.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'grenier_app'",
        database.name,
    )


@pytest.fixture
async def superuser(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.server.url("postgres", "postgres"))
    yield connection
    await connection.execute("alter role grenier_app connection limit -1")
    await connection.close()


async def works() -> bool:
    async with transaction():
        return await sql("select 1 as one") == [{"one": 1}]


async def comes_back() -> None:
    """Try until it works; nothing but `DatabaseBusy` may be heard meanwhile."""
    async with asyncio.timeout(60):
        while True:
            try:
                assert await works()
            except DatabaseBusy:
                await asyncio.sleep(0.01)
            else:
                return


async def test_a_database_that_takes_nobody_is_busy_and_the_pool_recovers(
    superuser: asyncpg.Connection, database: Database
) -> None:
    assert await works()
    await superuser.execute("alter role grenier_app connection limit 0")
    await cut(superuser, database)
    for _ in range(6):
        with pytest.raises(DatabaseBusy):
            await works()
    await superuser.execute("alter role grenier_app connection limit -1")
    await comes_back()
    assert engine.open_transaction() is None


async def test_broken_connections_are_nothing_worse_than_busy(
    superuser: asyncpg.Connection, database: Database
) -> None:
    for _ in range(10):
        await cut(superuser, database)
        await comes_back()


async def test_a_page_says_when_to_come_back(
    site: Site, people: People, superuser: asyncpg.Connection, database: Database
) -> None:
    await superuser.execute("alter role grenier_app connection limit 0")
    await cut(superuser, database)
    response = await site.browser(people.nour).get("/confirm")
    assert (503, "5") == (response.status_code, response.headers["retry-after"])
