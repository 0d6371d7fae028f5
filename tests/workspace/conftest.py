"""The application over the test's own database, for whoever knocks at its doors."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import pytest

from storage.keyring import Keyring
from storage.vault import Vault
from tests.conftest import Database, Village, furnished
from tests.people import LOU
from tests.workspace.dossier.conftest import acting, enrol
from tests.workspace.served import Site, served
from workspace.clock import Clock, FixedClock, SystemClock
from workspace.embedded import EmbeddedPostgres
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


CLOCKS: Final[dict[str, Clock]] = {
    "followed": FixedClock(moment=datetime(2025, 3, 4, 9, tzinfo=UTC)),
    "followed_now": SystemClock(pinned=date(2025, 3, 4)),
}
"""The clocks of the tests, and the database where Lou was entered by each."""


@dataclass(frozen=True)
class Followed:
    """The village, where Lou is followed, to be copied; nobody works in it."""

    database: str


@pytest.fixture(scope="session")
def _lou_enrolled(server: EmbeddedPostgres, keyring: Keyring, _village: Village) -> None:
    async def enrolled() -> None:
        for name, clock in CLOCKS.items():
            async with (
                furnished(server, keyring, name, _village.database) as settling,
                acting(settling.worker_door)("import") as errand,
            ):
                await enrol(errand, LOU, clock=clock, vault=settling.vault)

    asyncio.run(enrolled())


@pytest.fixture
def _followed(_lou_enrolled: None, clock: Clock) -> Followed:
    (name,) = (name for name, known in CLOCKS.items() if known == clock)
    return Followed(database=name)
