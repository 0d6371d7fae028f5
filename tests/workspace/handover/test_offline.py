"""The archive from a folder, in a real browser without network and without script."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import opened_browser
from tests.workspace.handover.story import FULL, archived

PAGES = (
    "index.html",
    "data/boite/age-04.html",
    "data/boite/age-00.html",
    "data/dossier/index.html",
    "data/dossier/croissance.html",
    "data/dossier/documents.html",
    "data/qui-a-ouvert.html",
)
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def suitcase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the whole story, unpacked in a folder with an awkward name."""
    folder = tmp_path_factory.mktemp("cl\u00e9 usb #1")
    for name, content in asyncio.run(archived(FULL)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def chromium(suitcase: Path) -> Iterator[Browser]:
    """A browser, once the archive is written: while it lives, its own event loop runs here."""
    assert suitcase.is_dir()
    with opened_browser() as browser:
        yield browser


@pytest.fixture
def alone(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without network and without script."""
    context = chromium.new_context(java_script_enabled=False, offline=True)
    yield context
    context.close()


def opened(
    context: BrowserContext, suitcase: Path, path: str, width: int
) -> tuple[Page, list[str]]:
    """Open a page; return it, and what it asked for outside the folder or in vain."""
    complaints: list[str] = []
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on(
        "request",
        lambda request: (
            complaints.append(request.url)
            if not request.url.startswith(suitcase.as_uri())
            else None
        ),
    )
    page.goto(f"{suitcase.as_uri()}/{path}")
    return page, complaints


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_whole_without_us(
    alone: BrowserContext, suitcase: Path, path: str, width: int
) -> None:
    page, complaints = opened(alone, suitcase, path, width)
    assert complaints == []
    expect(page.locator("h1")).to_be_visible()
    pictures = page.locator("img")
    sizes = [
        pictures.nth(place).evaluate("image => image.naturalWidth")
        for place in range(pictures.count())
    ]
    assert all(sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colour = page.locator("body").evaluate(
        "body => getComputedStyle(body.parentElement).backgroundColor"
    )
    assert colour == "rgb(250, 247, 242)"


def test_a_missing_picture_would_be_noticed(alone: BrowserContext, suitcase: Path) -> None:
    torn = suitcase / "data" / "boite" / "torn.html"
    torn.write_text(
        '<!doctype html><img src="../images/lost.jpg" alt=""><img src="https://example.org/x.png" alt="">'
    )
    _, complaints = opened(alone, suitcase, "data/boite/torn.html", 360)
    assert [complaint.rpartition("/")[2] for complaint in complaints if "://" in complaint]
    torn.unlink()


def test_one_can_walk_through_the_years(alone: BrowserContext, suitcase: Path) -> None:
    page, _ = opened(alone, suitcase, "index.html", 360)
    for name in ("Before you were born", "Your first year", "The year you were 4"):
        page.get_by_role("link", name=name).click()
    expect(page.get_by_text("He lost an ear.")).to_be_visible()
    page.get_by_role("link", name="Who opened your file").click()
    expect(page.get_by_text("read the report of 24 months")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "data/boite/age-04.html",
        "data/dossier/croissance.html",
        "data/qui-a-ouvert.html",
    ],
)
def test_axe_finds_nothing(chromium: Browser, suitcase: Path, path: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page, _ = opened(context, suitcase, path, 360)
    found = Axe().run(page)
    context.close()
    assert found.response["violations"] == []
