from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.agenda import service
from workspace.dossier.agenda.model import (
    Encounter,
    EncounterId,
    EncounterKind,
    EncounterState,
    NewEncounter,
    PlaceKind,
    Zone,
)
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import PractitionerId

ECHO = NewEncounter(
    kind=EncounterKind.SPECIALIST,
    day=date(2025, 3, 20),
    at=time(10, 15),
    place_kind=PlaceKind.HOSPITAL,
    place="12, rue des Lilas, second floor",
    title="Ask for the blue desk",
    practitioner=PractitionerId(account_of("a practitioner")),
    with_whom="Dr Ozenne",
    bring="The health book and a soft toy",
    minutes=30,
)
NOTE = "Control echocardiography."

pytestmark = pytest.mark.usefixtures("followed")


async def planned(person: Person, new: NewEncounter, clock: FixedClock, vault: Vault) -> Encounter:
    with person.here():
        return await service.plan(
            person.clearance(Permission.ENCOUNTER_PLAN), new, clock=clock, vault=vault
        )


async def read(person: Person, vault: Vault) -> tuple[Encounter, ...]:
    with person.here():
        return await service.encounters(person.clearance(Permission.ENCOUNTER_READ), vault=vault)


async def amended(
    person: Person, before: Encounter, new: NewEncounter, clock: FixedClock, vault: Vault
) -> Encounter:
    with person.here():
        return await service.amend(
            person.clearance(Permission.ENCOUNTER_PLAN, Permission.ENCOUNTER_READ),
            before.id,
            new,
            seen=before.version,
            clock=clock,
            vault=vault,
        )


async def became(
    person: Person, before: Encounter, state: EncounterState, clock: FixedClock, vault: Vault
) -> Encounter:
    with person.here():
        return await service.settle(
            person.clearance(Permission.ENCOUNTER_PLAN),
            before.id,
            state,
            clock=clock,
            vault=vault,
        )


