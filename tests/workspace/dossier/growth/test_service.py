from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from storage.vault import Vault
from tests.people import People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.dossier.growth import service
from workspace.dossier.growth.curves import CurveLabels, CurveSummary
from workspace.dossier.growth.model import GrowthMeasurement, Indicator, MeasurementId
from workspace.dossier.growth.reading import Growth
from workspace.dossier.record.model import Sex
from workspace.errors import Forbidden
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
