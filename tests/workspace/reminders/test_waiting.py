"""A reminder that waited to leave says nothing any more of what was cancelled, moved, done, or has begun."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import followed, operator
from tests.workspace.reminders.test_service import ASKING, reminded
from tests.workspace.served import Site
from workspace.access.permissions import Permission
from workspace.accounts.service import open_service_session
from workspace.clock import FixedClock
from workspace.database import Door, acting_as
from workspace.dossier.agenda import service as agenda
from workspace.dossier.agenda.model import EncounterKind, EncounterState, NewEncounter
from workspace.dossier.protocol import saying
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.jobs.model import PutOff
from workspace.notices import service as notices
from workspace.notices.mail import Letter
from workspace.notices.model import Reach
from workspace.reminders import service

__all__ = ["followed", "operator"]

pytestmark = pytest.mark.usefixtures("followed")

STEP, DAY = StepCode("M42"), date(2025, 3, 5)
AT_TEN = datetime(2025, 3, 5, 9, tzinfo=UTC)


class Box:
    """A mail server that keeps to whom it was asked to write."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def send(self, letter: Letter) -> None:
        self.to.append(letter.to)


class House:
    """The worker of these tests: it reminds, then sends what waits, as it would some hours later."""

    def __init__(
        self, door: Door, owner: asyncpg.Connection, clock: FixedClock, vault: Vault
    ) -> None:
        self.owner, self.clock, self._door, self._vault = owner, clock, door, vault
        self.box = Box()

    async def remind(self) -> None:
        await reminded(self._door, self.clock, self._vault)

    async def send(self) -> None:
        send = notices.sending(
            gateway=self.box,
            origin="https://grenier.example",
            waits=dict.fromkeys(
                service.KINDS,
                service.still_due(door=self._door, clock=self.clock, vault=self._vault),
            ),
            lives=service.lives(door=self._door, vault=self._vault),
            address_of=service.address_of(vault=self._vault),
            clock=self.clock,
            vault=self._vault,
        )
        _, secret = await open_service_session("worker", door=self._door)
        for row in await self.owner.fetch("select payload from pgqueuer order by id"):
            with acting_as(secret):
                await send(UUID(row["payload"].decode()))

    async def became(self, letter: str = "") -> list[str]:
        """Return what became of the notices to Odile whose key begins with `letter`."""
        rows = await self.owner.fetch(
            "select state from notice where account = $1 and starts_with(key, $2) order by key",
            account_of("odile"),
            letter,
        )
        return [row["state"] for row in rows]


@pytest.fixture
async def house(
    worker_door: Door, database: Database, people: People, clock: FixedClock, vault: Vault
) -> AsyncIterator[House]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    with people.odile.here() as odile:
        said = Reach(address="odile@example.org", not_at_night=False)
        await notices.keep_my_reach(odile, said, clock=clock, vault=vault)
    yield House(worker_door, owner, clock, vault)
    await owner.close()


async def planned(people: People, clock: FixedClock, vault: Vault, day: date = DAY) -> None:
    with people.nour.here():
        await protocol.plan(
            people.nour.clearance(Permission.ASSESSMENT_PLAN),
            NewPlan(step=STEP, planned_on=day, planned_time=time(10)),
            clock=clock,
            vault=vault,
        )


async def moved(people: People, house: House, vault: Vault) -> None:
    await planned(people, house.clock, vault, date(2025, 4, 30))


async def done(people: People, house: House, vault: Vault) -> None:
    with people.ambre.here():
        await saying.say_done(
            people.ambre.clearance(Permission.ASSESSMENT_RECORD),
            NewAssessment(step=STEP, done_on=date(2025, 3, 4)),
            clock=house.clock,
            vault=vault,
        )


async def begun(people: People, house: House, vault: Vault) -> None:
    assert people
    assert vault
    house.clock.moment = AT_TEN


async def left(people: People, house: House, vault: Vault) -> None:
    assert people
    assert vault
    await house.owner.execute(
        "update access_grant set ended_at = now() - interval '10 years' where account = $1",
        account_of("odile"),
    )


