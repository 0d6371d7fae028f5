"""Lou's circle and the application, on Tuesday 4 March 2025 at the real moment: circles are founded in it."""

from collections.abc import AsyncIterator, Callable
from datetime import date

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, Person
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.served import Browser, Site, served
from workspace.clock import SystemClock
from workspace.hub import MemoryHub
from workspace.settings import Settings

__all__ = ["followed", "operator"]

Browse = Callable[[Person], Browser]


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock(pinned=date(2025, 3, 4))


@pytest.fixture
async def site(
    database: Database, settings: Settings, vault: Vault, clock: SystemClock, people: People
) -> AsyncIterator[Site]:
    assert people
    async with served(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as found:
        yield found


@pytest.fixture
def browse(site: Site) -> Browse:
    return site.browser
