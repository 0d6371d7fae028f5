"""A child with two dossiers is counted once, with what was done in both."""

from dataclasses import replace
from datetime import date

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.record.cases import NEW_LOU
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.access.service import circle
from workspace.clock import SystemClock
from workspace.cohort.service import figures
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import errands
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service as doubles

ON = date(2025, 3, 4)


async def test_joined_dossiers_are_one_child_with_the_acts_of_both(
    people: People, importing: Errand, vault: Vault
) -> None:
    clock = SystemClock(pinned=ON)
    await errands.add_many(importing, [(LOU, NEW_LOU)], clock=clock, vault=vault)
    twice = replace(NEW_LOU, placement=None)
    with people.nour.here() as nour:
        other = (await record.enrol_child(nour, twice, clock=clock, vault=vault)).dossier
    done = [(LOU, "M12", date(2022, 5, 24)), (other, "M24", date(2023, 5, 24))]
    await protocol.add_many(
        importing,
        [(dossier, NewAssessment(step=StepCode(step), done_on=on)) for dossier, step, on in done],
        clock=clock,
    )
    with people.nour.here() as nour:
        mine = people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE)
        theirs = replace(mine, dossier=other)
        around = await circle(nour, Permission.CHILD_READ, clock=clock)
        before = await figures(around, ON, vault=vault)
        await doubles.join(mine, theirs, clock=clock, vault=vault)
        joined = await figures(around, ON, vault=vault)
        await doubles.take_apart(mine, theirs, clock=clock, vault=vault)
        after = await figures(around, ON, vault=vault)
    assert (before.included, before.acts.assessments) == (2, 2)
    assert (joined.included, joined.acts.assessments) == (1, 2)
    assert before == after
