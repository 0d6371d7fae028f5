"""One form for each thing that may be said of a child's health; amended by the same one."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from workspace.access.model import Clearance
from workspace.access.permissions import Permission
from workspace.access.routes import cleared
from workspace.accounts.service import accounts
from workspace.dossier.health import allergies, calendars, forms, rules, service
from workspace.dossier.health.fields import FIELDS, LEADS, TITLES
from workspace.dossier.health.model import (
    Allergy,
    Calendar,
    Fact,
    Statement,
    StatementId,
    StatementKind,
    Vaccination,
)
from workspace.dossier.health.telling import told
from workspace.dossier.health.wording import vaccine_options
from workspace.dossier.record import service as record
from workspace.dossier.record.bases import Hand, by_whom, overtaken
from workspace.errors import Conflict, Invalid, NotFound
from workspace.i18n import format_date, gettext
from workspace.web.pages import form, page, see
from workspace.web.toolbox import toolbox

PREFILLED = ("vaccine", "dose", "what", "is_none")
"""What a link may have chosen already."""


async def show_new(request: Request, clearance: Clearance) -> Response:
    kind = _kind(request)
    tools = toolbox(request)
    today = await record.today(clearance, clock=tools.clock, vault=tools.vault)
    first = {"done_on": today.isoformat()} if kind is not StatementKind.VACCINATION else {}
    asked = {name: request.query_params.get(name, "") for name in PREFILLED}
    return await _page(request, clearance, kind, {**first, **asked})


async def add(request: Request, clearance: Clearance) -> Response:
    return await _keep(request, clearance, await form(request), _kind(request), None)


async def show_amendment(request: Request, clearance: Clearance) -> Response:
    statement = await _statement(request, clearance)
    assert statement.fact is not None, "what stands says something"
    values = forms.values_of(statement.fact)
    return await _page(request, clearance, statement.kind, values, amended=statement.id)


async def amend(request: Request, clearance: Clearance) -> Response:
    """Amend what stands; where somebody was faster, show what stands now beside what was typed."""
    fields = await form(request)
    try:
        statement = await _statement(request, clearance)
        return await _keep(request, clearance, fields, statement.kind, statement.id)
    except (Conflict, NotFound):
        return await _overtaken(request, clearance, fields)


async def _overtaken(request: Request, clearance: Clearance, fields: Mapping[str, str]) -> Response:
    tools = toolbox(request)
    wanted = StatementId(request.path_params["statement"])
    found = await service.health(clearance, clock=tools.clock, vault=tools.vault)
    if wanted not in found.before:
        raise NotFound
    stands = rules.standing_for(wanted, found)
    hand = Hand(stands.recorded_by, stands.recorded_at) if stands else None
    return await _page(
        request,
        clearance,
        found.before[wanted].kind,
        fields,
        errors={"base": overtaken(clearance.actor.account, hand)},
        stands=_said(stands.fact, found.calendar) if stands and stands.fact else (),
        amended=stands.id if stands else None,
        status=422,
    )


def _said(fact: Fact, calendar: Calendar) -> list[tuple[str, str]]:
    """Return a statement as it stands, for whoever typed over it."""
    what, since, until, rest = told(fact, calendar)
    said = [
        (gettext("What"), what),
        (gettext("Day"), format_date(since) if since else ""),
        (gettext("Until"), format_date(until) if until else ""),
        (gettext("In words"), rest),
    ]
    return [(label, words) for label, words in said if words]


async def withdraw(request: Request, clearance: Clearance) -> Response:
    fields = await form(request)
    statement = await _statement(request, clearance)
    try:
        await service.withdraw(
            clearance,
            statement.id,
            reason=fields.get("reason", ""),
            vault=toolbox(request).vault,
        )
    except Invalid as error:
        assert statement.fact is not None, "what stands says something"
        values = forms.values_of(statement.fact)
        return await _page(
            request,
            clearance,
            statement.kind,
            values,
            errors=error.fields,
            amended=statement.id,
            status=422,
        )
    return see(f"/children/{clearance.dossier}/health", notice="health_withdrawn")


async def _keep(
    request: Request,
    clearance: Clearance,
    fields: Mapping[str, str],
    kind: StatementKind,
    amended: StatementId | None,
) -> Response:
    """Keep what was said, once whatever is unlikely in it has been confirmed."""
    tools = toolbox(request)
    try:
        in_force = await calendars.calendar(clearance, on=tools.clock.today())
        new = forms.new_fact(kind, fields, calendar=in_force)
        doubts = await service.doubts(
            clearance, new, amends=amended, clock=tools.clock, vault=tools.vault
        )
        if doubts and fields.get("sure") != forms.as_typed(kind, fields):
            asked = [gettext(question) for question in doubts]
            asked += await _other_doses(request, clearance, new, amended)
            return await _page(
                request, clearance, kind, fields, asked=asked, amended=amended, status=422
            )
        await service.state(clearance, new, amends=amended, clock=tools.clock, vault=tools.vault)
    except Invalid as error:
        return await _page(
            request, clearance, kind, fields, errors=error.fields, amended=amended, status=422
        )
    return see(f"/children/{clearance.dossier}/health", notice="health_written")


async def _other_doses(
    request: Request, clearance: Clearance, new: Fact, amended: StatementId | None
) -> list[str]:
    """Return the doses of the same vaccine nearest to a new one: the day of each, who wrote it and when."""
    if not isinstance(new, Vaccination):
        return []
    tools = toolbox(request)
    found = await service.health(clearance, clock=tools.clock, vault=tools.vault)
    others = [
        (abs(each.fact.done_on - new.done_on), each, each.fact.done_on)
        for each in found.of(StatementKind.VACCINATION)
        if isinstance(each.fact, Vaccination)
        and each.fact.vaccine == new.vaccine
        and each.id != amended
    ]
    nearest = [each for each in others if each[0] == min(other[0] for other in others)]
    known = await accounts({each.recorded_by for _, each, _ in nearest}, vault=tools.vault)
    names = {id_: account.name for id_, account in known.items()}
    return [
        gettext(
            "The dose of %(day)s was %(written)s.",
            day=format_date(day),
            written=by_whom(
                clearance.actor.account, Hand(each.recorded_by, each.recorded_at), names
            ),
        )
        for _, each, day in nearest
    ]


async def _page(
    request: Request,
    clearance: Clearance,
    kind: StatementKind,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    asked: Sequence[str] = (),
    stands: Sequence[tuple[str, str]] = (),
    amended: StatementId | None = None,
    status: int = 200,
) -> Response:
    tools = toolbox(request)
    context = {
        "dossier": clearance.dossier,
        "child": await record.identity(clearance, vault=tools.vault),
        "kind": kind,
        "title": TITLES[kind],
        "lead": LEADS.get(kind, ""),
        "fields": FIELDS[kind],
        "vaccines": vaccine_options(await calendars.calendar(clearance, on=tools.clock.today())),
        "values": values,
        "errors": errors or {},
        "asked": asked,
        "sure": forms.as_typed(kind, values),
        "stands": stands,
        "listed": await _listed(request, clearance, errors or {}, amended),
        "amended": amended,
    }
    return await page(request, "health/statement.html", context, status=status)


async def _listed(
    request: Request,
    clearance: Clearance,
    errors: Mapping[str, str],
    amended: StatementId | None,
) -> list[tuple[str, str]]:
    """Return the allergies that stand in the way of "no known allergy": where each is withdrawn, and its words."""
    if errors.get("is_none") != allergies.STANDING:
        return []
    tools = toolbox(request)
    found = await service.health(clearance, clock=tools.clock, vault=tools.vault)
    return [
        (f"/children/{each.dossier}/health/statements/{each.id}", each.fact.substance)
        for each in found.statements
        if isinstance(each.fact, Allergy) and not each.fact.is_none and each.id != amended
    ]


def _kind(request: Request) -> StatementKind:
    try:
        return StatementKind(request.path_params["kind"])
    except ValueError:
        raise NotFound from None


async def _statement(request: Request, clearance: Clearance) -> Statement:
    tools = toolbox(request)
    wanted = StatementId(request.path_params["statement"])
    found = await service.health(clearance, clock=tools.clock, vault=tools.vault)
    statement = next((each for each in found.statements if each.id == wanted), None)
    if statement is None:
        raise NotFound
    return statement


PATH = "/children/{dossier:uuid}/health"
ONE = PATH + "/statements/{statement:uuid}"
MAY_STATE = (Permission.CHILD_READ, Permission.HEALTH_READ, Permission.HEALTH_WRITE)

routes = [
    cleared(PATH + "/new/{kind}", show_new, *MAY_STATE, name="health:new"),
    cleared(PATH + "/new/{kind}", add, *MAY_STATE, name="health:add", methods=("POST",)),
    cleared(ONE, show_amendment, *MAY_STATE, name="health:amendment"),
    cleared(ONE, amend, *MAY_STATE, name="health:amend", methods=("POST",)),
    cleared(ONE + "/withdrawal", withdraw, *MAY_STATE, name="health:withdraw", methods=("POST",)),
]
