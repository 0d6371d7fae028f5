"""The table of thresholds: every number of the reference, and no word of a questionnaire."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from uuid import UUID

import pytest

from workspace.dossier.scales import definitions
from workspace.dossier.scales.definitions import parse_scales, scale
from workspace.dossier.scales.model import (
    CutoffRule,
    Domain,
    DomainResult,
    ResponseId,
    ScaleCode,
    ScaleResponse,
    Zone,
)

SOURCE = (files(definitions) / "scales-1.csv").read_text(encoding="utf-8")

CUTOFFS = {
    ScaleCode.ASQ_SE_2: {2: 35, 6: 45, 12: 50, 18: 65, 24: 65, 30: 85, 36: 105, 48: 85, 60: 95},
    ScaleCode.ASQ_SE: {6: 45, 12: 48, 18: 50, 24: 50, 30: 57, 36: 59, 48: 70, 60: 70},
}
MONITORED = {2: 25, 6: 30, 12: 40, 18: 50, 24: 50, 30: 65, 36: 75, 48: 70, 60: 70}
ITEMS = {2: 16, 6: 23, 12: 27, 18: 31, 24: 31, 30: 33, 36: 35, 48: 36, 60: 36}


def test_every_row_of_the_table_is_read() -> None:
    counts = {
        code: sum(len(form.thresholds) for form in scale(code).questionnaires) for code in ScaleCode
    }
    assert counts == {ScaleCode.ASQ_3: 105, ScaleCode.ASQ_SE: 8, ScaleCode.ASQ_SE_2: 9}


@pytest.mark.parametrize("code", CUTOFFS)
def test_the_cut_offs_of_asq_se_are_those_of_the_reference(code: ScaleCode) -> None:
    totals = {f.months: f.threshold(Domain.TOTAL) for f in scale(code).questionnaires}
    assert CUTOFFS[code] == {months: total.cutoff for months, total in totals.items()}


def test_only_the_second_edition_has_a_monitoring_zone() -> None:
    second = {f.months: f.threshold(Domain.TOTAL) for f in scale(ScaleCode.ASQ_SE_2).questionnaires}
    assert {months: total.monitor_from for months, total in second.items()} == MONITORED
    assert {months: total.items for months, total in second.items()} == ITEMS
    assert {15 * items for items in ITEMS.values()} == {t.score_max for t in second.values()}
    for form in scale(ScaleCode.ASQ_SE).questionnaires:
        total = form.threshold(Domain.TOTAL)
        assert (total.monitor_from, total.items, total.score_max) == (None, None, 495)


def test_each_edition_has_its_own_side_of_the_cut_off() -> None:
    rules = {
        code: {t.rule for f in scale(code).questionnaires for t in f.thresholds}
        for code in ScaleCode
    }
    assert {
        ScaleCode.ASQ_3: {CutoffRule.BELOW},
        ScaleCode.ASQ_SE: {CutoffRule.ABOVE},
        ScaleCode.ASQ_SE_2: {CutoffRule.AT_OR_ABOVE},
    } == rules


def test_a_number_no_second_source_confirmed_says_so() -> None:
    assert scale(ScaleCode.ASQ_3).questionnaire(36).threshold(Domain.FINE_MOTOR).is_checked
    assert not scale(ScaleCode.ASQ_SE_2).questionnaire(36).threshold(Domain.TOTAL).is_checked


def test_the_cut_offs_of_three_years_are_those_of_the_published_summary_sheet() -> None:
    form = scale(ScaleCode.ASQ_3).questionnaire(36)
    assert {
        Domain.COMMUNICATION: Decimal("30.99"),
        Domain.GROSS_MOTOR: Decimal("36.99"),
        Domain.FINE_MOTOR: Decimal("18.07"),
        Domain.PROBLEM_SOLVING: Decimal("30.29"),
        Domain.PERSONAL_SOCIAL: Decimal("35.33"),
    } == {threshold.domain: threshold.cutoff for threshold in form.thresholds}


def test_what_a_scale_does_not_have_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        scale(ScaleCode.ASQ_SE).questionnaire(2)
    with pytest.raises(KeyError):
        scale(ScaleCode.ASQ_SE).questionnaire(6).threshold(Domain.FINE_MOTOR)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (SOURCE.replace("ASQ:SE,2,", "ASQ:SE,3,"), KeyError),
        (SOURCE.replace(",score<cutoff,", ",score=cutoff,"), ValueError),
        (SOURCE.replace(",fine_motor,", ",fine,"), ValueError),
    ],
)
def test_a_wrong_row_is_refused(wrong: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_scales(wrong)


@pytest.mark.parametrize(
    ("domain", "expected"), [(Domain.TOTAL, Zone.REFER), (Domain.FINE_MOTOR, None)]
)
def test_only_a_scale_with_a_total_has_a_zone_of_its_own(
    domain: Domain, expected: Zone | None
) -> None:
    response = ScaleResponse(
        id=ResponseId(UUID(int=1)),
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=24,
        answered_on=date(2025, 3, 4),
        results=(DomainResult(domain=domain, points=Decimal(65), zone=Zone.REFER),),
        thresholds_version="1",
    )
    assert expected == response.zone
