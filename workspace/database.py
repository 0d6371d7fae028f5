"""The one way to the database: a transaction that carries who is asking.

Row-level security decides inside PostgreSQL from a session secret (`security.md` 3.3). Piccolo's own
transaction loses its connection when COMMIT raises, joins silently and leaks into tasks; the classes
here close these holes, and `tests/workspace/test_database.py` reopens each to see it fail.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from types import TracebackType
from typing import Any, Literal, NoReturn, ParamSpec, TypeVar, cast

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from workspace.errors import WorkspaceError

P = ParamSpec("P")
T = TypeVar("T")
Writing = Callable[[list[Any]], Awaitable[None]]

ACQUIRE_TIMEOUT = 2.0
"""Seconds a request waits for a connection before it is told to come back."""


class DatabaseBusy(WorkspaceError):
    """The service is busy. Please try again in a moment."""


AWAY = (
    OSError,  # a TimeoutError is one
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection between the server's last word and its end
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
)
"""What a database says that is restarting, full or gone: nothing was begun, whoever asks may come back."""


_session: ContextVar[str] = ContextVar("grenier_session", default="")


@contextmanager
def acting_as(secret: str) -> Iterator[None]:
    """Run what is inside as the session whose secret is given; an empty secret is nobody."""
    token = _session.set(secret)
    try:
        yield
    finally:
        _session.reset(token)


def current_session() -> str:
    """Return the session secret in force, "" for nobody."""
    return _session.get()


class SafeTransaction(PostgresTransaction):
    """A transaction that always gives its connection back and belongs to one session and one task."""

    __slots__ = ("calls", "doomed", "held", "known", "session", "task")

    engine: "SafeEngine"
    _parent: "SafeTransaction | None"
    calls: list[Callable[[], Awaitable[None]]]
    held: dict[Writing, list[Any]]
    known: dict[object, Any]
    doomed: bool
    session: str
    task: asyncio.Task[Any] | None

    async def __aenter__(self) -> "SafeTransaction":  # noqa: PYI034 - a nested one returns its parent
        if self._parent is not None:
            if self._parent.session != current_session():
                raise RuntimeError("a nested transaction carries another session")
            return self._parent
        self.calls = []
        self.held = {}
        self.known = {}
        self.doomed = False
        self.session = current_session()
        self.task = asyncio.current_task()
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
            # A parameter, never the text of a statement: pg_stat_activity shows that to every process of the
            # same role, and monitoring keeps it. Nothing is left prepared (`statement_cache_size`).
            await self.connection.execute(
                "select pg_catalog.set_config('app.ctx', $1, true)", self.session
            )
        except AWAY as error:
            await self._give_back()
            raise DatabaseBusy from error
        except (
            BaseException
        ):  # a cancellation too: the connection goes back, and it goes on its way
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def get_connection(self) -> Any:
        if self.engine.pool is None:
            raise RuntimeError("the database is not connected")
        try:
            return await self.engine.pool.acquire(timeout=ACQUIRE_TIMEOUT)
        except AWAY as error:
            raise DatabaseBusy from error

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        if self._parent is not None:
            if exception_type is not None:
                self._parent.doomed = True
            return False
        try:
            await self._finish(failed=exception_type is not None)
        finally:
            # Piccolo skips both lines when COMMIT or ROLLBACK raises: the pool then shrinks for ever.
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        if exception_type is None:
            for call in self.calls:
                await call()
        return False

    async def _finish(self, *, failed: bool) -> None:
        if failed or self.doomed:
            await self.rollback()  # type: ignore[no-untyped-call]
        else:
            await self._commit()
        if self.doomed and not failed:
            raise RuntimeError("an error inside this transaction was swallowed")

    async def _commit(self) -> None:
        try:
            await self.write_held()
        except BaseException:
            # A cancellation too: without what was held, nothing of the transaction may stand.
            await self.rollback()  # type: ignore[no-untyped-call]
            raise
        await self.commit()  # type: ignore[no-untyped-call]

    async def write_held(self) -> None:
        """Write what was held back until now, each kind in one go, and what writing it held back in its turn.

        What cannot be written dooms the transaction, whoever catches the error.
        """
        try:
            while self.held:
                held, self.held = self.held, {}
                for write, items in held.items():
                    await write(items)
        except BaseException:
            # A cancellation too: it goes on its way, and whoever stops it cannot let the rest be committed.
            self.doomed = True
            raise

    async def _give_back(self) -> None:
        assert self.engine.pool is not None
        await asyncio.shield(self.engine.pool.release(self.connection, timeout=5))


CLOSE_TIMEOUT = 5.0
"""Seconds a pool waits for its connections: a server told to stop stops, whoever still holds one."""


async def _closed(pool: asyncpg.Pool) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_TIMEOUT):
            await pool.close()  # cancelled, it ends what is left


async def _discard_all(connection: asyncpg.Connection) -> None:
    await connection.execute("discard all")


class SafeEngine(PostgresEngine):
    """Piccolo's engine without its side doors: no query outside a transaction, no DDL, no batch."""

    def __init__(self) -> None:
        super().__init__(config={})

    async def check_version(self) -> None:
        """Do nothing: the stock engine connects here, at import time."""

    async def prep_database(self) -> None:
        """Do nothing: extensions are not needed and not ours to create."""

    async def connect(self, url: str, *, size: int = 10) -> None:
        """Open the pool of the application role (`url`: a libpq connection URL)."""
        await self.start_connection_pool(
            dsn=url,
            min_size=1,
            max_size=size,
            # A connection goes from one person to another: nothing prepared or made by one may wait for the next.
            reset=_discard_all,
            statement_cache_size=0,
            server_settings={"search_path": "public"},
        )

    async def close_connection_pool(self) -> None:
        """Close the pool, and what does not give its connection back in time."""
        if self.pool is not None:
            await _closed(self.pool)
            self.pool = None

    def open_transaction(self) -> SafeTransaction | None:
        """Return the transaction this task works in, if there is one."""
        return cast("SafeTransaction | None", self.current_transaction.get())

    def transaction(self, allow_nested: bool = True) -> SafeTransaction:
        return SafeTransaction(self, allow_nested)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        open_transaction = self.open_transaction()
        if open_transaction is None:
            raise RuntimeError("query outside a transaction")
        if open_transaction.task is not asyncio.current_task():
            raise RuntimeError("a task uses the transaction of the task that started it")
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("the application does not change the schema")

    async def batch(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("batch() opens a connection that nobody has signed for")


class OwnerEngine(PostgresEngine):
    """The engine of migrations: the owner's role, DDL allowed, one connection at a time."""

    def __init__(self, url: str) -> None:
        super().__init__(config={"dsn": url})

    async def check_version(self) -> None:
        """Do nothing: see `SafeEngine`."""

    async def prep_database(self) -> None:
        """Do nothing: see `SafeEngine`."""


engine = SafeEngine()
"""The engine `piccolo_conf.py` hands to every table: the one global the ORM demands."""


def transaction() -> SafeTransaction:
    """Open a transaction as the current session, or join the one that is open."""
    return engine.transaction()


def after_commit(call: Callable[[], Awaitable[None]]) -> None:
    """Run `call` once, after the outermost transaction has committed; never when it rolls back."""
    open_transaction = engine.open_transaction()
    if open_transaction is None:
        raise RuntimeError("after_commit needs an open transaction")
    open_transaction.calls.append(call)


def before_commit(write: Writing, item: object) -> None:
    """Hand `item` to `write` with all the others of the open transaction, in one go, just before it commits.

    What `write` raises undoes the transaction: all of it holds, or nothing does.
    """
    open_transaction = engine.open_transaction()
    if open_transaction is None:
        raise RuntimeError("before_commit needs an open transaction")
    open_transaction.held.setdefault(write, []).append(item)


def remembered() -> dict[object, Any]:
    """Return what the open transaction keeps of what it read, to read it once; gone with the transaction.

    Whoever writes what is kept there clears it.
    """
    open_transaction = engine.open_transaction()
    if open_transaction is None:
        raise RuntimeError("remembered needs an open transaction")
    return open_transaction.known


async def write_held() -> None:
    """Write now what `before_commit` holds: for what will not be allowed at the end of the transaction."""
    open_transaction = engine.open_transaction()
    if open_transaction is None:
        raise RuntimeError("write_held needs an open transaction")
    await open_transaction.write_held()


def in_one_transaction(
    act: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make all that `act` reads one transaction: what it asks joins it.

    For a page that asks a dozen services: each would begin and end its own. Not for what waits for anything
    else than the database, nor for what goes on after an error of a service.
    """

    @wraps(act)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        async with transaction():
            return await act(*args, **kwargs)

    return run


async def sql(query: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement written by hand, `{}` for each value, in the open transaction."""
    rows = await engine.run_querystring(QueryString(query, *values))
    return [dict(row) for row in rows]


class Door:
    """The connection of a role that may do one thing the application may not.

    `grenier_door` opens sessions, `grenier_worker` opens service sessions: whoever finds a hole in the
    application's SQL still cannot become somebody.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: asyncpg.Pool | None = None

    async def fetch(self, query: str, *values: Any) -> list[asyncpg.Record]:
        """Run one statement (`$1`, `$2`… for the values) on its own."""
        if self._pool is None:
            self._pool = await asyncpg.create_pool(self._url, min_size=0, max_size=2)
        rows: list[asyncpg.Record] = await self._pool.fetch(query, *values, timeout=5)
        return rows

    async def close(self) -> None:
        if self._pool is not None:
            await _closed(self._pool)
            self._pool = None
