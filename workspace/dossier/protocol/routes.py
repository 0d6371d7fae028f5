"""Set a day for an assessment."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.actor import Role
from workspace.dossier.protocol import forms, rules, service
from workspace.dossier.protocol.model import StepState, StepStatus
from workspace.dossier.record import service as record
from workspace.errors import Invalid
from workspace.i18n import format_date, gettext
from workspace.network import service as network
from workspace.network.model import Practitioner
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

OPEN = (StepState.LATE, StepState.TO_PLAN, StepState.PLANNED, StepState.UPCOMING)
"""The steps a day can be set for."""
EXAMINERS = frozenset({Role.PHYSICIAN, Role.NURSE, Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN})


async def show_plan(request: Request, clearance: Clearance) -> Response:
    asked = request.query_params.get("step", "")
    return await _plan_page(request, clearance, {"step": asked} if asked else {}, {})


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
    people = await network.practitioners(actor(request), vault=tools.vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "steps": [
            (each.step.code, f"{gettext(each.step.label)}, {_window(each)}")
            for each in schedule
            if each.state in OPEN
        ],
        "practitioners": [(str(who.id), _who(who)) for who in people if who.role in EXAMINERS],
        "values": {"step": following.step.code if following else "", **values},
        "errors": errors,
    }
    return await page(request, "protocol/plan.html", context, status=status)


def _window(status: StepStatus) -> str:
    return gettext(
        "from %(first)s to %(last)s",
        first=format_date(status.opens_on),
        last=format_date(status.closes_on),
    )


def _who(who: Practitioner) -> str:
    return f"{who.name}, {who.specialty}" if who.specialty else who.name


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
]
