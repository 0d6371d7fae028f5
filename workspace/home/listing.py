"""The list of children with its choices, and search."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response

from workspace.access import service as access
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.service import accounts
from workspace.actor import Role
from workspace.database import in_one_transaction
from workspace.dossier.record.model import PLACEMENT_LABELS
from workspace.errors import Invalid
from workspace.home import asking, forms, rules, service, spreadsheet, views, wording
from workspace.home.calendar import place_code, places_of
from workspace.home.model import AGE_LABELS, CONCERN_LABELS, Concern, Line, Wanted, Whereabouts
from workspace.home.views import SavedView, ViewId
from workspace.i18n import N_
from workspace.ids import AccountId
from workspace.names import french_order
from workspace.web import downloads
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
REASONS = {
    Role.COORDINATOR: N_("You see these children because you coordinate their follow-up here."),
}
SORTS = {
    "children": N_("Children"),
    "people": N_("People of the network"),
    "documents": N_("Documents"),
}
"""What a search may be narrowed to."""
SEEN_AT_ONCE = 8
"""Children that need no choosing: a foster carer sees the list, not what would narrow it."""
REASON = N_("You see these children because you are around them, and only while you are.")


async def lines_of(request: Request) -> tuple[Circle, tuple[Line, ...]]:
    """Return the circle of whoever asks, and one line for each of its children."""
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    lines = await service.overview(circle, clock=tools.clock, vault=tools.vault)
    is_home = actor(request).role is Role.CARER
    return circle, tuple(map(rules.lived_with, lines)) if is_home else lines


async def acts_of(request: Request) -> dict[str, object]:
    """Return in which dossiers whoever asks may do what a line proposes."""
    return {
        "plans": (await circle_of(request, Permission.ASSESSMENT_PLAN)).dossiers,
        "writes": (await circle_of(request, Permission.CONVERSATION_WRITE)).dossiers,
        "opens": (await circle_of(request, Permission.ASSESSMENT_FORM_READ)).dossiers,
        "wording": wording,
        "Concern": Concern,
        "now": toolbox(request).clock.now(),
    }


def reason_of(role: Role) -> str:
    """Say why this person sees these children."""
    return REASONS.get(role, REASON)


@in_one_transaction
async def show_children(request: Request) -> Response:
    """Answer the list; the address may choose a place, a state, an age or a view of one's own, never a name."""
    wanted = replace(forms.wanted(request.query_params), text="")
    kept = await views.saved_views(actor(request), vault=toolbox(request).vault)
    asked = request.query_params.get("view", "")
    for view in kept:
        if str(view.id) == asked:
            wanted = view.wanted
    return await _children(request, wanted, kept=kept)


async def find_children(request: Request) -> Response:
    """Answer the list narrowed by a form; without a name it has an address of its own."""
    wanted = forms.wanted(await form(request))
    if not wanted.text:
        return see("/children" + forms.query(wanted))
    kept = await views.saved_views(actor(request), vault=toolbox(request).vault)
    return await _children(request, wanted, kept=kept)


async def save_view(request: Request) -> Response:
    tools = toolbox(request)
    fields = await form(request)
    wanted = forms.wanted(fields)
    try:
        view = await views.save_view(
            actor(request),
            fields.get("name", ""),
            forms.fields_of(wanted),
            clock=tools.clock,
            vault=tools.vault,
        )
    except Invalid as error:
        kept = await views.saved_views(actor(request), vault=tools.vault)
        return await _children(
            request, wanted, kept=kept, values=fields, errors=error.fields, status=422
        )
    return see(f"/children?view={view}", notice="view_saved")


async def remove_view(request: Request) -> Response:
    await form(request)
    view = ViewId(request.path_params["view"])
    await views.remove_view(actor(request), view, vault=toolbox(request).vault)
    return see("/children", notice="view_removed")


