"""Whether a child is in sight, what was tried to reach them, and what remains to do."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.journal import contacts, forms
from workspace.dossier.journal.model import WAY_LABELS, AttemptId
from workspace.dossier.protocol import service as protocol
from workspace.dossier.record import service as record
from workspace.dossier.record.model import SIGHT_RULE, Sight
from workspace.errors import Invalid
from workspace.home import service, wording
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.web.pages import form, see
from workspace.web.toolbox import toolbox

MAY_TRY = (Permission.CHILD_READ, Permission.CONTACT_ADD)


async def show_contact(request: Request, clearance: Clearance) -> Response:
    return await _page(request, clearance, {}, {})


async def _page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    circle = await circle_of(request, Permission.CHILD_READ)
    here = replace(circle, dossiers=circle.dossiers & {clearance.dossier})
    (line,) = await service.overview(here, clock=tools.clock, vault=tools.vault)
    schedule = await protocol.schedule(clearance, clock=tools.clock, vault=tools.vault)
    attempts = await contacts.attempts(clearance, vault=tools.vault)
    tries = await circle_of(request, Permission.CONTACT_ADD)
    context = {
        "line": line,
        "brought_in": wording.brought_in(line),
        "sights": Sight,
        "rule": schedule[-1].step.sight if schedule else SIGHT_RULE,
        "attempts": attempts,
        "authors": await accounts({each.author for each in attempts}, vault=tools.vault),
        "ways": WAY_LABELS,
        "may_try": clearance.dossier in tries.dossiers,
        "me": clearance.actor.account,
        "coordinates": clearance.role is Role.COORDINATOR,
        "values": {"tried_on": line.today.isoformat(), **values},
        "errors": errors,
    }
    return await framed(
        request, clearance, "contact", child, context, status=422 if errors else 200
    )


async def record_attempt(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
        new = forms.new_attempt(fields, today=today)
        await contacts.record_attempt(clearance, new, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(request, clearance, fields, error.fields)
    notice = "reached" if new.reached else "tried" if "tried_on" in fields else "attempt"
    return see(f"/children/{clearance.dossier}/contact", notice=notice)


async def withdraw(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    await form(request)
    wanted = AttemptId(request.path_params["attempt"])
    await contacts.withdraw_attempt(clearance, wanted, clock=tools.clock, vault=tools.vault)
    return see(f"/children/{clearance.dossier}/contact", notice="attempt_undone")


BASE = "/children/{dossier:uuid}/contact"

routes = [
    cleared(
        BASE,
        for_workers(show_contact),
        Permission.CHILD_READ,
        Permission.ASSESSMENT_READ,
        name="home:contact",
    ),
    cleared(BASE, record_attempt, *MAY_TRY, name="home:record_attempt", methods=("POST",)),
    cleared(
        BASE + "/{attempt:uuid}/withdrawal",
        withdraw,
        *MAY_TRY,
        name="home:withdraw_attempt",
        methods=("POST",),
    ),
]
