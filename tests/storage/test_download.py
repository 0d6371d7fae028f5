"""Ranges of an object against the whole of it (`security.md` 7.1, C5), without a database."""

import random
import secrets
from uuid import uuid4

import pytest

from storage.download import Download, open_download
from storage.keyring import ScopeKey, new_key
from storage.objects import BLOCK_BYTES, MemoryObjectStore
from storage.stream import CHUNK_BYTES, Header, padme
from storage.upload import Upload
from tests.storage.streams import pieces

SIZES = [
    0,
    1,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    4 * CHUNK_BYTES,
    BLOCK_BYTES + 3 * CHUNK_BYTES + 7,
]


async def stored(content: bytes) -> Download:
    objects = MemoryObjectStore()
    header = Header(object_id=uuid4(), scope=uuid4(), version=1, kind=0)
    key = new_key()
    upload = Upload(key, header, ScopeKey.derive(header.scope, 1, new_key()))
    await objects.put(header.object_id, upload.sealed(pieces(content), limit=None))
    return await open_download(objects, header, key, upload.cipher_length)


@pytest.mark.parametrize("size", SIZES)
async def test_twenty_thousand_ranges_agree_with_the_whole(size: int) -> None:
    content = secrets.token_bytes(size)
    download = await stored(content)
    assert padme(size) == download.layout.plain_length
    dice = random.Random(size)  # noqa: S311 - the same ranges every time
    for _ in range(20_000 // len(SIZES)):
        start = dice.randrange(size + 1)
        end = dice.randrange(start, min(size, start + 3 * CHUNK_BYTES) + 1)
        found = b"".join([piece async for piece in download.plaintext(start, end)])
        assert content[start:end] == found


async def test_padding_longer_than_a_block_is_written_too() -> None:
    size = 2**25 + 1
    assert padme(size) - size > BLOCK_BYTES
    download = await stored(bytes(size))
    assert padme(size) == download.layout.plain_length
