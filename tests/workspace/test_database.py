"""The safe engine: each hole of the stock one is closed, and the stock one is seen to have it."""

import asyncio
import contextlib
import secrets

import asyncpg
import pytest
from piccolo.engine.postgres import PostgresEngine

from tests.conftest import Database
from tests.people import LOU, People
from workspace import database as subject
from workspace.access.tables import GrantRow
from workspace.database import (
    DatabaseBusy,
    acting_as,
    after_commit,
    before_commit,
    engine,
    in_one_transaction,
    sql,
    transaction,
    write_held,
)

DEFERRED = (
    "create table deferred (id int, constraint once unique (id) deferrable initially deferred)"
)


async def _fail_at_commit() -> None:
    async with transaction():
        await sql("insert into deferred values (1)")
        await sql("insert into deferred values (1)")


@pytest.fixture
async def deferred(database: Database) -> None:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute(DEFERRED)
    await owner.execute("grant all on deferred to grenier_app")
    await owner.close()


@pytest.mark.usefixtures("deferred")
async def test_a_commit_that_raises_gives_its_connection_back() -> None:
    for _ in range(6):
        with pytest.raises(asyncpg.UniqueViolationError):
            await _fail_at_commit()
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 0}]


@pytest.mark.usefixtures("deferred")
async def test_the_stock_engine_loses_its_pool_on_such_commits(database: Database) -> None:
    """The negative control: without our transaction the second failure freezes a pool of two."""
    stock = _Stock(database.url("grenier_app"))
    await stock.start_connection_pool(dsn=database.url("grenier_app"), min_size=1, max_size=2)
    for _ in range(2):
        with pytest.raises(asyncpg.UniqueViolationError):
            await _fail_on(stock)
        stock.current_transaction.set(None)
    assert stock.pool is not None
    with pytest.raises(TimeoutError):
        await stock.pool.acquire(timeout=0.3)
    stock.pool.terminate()


class _Stock(PostgresEngine):
    def __init__(self, url: str) -> None:
        super().__init__(config={"dsn": url})

    async def check_version(self) -> None: ...

    async def prep_database(self) -> None: ...


async def _fail_on(stock: PostgresEngine) -> None:
    async with stock.transaction() as opened:
        await opened.connection.execute("insert into deferred values (1)")
        await opened.connection.execute("insert into deferred values (1)")


async def test_a_query_outside_a_transaction_is_refused(database: Database) -> None:
    assert database.name
    with pytest.raises(RuntimeError, match="outside a transaction"):
        await GrantRow.select()


async def test_the_application_cannot_change_the_schema(database: Database) -> None:
    assert database.name
    async with transaction():
        with pytest.raises(RuntimeError, match="schema"):
            await GrantRow.create_table()


async def test_batch_is_refused(database: Database) -> None:
    assert database.name
    with pytest.raises(RuntimeError, match="batch"):
        await engine.batch()


async def test_a_nested_transaction_of_another_session_is_refused(people: People) -> None:
    with people.nour.here():
        async with transaction():
            with people.stranger.here(), pytest.raises(RuntimeError, match="another session"):
                async with transaction():
                    pass


async def test_a_task_cannot_use_the_transaction_of_its_parent(database: Database) -> None:
    assert database.name
    async with transaction():
        with pytest.raises(RuntimeError, match="task"):
            await asyncio.create_task(sql("select 1"))


async def _swallow() -> None:
    async with transaction():
        await sql("insert into deferred values (7)")
        with contextlib.suppress(ValueError):
            async with transaction():
                raise ValueError


@pytest.mark.usefixtures("deferred")
async def test_an_error_swallowed_inside_commits_nothing() -> None:
    with pytest.raises(RuntimeError, match="swallowed"):
        await _swallow()
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 0}]


@pytest.mark.usefixtures("database")
async def test_after_commit_runs_once_after_the_outermost_commit() -> None:
    told: list[str] = []

    async def tell() -> None:
        assert engine.current_transaction.get() is None
        told.append("committed")

    async with transaction():
        async with transaction():
            after_commit(tell)
        assert told == []
    assert told == ["committed"]


@pytest.mark.usefixtures("database")
async def test_after_commit_never_runs_on_rollback() -> None:
    told: list[str] = []

    async def tell() -> None:
        told.append("committed")

    async def fail() -> None:
        async with transaction():
            after_commit(tell)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fail()
    assert told == []


