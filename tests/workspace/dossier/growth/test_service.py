from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import sql, transaction
from workspace.dossier.growth import practice, queries, service
from workspace.dossier.growth.curves import CurveLabels, CurveSummary
from workspace.dossier.growth.model import AlertKind, GrowthMeasurement, Indicator, MeasurementId
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.rules import USUAL
from workspace.dossier.record import errands
from workspace.dossier.record.model import Birth, Sex
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import DossierId, PractitionerId

EARLIER = GrowthMeasurement(
    measured_on=date(2021, 11, 10), weight_kg=Decimal("6.1"), length_cm=Decimal("61.5")
)
LATER = GrowthMeasurement(
    measured_on=date(2024, 5, 13),
    weight_kg=Decimal("14.25"),
    head_cm=Decimal("48.9"),
    measured_by=PractitionerId(uuid4()),
)


async def entered(
    operator: Operator,
    vault: Vault,
    dossier: DossierId,
    *taken: GrowthMeasurement,
    assessment: UUID | None = None,
) -> tuple[MeasurementId, ...]:
    async with operator("import") as errand:
        return await service.add_many(
            errand, [(dossier, each, assessment) for each in taken], vault=vault
        )


async def read(person: Person, dossier: DossierId, vault: Vault) -> Growth:
    with person.here():
        return await service.measurements(person.clearance(dossier=dossier), vault=vault)


def words(summary: CurveSummary) -> CurveLabels:
    return CurveLabels(
        title="Weight for age",
        description=f"{summary.points} points",
        value_axis="Weight (kg)",
        age_axis="Age",
        birth="Birth",
        years=lambda years: f"{years} y",
        number=str,
        point=lambda point: f"{point.value} kg",
    )


async def test_measures_are_read_as_they_were_entered_oldest_first(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, LATER, EARLIER)

    first, second = (await read(people.ambre, followed, vault)).measurements

    assert (first.weight_kg, first.length_cm, first.head_cm) == (
        Decimal("6.1"),
        Decimal("61.5"),
        None,
    )
    assert second.weight_kg == Decimal("14.25")
    assert second.measured_by == LATER.measured_by
    assert first.measured_by is None


async def test_points_are_read_at_the_corrected_age_of_a_child_born_early(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, EARLIER, LATER)

    growth = await read(people.ambre, followed, vault)

    early, late = growth.points[Indicator.WEIGHT]
    assert growth.sex is Sex.FEMALE
    assert early.age_days - early.reference_days == 8 * 7
    assert late.age_days == late.reference_days
    assert early.z is not None
    assert len(growth.points[Indicator.LENGTH]) == 1


async def test_measures_are_unreadable_in_the_database(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, LATER)

    with people.ambre.here():
        async with transaction():
            rows = await sql("select encrypted_values from growth_measurement")

    assert b"14.25" not in rows[0]["encrypted_values"]


@pytest.mark.parametrize("name", ["odile", "yann", "diane"])
async def test_a_role_without_the_class_is_refused_and_sees_no_row(
    name: str, people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, LATER)
    person = people.by_name[name]

    with pytest.raises(Forbidden):
        await read(person, followed, vault)
    with person.here():
        async with transaction():
            assert await sql("select id from growth_measurement") == []


async def test_a_stranger_sees_no_row(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, LATER)

    with people.stranger.here():
        async with transaction():
            assert await sql("select id from growth_measurement") == []


