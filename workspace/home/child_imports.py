"""What imports corrected in a dossier: before and after, nothing else."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.dossier.care.model import KIND_LABELS, PAYER_LABELS, PRESENCE_LABELS
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record import service as record
from workspace.dossier.record.model import CERTAINTY_LABELS, PLACEMENT_LABELS, SEX_LABELS
from workspace.dossier.scales.model import DOMAIN_LABELS, SCALE_LABELS, Domain
from workspace.exchange.former import Former, former
from workspace.home.frame import framed
from workspace.i18n import N_, format_date, format_number, gettext
from workspace.ids import PractitionerId
from workspace.network import service as network
from workspace.web.toolbox import toolbox

ORIGINS: Final = {
    "child": N_("Identity"),
    "birth": N_("Birth"),
    "inclusion": N_("Follow-up"),
    "placement": N_("Place"),
    "assessment": N_("Assessment"),
    "growth_measurement": N_("Measure"),
    "scale_response": N_("Questionnaire"),
    "care_session": N_("Session"),
}
NAMES: Final = {
    "given_name": N_("Given name"),
    "family_name": N_("Family name"),
    "birth_date": N_("Date of birth"),
    "sex": N_("Sex"),
    "birth_certainty": N_("How sure the date is"),
    "birth_place": N_("Place of birth"),
    "term_weeks": N_("Term, in completed weeks"),
    "weight_g": N_("Weight at birth, in grams"),
    "length_cm": N_("Length or height (cm)"),
    "head_cm": N_("Head circumference (cm)"),
    "weight_kg": N_("Weight (kg)"),
    "department": N_("Department"),
    "admitted_on": N_("Admission to the programme"),
    "ended_on": N_("End of follow-up"),
    "ended_because": N_("Reason"),
    "kind": N_("Kind"),
    "place": N_("Place"),
    "begins_on": N_("Since"),
    "ends_on": N_("Until"),
    "step_code": N_("Assessment"),
    "done_on": N_("Day"),
    "measured_on": N_("Day"),
    "answered_on": N_("Day"),
    "practitioner": N_("By"),
    "measured_by": N_("By"),
    "respondent": N_("By"),
    "tool": N_("Questionnaire"),
    "interval_months": N_("Age of the questionnaire, in months"),
    "results": N_("Points"),
    "payer": N_("Paid by"),
    "minutes": N_("Minutes"),
    "presence": N_("Presence"),
}
"""What is told of a correction; the rest of a row is of the house, not of the child."""
BY: Final = frozenset({"practitioner", "measured_by", "respondent"})
DAYS: Final = frozenset(
    {
        "birth_date",
        "admitted_on",
        "ended_on",
        "begins_on",
        "ends_on",
        "done_on",
        "measured_on",
        "answered_on",
    }
)
NUMBERS: Final = frozenset(
    {"term_weeks", "weight_g", "weight_kg", "length_cm", "head_cm", "interval_months", "minutes"}
)
CODES: Final[Mapping[str, Mapping[Any, str]]] = {
    "sex": SEX_LABELS,
    "birth_certainty": CERTAINTY_LABELS,
    "kind": {**PLACEMENT_LABELS, **KIND_LABELS},
    "payer": PAYER_LABELS,
    "presence": PRESENCE_LABELS,
    "tool": SCALE_LABELS,
}


async def show_imports(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    found = await former(clearance, vault=tools.vault)
    known = await _Known.of(found, request)
    told = [
        {
            "origin": ORIGINS[each.origin],
            "on": known.day_of(each),
            "at": each.replaced_at,
            "by": known.accounts[each.replaced_by].name
            if each.replaced_by in known.accounts
            else "",
            "lines": lines,
        }
        for each in found
        if (lines := known.lines(each))
    ]
    return await framed(
        request, clearance, "path", child, {"corrections": told}, template="child_imports"
    )


class _Known:
    """The names behind the codes of what was corrected, read at once."""

    def __init__(
        self, names: Mapping[str, str], steps: Mapping[str, str], by: Mapping[Any, Any]
    ) -> None:
        self._names, self._steps, self.accounts = names, steps, by

    @classmethod
    async def of(cls, found: tuple[Former, ...], request: Request) -> "_Known":
        values = [
            (name, value)
            for each in found
            for name, *both in each.differences
            for value in both
            if value
        ]
        people = {value for name, value in values if name in BY}
        steps = {StepCode(value) for name, value in values if name == "step_code"}
        steps |= {StepCode(each.now["step_code"]) for each in found if "step_code" in each.now}
        vault = toolbox(request).vault
        labels = await protocol.step_labels(steps)
        names = await network.practitioner_names(
            {PractitionerId(UUID(value)) for value in people}, vault=vault
        )
        return cls(
            {str(id_): name for id_, name in names.items()},
            {str(code): label for code, label in labels.items()},
            await accounts({each.replaced_by for each in found}, vault=vault),
        )

    def day_of(self, each: Former) -> str:
        """Say which one it is: its assessment, or its day."""
        if "step_code" in each.now:
            label = self._steps[each.now["step_code"]]
            return gettext(label)
        for name in ("measured_on", "answered_on", "done_on", "begins_on"):
            if each.now.get(name):
                return format_date(date.fromisoformat(each.now[name]))
        return ""

    def lines(self, each: Former) -> list[tuple[str, str, str]]:
        return [
            (NAMES[name], self._said(name, before), self._said(name, after))
            for name, before, after in each.differences
            if name in NAMES
        ]

    def _said(self, name: str, value: Any) -> str:
        if value in (None, "", {}):
            return gettext("not said")
        if name in BY:
            return self._names.get(value, gettext("somebody who is no longer in the directory"))
        if name == "step_code":
            return gettext(self._steps[value])
        return _said(name, value)


def _said(name: str, value: Any) -> str:
    """Say a value that needs nothing else to be known."""
    if name in DAYS:
        return format_date(date.fromisoformat(value))
    if name == "results":
        return ", ".join(_points(domain, result) for domain, result in value.items())
    if name in CODES:
        return gettext(CODES[name].get(value, value))
    return format_number(Decimal(str(value))) if name in NUMBERS else str(value)


def _points(domain: str, result: Mapping[str, Any]) -> str:
    words = gettext(DOMAIN_LABELS[Domain(domain)])
    points = result.get("points")
    total = format_number(Decimal(points)) if points else gettext("no total")
    return f"{words} {total}"


routes = [
    cleared(
        "/children/{dossier:uuid}/imports",
        show_imports,
        Permission.CHILD_READ,
        name="home:imports",
    ),
]
