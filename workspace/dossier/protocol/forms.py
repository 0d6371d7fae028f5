"""From the fields of a page to a command, or Invalid naming every field."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from uuid import UUID

from workspace.dossier.protocol.appointments import NewPlan
from workspace.dossier.protocol.model import MissedReason, NewAssessment, NewMissed, StepCode
from workspace.dossier.protocol.proposed import NewChange, NewSet
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId, OrganizationId, PractitionerId

CHOOSE_STEP = N_("Choose the assessment.")
CHOOSE_CHILD = N_("Choose at least one child.")
CHOOSE_EXAM = N_("Choose the examination.")
LONGEST_PLACE = 200


def new_plan(fields: Mapping[str, str]) -> NewPlan:
    """Read `step`, `planned_on`, and if given `planned_time`, `practitioner` and `place`.

    Raises Invalid naming all the fields that cannot be read; `rules.check_plan` judges the rest.
    """
    refused: dict[str, str] = {}
    step = _step(fields, refused)
    planned_on = _day(fields.get("planned_on", ""), refused)
    planned_time = _time(fields.get("planned_time", ""), refused)
    practitioner = _practitioner(fields.get("practitioner", ""), refused)
    place = _place(fields, refused)
    if planned_on is None or refused:
        raise Invalid(refused)
    return NewPlan(
        step=step,
        planned_on=planned_on,
        planned_time=planned_time,
        practitioner=practitioner,
        place=place,
    )


def new_change(fields: Mapping[str, str]) -> NewChange:
    """Read `definition` and, if given, `from`. Raises Invalid naming the fields that cannot be read."""
    refused: dict[str, str] = {}
    text = fields.get("definition", "").replace("\r\n", "\n")
    if not text.strip():
        refused["definition"] = N_("Paste the definition, or choose its file.")
    written = fields.get("from", "").strip()
    valid_from = _day(written, refused, field="from") if written else None
    if refused:
        raise Invalid(refused)
    return NewChange(text=text, valid_from=valid_from)


def new_set(fields: Mapping[str, str]) -> NewSet:
    """Read `programme`, `set`, `set_from` and, if given, `organization`."""
    refused: dict[str, str] = {}
    valid_from = _day(fields.get("set_from", ""), refused, field="set_from")
    where = None
    if written := fields.get("organization", "").strip():
        try:
            where = OrganizationId(UUID(written))
        except ValueError:
            refused["organization"] = N_("Choose one of these.")
    chosen = {name: fields.get(name, "").strip() for name in ("programme", "set")}
    refused |= {name: N_("Choose one of these.") for name, value in chosen.items() if not value}
    if refused or valid_from is None:
        raise Invalid(refused)
    return NewSet(
        programme=chosen["programme"],
        schedule_set=chosen["set"],
        organization=where,
        valid_from=valid_from,
    )


def new_clinic(
    fields: Mapping[str, str], *, chosen: Iterable[str]
) -> tuple[tuple[DossierId, NewPlan], ...]:
    """Read one day for several children.

    Fields: `planned_on`, `place`, `practitioner`, and for each dossier of `chosen` its `step-<dossier>`
    and `time-<dossier>`. Raises Invalid naming all the fields that cannot be read; the service judges each
    line by itself.
    """
    refused: dict[str, str] = {}
    planned_on = _day(fields.get("planned_on", ""), refused)
    place = _place(fields, refused)
    practitioner = _practitioner(fields.get("practitioner", ""), refused)
    plans: list[tuple[DossierId, NewPlan]] = []
    for each in dict.fromkeys(chosen):
        dossier = _dossier(each, refused)
        planned_time = _time(fields.get(f"time-{each}", ""), refused, field=f"time-{each}")
        if dossier is not None and planned_on is not None:
            new = NewPlan(
                step=StepCode(fields.get(f"step-{each}", "").strip()),
                planned_on=planned_on,
                planned_time=planned_time,
                practitioner=practitioner,
                place=place,
            )
            plans.append((dossier, new))
    if not plans and "chosen" not in refused and planned_on is not None:
        refused["chosen"] = CHOOSE_CHILD
    if refused:
        raise Invalid(refused)
    return tuple(plans)


def new_assessment(fields: Mapping[str, str]) -> NewAssessment:
    """Read `step`, `done_on`, and if given `practitioner`, `outside`, `note`. Raises Invalid likewise."""
    refused: dict[str, str] = {}
    step = _step(fields, refused)
    done_on = _day(fields.get("done_on", ""), refused, field="done_on")
    outside = fields.get("outside") == "yes"
    practitioner = None if outside else _practitioner(fields.get("practitioner", ""), refused)
    if done_on is None or refused:
        raise Invalid(refused)
    return NewAssessment(
        step=step,
        done_on=done_on,
        performed_by=practitioner,
        outside=outside,
        note=fields.get("note", ""),
    )


def new_missed(fields: Mapping[str, str]) -> NewMissed:
    """Read `step`, `reason`, and if given `note`. Raises Invalid likewise."""
    refused: dict[str, str] = {}
    step = _step(fields, refused)
    reason = fields.get("reason", "")
    if reason not in set(MissedReason):
        refused["reason"] = N_("Choose a reason.")
    if refused:
        raise Invalid(refused)
    return NewMissed(step=step, reason=MissedReason(reason), note=fields.get("note", ""))


def new_exam(fields: Mapping[str, str]) -> tuple[str, date]:
    """Read `exam` and `done_on`. Raises Invalid likewise."""
    refused: dict[str, str] = {}
    code = fields.get("exam", "").strip()
    if not code:
        refused["exam"] = CHOOSE_EXAM
    done_on = _day(fields.get("done_on", ""), refused, field="done_on")
    if done_on is None or refused:
        raise Invalid(refused)
    return code, done_on


def _step(fields: Mapping[str, str], refused: dict[str, str]) -> StepCode:
    step = fields.get("step", "").strip()
    if not step:
        refused["step"] = CHOOSE_STEP
    return StepCode(step)


def _place(fields: Mapping[str, str], refused: dict[str, str]) -> str:
    place = fields.get("place", "").strip()
    if len(place) > LONGEST_PLACE:
        refused["place"] = N_("This is too long: one line is enough here.")
    return place


def _dossier(text: str, refused: dict[str, str]) -> DossierId | None:
    try:
        return DossierId(UUID(text))
    except ValueError:
        refused["chosen"] = CHOOSE_CHILD
        return None


def _day(text: str, refused: dict[str, str], *, field: str = "planned_on") -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        refused[field] = N_("Give the day, such as 2025-03-04.")
        return None


def _time(text: str, refused: dict[str, str], *, field: str = "planned_time") -> time | None:
    if not text.strip():
        return None
    try:
        read = time.fromisoformat(text.strip())
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        refused[field] = N_("Give the time, such as 09:30, or leave it empty.")
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
