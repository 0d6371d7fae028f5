"""The secret of a session is seen by nobody else: not in what the server shows, not in what it writes down."""

import asyncpg

from tests.conftest import Database
from tests.people import People
from workspace.database import sql, transaction


async def test_the_activity_of_the_server_shows_no_secret(
    people: People, database: Database
) -> None:
    """Every web process has the same role, so whatever SQL one runs sees the statements of all others."""
    neighbour = await asyncpg.connect(database.url("grenier_app"))
    with people.nour.here():
        async with transaction():
            seen = await neighbour.fetch("select query from pg_stat_activity")
            await sql("select 1 as one")
            seen += await neighbour.fetch("select query from pg_stat_activity")
    await neighbour.close()
    assert len(seen) > 1
    assert [row["query"] for row in seen if people.nour.secret in (row["query"] or "")] == []


async def test_prepared_statements_hold_no_secret(people: People) -> None:
    with people.nour.here():
        async with transaction():
            rows = await sql("select statement from pg_prepared_statements")
    assert [row for row in rows if people.nour.secret in row["statement"]] == []
