"""One byte range of a download (RFC 9110, section 14)."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException

_ONE = re.compile(r"bytes=[ \t]*(?P<first>[0-9]*)-(?P<last>[0-9]*)[ \t]*", re.IGNORECASE)
_MOST_DIGITS = 19
"""Longer numbers than any file are refused before they are computed."""


@dataclass(frozen=True, kw_only=True)
class ByteRange:
    """Bytes `start` to `start + length - 1` of a content of `size` bytes; never empty."""

    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of the `Content-Range` header of the 206 answer."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def one_range(header: str | None, *, size: int) -> ByteRange | None:
    """Read the `Range` header; None means the whole content (status 200).

    A unit other than bytes is ignored, as section 14.2 asks. Several ranges, malformed ones and
    those that begin past the end are refused by HTTPException 416 with the size.
    """
    if header is None or not header.lstrip().lower().startswith("bytes="):
        return None
    asked = _ONE.fullmatch(header.strip())
    if asked is None or len(max(asked["first"], asked["last"], key=len)) > _MOST_DIGITS:
        raise _unsatisfiable(size)
    start, end = _bounds(asked["first"], asked["last"], size)
    if not 0 <= start < end:
        raise _unsatisfiable(size)
    return ByteRange(start=start, length=end - start, size=size)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return start and end (excluded), within the content; an empty span is for the caller."""
    if first:
        end = min(int(last) + 1, size) if last else size
        return int(first), end
    suffix = int(last or 0)
    return max(size - suffix, 0), size if suffix else 0


def _unsatisfiable(size: int) -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
    )