async def test_an_appointment_is_read_back_as_it_was_set(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await planned(people.ambre, replace(ECHO, note=NOTE), clock, vault)

    (found,) = await read(people.nour, vault)

    assert found == written
    assert found.starts_at == datetime(2025, 3, 20, 9, 15, tzinfo=UTC)
    assert (found.at, found.bring, found.note) == (time(10, 15), ECHO.bring, NOTE)


async def test_an_hour_overseas_is_kept_as_its_own_clock_shows_it(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await planned(people.nour, replace(ECHO, zone=Zone.REUNION, at=time(1)), clock, vault)

    (found,) = await read(people.nour, vault)

    assert (found.day, found.at) == (date(2025, 3, 20), time(1))
    assert found.starts_at == datetime(2025, 3, 19, 21, tzinfo=UTC)
    assert found.clock.key == "Indian/Reunion"


async def test_the_whole_circle_reads_it_and_few_what_is_medical(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await planned(people.noe, replace(ECHO, note=NOTE), clock, vault)

    everyone = (people.noe, people.ambre, people.nour, people.odile, people.yann, people.diane)
    found = {person.name: (await read(person, vault))[0] for person in everyone}

    assert {one.bring for one in found.values()} == {ECHO.bring}
    assert {name: one.note for name, one in found.items()} == {
        "noe": NOTE,
        "ambre": NOTE,
        "nour": NOTE,
        "odile": "",
        "yann": "",
        "diane": "",
    }


async def test_the_database_itself_keeps_what_is_medical_from_the_others(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await planned(people.noe, replace(ECHO, note=NOTE), clock, vault)

    seen = {}
    for person in (people.odile, people.noe, people.stranger):
        with person.here():
            async with transaction():
                notes = await sql("select count(*) as n from encounter_note")
                lines = await sql("select count(*) as n from encounter")
        seen[person.name] = (notes[0]["n"], lines[0]["n"])

    assert seen == {"odile": (0, 1), "noe": (1, 1), "stranger": (0, 0)}


async def test_words_are_unreadable_in_the_database(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    await planned(people.ambre, replace(ECHO, note=NOTE), clock, vault)

    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = await owner.fetch("select e::text || n::text as said from encounter e, encounter_note n")
    await owner.close()

    (said,) = (bytes(row["said"], "utf-8") for row in rows)
    for word in (b"Lilas", b"blue", b"Ozenne", b"toy", b"echo"):
        assert word not in said
        assert word.hex().encode() not in said


async def test_whoever_may_not_write_health_sets_an_appointment_without_its_note(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    assert (await planned(people.nour, ECHO, clock, vault)).note == ""
    with pytest.raises(Forbidden):
        await planned(people.nour, replace(ECHO, note=NOTE), clock, vault)


async def test_a_correction_keeps_what_it_corrects(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = await planned(people.ambre, replace(ECHO, note=NOTE), clock, vault)
    after = await amended(people.nour, before, replace(ECHO, day=date(2025, 4, 2)), clock, vault)

    (found,) = await read(people.ambre, vault)
    with people.nour.here():
        async with transaction():
            rows = await sql("select day, sequence from encounter order by sequence")

    assert (found.id, found.version, found.sequence) == (before.id, after.version, 1)
    assert (found.day, found.note, found.written_by) == (
        date(2025, 4, 2),
        NOTE,
        account_of("nour"),
    )
    assert rows == [
        {"day": date(2025, 3, 20), "sequence": 0},
        {"day": date(2025, 4, 2), "sequence": 1},
    ]


async def test_of_two_who_correct_the_same_version_the_second_is_told(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = await planned(people.nour, ECHO, clock, vault)
    await amended(people.ambre, before, replace(ECHO, minutes=60), clock, vault)

    with pytest.raises(Conflict):
        await amended(people.nour, before, replace(ECHO, minutes=90), clock, vault)

    assert [each.minutes for each in await read(people.nour, vault)] == [60]


async def test_the_database_takes_one_correction_of_a_version(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    """The guard that holds when two requests read the same version at once."""
    before = await planned(people.nour, ECHO, clock, vault)
    await amended(people.nour, before, ECHO, clock, vault)

    with people.nour.here(), pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await sql(
                "insert into encounter select gen_random_uuid(), encounter, 7, {}, dossier, kind, state,"
                " day, starts_at, zone, minutes, place_kind, practitioner, encrypted_practical, author,"
                " recorded_at from encounter where id = {}",
                before.version,
                before.version,
            )


async def test_nothing_written_is_changed_or_removed(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await planned(people.nour, ECHO, clock, vault)
    for statement in ("update encounter set minutes = 5", "delete from encounter"):
        with people.nour.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(statement)


async def test_nobody_writes_in_the_name_of_another(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = await planned(people.nour, ECHO, clock, vault)
    with people.ambre.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(
                "insert into encounter select gen_random_uuid(), gen_random_uuid(), 0, null, dossier, kind,"
                " state, day, starts_at, zone, minutes, place_kind, practitioner, encrypted_practical,"
                " author, recorded_at from encounter where id = {}",
                before.version,
            )


async def test_what_became_of_it_is_said_and_can_be_corrected(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    today = await planned(people.nour, replace(ECHO, day=date(2025, 3, 4)), clock, vault)
    await became(people.nour, today, EncounterState.MISSED, clock, vault)
    await became(people.ambre, today, EncounterState.KEPT, clock, vault)

    (found,) = await read(people.nour, vault)

    assert (found.state, found.sequence, found.bring) == (EncounterState.KEPT, 2, ECHO.bring)
    with pytest.raises(Conflict):
        await became(people.nour, today, EncounterState.CANCELLED, clock, vault)


async def test_a_cancelled_one_is_not_corrected(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    before = await planned(people.nour, ECHO, clock, vault)
    gone = await became(people.nour, before, EncounterState.CANCELLED, clock, vault)
    with pytest.raises(Conflict):
        await amended(people.nour, gone, ECHO, clock, vault)


async def test_a_birthday_is_the_first_day_possible(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(Invalid):
        await planned(people.nour, replace(ECHO, day=date(2021, 5, 9)), clock, vault)
    assert await planned(people.nour, replace(ECHO, day=date(2021, 5, 10)), clock, vault)


async def test_another_appointment_is_not_found(people: People, vault: Vault) -> None:
    with people.nour.here(), pytest.raises(NotFound):
        await service.encounter(
            people.nour.clearance(Permission.ENCOUNTER_READ), EncounterId(uuid4()), vault=vault
        )


async def test_one_is_found_by_its_number(people: People, clock: FixedClock, vault: Vault) -> None:
    written = await planned(people.ambre, replace(ECHO, note=NOTE), clock, vault)
    with people.ambre.here():
        found = await service.encounter(
            people.ambre.clearance(Permission.ENCOUNTER_READ), written.id, vault=vault
        )
    assert written == found


async def test_a_circle_sees_the_days_it_asks_for(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    for day in (date(2025, 3, 2), date(2025, 3, 3), date(2025, 3, 9), date(2025, 3, 10)):
        await planned(people.ambre, replace(ECHO, day=day, note=NOTE), clock, vault)
    with people.nour.here() as nour:
        found = await service.encounters_in(
            Circle(actor=nour, permission=Permission.ENCOUNTER_READ, dossiers=frozenset({LOU})),
            first=date(2025, 3, 3),
            last=date(2025, 3, 9),
            vault=vault,
        )
    assert [(each.day, each.note) for each in found] == [
        (date(2025, 3, 3), ""),
        (date(2025, 3, 9), ""),
    ]


async def test_the_permission_is_asked_for(people: People, clock: FixedClock, vault: Vault) -> None:
    with people.odile.here(), pytest.raises(Forbidden):
        await service.plan(people.odile.clearance(), ECHO, clock=clock, vault=vault)
    with people.odile.here(), pytest.raises(Forbidden):
        await service.encounters(people.odile.clearance(), vault=vault)


async def test_what_was_done_is_recorded(people: People, clock: FixedClock, vault: Vault) -> None:
    written = await planned(people.nour, ECHO, clock, vault)
    await amended(people.nour, written, ECHO, clock, vault)
    await read(people.odile, vault)
    assert [act for act in await recorded(people) if act.startswith("dossier:encounter")] == [
        "dossier:encounter:plan",
        "dossier:encounter:plan",
        "dossier:encounter:read",
    ]
