"""The WHO references, against values printed in the WHO's own tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pygrowup import Observation
from pygrowup.exceptions import PyGrowUpException

from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reference import (
    LAST_DAY,
    LMS,
    covers,
    last_place,
    lms,
    named,
    proportion_z,
    z_score,
)
from workspace.dossier.record.model import Sex

PRINTED = [
    # indicator, sex, age in days, then the values printed for -2, -1, 0, +1, +2 standard deviations
    (Indicator.WEIGHT, Sex.MALE, 0, ("2.5", "2.9", "3.3", "3.9", "4.4")),
    (Indicator.WEIGHT, Sex.MALE, 365, ("7.7", "8.6", "9.6", "10.8", "12.0")),
    (Indicator.WEIGHT, Sex.FEMALE, 365, ("7.0", "7.9", "8.9", "10.1", "11.5")),
    (Indicator.WEIGHT, Sex.FEMALE, 1826, ("13.7", "15.8", "18.2", "21.2", "24.9")),
    (Indicator.LENGTH, Sex.MALE, 0, ("46.1", "48.0", "49.9", "51.8", "53.7")),
    (Indicator.LENGTH, Sex.MALE, 365, ("71.0", "73.4", "75.7", "78.1", "80.5")),
    (Indicator.LENGTH, Sex.FEMALE, 730, ("80.0", "83.2", "86.4", "89.6", "92.9")),
    (Indicator.HEAD, Sex.MALE, 0, ("31.9", "33.2", "34.5", "35.7", "37.0")),
    (Indicator.HEAD, Sex.FEMALE, 365, ("42.2", "43.5", "44.9", "46.3", "47.6")),
]


@pytest.mark.parametrize(("indicator", "sex", "days", "printed"), PRINTED)
def test_the_lines_are_those_the_who_prints(
    indicator: Indicator, sex: Sex, days: int, printed: tuple[str, ...]
) -> None:
    row = lms(indicator, sex, days)
    assert row is not None
    drawn = tuple(f"{row.value_at(z):.1f}" for z in (-2, -1, 0, 1, 2))
    assert printed == drawn


@pytest.mark.parametrize(("indicator", "sex", "days", "printed"), PRINTED)
def test_a_printed_value_has_its_z_score(
    indicator: Indicator, sex: Sex, days: int, printed: tuple[str, ...]
) -> None:
    for z, value in zip((-2, -1, 0, 1, 2), printed, strict=True):
        found = z_score(indicator, sex, days, Decimal(value))
        assert found is not None
        # Values are printed to one decimal; at birth that is worth a tenth of a deviation.
        assert abs(found - z) <= Decimal("0.12")


@pytest.mark.parametrize("indicator", LAST_DAY)
@pytest.mark.parametrize("sex", [Sex.FEMALE, Sex.MALE])
def test_every_age_of_a_reference_has_a_median_at_zero(indicator: Indicator, sex: Sex) -> None:
    for days in [
        *range(0, 1870, 17),
        1856,
        1857,
        *range(1900, LAST_DAY[indicator], 97),
        LAST_DAY[indicator],
    ]:
        row = lms(indicator, sex, days)
        if days > LAST_DAY[indicator]:
            assert row is None
            continue
        assert row is not None
        median = Decimal(f"{row.median:.4f}")
        assert Decimal("0.00") == z_score(indicator, sex, days, median)


def test_a_length_is_lying_under_two_years_and_standing_from_then() -> None:
    lying, standing = (lms(Indicator.LENGTH, Sex.MALE, days) for days in (730, 731))
    assert lying is not None
    assert standing is not None
    assert 0.6 < lying.median - standing.median < 0.8


@pytest.mark.parametrize(
    ("indicator", "sex", "days"),
    [
        (Indicator.WEIGHT, Sex.INDETERMINATE, 365),
        (Indicator.WEIGHT, Sex.FEMALE, -1),
        (Indicator.HEAD, Sex.FEMALE, 1857),
        (Indicator.WEIGHT, Sex.FEMALE, 3653),
        (Indicator.LENGTH, Sex.FEMALE, 6940),
    ],
)
def test_where_the_reference_does_not_speak_there_is_no_z_score(
    indicator: Indicator, sex: Sex, days: int
) -> None:
    assert not covers(indicator, sex, days)
    assert lms(indicator, sex, days) is None
    assert z_score(indicator, sex, days, Decimal(10)) is None


def test_a_weight_under_one_kilogram_has_no_z_score() -> None:
    assert z_score(Indicator.WEIGHT, Sex.FEMALE, 0, Decimal("0.98")) is None
    assert z_score(Indicator.WEIGHT, Sex.FEMALE, 0, Decimal("1.00")) is not None


def test_far_from_the_median_weights_are_spread_as_the_who_asks() -> None:
    # Beyond three deviations each one is as wide as the third: 15.1 kg is one such width above +3.
    row = lms(Indicator.WEIGHT, Sex.MALE, 365)
    assert row is not None
    third, second = row.value_at(3), row.value_at(2)
    found = z_score(Indicator.WEIGHT, Sex.MALE, 365, Decimal(str(third + (third - second))))
    assert Decimal("4.00") == found


@pytest.mark.parametrize(
    ("indicator", "method", "last_day"),
    [
        (Indicator.WEIGHT, "weight_for_age", 3652),
        (Indicator.LENGTH, "length_or_height_for_age", 6939),
        (Indicator.HEAD, "head_circumference_for_age", 1856),
    ],
)
def test_our_own_reckoning_is_that_of_the_library(
    indicator: Indicator, method: str, last_day: int
) -> None:
    """Two hundred days, each from far below to far above: the same two decimals, or none from both."""
    options = {"auto_adjust": False} if indicator is Indicator.LENGTH else {}
    compared = 0
    for days in range(0, last_day + 1, last_day // 100):
        for sex, name in ((Sex.FEMALE, "female"), (Sex.MALE, "male")):
            row = lms(indicator, sex, days)
            assert row is not None
            birth = date(2000, 1, 1)
            library = Observation(
                sex=name, dob=birth, date_of_observation=birth + timedelta(days=days)
            )
            for part in ("0.2", "0.7", "0.93", "1.001", "1.12", "1.4", "3.1"):
                value = (Decimal(str(row.median)) * Decimal(part)).quantize(Decimal("0.001"))
                try:
                    theirs = getattr(library, method)(value, **options)
                except PyGrowUpException:
                    theirs = None
                assert z_score(indicator, sex, days, value) == theirs, (days, sex, value)
                compared += 1
    assert compared > 1400


def test_a_body_mass_index_is_read_by_age() -> None:
    # WHO: boys of 5 years, median 15.2; girls of 2 years, median 15.4 (standing).
    assert z_score(Indicator.BMI, Sex.MALE, 1856, Decimal("15.2")) == Decimal("0.01")
    median = lms(Indicator.BMI, Sex.FEMALE, 731)
    assert median is not None
    assert 15.3 < median.median < 15.8
    assert z_score(Indicator.BMI, Sex.INDETERMINATE, 731, Decimal(15)) is None


def test_a_weight_is_read_by_length_lying_then_standing() -> None:
    # WHO: boys, 70.0 cm lying, median 8.4 kg; 100.0 cm standing, median 15.4 kg.
    assert proportion_z(Sex.MALE, 200, 700, Decimal("8.4")) is not None
    lying, standing = (lms(Indicator.PROPORTION, Sex.MALE, place) for place in (700, 1000))
    assert lying is not None
    assert standing is not None
    assert 8.3 < lying.median < 8.5
    assert 15.3 < standing.median < 15.5
    assert proportion_z(Sex.MALE, 200, 1001, Decimal("15.4")) != proportion_z(
        Sex.MALE, 900, 1001, Decimal("15.4")
    )


@pytest.mark.parametrize(
    ("sex", "days", "length"),
    [
        (Sex.INDETERMINATE, 200, 700),
        (Sex.MALE, -3, 500),
        (Sex.MALE, 1857, 1100),
        (Sex.MALE, 200, 449),
        (Sex.MALE, 900, 1201),
    ],
)
def test_outside_its_lengths_and_ages_a_weight_for_length_is_not_read(
    sex: Sex, days: int, length: int
) -> None:
    assert proportion_z(sex, days, length, Decimal(10)) is None


def test_a_curve_ends_where_its_reference_does() -> None:
    assert last_place(Indicator.HEAD) == 1856
    assert last_place(Indicator.PROPORTION) == 1200
    assert named(Indicator.HEAD, {}) is None


def test_a_row_without_a_power_is_logarithmic() -> None:
    row = LMS(power=0, median=10, variation=0.1)
    assert row.z_of(Decimal(10), weight_based=True) == 0
    assert round(row.value_at(1), 2) == 11.05
    assert row.z_of(Decimal("11.0517"), weight_based=False) == Decimal("1.00")
