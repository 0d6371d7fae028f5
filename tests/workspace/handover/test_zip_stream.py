import tracemalloc
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO

import pytest

from workspace.handover.zip_stream import ZipStream

DAY = date(2025, 9, 1)


async def in_chunks(chunk: bytes, times: int) -> AsyncIterator[bytes]:
    for _ in range(times):
        yield chunk


async def one_file(size: int | None) -> zipfile.ZipFile:
    stream = ZipStream(DAY)
    sent = [
        chunk async for chunk in stream.stored("a.bin", in_chunks(b"0123456789", 100), size=size)
    ]
    return zipfile.ZipFile(BytesIO(b"".join([*sent, stream.end()])))


@pytest.mark.parametrize("size", [None, 1000, 3 << 30])
async def test_a_content_comes_out_as_it_went_in(size: int | None) -> None:
    archive = await one_file(size)
    (entry,) = archive.infolist()
    assert archive.read("a.bin") == b"0123456789" * 100
    assert (entry.compress_type, entry.date_time) == (zipfile.ZIP_STORED, (2025, 9, 1, 12, 0, 0))


async def test_only_a_content_over_two_gibibytes_asks_for_zip64() -> None:
    assert (await one_file(1000)).infolist()[0].extract_version == 20
    stream = ZipStream(DAY)
    sent = b"".join([chunk async for chunk in stream.stored("a", in_chunks(b"x", 1), size=1 << 31)])
    assert sent[4:6] == b"\x2d\x00"


def test_text_is_compressed() -> None:
    stream = ZipStream(DAY)
    whole = stream.text("a.txt", b"a" * 10_000) + stream.end()
    assert len(whole) < 500
    assert zipfile.ZipFile(BytesIO(whole)).read("a.txt") == b"a" * 10_000


def test_a_clock_before_the_format_is_brought_to_its_first_day() -> None:
    stream = ZipStream(date(1970, 1, 1))
    archive = zipfile.ZipFile(BytesIO(stream.text("a.txt", b"a") + stream.end()))
    assert archive.infolist()[0].date_time == (1980, 1, 1, 12, 0, 0)


def test_more_files_than_the_old_format_counts() -> None:
    stream = ZipStream(DAY)
    whole = b"".join([stream.text(f"{number}.txt", b"") for number in range(66_000)]) + stream.end()
    assert len(zipfile.ZipFile(BytesIO(whole)).namelist()) == 66_000


async def test_memory_does_not_grow_with_the_content() -> None:
    stream = ZipStream(DAY)
    tracemalloc.start()
    try:
        async for _ in stream.stored("film.bin", in_chunks(bytes(1 << 16), 640), size=40 << 20):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


async def test_what_was_read_is_sent_before_more_is_read() -> None:
    asked = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal asked
        for _ in range(10):
            asked += 1
            yield b"0123456789"

    sent = aiter(ZipStream(DAY).stored("a.bin", chunks(), size=None))
    assert b"0123456789" in await anext(sent)
    assert asked == 1
