"""Where objects lie: the port every store fulfils, and the one in memory.

A store is not trusted: it sees ciphertext, random names and lengths. An object is written once,
never changed. `tests/contracts/test_object_store.py` is the contract, run on every store.
"""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from storage.errors import ObjectMissing

BLOCK_BYTES: Final = 512 * 1024
"""The largest piece a store hands out or is given at once."""


@dataclass(frozen=True, slots=True)
class ObjectStat:
    id: UUID
    length: int
    modified_at: datetime
    """By the store's own clock (aware)."""


class ObjectStore(Protocol):
    """`StorageUnavailable` when out of reach; what the content raises passes unchanged."""

    async def put(self, object_id: UUID, content: AsyncIterable[bytes]) -> None:
        """Store a new object: durable and whole when this returns, not there at all otherwise."""
        ...

    def get(
        self, object_id: UUID, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Stream bytes `start` to `start + length`, or fewer where the object ends before.

        `ObjectMissing` if there is no such object. Close the iterator when stopping early.
        """
        ...

    async def head(self, object_id: UUID) -> ObjectStat:
        """`ObjectMissing` if there is no such object."""
        ...

    def list(self) -> AsyncIterator[ObjectStat]:
        """Go through all that takes room, unordered: objects, and what interrupted writes left."""
        ...

    async def delete(self, object_id: UUID) -> None:
        """Free the room of an object, or of what a write left of it; absent is fine."""
        ...


@dataclass
class MemoryObjectStore:
    """For tests. Nothing survives the process."""

    objects: dict[UUID, tuple[bytes, datetime]] = field(default_factory=dict)

    async def put(self, object_id: UUID, content: AsyncIterable[bytes]) -> None:
        written = b"".join([piece async for piece in content])
        self.objects[object_id] = (written, datetime.now(UTC))

    async def get(
        self, object_id: UUID, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        content, _ = self._found(object_id)
        wanted = content[start:] if length is None else content[start : start + length]
        for at in range(0, len(wanted), BLOCK_BYTES):
            yield wanted[at : at + BLOCK_BYTES]

    async def head(self, object_id: UUID) -> ObjectStat:
        content, modified_at = self._found(object_id)
        return ObjectStat(object_id, len(content), modified_at)

    async def list(self) -> AsyncIterator[ObjectStat]:
        for object_id in tuple(self.objects):
            yield await self.head(object_id)

    async def delete(self, object_id: UUID) -> None:
        self.objects.pop(object_id, None)

    def _found(self, object_id: UUID) -> tuple[bytes, datetime]:
        try:
            return self.objects[object_id]
        except KeyError as error:
            raise ObjectMissing from error
