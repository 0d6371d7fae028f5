from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.access.model import Errand
from workspace.clock import SystemClock
from workspace.dossier.record import errands


@pytest.fixture
def clock() -> SystemClock:
    """Tuesday 4 March 2025, at the real moment: whoever founds a circle enters it by real time."""
    return SystemClock(pinned=date(2025, 3, 4))


@pytest.fixture
async def lou(people: People, importing: Errand, vault: Vault, clock: SystemClock) -> People:
    """Everybody around Lou, whose record is there; nobody is acting but the import."""
    await errands.add_many(importing, [(LOU, NEW_LOU)], clock=clock, vault=vault)
    return people
