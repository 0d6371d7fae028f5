"""One living territory for all journeys, and a real browser where there is one."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState

from tests.browser import LONGEST, opened_browser
from tests.journeys.album import DESK, Album
from tests.journeys.browsing import Visit
from tests.journeys.house import House, watched_folder
from tests.scheduling import CHAPTERS

HERE = Path(__file__).parent


def _chapter(item: pytest.Item) -> int:
    name = item.path.stem if item.path.parent == HERE else ""
    return CHAPTERS.index(name) if name in CHAPTERS else -1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_chapter)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold `lock` among the processes of this run."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the territory in it, made once for all the processes of this run; to be copied."""
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    found = shared / "prepared"
    with alone(shared / "prepared.lock"):
        if not found.exists():
            house = House(watched_folder())
            made = house.command("demo", "--prepare", "--port", str(house.port))
            assert made.returncode == 0, made.stderr
            assert house.leaves_nothing_running(), house.left_running()
            shutil.move(house.data, found)
            house.close()
    return found


def moved_in(prepared: Path) -> House:
    """Return a house with a territory of its own, not started."""
    house = House(watched_folder())
    subprocess.run(["cp", "-a", prepared, house.data], check=True)
    return house


@contextmanager
def running(prepared: Path) -> Iterator[House]:
    found = moved_in(prepared)
    found.start()
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="session")
def shared_house(prepared: Path) -> Iterator[House]:
    """The territory that the chapters of the story share, running."""
    with running(prepared) as found:
        yield found


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, prepared: Path) -> Iterator[House]:
    """The territory of a file of journeys: its own, so that nobody finds what another has done there.

    The chapters of the story are lived in one, in their order.
    """
    if request.path.stem in CHAPTERS:
        yield request.getfixturevalue("shared_house")
        return
    with running(prepared) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give the browser; ended with its module, so that nobody else meets its event loop."""
    with opened_browser() as browser:
        yield browser


class Visitors:
    """Everybody's browsers: each person signs in once and keeps their session."""

    def __init__(self, chromium: Browser, house: House) -> None:
        self._chromium = chromium
        self._house = house
        self._sessions: dict[str, StorageState] = {}
        self._contexts: list[BrowserContext] = []
        self._visits: list[Visit] = []
        self.album = Album()

    def arrives(self, **options: Any) -> Visit:
        """Open the browser of somebody signed out, in French, on a desk."""
        width, height = DESK
        context = self._chromium.new_context(
            **{
                "base_url": self._house.origin,
                "locale": "fr-FR",
                "timezone_id": "Europe/Paris",
                "viewport": {"width": width, "height": height},
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(LONGEST)
        self._contexts.append(context)
        visit = Visit(context.new_page(), self.album)
        self._visits.append(visit)
        return visit

    def signs_in(self, login: str, **options: Any) -> Visit:
        """Open the browser of `login`, inside; through the door the first time."""
        if login in self._sessions:
            visit = self.arrives(storage_state=self._sessions[login], **options)
            visit.go("/")
            return visit
        visit = self.arrives(**options)
        visit.go("/sign-in")
        visit.write("Identifiant", login)
        visit.write("Mot de passe", self._house.passwords()[login])
        visit.press("Se connecter")
        assert visit.page.url != self._house.origin + "/sign-in"
        self._sessions[login] = visit.page.context.storage_state()
        return visit

    def leave(self) -> list[str]:
        """Close the browsers opened since the last time; return what they complained about."""
        problems = [problem for visit in self._visits for problem in visit.problems]
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        self._visits.clear()
        return problems


@pytest.fixture(scope="module")
def _visitors(chromium: Browser, house: House) -> Visitors:
    return Visitors(chromium, house)


@pytest.fixture
def visitors(_visitors: Visitors) -> Iterator[Visitors]:
    """Everybody who comes; when they leave, no page of theirs may have complained."""
    yield _visitors
    assert _visitors.leave() == []


SignsIn = Callable[..., Visit]


@pytest.fixture
def signs_in(visitors: Visitors) -> SignsIn:
    return visitors.signs_in
