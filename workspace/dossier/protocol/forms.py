"""From the fields of the page to a plan, or Invalid naming every field."""

from collections.abc import Mapping
from datetime import date, time
from uuid import UUID

from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import StepCode
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import PractitionerId


def new_plan(fields: Mapping[str, str]) -> NewPlan:
    """Read `step`, `planned_on`, and if given `planned_time` and `practitioner`.

    Raises Invalid naming all the fields that cannot be read; `rules.check_plan` judges the rest.
    """
    refused: dict[str, str] = {}
    step = fields.get("step", "").strip()
    if not step:
        refused["step"] = N_("Choose the assessment.")
    planned_on = _day(fields.get("planned_on", ""), refused)
    planned_time = _time(fields.get("planned_time", ""), refused)
    practitioner = _practitioner(fields.get("practitioner", ""), refused)
    if planned_on is None or refused:
        raise Invalid(refused)
    return NewPlan(
        step=StepCode(step),
        planned_on=planned_on,
        planned_time=planned_time,
        practitioner=practitioner,
    )


def _day(text: str, refused: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        refused["planned_on"] = N_("Give the day, such as 2025-03-04.")
        return None


def _time(text: str, refused: dict[str, str]) -> time | None:
    if not text.strip():
        return None
    try:
        read = time.fromisoformat(text.strip())
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        refused["planned_time"] = N_("Give the time, such as 09:30, or leave it empty.")
        return None
    return read.replace(second=0, microsecond=0)


def _practitioner(text: str, refused: dict[str, str]) -> PractitionerId | None:
    if not text.strip():
        return None
    try:
        return PractitionerId(UUID(text.strip()))
    except ValueError:
        refused["practitioner"] = N_("Choose somebody from the list.")
        return None
