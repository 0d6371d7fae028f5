"""One person around many children: their places renewed together, the children listed."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from workspace.access import forms, places
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.access.rules import LONGEST_PLACE
from workspace.accounts.service import accounts
from workspace.dossier.record import service as record
from workspace.errors import Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
REASON = N_("You see these children because you coordinate their follow-up here.")


async def show_renewal(request: Request) -> Response:
    return await _page(request, {}, {})


async def _page(
    request: Request, values: Mapping[str, object], errors: Mapping[str, str]
) -> Response:
    tools = toolbox(request)
    account = AccountId(request.path_params["account"])
    circle = await circle_of(request, Permission.CIRCLE_MANAGE)
    held = await places.held_by(circle, account, clock=tools.clock)
    if not held:
        raise NotFound
    here = replace(circle, dossiers=frozenset(dossier for dossier, _ in held))
    names = await record.names(here, vault=tools.vault)
    known = await accounts({account}, vault=tools.vault)
    today = tools.clock.today()
    context = {
        "account": account,
        "who": known[account].name if account in known else "",
        "held": [(dossier, names.get(dossier, ""), place) for dossier, place in held],
        "longest_on": today + LONGEST_PLACE,
        "values": {"until_on": (today + LONGEST_PLACE).isoformat(), **values},
        "errors": errors,
    }
    return await page(
        request, "home/renewal.html", context, status=422 if errors else 200, reason=REASON
    )


async def renew(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    circle = await circle_of(request, Permission.CIRCLE_MANAGE)
    account = AccountId(request.path_params["account"])
    if not await places.held_by(circle, account, clock=tools.clock):
        raise NotFound
    try:
        until_on = forms.day(fields, "until_on")
        chosen = _chosen(fields.getlist("dossier"))
        await places.renew_many(
            circle, account, chosen, until_on, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _page(request, fields, error.fields)
    return see("/", notice="renewed")


def _chosen(texts: list[str]) -> frozenset[DossierId]:
    try:
        return frozenset(DossierId(UUID(text)) for text in texts)
    except ValueError as error:
        raise NotFound from error


ONE = "/renewals/{account:uuid}"

routes = [
    guarded(ONE, show_renewal, policy=SIGNED_IN, name="home:renewals"),
    guarded(ONE, renew, policy=SIGNED_IN, name="home:renew_places", methods=("POST",)),
]
