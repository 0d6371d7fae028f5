"""What is already known is proposed, with where it was found; nothing is guessed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import (
    Answer,
    FieldCode,
    Found,
    Origin,
    PartCode,
    State,
    Version,
    VersionId,
)
from workspace.dossier.assessment.proposals import Known, last_measures, proposals
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.health.model import (
    Allergy,
    Condition,
    DoseStatus,
    PlannedDose,
    Proof,
    Result,
    Screening,
    ScreeningDone,
    Status,
    Stay,
    Treatment,
    Vaccination,
    Vaccine,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.family.model import Sibling, SiblingId
from workspace.dossier.record.model import Birth, Placement, PlacementId, PlacementKind
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.ids import AccountId

TODAY = date(2025, 3, 4)


def proposed(part: str, known: Known, *, months: int = 24) -> dict[str, Answer]:
    found = proposals(form().part(part), known, months=months)
    return {str(code): answer for code, answer in found.items()}


def value(part: str, known: Known) -> dict[str, str | tuple[str, ...]]:
    return {code: answer.value for code, answer in proposed(part, known).items()}


def test_nothing_known_proposes_nothing() -> None:
    known = Known(today=TODAY)
    assert [part.code for part in form().parts if proposed(part.code, known)] == []


def test_what_is_not_known_of_the_birth_is_not_proposed() -> None:
    birth = Birth(term_weeks=32, length_cm=Decimal("41.50"))
    assert value("birth", Known(today=TODAY, birth=birth)) == {
        "term_weeks": "32",
        "birth_length_cm": "41.5",
    }


def closed(part: str, **said: Answer) -> Version:
    return Version(
        id=VersionId(uuid4()),
        step=StepCode("M36"),
        part=PartCode(part),
        form="bilan-1",
        number=2,
        revision=0,
        state=State.CLOSED,
        author=AccountId(uuid4()),
        recorded_at=datetime(2024, 9, 1, 9, tzinfo=UTC),
        seen_on=date(2024, 9, 1),
        answers={FieldCode(code): answer for code, answer in said.items()},
    )


def response(scale: ScaleCode, *zones: Zone, days_ago: int = 3) -> ScaleResponse:
    areas = [Domain.TOTAL] if scale is not ScaleCode.ASQ_3 else list(Domain)
    return ScaleResponse(
        id=ResponseId(uuid4()),
        scale=scale,
        questionnaire_months=24,
        answered_on=TODAY - timedelta(days=days_ago),
        results=tuple(
            DomainResult(domain=area, points=None, zone=zone)
            for area, zone in zip(areas, zones, strict=False)
        ),
        thresholds_version="1",
    )


@pytest.mark.parametrize(
    ("scale", "zones", "expected"),
    [
        (ScaleCode.ASQ_3, (Zone.ON_SCHEDULE, Zone.ON_SCHEDULE), {"asq3": "on_schedule"}),
        (ScaleCode.ASQ_3, (Zone.ON_SCHEDULE, Zone.WATCH_LOCAL), {"asq3": "watch"}),
        (ScaleCode.ASQ_3, (Zone.BELOW, Zone.NOT_SCORABLE), {"asq3": "below"}),
        (ScaleCode.ASQ_3, (Zone.ON_SCHEDULE, Zone.NOT_SCORABLE), {}),
        (ScaleCode.ASQ_3, (), {}),
        (ScaleCode.ASQ_SE_2, (Zone.WATCH,), {"asqse": "watch"}),
        (ScaleCode.ASQ_SE, (Zone.REFER,), {"asqse": "refer"}),
        (ScaleCode.ASQ_SE_2, (Zone.NOT_SCORABLE,), {}),
    ],
)
def test_a_scale_is_proposed_by_its_worst_area_and_never_when_that_may_be_unread(
    scale: ScaleCode, zones: tuple[Zone, ...], expected: dict[str, str]
) -> None:
    assert value("scales", Known(today=TODAY, responses=[response(scale, *zones)])) == expected


@pytest.mark.parametrize("days_ago", [61, -1])
def test_a_scale_of_another_moment_is_not_of_this_assessment(days_ago: int) -> None:
    far = response(ScaleCode.ASQ_SE_2, Zone.WATCH, days_ago=days_ago)
    assert value("scales", Known(today=TODAY, responses=[far])) == {}


def test_measures_of_today_are_proposed_and_older_ones_only_shown() -> None:
    known = Known(
        today=TODAY,
        measurements=[
            GrowthMeasurement(measured_on=date(2024, 1, 1), weight_kg=Decimal(11)),
            GrowthMeasurement(measured_on=date(2024, 9, 1), weight_kg=Decimal("12.50")),
            GrowthMeasurement(measured_on=TODAY, length_cm=Decimal(86)),
        ],
    )
    assert proposed("measures", known) == {
        "length_cm": Answer(value="86", found=Found(origin=Origin.GROWTH, on=TODAY))
    }
    assert last_measures(form().part("measures"), known) == {
        "weight_kg": ("12.5", date(2024, 9, 1))
    }
    assert last_measures(form().part("daily"), known) == {}


def test_a_question_of_another_age_is_not_proposed() -> None:
    known = Known(today=TODAY, responses=[response(ScaleCode.ASQ_3, Zone.BELOW)])
    assert proposed("scales", known, months=72) == {}


def test_allergies_are_proposed_and_that_none_is_known_stays_to_be_said() -> None:
    listed = Allergy(substance="Egg", done_on=TODAY)
    none = Allergy(is_none=True, done_on=TODAY)
    assert value("before", Known(today=TODAY, allergies=[none, listed])) == {"allergies": "Egg"}
    assert value("before", Known(today=TODAY, allergies=[none])) == {}


def vaccine(
    state: VaccineState, *, status: Status = Status.COMPULSORY, proof: Proof = Proof.BOOK
) -> VaccineStatus:
    dose = PlannedDose(code="1", opens=2, closes=3)
    done = Vaccination(vaccine="x", dose="1", done_on=TODAY, proof=proof)
    return VaccineStatus(
        vaccine=Vaccine(code="x", label={}, against={}, status=status, doses=(dose,)),
        state=state,
        doses=(
            DoseStatus(dose=dose, opens_on=TODAY, late_from=TODAY, earliest_on=TODAY, done=done),
        ),
    )


DONE, COMING = VaccineState.UP_TO_DATE, VaccineState.TO_COME


@pytest.mark.parametrize(
    ("vaccines", "expected"),
    [
        ([vaccine(DONE), vaccine(COMING)], "up_to_date"),
        ([vaccine(DONE), vaccine(DONE, proof=Proof.SAID)], "no_proof"),
        ([vaccine(DONE), vaccine(VaccineState.LATE)], "due"),
        ([vaccine(VaccineState.UNKNOWN), vaccine(VaccineState.TO_DO)], "due"),
        ([vaccine(DONE), vaccine(VaccineState.UNKNOWN)], None),
        ([vaccine(DONE), vaccine(VaccineState.REFUSED)], None),
        ([vaccine(DONE), vaccine(VaccineState.NOT_DUE)], None),
        ([vaccine(COMING)], None),
        ([vaccine(DONE), vaccine(VaccineState.LATE, status=Status.RECOMMENDED)], "up_to_date"),
        ([], None),
    ],
)
def test_vaccinations_are_never_up_to_date_from_what_is_not_known(
    vaccines: list[VaccineStatus], expected: str | None
) -> None:
    found = value("prevention", Known(today=TODAY, vaccines=vaccines))
    assert found == ({} if expected is None else {"vaccinations_now": expected})


ADMITTED, BORN = date(2024, 6, 1), date(2023, 1, 10)


def test_what_health_knows_of_the_time_before_is_proposed_and_what_came_after_is_not() -> None:
    known = Known(
        today=TODAY,
        born_on=BORN,
        admitted_on=ADMITTED,
        treatments=[
            Treatment(name="Vitamin D", dose="one a day", begins_on=date(2023, 2, 1)),
            Treatment(name="Iron", begins_on=ADMITTED),
            Treatment(name="Zinc", begins_on=ADMITTED + timedelta(days=1)),
        ],
        stays=[
            Stay(begins_on=date(2023, 3, 1), ends_on=date(2023, 3, 5), place="CHU", reason="Cough"),
            Stay(begins_on=ADMITTED + timedelta(days=1)),
        ],
        placements=[
            placed(PlacementKind.HOME, date(2023, 1, 12)),
            placed(PlacementKind.FOSTER_FAMILY, date(2024, 5, 20)),
            placed(PlacementKind.RESIDENTIAL_NURSERY, date(2024, 6, 1)),
        ],
    )
    assert value("before", known) == {
        "treatments": "Vitamin D one a day\nIron",
        "hospital_stays": "2023-03-01 - 2023-03-05, CHU, Cough",
        "placed_from": "2024-05-20",
    }
    at_home = Known(today=TODAY, placements=[placed(PlacementKind.HOME, BORN)])
    assert value("before", at_home) == {}


def placed(kind: PlacementKind, on: date) -> Placement:
    return Placement(id=PlacementId(uuid4()), kind=kind, place="", begins_on=on)


def test_the_screenings_of_the_newborn_are_proposed_the_first_of_each() -> None:
    known = Known(
        today=TODAY,
        born_on=BORN,
        screenings=[
            ScreeningDone(what=Screening.HEARING, result=Result.NORMAL, done_on=date(2023, 2, 1)),
            ScreeningDone(
                what=Screening.HEARING, result=Result.ABNORMAL, done_on=date(2023, 1, 12)
            ),
            ScreeningDone(
                what=Screening.BLOOD_SPOT, result=Result.NORMAL, done_on=date(2023, 1, 13)
            ),
            ScreeningDone(what=Screening.TEETH, result=Result.NORMAL, done_on=date(2023, 1, 13)),
        ],
    )
    assert value("first_week", known) == {"hearing_newborn": "recheck", "blood_spot": "done"}
    last_day = BORN + timedelta(days=28)
    in_time, late = (
        ScreeningDone(what=Screening.HEARING, result=Result.NORMAL, done_on=day)
        for day in (last_day, last_day + timedelta(days=1))
    )
    on_time = Known(today=TODAY, born_on=BORN, screenings=[in_time])
    assert value("first_week", on_time) == {"hearing_newborn": "normal"}
    unknown = ScreeningDone(what=Screening.BLOOD_SPOT, result=Result.UNKNOWN, done_on=BORN)
    assert value("first_week", Known(today=TODAY, born_on=BORN, screenings=[late, unknown])) == {}


def test_siblings_and_lasting_conditions_are_proposed() -> None:
    siblings = [
        Sibling(id=SiblingId(uuid4()), name="Tom", words="elder, at home"),
        Sibling(id=SiblingId(uuid4()), name="Ada"),
    ]
    found = proposed("family", Known(today=TODAY, siblings=siblings))
    assert {code: (each.value, each.found) for code, each in found.items()} == {
        "siblings": ("Tom (elder, at home), Ada", Found(origin=Origin.RECORD))
    }
    asthma = Condition(name="Asthma", begins_on=date(2024, 1, 1))
    over = Condition(name="Colic", begins_on=date(2023, 2, 1), ends_on=date(2023, 4, 1))
    known = Known(today=TODAY, conditions=[asthma, over])
    assert value("conclusion", known) == {"problems": "Asthma"}
    named = replace(known, last=closed("conclusion", problems=Answer(value="Sleeps badly")))
    assert value("conclusion", named) == {"problems": "Sleeps badly"}, "what was named is carried"
    unnamed = replace(known, last=closed("conclusion", summary=Answer(value="All is well")))
    assert value("conclusion", unnamed)["problems"] == "Asthma"
