"""Note a session: a few touches on a phone, one line if one likes."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.access.routes import cleared
from workspace.accounts.model import ROLE_LABELS
from workspace.dossier.care import forms, service
from workspace.dossier.care.entries import CHIP_LABELS, KIND_OF_ROLE, CareBudget
from workspace.dossier.care.model import (
    BEYOND_LABELS,
    KIND_LABELS,
    PAYER_LABELS,
    PRESENCE_LABELS,
    Presence,
)
from workspace.dossier.care.plan import routes as plan
from workspace.dossier.care.rounds import routes as rounds
from workspace.dossier.record import service as record
from workspace.errors import Invalid
from workspace.i18n import gettext
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

USUAL_MINUTES = 45


async def show_new(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    kind = KIND_OF_ROLE.get(clearance.role)
    budget = await service.budget(clearance, clock=tools.clock, vault=tools.vault)
    values = {
        "kind": kind.value if kind else "",
        "presence": Presence.PRESENT.value,
        "done_on": tools.clock.today().isoformat(),
        "minutes": str(budget.minutes or USUAL_MINUTES),
        "payer": budget.payer.value,
        "practitioner": str(await network.practitioner_of(actor(request).account) or ""),
    }
    return await _page(request, clearance, values, {}, budget=budget)


async def _page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
    *,
    budget: CareBudget | None = None,
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    if budget is None:
        budget = await service.budget(clearance, clock=tools.clock, vault=tools.vault)
    people = await network.practitioners(actor(request), vault=tools.vault)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "budget": budget,
        "beyonds": BEYOND_LABELS,
        "kinds": KIND_LABELS,
        "payers": PAYER_LABELS,
        "presences": PRESENCE_LABELS,
        "chips": CHIP_LABELS,
        "practitioners": [
            (str(who.id), f"{who.name}, {gettext(ROLE_LABELS[who.role]).lower()}")
            for who in people
            if who.role in KIND_OF_ROLE
        ],
        "is_own": clearance.role in KIND_OF_ROLE,
        "may_tell": clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE),
        "values": values,
        "errors": errors,
    }
    return await page(request, "care/session.html", context, status=status)


async def note(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    chosen = fields.getlist("chips")
    try:
        session, chips = forms.new_session(fields, chips=chosen)
        await service.note_session(
            clearance, session, chips=chips, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _page(
            request, clearance, {**fields, "chips": chosen}, error.fields, status=422
        )
    return see(f"/children/{clearance.dossier}/care", notice="session")


PATH = "/children/{dossier:uuid}/care"
MAY_NOTE = (Permission.CHILD_READ, Permission.CARE_SESSION_ADD)

routes = [
    cleared(PATH + "/new", show_new, *MAY_NOTE, name="care:new"),
    cleared(PATH, note, *MAY_NOTE, name="care:note", methods=("POST",)),
    *plan.routes,
    *rounds.routes,
]
