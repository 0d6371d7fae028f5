"""The container: every way of altering it is refused (`security.md` 7.1, C1, C3)."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor

from storage.errors import ObjectTampered
from storage.keyring import new_key
from storage.stream import (
    CHUNK_BYTES,
    OPENING_BYTES,
    PREFIX_BYTES,
    SEALED_CHUNK_BYTES,
    Header,
    Layout,
    Reader,
    Writer,
    padme,
)

KEY = new_key()
HEADER = Header(object_id=uuid4(), scope=uuid4(), version=3, kind=5)
THREE_CHUNKS = 40_000
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, THREE_CHUNKS]


def written(plain: bytes, *, key: bytes = KEY, header: Header = HEADER) -> bytes:
    writer = Writer(key, header)
    return writer.update(plain) + writer.finish()


def opened(container: bytes | bytearray, *, key: bytes = KEY, header: Header = HEADER) -> bytearray:
    """Read a whole container in the order every reader keeps: opening, last chunk, the rest."""
    layout = Layout.of(len(container))
    reader = Reader.of(key, header, bytes(container[:OPENING_BYTES]))
    reader.open_chunks(layout.last, container[layout.last_at :])
    return reader.open_chunks(0, container[OPENING_BYTES:])


def is_refused(container: bytes | bytearray, *, header: Header = HEADER) -> bool:
    try:
        opened(container, header=header)
    except ObjectTampered:
        return True
    return False


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size: int) -> None:
    plain = secrets.token_bytes(size)
    container = written(plain)
    assert plain == opened(container)
    assert size == Layout.of(len(container)).plain_length


@pytest.mark.parametrize("size", SIZES)
def test_the_library_reads_the_same(size: int) -> None:
    plain = secrets.token_bytes(size)
    library = Cobblestone256Decryptor(KEY, HEADER.context)
    assert plain == library.update(written(plain)[PREFIX_BYTES:]) + library.finalize()


def test_feeding_byte_by_byte_or_at_once_is_the_same_message() -> None:
    plain = secrets.token_bytes(CHUNK_BYTES + 10)
    writer = Writer(KEY, HEADER)
    sealed = b"".join(writer.update(plain[at : at + 1]) for at in range(len(plain)))
    assert plain == opened(sealed + writer.finish())


def test_chunks_open_from_the_middle() -> None:
    plain = secrets.token_bytes(THREE_CHUNKS)
    container = written(plain)
    reader = Reader.of(KEY, HEADER, container[:OPENING_BYTES])
    layout = Layout.of(len(container))
    middle = container[layout.chunk_at(1) : layout.end_of(1)]
    assert plain[CHUNK_BYTES : 2 * CHUNK_BYTES] == reader.open_chunks(1, middle)
    with pytest.raises(ObjectTampered):
        reader.open_chunks(2, middle)


def test_two_containers_of_the_same_content_have_nothing_in_common() -> None:
    first, second = written(b"x" * 100), written(b"x" * 100)
    assert first[:PREFIX_BYTES] == second[:PREFIX_BYTES]
    assert first[PREFIX_BYTES:] != second[PREFIX_BYTES:]


def accepted_flips(content: bytearray, refuses: Callable[[bytearray], bool]) -> list[int]:
    """Flip each bit of `content` alone; return the bits that nobody minds."""
    accepted = []
    for at in range(8 * len(content)):
        content[at >> 3] ^= 1 << (at & 7)
        if not refuses(content):
            accepted.append(at)
        content[at >> 3] ^= 1 << (at & 7)
    return accepted


def test_every_single_bit_flip_is_refused() -> None:
    """In the opening the container does not open; in a chunk that chunk does not, and no reader hands it out."""
    container = bytearray(written(secrets.token_bytes(THREE_CHUNKS)))
    layout = Layout.of(len(container))
    opening = container[:OPENING_BYTES]
    assert [] == accepted_flips(
        opening, lambda flipped: is_refused(flipped + container[OPENING_BYTES:])
    )
    reader = Reader.of(KEY, HEADER, bytes(opening))
    for number in range(3):

        def refuses(chunk: bytearray, number: int = number) -> bool:
            try:
                reader.open_chunks(number, chunk)
            except ObjectTampered:
                return True
            return False

        chunk = container[layout.chunk_at(number) : layout.end_of(number)]
        assert [] == accepted_flips(chunk, refuses)
        assert not refuses(chunk)
    assert not is_refused(container)


def test_a_bit_flip_anywhere_is_refused_by_whoever_reads_the_whole() -> None:
    container = bytearray(written(secrets.token_bytes(THREE_CHUNKS)))
    for at in range(len(container)):
        if at < OPENING_BYTES or at % 7 == 0:
            container[at] ^= 1 << (at & 7)
            assert is_refused(container), at
            container[at] ^= 1 << (at & 7)
    assert not is_refused(container)


def test_every_truncation_is_refused() -> None:
    container = written(secrets.token_bytes(THREE_CHUNKS))
    assert [end for end in range(len(container)) if not is_refused(container[:end])] == []


@pytest.mark.parametrize("extra", [1, 15, 16, 17, SEALED_CHUNK_BYTES, 2 * SEALED_CHUNK_BYTES])
@pytest.mark.parametrize("size", [0, CHUNK_BYTES, THREE_CHUNKS])
def test_every_extension_is_refused(size: int, extra: int) -> None:
    assert is_refused(written(secrets.token_bytes(size)) + bytes(extra))


def _mixes(chunks: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    for length in range(5):
        yield from itertools.product(chunks, repeat=length)


def test_every_reordering_duplicate_and_drop_of_chunks_is_refused() -> None:
    container = written(secrets.token_bytes(THREE_CHUNKS))
    layout = Layout.of(len(container))
    chunks = [container[layout.chunk_at(n) : layout.end_of(n)] for n in range(3)]
    mixes = [mix for mix in _mixes(chunks) if mix != tuple(chunks)]
    assert len(mixes) == 3 + 9 + 27 + 81
    opening = container[:OPENING_BYTES]
    assert [mix for mix in mixes if not is_refused(opening + b"".join(mix))] == []


def test_chunks_of_another_object_are_refused() -> None:
    first, second = written(bytes(THREE_CHUNKS)), written(bytes(THREE_CHUNKS))
    start = Layout.chunk_at(1)
    assert is_refused(first[:start] + second[start:])


def test_another_key_is_refused() -> None:
    with pytest.raises(ObjectTampered):
        opened(written(b"x"), key=new_key())


def test_an_object_opens_nowhere_but_in_its_own_place() -> None:
    headers = [
        Header(object_id=uuid4(), scope=uuid4(), version=number + 1, kind=number)
        for number in range(50)
    ]
    containers = [written(b"content", header=header) for header in headers]
    refused = sum(
        is_refused(
            containers[mine], header=replace(headers[mine], **{name: getattr(headers[other], name)})
        )
        for mine, other in itertools.permutations(range(50), 2)
        for name in ("object_id", "scope", "version", "kind")
    )
    assert refused == 2_450 * 4


def test_the_object_id_is_checked_in_the_context_too() -> None:
    other = replace(HEADER, object_id=uuid4())
    container = other.prefix + written(b"content")[PREFIX_BYTES:]
    assert is_refused(container, header=other)


@pytest.mark.parametrize("length", [0, 1, OPENING_BYTES - 1, OPENING_BYTES, OPENING_BYTES + 15])
def test_a_length_no_container_has_is_refused(length: int) -> None:
    with pytest.raises(ObjectTampered):
        Layout.of(length)


@pytest.mark.parametrize("length", [0, 15, SEALED_CHUNK_BYTES + 1])
def test_a_chunk_too_short_for_its_tag_is_refused(length: int) -> None:
    container = written(bytes(THREE_CHUNKS))
    reader = Reader.of(KEY, HEADER, container[:OPENING_BYTES])
    with pytest.raises(ObjectTampered):
        reader.open_chunks(0, container[OPENING_BYTES : OPENING_BYTES + length])


def test_padding_never_exceeds_an_eighth_and_hides_sizes() -> None:
    lengths = [*range(5_000), 10**6 + 1, 10**9 + 1]
    for length in lengths:
        assert length <= padme(length) <= length * 1.12 + 1
        assert padme(length) == padme(padme(length))
    assert len({padme(length) for length in range(5_000)}) < 250
