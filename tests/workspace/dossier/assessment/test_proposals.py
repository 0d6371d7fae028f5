"""What is already known is proposed, with where it was found; nothing is guessed."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from workspace.dossier.assessment.definitions import form
from workspace.dossier.assessment.model import Answer, Found, Origin
from workspace.dossier.assessment.proposals import Known, last_measures, proposals
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.health.model import (
    Allergy,
    DoseStatus,
    PlannedDose,
    Proof,
    Status,
    Vaccination,
    Vaccine,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.record.model import Birth
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)

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
