import asyncio
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from workspace.errors import Invalid
from workspace.web.multipart import MALFORMED, TOO_MANY, TOO_MUCH, TOO_SLOW, Limits
from workspace.web.uploads import (
    FILE_TOO_LARGE,
    NO_FILE_HERE,
    TEXT_TOO_LONG,
    leading_fields,
    read_fields,
    receive,
)

MULTIPART = "multipart/form-data; boundary=grenier"
URLENCODED = "application/x-www-form-urlencoded"
Seen = list[tuple[str, str | None, str, bytes]]


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def part(disposition: bytes, content: bytes, headers: bytes = b"") -> bytes:
    return (
        b"--grenier\r\nContent-Disposition: form-data; "
        + disposition
        + b"\r\n"
        + headers
        + b"\r\n"
        + content
        + b"\r\n"
    )


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--grenier--\r\n"


PICTURE = part(
    b'name="content"; filename="\xc3\xa9t\xc3\xa9.jpg"',
    b"\r\n--grenie\r\n\x00\xff--",
    b"Content-Type: image/jpeg\r\n",
)
BOX = form(
    part(b'name="csrf"', b"token"),
    part(b'name="caption"', "L\u2019\u00e9t\u00e9".encode()),
    PICTURE,
)
BOX_SEEN: Seen = [
    ("csrf", None, "application/octet-stream", b"token"),
    ("caption", None, "application/octet-stream", "L\u2019\u00e9t\u00e9".encode()),
    ("content", "\u00e9t\u00e9.jpg", "image/jpeg", b"\r\n--grenie\r\n\x00\xff--"),
]


FILE_TAIL = len(b"\x00\xff--\r\n--grenier--\r\n")


async def seen(
    pieces: Sequence[bytes], limits: Limits | None = None, content_type: str | None = MULTIPART
) -> Seen:
    parts = receive(in_pieces(*pieces), content_type, limits=limits)
    return [
        (p.name, p.filename, p.content_type, b"".join([c async for c in p.chunks()]))
        async for p in parts
    ]


async def test_a_body_cut_at_any_byte_gives_the_same_parts() -> None:
    for cut in range(len(BOX) + 1):
        assert await seen([BOX[:cut], BOX[cut:]]) == BOX_SEEN


async def test_a_body_arriving_byte_by_byte_gives_the_same_parts() -> None:
    assert await seen([bytes([byte]) for byte in BOX]) == BOX_SEEN


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 80))
def test_what_was_sent_is_what_is_read(contents: list[bytes], step: int) -> None:
    body = form(*(part(b'name="f"; filename="f"', content) for content in contents))
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    assert contents == [content for *_, content in asyncio.run(seen(pieces))]


async def test_a_preamble_and_an_epilogue_are_ignored() -> None:
    assert await seen([b"\r\n", BOX, b"whatever follows"]) == BOX_SEEN


async def test_parts_left_unread_are_skipped() -> None:
    assert [p.name async for p in receive(in_pieces(BOX), MULTIPART)] == [
        "csrf",
        "caption",
        "content",
    ]


async def test_a_part_is_not_read_twice() -> None:
    parts = receive(in_pieces(BOX), MULTIPART)
    first = await anext(parts)
    assert await first.text() == "token"
    with pytest.raises(AssertionError):
        await first.text()


async def test_a_part_left_for_the_next_is_not_read_any_more() -> None:
    parts = receive(in_pieces(BOX), MULTIPART)
    first = await anext(parts)
    await anext(parts)
    with pytest.raises(AssertionError):
        await first.text()


async def test_the_token_is_known_before_a_byte_of_the_file_is_asked() -> None:
    asked: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        for number, piece in enumerate([BOX[:-FILE_TAIL], BOX[-FILE_TAIL:]]):
            asked.append(number)
            yield piece

    fields, file = await leading_fields(receive(body(), MULTIPART))
    assert dict(fields) == {"csrf": "token", "caption": "L\u2019\u00e9t\u00e9"}
    assert file is not None
    assert (file.name, file.filename) == ("content", "\u00e9t\u00e9.jpg")
    assert asked == [0]


async def test_a_form_where_no_file_was_chosen_has_fields_only() -> None:
    body = form(
        part(b'name="kind"', b"object"),
        part(b'name="content"; filename=""', b""),
        part(b'name="kind"', b"letter"),
    )
    fields, file = await leading_fields(receive(in_pieces(body), MULTIPART))
    assert file is None
    assert fields.getlist("kind") == ["object", "letter"]


def large_body(megabytes: int) -> AsyncIterator[bytes]:
    whole = form(part(b'name="content"; filename="film"', b"@"))
    head, tail = whole.split(b"@")
    return in_pieces(head, *([b"\r" * (1 << 16)] * (megabytes * 16)), tail)


async def test_five_megabytes_touch_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a temporary file was asked for")

    for name in (
        "TemporaryFile",
        "NamedTemporaryFile",
        "SpooledTemporaryFile",
        "mkstemp",
        "mkdtemp",
    ):
        monkeypatch.setattr(tempfile, name, refuse)
    size = 0
    async for p in receive(large_body(5), MULTIPART):
        async for chunk in p.chunks():
            size += len(chunk)
    assert size == 5 << 20


async def test_one_large_network_chunk_is_eaten_in_mouthfuls() -> None:
    content = b"0123456789abcdef" * (1 << 14)
    body = form(part(b'name="content"; filename="a"', content))
    chunks = [
        chunk async for p in receive(in_pieces(body), MULTIPART) async for chunk in p.chunks()
    ]
    assert b"".join(chunks) == content
    assert max(map(len, chunks)) <= 1 << 16


