"""Lou's circle, and a conversation already open in it."""

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.messaging.talk import opened
from workspace.clock import FixedClock
from workspace.hub import MemoryHub
from workspace.messaging.model import ConversationId

__all__ = ["followed", "operator"]


@pytest.fixture
async def talk(people: People, clock: FixedClock, hub: MemoryHub, vault: Vault) -> ConversationId:
    """A conversation that Nour opened with Ambre and Odile; its first message is number 1."""
    return await opened(people, clock=clock, hub=hub, vault=vault)
