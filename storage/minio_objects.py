"""Objects in a bucket of any S3: PUT, ranged GET, HEAD, LIST and DELETE, nothing else of it.

The only file that knows the `minio` client. The client is synchronous: each request runs in a
worker thread, and no thread waits for the content, so slow senders cannot use them up.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Final, cast
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree.ElementTree import ParseError

import urllib3
from minio import Minio
from minio.datatypes import Object, Part
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from storage.errors import ObjectMissing, StorageError, StorageUnavailable
from storage.objects import BLOCK_BYTES, ObjectStat
from storage.threads import in_thread

PART_BYTES: Final = 8 * 1024 * 1024
"""What a transfer keeps in memory; S3 allows 10,000 parts, so an object may have 78 GiB."""

_PREFIX: Final = "objects/"
_LIST_BATCH: Final = 1_000
_RETRIES: Final = urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
_TIMEOUT: Final = urllib3.Timeout(connect=5, read=30)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the client and the network say into our errors."""
    try:
        yield
    except MinioException as error:
        if _code_of(error) == "NoSuchKey":
            raise ObjectMissing from error
        raise StorageUnavailable from error
    except (HTTPError, OSError, ValueError, ParseError) as error:
        # The last two: an answer that is not the XML it should be.
        raise StorageUnavailable from error


def _code_of(error: MinioException) -> str | None:
    """Return the S3 error code; the client does not read those sent as `text/xml`."""
    if isinstance(error, S3Error):
        return error.code
    found = re.search("<Code>(.*?)</Code>", str(error))
    return found and found[1]


class MinioObjectStore:
    """Objects under `objects/` in one bucket of the store at `endpoint` ("https://host[:port]").

    Give the bucket a lifecycle rule that aborts incomplete multipart uploads: a crash may leave
    one, and the listing does not show it.
    """

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        *,
        access_key: str,
        secret_key: str,
        region: str = "us-east-1",
    ) -> None:
        place = urlsplit(endpoint)
        self._bucket = bucket
        self._client = Minio(
            place.netloc,
            access_key=access_key,
            secret_key=secret_key,
            secure=place.scheme == "https",
            region=region,
            http_client=urllib3.PoolManager(maxsize=32, timeout=_TIMEOUT, retries=_RETRIES),
        )

    async def make_bucket(self) -> None:
        """Create the bucket unless it is there."""
        await in_thread(self._make_bucket)

    async def put(self, object_id: UUID, content: AsyncIterable[bytes]) -> None:
        upload = _Upload(self._client, self._bucket, _key(object_id))
        try:
            async for piece in content:
                rest = memoryview(piece)
                while rest:
                    if upload.is_full:
                        await in_thread(upload.send_part)
                    rest = rest[upload.take(rest) :]
            await in_thread(upload.finish)
        except BaseException:
            # A cancellation too: no part stays. The error that brought us here is the one to tell.
            with suppress(StorageError):
                await in_thread(upload.abort)
            raise

    async def get(
        self, object_id: UUID, *, start: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        if length == 0:
            await self.head(object_id)
            return
        response = await in_thread(self._open, object_id, start, length, undo=_close)
        if response is None:
            return
        try:
            while piece := await in_thread(_read, response):
                yield piece
        finally:
            _close(response)

    async def head(self, object_id: UUID) -> ObjectStat:
        return await in_thread(self._head, object_id)

    async def list(self) -> AsyncIterator[ObjectStat]:
        found = self._client.list_objects(self._bucket, prefix=_PREFIX, recursive=True)
        while batch := await in_thread(_next_of, found):
            for entry in batch:
                with suppress(ValueError):  # a name that is not ours
                    yield _stat(UUID(hex=str(entry.object_name).removeprefix(_PREFIX)), entry)

    async def delete(self, object_id: UUID) -> None:
        await in_thread(self._delete, object_id)

    def _make_bucket(self) -> None:
        with _translated():
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)

    def _open(
        self, object_id: UUID, start: int, length: int | None
    ) -> urllib3.BaseHTTPResponse | None:
        """Open a range; None when it begins after the end of the object."""
        with _translated():
            try:
                response = self._client.get_object(
                    self._bucket, _key(object_id), offset=start, length=length or 0
                )
            except MinioException as error:
                if _code_of(error) == "InvalidRange":
                    return None
                raise
            if start and not _begins_at(response, start):
                _close(response)
                raise StorageUnavailable
            return response

    def _head(self, object_id: UUID) -> ObjectStat:
        with _translated():
            return _stat(object_id, self._client.stat_object(self._bucket, _key(object_id)))

    def _delete(self, object_id: UUID) -> None:
        with suppress(ObjectMissing), _translated():
            self._client.remove_object(self._bucket, _key(object_id))


class _Upload:
    """One object in parts of 8 MiB, one part in memory, none in parallel.

    The client's public `put_object` holds each part three times; these are the requests it makes.
    """

    def __init__(self, client: Minio, bucket: str, key: str) -> None:
        self._client = client
        self._target = (bucket, key)
        self._part = bytearray()
        self._upload_id = ""
        self._sent: list[Part] = []

    @property
    def is_full(self) -> bool:
        return len(self._part) == PART_BYTES

    def take(self, piece: memoryview) -> int:
        """Keep what there is room for; return how many bytes that was."""
        taken = min(len(piece), PART_BYTES - len(self._part))
        self._part += piece[:taken]
        return taken

    def send_part(self) -> None:
        with _translated():
            if not self._upload_id:
                self._upload_id = self._client._create_multipart_upload(*self._target, {})  # noqa: SLF001
            number = len(self._sent) + 1
            etag = self._client._upload_part(  # noqa: SLF001
                *self._target, cast("bytes", self._part), None, self._upload_id, number
            )
        self._sent.append(Part(number, etag))
        self._part.clear()

    def finish(self) -> None:
        """Store what is left: at once when nothing was sent yet."""
        if not self._upload_id:
            with _translated():
                self._client._put_object(*self._target, cast("bytes", self._part))  # noqa: SLF001
            return
        self.send_part()
        with _translated():
            self._client._complete_multipart_upload(  # noqa: SLF001
                *self._target, self._upload_id, self._sent
            )

    def abort(self) -> None:
        if self._upload_id:
            with _translated():
                self._client._abort_multipart_upload(*self._target, self._upload_id)  # noqa: SLF001


def _key(object_id: UUID) -> str:
    return _PREFIX + object_id.hex


def _stat(object_id: UUID, found: Object) -> ObjectStat:
    modified_at = found.last_modified or datetime.now(UTC)
    return ObjectStat(object_id, found.size or 0, modified_at)


def _begins_at(response: urllib3.BaseHTTPResponse, start: int) -> bool:
    """Check that the range was honoured: with 206, or with 200 as some stores have it."""
    return response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _close(response: urllib3.BaseHTTPResponse | None) -> None:
    if response is not None:
        response.close()
        response.release_conn()


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    with _translated():
        return response.read(BLOCK_BYTES)


def _next_of(found: Iterator[Object]) -> list[Object]:
    with _translated():
        return list(islice(found, _LIST_BATCH))
