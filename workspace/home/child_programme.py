"""Another programme follows the child: chosen, seen with what it changes, then recorded."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol import wording
from workspace.dossier.protocol.changes import StepChange
from workspace.dossier.record import service as record
from workspace.dossier.record.course import forms, service
from workspace.errors import Invalid
from workspace.home.frame import framed
from workspace.web.pages import form, see
from workspace.web.toolbox import toolbox

MAY_CHANGE = (Permission.CHILD_READ, Permission.ASSESSMENT_READ, Permission.FOLLOW_UP_MANAGE)


async def show_programmes(request: Request, clearance: Clearance) -> Response:
    """Show the programmes there are; with one in the address, what it would change for this child."""
    chosen = request.query_params.get("programme", "")
    return await _page(request, clearance, {"programme": chosen}, {})


async def _page(
    request: Request, clearance: Clearance, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    today = tools.clock.today_in(child.inclusion.department)
    defined = await protocol.programmes()
    current = child.inclusion.programme or ""
    chosen = values.get("programme", "")
    is_seen = chosen in defined and chosen != current
    context = {
        "current": defined.get(current, current),
        "others": {code: name for code, name in defined.items() if code != current},
        "chosen": defined.get(chosen, ""),
        "is_seen": is_seen,
        "changes": await _ahead(request, clearance, chosen, today) if is_seen else (),
        "say": wording,
        "values": {"since_on": today.isoformat(), **values},
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "path",
        child,
        context,
        template="child_programme",
        status=422 if errors else 200,
    )


async def _ahead(
    request: Request, clearance: Clearance, programme: str, today: date
) -> tuple[StepChange, ...]:
    """Return what would change from today on: what is past stays as it was."""
    tools = toolbox(request)
    changes = await protocol.changes_in(clearance, programme, clock=tools.clock, vault=tools.vault)
    spans = ((each, each.after or each.before) for each in changes)
    return tuple(each for each, span in spans if span is not None and span.closes_on >= today)


async def change_programme(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        await service.change_programme(
            clearance,
            forms.new_programme(fields),
            defined=await protocol.programmes(),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _page(request, clearance, fields, error.fields)
    return see(f"/children/{clearance.dossier}/path", notice="programme_changed")


BASE = "/children/{dossier:uuid}/programme"

routes = [
    cleared(BASE, show_programmes, *MAY_CHANGE, name="home:programme"),
    cleared(BASE, change_programme, *MAY_CHANGE, name="home:change_programme", methods=("POST",)),
]
