"""One object on its way into a store: encrypted, digested and counted while it streams."""

import hashlib
import hmac
from collections.abc import AsyncIterable, AsyncIterator

from storage.errors import ContentTooLarge
from storage.keyring import ScopeKey
from storage.objects import BLOCK_BYTES
from storage.stream import Header, Writer, padme
from storage.threads import in_thread


class Upload:
    """`sealed` is iterated once; the figures are final when it has ended."""

    def __init__(self, object_key: bytes, header: Header, scope_key: ScopeKey) -> None:
        self._writer = Writer(object_key, header)
        self._cipher_sha256 = hashlib.sha256()
        self._plain_hmac = hmac.new(scope_key.dedupe, digestmod="sha256")
        self.plain_length = 0
        self.cipher_length = 0

    @property
    def cipher_sha256(self) -> bytes:
        return self._cipher_sha256.digest()

    @property
    def plain_hmac(self) -> bytes:
        return self._plain_hmac.digest()

    async def sealed(
        self, content: AsyncIterable[bytes], *, limit: int | None
    ) -> AsyncIterator[bytes]:
        """Encrypt `content`: `ContentTooLarge` as soon as it is longer than `limit`."""
        async for block in _in_blocks(content, BLOCK_BYTES):
            self.plain_length += len(block)
            if limit is not None and self.plain_length > limit:
                raise ContentTooLarge
            yield await in_thread(self._seal, block)
        padding = padme(self.plain_length) - self.plain_length
        while padding:
            block = bytes(min(padding, BLOCK_BYTES))
            padding -= len(block)
            yield self._count(self._writer.update(block))
        yield self._count(self._writer.finish())

    def _seal(self, block: bytes) -> bytes:
        self._plain_hmac.update(block)
        return self._count(self._writer.update(block))

    def _count(self, sealed: bytes) -> bytes:
        self._cipher_sha256.update(sealed)
        self.cipher_length += len(sealed)
        return sealed


async def _in_blocks(content: AsyncIterable[bytes], size: int) -> AsyncIterator[bytes]:
    """Regroup pieces of any length into blocks of `size`, the last one shorter."""
    pending = bytearray()
    async for piece in content:
        rest = memoryview(piece)
        while len(pending) + len(rest) >= size:
            room = size - len(pending)
            pending += rest[:room]
            rest = rest[room:]
            yield bytes(pending)
            pending.clear()
        pending += rest
    if pending:
        yield bytes(pending)
