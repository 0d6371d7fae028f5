"""Lou's record, Camille's, and what was put in their boxes."""

import pytest

from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.dossier.conftest import Operator, followed, operator
from tests.workspace.grown import grow_up
from workspace.clock import FixedClock
from workspace.database import Door
from workspace.memorybox.imaging import Darkroom

__all__ = ["followed", "operator"]


@pytest.fixture
def darkroom() -> Darkroom:
    return Darkroom()


@pytest.fixture
async def camille(
    people: People, operator: Operator, door: Door, clock: FixedClock, vault: Vault
) -> Person:
    """Camille, who is 18, with Nour, Ambre, Odile and Yann around her."""
    assert people
    return await grow_up(operator, door, clock=clock, vault=vault)
