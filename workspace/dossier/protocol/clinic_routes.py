"""One day, one place, one practitioner for several children: a clinic day, line by line."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.dossier.protocol import forms, service
from workspace.dossier.protocol.appointments import PlanOutcome
from workspace.dossier.protocol.clinic import lines, meet, pressing
from workspace.dossier.protocol.examiners import examiners
from workspace.dossier.record import service as record
from workspace.errors import Forbidden, Invalid
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

PATH = "/assessments/plan"


async def _circle(request: Request) -> Circle:
    """Return the children whose assessments one may plan. Raises `Forbidden` when there is none."""
    circle = await circle_of(request, Permission.ASSESSMENT_PLAN)
    if not circle.dossiers:
        raise Forbidden
    return circle


async def show_clinic(request: Request) -> Response:
    return await _page(request, await _circle(request), {}, {})


async def _page(
    request: Request,
    circle: Circle,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    outcomes: Sequence[PlanOutcome] = (),
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    schedules = await service.schedules(circle, clock=tools.clock, vault=tools.vault)
    names = await record.names(circle, are_apart=True, vault=tools.vault)
    refused = {each.dossier: each.refused for each in outcomes if each.appointment is None}
    waiting = lines(schedules, names, today=tools.clock.today())
    near, asked = waiting, frozenset(request.query_params.getlist("child"))
    if asked:
        near = tuple(line for line in waiting if str(line.dossier) in asked)
    elif not (outcomes or values or request.query_params.get("all")):
        near = pressing(waiting, today=tools.clock.today())
    context = {
        "lines": [line for line in near if not outcomes or line.dossier in refused],
        "others": len(waiting) - len(near),
        "asked": asked,
        "passed": len(asked) - len(near) if asked else 0,
        "refused": refused,
        "kept": [each for each in outcomes if each.appointment is not None],
        "names": names,
        "labels": {
            (dossier, each.step.code): each.step.label
            for dossier, schedule in schedules.items()
            for each in schedule
        },
        "practitioners": await examiners(request),
        "values": values,
        "errors": errors,
    }
    return await page(request, "protocol/clinic.html", context, status=status)


async def plan_clinic(request: Request) -> Response:
    circle = await _circle(request)
    tools = toolbox(request)
    fields = await form(request)
    try:
        plans = forms.new_clinic(fields, chosen=fields.getlist("chosen"))
    except Invalid as error:
        return await _page(request, circle, fields, error.fields, status=422)
    outcomes = await service.plan_many(circle, plans, clock=tools.clock, vault=tools.vault)
    kept = [each.appointment for each in outcomes if each.appointment is not None]
    if len(kept) == len(outcomes):
        planned = await service.appointments_in(circle, vault=tools.vault)
        where = f"/calendar?week={kept[0].planned_on}" if kept and meet(planned, kept) else "/"
        return see(where, notice="clinic")
    return await _page(request, circle, fields, {}, outcomes=outcomes, status=422)


SIGNED_IN = Policy(Knock.SIGNED_IN)

routes = [
    guarded(PATH, show_clinic, policy=SIGNED_IN, name="protocol:clinic_form"),
    guarded(PATH, plan_clinic, policy=SIGNED_IN, name="protocol:clinic", methods=("POST",)),
]
