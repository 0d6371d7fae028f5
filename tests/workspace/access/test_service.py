"""`clear()` against the database: who enters, who is refused, and that the refusal is written down."""

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from workspace.access.permissions import Permission
from workspace.access.service import circle, clear
from workspace.clock import SystemClock
from workspace.errors import Forbidden, NotFound

CLOCK = SystemClock()


async def test_the_coordinator_is_cleared(people: People, vault: Vault) -> None:
    with people.nour.here() as nour:
        clearance = await clear(nour, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)
    assert clearance.dossier == LOU


async def test_a_stranger_finds_no_dossier(people: People, vault: Vault) -> None:
    with people.stranger.here() as stranger, pytest.raises(NotFound):
        await clear(stranger, LOU, Permission.CHILD_READ, clock=CLOCK, vault=vault)


async def test_a_nurse_may_not_read_placements(people: People, vault: Vault) -> None:
    with people.noe.here() as noe, pytest.raises(Forbidden):
        await clear(noe, LOU, Permission.PLACEMENT_READ, clock=CLOCK, vault=vault)


async def test_the_circle_lists_only_ones_own_dossiers(people: People) -> None:
    with people.nour.here() as nour:
        assert {LOU} == set((await circle(nour, Permission.CHILD_READ, clock=CLOCK)).dossiers)
    with people.stranger.here() as stranger:
        assert set() == set((await circle(stranger, Permission.CHILD_READ, clock=CLOCK)).dossiers)
