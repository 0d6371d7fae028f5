"""Around midnight, the day is the one of the place a child is followed in: on Reunion before Paris, on Martinique after."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.conftest import ADMITTED, BORN, Operator
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence
from workspace.dossier.care.rounds import service as rounds
from workspace.dossier.care.rounds.model import Attendance, NewRound
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.health import service as health
from workspace.dossier.health.model import BookRead
from workspace.dossier.journal import contacts
from workspace.dossier.journal.model import NewAttempt, Way
from workspace.dossier.protocol import saying
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.record import errands as record
from workspace.dossier.record.model import Birth, Identity, Inclusion, NewChild, Sex
from workspace.errors import Invalid
from workspace.home import service as home

EVENING, NIGHT = datetime(2025, 3, 4, 22, tzinfo=UTC), datetime(2025, 3, 5, 2, tzinfo=UTC)
FOURTH, FIFTH = date(2025, 3, 4), date(2025, 3, 5)
PLACES = [
    pytest.param("974", EVENING, FIFTH, id="Reunion, where it is tomorrow already"),
    pytest.param("972", NIGHT, FOURTH, id="Martinique, where it is yesterday still"),
    pytest.param("62", EVENING, FOURTH, id="Pas-de-Calais in the evening"),
    pytest.param("62", NIGHT, FIFTH, id="Pas-de-Calais in the night"),
]

Say = Callable[[date, People, FixedClock, Vault], Awaitable[object]]


async def measured(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    new = GrowthMeasurement(measured_on=day, weight_kg=Decimal(15))
    clearance = people.ambre.clearance(Permission.GROWTH_WRITE)
    await growth.add_measurements(clearance, [new], clock=clock, vault=vault)


async def stated(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    clearance = people.ambre.clearance(Permission.HEALTH_WRITE)
    await health.state(clearance, BookRead(done_on=day), clock=clock, vault=vault)


async def done(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    clearance = people.ambre.clearance(Permission.ASSESSMENT_RECORD)
    new = NewAssessment(step=StepCode("M48"), done_on=day)
    await saying.say_done(clearance, new, clock=clock, vault=vault)


async def tried(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    clearance = people.ambre.clearance(Permission.CONTACT_ADD, Permission.CHILD_READ)
    new = NewAttempt(way=Way.PHONE, tried_on=day)
    await contacts.record_attempt(clearance, new, clock=clock, vault=vault)


async def held(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    new = NewSession(kind=CareKind.PSYCHOMOTOR, done_on=day, payer=Payer.PEGASE, minutes=45)
    clearance = people.ambre.clearance(Permission.CARE_SESSION_ADD)
    await care.note_session(clearance, new, clock=clock, vault=vault)


async def in_a_round(day: date, people: People, clock: FixedClock, vault: Vault) -> None:
    new = NewRound(
        kind=CareKind.PSYCHOMOTOR,
        done_on=day,
        minutes=45,
        payer=Payer.PEGASE,
        practitioner=None,
        is_group=False,
        children=(Attendance(dossier=LOU, presence=Presence.PRESENT),),
    )
    here, telling = (
        Circle(actor=people.ambre.actor, permission=permission, dossiers=frozenset({LOU}))
        for permission in (Permission.CARE_SESSION_ADD, Permission.CARE_NOTE_ADD)
    )
    await rounds.note_round(here, telling, new, clock=clock, vault=vault)


@pytest.mark.parametrize(("department", "moment", "there"), PLACES)
async def test_what_is_said_of_a_child_is_said_on_the_day_of_their_place(  # noqa: PLR0917
    department: str,
    moment: datetime,
    there: date,
    people: People,
    operator: Operator,
    vault: Vault,
) -> None:
    clock = FixedClock(moment=moment)
    child = NewChild(
        identity=Identity(given_name="Lou", family_name="Payet", birth_date=BORN, sex=Sex.FEMALE),
        birth=Birth(),
        inclusion=Inclusion(admitted_on=ADMITTED, organization=NURSERY, department=department),
    )
    async with operator("import") as errand:
        await record.add_many(errand, [(LOU, child)], clock=clock, vault=vault)
    verbs: tuple[Say, ...] = (measured, stated, tried, held, in_a_round, done)
    with people.ambre.here() as ambre:
        for say in verbs:
            with pytest.raises(Invalid):
                await say(there + timedelta(days=1), people, clock, vault)
            await say(there, people, clock, vault)
        circle = Circle(actor=ambre, permission=Permission.CHILD_READ, dossiers=frozenset({LOU}))
        (line,) = await home.overview(circle, clock=clock, vault=vault)
    assert line.today == there
    assert line.child.age == replace(line.child.age, months=45)
