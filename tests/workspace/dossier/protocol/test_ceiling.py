"""How many assessments a child is owed at most, by age at admission: the table of the reference (set A, initial included)."""

from datetime import date

import pytest

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import NotApplicable, StepState, StepStatus
from workspace.dossier.protocol.rules import schedule
from workspace.dossier.record.ages import add_months


def owed(birth: date, months: int) -> tuple[StepStatus, ...]:
    admitted = add_months(birth, months)
    return schedule(
        protocol(),
        birth=birth,
        admitted=admitted,
        ended=None,
        done=(),
        planned=(),
        today=admitted,
    )


@pytest.mark.parametrize("birth", [date(2020, 1, 10), date(2020, 2, 29), date(2021, 8, 31)])
@pytest.mark.parametrize(
    ("months", "most"),
    # The reference says about five at 59 months; the initial one then replaces that of 60, which leaves four.
    [(0, 20), (3, 17), (6, 14), (12, 12), (24, 10), (36, 8), (48, 6), (59, 4)],
)
def test_twenty_is_a_ceiling_that_comes_down_with_the_age_at_admission(
    months: int, most: int, birth: date
) -> None:
    asked = [each for each in owed(birth, months) if each.state is not StepState.NOT_APPLICABLE]
    assert len(asked) == most


def test_at_59_months_the_initial_one_is_that_of_five_years() -> None:
    replaced = [
        each.step.code
        for each in owed(date(2020, 1, 10), 59)
        if each.why is NotApplicable.REPLACED_BY_INITIAL
    ]
    assert replaced == ["M60"]