def test_after_commit_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="open transaction"):
        after_commit(asyncio.Event().wait)  # type: ignore[arg-type]


@pytest.mark.usefixtures("deferred")
async def test_what_is_held_is_written_at_once_before_the_commit() -> None:
    written: list[list[object]] = []

    async def write(items: list[object]) -> None:
        written.append(items)
        await sql("insert into deferred select unnest({}::int[])", items)

    async with transaction():
        before_commit(write, 1)
        async with transaction():
            before_commit(write, 2)
        assert written == []
        await write_held()
        before_commit(write, 3)
    assert written == [[1, 2], [3]]
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 3}]


@pytest.mark.usefixtures("deferred")
async def test_what_cannot_be_written_undoes_the_transaction_and_gives_its_connection_back() -> (
    None
):
    async def refuse(_: list[object]) -> None:
        raise ValueError("refused")

    async def fail() -> None:
        async with transaction():
            await sql("insert into deferred values (1)")
            before_commit(refuse, 1)

    for _ in range(6):
        with pytest.raises(ValueError, match="refused"):
            await fail()
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 0}]


@pytest.mark.usefixtures("deferred")
async def test_what_could_not_be_written_undoes_the_transaction_whoever_catches_the_error() -> None:
    async def refuse(_: list[object]) -> None:
        raise ValueError("refused")

    async def swallow() -> None:
        async with transaction():
            await sql("insert into deferred values (1)")
            before_commit(refuse, 1)
            with contextlib.suppress(ValueError):
                await write_held()

    with pytest.raises(RuntimeError, match="swallowed"):
        await swallow()
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 0}]


@pytest.mark.usefixtures("deferred")
async def test_what_is_held_while_writing_is_written_too() -> None:
    async def insert(items: list[object]) -> None:
        await sql("insert into deferred select unnest({}::int[])", items)

    async def first(items: list[object]) -> None:
        before_commit(insert, 2)
        await insert(items)

    async with transaction():
        before_commit(first, 1)
    async with transaction():
        assert await sql("select count(*)::int as n from deferred") == [{"n": 2}]


@pytest.mark.usefixtures("deferred")
async def test_what_is_held_is_let_go_of_on_rollback() -> None:
    async def write(items: list[object]) -> None:
        raise AssertionError(items)

    async def fail() -> None:
        async with transaction():
            before_commit(write, 1)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fail()


async def test_nothing_is_held_outside_a_transaction() -> None:
    async def write(items: list[object]) -> None:
        raise AssertionError(items)

    with pytest.raises(RuntimeError, match="open transaction"):
        before_commit(write, 1)
    with pytest.raises(RuntimeError, match="open transaction"):
        await write_held()


@pytest.mark.usefixtures("database")
async def test_what_an_act_asks_joins_its_one_transaction() -> None:
    @in_one_transaction
    async def ids(times: int) -> set[int]:
        found = set()
        for _ in range(times):
            async with transaction():
                (row,) = await sql("select pg_current_xact_id()::text::bigint as id")
                found.add(row["id"])
        return found

    assert len(await ids(3)) == 1


@pytest.mark.usefixtures("database")
async def test_a_busy_pool_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "ACQUIRE_TIMEOUT", 0.2)
    assert engine.pool is not None
    held = [await engine.pool.acquire() for _ in range(4)]
    with pytest.raises(DatabaseBusy):
        async with transaction():
            pass
    for connection in held:
        await engine.pool.release(connection)


async def test_nobody_sees_no_grant(people: People) -> None:
    """Fail closed: no session, no row; and a forged secret is nobody."""
    for secret in ("", secrets.token_hex(32)):
        with acting_as(secret):
            async with transaction():
                assert await GrantRow.select() == []
    with people.nour.here():
        async with transaction():
            assert len(await GrantRow.select().where(GrantRow.dossier == LOU)) == 8


async def test_a_connection_that_is_never_given_back_does_not_keep_the_pool_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "CLOSE_TIMEOUT", 0.2)
    assert engine.pool is not None
    held = await engine.pool.acquire()
    try:
        async with asyncio.timeout(10):
            await engine.close_connection_pool()
        with pytest.raises(asyncpg.InterfaceError):
            await held.execute("select 1")
    finally:
        await engine.connect(database.url("grenier_app"), size=4)
