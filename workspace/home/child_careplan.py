"""The care plan of a child: each need as one line of the loop, with its one next action."""

from collections.abc import Iterable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import cleared
from workspace.actor import Role
from workspace.dossier.care.plan import routes as plan
from workspace.dossier.care.plan import service
from workspace.dossier.care.plan.model import FoundIn, Loop
from workspace.dossier.record import service as record
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.instruments import tools
from workspace.home.frame import framed
from workspace.i18n import format_date, gettext
from workspace.network import service as network
from workspace.web.toolbox import toolbox


async def show_plan(request: Request, clearance: Clearance) -> Response:
    if clearance.role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    loops = await service.every_loop(clearance, clock=tools.clock, vault=tools.vault)
    context = {
        "w": plan.labels(),
        "open_loops": [each for each in loops if not each.closed],
        "closed_loops": [each for each in loops if each.closed],
        "names": await network.practitioner_names(plan.performers_of(loops), vault=tools.vault),
        "sources": await _sources(clearance, loops, vault=tools.vault),
    }
    return await framed(request, clearance, "careplan", child, context)


async def _sources(clearance: Clearance, loops: Iterable[Loop], *, vault: Vault) -> dict[UUID, str]:
    """Return in which questionnaire each need was found, as far as questionnaires are open to who asks."""
    wanted = {each.need.source for each in loops if each.need.found_in is FoundIn.SCALE}
    if not wanted - {None} or not clearance.may(DataClass.PSYCHOLOGICAL):
        return {}
    return {
        entry.id: gettext(
            "%(scale)s of %(day)s",
            scale=tools().get(entry.tool, entry.tool),
            day=format_date(entry.answered_on),
        )
        for entry in await scales.entries(clearance, vault=vault)
        if entry.id in wanted
    }


routes = [
    cleared(
        "/children/{dossier:uuid}/care/plan",
        show_plan,
        Permission.CHILD_READ,
        Permission.CARE_PLAN_READ,
        name="home:careplan",
    )
]
