"""Scores, zones and ages of the screening scales, on the vectors of the reference."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workspace.dossier.record.model import Age
from workspace.dossier.scales.definitions import scale
from workspace.dossier.scales.model import (
    CutoffRule,
    Domain,
    DomainResult,
    NewResponse,
    ScaleAge,
    ScaleCode,
    Score,
    Threshold,
    Zone,
)
from workspace.dossier.scales.rules import (
    can_be_total,
    check_response,
    expected_questionnaire,
    is_expected,
    read_response,
    scale_age,
    score_domain,
    score_total,
    thresholds_version,
    weeks_early,
    zone,
)
from workspace.errors import Invalid

TODAY = date(2025, 3, 4)
BORN = date(2023, 3, 4)


def read(
    scale_code: ScaleCode, months: int, domain: Domain, points: str, *, local_watch: bool = False
) -> Zone:
    threshold = scale(scale_code).questionnaire(months).threshold(domain)
    return zone(threshold, Decimal(points), local_watch=local_watch)


@pytest.mark.parametrize(
    ("months", "domain", "answers", "total", "expected"),
    [
        (12, Domain.COMMUNICATION, [10, 5, 0, 0, 0, 0], "15.0", Zone.BELOW),
        (12, Domain.COMMUNICATION, [10, 10, 0, 0, 0, 0], "20.0", Zone.ON_SCHEDULE),
        (36, Domain.FINE_MOTOR, [10, 5, 0, 0, 0, 0], "15.0", Zone.BELOW),
        (60, Domain.PERSONAL_SOCIAL, [10, 10, 10, 5, 0, 0], "35.0", Zone.BELOW),
        (9, Domain.GROSS_MOTOR, [10, 10, 5, 0, 0, 0], "25.0", Zone.ON_SCHEDULE),
        (10, Domain.GROSS_MOTOR, [10, 10, 5, 0, 0, 0], "25.0", Zone.BELOW),
        (24, Domain.GROSS_MOTOR, [10, 10, 10, 5, 0, None], "42.0", Zone.ON_SCHEDULE),
    ],
)
def test_the_vectors_of_the_reference(
    months: int, domain: Domain, answers: list[int | None], total: str, expected: Zone
) -> None:
    score = score_domain(answers)
    assert Decimal(total) == score.points
    assert expected is read(ScaleCode.ASQ_3, months, domain, total)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([10] * 6, Score(points=Decimal("60.0"), answered=6, adjusted=False)),
        ([0] * 6, Score(points=Decimal("0.0"), answered=6, adjusted=False)),
        ([10, 10, 10, 5, 0, None], Score(points=Decimal("42.0"), answered=5, adjusted=True)),
        ([10, 10, 10, 5, None, None], Score(points=Decimal("52.5"), answered=4, adjusted=True)),
        ([10, 10, 10, None, None, None], Score(points=None, answered=3, adjusted=False)),
        ([None] * 6, Score(points=None, answered=0, adjusted=False)),
    ],
)
def test_one_or_two_missing_answers_take_the_mean_of_the_others(
    answers: list[int | None], expected: Score
) -> None:
    assert expected == score_domain(answers)


@pytest.mark.parametrize(
    "answers", [[10] * 5, [10] * 7, [], [10, 10, 10, 10, 10, 15], [10, 10, 10, 10, 10, 7]]
)
def test_answers_the_scale_does_not_have_are_refused(answers: list[int | None]) -> None:
    with pytest.raises(ValueError, match="answer"):
        score_domain(answers)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([15, 10, 5, *[0] * 13], Score(points=Decimal("30.0"), answered=16, adjusted=False)),
        (
            [15, 10, 5, *[0] * 11, None, None],
            Score(points=Decimal("30.0"), answered=14, adjusted=False),
        ),
        (
            [15, 10, 5, *[0] * 10, *[None] * 3],
            Score(points=Decimal("36.9"), answered=13, adjusted=True),
        ),
        ([15, 10, 5, *[0] * 9, *[None] * 4], Score(points=None, answered=12, adjusted=False)),
        (
            [15, 10, 5, *[0] * 13, *[None] * 4],
            Score(points=Decimal("37.5"), answered=16, adjusted=True),
        ),
        ([15, 10, 5, *[0] * 13, *[None] * 5], Score(points=None, answered=16, adjusted=False)),
        ([], Score(points=None, answered=0, adjusted=False)),
    ],
)
def test_an_asq_se_is_adjusted_from_three_missing_and_not_read_over_one_in_five(
    answers: list[int | None], expected: Score
) -> None:
    assert expected == score_total(answers)


def test_an_asq_se_has_no_answer_of_twenty() -> None:
    with pytest.raises(ValueError, match="no such answer"):
        score_total([20, 0, 0])


@pytest.mark.parametrize(
    ("scale_code", "months", "points", "expected"),
    [
        (ScaleCode.ASQ_SE_2, 24, "45", Zone.REASSURING),
        (ScaleCode.ASQ_SE_2, 24, "50", Zone.WATCH),
        (ScaleCode.ASQ_SE_2, 24, "60", Zone.WATCH),
        (ScaleCode.ASQ_SE_2, 24, "65", Zone.REFER),
        (ScaleCode.ASQ_SE_2, 2, "25", Zone.WATCH),
        (ScaleCode.ASQ_SE_2, 36, "105", Zone.REFER),
        (ScaleCode.ASQ_SE, 24, "45", Zone.REASSURING),
        (ScaleCode.ASQ_SE, 24, "50", Zone.REASSURING),
        (ScaleCode.ASQ_SE, 24, "55", Zone.REFER),
        (ScaleCode.ASQ_SE, 36, "60", Zone.REFER),
    ],
)
def test_an_asq_se_reads_in_the_zones_of_its_edition(
    scale_code: ScaleCode, months: int, points: str, expected: Zone
) -> None:
    assert expected is read(scale_code, months, Domain.TOTAL, points)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("15", Zone.BELOW),
        ("20", Zone.WATCH_LOCAL),
        ("25", Zone.WATCH_LOCAL),
        ("30", Zone.ON_SCHEDULE),
    ],
)
def test_ten_points_above_a_cut_off_are_our_own_caution(points: str, expected: Zone) -> None:
    assert expected is read(ScaleCode.ASQ_3, 12, Domain.COMMUNICATION, points, local_watch=True)


@pytest.mark.parametrize(
    ("points", "expected"), [("25.63", Zone.WATCH_LOCAL), ("25.64", Zone.ON_SCHEDULE)]
)
def test_our_own_caution_ends_ten_points_above(points: str, expected: Zone) -> None:
    assert expected is read(ScaleCode.ASQ_3, 12, Domain.COMMUNICATION, points, local_watch=True)


def test_a_score_at_the_cut_off_is_not_below_it() -> None:
    assert Zone.ON_SCHEDULE is read(ScaleCode.ASQ_3, 12, Domain.COMMUNICATION, "15.64")


@pytest.mark.parametrize(
    ("points", "expected"), [("20", Zone.WATCH), ("28.5", Zone.ON_SCHEDULE), ("15", Zone.BELOW)]
)
def test_the_publishers_monitoring_zone_replaces_ours_once_known(
    points: str, expected: Zone
) -> None:
    threshold = Threshold(
        domain=Domain.COMMUNICATION,
        rule=CutoffRule.BELOW,
        cutoff=Decimal("15.64"),
        items=6,
        score_max=60,
        monitor_to=Decimal("28.5"),
    )
    assert expected is zone(threshold, Decimal(points))


def test_a_domain_without_a_score_is_not_interpreted() -> None:
    threshold = scale(ScaleCode.ASQ_3).questionnaire(12).threshold(Domain.FINE_MOTOR)
    assert Zone.NOT_SCORABLE is zone(threshold, None)


@pytest.mark.parametrize(
    ("weeks", "expected"), [(None, 0), (41, 0), (40, 0), (38, 0), (37, 3), (31, 9)]
)
def test_three_weeks_early_or_more_are_taken_off(weeks: int | None, expected: int) -> None:
    assert expected == weeks_early(weeks)


def test_the_age_is_corrected_until_two_years_as_lived() -> None:
    born = date(2021, 7, 9)
    last_corrected = scale_age(born, term_weeks=32, on=date(2023, 7, 8))
    assert (
        ScaleAge(
            chronological=Age(months=23, days=29), used=Age(months=22, days=5), weeks_corrected=8
        )
        == last_corrected
    )
    two = Age(months=24, days=0)
    assert ScaleAge(chronological=two, used=two, weeks_corrected=0) == scale_age(
        born, term_weeks=32, on=date(2023, 7, 9)
    )


def test_a_child_born_near_term_has_one_age() -> None:
    found = scale_age(BORN, term_weeks=38, on=date(2023, 6, 10))
    assert (Age(months=3, days=6), 0) == (found.used, found.weeks_corrected)
    assert found.chronological == found.used


def test_before_the_expected_term_no_form_reads() -> None:
    term = BORN + timedelta(weeks=10)
    too_early = scale_age(BORN, term_weeks=30, on=term - timedelta(days=1))
    assert too_early.used is None
    assert expected_questionnaire(ScaleCode.ASQ_3, too_early.used) is None
    assert Age(months=0, days=0) == scale_age(BORN, term_weeks=30, on=term).used


def test_before_birth_there_is_no_age() -> None:
    with pytest.raises(ValueError, match="before birth"):
        scale_age(BORN, term_weeks=40, on=BORN - timedelta(days=1))


ASQ3_WINDOWS = {
    2: ((1, 0), (2, 30)), 4: ((3, 0), (4, 30)), 6: ((5, 0), (6, 30)), 8: ((7, 0), (8, 30)),
    10: ((9, 0), (10, 30)), 12: ((11, 0), (12, 30)), 14: ((13, 0), (14, 30)), 16: ((15, 0), (16, 30)),
    18: ((17, 0), (18, 30)), 20: ((19, 0), (20, 30)), 22: ((21, 0), (22, 30)), 24: ((23, 0), (25, 15)),
    27: ((25, 16), (28, 15)), 30: ((28, 16), (31, 15)), 33: ((31, 16), (34, 15)), 36: ((34, 16), (38, 30)),
    42: ((39, 0), (44, 30)), 48: ((45, 0), (50, 30)), 54: ((51, 0), (56, 30)), 60: ((57, 0), (66, 0)),
}  # fmt: skip
ASQSE2_WINDOWS = {
    2: ((1, 0), (2, 30)), 6: ((3, 0), (8, 30)), 12: ((9, 0), (14, 30)), 18: ((15, 0), (20, 30)),
    24: ((21, 0), (26, 30)), 30: ((27, 0), (32, 30)), 36: ((33, 0), (41, 30)), 48: ((42, 0), (53, 30)),
    60: ((54, 0), (72, 0)),
}  # fmt: skip
ASQSE_WINDOWS = {months: span for months, span in ASQSE2_WINDOWS.items() if months > 2} | {
    60: ((54, 0), (65, 30))
}
WINDOWS: Mapping[ScaleCode, Mapping[int, tuple[tuple[int, int], tuple[int, int]]]] = {
    ScaleCode.ASQ_3: ASQ3_WINDOWS,
    ScaleCode.ASQ_SE_2: ASQSE2_WINDOWS,
    ScaleCode.ASQ_SE: ASQSE_WINDOWS,
}


@pytest.mark.parametrize("code", ScaleCode)
def test_every_age_asks_for_the_form_of_its_window(code: ScaleCode) -> None:
    for months in range(85):
        for days in range(31):
            fitting = [
                form
                for form, (first, last) in WINDOWS[code].items()
                if first <= (months, days) <= last
            ]
            found = expected_questionnaire(code, Age(months=months, days=days))
            assert fitting == ([found.months] if found else []), (months, days)


def response(
    code: ScaleCode = ScaleCode.ASQ_SE_2,
    months: int = 24,
    points: Mapping[Domain, Decimal] | None = None,
    answered_on: date = TODAY,
) -> NewResponse:
    return NewResponse(
        scale=code,
        questionnaire_months=months,
        answered_on=answered_on,
        points={Domain.TOTAL: Decimal(60)} if points is None else points,
    )


def refused(new: NewResponse) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        check_response(new, birth=BORN, today=TODAY)
    return set(refusal.value.fields)


def test_the_form_of_nine_months_fits_where_the_one_of_ten_is_preferred() -> None:
    for months, expected in ((9, True), (10, True), (8, False)):
        new = response(ScaleCode.ASQ_3, months, answered_on=date(2023, 12, 10))
        assert expected is is_expected(new, birth=BORN, term_weeks=None)


def test_a_form_of_another_age_is_unexpected() -> None:
    assert is_expected(response(months=24), birth=BORN, term_weeks=40)
    assert not is_expected(response(months=18), birth=BORN, term_weeks=40)
    assert not is_expected(response(months=2, answered_on=BORN), birth=BORN, term_weeks=30)


@pytest.mark.parametrize(
    ("answered_on", "expected"),
    [
        (date(2024, 12, 3), False),
        (date(2024, 12, 4), True),
        (date(2025, 6, 3), True),
        (date(2025, 6, 4), False),
    ],
)
def test_a_form_is_expected_from_the_first_to_the_last_day_of_its_window(
    answered_on: date, expected: bool
) -> None:
    new = response(months=24, answered_on=answered_on)
    assert expected is is_expected(new, birth=BORN, term_weeks=40)


def test_the_corrected_age_decides_what_is_expected() -> None:
    on = date(2023, 6, 10)
    assert is_expected(response(months=6, answered_on=on), birth=BORN, term_weeks=40)
    assert is_expected(response(months=2, answered_on=on), birth=BORN, term_weeks=34)


def test_a_true_response_is_accepted() -> None:
    none_at_all = response(points={Domain.TOTAL: Decimal(0)}, answered_on=BORN)
    check_response(none_at_all, birth=BORN, today=TODAY)
    check_response(response(points={Domain.TOTAL: Decimal(465)}), birth=BORN, today=TODAY)
    check_response(
        response(ScaleCode.ASQ_3, 24, {Domain.FINE_MOTOR: Decimal("52.5")}), birth=BORN, today=TODAY
    )


@pytest.mark.parametrize("points", ["-1", "470", "NaN", "Infinity"])
def test_a_score_outside_its_scale_is_refused(points: str) -> None:
    assert {"total"} == refused(response(points={Domain.TOTAL: Decimal(points)}))


def test_the_first_edition_has_a_bound_too() -> None:
    within = response(ScaleCode.ASQ_SE, 24, {Domain.TOTAL: Decimal(495)})
    check_response(within, birth=BORN, today=TODAY)
    assert {"total"} == refused(replace(within, points={Domain.TOTAL: Decimal(496)}))


def test_what_the_scale_does_not_have_is_refused() -> None:
    assert {"questionnaire_months"} == refused(response(months=25))
    assert {"communication"} == refused(response(points={Domain.COMMUNICATION: Decimal(5)}))
    assert {"total"} == refused(response(points={}))
    assert {"communication"} == refused(response(ScaleCode.ASQ_3, points={}))


@pytest.mark.parametrize("answered_on", [BORN - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_response_is_after_birth_and_not_in_the_future(answered_on: date) -> None:
    assert {"answered_on"} == refused(response(answered_on=answered_on))


def test_a_response_is_read_domain_by_domain() -> None:
    new = response(
        ScaleCode.ASQ_3, 36, {Domain.FINE_MOTOR: Decimal(15), Domain.GROSS_MOTOR: Decimal(40)}
    )
    assert (
        DomainResult(domain=Domain.COMMUNICATION, points=None, zone=Zone.NOT_SCORABLE),
        DomainResult(domain=Domain.GROSS_MOTOR, points=Decimal(40), zone=Zone.WATCH_LOCAL),
        DomainResult(domain=Domain.FINE_MOTOR, points=Decimal(15), zone=Zone.BELOW),
        DomainResult(domain=Domain.PROBLEM_SOLVING, points=None, zone=Zone.NOT_SCORABLE),
        DomainResult(domain=Domain.PERSONAL_SOCIAL, points=None, zone=Zone.NOT_SCORABLE),
    ) == read_response(new)
    assert Zone.ON_SCHEDULE is read_response(new, local_watch=False)[1].zone


def test_a_result_keeps_the_version_of_its_numbers() -> None:
    assert {"1"} == {thresholds_version(code) for code in ScaleCode}


@pytest.mark.parametrize(
    ("value", "code", "items", "expected"),
    [
        ("35", ScaleCode.ASQ_3, 6, True),
        ("33", ScaleCode.ASQ_3, 6, False),
        ("36", ScaleCode.ASQ_3, 6, True),  # 30 from five answers
        ("37.5", ScaleCode.ASQ_3, 6, True),  # 25 from four answers
        ("38", ScaleCode.ASQ_3, 6, True),  # the same, rounded
        ("38.2", ScaleCode.ASQ_3, 6, False),
        ("50", ScaleCode.ASQ_SE_2, 27, True),
        ("3", ScaleCode.ASQ_SE_2, 27, False),
        ("56.3", ScaleCode.ASQ_SE_2, 27, True),  # 50 from twenty-four answers: 56.25
        ("3", ScaleCode.ASQ_SE, None, True),
    ],
)
def test_a_total_that_no_answers_give_is_known(
    value: str, code: ScaleCode, items: int | None, *, expected: bool
) -> None:
    assert can_be_total(Decimal(value), code, items=items) is expected


def test_every_total_that_answers_give_can_be() -> None:
    for count in (4, 5, 6):
        for total in range(0, 10 * count + 1, 5):
            answers = [10] * (total // 10) + [5] * (total % 10 // 5)
            given = [*answers, *[0] * (count - len(answers)), *[None] * (6 - count)]
            points = score_domain(given[:6]).points
            assert points is not None
            assert can_be_total(points, ScaleCode.ASQ_3, items=6), points
