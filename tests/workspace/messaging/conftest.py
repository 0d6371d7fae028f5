"""Lou's circle, a hub, the application, and a conversation already open."""

from collections.abc import AsyncIterator

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.messaging.talk import opened
from tests.workspace.served import Site, served
from workspace.clock import FixedClock
from workspace.hub import MemoryHub
from workspace.messaging.model import ConversationId
from workspace.settings import Settings

__all__ = ["followed", "operator"]


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
async def site(
    database: Database, settings: Settings, vault: Vault, clock: FixedClock, hub: MemoryHub
) -> AsyncIterator[Site]:
    async with served(database, settings, vault=vault, clock=clock, hub=hub) as found:
        yield found


@pytest.fixture
async def talk(people: People, clock: FixedClock, hub: MemoryHub, vault: Vault) -> ConversationId:
    """A conversation that Nour opened with Ambre and Odile; its first message is number 1."""
    return await opened(people, clock=clock, hub=hub, vault=vault)
