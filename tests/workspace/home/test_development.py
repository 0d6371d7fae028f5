"""Three moments of a scale, none said twice."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from tests.workspace.home.cases import ADMITTED
from workspace.dossier.scales.model import (
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)
from workspace.home.development import Reading, moments, rows


def response(
    day: date,
    zones: Mapping[Domain, Zone] | None = None,
    scale: ScaleCode = ScaleCode.ASQ_SE_2,
) -> ScaleResponse:
    results = zones or {Domain.TOTAL: Zone.REFER}
    return ScaleResponse(
        id=ResponseId(uuid4()),
        scale=scale,
        questionnaire_months=12,
        answered_on=day,
        results=tuple(
            DomainResult(domain=domain, points=None, zone=zone) for domain, zone in results.items()
        ),
        thresholds_version="1",
    )


ARRIVAL = response(date(2021, 7, 19))
A_YEAR_LATER = response(date(2022, 7, 1), {Domain.TOTAL: Zone.WATCH})
LATEST = response(date(2025, 1, 10), {Domain.TOTAL: Zone.REASSURING})


def test_the_three_moments_are_found() -> None:
    between = response(date(2021, 12, 1))
    found = moments([ARRIVAL, between, A_YEAR_LATER, LATEST], admitted_on=ADMITTED)
    assert (ARRIVAL, A_YEAR_LATER, LATEST) == found


def test_the_nearest_reading_speaks_for_a_moment() -> None:
    nearer = response(date(2022, 7, 10))
    assert moments([A_YEAR_LATER, nearer], admitted_on=ADMITTED)[1] is nearer


def test_sixty_days_are_near_and_one_more_is_far() -> None:
    near, far = response(date(2021, 9, 7)), response(date(2021, 9, 8))
    assert moments([near], admitted_on=ADMITTED)[0] is near
    assert moments([far], admitted_on=ADMITTED) == (None, None, far)


def test_no_reading_is_said_twice() -> None:
    assert moments([ARRIVAL], admitted_on=ADMITTED) == (ARRIVAL, None, None)
    assert moments([ARRIVAL, A_YEAR_LATER], admitted_on=ADMITTED)[2] is None
    assert moments([], admitted_on=ADMITTED) == (None, None, None)


def test_both_editions_make_one_row_and_the_skills_one_a_domain() -> None:
    skills = response(
        date(2021, 7, 20),
        {Domain.FINE_MOTOR: Zone.BELOW, Domain.COMMUNICATION: Zone.ON_SCHEDULE},
        ScaleCode.ASQ_3,
    )
    first_edition = response(date(2021, 7, 19), scale=ScaleCode.ASQ_SE)
    found = rows([first_edition, skills, LATEST], admitted_on=ADMITTED)
    assert [(row.scale, row.domain) for row in found] == [
        ("ASQ:SE", Domain.TOTAL),
        ("ASQ-3", Domain.COMMUNICATION),
        ("ASQ-3", Domain.FINE_MOTOR),
    ]
    assert found[0].readings == (
        Reading(answered_on=date(2021, 7, 19), zone=Zone.REFER),
        None,
        Reading(answered_on=date(2025, 1, 10), zone=Zone.REASSURING),
    )


def test_a_domain_left_out_one_day_has_no_reading_that_day() -> None:
    first = response(
        date(2021, 7, 19),
        {Domain.COMMUNICATION: Zone.BELOW, Domain.FINE_MOTOR: Zone.BELOW},
        ScaleCode.ASQ_3,
    )
    then = response(date(2022, 7, 9), {Domain.COMMUNICATION: Zone.ON_SCHEDULE}, ScaleCode.ASQ_3)
    communication, fine_motor = rows([first, then], admitted_on=ADMITTED)
    assert communication.one_year is not None
    assert fine_motor.one_year is None
