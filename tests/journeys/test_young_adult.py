"""Camille is 18: the box, who opened the file, and everything in one archive that opens without us."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.album import Album
from tests.journeys.conftest import SignsIn

KEEPSAKES = 20
PILOU = "C’est Pilou. Il a perdu une oreille dans le train de Lille"


def test_the_box_tells_a_life_by_age(signs_in: SignsIn) -> None:
    visit = signs_in("camille")
    visit.sees("Ta boîte, depuis tes premiers jours")
    chapter = visit.region("Quand tu avais 3 ans")
    expect(chapter.get_by_role("img", name=PILOU)).to_be_visible()
    pictures = visit.page.get_by_role("main").get_by_role("listitem")
    expect(pictures.filter(has=visit.page.get_by_role("paragraph"))).to_have_count(KEEPSAKES)
    visit.keep("own-box")


def test_the_file_says_who_opened_it(signs_in: SignsIn) -> None:
    visit = signs_in("camille")
    visit.follow("Qui a ouvert mon dossier")
    visit.sees("Qui a ouvert ton dossier")
    lines = visit.page.get_by_role("main").get_by_role("listitem")
    expect(lines.first).to_contain_text("Hélène Vasseur, coordination locale t’a remis ta boîte")
    visit.keep("readers")


@pytest.fixture
def unpacked(signs_in: SignsIn, tmp_path: Path) -> Path:
    """Everything taken away, laid out in a folder."""
    visit = signs_in("camille")
    visit.follow("Tout emporter")
    visit.sees("Tout emporter")
    visit.keep("take-away")
    given = visit.takes(visit.button("Télécharger mon dossier"))
    with zipfile.ZipFile(given.path()) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    return next(tmp_path.rglob("index.html")).parent


@pytest.fixture
def offline(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser with no network and no script."""
    context = chromium.new_context(
        java_script_enabled=False, offline=True, viewport={"width": 1280, "height": 800}
    )
    yield context
    context.close()


def test_the_archive_opens_without_network_and_without_script(
    unpacked: Path, offline: BrowserContext
) -> None:
    asked: list[str] = []
    offline.on("request", lambda request: asked.append(request.url))
    page = offline.new_page()
    page.goto((unpacked / "index.html").as_uri())
    Album().keep(page, "archive")
    shown = everything_it_shows(page)
    assert sum(name.endswith((".jpg", ".png")) for name in shown) > 0
    assert [url for url in asked if not url.startswith("file://")] == []
    assert {Path(name).name for name in shown} <= {path.name for path in unpacked.rglob("*")}


def everything_it_shows(page: Page) -> set[str]:
    """Read every page of the archive; each picture must be drawn. Return the places they link to."""
    to_read, seen, linked = [page.url], set[str](), set[str]()
    while to_read:
        here = to_read.pop()
        seen.add(here)
        page.goto(here)
        for picture in page.get_by_role("img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).not_to_have_js_property("naturalWidth", value=0)
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        links += page.locator("img[src]").evaluate_all("pictures => pictures.map(one => one.src)")
        linked |= {link.partition("#")[0] for link in links if link.startswith("file://")}
        to_read += [link for link in linked - seen - set(to_read) if link.endswith(".html")]
    return linked
