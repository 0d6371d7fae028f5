"""Live events between processes: a hint that something changed, never what changed.

The database is the truth; whoever hears a hint reads it there with their own rights. A payload is a short
string of identifiers, because NOTIFY ignores row-level security.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import asyncpg

LONGEST_QUEUE = 256
CHANNEL = "grenier"
HEARTBEAT = 10.0
"""Seconds after which a silent connection is tried: a broken one is noticed within them."""
PATIENCE = 5.0
"""Seconds a notification may take before its connection is given up."""
RETRY = 0.5

log = logging.getLogger(__name__)


class Subscription:
    """What one listener has not taken yet; too slow a listener is cut off and reads the database again."""

    def __init__(self) -> None:
        self._hints: asyncio.Queue[str | None] = asyncio.Queue(LONGEST_QUEUE)
        self.overflowed = False

    def put(self, hint: str) -> None:
        try:
            self._hints.put_nowait(hint)
        except asyncio.QueueFull:
            self.overflowed = True

    async def take(self) -> str:
        """Return the next hint, waiting for it; "" says that some were lost."""
        if self.overflowed:
            while not self._hints.empty():
                self._hints.get_nowait()
            self.overflowed = False
            return ""
        return await self._hints.get() or ""


class Hub(Protocol):
    async def publish(self, topic: str, hint: str) -> None:
        """Tell every listener of `topic` in every process; never inside a transaction."""
        ...

    @asynccontextmanager
    def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        """Listen to `topics` for as long as the block lasts."""
        ...


class _Local:
    """The listeners of this process."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Subscription]] = defaultdict(set)

    def deliver(self, topic: str, hint: str) -> None:
        for listener in self._listeners.get(topic, ()):
            listener.put(hint)

    def lost_some(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.put("")

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        subscription = Subscription()
        for topic in topics:
            self._listeners[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._listeners[topic].discard(subscription)
                if not self._listeners[topic]:
                    del self._listeners[topic]


class MemoryHub(_Local):
    """One process talking to itself."""

    async def publish(self, topic: str, hint: str) -> None:
        self.deliver(topic, hint)


class PostgresHub(_Local):
    """LISTEN and NOTIFY on one connection of its own, reopened when it breaks.

    NOTIFY takes a database-wide lock at commit, so it is sent from here alone, one small statement at a time,
    never from the transactions that do the work. A process that has nothing to say says so every `HEARTBEAT`:
    it would otherwise not learn that it has gone deaf.
    """

    def __init__(self, url: str, *, heartbeat: float = HEARTBEAT) -> None:
        super().__init__()
        self._url = url
        self._heartbeat = heartbeat
        self._connection: asyncpg.Connection | None = None
        self._outgoing: asyncio.Queue[tuple[str, str]] = asyncio.Queue(10_000)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._listen()
        self._task = asyncio.create_task(self._dispatch())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._connection is not None and not self._connection.is_closed():
            await self._connection.close(timeout=2)

    async def publish(self, topic: str, hint: str) -> None:
        await self._outgoing.put((topic, hint))

    async def _listen(self) -> None:
        self._connection = await asyncpg.connect(self._url)
        await self._connection.add_listener(CHANNEL, self._heard)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        topic, _, hint = payload.partition(" ")
        self.deliver(topic, hint)

    async def _dispatch(self) -> None:
        while True:
            topic, hint = "", ""
            with suppress(TimeoutError):
                async with asyncio.timeout(self._heartbeat):
                    topic, hint = await self._outgoing.get()
            while not await self._sent(topic, hint):  # noqa: ASYNC110 - a database does not say it is back
                await asyncio.sleep(RETRY)

    async def _sent(self, topic: str, hint: str) -> bool:
        try:
            if self._connection is None or self._connection.is_closed():
                await self._listen()
                self.lost_some()
            assert self._connection is not None
            await self._connection.execute(
                "select pg_notify($1, $2)", CHANNEL, f"{topic} {hint}", timeout=PATIENCE
            )
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("live hints are waiting for the database: %s", type(error).__name__)
            if self._connection is not None:
                self._connection.terminate()
            return False
        return True
