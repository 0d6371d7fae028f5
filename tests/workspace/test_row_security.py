"""What PostgreSQL refuses whoever holds the application's connection, whatever SQL they get to run."""

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import LOU, People, account_of
from workspace.database import sql, transaction

FREE_TABLES = {
    "migration": "names of migrations that have run",
    "pgqueuer": "kinds of work and identifiers; the worker's role alone has a right on it",
    "pgqueuer_log": "what became of each job, by number; the worker's role alone",
    "pgqueuer_schedules": "nothing: clocks are ours; the worker's role alone",
    "pgqueuer_statistics": "counts of jobs; the worker's role alone",
}
"""Tables without row-level security, and what they hold instead of a child's data."""

FORGERIES = [
    "set role grenier_owner",
    "set session authorization grenier_owner",
    "select * from session",
    "select * from credential",
    "select * from pgqueuer",
    "insert into pgqueuer (priority, status, entrypoint) values (0, 'queued', 'x')",
    "delete from pgqueuer",
    "select * from pgqueuer_log",
    "select * from pgqueuer_statistics",
    "select * from pgqueuer_schedules",
    "select * from door_failure",
    "update session set expires_at = now() + interval '1 day'",
    "delete from audit_event",
    "update audit_event set act = 'x'",
    "truncate audit_event",
    "update audit_link set head = ''",
    "delete from access_grant",
    "alter table access_grant disable row level security",
    "drop policy access_grant_select on access_grant",
    "create table mine (id int)",
    "create function f() returns int language sql as 'select 1'",
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "select grenier_open_session(gen_random_uuid(), 'x', 900, 3600)",
    "select grenier_open_service_session(gen_random_uuid(), 'import', 'x', 3600)",
    "select * from grenier_credential('\\x00')",
    "select * from grenier_door_failures('\\x00')",
    "select grenier_confirm('x', 60)",
    "select * from pg_authid",
]


@pytest.fixture
async def app_role(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(database.url("grenier_app"))


@pytest.mark.parametrize("statement", FORGERIES)
async def test_the_application_role_is_refused(
    app_role: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError)):
        await app_role.execute(statement)
    await app_role.close()


async def test_row_security_cannot_be_switched_off(
    app_role: asyncpg.Connection, people: People
) -> None:
    assert people.nour
    await app_role.execute("set row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app_role.fetch("select * from access_grant")
    await app_role.close()


async def test_every_table_is_closed_by_force(database: Database) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = await owner.fetch(
        "select relname, relrowsecurity and relforcerowsecurity as closed from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    views = await owner.fetch(
        # A view sees with the eyes of its owner, unless it is told to see with those of whoever asks.
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
        " and not coalesce('security_invoker=true' = any (reloptions), false)"
    )
    await owner.close()
    assert (
        sorted(
            row["relname"]
            for row in rows
            if not row["closed"] and row["relname"] not in FREE_TABLES
        )
        == []
    )
    assert [row["relname"] for row in views] == []


async def test_every_definer_function_has_a_fixed_path_and_no_public_door(
    database: Database,
) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = await owner.fetch(
        "select proname, proconfig, has_function_privilege('public', oid, 'execute') as open from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    )
    await owner.close()
    assert len(rows) > 5
    for row in rows:
        assert "search_path=pg_catalog, pg_temp" in row["proconfig"], row["proname"]
        assert not row["open"], row["proname"]


async def test_a_stranger_cannot_enter_a_circle_that_exists(people: People) -> None:
    with (
        people.stranger.here(),
        pytest.raises(asyncpg.InsufficientPrivilegeError, match="circle already"),
    ):
        async with transaction():
            await sql(
                "select grenier_open_circle(gen_random_uuid(), {}, array['C0'], array['C0'], 'x', current_date, now())",
                LOU,
            )


async def test_a_stranger_cannot_grant_themselves_a_place(people: People) -> None:
    with people.stranger.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into access_grant (id, dossier, account, role, reads, writes, purpose, since_on, begins_at,"
                " ends_at, granted_by, granted_at) values (gen_random_uuid(), {}, {}, 'coordinator', array['C0'],"
                " array['C0'], 'x', current_date, now(), now() + interval '1 day', {}, now())",
                LOU,
                account_of("stranger"),
                account_of("stranger"),
            )


async def test_one_person_has_one_place_at_a_time(people: People) -> None:
    """The guard is a trigger: temporal constraints need an extension the embedded server lacks."""
    with people.nour.here(), pytest.raises(asyncpg.ExclusionViolationError):
        async with transaction():
            await sql(
                "insert into access_grant select gen_random_uuid(), dossier, account, role, reads, writes, purpose,"
                " since_on, begins_at, ends_at, ended_at, {}, granted_at from access_grant"
                " where account = {}",
                account_of("nour"),
                account_of("ambre"),
            )
