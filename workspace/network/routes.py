"""The directory: who works where, and who has signed the agreement."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.errors import Forbidden, Invalid
from workspace.i18n import N_, gettext
from workspace.ids import PractitionerId
from workspace.names import french_order
from workspace.network import forms, rules, service, wording
from workspace.network.model import KIND_LABELS, Organization, Practitioner
from workspace.spreadsheets import table
from workspace.web.downloads import spreadsheet
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON = N_("The directory is shared between the professionals of the network, and nobody else.")
SIGNED_IN = Policy(Knock.SIGNED_IN)
KEPT_OUT = frozenset({Role.PARENT, Role.YOUNG_ADULT})

Group = tuple[Organization | None, Sequence[Practitioner]]


COLUMNS = (
    N_("Family name"),
    N_("Given name"),
    N_("Role"),
    N_("Specialty"),
    N_("Establishment"),
    N_("Agreement signed"),
    N_("Trained"),
    N_("Weeks to wait"),
    N_("Comes to the home"),
    N_("Said on"),
    N_("E-mail"),
    N_("Telephone"),
)


async def show_network(request: Request) -> Response:
    department, role = await department_shown(request), _role(request.query_params.get("role", ""))
    people = await _people(request, department)
    chosen = _chosen(request, people, role)
    me = actor(request)
    context = {
        "department": department,
        "departments": await service.departments(),
        "groups": _by_organization(chosen, await service.organizations()),
        "kinds": KIND_LABELS,
        "roles": ROLE_LABELS,
        "known_roles": sorted({who.role for who in people}, key=list(Role).index),
        "role": role,
        "total": len(chosen),
        "may_add": me.role is Role.COORDINATOR,
        "may_state": partial(rules.may_state, me),
        "practice": wording.practice,
        "only_homes": request.query_params.get("homes") == "yes",
        "is_by_hand": rules.is_by_hand,
    }
    return await page(request, "network/directory.html", context, reason=REASON)


async def download_network(request: Request) -> Response:
    """Answer the directory as a spreadsheet: what is on the screen, no more."""
    people = await _people(request, await department_shown(request))
    chosen = _chosen(request, people, _role(request.query_params.get("role", "")))
    rows = (
        (
            who.contact.family_name,
            who.contact.given_name,
            gettext(ROLE_LABELS[who.role]),
            who.specialty,
            organization.name if organization else "",
            who.agreement_signed_on,
            who.trained_on,
            *_practice_cells(who),
            who.contact.email,
            who.contact.phone,
        )
        for organization, colleagues in _by_organization(chosen, await service.organizations())
        for who in colleagues
    )
    what = gettext("network")
    name = f"grenier-{what}-{toolbox(request).clock.today()}.csv"
    return spreadsheet(table(map(gettext, COLUMNS), rows), name)


async def show_new(request: Request) -> Response:
    return await _new_page(request, {}, {})


async def _new_page(
    request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    if actor(request).role is not Role.COORDINATOR:
        raise Forbidden
    context = {
        "organizations": [(str(each.id), each.name) for each in await service.organizations()],
        "who": None,
        "values": values,
        "errors": errors,
    }
    return await page(request, "network/new.html", context, reason=REASON, status=status)


async def add(request: Request) -> Response:
    fields = await form(request)
    try:
        new = forms.new_practitioner(fields)
        await service.add(actor(request), new, vault=toolbox(request).vault)
    except Invalid as error:
        return await _new_page(request, fields, error.fields, 422)
    return see("/network", notice="network")


async def show_correction(request: Request) -> Response:
    who = await _entered(request)
    values = {
        "family_name": who.contact.family_name,
        "given_name": who.contact.given_name,
        "specialty": who.specialty,
        "organization": str(who.organization or ""),
        "phone": who.contact.phone,
        "email": who.contact.email,
    }
    return await _correction_page(request, who, values, {})


async def amend(request: Request) -> Response:
    fields = await form(request)
    who = await _entered(request)
    try:
        new = forms.new_practitioner(fields)
        seen, vault = fields.get("seen", ""), toolbox(request).vault
        await service.amend(actor(request), who.id, new, seen=seen, vault=vault)
    except Invalid as error:
        return await _correction_page(request, await _entered(request), fields, error.fields)
    return see("/network", notice="network")


async def _entered(request: Request) -> Practitioner:
    wanted = PractitionerId(request.path_params["practitioner"])
    return await service.by_hand(actor(request), wanted, vault=toolbox(request).vault)


async def _correction_page(
    request: Request, who: Practitioner, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    """Show the form of an entry that stands. Once somebody was faster, it is sent again over what stands now."""
    was_seen = values.get("seen") if "base" not in errors else None
    context = {
        "organizations": [(str(each.id), each.name) for each in await service.organizations()],
        "who": who,
        "seen": was_seen or rules.print_of(who),
        "values": values,
        "errors": errors,
    }
    status = 422 if errors else 200
    return await page(request, "network/new.html", context, reason=REASON, status=status)


async def _people(request: Request, department: str | None) -> Sequence[Practitioner]:
    asking = actor(request)
    if asking.role in KEPT_OUT:
        raise Forbidden
    return await service.practitioners(asking, department=department, vault=toolbox(request).vault)


async def department_shown(request: Request) -> str | None:
    """Return the department the address names, one's own when it names none that is known."""
    asked = request.query_params.get("department", "")
    if asked in await service.departments():
        return asked
    return await service.department_of(actor(request))


