"""Argon2id, at most two at once: 64 MiB each, off the event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workspace.errors import RateLimited

LONGEST_QUEUE = 50
MEMORY = 64 * 1024
"""KiB that one hash takes, in `PASSES` passes (`docs/threats.md`)."""
PASSES = 3


class Passwords:
    """`memory` in KiB and `passes` are what a new hash costs; an old one costs what it says itself."""

    def __init__(self, *, memory: int = MEMORY, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)
        self._turn = asyncio.Semaphore(2)
        self._waiting = 0
        self._decoy: str | None = None
        self._guessed: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    async def hashed(self, password: str) -> str:
        """Return the Argon2id string of `password`."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    @asynccontextmanager
    async def one_guess_at_a_time(self, whose: bytes) -> AsyncIterator[None]:
        """Let guesses at one account wait for each other: a burst would all be let in by the same count."""
        lock = self._guessed.setdefault(whose, asyncio.Lock())
        async with lock:
            yield

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Tell whether `password` is the one; `None` (no such account) takes the same time and says no.

        Raises `RateLimited` when too many people are waiting.
        """
        if self._waiting >= LONGEST_QUEUE:
            raise RateLimited(5)
        self._waiting += 1
        try:
            async with self._turn:
                if self._decoy is None:
                    self._decoy = await asyncio.to_thread(self._hasher.hash, "nobody types this")
                right = await asyncio.to_thread(
                    self._verified, password_hash or self._decoy, password
                )
        finally:
            self._waiting -= 1
        return right and password_hash is not None

    def _verified(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