async def test_a_measure_may_name_the_assessment_it_was_taken_at(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    assessment = uuid4()
    await entered(operator, vault, followed, LATER, assessment=assessment)

    with people.ambre.here():
        async with transaction():
            rows = await sql("select assessment from growth_measurement")
    assert [row["assessment"] for row in rows] == [assessment]


async def test_each_reading_is_recorded_once(
    people: People, followed: DossierId, vault: Vault
) -> None:
    before = await recorded(people)
    await read(people.ambre, followed, vault)

    assert (await recorded(people))[len(before) :] == [Act.GROWTH_READ]


async def test_a_curve_is_drawn_with_the_words_of_the_reader(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, EARLIER, LATER)

    with people.ambre.here():
        svg = await service.growth_chart(
            people.ambre.clearance(dossier=followed), Indicator.WEIGHT, words, vault=vault
        )

    assert svg.startswith("<svg")
    assert "2 points" in svg
    assert "14.25 kg" in svg


async def test_a_corrected_measure_replaces_what_it_said(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    (known,) = await entered(operator, vault, followed, LATER)
    corrected = GrowthMeasurement(measured_on=LATER.measured_on, head_cm=Decimal("49.1"))

    async with operator("import") as errand:
        await service.amend_many(errand, [(followed, known, corrected)], vault=vault)

    (measure,) = (await read(people.ambre, followed, vault)).measurements
    assert (measure.id, measure.weight_kg, measure.head_cm) == (known, None, Decimal("49.1"))


def test_words_are_put_once_what_a_curve_shows_is_known() -> None:
    growth = Growth(measurements=(), points=dict.fromkeys(Indicator, ()), sex=Sex.MALE)

    assert "0 points" in growth.curve(Indicator.HEAD, words)


async def kept(
    person: Person, dossier: DossierId, vault: Vault, clock: Clock, *taken: GrowthMeasurement
) -> tuple[MeasurementId, ...]:
    with person.here():
        return await service.add_measurements(
            person.clearance(Permission.GROWTH_WRITE, dossier=dossier),
            taken,
            clock=clock,
            vault=vault,
        )


@pytest.mark.parametrize("name", ["ambre", "noe", "malik"])
async def test_whoever_writes_health_writes_a_measure(
    name: str, people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    before = await recorded(people)
    (id_,) = await kept(people.by_name[name], followed, vault, clock, LATER)

    (measure,) = (await read(people.ambre, followed, vault)).measurements
    assert (measure.id, measure.weight_kg) == (id_, LATER.weight_kg)
    assert measure.recorded_by == people.by_name[name].actor.account
    assert (await recorded(people))[len(before)] == Act.GROWTH_ADD


async def test_the_database_itself_refuses_a_measure_by_who_may_not_write_it(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    with pytest.raises(Exception, match="row-level security"):
        await kept(people.nour, followed, vault, clock, LATER)


async def test_a_measure_needs_the_permission(people: People, vault: Vault, clock: Clock) -> None:
    with people.ambre.here(), pytest.raises(Forbidden):
        await service.add_measurements(
            people.ambre.clearance(Permission.GROWTH_READ), [LATER], clock=clock, vault=vault
        )


async def test_a_measure_that_cannot_be_writes_nothing(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    early = GrowthMeasurement(measured_on=date(2020, 1, 1), weight_kg=Decimal(3))
    named = GrowthMeasurement(
        measured_on=LATER.measured_on, weight_kg=Decimal(14), said_by="n" * 121
    )
    for wrong, field in ((early, "measured_on"), (named, "said_by")):
        with pytest.raises(Invalid) as refusal:
            await kept(people.ambre, followed, vault, clock, LATER, wrong)
        assert set(refusal.value.fields) == {field}
    assert (await read(people.ambre, followed, vault)).measurements == ()


async def test_an_amendment_takes_the_place_of_a_measure_that_stays_written(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    (wrong,) = await kept(people.ambre, followed, vault, clock, LATER)
    right = GrowthMeasurement(measured_on=LATER.measured_on, weight_kg=Decimal("13.9"))
    with people.noe.here():
        clearance = people.noe.clearance(Permission.GROWTH_WRITE)
        new = await service.amend_measurement(clearance, wrong, right, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.amend_measurement(clearance, wrong, right, clock=clock, vault=vault)
        with pytest.raises(NotFound):
            await service.amend_measurement(
                clearance, MeasurementId(uuid4()), right, clock=clock, vault=vault
            )

    growth = await read(people.ambre, followed, vault)
    (measure,) = growth.measurements
    assert (measure.id, measure.supersedes, measure.weight_kg) == (new, wrong, Decimal("13.9"))
    assert growth.history.before[wrong].weight_kg == LATER.weight_kg
    assert len(growth.points[Indicator.WEIGHT]) == 1


async def test_the_database_keeps_one_amendment_of_a_measure(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    (wrong,) = await kept(people.ambre, followed, vault, clock, LATER)
    with people.noe.here():
        await service.withdraw_measurement(
            people.noe.clearance(Permission.GROWTH_WRITE), wrong, reason="Twice.", vault=vault
        )
        async with transaction():
            again = replace(LATER, supersedes=wrong, recorded_by=people.noe.actor.account)
            assert not await queries.supersede(followed, MeasurementId(uuid4()), again, vault=vault)


async def test_a_withdrawn_measure_leaves_the_curves_with_its_reason(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    (wrong,) = await kept(people.ambre, followed, vault, clock, LATER)
    with people.ambre.here():
        clearance = people.ambre.clearance(Permission.GROWTH_WRITE)
        with pytest.raises(Invalid):
            await service.withdraw_measurement(clearance, wrong, reason=" ", vault=vault)
        await service.withdraw_measurement(
            clearance, wrong, reason="Of another child.", vault=vault
        )

    growth = await read(people.ambre, followed, vault)
    assert growth.measurements == ()
    ((gone, why),) = growth.history.withdrawn
    assert (gone.id, why) == (wrong, "Of another child.")


async def test_the_last_day_of_a_measure_is_that_of_one_that_stands(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    circle = Circle(
        actor=people.ambre.actor,
        permission=Permission.GROWTH_READ,
        dossiers=frozenset({followed}),
    )
    _, late = await kept(people.ambre, followed, vault, clock, EARLIER, LATER)
    clearance = people.ambre.clearance(Permission.GROWTH_WRITE)
    with people.ambre.here():
        found = await service.last_measured_in(circle, vault=vault)
        assert found == {followed: LATER.measured_on}
        await service.withdraw_measurement(clearance, late, reason="Of another.", vault=vault)
        found = await service.last_measured_in(circle, vault=vault)
        assert found == {followed: EARLIER.measured_on}, "a withdrawal measures nothing"


async def test_what_is_asked_leaves_out_the_measure_that_is_amended(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    (known,) = await kept(people.ambre, followed, vault, clock, LATER)
    with people.ambre.here():
        clearance = people.ambre.clearance()
        assert len(await service.doubts(clearance, LATER, vault=vault)) == 1
        assert await service.doubts(clearance, LATER, amends=known, vault=vault) == ()
    with people.odile.here(), pytest.raises(Forbidden):
        await service.doubts(people.odile.clearance(), LATER, vault=vault)


async def test_alerts_of_a_circle_name_the_children_there_is_to_talk_about(
    people: People, followed: DossierId, vault: Vault, clock: Clock
) -> None:
    circle = Circle(
        actor=people.ambre.actor,
        permission=Permission.GROWTH_READ,
        dossiers=frozenset({followed}),
    )
    with people.ambre.here():
        assert await service.alerts_in(circle, vault=vault) == {}
    await kept(
        people.ambre,
        followed,
        vault,
        clock,
        GrowthMeasurement(measured_on=date(2024, 5, 13), weight_kg=Decimal(40)),
    )
    with people.ambre.here():
        (alert,) = (await service.alerts_in(circle, vault=vault))[followed]
    assert alert.kind is AlertKind.FAR


TABLE = "sex,age_days,L,M,S\nF,0,1,3.0,0.1\nF,2000,1,15.0,0.1\n"


@asynccontextmanager
async def transaction_of(person: Person) -> AsyncIterator[None]:
    with person.here():
        async with transaction():
            yield


async def test_another_reference_is_read_and_named_once_the_operator_loaded_it(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    await entered(operator, vault, followed, LATER)
    async with operator("import") as errand:
        await practice.load_reference(
            errand, Indicator.WEIGHT, TABLE, name="Sample", version="2018", vault=vault
        )
        with pytest.raises(Invalid):
            await practice.load_reference(
                errand, Indicator.WEIGHT, "x" * 5_000_000, name="Long", version="1", vault=vault
            )
    growth = await read(people.ambre, followed, vault)
    (point,) = growth.points[Indicator.WEIGHT]
    assert growth.reference(Indicator.WEIGHT) == "Sample, 2018"
    assert growth.reference(Indicator.HEAD) is None
    assert point.z is not None
    assert "growth-median" in growth.curve(Indicator.WEIGHT, words)

    async with operator("import") as errand:
        await practice.load_reference(
            errand, Indicator.WEIGHT, "", name="WHO", version="2006", vault=vault
        )
    assert (await read(people.ambre, followed, vault)).reference(Indicator.WEIGHT) is None


async def test_a_person_loads_no_reference(people: People) -> None:
    with people.nour.here(), pytest.raises(Exception, match="row-level security"):
        async with transaction():
            await queries.insert_practice(uuid4(), 36)


async def test_the_network_may_correct_very_early_births_for_longer(
    people: People, operator: Operator, vault: Vault
) -> None:
    async with operator("import") as errand:
        await practice.correct_very_preterm(errand, 36, vault=vault)
        with pytest.raises(Invalid):
            await practice.correct_very_preterm(errand, 37, vault=vault)
    async with transaction_of(people.ambre):
        assert (await queries.correction()).very_preterm_months == 36


async def test_a_role_that_reads_curves_reads_their_practice(people: People) -> None:
    async with transaction_of(people.nour):
        assert await queries.correction() == USUAL


async def test_the_measures_of_the_birth_are_the_first_points_and_alarm_nobody(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    born = Birth(term_weeks=40, weight_g=3600, length_cm=Decimal(50), head_cm=Decimal("34.5"))
    async with operator("import") as errand:
        child = (await errands.enrolled(errand, [followed], vault=vault))[followed]
        known = replace(child, birth=born)
        await errands.amend_many(errand, [(followed, known)], vault=vault)
    birth = child.identity.birth_date
    lost = GrowthMeasurement(measured_on=birth + timedelta(days=4), weight_kg=Decimal("3.3"))
    await entered(operator, vault, followed, lost)
    found = await read(people.ambre, followed, vault)
    first, second = found.points[Indicator.WEIGHT]
    assert (first.measured_on, first.value, first.age_days) == (birth, Decimal("3.6"), 0)
    assert first.z is not None
    assert second.value == Decimal("3.3")
    assert [point.value for point in found.points[Indicator.HEAD]] == [Decimal("34.5")]
    assert found.alerts == (), "every newborn loses weight first"
    assert [taken.weight_kg for taken in found.measurements] == [Decimal("3.3")]
    with people.odile.here(), pytest.raises(Forbidden):
        await service.measurements(people.odile.clearance(), vault=vault)


async def test_a_weight_under_that_of_the_birth_alarms_nobody_and_one_under_a_measure_does(
    people: People, operator: Operator, followed: DossierId, vault: Vault
) -> None:
    async with operator("import") as errand:
        child = (await errands.enrolled(errand, [followed], vault=vault))[followed]
        known = replace(child, birth=Birth(term_weeks=40, weight_g=3600))
        await errands.amend_many(errand, [(followed, known)], vault=vault)
    told = []
    for days, kilograms in ((20, "3.5"), (30, "3.4")):
        on = child.identity.birth_date + timedelta(days=days)
        taken = GrowthMeasurement(measured_on=on, weight_kg=Decimal(kilograms))
        await entered(operator, vault, followed, taken)
        found = await read(people.ambre, followed, vault)
        told.append([each.kind for each in found.alerts])
    assert told == [[], [AlertKind.LOST_WEIGHT]]