def _chosen(
    request: Request, people: Sequence[Practitioner], role: Role | None
) -> list[Practitioner]:
    """Return whom the address asks for: of a role, and if it says so those who come to where the child lives."""
    of_role = [who for who in people if role is None or who.role is role]
    if request.query_params.get("homes") != "yes":
        return of_role
    return [who for who in of_role if who.practice is not None and who.practice.visits_homes]


def _practice_cells(who: Practitioner) -> tuple[object, ...]:
    if who.practice is None:
        return "", "", ""
    visits = {True: gettext("yes"), False: gettext("no"), None: ""}[who.practice.visits_homes]
    weeks = who.practice.waiting_weeks
    return "" if weeks is None else weeks, visits, who.practice.stated_on


async def show_practice(request: Request) -> Response:
    who = await _stated(request)
    said = who.practice
    values = {
        "waiting_weeks": "" if said is None or said.waiting_weeks is None else said.waiting_weeks,
        "visits_homes": ""
        if said is None
        else {True: "yes", False: "no"}.get(said.visits_homes, ""),  # type: ignore[arg-type]
    }
    return await _practice_page(request, who, values, {})


async def _stated(request: Request) -> Practitioner:
    """Return whom the address names. Raises Forbidden for who may not say how soon they can be seen, and NotFound."""
    me, wanted = actor(request), PractitionerId(request.path_params["practitioner"])
    if me.role in KEPT_OUT:
        raise Forbidden
    found = await service.practitioner(wanted, vault=toolbox(request).vault)
    if not rules.may_state(me, found):
        raise Forbidden
    return found


async def _practice_page(
    request: Request,
    who: Practitioner,
    values: Mapping[str, object],
    errors: Mapping[str, str],
) -> Response:
    context = {"who": who, "values": values, "errors": errors}
    status = 422 if errors else 200
    return await page(request, "network/practice.html", context, reason=REASON, status=status)


async def state_practice(request: Request) -> Response:
    tools, fields = toolbox(request), await form(request)
    who = await _stated(request)
    try:
        new = forms.new_practice(fields)
        await service.state_practice(
            actor(request), who.id, new, clock=tools.clock, vault=tools.vault
        )
    except Invalid as error:
        return await _practice_page(request, who, fields, error.fields)
    return see("/network", notice="network_practice")


def _role(code: str) -> Role | None:
    return Role(code) if code in set(Role) else None


def _by_organization(
    people: Sequence[Practitioner], organizations: Sequence[Organization]
) -> list[Group]:
    """Return the people of each establishment, establishments in order; those of none come last."""
    known = {organization.id: organization for organization in organizations}

    def home(who: Practitioner) -> Organization | None:
        return known.get(who.organization) if who.organization else None

    def place(who: Practitioner) -> tuple[bool, object]:
        found = home(who)
        return found is None, french_order(found.name) if found else ()

    ordered = sorted(people, key=place)  # stable: within one, the order of the directory
    return [(found, list(group)) for found, group in groupby(ordered, key=home)]


ONE = "/network/{practitioner:uuid}"

routes = [
    guarded("/network", show_network, policy=SIGNED_IN, name="network:directory"),
    guarded("/network", add, policy=SIGNED_IN, name="network:add", methods=("POST",)),
    guarded("/network/new", show_new, policy=SIGNED_IN, name="network:new"),
    guarded(ONE, show_correction, policy=SIGNED_IN, name="network:correction"),
    guarded(ONE, amend, policy=SIGNED_IN, name="network:amend", methods=("POST",)),
    guarded(f"{ONE}/practice", show_practice, policy=SIGNED_IN, name="network:practice_form"),
    guarded(
        f"{ONE}/practice",
        state_practice,
        policy=SIGNED_IN,
        name="network:practice",
        methods=("POST",),
    ),
    guarded("/network.csv", download_network, policy=SIGNED_IN, name="network:spreadsheet"),
]