@in_one_transaction
async def _children(
    request: Request,
    wanted: Wanted,
    *,
    kept: Sequence[SavedView],
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    circle, lines = await lines_of(request)
    known, homes, people = await _whereabouts(request, circle, lines)
    context = {
        **await acts_of(request),
        "lines": rules.chosen(lines, wanted, known),
        "homes": homes,
        "people": people,
        "may_ask": actor(request).role is not Role.CARER,
        "wanted": wanted,
        "is_choice": wanted != Wanted(),
        "is_long": wanted != Wanted() or bool(kept) or len(lines) > SEEN_AT_ONCE,
        "asked": forms.fields_of(wanted),
        "views": kept,
        "kept": next((view for view in kept if view.wanted == wanted), None),
        "kinds": PLACEMENT_LABELS,
        "ages": AGE_LABELS,
        "concerns": CONCERN_LABELS,
        "counts": {concern: sum(line.concern is concern for line in lines) for concern in Concern},
        "may_enrol": actor(request).role is Role.COORDINATOR,
        "values": values or {},
        "errors": errors or {},
    }
    reason = reason_of(actor(request).role)
    return await page(request, "home/children.html", context, status=status, reason=reason)


async def _whereabouts(
    request: Request, circle: Circle, lines: Sequence[Line]
) -> tuple[Whereabouts, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return where each child lives and who is around them; the homes, and the people, to choose from."""
    tools = toolbox(request)
    children = {line.child.dossier: line.child for line in lines}
    codes = {dossier: place_code(child, vault=tools.vault) for dossier, child in children.items()}
    circles = await access.around_in(circle, clock=tools.clock)
    everybody = frozenset[AccountId]().union(*circles.values())
    named = await accounts(everybody, vault=tools.vault)
    people = sorted(
        ((str(id_), account.name) for id_, account in named.items()),
        key=lambda each: french_order(each[1]),
    )
    return Whereabouts(homes=codes, circles=circles), places_of(children, codes), people


async def act_on_chosen(request: Request) -> Response:
    """Do one thing for the children that were ticked: ask their carers, plan a day for them, take them as a file."""
    fields = await form(request)
    chosen = await _ticked(request, fields)
    if not chosen:
        kept = await views.saved_views(actor(request), vault=toolbox(request).vault)
        errors = {"dossier": N_("Choose at least one child.")}
        wanted = forms.wanted(fields)
        return await _children(request, wanted, kept=kept, errors=errors, status=422)
    dossiers = [line.child.dossier for line in chosen]
    match fields.get("act", ""):
        case "ask":
            return await asking.before_asking(request, dossiers)
        case "plan":
            children = urlencode([("child", str(dossier)) for dossier in dossiers])
            return see(f"/assessments/plan?{children}")
        case _:
            circle = await circle_of(request, Permission.CHILD_READ)
            return await _file(request, circle, chosen)


async def _ticked(request: Request, fields: ImmutableMultiDict[str, str]) -> tuple[Line, ...]:
    """Return the lines that were ticked among those shown; all of those shown where that was ticked."""
    circle, lines = await lines_of(request)
    known, *_ = await _whereabouts(request, circle, lines)
    shown = rules.chosen(lines, forms.wanted(fields), known)
    ticked, is_all = set(fields.getlist("dossier")), fields.get("all") == "yes"
    return tuple(line for line in shown if is_all or str(line.child.dossier) in ticked)


async def download_children(request: Request) -> Response:
    """Answer the list as a spreadsheet: what is on the screen, no more."""
    wanted = forms.wanted(await form(request))
    circle, lines = await lines_of(request)
    known, *_ = await _whereabouts(request, circle, lines)
    return await _file(request, circle, rules.chosen(lines, wanted, known))


async def _file(request: Request, circle: Circle, lines: Collection[Line]) -> Response:
    tools = toolbox(request)
    await access.export(
        circle, {line.child.dossier for line in lines}, "children", vault=tools.vault
    )
    name = f"grenier-{tools.clock.today()}.csv"
    return downloads.spreadsheet(spreadsheet.children(lines), name)


async def show_search(request: Request) -> Response:
    return await _search(request, "")


async def search(request: Request) -> Response:
    """Answer what a form looks for: a name never stands in an address, where browsers and logs keep it."""
    fields = await form(request)
    query, sort = fields.get("q", "").strip()[: forms.LONGEST_QUERY], fields.get("sort", "")
    return await _search(request, query, sort if sort in SORTS else "")


@in_one_transaction
async def _search(request: Request, query: str, sort: str = "") -> Response:
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    found = (
        await service.search(actor(request), circle, query, clock=tools.clock, vault=tools.vault)
        if query
        else None
    )
    context = {
        **await acts_of(request),
        "query": query,
        "found": found,
        "sort": sort,
        "sorts": SORTS,
        "roles": ROLE_LABELS,
    }
    return await page(request, "home/search.html", context)


routes = [
    guarded("/children", show_children, policy=SIGNED_IN, name="home:children"),
    guarded(
        "/children/list",
        find_children,
        policy=SIGNED_IN,
        name="home:find_children",
        methods=("POST",),
    ),
    guarded(
        "/children/chosen",
        act_on_chosen,
        policy=SIGNED_IN,
        name="home:chosen",
        methods=("POST",),
    ),
    guarded(
        "/children/views", save_view, policy=SIGNED_IN, name="home:save_view", methods=("POST",)
    ),
    guarded(
        "/children/views/{view:uuid}/removal",
        remove_view,
        policy=SIGNED_IN,
        name="home:remove_view",
        methods=("POST",),
    ),
    guarded(
        "/children.csv",
        download_children,
        policy=SIGNED_IN,
        name="home:spreadsheet",
        methods=("POST",),
        form_at="/children",
    ),
    guarded("/search", show_search, policy=SIGNED_IN, name="home:search"),
    guarded("/search", search, policy=SIGNED_IN, name="home:search_form", methods=("POST",)),
]
