"""The WHO references, against values printed in the WHO's own tables."""

from decimal import Decimal

import pytest

from workspace.dossier.growth.model import Indicator
from workspace.dossier.growth.reference import LAST_DAY, covers, lms, z_score
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


@pytest.mark.parametrize("indicator", Indicator)
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
