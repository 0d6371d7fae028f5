"""What the latest points say that somebody should talk about."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workspace.dossier.growth.alerts import alerts, moved_since, rebound_from
from workspace.dossier.growth.model import AlertKind, GrowthPoint, Indicator
from workspace.dossier.growth.wording import alert_in_words
from workspace.i18n import use_language

BORN = date(2021, 7, 9)


def point(
    days: int, value: str, z: str | None = "0", indicator: Indicator = Indicator.WEIGHT
) -> GrowthPoint:
    return GrowthPoint(
        indicator=indicator,
        measured_on=BORN + timedelta(days=days),
        value=Decimal(value),
        age_days=days,
        reference_days=days,
        z=None if z is None else Decimal(z),
    )


def kinds(*points: GrowthPoint) -> list[AlertKind]:
    return [alert.kind for alert in alerts({points[0].indicator: points})]


def test_a_child_who_grows_along_the_reference_raises_no_alert() -> None:
    assert kinds(point(300, "8"), point(400, "9"), point(500, "10")) == []
    assert alerts({}) == ()


@pytest.mark.parametrize(
    ("z", "expected"),
    [("3.00", []), ("3.01", [AlertKind.FAR]), ("-3.01", [AlertKind.FAR]), (None, [])],
)
def test_more_than_three_deviations_is_an_alert(z: str | None, expected: list[AlertKind]) -> None:
    assert expected == kinds(point(300, "8", z))
    assert expected == kinds(point(300, "8", z, Indicator.PROPORTION))


@pytest.mark.parametrize(
    ("days", "z", "expected"),
    [
        (61, "-1.01", [AlertKind.MOVED]),
        (61, "1.01", [AlertKind.MOVED]),
        (61, "-1.00", []),
        (60, "-1.01", []),
        (61, None, []),
    ],
)
def test_a_move_of_more_than_one_deviation_in_two_months_is_an_alert(
    days: int, z: str | None, expected: list[AlertKind]
) -> None:
    assert expected == kinds(point(800, "12"), point(800 + days, "12.5", z))


def test_a_slow_drift_is_found_over_a_year() -> None:
    drift = [point(800 + 70 * i, str(12 + i), str(Decimal("-0.4") * i)) for i in range(5)]
    since = moved_since(drift)
    assert since == drift[0]
    assert moved_since(drift[:3]) is None


def test_without_a_point_in_the_year_the_one_before_is_taken() -> None:
    old = [point(800, "12", "2"), point(900, "12.5", "0")]
    assert moved_since([*old, point(1800, "17", "-1.2")]) == old[1]
    assert moved_since([*old, point(1800, "17", "-0.9")]) is None
    assert moved_since([point(800, "12", None), point(900, "12")]) is None


def test_a_head_that_crosses_a_deviation_has_an_alert_of_its_own() -> None:
    head = Indicator.HEAD
    assert kinds(point(100, "40", "0", head), point(200, "45", "1.2", head)) == [
        AlertKind.HEAD_MOVED
    ]


def test_weight_lost_before_two_years_is_an_alert() -> None:
    assert kinds(point(300, "9"), point(330, "8.9")) == [AlertKind.LOST_WEIGHT]
    assert kinds(point(300, "9"), point(330, "9")) == []
    assert kinds(point(0, "3.4"), point(10, "3.2")) == []
    assert kinds(point(720, "12"), point(730, "11.9")) == []


def bmi(days: int, value: str) -> GrowthPoint:
    return point(days, value, "0", Indicator.BMI)


def test_a_body_mass_index_that_rises_before_six_years_is_an_alert() -> None:
    fall, low, rise = bmi(800, "16.5"), bmi(1200, "15.2"), bmi(1400, "15.7")
    assert kinds(fall, low, rise) == [AlertKind.REBOUND]
    assert rebound_from([fall, low, bmi(1400, "15.6")]) is None
    assert rebound_from([fall, low, bmi(1381, "15.9")]) is None
    assert rebound_from([bmi(100, "13"), bmi(400, "17"), bmi(500, "17.4")]) is None
    assert rebound_from([low, bmi(2192, "16.9")]) is None


def test_every_alert_is_a_sentence_with_its_figures() -> None:
    with use_language("en"):
        (far,) = alerts({Indicator.WEIGHT: [point(300, "14.2", "3.4")]})
        assert alert_in_words(far) == (
            "Weight for age: 14.2 kg, +3.4 SD on 5 May 2022, more than 3 standard deviations"
            " from the median."
        )
        (lost,) = alerts({Indicator.WEIGHT: [point(300, "9"), point(330, "8.9")]})
        assert "9 kg" in alert_in_words(lost)
        assert "8.9 kg" in alert_in_words(lost)
        (moved,) = alerts(
            {
                Indicator.HEAD: [
                    point(100, "40", "0", Indicator.HEAD),
                    point(200, "45", "1.2", Indicator.HEAD),
                ]
            }
        )
        assert "moved by more than one" in alert_in_words(moved)
        (rebound,) = alerts({Indicator.BMI: [bmi(1200, "15.2"), bmi(1400, "15.8")]})
        assert "15.2 kg/m" in alert_in_words(rebound)
