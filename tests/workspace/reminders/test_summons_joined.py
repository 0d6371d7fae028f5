"""A child of two joined dossiers: what was decided in the one that was joined keeps an invitation of the other back."""

from dataclasses import replace
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.dossier.record.cases import NEW_LOU
from tests.workspace.reminders.test_summons import (
    DOING,
    FATHER,
    MOTHER,
    SOON,
    UNCLE,
    became,
    written,
)
from tests.workspace.reminders.test_waiting import House, house, planned
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.dossier.record import service as record
from workspace.dossier.record.civil import service as civil
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.family import service as family
from workspace.dossier.record.family.model import NewRestriction
from workspace.dossier.record.model import RestrictionKind

__all__ = ["followed", "house", "operator"]

pytestmark = pytest.mark.usefixtures("followed")


@pytest.mark.parametrize("goes_on", [True, False])
@pytest.mark.parametrize(
    ("kind", "is_told"),
    [(RestrictionKind.NO_CONTACT, False), (RestrictionKind.ADDRESS_SECRET, True)],
)
async def test_a_restriction_of_the_other_dossier_keeps_the_invitation_back(  # noqa: PLR0917 - cases
    people: People,
    house: House,
    vault: Vault,
    kind: RestrictionKind,
    is_told: bool,
    goes_on: bool,
) -> None:
    """Whichever of the two goes on."""
    await written(people, house, vault, FATHER)
    await planned(people, house.clock, vault, SOON)
    twice = replace(NEW_LOU, placement=None)
    with people.nour.here() as nour:
        real = SystemClock(pinned=house.clock.today())  # a circle is founded at the moment it is
        enrolled = await record.enrol_child(nour, twice, clock=real, vault=vault)
        there = people.nour.clearance(*DOING, dossier=enrolled.dossier)
        who = await family.add_person(there, UNCLE, clock=house.clock, vault=vault)
        new = NewRestriction(
            person=who.key, kind=kind, begins_on=date(2025, 3, 4), decided_by="Juge des enfants"
        )
        await family.add_restriction(there, new, clock=house.clock, vault=vault)
        here = people.nour.clearance(Permission.DOSSIER_MERGE, dossier=LOU)
        both = [here, replace(here, dossier=enrolled.dossier)]
        both = both if goes_on else both[::-1]
        await doubles.join(*both, clock=house.clock, vault=vault)
    await house.remind()
    assert await became(house) == ([("queued", None)] if is_told else [])
    with people.nour.here():
        await doubles.take_apart(*both, clock=house.clock, vault=vault)
    await house.remind()
    assert await became(house) == [("queued", None)], "taken apart, each has its own again"


async def test_a_mother_kept_secret_in_the_other_dossier_is_not_written_to(
    people: People, house: House, vault: Vault
) -> None:
    await written(people, house, vault, MOTHER, FATHER)
    await planned(people, house.clock, vault, SOON)
    real = SystemClock(pinned=house.clock.today())
    with people.nour.here() as nour:
        enrolled = await record.enrol_child(
            nour, replace(NEW_LOU, placement=None), clock=real, vault=vault
        )
        there = people.nour.clearance(*DOING, dossier=enrolled.dossier)
        await civil.protect_origins(there, clock=house.clock, vault=vault)
        here = people.nour.clearance(Permission.DOSSIER_MERGE, dossier=LOU)
        other = replace(here, dossier=enrolled.dossier)
        await doubles.join(here, other, clock=house.clock, vault=vault)
    await house.remind()
    await house.send()
    assert sorted(house.box.to) == ["idris@example.org", "odile@example.org"]
