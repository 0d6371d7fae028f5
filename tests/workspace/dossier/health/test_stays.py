"""Stays in hospital, written beside others."""

from datetime import date

import pytest

from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import Fact, Stay
from workspace.dossier.health.rules import doubts

TODAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("new", "is_asked"),
    [
        (Stay(begins_on=date(2025, 3, 4), ends_on=date(2025, 3, 8), place="chu de lille"), True),
        (Stay(begins_on=date(2025, 2, 1), place="CHU de Lille"), True),
        (Stay(begins_on=date(2025, 3, 6), place="CHU de Lille"), False),
        (Stay(begins_on=date(2025, 3, 4), place="Clinic"), False),
    ],
)
def test_a_stay_in_the_same_hospital_on_the_same_days_is_asked_about(
    new: Stay, *, is_asked: bool
) -> None:
    known = Stay(begins_on=date(2025, 3, 1), ends_on=date(2025, 3, 5), place="CHU de Lille")
    before: list[Fact] = [known]
    found = doubts(new, before=before, birth=date(2024, 3, 20), calendar=calendar_on(TODAY))
    assert len(found) == is_asked
