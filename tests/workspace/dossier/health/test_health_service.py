"""What is said of a child's health is kept sealed, amended without a loss, read by who reads its class."""

import json
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import sql, transaction
from workspace.dossier.health import queries, service
from workspace.dossier.health.coding import read, written
from workspace.dossier.health.model import (
    KIND_OF,
    Allergy,
    BookRead,
    Choice,
    Condition,
    ConditionKind,
    Decision,
    Fact,
    Proof,
    Result,
    Screening,
    ScreeningDone,
    Severity,
    Source,
    StatementId,
    StatementKind,
    Stay,
    Treatment,
    Vaccination,
    VaccineState,
)
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import DossierId

PEANUT = Allergy(
    substance="Peanut",
    reaction="swelling",
    severity=Severity.SEVERE,
    since="2023",
    source=Source.PHYSICIAN,
    done_on=date(2023, 5, 2),
)
DOSE = Vaccination(
    vaccine="ROR", done_on=date(2022, 5, 12), lot="A123", given_by="PMI", proof=Proof.CERTIFICATE
)

pytestmark = pytest.mark.usefixtures("followed")

FACTS: tuple[Fact, ...] = (
    PEANUT,
    DOSE,
    BookRead(done_on=date(2023, 1, 1)),
    Decision(
        vaccine="ROR",
        choice=Choice.CONTRAINDICATED,
        done_on=date(2023, 1, 1),
        until=date(2024, 1, 1),
        certificate_seen=True,
    ),
    Treatment(name="Adrenaline pen", begins_on=date(2023, 5, 2), is_emergency=True),
    Condition(
        name="Valve", category=ConditionKind.DEVICE, begins_on=date(2022, 1, 1), in_emergency="15"
    ),
    Stay(begins_on=date(2022, 1, 1), ends_on=date(2022, 1, 3), place="Here"),
    ScreeningDone(what=Screening.HEARING, result=Result.NORMAL, done_on=date(2021, 5, 12)),
)


async def stated(name: str, fact: Fact, people: People, vault: Vault, clock: Clock) -> StatementId:
    person = people.by_name[name]
    with person.here():
        clearance = person.clearance(Permission.HEALTH_WRITE)
        return await service.state(clearance, fact, clock=clock, vault=vault)


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_written_and_read_back_as_it_was(fact: Fact) -> None:
    kind = KIND_OF[type(fact)]
    assert read(kind, json.loads(written(fact))) == fact


def test_a_fact_written_before_a_field_existed_is_still_read() -> None:
    fact = read(StatementKind.ALLERGY, {"done_on": "2023-05-02", "substance": "Egg"})
    assert isinstance(fact, Allergy)
    assert fact.source is Source.OTHER


@pytest.mark.parametrize("fact", FACTS)
async def test_each_thing_is_kept_and_read(
    fact: Fact, people: People, vault: Vault, clock: Clock
) -> None:
    before = await recorded(people)
    id_ = await stated("noe", fact, people, vault, clock)
    with people.nour.here():
        found = await service.health(people.nour.clearance(), clock=clock, vault=vault)
    (statement,) = found.statements
    assert (statement.id, statement.fact) == (id_, fact)
    assert statement.recorded_by == people.noe.actor.account
    assert (await recorded(people))[len(before) :] == [Act.HEALTH_ADD, Act.HEALTH_READ]


@pytest.mark.parametrize("name", ["nour", "salome", "odile", "yann", "diane", "stranger"])
async def test_who_does_not_write_health_is_refused_by_the_database_itself(
    name: str, people: People, vault: Vault, clock: Clock
) -> None:
    with pytest.raises(Exception, match=r"row-level security|key|nothing at this address"):
        await stated(name, PEANUT, people, vault, clock)


@pytest.mark.parametrize("name", ["odile", "yann", "diane"])
async def test_who_does_not_read_health_reads_no_row(
    name: str, people: People, vault: Vault, clock: Clock
) -> None:
    await stated("noe", PEANUT, people, vault, clock)
    person = people.by_name[name]
    with person.here():
        with pytest.raises(Forbidden):
            await service.health(person.clearance(), clock=clock, vault=vault)
        with pytest.raises(Forbidden):
            await service.doubts(person.clearance(), PEANUT, clock=clock, vault=vault)
        async with transaction():
            assert await sql("select id from health_statement") == []


async def test_nothing_said_is_in_clear(people: People, vault: Vault, clock: Clock) -> None:
    await stated("noe", PEANUT, people, vault, clock)
    with people.ambre.here():
        async with transaction():
            (row,) = await sql("select * from health_statement")
    assert "Peanut" not in str(row)
    for name, value in row.items():
        kept = value if isinstance(value, bytes) else str(value).encode()
        # an identifier is made of any figures, and a statement is recorded at a real moment
        assert isinstance(value, UUID | datetime) or b"2023" not in kept, name


async def test_an_amendment_and_a_withdrawal_lose_nothing(
    people: People, vault: Vault, clock: Clock
) -> None:
    wrong = await stated("noe", PEANUT, people, vault, clock)
    with people.ambre.here():
        clearance = people.ambre.clearance(Permission.HEALTH_WRITE)
        egg = replace(PEANUT, substance="Egg")
        right = await service.state(clearance, egg, amends=wrong, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.state(clearance, egg, amends=wrong, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.doubts(clearance, egg, amends=wrong, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await service.state(clearance, DOSE, amends=right, clock=clock, vault=vault)
        with pytest.raises(Invalid):
            await service.withdraw(clearance, right, reason="", vault=vault)
        await service.withdraw(clearance, right, reason="Of another child.", vault=vault)
        with pytest.raises(NotFound):
            await service.withdraw(clearance, StatementId(uuid4()), reason="x", vault=vault)
        found = await service.health(clearance, clock=clock, vault=vault)
    assert found.statements == ()
    assert {each.fact for each in found.before.values()} == {PEANUT, egg}
    assert [each.withdrawn for each in found.withdrawals] == ["Of another child."]


async def test_two_people_who_amend_at_once_are_told(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    wrong = await stated("noe", PEANUT, people, vault, clock)
    with people.ambre.here():
        async with transaction():
            results = [
                await queries.insert(
                    followed,
                    StatementId(uuid4()),
                    StatementKind.ALLERGY,
                    PEANUT,
                    by=people.ambre.actor.account,
                    supersedes=wrong,
                    vault=vault,
                )
                for _ in range(2)
            ]
    assert results == [True, False]


async def test_a_dose_written_twice_is_asked_about(
    people: People, vault: Vault, clock: Clock
) -> None:
    first = await stated("noe", DOSE, people, vault, clock)
    with people.noe.here():
        clearance = people.noe.clearance()
        assert len(await service.doubts(clearance, DOSE, clock=clock, vault=vault)) == 1
        amended = await service.doubts(clearance, DOSE, amends=first, clock=clock, vault=vault)
        assert amended == ()
        early = replace(DOSE, done_on=date(2020, 1, 1))
        with pytest.raises(Invalid):
            await service.doubts(clearance, early, clock=clock, vault=vault)


async def test_the_vaccines_of_a_circle_are_read_at_once(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    await stated("noe", BookRead(done_on=date(2025, 1, 1)), people, vault, clock)
    circle = Circle(
        actor=people.nour.actor,
        permission=Permission.HEALTH_READ,
        dossiers=frozenset({followed}),
    )
    with people.nour.here():
        found = await service.vaccines_in(circle, clock=clock, vault=vault)
    assert VaccineState.CATCH_UP in {each.state for each in found[followed]}
