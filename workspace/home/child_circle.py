"""Who is around a child, and for whoever coordinates: let somebody in, renew a place, end one."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from workspace.access import forms, places
from workspace.access.model import PURPOSE_LABELS, Clearance, GrantId, Place
from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import cleared
from workspace.access.rules import GIVEN_BY_HAND, LONGEST_PLACE, rights_of
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.errors import Invalid
from workspace.home import rules
from workspace.home.child import for_workers
from workspace.home.frame import framed
from workspace.i18n import N_, gettext, mid_sentence
from workspace.ids import OrganizationId
from workspace.network import service as network
from workspace.network.model import Practitioner
from workspace.network.routes import department_shown
from workspace.web.identity import actor
from workspace.web.pages import form, see
from workspace.web.toolbox import toolbox

CLASS_WORDS: Final[Mapping[DataClass, str]] = {
    DataClass.IDENTITY: N_("who the child is"),
    DataClass.PRACTICAL: N_("appointments and sessions"),
    DataClass.MESSAGES: N_("messages"),
    DataClass.SOMATIC: N_("health"),
    DataClass.PSYCHOLOGICAL: N_("psychology and scales"),
    DataClass.SOCIAL: N_("places and measures"),
    DataClass.THIRD_PARTY: N_("what concerns the family"),
    DataClass.MEMORY: N_("the memory box"),
}
"""What a role opens, in the words of the field."""


def opened_by(role: Role) -> str:
    """Say what a role reads: "who the child is, messages"."""
    reads = rights_of(role).reads
    return ", ".join(gettext(words) for code, words in CLASS_WORDS.items() if code in reads)


async def show_circle(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    held = await places.places(clearance, clock=tools.clock)
    everybody = {place.grant.account for place in (*held.around, *held.left)}
    today = tools.clock.today_in(child.inclusion.department)
    context = {
        "before": {
            grant.id
            for grant in rules.from_before(
                (place.grant for place in held.around), child.placements, today
            )
        },
        "around": held.around,
        "left": held.left,
        "ending": [place for place in held.around if place.is_ending],
        "accounts": await accounts(everybody, vault=tools.vault),
        "roles": ROLE_LABELS,
        "opened_by": opened_by,
        "may_manage": clearance.role is Role.COORDINATOR,
    }
    return await framed(request, clearance, "circle", child, context)


async def show_new(request: Request, clearance: Clearance) -> Response:
    today = await _today(request, clearance)
    values = {"since_on": today.isoformat(), "until_on": (today + LONGEST_PLACE).isoformat()}
    return await _new_page(request, clearance, values, {})


async def _today(request: Request, clearance: Clearance) -> date:
    """Return the day it is where the child is followed."""
    tools = toolbox(request)
    return await record.today(clearance, clock=tools.clock, vault=tools.vault)


async def _new_page(
    request: Request,
    clearance: Clearance,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    held = await places.places(clearance, clock=tools.clock)
    inside = {place.grant.account for place in held.around}
    department = await department_shown(request)
    people = await network.practitioners(actor(request), department=department, vault=tools.vault)
    services = {each.id: each.name for each in await network.organizations()}
    candidates = [
        (str(who.account), _described(who, services))
        for who in people
        if who.account and who.account not in inside and who.role in GIVEN_BY_HAND
    ]
    context = {
        "candidates": candidates,
        "department": department,
        "departments": await network.departments(),
        "purposes": PURPOSE_LABELS,
        "opens": [
            (gettext(ROLE_LABELS[role]), opened_by(role)) for role in Role if role in GIVEN_BY_HAND
        ],
        "longest_on": tools.clock.today_in(child.inclusion.department) + LONGEST_PLACE,
        "values": values,
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "circle",
        child,
        context,
        template="circle_new",
        status=422 if errors else 200,
    )


def _described(who: Practitioner, services: Mapping[OrganizationId, str]) -> str:
    said = f"{who.name}, {mid_sentence(gettext(ROLE_LABELS[who.role]))}"
    service = services.get(who.organization) if who.organization else None
    return f"{said} ({service})" if service else said


async def let_in(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    try:
        here = await _today(request, clearance)
        new = forms.new_place(fields, today=here)
        await places.let_in(clearance, new, here=here, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _new_page(request, clearance, fields, error.fields)
    return see(f"/children/{clearance.dossier}/circle", notice="let_in")


async def show_place(request: Request, clearance: Clearance) -> Response:
    today = await _today(request, clearance)
    values = {"until_on": (today + LONGEST_PLACE).isoformat(), "last_on": today.isoformat()}
    return await _place_page(request, clearance, await _place(request, clearance), values, {})


async def _place(request: Request, clearance: Clearance) -> Place:
    wanted = GrantId(request.path_params["grant"])
    return await places.place(clearance, wanted, clock=toolbox(request).clock)


async def _place_page(
    request: Request,
    clearance: Clearance,
    place: Place,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    tools = toolbox(request)
    child = await record.child(clearance, vault=tools.vault)
    known = await accounts({place.grant.account}, vault=tools.vault)
    who = known.get(place.grant.account)
    today = tools.clock.today_in(child.inclusion.department)
    context = {
        "place_held": place,
        "who": who.name if who else gettext("Somebody"),
        "role": ROLE_LABELS[place.grant.role],
        "opens": opened_by(place.grant.role),
        "longest_on": today + LONGEST_PLACE,
        "values": {
            "until_on": (today + LONGEST_PLACE).isoformat(),
            "last_on": min(today, place.until_on).isoformat(),
            **values,
        },
        "errors": errors,
    }
    return await framed(
        request,
        clearance,
        "circle",
        child,
        context,
        template="circle_place",
        status=422 if errors else 200,
    )


async def renew(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    place = await _place(request, clearance)
    try:
        until_on = forms.day(fields, "until_on")
        here = await _today(request, clearance)
        await places.renew(
            clearance, place.grant.id, until_on, here=here, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _place_page(request, clearance, place, fields, error.fields)
    return see(f"/children/{clearance.dossier}/circle", notice="renewed")


async def end(request: Request, clearance: Clearance) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    place = await _place(request, clearance)
    try:
        last_on = forms.day(fields, "last_on")
        await places.end(
            clearance,
            place.grant.id,
            last_on,
            here=await _today(request, clearance),
            clock=tools.clock,
            hub=tools.hub,
            vault=tools.vault,
        )
    except Invalid as error:
        return await _place_page(request, clearance, place, fields, error.fields)
    if place.grant.account == clearance.actor.account:
        return see("/", notice="left")
    return see(f"/children/{clearance.dossier}/circle", notice="left")


BASE = "/children/{dossier:uuid}/circle"
ONE = BASE + "/{grant:uuid}"
MANAGE = (Permission.CHILD_READ, Permission.CIRCLE_MANAGE)

routes = [
    cleared(BASE, for_workers(show_circle), Permission.CHILD_READ, name="home:circle"),
    cleared(BASE, let_in, *MANAGE, name="home:let_in", methods=("POST",)),
    cleared(BASE + "/new", show_new, *MANAGE, name="home:new_place"),
    cleared(ONE, show_place, *MANAGE, name="home:circle_place"),
    cleared(ONE + "/renewal", renew, *MANAGE, name="home:renew_place", methods=("POST",)),
    cleared(ONE + "/end", end, *MANAGE, name="home:end_place", methods=("POST",)),
]
