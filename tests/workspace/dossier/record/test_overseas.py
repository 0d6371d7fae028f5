"""A due day is a day of where the child is followed: Noumea is tomorrow already, Papeete still yesterday."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid5

import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, NAMESPACE, NURSERY, People
from tests.workspace.dossier.record.cases import NEW_LOU
from tests.workspace.served import served
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import StepState
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Inclusion, NewPlacement, PlacementKind
from workspace.errors import Invalid
from workspace.hub import MemoryHub
from workspace.settings import Settings

LEAP_EVE = datetime(2024, 2, 28, 13, 30, tzinfo=UTC)
"""28 February in Paris and Papeete, 29 February in Noumea."""


def followed_in(department: str) -> Inclusion:
    return Inclusion(admitted_on=date(2024, 2, 28), organization=NURSERY, department=department)


async def enrolled(importing: Errand, department: str, *, vault: Vault) -> FixedClock:
    clock = FixedClock(moment=LEAP_EVE)
    identity = replace(NEW_LOU.identity, birth_date=date(2024, 1, 10))
    new = replace(NEW_LOU, identity=identity, inclusion=followed_in(department), placement=None)
    await errands.add_many(importing, [(LOU, new)], clock=clock, vault=vault)
    return clock


@pytest.mark.parametrize(("department", "moves"), [("988", True), ("62", False), ("987", False)])
async def test_a_move_of_29_february_is_recorded_where_that_day_has_come(
    people: People, importing: Errand, vault: Vault, department: str, moves: bool
) -> None:
    clock = await enrolled(importing, department, vault=vault)
    new = NewPlacement(kind=PlacementKind.FOSTER_FAMILY, place="There", begins_on=date(2024, 2, 29))
    with people.nour.here():
        clearance = people.nour.clearance(Permission.PLACEMENT_WRITE)
        if moves:
            await record.move(clearance, new, clock=clock, vault=vault)
        else:
            with pytest.raises(Invalid) as refused:
                await record.move(clearance, new, clock=clock, vault=vault)
            assert set(refused.value.fields) == {"begins_on"}


@pytest.mark.parametrize(("department", "day"), [("988", "2024-02-29"), ("987", "2024-02-28")])
async def test_every_form_proposes_the_day_it_is_where_the_child_is(  # noqa: PLR0917 - fixtures
    people: People,
    importing: Errand,
    vault: Vault,
    database: Database,
    settings: Settings,
    department: str,
    day: str,
) -> None:
    clock = await enrolled(importing, department, vault=vault)
    async with served(database, settings, vault=vault, clock=clock, hub=MemoryHub()) as site:
        nour = site.browser(people.nour)
        for form in ("moves", "short-stays", "exit", "department", "restrictions", "measures"):
            shown = (await nour.get(f"/children/{LOU}/{form}/new")).text
            assert form == "short-stays" or f'max="{day}"' in shown, form
            assert form == "measures" or f'value="{day}"' in shown, form
        place = uuid5(NAMESPACE, f"odile {LOU}")
        ended = await nour.post(f"/children/{LOU}/circle/{place}/end", {"last_on": day})
        assert ended.status_code == 303, "today, where the child is"
        moved = await nour.post(
            f"/children/{LOU}/moves", {"kind": "foster_family", "begins_on": day}
        )
    assert moved.status_code == 303


async def test_a_window_closes_on_the_day_of_the_department(
    people: People, importing: Errand, vault: Vault
) -> None:
    clock = await enrolled(importing, "988", vault=vault)
    with people.nour.here():
        clearance = people.nour.clearance(Permission.ASSESSMENT_READ, Permission.CHILD_READ)
        first = (await protocol.schedule(clearance, clock=clock, vault=vault))[0]
        closes_on = first.closes_on
        evening = datetime(closes_on.year, closes_on.month, closes_on.day, 13, 30, tzinfo=UTC)
        (late,) = {
            (await protocol.schedule(clearance, clock=FixedClock(moment=evening), vault=vault))[
                0
            ].state
        }
        morning = evening.replace(hour=12, minute=30)
        due = (await protocol.schedule(clearance, clock=FixedClock(moment=morning), vault=vault))[0]
    assert (due.state, late) == (StepState.TO_PLAN, StepState.LATE)