async def test_memory_stays_within_a_few_chunks() -> None:
    tracemalloc.start()
    try:
        async for p in receive(large_body(20), MULTIPART):
            async for _ in p.chunks():
                pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


async def test_a_slow_consumer_slows_the_sender() -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        async for piece in large_body(1):
            sent += 1
            yield piece

    chunks = (await anext(receive(body(), MULTIPART))).chunks()
    await anext(chunks)
    assert sent == 2


@pytest.mark.parametrize("end", range(0, len(BOX) - 4, 7))
async def test_a_body_cut_short_is_refused(end: int) -> None:
    with pytest.raises(Invalid) as refusal:
        await seen([BOX[:end]])
    assert refusal.value.fields == {"form": MALFORMED}


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=grenier",
        "multipart/form-data; boundary=" + "x" * 300,
    ],
)
async def test_what_is_not_a_form_is_refused(content_type: str | None) -> None:
    with pytest.raises(Invalid):
        await seen([BOX], content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"not a form at all",
        form(part(b'filename="without a name"', b"x")),
        form(b"--grenier\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n"),
        form(b"--grenier\r\n\r\nno header\r\n"),
        form(b"--grenier\r\n: empty\r\n\r\nx\r\n"),
        form(part(b"name=a", b"x", b"".join(b"H%d: v\r\n" % n for n in range(50)))),
        form(part(b"name=a", b"x", b"Long: " + b"v" * 10_000 + b"\r\n")),
    ],
)
async def test_a_malformed_part_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        await seen([body])
    assert refusal.value.fields == {"form": MALFORMED}


async def test_a_file_over_its_limit_names_its_field() -> None:
    body = form(part(b'name="content"; filename="a"', b"x" * 11))
    assert len(await seen([body], Limits(file=11))) == 1
    with pytest.raises(Invalid) as refusal:
        await seen([body], Limits(file=10))
    assert refusal.value.fields == {"content": FILE_TOO_LARGE}


async def test_a_text_over_its_limit_names_its_field() -> None:
    body = form(part(b'name="caption"', b"x" * 11))
    assert len(await seen([body], Limits(field=11))) == 1
    with pytest.raises(Invalid) as refusal:
        await seen([body], Limits(field=10))
    assert refusal.value.fields == {"caption": TEXT_TOO_LONG}


async def test_too_many_parts_are_refused() -> None:
    assert len(await seen([BOX], Limits(parts=3))) == 3
    with pytest.raises(Invalid) as refusal:
        await seen([BOX], Limits(parts=2))
    assert refusal.value.fields == {"form": TOO_MANY}


async def test_too_much_in_all_is_refused() -> None:
    assert await seen([BOX], Limits(total=len(BOX))) == BOX_SEEN
    with pytest.raises(Invalid) as refusal:
        await seen([BOX], Limits(total=len(BOX) - 1))
    assert refusal.value.fields == {"form": TOO_MUCH}


async def test_a_silent_sender_is_left() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield BOX[:20]
        await asyncio.sleep(10)

    with pytest.raises(Invalid) as refusal:
        await anext(receive(body(), MULTIPART, limits=Limits(silence=0.01)))
    assert refusal.value.fields == {"form": TOO_SLOW}


async def test_empty_network_chunks_do_not_end_the_body() -> None:
    assert await seen([b"", BOX[:50], b"", b"", BOX[50:], b""]) == BOX_SEEN


@pytest.mark.parametrize("content", [b"\xff\xfe", b"nul \x00 inside"])
async def test_text_that_cannot_be_kept_is_refused(content: bytes) -> None:
    parts = receive(in_pieces(form(part(b'name="caption"', content))), MULTIPART)
    with pytest.raises(Invalid):
        await leading_fields(parts)


async def test_names_encoded_by_browsers_are_decoded_then_cleaned() -> None:
    body = form(part(b'name="a%22b"; filename="say %22hi%22%0D%0A.png"', b""))
    assert [(name, filename) for name, filename, *_ in await seen([body])] == [
        ('a"b', "say _hi_.png")
    ]


def request(body: bytes, content_type: str) -> Request:
    async def receive_body() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(
        {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]},
        receive_body,
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            b"kind=photo&kind=object&caption=L%E2%80%99%C3%A9t%C3%A9+2012&empty=",
            f"{URLENCODED}; charset=utf-8",
        ),
        (
            form(
                part(b"name=kind", b"photo"),
                part(b"name=kind", b"object"),
                part(b"name=caption", "L\u2019\u00e9t\u00e9 2012".encode()),
                part(b"name=empty", b""),
            ),
            MULTIPART,
        ),
    ],
)
async def test_a_plain_form_is_read_either_way(body: bytes, content_type: str) -> None:
    fields = await read_fields(request(body, content_type))
    assert fields.getlist("kind") == ["photo", "object"]
    assert (fields["caption"], fields["empty"]) == ("L\u2019\u00e9t\u00e9 2012", "")


async def test_a_plain_form_takes_no_file() -> None:
    with pytest.raises(Invalid) as refusal:
        await read_fields(request(BOX, MULTIPART))
    assert refusal.value.fields == {"content": NO_FILE_HERE}


@pytest.mark.parametrize(
    "body",
    [b"a=" + b"x" * (1 << 20), b"a=%FF", b"a=%00", b"\xff=1", b"&".join([b"a=1"] * 1001)],
)
async def test_a_plain_form_out_of_bounds_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        await read_fields(request(body, URLENCODED))
    assert set(refusal.value.fields) == {"form"}


async def test_a_plain_form_of_another_type_is_refused() -> None:
    with pytest.raises(Invalid):
        await read_fields(request(b"{}", "application/json"))
