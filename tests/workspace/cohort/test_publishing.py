"""What is held back, and that nobody works it out: an attacker who subtracts everything from everything tries."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.cohort import publishing
from workspace.cohort.model import Acts, Count, Panel, Published, Shares
from workspace.cohort.publishing import parts, published
from workspace.cohort.rules import AT_ENTRY, PLACES
from workspace.dossier.protocol.wording import FEW

ON = date(2025, 8, 31)


@pytest.mark.parametrize(
    ("cells", "whole", "expected"),
    [
        ((40, 60), 100, (40, 60)),
        ((11, 89), 100, (11, 89)),
        ((10, 90), 100, (None, None)),
        ((0, 100), 100, (None, None)),
        ((3, 20, 77), 100, (None, None, 77)),
        ((4, 5, 20, 71), 100, (None, None, None, 71)),
        ((6, 6, 88), 100, (None, None, 88)),
        ((30, 50), 83, (None, 50)),
        ((30, 50), 91, (30, 50)),
        ((5, 80), 100, (None, 80)),
        ((3, 4), 7, (None, None)),
        ((20,), 20, (20,)),
    ],
)
def test_a_small_cell_is_held_back_with_what_it_could_be_worked_out_from(
    cells: tuple[int, ...], whole: int, expected: tuple[int | None, ...]
) -> None:
    assert expected == parts(cells, whole)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.integers(0, 30))
def test_what_is_missing_is_never_a_small_count(cells: list[int], nowhere: int) -> None:
    """The attacker knows the whole and the cells shown: what they can subtract is eleven children or nothing at all."""
    whole = sum(cells) + nowhere
    shown = parts(cells, whole)
    assert all(cell is None or cell == real for cell, real in zip(shown, cells, strict=True))
    assert all(cell is None or cell >= FEW for cell in shown)
    missing = whole - sum(cell for cell in shown if cell is not None)
    nothing_hidden = None not in shown and missing == 0
    nothing_shown = all(cell is None for cell in shown)
    assert nothing_hidden or nothing_shown or missing >= FEW


def tallied(**counts: int) -> Counter[Count]:
    return Counter({Count[name]: count for name, count in counts.items()})


BIG = tallied(
    INCLUDED=100,
    FOLLOWED=80,
    OVER_THREE=30,
    NURSERY=40,
    FOSTER_FAMILY=30,
    HOME=18,
    OTHER_PLACE=12,
    ASSESSMENTS=400,
    ASSESSED=90,
    PSYCHOMOTOR=300,
    IN_PSYCHOMOTOR=60,
    PSYCHOLOGY=50,
    IN_PSYCHOLOGY=10,
    ENTRY_REFER=20,
    ENTRY_WATCH=10,
    ENTRY_REASSURING=20,
    LATER_REFER=13,
    LATER_WATCH=12,
    LATER_REASSURING=25,
)


def test_a_large_cohort_is_shown_but_for_what_is_small_in_it() -> None:
    found = published(BIG, ON)
    assert (found.included, found.followed, found.no_longer_followed) == (100, 80, 20)
    assert found.followed_over_three == 30
    assert (found.nursery, found.foster_family, found.home, found.other_places) == (40, 30, 18, 12)
    assert Acts(assessments=400, psychomotor=300, psychology=None) == found.acts
    assert found.panel == Panel(
        children=50,
        at_entry=Shares(refer=None, watch=None, reassuring=40),
        after_one_year=Shares(refer=26, watch=24, reassuring=50),
    )


def test_many_acts_of_few_children_are_held_back() -> None:
    few = published(BIG | {Count.IN_PSYCHOMOTOR: 10}, ON)
    enough = published(BIG | {Count.IN_PSYCHOMOTOR: 11}, ON)
    assert (few.acts.psychomotor, enough.acts.psychomotor) == (None, 300)


def test_how_many_are_followed_still_is_what_the_programme_publishes_itself() -> None:
    found = published(BIG | {Count.FOLLOWED: 97}, ON)
    assert (found.included, found.followed, found.no_longer_followed) == (100, 97, 3)


@pytest.mark.parametrize(("older", "expected"), [(10, None), (11, 11), (69, 69), (70, None)])
def test_neither_the_older_nor_the_younger_are_few(older: int, expected: int | None) -> None:
    assert expected == published(BIG | {Count.OVER_THREE: older}, ON).followed_over_three


def test_a_small_cohort_is_not_shown_at_all() -> None:
    found = published(tallied(INCLUDED=8, FOLLOWED=8, NURSERY=8, ENTRY_REFER=3, LATER_WATCH=3), ON)
    assert publishing.kept(found) == {
        "on": "2025-08-31",
        **dict.fromkeys(
            (
                "included",
                "nursery",
                "foster_family",
                "home",
                "other_places",
                "no_longer_followed",
                "followed",
                "followed_over_three",
                "panel",
                "at_entry",
                "after_one_year",
            )
        ),
        "acts": [None, None, None],
    }


def cohorts() -> Iterator[Published]:
    yield published(Counter(), ON)
    for places, zones in product(((40, 30, 18, 12), (95, 5, 0, 0)), ((20, 15, 15), (50, 0, 0))):
        yield published(
            BIG | dict(zip(PLACES, places, strict=True)) | dict(zip(AT_ENTRY, zones, strict=True)),
            ON,
        )


@pytest.mark.parametrize("found", list(cohorts()), ids=["none", "a", "b", "c", "d"])
def test_what_is_kept_is_read_again(found: Published) -> None:
    assert found == publishing.read(json.loads(json.dumps(publishing.kept(found))))
