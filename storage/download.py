"""One object on its way out of a store: released only once known to be whole and ours."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from storage.errors import ObjectTampered
from storage.objects import BLOCK_BYTES, ObjectStore
from storage.stream import CHUNK_BYTES, OPENING_BYTES, SEALED_CHUNK_BYTES, Header, Layout, Reader

_READ_BYTES = BLOCK_BYTES // CHUNK_BYTES * SEALED_CHUNK_BYTES


@dataclass(frozen=True, slots=True)
class Download:
    """An object whose commitment and last chunk have been verified."""

    objects: ObjectStore
    object_id: UUID
    layout: Layout
    reader: Reader
    whole: bytes | None
    """The container itself when it is small: then it was fetched at once."""

    async def plaintext(self, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """Stream the plaintext bytes from `start` to `end` (exclusive, within the object)."""
        if start >= end:
            return
        first, last = start // CHUNK_BYTES, (end - 1) // CHUNK_BYTES
        at = first * CHUNK_BYTES
        async with aclosing(self._sealed(first, last)) as blocks:
            async for block in blocks:
                plain = self.reader.open_chunks(at // CHUNK_BYTES, block)
                yield bytes(memoryview(plain)[max(start - at, 0) : end - at])
                at += len(plain)
        if at < end:
            raise ObjectTampered

    async def _sealed(self, first: int, last: int) -> AsyncGenerator[bytes | bytearray, None]:
        """Stream the sealed chunks `first` to `last` (inclusive), whole chunks in each block."""
        start, end = self.layout.chunk_at(first), self.layout.end_of(last)
        if self.whole is not None:
            yield self.whole[start:end]
            return
        pending = bytearray()
        async with aclosing(
            self.objects.get(self.object_id, start=start, length=end - start)
        ) as pieces:
            async for piece in pieces:
                pending += piece
                while len(pending) >= _READ_BYTES:
                    yield pending[:_READ_BYTES]
                    del pending[:_READ_BYTES]
        if pending:
            yield pending


async def open_download(
    objects: ObjectStore, header: Header, object_key: bytes, cipher_length: int
) -> Download:
    """Check prefix, commitment, length and last chunk: `ObjectMissing`, `ObjectTampered`."""
    layout = Layout.of(cipher_length)
    whole = None
    # One byte more than there should be: in a longer object the last chunk then has a wrong tag.
    if cipher_length <= BLOCK_BYTES:
        whole = await _fetch(objects, header.object_id, 0, cipher_length + 1)
        opening, last = whole[:OPENING_BYTES], whole[layout.last_at :]
    else:
        opening = await _fetch(objects, header.object_id, 0, OPENING_BYTES)
        rest = cipher_length - layout.last_at
        last = await _fetch(objects, header.object_id, layout.last_at, rest + 1)
    reader = Reader.of(object_key, header, opening)
    reader.open_chunks(layout.last, last)
    return Download(objects, header.object_id, layout, reader, whole)


async def _fetch(objects: ObjectStore, object_id: UUID, start: int, length: int) -> bytes:
    async with aclosing(objects.get(object_id, start=start, length=length)) as pieces:
        return b"".join([piece async for piece in pieces])
