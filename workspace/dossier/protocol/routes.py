"""Set a day for an assessment, seeing what else one visit could do."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.protocol import (
    change_routes,
    clinic_routes,
    forms,
    protocol_routes,
    rules,
    saying_routes,
    service,
)
from workspace.dossier.protocol.examiners import examiners, option
from workspace.dossier.protocol.model import StepCode, StepState, StepStatus
from workspace.dossier.record import service as record
from workspace.errors import Invalid
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

OPEN = (StepState.LATE, StepState.TO_PLAN, StepState.PLANNED, StepState.UPCOMING)
"""The steps a day can be set for."""


async def show_plan(request: Request, clearance: Clearance) -> Response:
    asked = {name: request.query_params.get(name, "") for name in ("step", "planned_on")}
    values = {name: value for name, value in asked.items() if value}
    return await _plan_page(request, clearance, values, {})


async def _plan_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    schedule = await service.schedule(clearance, clock=tools.clock, vault=tools.vault)
    following = rules.next_due(schedule)
    values = {"step": following.step.code if following else "", **values}
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "steps": [option(each) for each in schedule if each.state in OPEN],
        "practitioners": await examiners(request),
        "nearby": _nearby(schedule, values, tools.clock.today()),
        "values": values,
        "errors": errors,
    }
    return await page(request, "protocol/plan.html", context, status=status)


def _nearby(
    schedule: tuple[StepStatus, ...], values: Mapping[str, str], today: date
) -> tuple[StepStatus, ...]:
    """Return what else could be done on the same day: near the day that was set, else near today."""
    asked = StepCode(values.get("step", ""))
    chosen = next((each for each in schedule if each.step.code == asked), None)
    on = max(today, chosen.planned_on or chosen.opens_on) if chosen else today
    return rules.nearby(schedule, on=on, besides=asked)


async def plan(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        await service.plan(clearance, forms.new_plan(fields), clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _plan_page(request, clearance, fields, error.fields, 422)
    return see(f"/children/{clearance.dossier}/assessments", notice="planned")


PATH = "/children/{dossier:uuid}/plan"
MAY_PLAN = (Permission.CHILD_READ, Permission.ASSESSMENT_PLAN)

routes = [
    cleared(PATH, show_plan, *MAY_PLAN, name="protocol:new_plan"),
    cleared(PATH, plan, *MAY_PLAN, name="protocol:plan", methods=("POST",)),
    *saying_routes.routes,
    *clinic_routes.routes,
    *protocol_routes.routes,
    *change_routes.routes,
]
