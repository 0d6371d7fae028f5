"""Two forms of the record: enrol a child, record a move."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.actor import Actor, Role
from workspace.dossier.record import forms, service
from workspace.dossier.record.civil import routes as civil
from workspace.dossier.record.course import routes as course
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.doubles import routes as doubles
from workspace.dossier.record.family import routes as family
from workspace.dossier.record.inclusion import Waived
from workspace.dossier.record.model import CERTAINTY_LABELS, PLACEMENT_LABELS, SEX_LABELS
from workspace.dossier.record.rules import current_placement
from workspace.dossier.record.summaries import ChildSummary
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_
from workspace.ids import OrganizationId
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
ENROL_REASON = N_("You may enrol a child because you coordinate follow-up for this establishment.")


def _establishment(asking: Actor) -> OrganizationId:
    """Return where a coordinator enrols; raises `Forbidden` for anybody else."""
    if asking.role is not Role.COORDINATOR or asking.organization is None:
        raise Forbidden
    return asking.organization


async def show_enrol(request: Request) -> Response:
    here = _establishment(actor(request))
    department = await _department(here)
    admitted_on = toolbox(request).clock.today_in(department).isoformat()
    return await _enrol_page(request, {"department": department, "admitted_on": admitted_on}, {})


async def _department(here: OrganizationId) -> str:
    """Return the department of an establishment, "" when it is not known."""
    known = {each.id: each.department for each in await network.organizations()}
    return known.get(here) or ""


async def _enrol_page(
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    doubles: Sequence[ChildSummary] = (),
) -> Response:
    asking = actor(request)
    department = values.get("department", "").strip().upper() or await _department(
        _establishment(asking)
    )
    context = {
        "today": toolbox(request).clock.today_in(department),
        "values": values,
        "errors": errors,
        "sexes": SEX_LABELS,
        "certainties": CERTAINTY_LABELS,
        "placements": PLACEMENT_LABELS,
        "exceptions": inclusion_rule().exceptions_for(asking.role, Waived.ADMISSION),
        "doubles": doubles,
    }
    return await page(request, "record/enrol.html", context, status=status, reason=ENROL_REASON)


async def enrol(request: Request) -> Response:
    tools = toolbox(request)
    here = _establishment(actor(request))
    fields = await form(request)
    try:
        new = forms.new_child(fields, organization=here)
        service.check_enrolment(actor(request), new, clock=tools.clock)
        if not fields.get("apart"):
            circle = await circle_of(request, Permission.CHILD_READ)
            doubles = await service.doubles_of(
                circle, new.identity, clock=tools.clock, vault=tools.vault
            )
            if doubles:
                return await _enrol_page(request, fields, {}, 422, doubles=doubles)
        enrolled = await service.enrol_child(
            actor(request), new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _enrol_page(request, fields, error.fields, 422)
    like = f"?like={enrolled.twins[0]}" if enrolled.twins else ""
    return see(f"/children/{enrolled.dossier}{like}", notice="enrolled")


async def show_move(request: Request, clearance: Clearance) -> Response:
    return await _move_page(request, clearance, {}, {})


async def _move_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    child = await service.child(clearance, vault=tools.vault)
    today = tools.clock.today_in(child.inclusion.department)
    context = {
        "today": today,
        "dossier": clearance.dossier,
        "child": child,
        "lives": current_placement(child.placements, today),
        "placements": PLACEMENT_LABELS,
        "values": {"begins_on": today.isoformat(), **values},
        "errors": errors,
    }
    return await page(request, "record/move.html", context, status=status)


async def move(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        await service.move(
            clearance, forms.new_placement(fields), clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _move_page(request, clearance, fields, error.fields, 422)
    return see(f"/children/{clearance.dossier}", notice="moved")


MOVES = "/children/{dossier:uuid}/moves"
MAY_MOVE = (Permission.CHILD_READ, Permission.PLACEMENT_WRITE)

routes = [
    guarded("/children/new", show_enrol, policy=SIGNED_IN, name="record:new"),
    guarded("/children", enrol, policy=SIGNED_IN, name="record:enrol", methods=("POST",)),
    cleared(MOVES + "/new", show_move, *MAY_MOVE, name="record:new_move"),
    cleared(MOVES, move, *MAY_MOVE, name="record:move", methods=("POST",)),
    *civil.routes,
    *course.routes,
    *doubles.routes,
    *family.routes,
]
