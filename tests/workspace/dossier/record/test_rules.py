"""What a child's record accepts, and what it says on a given day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.inclusion import is_late_admission
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    Placement,
    PlacementId,
    PlacementKind,
    Sex,
    Sight,
)
from workspace.dossier.record.rules import (
    check_new_child,
    check_new_placement,
    current_placement,
    ended_by,
    lost_to_follow_up,
    outlives_follow_up,
)
from workspace.errors import Invalid
from workspace.ids import OrganizationId

TODAY = date(2025, 3, 4)
RULE = inclusion_rule()
BORN = date(2021, 7, 9)
ADMITTED = date(2021, 9, 1)

IDENTITY = Identity(given_name="Lou", family_name="Berthier", birth_date=BORN, sex=Sex.FEMALE)
INCLUSION = Inclusion(
    admitted_on=ADMITTED, organization=OrganizationId(UUID(int=1)), department="62"
)
BIRTH = Birth(term_weeks=38, weight_g=2900, length_cm=Decimal("48.5"), head_cm=Decimal(34))
NURSERY = NewPlacement(
    kind=PlacementKind.RESIDENTIAL_NURSERY, place="The nursery", begins_on=ADMITTED
)
LOU = NewChild(identity=IDENTITY, birth=BIRTH, inclusion=INCLUSION, placement=NURSERY)


def placement(begins_on: date, ends_on: date | None = None, *, number: int = 1) -> Placement:
    return Placement(
        id=PlacementId(UUID(int=number)),
        kind=PlacementKind.FOSTER_FAMILY,
        place="A family",
        begins_on=begins_on,
        ends_on=ends_on,
    )


def move(begins_on: date, ends_on: date | None = None) -> NewPlacement:
    return NewPlacement(
        kind=PlacementKind.HOME, place="At home", begins_on=begins_on, ends_on=ends_on
    )


def refused(new: NewChild) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        check_new_child(new, today=TODAY, rule=RULE)
    return set(refusal.value.fields)


def move_refused(
    new: NewPlacement, *placements: Placement, ended_on: date | None = None
) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        check_new_placement(new, born=BORN, placements=placements, today=TODAY, ended_on=ended_on)
    return set(refusal.value.fields)


def test_a_true_child_is_accepted() -> None:
    check_new_child(LOU, today=TODAY, rule=RULE)


def test_a_child_of_whom_little_is_known_is_accepted() -> None:
    check_new_child(replace(LOU, birth=Birth(), placement=None), today=TODAY, rule=RULE)


def test_every_refused_field_is_named_at_once() -> None:
    wrong = NewChild(
        identity=replace(IDENTITY, given_name=" ", family_name="x" * 101),
        birth=Birth(term_weeks=50, weight_g=29, length_cm=Decimal(485), head_cm=Decimal(3)),
        inclusion=replace(INCLUSION, admitted_on=BORN - timedelta(days=1), department="Pas"),
        placement=replace(NURSERY, place="x" * 201),
    )
    assert {
        "given_name",
        "family_name",
        "term_weeks",
        "weight_g",
        "length_cm",
        "head_cm",
        "admitted_on",
        "department",
        "place",
    } == refused(wrong)


@pytest.mark.parametrize(
    ("birth", "field"),
    [
        (Birth(term_weeks=21), "term_weeks"),
        (Birth(term_weeks=45), "term_weeks"),
        (Birth(term_weeks=32, term_days=7), "term_days"),
        (Birth(term_days=3), "term_weeks"),
        (Birth(weight_g=199), "weight_g"),
        (Birth(weight_g=8001), "weight_g"),
        (Birth(length_cm=Decimal("19.9")), "length_cm"),
        (Birth(length_cm=Decimal("70.1")), "length_cm"),
        (Birth(head_cm=Decimal("14.9")), "head_cm"),
        (Birth(head_cm=Decimal("50.1")), "head_cm"),
    ],
)
def test_a_measure_impossible_at_birth_is_refused(birth: Birth, field: str) -> None:
    assert {field} == refused(replace(LOU, birth=birth))


@pytest.mark.parametrize(
    "birth",
    [
        Birth(term_weeks=22, weight_g=200, length_cm=Decimal(20), head_cm=Decimal(15)),
        Birth(term_weeks=44, weight_g=8000, length_cm=Decimal(70), head_cm=Decimal(50)),
    ],
)
def test_the_bounds_of_a_birth_are_accepted(birth: Birth) -> None:
    check_new_child(replace(LOU, birth=birth), today=TODAY, rule=RULE)


def test_the_longest_name_and_place_are_accepted() -> None:
    identity = replace(IDENTITY, given_name="x" * 100, family_name="x" * 100)
    longest = replace(LOU, identity=identity, placement=replace(NURSERY, place="x" * 200))
    check_new_child(longest, today=TODAY, rule=RULE)


def test_a_child_may_be_born_admitted_and_leave_on_one_day() -> None:
    only_day = replace(INCLUSION, admitted_on=TODAY, ended_on=TODAY)
    newborn = replace(
        LOU,
        identity=replace(IDENTITY, birth_date=TODAY),
        inclusion=only_day,
        placement=replace(NURSERY, begins_on=TODAY),
    )
    check_new_child(newborn, today=TODAY, rule=RULE)


def test_a_child_cannot_be_born_tomorrow() -> None:
    tomorrow = TODAY + timedelta(days=1)
    unborn = replace(
        LOU,
        identity=replace(IDENTITY, birth_date=tomorrow),
        inclusion=replace(INCLUSION, admitted_on=tomorrow),
        placement=None,
    )
    assert {"birth_date", "admitted_on"} == refused(unborn)


@pytest.mark.parametrize(
    "department", ["00", "20", "96", "99", "970", "979", "985", "999", "1", "2C"]
)
def test_a_number_that_no_department_has_is_refused(department: str) -> None:
    inclusion = replace(INCLUSION, department=department)
    assert refused(replace(LOU, inclusion=inclusion)) == {"department"}


@pytest.mark.parametrize(
    "department", ["01", "19", "2A", "2B", "21", "62", "95", "971", "978", "984"]
)
def test_departments_are_known_by_their_code(department: str) -> None:
    inclusion = replace(INCLUSION, department=department)
    check_new_child(replace(LOU, inclusion=inclusion), today=TODAY, rule=RULE)


@pytest.mark.parametrize("ended_on", [ADMITTED - timedelta(days=1), TODAY + timedelta(days=1)])
def test_follow_up_does_not_end_before_it_begins_or_in_the_future(ended_on: date) -> None:
    inclusion = replace(INCLUSION, ended_on=ended_on)
    assert {"ended_on"} == refused(replace(LOU, inclusion=inclusion, placement=None))


def test_admission_is_before_the_fifth_birthday() -> None:
    assert not is_late_admission(date(2018, 5, 2), date(2023, 5, 1), rule=RULE)
    assert is_late_admission(date(2018, 5, 2), date(2023, 5, 2), rule=RULE)


def test_a_child_of_five_is_enrolled_only_with_a_reason() -> None:
    five = replace(LOU, identity=replace(IDENTITY, birth_date=date(2016, 9, 1)), placement=None)
    assert {"admitted_on"} == refused(five)
    assert {"admitted_on"} == refused(replace(five, accepted_late_because="please"))
    five = replace(five, exception="elder_sibling")
    assert {"accepted_late_because"} == refused(replace(five, accepted_late_because="  "))
    check_new_child(
        replace(five, accepted_late_because="A sibling is followed."), today=TODAY, rule=RULE
    )


def test_a_move_ends_the_placement_that_was_open() -> None:
    first = placement(date(2021, 9, 1), date(2022, 1, 1), number=1)
    second = placement(date(2022, 1, 1), number=2)
    new = move(date(2023, 5, 2))
    check_new_placement(new, born=BORN, placements=[first, second], today=TODAY)
    assert replace(second, ends_on=date(2023, 5, 2)) == ended_by(new, [first, second])


def test_a_first_placement_ends_nothing() -> None:
    assert ended_by(move(date(2023, 5, 2)), []) is None
    assert ended_by(move(date(2023, 5, 2)), [placement(date(2023, 5, 2))]) is None


def test_a_move_on_the_day_the_open_placement_began_is_refused() -> None:
    assert {"begins_on"} == move_refused(move(date(2023, 5, 2)), placement(date(2023, 5, 2)))


def test_a_move_within_an_ended_placement_is_refused() -> None:
    past = placement(date(2022, 1, 1), date(2022, 6, 1))
    assert {"begins_on"} == move_refused(move(date(2022, 5, 31)), past)
    check_new_placement(move(date(2022, 6, 1)), born=BORN, placements=[past], today=TODAY)


def test_a_placement_may_be_added_before_another_but_not_into_it() -> None:
    later = placement(date(2022, 6, 1))
    before = move(date(2022, 1, 1), date(2022, 6, 1))
    check_new_placement(before, born=BORN, placements=[later], today=TODAY)
    assert {"begins_on"} == move_refused(replace(before, ends_on=date(2022, 6, 2)), later)
    assert {"begins_on"} == move_refused(replace(before, ends_on=None), later)


def test_a_place_lived_before_ends_and_a_move_does_not() -> None:
    lives = placement(date(2022, 6, 1))
    assert {"ends_on"} == move_refused(move(date(2022, 7, 1), date(2022, 8, 1)), lives)
    assert {"ends_on"} == move_refused(move(date(2022, 7, 1), TODAY + timedelta(days=1)))
    check_new_placement(move(date(2022, 7, 1)), born=BORN, placements=[lives], today=TODAY)


@pytest.mark.parametrize("begins_on", [BORN - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_move_is_after_birth_and_not_in_the_future(begins_on: date) -> None:
    assert {"begins_on"} == move_refused(move(begins_on))


def test_a_placement_ends_after_it_begins() -> None:
    assert {"ends_on"} == move_refused(move(date(2022, 5, 2), date(2022, 5, 1)))
    check_new_placement(
        move(date(2022, 5, 2), date(2022, 5, 2)), born=BORN, placements=[], today=TODAY
    )


def test_no_placement_starts_after_the_end_of_follow_up() -> None:
    ended_on = date(2024, 1, 1)
    assert {"begins_on"} == move_refused(move(date(2024, 1, 2)), ended_on=ended_on)
    check_new_placement(move(ended_on), born=BORN, placements=[], today=TODAY, ended_on=ended_on)


def test_where_a_child_lives_changes_on_the_day_of_the_move() -> None:
    first = placement(date(2021, 9, 1), date(2022, 1, 1), number=1)
    second = placement(date(2022, 1, 1), number=2)
    places = [second, first]
    assert current_placement(places, date(2021, 8, 31)) is None
    assert first == current_placement(places, date(2021, 12, 31))
    assert second == current_placement(places, date(2022, 1, 1))
    assert second == current_placement(places, TODAY)


def test_a_child_who_left_the_last_place_lives_nowhere_we_know() -> None:
    last = placement(date(2021, 9, 1), date(2022, 1, 1))
    assert last == current_placement([last], date(2021, 12, 31))
    assert current_placement([last], date(2022, 1, 1)) is None


def test_of_two_places_at_once_the_latest_begun_counts() -> None:
    first = placement(date(2021, 9, 1), number=1)
    second = placement(date(2022, 1, 1), number=2)
    assert second == current_placement([second, first], TODAY)


@pytest.mark.parametrize(
    ("ends_on", "ended_on", "expected"),
    [
        (None, None, False),
        (None, date(2024, 1, 1), True),
        (date(2024, 1, 1), date(2024, 1, 1), False),
        (date(2024, 1, 2), date(2024, 1, 1), True),
    ],
)
def test_a_placement_that_outlives_follow_up_is_flagged(
    ends_on: date | None, ended_on: date | None, expected: bool
) -> None:
    inclusion = replace(INCLUSION, ended_on=ended_on)
    assert expected == outlives_follow_up(placement(date(2022, 1, 1), ends_on), inclusion)


@pytest.mark.parametrize(
    ("seen_on", "missed", "expected"),
    [
        (date(2024, 3, 5), 0, Sight.SEEN),
        (date(2024, 3, 5), 1, Sight.SEEN),
        (date(2024, 3, 4), 0, Sight.POTENTIALLY_LOST),
        (date(2025, 3, 1), 2, Sight.POTENTIALLY_LOST),
        (None, 0, Sight.POTENTIALLY_LOST),
    ],
)
def test_a_child_is_lost_from_sight_after_two_missed_or_twelve_silent_months(
    seen_on: date | None, missed: int, expected: Sight
) -> None:
    assert expected == lost_to_follow_up(
        INCLUSION, on=TODAY, seen_on=seen_on, missed_in_a_row=missed
    )


def test_a_child_just_admitted_is_in_sight() -> None:
    assert Sight.SEEN is lost_to_follow_up(INCLUSION, on=ADMITTED, seen_on=None, missed_in_a_row=0)


def test_a_child_who_left_is_not_lost() -> None:
    left = replace(INCLUSION, ended_on=TODAY)
    assert Sight.ENDED is lost_to_follow_up(left, on=TODAY, seen_on=None, missed_in_a_row=5)
    the_day_before = TODAY - timedelta(days=1)
    assert Sight.POTENTIALLY_LOST is lost_to_follow_up(
        left, on=the_day_before, seen_on=None, missed_in_a_row=5
    )


SEEN_ON = date(2024, 1, 1)
THREE = [date(2024, 6, 1), date(2024, 6, 15), date(2024, 7, 31)]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (THREE, Sight.LOST),
        ([*THREE[:2], TODAY], Sight.LOST),
        (THREE[:2], Sight.POTENTIALLY_LOST),
        ([*THREE[:2], date(2024, 7, 30)], Sight.POTENTIALLY_LOST),
        ([SEEN_ON, *THREE[1:]], Sight.POTENTIALLY_LOST),
        ([*THREE[:2], TODAY + timedelta(days=1)], Sight.POTENTIALLY_LOST),
    ],
)
def test_a_child_is_lost_after_three_attempts_over_sixty_days_since_last_seen(
    attempts: list[date], expected: Sight
) -> None:
    assert expected == lost_to_follow_up(
        INCLUSION, on=TODAY, seen_on=SEEN_ON, missed_in_a_row=0, attempts=attempts
    )
