"""The figures of a programme: each definition at its edges."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.cohort.model import (
    Acts,
    CareDone,
    CohortChild,
    Counted,
    Panel,
    Shares,
    SocioEmotional,
    Stay,
)
from workspace.cohort.rules import DEFINITIONS, as_json, figures, figures_of, tally
from workspace.dossier.care.model import CareKind
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.scales.model import ScaleCode, Zone

ON = date(2025, 3, 4)
DAY = timedelta(days=1)
ADMITTED = date(2023, 1, 10)
A_YEAR_LATER = date(2024, 1, 10)
CHILD = CohortChild(birth_date=date(2022, 6, 1), admitted_on=ADMITTED)


def of(*children: CohortChild, on: date = ON) -> Counted:
    return figures(children, on)


def read(
    answered_on: date, zone: Zone = Zone.REFER, scale: ScaleCode = ScaleCode.ASQ_SE_2
) -> SocioEmotional:
    return SocioEmotional(scale=scale, answered_on=answered_on, zone=zone)


def living(
    kind: PlacementKind, begins_on: date = ADMITTED, ends_on: date | None = None
) -> CohortChild:
    return replace(CHILD, stays=(Stay(kind=kind, begins_on=begins_on, ends_on=ends_on),))


def test_a_child_is_included_from_the_day_of_admission() -> None:
    assert (of(CHILD, on=ADMITTED - DAY).included, of(CHILD, on=ADMITTED).included) == (0, 1)


def test_a_child_is_no_longer_followed_from_the_day_it_ends() -> None:
    left = replace(CHILD, ended_on=ON)
    before, after = of(left, CHILD, on=ON - DAY), of(left, CHILD, on=ON)
    assert (before.included, before.followed, before.no_longer_followed) == (2, 2, 0)
    assert (after.included, after.followed, after.no_longer_followed) == (2, 1, 1)


def test_turning_seven_ends_nothing() -> None:
    assert of(CHILD, on=date(2029, 6, 2)).followed == 1


@pytest.mark.parametrize(("on", "expected"), [(date(2025, 5, 31), 0), (date(2025, 6, 1), 1)])
def test_over_three_is_thirty_six_completed_months(on: date, expected: int) -> None:
    assert expected == of(CHILD, on=on).followed_over_three


def test_a_child_no_longer_followed_is_not_counted_over_three() -> None:
    assert of(replace(CHILD, ended_on=ON), on=date(2026, 1, 1)).followed_over_three == 0


@pytest.mark.parametrize("kind", PlacementKind)
def test_every_place_that_is_known_is_counted_once(kind: PlacementKind) -> None:
    found = of(living(kind))
    named = {
        PlacementKind.RESIDENTIAL_NURSERY: (1, 0, 0, 0),
        PlacementKind.FOSTER_FAMILY: (0, 1, 0, 0),
        PlacementKind.HOME: (0, 0, 1, 0),
        PlacementKind.HOME_SUPPORTED: (0, 0, 1, 0),
        PlacementKind.UNKNOWN: (0, 0, 0, 0),
    }
    counts = (found.nursery, found.foster_family, found.home, found.other_places)
    assert named.get(kind, (0, 0, 0, 1)) == counts


def test_a_child_lives_in_a_place_until_the_day_before_its_end() -> None:
    moving = living(PlacementKind.HOME, ends_on=ON)
    assert (of(moving, on=ON - DAY).home, of(moving, on=ON).home) == (1, 0)
    assert of(living(PlacementKind.HOME, begins_on=ON + DAY)).home == 0
    assert of(living(PlacementKind.HOME, begins_on=ON)).home == 1


def test_a_child_no_longer_followed_still_lives_somewhere() -> None:
    assert of(replace(living(PlacementKind.HOME), ended_on=ADMITTED)).home == 1


def test_of_two_places_at_once_the_latest_begun_counts() -> None:
    nursery = Stay(kind=PlacementKind.RESIDENTIAL_NURSERY, begins_on=ADMITTED)
    home = Stay(kind=PlacementKind.HOME, begins_on=A_YEAR_LATER)
    found = of(replace(CHILD, stays=(home, nursery)))
    assert (found.home, found.nursery) == (1, 0)


def test_acts_are_counted_up_to_the_end_of_the_day() -> None:
    child = replace(
        CHILD,
        assessed_on=(ADMITTED, ON, ON + DAY),
        sessions=(
            CareDone(kind=CareKind.PSYCHOLOGY, done_on=ON),
            CareDone(kind=CareKind.PSYCHOMOTOR, done_on=ON),
            CareDone(kind=CareKind.PSYCHOMOTOR, done_on=ON - DAY),
            CareDone(kind=CareKind.PSYCHOMOTOR, done_on=ON + DAY),
        ),
    )
    assert Acts(assessments=2, psychomotor=2, psychology=1) == of(child).acts


@pytest.mark.parametrize(
    ("entry", "later", "expected"),
    [
        (ADMITTED, A_YEAR_LATER, 1),
        (ADMITTED + 60 * DAY, A_YEAR_LATER + 60 * DAY, 1),
        (ADMITTED - 60 * DAY, A_YEAR_LATER - 60 * DAY, 1),
        (ADMITTED + 61 * DAY, A_YEAR_LATER, 0),
        (ADMITTED - 61 * DAY, A_YEAR_LATER, 0),
        (ADMITTED, A_YEAR_LATER + 61 * DAY, 0),
        (ADMITTED, A_YEAR_LATER - 61 * DAY, 0),
    ],
)
def test_the_panel_is_read_within_sixty_days_of_entry_and_of_its_anniversary(
    entry: date, later: date, expected: int
) -> None:
    assert expected == of(replace(CHILD, socio_emotional=(read(later), read(entry)))).panel.children


def test_the_panel_waits_for_its_second_reading() -> None:
    child = replace(CHILD, socio_emotional=(read(ADMITTED), read(A_YEAR_LATER)))
    assert of(child, on=A_YEAR_LATER - DAY).panel.children == 0
    assert of(child, on=A_YEAR_LATER).panel.children == 1


def test_the_first_reading_at_entry_and_the_nearest_to_a_year_count() -> None:
    child = replace(
        CHILD,
        socio_emotional=(
            read(ADMITTED + 20 * DAY, Zone.REASSURING),
            read(ADMITTED + 10 * DAY, Zone.REFER),
            read(A_YEAR_LATER - 40 * DAY, Zone.REFER),
            read(A_YEAR_LATER + 30 * DAY, Zone.WATCH),
        ),
    )
    refer, watch = (
        Shares(refer=100, watch=0, reassuring=0),
        Shares(refer=0, watch=100, reassuring=0),
    )
    assert Panel(children=1, at_entry=refer, after_one_year=watch) == of(child).panel


@pytest.mark.parametrize("turn", [1, -1])
def test_of_two_readings_as_near_to_the_year_the_earlier_counts(turn: int) -> None:
    pair = (read(A_YEAR_LATER - 7 * DAY, Zone.WATCH), read(A_YEAR_LATER + 7 * DAY, Zone.REFER))
    child = replace(CHILD, socio_emotional=(read(ADMITTED), *pair[::turn]))
    assert of(child).panel.after_one_year == Shares(refer=0, watch=100, reassuring=0)


@pytest.mark.parametrize("day", [ADMITTED, A_YEAR_LATER])
@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        (
            (Zone.WATCH, ScaleCode.ASQ_SE_2),
            (Zone.REASSURING, ScaleCode.ASQ_SE_2),
            Shares(refer=0, watch=100, reassuring=0),
        ),
        (
            (Zone.REASSURING, ScaleCode.ASQ_SE_2),
            (Zone.REFER, ScaleCode.ASQ_SE),
            Shares(refer=0, watch=0, reassuring=100),
        ),
        (
            (Zone.REFER, ScaleCode.ASQ_SE),
            (Zone.REASSURING, ScaleCode.ASQ_SE),
            Shares(refer=100, watch=0, reassuring=0),
        ),
    ],
)
def test_of_two_readings_of_one_day_the_same_counts_whatever_their_order(
    day: date,
    turn: int,
    first: tuple[Zone, ScaleCode],
    other: tuple[Zone, ScaleCode],
    expected: Shares[int],
) -> None:
    elsewhere = A_YEAR_LATER if day == ADMITTED else ADMITTED
    pair = (read(day, *first), read(day, *other))[::turn]
    panel = of(replace(CHILD, socio_emotional=(*pair, read(elsewhere)))).panel
    assert expected == (panel.at_entry if day == ADMITTED else panel.after_one_year)


def test_the_nearest_is_chosen_among_those_done_by_that_day() -> None:
    early, exact = read(A_YEAR_LATER - 20 * DAY, Zone.WATCH), read(A_YEAR_LATER, Zone.REFER)
    child = replace(CHILD, socio_emotional=(read(ADMITTED), early, exact))
    before, after = of(child, on=A_YEAR_LATER - DAY).panel, of(child, on=A_YEAR_LATER).panel
    assert before.after_one_year == Shares(refer=0, watch=100, reassuring=0)
    assert after.after_one_year == Shares(refer=100, watch=0, reassuring=0)


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    child = replace(CHILD, admitted_on=date(2024, 2, 29))
    edge = date(2025, 2, 28) + 60 * DAY
    for later, expected in ((edge, 1), (edge + DAY, 0)):
        found = of(
            replace(child, socio_emotional=(read(child.admitted_on), read(later))),
            on=date(2025, 12, 31),
        )
        assert found.panel.children == expected


def test_a_reading_long_before_admission_does_not_hide_the_one_of_entry() -> None:
    child = replace(
        CHILD,
        socio_emotional=(
            read(ADMITTED - 90 * DAY, Zone.REASSURING),
            read(ADMITTED + DAY, Zone.REFER),
            read(A_YEAR_LATER),
        ),
    )
    assert of(child).panel.at_entry == Shares(refer=100, watch=0, reassuring=0)


def test_a_child_who_left_since_stays_in_the_panel() -> None:
    child = replace(CHILD, socio_emotional=(read(ADMITTED), read(A_YEAR_LATER)))
    assert of(replace(child, ended_on=ADMITTED + DAY)).panel.children == 1


def test_a_child_not_yet_admitted_is_in_no_panel() -> None:
    child = replace(CHILD, socio_emotional=(read(ADMITTED), read(A_YEAR_LATER)))
    assert of(child, on=ADMITTED - DAY).panel.children == 0


def test_a_form_that_could_not_be_scored_is_no_reading() -> None:
    unread = read(ADMITTED, Zone.NOT_SCORABLE)
    child = replace(CHILD, socio_emotional=(unread, read(A_YEAR_LATER)))
    assert Panel(children=0, at_entry=None, after_one_year=None) == of(child).panel


def test_shares_are_whole_percents_half_up() -> None:
    def child(entry: Zone) -> CohortChild:
        return replace(CHILD, socio_emotional=(read(ADMITTED, entry), read(A_YEAR_LATER)))

    zones = [Zone.REFER] + [Zone.WATCH] * 3 + [Zone.REASSURING] * 4
    found = of(*(child(zone) for zone in zones)).panel
    # 12.5, 37.5 and 50 percent
    assert Shares(refer=13, watch=38, reassuring=50) == found.at_entry


def test_the_figures_carry_the_keys_of_the_import_format() -> None:
    found = as_json(
        of(
            replace(
                living(PlacementKind.MECS), socio_emotional=(read(ADMITTED), read(A_YEAR_LATER))
            )
        )
    )
    shares = {"difficulte": 100, "surveillance": 0, "rassurant": 0}
    assert {
        "date": "2025-03-04",
        "inclus": 1,
        "pouponniere": 0,
        "famille_accueil": 0,
        "domicile": 0,
        "autres_lieux": 1,
        "non_suivis": 0,
        "suivis": 1,
        "suivis_plus_de_3_ans": 0,
        "actes": {"bilans": 0, "psychomotricite": 0, "psychologie": 0},
        "asq_se_panel": 1,
        "asq_se_entree_pct": shares,
        "asq_se_un_an_pct": shares,
    } == found


def test_there_is_no_share_of_nobody() -> None:
    found = as_json(of())
    assert (
        found["asq_se_panel"],
        found["asq_se_entree_pct"],
        found["asq_se_un_an_pct"],
    ) == (0, None, None)


def test_every_figure_has_a_written_definition() -> None:
    assert set(DEFINITIONS) == set(as_json(of())) - {"date"}


@given(st.integers(0, 6))
def test_tallies_of_two_portions_add_up_to_that_of_both(cut: int) -> None:
    read_twice = replace(CHILD, socio_emotional=(read(ADMITTED), read(A_YEAR_LATER, Zone.WATCH)))
    children = (
        CHILD,
        living(PlacementKind.HOME),
        living(PlacementKind.MECS),
        replace(CHILD, ended_on=ON, assessed_on=(ADMITTED, ON)),
        replace(CHILD, sessions=(CareDone(kind=CareKind.PSYCHOLOGY, done_on=ON),)),
        read_twice,
    )
    both = tally(children[:cut], ON) + tally(children[cut:], ON)
    assert figures_of(both, ON) == figures(children, ON)
