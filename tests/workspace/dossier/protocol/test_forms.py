from datetime import date, time
from uuid import uuid4

import pytest

from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.forms import new_plan
from workspace.dossier.protocol.model import Planned, StepCode
from workspace.errors import Invalid
from workspace.ids import PractitionerId

FILLED = {"step": "M48", "planned_on": "2025-04-08"}


def test_a_filled_form_is_a_plan() -> None:
    practitioner = PractitionerId(uuid4())
    fields = {**FILLED, "planned_time": "09:30", "practitioner": str(practitioner)}

    assert new_plan(fields) == NewPlan(
        step=StepCode("M48"),
        planned_on=date(2025, 4, 8),
        planned_time=time(9, 30),
        practitioner=practitioner,
    )


def test_the_time_and_the_practitioner_may_be_left_out() -> None:
    plan = new_plan({**FILLED, "planned_time": "", "practitioner": " "})
    assert (plan.planned_time, plan.practitioner) == (None, None)


def test_an_empty_form_names_the_fields_it_needs() -> None:
    with pytest.raises(Invalid) as refused:
        new_plan({})
    assert set(refused.value.fields) == {"step", "planned_on"}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("step", "  "),
        ("planned_on", "8 April"),
        ("planned_time", "half past nine"),
        ("planned_time", "09:30+02:00"),
        ("practitioner", "the doctor"),
    ],
)
def test_what_cannot_be_read_is_named(field: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        new_plan({**FILLED, field: typed})
    assert set(refused.value.fields) == {field}


def test_the_schedule_is_told_the_day_and_who() -> None:
    plan = new_plan({**FILLED, "planned_time": "09:30"})
    assert plan.as_planned() == Planned(step=StepCode("M48"), planned_on=date(2025, 4, 8))
