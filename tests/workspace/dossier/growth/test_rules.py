"""How measures read against the reference, and which ones to look at again."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from workspace.dossier.growth.loading import read_reference
from workspace.dossier.growth.model import (
    INDICATOR_LABELS,
    Doubt,
    GrowthMeasurement,
    Indicator,
    Position,
)
from workspace.dossier.growth.reference import lms
from workspace.dossier.growth.rules import (
    GRAMS,
    KILOGRAMS,
    METRES,
    MILLIMETRES,
    NO_CHILD,
    SLIPPED,
    Correction,
    Reckoning,
    centile,
    check_measurement,
    doubts,
    expected_length,
    growth_points,
    measured_at_birth,
    reference_days,
    same_day_doubts,
    unit_doubt,
)
from workspace.dossier.record.model import Birth, Sex
from workspace.errors import Invalid

BORN = date(2021, 7, 9)
TODAY = date(2025, 3, 4)


def measured(
    on: date, weight: str | None = None, length: str | None = None, head: str | None = None
) -> GrowthMeasurement:
    return GrowthMeasurement(
        measured_on=on,
        weight_kg=Decimal(weight) if weight else None,
        length_cm=Decimal(length) if length else None,
        head_cm=Decimal(head) if head else None,
    )


def doubted(
    new: GrowthMeasurement, *before: GrowthMeasurement, sex: Sex = Sex.FEMALE
) -> list[tuple[Indicator, str]]:
    reckoning = Reckoning(birth=BORN, sex=sex, term_weeks=40)
    found = doubts(new, reckoning=reckoning, before=before)
    return [(doubt.indicator, doubt.message.partition(".")[0]) for doubt in found]


GIRL = Reckoning(birth=BORN, sex=Sex.FEMALE, term_weeks=None)


def test_what_is_asked_follows_the_reference_of_the_curve() -> None:
    """At one year 19.2 kg is beyond WHO; under a reference of heavier children it is not."""
    heavy = {0: "3.5", 366: "18"}
    table = "\n".join(["sex,age_days,L,M,S", *(f"F,{day},1,{kg},0.1" for day, kg in heavy.items())])
    other = read_reference(table, indicator=Indicator.WEIGHT, name="Heavy", version="1")
    new = measured(date(2022, 7, 9), "19.2")
    assert [doubt.indicator for doubt in doubts(new, reckoning=GIRL, before=[])] == [
        Indicator.WEIGHT
    ]
    read = replace(GIRL, others={Indicator.WEIGHT: other})
    assert doubts(new, reckoning=read, before=[]) == ()


def test_the_measures_of_the_birth_begin_the_curves_unless_one_of_that_day_stands() -> None:
    born = Birth(weight_g=3280, length_cm=Decimal("49.5"))
    (first,) = measured_at_birth(born, BORN, [measured(date(2022, 7, 9), "9")])
    assert (first.measured_on, first.weight_kg, first.length_cm, first.head_cm) == (
        BORN,
        Decimal("3.28"),
        Decimal("49.5"),
        None,
    )
    assert measured_at_birth(born, BORN, [measured(BORN, "3.3")]) == ()
    assert measured_at_birth(Birth(term_weeks=39), BORN, []) == ()


def head_at(z: float, *, days: int = 365) -> str:
    """Return the head circumference of a girl of that age, `z` deviations from the median."""
    row = lms(Indicator.HEAD, Sex.FEMALE, days)
    assert row is not None
    return f"{row.value_at(z):.3f}"


FAR = "This is far from the reference for this age"
LOST = "The child has lost weight since the last measure"
LESS = "This is less than the last measure"
MOVED = "This has moved by more than two standard deviations"


def test_a_measure_of_today_is_accepted() -> None:
    check_measurement(measured(TODAY, weight="14.2"), birth=BORN, today=TODAY)
    check_measurement(measured(BORN, head="34"), birth=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (measured(BORN - timedelta(days=1), "3"), {"measured_on"}),
        (measured(TODAY + timedelta(days=1), "3"), {"measured_on"}),
        (measured(TODAY), {"weight_kg"}),
        (measured(TODAY, "0.0", "-1", "NaN"), {"weight_kg", "length_cm", "head_cm"}),
        (measured(TODAY, "Infinity"), {"weight_kg"}),
        (measured(TODAY, "1e9"), {"weight_kg"}),
    ],
)
def test_a_measure_that_cannot_be_is_refused(new: GrowthMeasurement, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        check_measurement(new, birth=BORN, today=TODAY)
    assert fields == set(refusal.value.fields)


@pytest.mark.parametrize("weight", ["0.4", "95"])
def test_an_unlikely_measure_is_never_refused(weight: str) -> None:
    check_measurement(measured(TODAY, weight), birth=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("term_weeks", "on", "expected"),
    [
        (None, date(2021, 7, 19), 10),
        (40, date(2021, 7, 19), 10),
        (37, date(2021, 7, 19), 10),
        (36, date(2021, 8, 9), 3),
        (32, date(2021, 7, 19), -46),
        (32, date(2023, 7, 8), 729 - 56),
        (32, date(2023, 7, 9), 730),
    ],
)
def test_the_age_of_the_reference_is_corrected_until_two_years_for_a_preterm_child(
    term_weeks: int | None, on: date, expected: int
) -> None:
    assert expected == reference_days(BORN, term_weeks=term_weeks, on=on)


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ("0", 50),
        ("1", 84),
        ("1.036", 85),
        ("1.881", 97),
        ("-1.881", 3),
        ("-2", 2),
        ("-3", 0),
        ("3.5", 100),
    ],
)
def test_a_deviation_has_its_centile(z: str, expected: int) -> None:
    assert expected == centile(Decimal(z))


def test_points_are_those_of_one_indicator_oldest_first() -> None:
    kept = [
        measured(date(2022, 7, 9), weight="8.9", length="74"),
        measured(date(2021, 9, 9), weight="5.0"),
        measured(date(2022, 1, 9), head="42"),
    ]
    points = growth_points(kept, Indicator.WEIGHT, birth=BORN, sex=Sex.FEMALE, term_weeks=34)
    assert [Decimal("5.0"), Decimal("8.9")] == [point.value for point in points]
    assert [point.age_days for point in points] == [62, 365]
    assert [point.reference_days for point in points] == [20, 323]
    later = points[1].z
    assert later is not None
    assert Decimal(0) < later < Decimal("0.5")


def test_a_point_before_the_expected_term_has_no_z_score() -> None:
    kept = [measured(BORN, weight="1.8")]
    (point,) = growth_points(kept, Indicator.WEIGHT, birth=BORN, sex=Sex.MALE, term_weeks=32)
    assert (point.age_days, point.reference_days, point.z) == (0, -56, None)


def test_a_child_growing_along_the_reference_raises_no_doubt() -> None:
    earlier = measured(date(2022, 7, 9), "8.9", "74", "44.9")
    assert doubted(measured(date(2023, 7, 9), "11.5", "86", "47"), earlier) == []


def test_a_value_far_from_the_reference_is_asked_about() -> None:
    new = measured(date(2022, 7, 9), "19.2", "74", "44.9")
    assert doubted(new) == [(Indicator.WEIGHT, FAR)]


@pytest.mark.parametrize(
    ("z", "expected"),
    [(6.0, []), (6.02, [(Indicator.HEAD, FAR)]), (-6.0, []), (-6.02, [(Indicator.HEAD, FAR)])],
)
def test_what_is_asked_about_is_beyond_six_deviations(
    z: float, expected: list[tuple[Indicator, str]]
) -> None:
    assert expected == doubted(measured(date(2022, 7, 9), head=head_at(z)))


def test_no_reference_raises_no_doubt() -> None:
    assert doubted(measured(date(2022, 7, 9), "15.2"), sex=Sex.INDETERMINATE) == []


def test_a_loss_of_weight_is_asked_about_until_two_years() -> None:
    before = measured(date(2022, 7, 9), "9.0")
    assert doubted(measured(date(2022, 7, 30), "8.9"), before) == [(Indicator.WEIGHT, LOST)]
    assert doubted(measured(date(2022, 7, 30), "9.0"), before) == []
    big = measured(date(2023, 6, 1), "11.5")
    assert doubted(measured(date(2023, 7, 8), "11.3"), big) == [(Indicator.WEIGHT, LOST)]
    assert doubted(measured(date(2023, 7, 9), "11.3"), big) == []


def test_a_newborn_loses_weight_as_expected() -> None:
    before = measured(BORN, "3.4")
    assert doubted(measured(BORN + timedelta(days=15), "3.3"), before) == []
    assert doubted(measured(BORN + timedelta(days=16), "3.3"), before) == [(Indicator.WEIGHT, LOST)]


def test_a_child_who_shrinks_is_asked_about() -> None:
    before = measured(date(2022, 7, 9), None, "74", "44.9")
    assert doubted(measured(date(2022, 8, 1), None, "72.9"), before) == [(Indicator.LENGTH, LESS)]
    assert doubted(measured(date(2022, 8, 1), None, "73.0"), before) == []
    assert doubted(measured(date(2022, 8, 1), None, None, "43.8"), before) == [
        (Indicator.HEAD, LESS)
    ]


def test_a_change_of_channel_over_two_months_is_asked_about() -> None:
    before = measured(date(2022, 1, 9), "7.3")
    risen = measured(date(2022, 7, 9), "12.0")
    assert doubted(risen, before) == [(Indicator.WEIGHT, MOVED)]
    soon = replace(
        risen, measured_on=date(2022, 1, 9) + timedelta(days=60), weight_kg=Decimal("11.5")
    )
    assert doubted(soon, before) == []
    assert doubted(replace(soon, measured_on=date(2022, 1, 9) + timedelta(days=61)), before) == [
        (Indicator.WEIGHT, MOVED)
    ]


@pytest.mark.parametrize(
    ("z", "expected"), [(-1.6, []), (-3.5, []), (-3.52, [(Indicator.HEAD, MOVED)])]
)
def test_a_change_of_channel_is_of_more_than_two_deviations(
    z: float, expected: list[tuple[Indicator, str]]
) -> None:
    before = measured(date(2022, 1, 9), head=head_at(-1.5, days=184))
    assert expected == doubted(measured(date(2022, 7, 9), head=head_at(z)), before)


def test_a_change_of_channel_needs_two_z_scores() -> None:
    before = measured(date(2022, 1, 9), "7.3")
    assert doubted(measured(date(2022, 7, 9), "7.7"), before, sex=Sex.INDETERMINATE) == []
    tiny = measured(BORN, "0.9")
    assert doubted(measured(date(2022, 1, 9), "7.3"), tiny) == []


def test_a_measure_of_the_same_or_a_later_day_is_left_aside() -> None:
    same = measured(date(2022, 7, 9), "9.9")
    assert doubted(measured(date(2022, 7, 9), "8.9"), same) == []
    (again,) = same_day_doubts(measured(date(2022, 7, 9), None, "74"), [same])
    assert again.indicator is Indicator.LENGTH
    assert same_day_doubts(measured(date(2022, 7, 10), "8.9"), [same]) == ()
    assert same_day_doubts(measured(date(2022, 7, 9)), [same]) == ()
    later = measured(date(2023, 7, 9), "12")
    assert doubted(measured(date(2022, 7, 9), "8.9"), later) == []


def test_only_what_was_measured_is_asked_about() -> None:
    before = measured(date(2022, 7, 9), "9.0", "80")
    found = doubts(
        measured(date(2022, 7, 30), "9.1"),
        reckoning=GIRL,
        before=[measured(date(2022, 7, 1), None, "99"), before],
    )
    assert found == ()


def test_a_doubt_says_which_measure() -> None:
    (doubt,) = doubts(measured(date(2022, 7, 9), "19.2"), reckoning=GIRL, before=[])
    assert Doubt(indicator=Indicator.WEIGHT, message=f"{FAR}. Is it right?") == doubt


@pytest.mark.parametrize(
    ("indicator", "value", "message", "instead"),
    [
        (Indicator.WEIGHT, "3500", GRAMS, "3.5"),
        (Indicator.WEIGHT, "900", GRAMS, "0.9"),
        (Indicator.WEIGHT, "0.0052", KILOGRAMS, "5.2"),
        (Indicator.LENGTH, "0.74", METRES, "74"),
        (Indicator.LENGTH, "740", MILLIMETRES, "74"),
        (Indicator.HEAD, "0.45", METRES, "45"),
        (Indicator.HEAD, "449", MILLIMETRES, "44.9"),
    ],
)
def test_a_wrong_unit_is_asked_about_with_what_was_meant(
    indicator: Indicator, value: str, message: str, instead: str
) -> None:
    doubt = unit_doubt(indicator, Decimal(value))
    assert doubt is not None
    assert (doubt.message, doubt.instead) == (message, Decimal(instead))


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        (Indicator.WEIGHT, "0.1"),
        (Indicator.WEIGHT, "0.0001"),
        (Indicator.WEIGHT, "160"),
        (Indicator.WEIGHT, "400000"),
        (Indicator.LENGTH, "5"),
        (Indicator.HEAD, "9000"),
    ],
)
def test_what_no_child_measures_is_asked_about_without_a_guess(
    indicator: Indicator, value: str
) -> None:
    doubt = unit_doubt(indicator, Decimal(value))
    assert doubt is not None
    assert doubt.instead is None


def test_a_likely_value_is_not_asked_about() -> None:
    assert unit_doubt(Indicator.WEIGHT, Decimal("3.5")) is None
    assert unit_doubt(Indicator.LENGTH, Decimal(74)) is None
    assert set(INDICATOR_LABELS) == set(Indicator)


def test_a_wrong_unit_asks_one_question_and_no_other() -> None:
    before = measured(date(2022, 1, 9), "7.3")
    assert doubted(measured(date(2022, 7, 9), "8900"), before) == [
        (Indicator.WEIGHT, GRAMS.partition(".")[0])
    ]


AT_FOUR_YEARS, AT_BIRTH = date(2025, 7, 9), BORN


@pytest.mark.parametrize(
    ("taken", "message", "instead"),
    [
        (measured(AT_FOUR_YEARS, "0.0172"), KILOGRAMS, "17.2"),
        (measured(AT_FOUR_YEARS, "1720"), SLIPPED, "17.2"),
        (measured(AT_BIRTH, "1720"), GRAMS, "1.72"),
        (measured(AT_FOUR_YEARS, "172"), SLIPPED, "17.2"),
        (measured(AT_FOUR_YEARS, "17200"), GRAMS, "17.2"),
        (measured(AT_FOUR_YEARS, "172.5"), SLIPPED, "17.25"),
        (measured(AT_BIRTH, "0.0052"), KILOGRAMS, "5.2"),
        (measured(AT_BIRTH, "35"), SLIPPED, "3.5"),
        (measured(AT_BIRTH, None, "0.51"), METRES, "51"),
        (measured(AT_BIRTH, None, "410"), MILLIMETRES, "41"),
        (measured(AT_FOUR_YEARS, None, "1.04"), METRES, "104"),
        (measured(AT_FOUR_YEARS, None, "10.4"), SLIPPED, "104"),
        (measured(AT_FOUR_YEARS, None, None, "5.1"), SLIPPED, "51"),
        (measured(AT_FOUR_YEARS, None, "410"), MILLIMETRES, "41"),
        (measured(AT_FOUR_YEARS, None, "0.51"), METRES, "51"),
        (measured(AT_FOUR_YEARS, "0.0001"), NO_CHILD, None),
    ],
)
def test_what_was_meant_is_what_a_child_of_that_age_measures(
    taken: GrowthMeasurement, message: str, instead: str | None
) -> None:
    (doubt,) = doubts(taken, reckoning=GIRL, before=[])
    assert (doubt.message, doubt.instead) == (message, instead and Decimal(instead))


def test_where_no_reference_speaks_the_unit_alone_is_guessed() -> None:
    """A girl whose sex is not known has no reference: 410 may be 41 centimetres in millimetres."""
    nobody = replace(GIRL, sex=Sex.INDETERMINATE)
    (doubt,) = doubts(measured(AT_FOUR_YEARS, None, "410"), reckoning=nobody, before=[])
    assert (doubt.message, doubt.instead) == (MILLIMETRES, Decimal(41))


def test_a_value_far_from_the_reference_that_nothing_explains_is_asked_about_as_before() -> None:
    before = measured(date(2022, 1, 9), "7.3")
    found = doubts(measured(date(2022, 7, 9), "19.2"), reckoning=GIRL, before=[before])
    assert [(each.message.partition(".")[0], each.instead) for each in found] == [
        (FAR, None),
        (MOVED, None),
    ]


def test_a_very_early_birth_is_corrected_as_long_as_the_network_says() -> None:
    long = Correction(very_preterm_months=36)
    on = date(2024, 1, 9)
    assert reference_days(BORN, term_weeks=31, on=on, correction=long) == (on - BORN).days - 63
    assert reference_days(BORN, term_weeks=32, on=on, correction=long) == (on - BORN).days
    assert reference_days(BORN, term_weeks=31, on=on) == (on - BORN).days
    later = date(2024, 7, 9)
    assert reference_days(BORN, term_weeks=31, on=later, correction=long) == (later - BORN).days


@pytest.mark.parametrize(
    ("position", "days", "expected"),
    [
        (None, 400, "80"),
        (Position.LYING, 730, "80"),
        (Position.STANDING, 730, "80.7"),
        (Position.STANDING, 731, "80"),
        (Position.LYING, 731, "79.3"),
    ],
)
def test_a_length_is_read_in_the_position_its_reference_expects(
    position: Position | None, days: int, expected: str
) -> None:
    assert Decimal(expected) == expected_length(Decimal(80), position, days=days)


def test_the_value_shown_is_the_one_measured_and_the_z_score_that_of_its_position() -> None:
    lying = measured(date(2022, 7, 9), length="74")
    standing = replace(lying, position=Position.STANDING)
    reckoning = Reckoning(birth=BORN, sex=Sex.FEMALE, term_weeks=40)
    (as_lying,) = reckoning.points([lying], Indicator.LENGTH)
    (as_standing,) = reckoning.points([standing], Indicator.LENGTH)
    assert as_lying.value == as_standing.value
    assert as_lying.z is not None
    assert as_standing.z is not None
    assert as_standing.z > as_lying.z


def test_a_body_mass_index_and_a_proportion_need_weight_and_length() -> None:
    taken = [
        measured(date(2022, 7, 9), "8.9", "74"),
        measured(date(2022, 8, 9), "9.2"),
        measured(date(2022, 9, 9), None, "76"),
        measured(date(2022, 10, 9), "9.2", "0.5"),
    ]
    reckoning = Reckoning(birth=BORN, sex=Sex.FEMALE, term_weeks=40)
    bmi, tiny = reckoning.points(taken, Indicator.BMI)
    assert bmi.value == Decimal("16.3")
    assert bmi.place == 365
    assert tiny.value > 1000
    proportion, out = reckoning.points(taken, Indicator.PROPORTION)
    assert (proportion.value, proportion.place) == (Decimal("8.9"), 740)
    assert proportion.z is not None
    assert out.z is None


def test_a_length_of_nothing_has_no_body_mass_index() -> None:
    standing = replace(measured(date(2024, 7, 9), "9", "0.5"), position=Position.LYING)
    reckoning = Reckoning(birth=BORN, sex=Sex.FEMALE, term_weeks=40)
    assert reckoning.points([standing], Indicator.BMI) == ()
