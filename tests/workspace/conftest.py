"""The application over the test's own database, for whoever knocks at its doors."""

from collections.abc import AsyncIterator

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.workspace.served import Site, served
from workspace.clock import FixedClock
from workspace.hub import MemoryHub
from workspace.settings import Settings


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
async def site(
    database: Database, settings: Settings, vault: Vault, clock: FixedClock, hub: MemoryHub
) -> AsyncIterator[Site]:
    async with served(database, settings, vault=vault, clock=clock, hub=hub) as found:
        yield found