async def nothing(people: People, house: House, vault: Vault) -> None:
    assert people
    assert vault
    house.clock.moment = datetime(2025, 3, 5, 8, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (nothing, "accepted"),
        (moved, "expired"),
        (done, "expired"),
        (begun, "expired"),
        (left, "expired"),
    ],
)
async def test_a_reminder_of_an_assessment_leaves_while_it_is_true(
    people: People,
    house: House,
    vault: Vault,
    happens: Callable[[People, House, Vault], Awaitable[None]],
    state: str,
) -> None:
    await planned(people, house.clock, vault)
    await house.remind()
    await happens(people, house, vault)
    await house.send()
    assert await house.became("L-04/1") == [state]


async def test_a_reminder_of_an_appointment_that_is_cancelled_says_nothing(
    people: People, house: House, vault: Vault
) -> None:
    with people.nour.here():
        clearance = people.nour.clearance(Permission.ENCOUNTER_PLAN)
        kept, off = [
            await agenda.plan(
                clearance,
                NewEncounter(kind=EncounterKind.CONSULTATION, day=DAY, at=time(hour)),
                clock=house.clock,
                vault=vault,
            )
            for hour in (10, 11)
        ]
    await house.remind()
    with people.nour.here():
        await agenda.settle(
            clearance, off.id, EncounterState.CANCELLED, clock=house.clock, vault=vault
        )
    await house.send()
    assert await house.became(f"L-04/1/{kept.id}") == ["accepted"]
    assert await house.became(f"L-04/1/{off.id}") == ["expired"]


async def test_who_was_asked_to_book_is_not_once_a_day_is_set(
    people: People, house: House, vault: Vault
) -> None:
    async def ask(step: str) -> None:
        with people.nour.here():
            clearance = people.nour.clearance(*ASKING)
            await service.ask_to_book(
                clearance, step, to=[account_of("odile")], clock=house.clock, vault=vault
            )

    await ask(STEP)
    await ask("M48")
    await planned(people, house.clock, vault)
    await house.send()
    assert await house.became(f"ask/{LOU}/{STEP}") == ["expired"]
    assert await house.became(f"ask/{LOU}/M48") == ["accepted"]


async def test_overseas_the_day_and_the_night_are_those_of_the_place(
    people: People, house: House, vault: Vault
) -> None:
    """At eight in the evening on Martinique it is tomorrow in Paris, and night there."""
    await house.owner.execute("update inclusion set department = '972'")
    house.clock.moment = datetime(2025, 3, 5, 0, 0, tzinfo=UTC)
    with people.nour.here():
        said = await agenda.plan(
            people.nour.clearance(Permission.ENCOUNTER_PLAN),
            NewEncounter(kind=EncounterKind.CONSULTATION, day=date(2025, 3, 12)),
            clock=house.clock,
            vault=vault,
        )
    with people.odile.here() as odile:
        reach = Reach(address="odile@example.org", not_at_night=True)
        await notices.keep_my_reach(odile, reach, clock=house.clock, vault=vault)
    await house.remind()
    assert await house.became(f"L-03/{said.id}") == ["queued"], "eight days ahead, not seven"
    house.clock.moment = datetime(2025, 3, 5, 1, 30, tzinfo=UTC)
    with pytest.raises(PutOff) as later:
        await house.send()
    assert later.value.after == timedelta(hours=10, minutes=30), "half past nine in the evening"
    house.clock.moment = datetime(2025, 3, 5, 0, 30, tzinfo=UTC)
    await house.send()
    assert await house.became(f"L-03/{said.id}") == ["accepted"]


async def test_somebody_is_told_where_the_child_has_no_carer(
    people: People, house: House, vault: Vault
) -> None:
    await left(people, house, vault)
    await planned(people, house.clock, vault)
    await house.remind()
    rows = await house.owner.fetch("select account from notice where starts_with(key, 'L-04/1')")
    assert [row["account"] for row in rows] == [account_of("yann")]


async def test_the_page_of_the_appointments_says_who_was_reminded(
    people: People, house: House, vault: Vault, site: Site
) -> None:
    await planned(people, house.clock, vault)
    await house.remind()
    path = f"/children/{LOU}/appointments"
    text = (await site.browser(people.nour).get(path)).text
    assert "Appointment of 5 March 2025" in text
    assert "recalled on 4 March 2025, to: Odile, foster carer" in text
    assert "Waiting to leave" in text
    assert "recalled on" not in (await site.browser(people.yann).get(path)).text
    with people.stranger.here():
        rows = await notices.reminded(people.stranger.clearance(Permission.ENCOUNTER_PLAN))
    assert rows == (), "the database asks again"
