"""Two forms of the record: enrol a child, record a move."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of, cleared
from workspace.access.service import clear
from workspace.actor import Actor, Role
from workspace.dossier.record import forms, service
from workspace.dossier.record.civil import forms as civil_forms
from workspace.dossier.record.civil import routes as civil
from workspace.dossier.record.civil import service as civil_service
from workspace.dossier.record.civil.model import INS_LABELS, Ins
from workspace.dossier.record.civil.rules import check_ins
from workspace.dossier.record.course import routes as course
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.doubles import routes as doubles
from workspace.dossier.record.doubles import service as doubles_service
from workspace.dossier.record.doubles.wording import alike_in_words
from workspace.dossier.record.family import routes as family
from workspace.dossier.record.inclusion import Waived
from workspace.dossier.record.model import (
    CERTAINTY_LABELS,
    PLACEMENT_LABELS,
    SEX_LABELS,
    NewChild,
)
from workspace.dossier.record.rules import current_placement
from workspace.dossier.record.summaries import ChildSummary
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_, gettext
from workspace.ids import DossierId, OrganizationId
from workspace.network import service as network
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
ENROL_REASON = N_("You may enrol a child because you coordinate follow-up for this establishment.")


class ToCall(NamedTuple):
    """Where a child is followed already, and whom to call there."""

    place: str
    name: str
    phone: str
    email: str


class Known(NamedTuple):
    """Who may be the child about to be enrolled: in one's circle, and outside it."""

    typed: NewChild | None = None
    doubles: Sequence[tuple[ChildSummary, str]] = ()
    """Each with what makes it alike, in words."""
    elsewhere: Sequence[ToCall] = ()


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
    known: Known | None = None,
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
        "programmes": list((await service.programmes(asking)).items()),
        "exceptions": inclusion_rule().exceptions_for(asking.role, Waived.ADMISSION),
        "typed": known.typed if known else None,
        "doubles": known.doubles if known else (),
        "elsewhere": known.elsewhere if known else (),
        "ins_statuses": INS_LABELS,
    }
    return await page(request, "record/enrol.html", context, status=status, reason=ENROL_REASON)


async def enrol(request: Request) -> Response:
    tools = toolbox(request)
    here = _establishment(actor(request))
    fields = await form(request)
    try:
        new = forms.new_child(fields, organization=here)
        await service.check_enrolment(actor(request), new, clock=tools.clock)
        ins = await _ins(request, fields)
        if not fields.get("apart"):
            known = await _known(request, new, ins)
            if known.doubles or known.elsewhere:
                return await _enrol_page(request, fields, {}, 422, known=known)
        enrolled = await service.enrol_child(
            actor(request), new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _enrol_page(request, fields, error.fields, 422)
    if ins is not None:
        await _write_ins(request, enrolled.dossier, ins)
    like = f"?like={enrolled.twins[0]}" if enrolled.twins else ""
    return see(f"/children/{enrolled.dossier}{like}", notice="enrolled")


async def _ins(request: Request, fields: Mapping[str, str]) -> Ins | None:
    """Return the national health identity, if something was said of it. Raises `Invalid`."""
    if not fields.get("status") and not fields.get("number", "").strip():
        return None
    ins = civil_forms.new_ins(fields)
    check_ins(ins)
    circle = await circle_of(request, Permission.CHILD_READ)
    await civil_service.check_free(circle, ins, vault=toolbox(request).vault)
    return ins


async def _write_ins(request: Request, dossier: DossierId, ins: Ins) -> None:
    tools = toolbox(request)
    clearance = await clear(
        actor(request), dossier, Permission.CHILD_WRITE, clock=tools.clock, vault=tools.vault
    )
    await civil_service.write_ins(clearance, ins, clock=tools.clock, vault=tools.vault)


async def _known(request: Request, new: NewChild, ins: Ins | None) -> Known:
    tools, me = toolbox(request), actor(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    likely = await service.doubles_of(circle, new.identity, clock=tools.clock, vault=tools.vault)
    number = ins.number if ins else ""
    found = await doubles_service.elsewhere(me, new.identity, number=number, vault=tools.vault)
    alike = tuple((child, alike_in_words(new.identity, child.identity)) for child in likely)
    if not found:
        return Known(typed=new, doubles=alike)
    places = {each.id: each.name for each in await network.organizations()}
    people = {each.account: each for each in await network.practitioners(me, vault=tools.vault)}
    called = []
    for each in found:
        who = people.get(each.coordinator) if each.coordinator else None
        place = places.get(each.organization) or gettext("Another establishment")
        contact = (who.name, who.contact.phone, who.contact.email) if who else ("", "", "")
        called.append(ToCall(place, *contact))
    return Known(typed=new, doubles=alike, elsewhere=tuple(dict.fromkeys(called)))


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
