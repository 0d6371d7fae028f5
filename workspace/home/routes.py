"""Today, the list of children, and search."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.dossier.record.model import PLACEMENT_LABELS
from workspace.errors import Invalid
from workspace.home import (
    calendar,
    child,
    child_agenda,
    child_careplan,
    child_circle,
    child_path,
    forms,
    rules,
    service,
    spreadsheet,
    views,
    wording,
)
from workspace.home.model import AGE_LABELS, CONCERN_LABELS, Concern, Line, PPEDue, Wanted
from workspace.home.views import SavedView, ViewId
from workspace.i18n import N_
from workspace.messaging import service as messaging
from workspace.messaging.model import Conversation
from workspace.web import downloads
from workspace.web.identity import actor
from workspace.web.pages import form, page, see
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

SIGNED_IN = Policy(Knock.SIGNED_IN)
AT_FIRST: Final = 12
"""Lines of a section of Today before "show all"."""
SECTIONS: Final = (Concern.LATE, Concern.TO_PLAN, Concern.PLANNED, Concern.LOST)
CARE_ROLES = frozenset({Role.PSYCHOLOGIST, Role.PSYCHOMOTRICIAN})
REASONS = {
    Role.COORDINATOR: N_("You see these children because you coordinate their follow-up here."),
}
REASON = N_("You see these children because you are around them, and only while you are.")


async def _lines(request: Request) -> tuple[Circle, tuple[Line, ...]]:
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    return circle, await service.overview(circle, clock=tools.clock, vault=tools.vault)


async def _waiting(request: Request) -> tuple[Conversation, ...]:
    """Return the conversations with something unread."""
    me = actor(request).account
    circle = await circle_of(request, Permission.CONVERSATION_READ)
    found = await messaging.conversations(circle, vault=toolbox(request).vault)
    return tuple(conversation for conversation in found if conversation.unread_by(me))


async def _acts(request: Request) -> dict[str, object]:
    """Return in which dossiers whoever asks may do what a line proposes."""
    return {
        "plans": (await circle_of(request, Permission.ASSESSMENT_PLAN)).dossiers,
        "writes": (await circle_of(request, Permission.CONVERSATION_WRITE)).dossiers,
        "wording": wording,
        "Concern": Concern,
        "now": toolbox(request).clock.now(),
    }


def _reason(role: Role) -> str:
    return REASONS.get(role, REASON)


async def show_today(request: Request) -> Response:
    role = actor(request).role
    if role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    _, lines = await _lines(request)
    context = {
        **await _acts(request),
        "names": {line.child.dossier: line.child.identity.name for line in lines},
        "waiting": await _waiting(request),
        "me": actor(request).account,
    }
    if role is Role.CARER:
        context |= _welcomed(request, lines)
        return await page(request, "home/carer.html", context, reason=_reason(role))
    context |= await _work(request, lines)
    return await page(request, "home/today.html", context, reason=_reason(role) if lines else None)


def _welcomed(request: Request, lines: Sequence[Line]) -> dict[str, object]:
    """Return what a foster carer comes for: where to be, when, and with whom."""
    today, everything = toolbox(request).clock.today(), request.query_params.get("all", "")
    followed = [line for line in lines if line.concern is not Concern.ENDED]
    late, to_plan, planned, _ = (
        rules.of_concern(followed, concern, today=today) for concern in SECTIONS
    )
    expected = (*late, *to_plan)
    return {
        "appointments": planned,
        "expected": expected,
        "expected_shown": _shown(expected, everything == "expected"),
        "lines": followed,
        "lines_shown": _shown(followed, everything == "children"),
    }


async def _work(request: Request, lines: tuple[Line, ...]) -> dict[str, object]:
    """Return what Today sorts for whoever follows many children."""
    tools = toolbox(request)
    today, everything = tools.clock.today(), request.query_params.get("all", "")
    sections = {concern: rules.of_concern(lines, concern, today=today) for concern in SECTIONS}
    ppe: Sequence[PPEDue] = ()
    if actor(request).role is Role.COORDINATOR:
        drafting = await circle_of(request, Permission.PPE_DRAFT)
        ppe = await service.ppe_due(drafting, lines, clock=tools.clock, vault=tools.vault)
    sessions = rules.by_last_session(lines) if actor(request).role in CARE_ROLES else ()
    return {
        "sections": [
            (concern, found, _shown(found, everything == concern.value))
            for concern, found in sections.items()
            if found
        ],
        "sessions": sessions,
        "sessions_shown": _shown(sessions, everything == "sessions"),
        "ppe": ppe,
        "ppe_shown": ppe if everything == "ppe" else ppe[:5],
        "has_children": bool(lines),
        "later": sum(line.concern is Concern.TO_PLAN for line in lines)
        - len(sections[Concern.TO_PLAN]),
    }


def _shown(lines: Sequence[Line], everything: bool) -> Sequence[Line]:
    return lines if everything else lines[:AT_FIRST]


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
            actor(request), fields.get("name", ""), wanted, clock=tools.clock, vault=tools.vault
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


async def _children(
    request: Request,
    wanted: Wanted,
    *,
    kept: Sequence[SavedView],
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    _, lines = await _lines(request)
    context = {
        **await _acts(request),
        "lines": rules.chosen(lines, wanted),
        "wanted": wanted,
        "is_choice": wanted != Wanted(),
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
    reason = _reason(actor(request).role)
    return await page(request, "home/children.html", context, status=status, reason=reason)


async def download_children(request: Request) -> Response:
    """Answer the list as a spreadsheet: what is on the screen, no more."""
    wanted = forms.wanted(await form(request))
    _, lines = await _lines(request)
    today = toolbox(request).clock.today()
    chosen = rules.chosen(lines, wanted)
    return downloads.spreadsheet(spreadsheet.children(chosen, today=today), f"grenier-{today}.csv")


async def show_search(request: Request) -> Response:
    return await _search(request, "")


async def search(request: Request) -> Response:
    """Answer what a form looks for: a name never stands in an address, where browsers and logs keep it."""
    fields = await form(request)
    return await _search(request, fields.get("q", "").strip()[: forms.LONGEST_QUERY])


async def _search(request: Request, query: str) -> Response:
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    found = (
        await service.search(actor(request), circle, query, clock=tools.clock, vault=tools.vault)
        if query
        else None
    )
    context = {
        **await _acts(request),
        "query": query,
        "found": found,
        "roles": ROLE_LABELS,
    }
    return await page(request, "home/search.html", context)


routes = [
    guarded("/", show_today, policy=SIGNED_IN, name="home:today"),
    guarded("/children", show_children, policy=SIGNED_IN, name="home:children"),
    guarded(
        "/children/list",
        find_children,
        policy=SIGNED_IN,
        name="home:find_children",
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
    ),
    guarded("/search", show_search, policy=SIGNED_IN, name="home:search"),
    guarded("/search", search, policy=SIGNED_IN, name="home:search_form", methods=("POST",)),
    *calendar.routes,
    *child.routes,
    *child_agenda.routes,
    *child_circle.routes,
    *child_path.routes,
    *child_careplan.routes,
]
