"""Forms and files as they arrive: parsed while they are pulled, never spooled to disk.

    parts = receive(request.stream(), request.headers.get("content-type"))
    fields, part = await leading_fields(parts)      # the token is checked before any file
    while part is not None:
        ref = await vault.stage(scope, part.chunks(), ...)
        part = await anext(parts, None)

Nothing is taken from the network but what the consumer asks for, so memory stays within one
network chunk, and a slow disk slows the sender down. In our pages, text comes before files.
"""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.web import filenames
from workspace.web.multipart import TOO_MUCH, Limits, Mark, PartBegin, Reader, malformed

TEXT_TOO_LONG = N_("This text is too long.")
FILE_TOO_LARGE = N_("This file is too large.")
NO_FILE_HERE = N_("No file is expected here.")

MOST_FORM_BYTES = 1 << 20
MOST_FORM_FIELDS = 1000

Fields = ImmutableMultiDict[str, str]
"""A mapping from a name to its last value; `getlist(name)` gives them all."""


@dataclass(frozen=True)
class Part:
    """One field or file of a form; what is left unread is skipped when the next one is asked."""

    _begin: PartBegin
    _reader: Reader
    _limits: Limits

    @property
    def name(self) -> str:
        return self._begin.name

    @property
    def filename(self) -> str | None:
        """Cleaned by `filenames.clean`; None for a text field."""
        sent = self._begin.filename
        return None if sent is None else filenames.clean(sent)

    @property
    def is_blank(self) -> bool:
        """True for the empty file that a browser sends when none was chosen."""
        return self._begin.filename == ""

    @property
    def content_type(self) -> str:
        """What the browser says: a hint, never a proof."""
        return self._begin.content_type

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content once, as it arrives; raises Invalid({name: ...}) past the limit."""
        assert self._reader.part is self._begin, "this part was read, or left for the next one"
        is_text = self._begin.filename is None
        left = self._limits.field if is_text else self._limits.file
        while isinstance(event := await self._reader.next(), bytes):
            left -= len(event)
            if left < 0:
                raise Invalid({self.name: TEXT_TOO_LONG if is_text else FILE_TOO_LARGE})
            yield event

    async def text(self) -> str:
        """Return the whole content, decoded; raises Invalid."""
        return _decode(b"".join([chunk async for chunk in self.chunks()]))


async def receive(
    body: AsyncIterable[bytes], content_type: str | None, *, limits: Limits | None = None
) -> AsyncGenerator[Part, None]:
    """Yield the parts of a multipart form in the order they were sent.

    Raises Invalid: {"form": ...} for a body that is malformed, cut short, silent, in too many
    parts or too large as a whole; {name: ...} for one part over its limit.
    """
    limits = limits or Limits()
    reader = Reader(body, content_type, limits)
    while (event := await reader.next()) is not Mark.FORM_END:
        if isinstance(event, PartBegin):
            yield Part(event, reader, limits)


async def leading_fields(parts: AsyncGenerator[Part, None]) -> tuple[Fields, Part | None]:
    """Read the text fields up to the first chosen file; return them, and that file if any."""
    fields: list[tuple[str, str]] = []
    async for part in parts:
        if part.filename is None:
            fields.append((part.name, await part.text()))
        elif not part.is_blank:
            return ImmutableMultiDict(fields), part
    return ImmutableMultiDict(fields), None


async def read_fields(request: Request) -> Fields:
    """Read a form without files, urlencoded or multipart, of at most 1 MiB. Raises Invalid."""
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        limits = Limits(total=MOST_FORM_BYTES, parts=MOST_FORM_FIELDS)
        fields, file = await leading_fields(receive(request.stream(), content_type, limits=limits))
        if file is not None:
            raise Invalid({file.name: NO_FILE_HERE})
        return fields
    return _urlencoded(await _bounded(request.stream()))


async def _bounded(body: AsyncIterable[bytes]) -> bytes:
    whole = bytearray()
    async for chunk in body:
        whole += chunk
        if len(whole) > MOST_FORM_BYTES:
            raise Invalid({"form": TOO_MUCH})
    return bytes(whole)


def _urlencoded(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(
            _decode(body), keep_blank_values=True, errors="strict", max_num_fields=MOST_FORM_FIELDS
        )
    except ValueError as error:
        raise malformed() from error
    return ImmutableMultiDict([(name, _without_nul(value)) for name, value in pairs])


def _decode(content: bytes) -> str:
    try:
        return _without_nul(content.decode())
    except UnicodeDecodeError as error:
        raise malformed() from error


def _without_nul(text: str) -> str:
    """Refuse the one character that PostgreSQL cannot keep."""
    if "\x00" in text:
        raise malformed()
    return text
