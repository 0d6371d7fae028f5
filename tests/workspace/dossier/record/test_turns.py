"""Months away and programmes before, from the acts as they were written; the ages of a programme over the rule."""

from datetime import date

import pytest

from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.inclusion import too_old
from workspace.dossier.record.programmes import ProgrammeAges
from workspace.dossier.record.turns import Away, Earlier, away, earlier, turns_of

ADMITTED, LEFT, BACK = date(2021, 7, 9), date(2023, 1, 10), date(2024, 9, 10)


def test_each_return_closes_the_exit_before_it_and_an_exit_alone_is_not_over() -> None:
    turns = turns_of(
        [
            ("return", "", "2022-01-01"),  # nobody had left
            ("exit", "", LEFT.isoformat()),
            ("return", "", BACK.isoformat()),
            ("return", "", "2024-12-01"),  # and was back already
            ("exit", "", "2025-01-01"),
        ]
    )
    assert away(turns) == (Away(LEFT, BACK),)


def test_programmes_follow_each_other_and_one_of_no_day_is_none() -> None:
    turns = turns_of(
        [
            ("programme", "until-12", ADMITTED.isoformat()),  # entered by it
            ("programme", "pegase", LEFT.isoformat()),
        ]
    )
    assert earlier(turns, first="pegase", admitted_on=ADMITTED) == (
        Earlier("until-12", ADMITTED, LEFT),
    )


@pytest.mark.parametrize(
    ("programme", "admits_before", "expected"),
    [
        ("pegase", None, (57, 60, 96)),
        ("pegase", 72, (72, 72, 96)),
        ("until-12", None, (96, 96, 96)),
        ("until-12", 60, (57, 60, 96)),
    ],
)
def test_the_ages_of_a_programme_stand_over_the_rule(
    programme: str, admits_before: int | None, expected: tuple[int, int, int]
) -> None:
    ages = ProgrammeAges(
        programme=programme,
        name=programme,
        followed_until_months=96,
        admitted_before_months=admits_before,
    )
    rule = inclusion_rule(ages=ages)
    found = (rule.asked_again_from_months, rule.refused_from_months, rule.followed_until_months)
    assert found == expected
    assert ("five or older" in too_old(rule)) is (rule.refused_from_months == 60)
    assert inclusion_rule().followed_until_months == 84
