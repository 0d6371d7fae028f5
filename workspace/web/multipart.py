"""A `multipart/form-data` body (RFC 7578) as a sequence of events, pulled one at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterable
from dataclasses import dataclass
from enum import Enum, auto

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from workspace.errors import Invalid
from workspace.i18n import N_

MALFORMED = N_("This form did not arrive whole. Please send it again.")
TOO_MANY = N_("Too many fields or files at once. Please send them in several times.")
TOO_MUCH = N_("This is too much at once. Please send it in several times.")
TOO_SLOW = N_("The connection went silent. Please send the form again.")

_MOUTHFUL = 64 << 10
"""Bytes given to the parser at once, however large the network chunk is."""
_UNSAID = b"application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """In bytes, but for `parts` (a count) and `silence` (seconds without a byte)."""

    field: int = 64 << 10
    file: int = 50 << 20
    parts: int = 64
    total: int = 256 << 20
    silence: float = 30.0


@dataclass(frozen=True, eq=False)
class PartBegin:
    name: str
    filename: str | None
    """As it was sent; None for a text field."""
    content_type: str


class Mark(Enum):
    PART_END = auto()
    FORM_END = auto()


Event = PartBegin | bytes | Mark


def malformed() -> Invalid:
    return Invalid({"form": MALFORMED})


class Reader:
    """Pulls events: for each part its beginning, its bytes, PART_END; then FORM_END for ever."""

    def __init__(
        self, body: AsyncIterable[bytes], content_type: str | None, limits: Limits
    ) -> None:
        """Raise Invalid when `content_type` announces no form with a boundary."""
        self._body = aiter(body)
        self._limits = limits
        self._unparsed = b""
        self._taken = 0
        self._events = _Events(limits.parts)
        self._parser = _parser(content_type, self._events)
        self.part: PartBegin | None = None
        """The part whose bytes come next."""

    async def next(self) -> Event:
        """Return what comes next.

        Raises Invalid({"form": ...}) for a body that is malformed, cut, silent or too large.
        """
        while not self._events.waiting:
            if not self._unparsed:
                self._unparsed = await self._pull()
            if not self._unparsed:
                return self._form_end()
            self._parse()
        event = self._events.waiting.popleft()
        if not isinstance(event, bytes):
            self.part = event if isinstance(event, PartBegin) else None
        return event

    async def _pull(self) -> bytes:
        """Take one network chunk that is not empty; empty means the end of the body."""
        try:
            async with asyncio.timeout(self._limits.silence):
                async for chunk in self._body:
                    if chunk:
                        break
                else:
                    return b""
        except TimeoutError:
            raise Invalid({"form": TOO_SLOW}) from None
        self._taken += len(chunk)
        if self._taken > self._limits.total:
            raise Invalid({"form": TOO_MUCH})
        return chunk

    def _parse(self) -> None:
        mouthful, self._unparsed = self._unparsed[:_MOUTHFUL], self._unparsed[_MOUTHFUL:]
        try:
            self._parser.write(mouthful)
        except FormParserError as error:
            raise malformed() from error

    def _form_end(self) -> Mark:
        if not self._events.whole:
            raise malformed()
        return Mark.FORM_END


class _Events:
    """What the parser has understood and nobody has pulled yet."""

    def __init__(self, most_parts: int) -> None:
        self.waiting: deque[Event] = deque()
        self.whole = False
        self._parts_left = most_parts
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""

    def part_begin(self) -> None:
        self._headers = {}
        self._parts_left -= 1
        if self._parts_left < 0:
            raise Invalid({"form": TOO_MANY})

    def header_field(self, taken: bytes, start: int, end: int) -> None:
        self._name += taken[start:end]

    def header_value(self, taken: bytes, start: int, end: int) -> None:
        self._value += taken[start:end]

    def header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def headers_finished(self) -> None:
        disposition, options = parse_options_header(self._headers.get(b"content-disposition"))
        if disposition != b"form-data" or b"name" not in options:
            raise malformed()
        filename = options.get(b"filename")
        self.waiting.append(
            PartBegin(
                name=_text(options[b"name"]),
                filename=None if filename is None else _text(filename),
                content_type=_text(self._headers.get(b"content-type", _UNSAID)),
            )
        )

    def part_data(self, taken: bytes, start: int, end: int) -> None:
        self.waiting.append(taken[start:end])

    def part_end(self) -> None:
        self.waiting.append(Mark.PART_END)

    def end(self) -> None:
        self.whole = True


def _parser(content_type: str | None, events: _Events) -> MultipartParser:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise malformed()
    try:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": events.part_begin,
                "on_header_field": events.header_field,
                "on_header_value": events.header_value,
                "on_header_end": events.header_end,
                "on_headers_finished": events.headers_finished,
                "on_part_data": events.part_data,
                "on_part_end": events.part_end,
                "on_end": events.end,
            },
        )
    except FormParserError as error:
        raise malformed() from error


def _text(sent: bytes) -> str:
    """Decode as browsers encode: UTF-8, with the quote and line breaks percent-encoded (HTML)."""
    text = sent.decode(errors="replace")
    return text.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
