"""A ZIP file written as it is read: no temporary file, no more memory than one chunk."""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import date
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_LARGE = 1 << 31
_FIRST_DAY = date(1980, 1, 1)
"""The ZIP format knows no day before it."""


class _Outbox(RawIOBase):
    """A stream that cannot go back: what was written waits here until it is sent."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, chunk: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += chunk
        return len(chunk)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


class ZipStream:
    """Entries one after the other; ends with the central directory.

    ZIP64 where the size, the count or the total asks for it, and only there, so that old
    programs open the ordinary archive.
    """

    def __init__(self, dated: date) -> None:
        self._outbox = _Outbox()
        self._zip = ZipFile(self._outbox, "w")
        day = max(dated, _FIRST_DAY)
        self._moment = (day.year, day.month, day.day, 12, 0, 0)

    def text(self, path: str, content: bytes) -> bytes:
        """Add a compressed entry that is already in memory; return what to send."""
        self._zip.writestr(self._entry(path, ZIP_DEFLATED), content)
        return self._outbox.take()

    async def stored(
        self, path: str, chunks: AsyncIterable[bytes], *, size: int | None
    ) -> AsyncIterator[bytes]:
        """Add an entry as it is (pictures are compressed already); yield what to send.

        `size` in bytes; None for less than 2 GiB.
        """
        large = size is not None and size >= _LARGE
        with self._zip.open(self._entry(path, ZIP_STORED), "w", force_zip64=large) as entry:
            async for chunk in chunks:
                entry.write(chunk)
                yield self._outbox.take()
        yield self._outbox.take()

    def end(self) -> bytes:
        self._zip.close()
        return self._outbox.take()

    def abandon(self) -> None:
        """Leave the archive as it is, without a directory; a `ZipFile` would write one when it is forgotten."""
        self._zip.fp = None

    def _entry(self, path: str, compression: int) -> ZipInfo:
        entry = ZipInfo(path, self._moment)
        entry.compress_type = compression
        entry.create_system = _UNIX
        entry.external_attr = _PLAIN_FILE
        return entry
