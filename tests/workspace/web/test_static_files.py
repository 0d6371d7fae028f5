"""Static files: an address that changes with the content, and an answer from memory."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from workspace.web.static_files import BUNDLE, SHEETS, ReleasedFiles
from workspace.web.templating import WORKSPACE


def folder(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    files = ReleasedFiles([folder(tmp_path, css__a_css="a{}", icon_png="png")])
    app = Starlette(routes=[Mount(f"/static/{files.release}", files)])
    transport = httpx.ASGITransport(app)
    base = f"http://here/static/{files.release}/"
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


def test_the_release_is_the_content(tmp_path: Path) -> None:
    first = ReleasedFiles([folder(tmp_path / "one", a_css="a{}")]).release
    same = ReleasedFiles([folder(tmp_path / "two", a_css="a{}")]).release
    changed = ReleasedFiles([folder(tmp_path / "three", a_css="b{}")]).release
    renamed = ReleasedFiles([folder(tmp_path / "four", b_css="a{}")]).release
    assert (first == same, first == changed, first == renamed) == (True, False, False)


def test_the_first_folder_wins(tmp_path: Path) -> None:
    one, two = (
        folder(tmp_path / "one", a_css="one{}"),
        folder(tmp_path / "two", a_css="two{}", b_css="b{}"),
    )
    alone = ReleasedFiles([folder(tmp_path / "three", a_css="one{}", b_css="b{}")])
    assert alone.release == ReleasedFiles([one, two]).release


def test_there_is_no_address_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ReleasedFiles([folder(tmp_path, a_css="a{}")]).address("b.css")


def test_a_kind_of_file_nobody_thought_of_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        ReleasedFiles([folder(tmp_path, a_exe="MZ")])


def test_every_sheet_of_the_design_system_is_in_the_bundle() -> None:
    static = WORKSPACE / "web" / "static"
    apart = {"css/dark.css", "css/print.css"}
    found = {path.relative_to(static).as_posix() for path in static.rglob("*.css")}
    assert set(SHEETS) | apart == found
    assert BUNDLE in ReleasedFiles([static]).names


async def test_a_sheet_travels_compressed(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("css/a.css")
    assert answer.headers["content-encoding"] == "gzip"
    assert (answer.headers["content-type"], answer.text) == ("text/css; charset=utf-8", "a{}")


async def test_a_sheet_travels_plain_to_who_asks_so(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("css/a.css", headers={"accept-encoding": "identity"})
    assert ("content-encoding" in answer.headers, answer.text) == (False, "a{}")
    assert answer.headers["vary"] == "accept-encoding"


async def test_a_picture_is_not_compressed_twice(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("icon.png")
    assert ("content-encoding" in answer.headers, answer.content) == (False, b"png")


async def test_asking_for_the_head_alone_is_answered(browser: httpx.AsyncClient) -> None:
    answer = await browser.head("css/a.css")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(gzip.compress(b"a{}", mtime=0)))


@pytest.mark.parametrize(
    "name", ["b.css", "../../pyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "css", ""]
)
async def test_nothing_else_is_served(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(name)).status_code == 404


async def test_a_static_file_takes_no_post(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("css/a.css")).status_code == 405
