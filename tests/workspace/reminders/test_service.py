"""Reminders: reckoned from the state, told once, to the right person; and carers asked to book."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of, grant_row
from tests.workspace.dossier.conftest import Operator, enrol, followed, operator
from workspace.access import queries as grants
from workspace.access.model import Errand
from workspace.access.permissions import Permission
from workspace.accounts.service import open_service_session
from workspace.actor import Role
from workspace.clock import FixedClock, SystemClock
from workspace.database import Door, acting_as, transaction
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import EncounterKind, EncounterState, NewEncounter
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.doubles import service as doubles
from workspace.errors import Forbidden
from workspace.ids import DossierId
from workspace.notices import service as notices
from workspace.notices.model import Because, Reach
from workspace.reminders import service
from workspace.reminders.model import Told

__all__ = ["followed", "operator"]

pytestmark = pytest.mark.usefixtures("followed")

ODILE = [account_of("odile")]
ASKING = (Permission.CHILD_READ, Permission.CONVERSATION_WRITE)


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def reminded(worker_door: Door, clock: FixedClock, vault: Vault) -> int:
    actor, secret = await open_service_session("worker", door=worker_door)
    with acting_as(secret):
        return await service.remind(
            Errand(actor=actor, purpose="worker"), door=worker_door, clock=clock, vault=vault
        )


async def keys(owner: asyncpg.Connection) -> list[tuple[str, str]]:
    """Return who was told, and by which letter, oldest first."""
    rows = await owner.fetch("select key, account from notice order by queued_at, key")
    names = {account_of(name): name for name in ("nour", "odile", "yann")}
    return [
        (row["key"].split("/")[0] + "/" + row["key"].split("/")[1][:1], names[row["account"]])
        for row in rows
    ]


async def test_a_day_that_comes_is_told_three_times_and_no_more(
    people: People, clock: FixedClock, vault: Vault, worker_door: Door, owner: asyncpg.Connection
) -> None:
    day = date(2025, 4, 10)
    with people.nour.here():
        said = await agenda.plan(
            people.nour.clearance(Permission.ENCOUNTER_PLAN),
            NewEncounter(kind=EncounterKind.CONSULTATION, day=day, at=time(10)),
            clock=clock,
            vault=vault,
        )
    told = []
    for before in (37, 30, 20, 7, 3, 1, 0):
        clock.moment = datetime.combine(day - timedelta(days=before), time(6), tzinfo=UTC)
        await reminded(worker_door, clock, vault)
        await reminded(worker_door, clock, vault)
        rows = await owner.fetch(
            "select key from notice where key like '%' || $1 || '%'", str(said.id)
        )
        told.append(len(rows))
    assert told == [0, 1, 1, 2, 2, 3, 3]


async def test_what_is_cancelled_is_not_told(
    people: People, clock: FixedClock, vault: Vault, worker_door: Door, owner: asyncpg.Connection
) -> None:
    with people.nour.here():
        clearance = people.nour.clearance(Permission.ENCOUNTER_PLAN)
        said = await agenda.plan(
            clearance,
            NewEncounter(kind=EncounterKind.CONSULTATION, day=date(2025, 3, 6)),
            clock=clock,
            vault=vault,
        )
        await agenda.settle(clearance, said.id, EncounterState.CANCELLED, clock=clock, vault=vault)
    await reminded(worker_door, clock, vault)
    assert (
        await owner.fetch("select 1 from notice where key like '%' || $1 || '%'", str(said.id))
        == []
    )


async def test_a_late_assessment_climbs_once_a_step(
    people: People, clock: FixedClock, vault: Vault, worker_door: Door, owner: asyncpg.Connection
) -> None:
    with people.nour.here():
        schedule = await protocol.schedule(people.nour.clearance(), clock=clock, vault=vault)
    closes = max(each.closes_on for each in schedule if each.closes_on < clock.today())
    await owner.execute("delete from notice")
    for gone in (1, 2, 15, 16, 30, 61):
        clock.moment = datetime.combine(closes + timedelta(days=gone), time(9), tzinfo=UTC)
        await reminded(worker_door, clock, vault)
    late = [each for each in await keys(owner) if each[0].startswith("L-05")]
    assert late[:3] == [("L-05/1", "odile"), ("L-05/2", "yann"), ("L-05/3", "nour")]


async def test_a_day_set_for_an_assessment_is_told_and_ends_its_lateness(
    people: People, clock: FixedClock, vault: Vault, worker_door: Door, owner: asyncpg.Connection
) -> None:
    with people.nour.here():
        await protocol.plan(
            people.nour.clearance(Permission.ASSESSMENT_PLAN),
            NewPlan(step=StepCode("M42"), planned_on=date(2025, 3, 10)),
            clock=clock,
            vault=vault,
        )
    await reminded(worker_door, clock, vault)
    assert ("L-04/7", "odile") in await keys(owner)


async def test_the_carers_are_asked_and_the_receipt_says_who_is_not_reached(
    people: People, clock: FixedClock, vault: Vault, owner: asyncpg.Connection
) -> None:
    with people.nour.here():
        first = await service.ask_to_book(
            people.nour.clearance(*ASKING), "M42", to=ODILE, clock=clock, vault=vault
        )
    with people.odile.here() as odile:
        await notices.keep_my_reach(odile, Reach(address="o@example.org"), clock=clock, vault=vault)
    with people.nour.here():
        again = await service.ask_to_book(
            people.nour.clearance(*ASKING), "M42", to=ODILE, clock=clock, vault=vault
        )
    odile_, lost = account_of("odile"), Because.NO_ADDRESS
    assert first == (Told(dossier=LOU, account=odile_, because=lost),)
    assert again == (Told(dossier=LOU, account=odile_, is_repeated=True),)
    assert await owner.fetchval("select count(*) from pgqueuer") == 1


async def test_a_child_without_a_carer_is_said(
    people: People, clock: FixedClock, vault: Vault, owner: asyncpg.Connection
) -> None:
    await owner.execute(
        "update access_grant set ended_at = now() - interval '10 years' where account = $1",
        account_of("odile"),
    )
    with people.nour.here():
        found = await service.ask_to_book(
            people.nour.clearance(*ASKING), "M42", to=ODILE, clock=clock, vault=vault
        )
    assert found == (Told(dossier=LOU, account=None),)


async def test_asking_takes_its_permission(people: People, clock: FixedClock, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(Forbidden):
        await service.ask_to_book(
            people.nour.clearance(), "M42", to=ODILE, clock=clock, vault=vault
        )


OTHER = DossierId(UUID("10000000-0000-4000-8000-000000000002"))


@pytest.fixture
async def other(operator: Operator, clock: FixedClock, vault: Vault) -> DossierId:
    """A second dossier of Lou, around which only Nour is."""
    async with operator("demo"), transaction():
        await vault.open_scope(OTHER)
        now = SystemClock().now()
        await grants.insert([grant_row("nour", OTHER, now=now, role=Role.COORDINATOR)])
    async with operator("import") as errand:
        await enrol(errand, OTHER, clock=clock, vault=vault)
    return OTHER


async def test_a_dossier_that_was_joined_to_another_is_late_no_more(  # noqa: PLR0917 - each is a fixture
    people: People,
    other: DossierId,
    clock: FixedClock,
    vault: Vault,
    worker_door: Door,
    owner: asyncpg.Connection,
) -> None:
    """What is owed is reckoned in the one that goes on; joined by mistake, it is told again."""
    late = "select count(*) from notice where dossier = $1 and starts_with(key, 'L-05')"
    with people.nour.here():
        schedule = await protocol.schedule(people.nour.clearance(), clock=clock, vault=vault)
        closes = max(each.closes_on for each in schedule if each.closes_on < clock.today())
        goes_on, merged = (
            people.nour.clearance(Permission.DOSSIER_MERGE, dossier=each) for each in (other, LOU)
        )
        await doubles.join(goes_on, merged, not_twins=True, clock=clock, vault=vault)
    clock.moment = datetime.combine(closes + timedelta(days=15), time(9), tzinfo=UTC)
    await reminded(worker_door, clock, vault)
    assert await owner.fetchval(late, LOU) == 0
    assert await owner.fetchval(late, other) > 0, "what is late is late where it goes on"
    with people.nour.here():
        await doubles.take_apart(goes_on, merged, clock=clock, vault=vault)
    await reminded(worker_door, clock, vault)
    assert await owner.fetchval(late, LOU) > 0
