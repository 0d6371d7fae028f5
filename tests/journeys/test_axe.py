"""Every page, as the people who see it, in light and dark, on a desk and on a telephone: nothing to reproach."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.album import DESK, TELEPHONE, sticks_out
from tests.journeys.browsing import Visit
from tests.journeys.conftest import Visitors
from tests.journeys.house import House
from tests.journeys.places import Things, readable_paths, signed_in, things_around

OPTIONS = {"resultTypes": ["violations"], "preload": False}
AXE = Axe().axe_script
VIOLATIONS = """options => axe.run(options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`)))"""
"""What is wrong, and nothing of what is right: a page tells it in a moment."""
NIGHTLY = bool(os.environ.get("GRENIER_NIGHTLY"))
EVERYWHERE = (("light", DESK), ("light", TELEPHONE), ("dark", DESK), ("dark", TELEPHONE))
ONCE_EACH = (("light", DESK), ("dark", TELEPHONE))
"""What every day asks; the night looks at the pages of the coordinator everywhere."""
EXTRA = ("/children?place=darf", "/children/new", "/nowhere")
MORE_OF_A_CHILD = ("?curve=head", "/care?all=1")


@dataclass
class Walk:
    """One person's walk through all the pages of the house."""

    visit: Visit
    things: Things
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def paths(self) -> Iterator[str]:
        base = f"/children/{self.things.dossier}"
        yield from readable_paths(self.things)
        yield from EXTRA
        yield from (base + more for more in MORE_OF_A_CHILD)

    def is_new_page(self, path: str) -> bool:
        """Tell whether `path` answers with a page not seen yet: no download, no picture, no known place."""
        answer = self.visit.page.request.get(path)
        kind = answer.headers.get("content-type", "")
        # the door and its confirmation are one page, wherever they lead on to
        place = answer.url.partition("?next=")[0] if answer.ok else f"{answer.status}"
        is_new = kind.startswith("text/html") and place not in self.seen
        self.seen.add(place)
        return is_new

    def look(self, theme: str, size: tuple[int, int], path: str) -> None:
        page = self.visit.page
        width, height = size
        page.set_viewport_size({"width": width, "height": height})
        where = f"{path} {theme} {width}"
        if sticks_out(page) > 0:
            self.faults.append(f"{where}: scrolls sideways")
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        self.faults += [f"{where}: {fault}" for fault in page.evaluate(VIOLATIONS, OPTIONS)]


def in_theme(page: Page, theme: str) -> None:
    """Give the page that is open another theme, as the server writes it for whoever has chosen it."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


def walk(visit: Visit, things: Things, *, in_all: bool) -> Walk:
    """Look at every page there is; the complaints of the browser are among the faults."""
    walked = Walk(visit, things)
    for path in walked.paths():
        if not walked.is_new_page(path):
            continue
        visit.go(path)
        for theme, size in EVERYWHERE if in_all and NIGHTLY else ONCE_EACH:
            in_theme(visit.page, theme)
            walked.look(theme, size, path)
    walked.faults += [problem for problem in visit.problems if not is_an_answer(problem)]
    visit.problems.clear()
    return walked


def is_an_answer(problem: str) -> bool:
    """Tell a page that refuses, which is walked on purpose, from a page that is broken."""
    return problem.startswith(("403:", "404:")) or "Failed to load resource" in problem


@pytest.fixture(scope="module")
def things(house: House) -> Things:
    with signed_in(house.origin, "nour", house.passwords()["nour"]) as nour:
        return things_around(nour)


@pytest.mark.parametrize(
    ("login", "at_least"),
    [("nour", 25), ("ambre", 15), ("capucine", 12), ("camille", 4), ("maud", 7)],
)
def test_no_page_is_at_fault(visitors: Visitors, things: Things, login: str, at_least: int) -> None:
    visit = visitors.signs_in(login)
    walked = walk(visit, things, in_all=login == "nour")
    assert walked.faults == []
    assert len(walked.seen) > at_least


def test_no_page_of_the_door_is_at_fault(visitors: Visitors, things: Things) -> None:
    walked = walk(visitors.arrives(), things, in_all=True)
    assert walked.faults == []


def test_a_fault_would_be_found(visitors: Visitors, things: Things) -> None:
    """The negative control: a picture without words, too wide, from elsewhere."""
    visit = visitors.arrives()
    visit.go("/sign-in")
    walked = Walk(visit, things)
    visit.page.evaluate("""
        const picture = document.createElement('img');
        picture.style.minWidth = '2000px';
        picture.src = 'https://elsewhere.example/picture.png';
        document.querySelector('main').append(picture);
    """)
    walked.look("light", TELEPHONE, "/sign-in")
    assert ["/sign-in light 360: scrolls sideways"] == [f for f in walked.faults if "scrolls" in f]
    assert any("image-alt" in fault for fault in walked.faults)
    assert any("Content Security Policy" in problem for problem in visit.problems)
    visit.problems.clear()
