"""What health and the record know fills the initial assessment, to each as far as it is open to them."""

from dataclasses import replace
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.assessment.conftest import Desk
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.assessment.model import Origin
from workspace.dossier.health import service as health
from workspace.dossier.health.model import Stay, Treatment
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record import service as record
from workspace.dossier.record.family import service as family
from workspace.dossier.record.family.model import NewSibling
from workspace.dossier.record.model import NewPlacement, PlacementKind
from workspace.errors import Forbidden

BEFORE = (
    Treatment(name="Vitamin D", begins_on=date(2021, 6, 1)),
    Stay(begins_on=date(2021, 5, 12), place="CHU"),
)


@pytest.fixture
async def told(people: People, desk: Desk, clock: FixedClock, vault: Vault) -> Desk:
    with people.ambre.here():
        writing = people.ambre.clearance(Permission.HEALTH_WRITE)
        for fact in BEFORE:
            await health.state(writing, fact, clock=clock, vault=vault)
    with people.nour.here():
        mine = people.nour.clearance(Permission.FAMILY_WRITE, Permission.PLACEMENT_WRITE)
        await family.add_sibling(mine, NewSibling(name="Tom"), None, clock=clock, vault=vault)
        nursery = NewPlacement(
            kind=PlacementKind.RESIDENTIAL_NURSERY, place="", begins_on=date(2021, 7, 9)
        )
        await record.move(mine, nursery, clock=clock, vault=vault)
    return replace(desk, step=StepCode("B00"))


async def test_what_was_lived_before_is_proposed_with_where_it_was_found(
    told: Desk, people: People
) -> None:
    opened = await told.part(people.ambre, "before")
    found = {str(code): answer for code, answer in opened.answers.items()}
    assert {code: each.value for code, each in found.items()} == {
        "treatments": "Vitamin D",
        "hospital_stays": "2021-05-12, CHU",
        "placed_from": "2021-07-09",
    }
    assert found["placed_from"].found is not None
    assert found["placed_from"].found.origin is Origin.RECORD
    family_part = await told.part(people.ambre, "family")
    assert [answer.value for answer in family_part.answers.values()] == ["Tom"]


async def test_a_nurse_is_proposed_health_and_neither_the_path_nor_the_family(
    told: Desk, people: People
) -> None:
    opened = await told.part(people.noe, "before")
    assert {str(code) for code in opened.answers} == {"treatments", "hospital_stays"}
    with pytest.raises(Forbidden):
        await told.part(people.noe, "family")
