from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from workspace.web.ranges import ByteRange, one_range


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-9", 0, 10),
        ("bytes=0-", 0, 10),
        ("bytes=9-", 9, 1),
        ("bytes=3-5", 3, 3),
        ("bytes=3-999", 3, 7),
        ("bytes=-1", 9, 1),
        ("bytes=-10", 0, 10),
        ("bytes=-999", 0, 10),
        ("BYTES= 3-5 ", 3, 3),
        ("bytes=0-0009", 0, 10),
    ],
)
def test_one_range_of_ten_bytes(header: str, start: int, length: int) -> None:
    assert ByteRange(start=start, length=length, size=10) == one_range(header, size=10)


@pytest.mark.parametrize("header", [None, "", "items=0-5", "pages=1-2", "seconds=1-"])
def test_without_a_range_of_bytes_the_whole_is_sent(header: str | None) -> None:
    assert one_range(header, size=10) is None


@pytest.mark.parametrize(
    "header",
    [
        "bytes=10-",
        "bytes=10-12",
        "bytes=-0",
        "bytes=-",
        "bytes=",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=0-1,4-5",
        "bytes=0-1,",
        "bytes=+1-2",
        "bytes=0x1-2",
        "bytes=1_0-",
        "bytes=\u0661-\u0662",
        "bytes=0-" + "9" * 5000,
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_cannot_be_served_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(HTTPException) as refusal:
        one_range(header, size=10)
    assert refusal.value.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert refusal.value.headers == {"Content-Range": "bytes */10"}


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_nothing_of_an_empty_content_can_be_served(header: str) -> None:
    with pytest.raises(HTTPException):
        one_range(header, size=0)


def test_the_answer_names_what_it_holds() -> None:
    assert ByteRange(start=3, length=4, size=10).content_range == "bytes 3-6/10"


@given(st.text(max_size=30), st.integers(0, 50))
def test_any_header_gives_a_span_within_the_content_or_a_refusal(text: str, size: int) -> None:
    try:
        found = one_range("bytes=" + text, size=size)
    except HTTPException:
        return
    assert found is not None
    assert 0 <= found.start < found.start + found.length <= size


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 50))
def test_first_and_last_agree_with_slicing(first: int, last: int, size: int) -> None:
    content = bytes(range(size))
    expected = content[first : last + 1]
    try:
        found = one_range(f"bytes={first}-{last}", size=size)
    except HTTPException:
        assert expected == b""
        return
    assert found is not None
    assert expected == content[found.start : found.start + found.length]
