"""An S3 that answers badly. What a good one does is in `tests/contracts/test_object_store.py`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

import pytest

from storage import minio_objects
from storage.errors import ObjectMissing, StorageUnavailable
from storage.minio_objects import PART_BYTES, MinioObjectStore
from tests.storage.streams import pieces

Answer: TypeAlias = Callable[[str, str], bytes | None]
"""From method and target to a whole HTTP answer; None closes the connection."""

AFTER_THE_END = b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Type: application/xml\r\nContent-Length: 40\r\n\r\n<Error><Code>InvalidRange</Code></Error>"
INITIATED = "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u1</UploadId></InitiateMultipartUploadResult>"


def http(status: str, body: str = "", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[tuple[MinioObjectStore, list[str]]]:
    """Serve S3 with one function; yield a store on it and the requests it has seen."""
    seen: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        length = [line for line in head.lower().split("\r\n") if line.startswith("content-length")]
        await reader.readexactly(int(length[0].split(":")[1]) if length else 0)
        seen.append(f"{method} {target}")
        writer.write(answer(method, target) or b"")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=2**20)
    port = server.sockets[0].getsockname()[1]
    store = MinioObjectStore(
        f"http://127.0.0.1:{port}", "bucket", access_key="a" * 12, secret_key="s" * 12
    )
    try:
        yield store, seen
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minio_objects, "_RETRIES", minio_objects._RETRIES.new(total=0))


async def all_of(store: MinioObjectStore, object_id: UUID, **wanted: int) -> bytes:
    async with aclosing(store.get(object_id, **wanted)) as content:
        return b"".join([piece async for piece in content])


ANSWERS = {
    "no answer": None,
    "500": http("500 Internal Server Error"),
    "403": http(
        "403 Forbidden", "<Error><Code>AccessDenied</Code></Error>", "Content-Type: application/xml"
    ),
    "no bucket": http(
        "404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>", "Content-Type: application/xml"
    ),
    "not XML": http("200 OK", "<html>"),
    "other XML": http("200 OK", "<html/>"),
    "not S3": http("404 Not Found", "<html>nothing here</html>", "Content-Type: text/html"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
async def test_whatever_goes_wrong_is_unavailable(answer: bytes | None) -> None:
    async with answering(lambda *_: answer) as (store, _):
        with pytest.raises(StorageUnavailable):
            await store.put(uuid4(), pieces(bytes(PART_BYTES + 1), PART_BYTES))
        with pytest.raises(StorageUnavailable):
            await all_of(store, uuid4(), start=1)
        with pytest.raises(StorageUnavailable):
            async for _ in store.list():
                pass


async def test_a_store_that_is_not_there_is_unavailable() -> None:
    async with answering(lambda *_: None) as (store, _):
        pass
    for call in (store.head(uuid4()), store.delete(uuid4()), store.make_bucket()):
        with pytest.raises(StorageUnavailable):
            await call


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8"])
async def test_a_missing_object_is_missing_in_either_dialect(content_type: str) -> None:
    answer = http(
        "404 Not Found", "<Error><Code>NoSuchKey</Code></Error>", f"Content-Type: {content_type}"
    )
    async with answering(lambda *_: answer) as (store, _):
        with pytest.raises(ObjectMissing):
            await all_of(store, uuid4())
        await store.delete(uuid4())


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8"])
async def test_a_range_after_the_end_is_empty_in_either_dialect(content_type: str) -> None:
    answer = http(
        "416 Range Not Satisfiable",
        "<Error><Code>InvalidRange</Code></Error>",
        f"Content-Type: {content_type}",
    )
    async with answering(lambda *_: answer) as (store, _):
        assert await all_of(store, uuid4(), start=100, length=1) == b""


@pytest.mark.parametrize("status", ["200 OK", "206 Partial Content"])
async def test_a_range_may_be_answered_with_200_or_206(status: str) -> None:
    answer = http(status, "cdef", "Content-Range: bytes 2-5/9")
    async with answering(lambda *_: answer) as (store, _):
        assert await all_of(store, uuid4(), start=2, length=4) == b"cdef"


@pytest.mark.parametrize("headers", [(), ("Content-Range: bytes 0-5/9",)])
async def test_a_range_that_was_not_honoured_is_refused(headers: tuple[str, ...]) -> None:
    async with answering(lambda *_: http("200 OK", "abcdef", *headers)) as (store, _):
        with pytest.raises(StorageUnavailable):
            await all_of(store, uuid4(), start=2, length=4)


async def test_an_answer_cut_short_is_unavailable() -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nonly this"
    async with answering(lambda *_: cut) as (store, _):
        with pytest.raises(StorageUnavailable):
            await all_of(store, uuid4())


def uploads(*, part: bytes, finished: bytes) -> Answer:
    def answer(method: str, target: str) -> bytes:
        if method == "POST":
            return http("200 OK", INITIATED) if "uploads" in target else finished
        return part if method == "PUT" else http("204 No Content")

    return answer


@pytest.mark.parametrize("failing", ["part", "finished"])
async def test_an_upload_that_fails_is_aborted(failing: str) -> None:
    wrong = http("503 Slow Down")
    good = {"part": http("200 OK", "", 'ETag: "e"'), "finished": wrong}
    async with answering(uploads(**{**good, failing: wrong})) as (store, seen):
        with pytest.raises(StorageUnavailable):
            await store.put(uuid4(), pieces(bytes(PART_BYTES + 1), PART_BYTES))
    assert [seen[-1].split(" ")[0], "uploadId=u1"] == ["DELETE", seen[-1].split("?")[1]]


async def test_an_abort_that_fails_does_not_hide_the_reason() -> None:
    def answer(method: str, target: str) -> bytes | None:
        return http("200 OK", INITIATED) if method == "POST" and "uploads" in target else None

    async with answering(answer) as (store, seen):
        with pytest.raises(StorageUnavailable):
            await store.put(uuid4(), pieces(bytes(PART_BYTES + 1), PART_BYTES))
    assert seen[-1].startswith("DELETE")


async def test_names_that_are_not_ours_are_passed_over() -> None:
    object_id = uuid4()
    names = ("objects/README", f"objects/{object_id.hex}", f"objects/old/{uuid4().hex}")
    entries = "".join(
        f"<Contents><Key>{name}</Key><Size>7</Size><LastModified>2025-03-04T09:00:00.000Z</LastModified></Contents>"
        for name in names
    )
    listing = f"<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
    async with answering(lambda *_: http("200 OK", listing)) as (store, _):
        found = [stat async for stat in store.list()]
    assert [(object_id, 7)] == [(stat.id, stat.length) for stat in found]
    assert datetime(2025, 3, 4, 9, tzinfo=UTC) == found[0].modified_at


async def test_https_is_spoken_where_the_address_says_so() -> None:
    store = MinioObjectStore(
        "https://127.0.0.1:1", "bucket", access_key="a" * 12, secret_key="s" * 12
    )
    assert store._client._base_url.is_https


@pytest.mark.parametrize("begun", [http("200 OK", "abc"), AFTER_THE_END])
async def test_a_download_cancelled_while_it_opens_gives_its_connection_back(begun: bytes) -> None:
    entered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*_: str) -> bytes:
        loop.call_soon(entered.set)
        return begun

    async with answering(slow) as (store, _):
        reading = asyncio.create_task(all_of(store, uuid4()))
        await entered.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
