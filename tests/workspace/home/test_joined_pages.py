"""The pages of a child of two dossiers: both are read there, each is corrected where it was written."""

from datetime import date
from decimal import Decimal

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.record.test_doubles import TWICE
from tests.workspace.home.conftest import Browse
from workspace.access import service as access
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.ids import DossierId

PAGE = f"/children/{LOU}/scales"


async def test_what_a_joined_dossier_holds_is_read_here_and_corrected_there(  # noqa: PLR0917 - each is a fixture
    people: People,
    followed: DossierId,
    operator: Operator,
    browse: Browse,
    vault: Vault,
    clock: SystemClock,
) -> None:
    with people.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
    filled = [
        NewResponse(
            scale=ScaleCode.ASQ_SE_2,
            questionnaire_months=months,
            answered_on=date(2024, 12, 10),
            points={Domain.TOTAL: Decimal(40)},
        )
        for months in (36, 48)
    ]
    async with operator("import") as errand:
        place = (other, account_of("salome"), Role.PSYCHOLOGIST, "follow-up", date(2021, 7, 9))
        await access.grant_many(errand, [place], clock=clock, vault=vault)
        own, joined = await scales.add_many(
            errand, [(followed, filled[0]), (other, filled[1])], vault=vault
        )
    mine, theirs = (
        people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (followed, other)
    )
    with people.nour.here():
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    salome = browse(people.salome)
    page = (await salome.get(PAGE)).text
    assert ("36 months" in page, "48 months" in page) == (True, True)
    assert f"correct={own}" in page
    assert f"correct={joined}" not in page
    assert (await salome.get(PAGE + "/new", correct=str(own))).status_code == 200
    assert (await salome.get(PAGE + "/new", correct=str(joined))).status_code == 404
    there = (await salome.get(f"/children/{other}/scales")).text
    assert f"correct={joined}" in there


async def test_an_assessment_of_a_joined_dossier_is_taken_back_there(
    people: People, followed: DossierId, operator: Operator, browse: Browse, vault: Vault
) -> None:
    clock = SystemClock(pinned=date(2025, 3, 4))
    with people.nour.here() as nour:
        other = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
    done = NewAssessment(step=StepCode("M42"), done_on=date(2024, 12, 10))
    async with operator("import") as errand:
        await protocol.add_many(errand, [(other, done)], clock=clock)
    mine, theirs = (
        people.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (followed, other)
    )
    with people.nour.here():
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    visit = browse(people.nour)
    here, there = (f"/children/{dossier}/steps" for dossier in (followed, other))
    page = (await visit.get(here + "/done", step="M42")).text
    assert "It was written in the other dossier of this child" in page
    assert "/undo" not in page
    assert "/undo" in (await visit.get(there + "/done", step="M42")).text
    assert (await visit.post(here + "/undo", {"step": "M42"})).status_code == 404
    assert (await visit.post(there + "/undo", {"step": "M42"})).status_code == 303
