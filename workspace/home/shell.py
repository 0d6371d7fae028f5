"""What surrounds every page: the places this person may go to, and how many things wait there."""

import logging
from dataclasses import dataclass

from starlette.requests import Request

from workspace.access.permissions import DataClass, Permission
from workspace.access.routes import circle_of
from workspace.access.rules import rights_of
from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Actor, Role
from workspace.database import DatabaseBusy, transaction
from workspace.dossier.record import service as record
from workspace.feedback import service as feedback
from workspace.i18n import N_, format_day, gettext
from workspace.messaging import service as messaging
from workspace.network import service as network
from workspace.web.identity import csrf_token, visitor
from workspace.web.middleware import chosen_language
from workspace.web.shell import Place, Shell, Theme
from workspace.web.toolbox import toolbox

log = logging.getLogger(__name__)

DOCUMENTS = {DataClass.SOMATIC, DataClass.PSYCHOLOGICAL, DataClass.SOCIAL}
YOUNG_PLACES = (
    Place(href="/my-file/readers", label=N_("Who opened my file")),
    Place(href="/my-box/archive", label=N_("Take everything away")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What the rail counts and names."""

    children: int | None = None
    unread: int | None = None
    opinions: int | None = None
    organization: str | None = None


async def shell_of(request: Request) -> Shell:
    """Return the shell of whoever makes `request`."""
    tools = toolbox(request)
    here = visitor(request)
    pinned = getattr(tools.clock, "pinned", None)
    around = await _around(request, here.actor) if here.actor else Around()
    return Shell(
        csrf_token=csrf_token(request),
        path=_path(request),
        page=_name(request),
        person=here.name,
        role_label=ROLE_LABELS[here.actor.role] if here.actor else None,
        organization=around.organization,
        places=places(request.url.path, here.actor.role, around) if here.actor else (),
        banner=gettext("Demonstration: invented people. Here it is %(day)s.")
        % {"day": format_day(pinned)}
        if pinned
        else None,
        language=chosen_language(request),
        theme=_theme(request),
        young=here.actor is not None and here.actor.role is Role.YOUNG_ADULT,
    )


def _path(request: Request) -> str:
    """Return the page to come back to: path and query; after a form, the first page."""
    if request.method != "GET":
        return "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _name(request: Request) -> str:
    """Return the name of this page's route: the word said of it names no child."""
    return getattr(request.scope.get("route"), "name", None) or ""


def _theme(request: Request) -> Theme:
    asked = request.cookies.get("grenier-theme")
    if asked == "light":
        return "light"
    return "dark" if asked == "dark" else "auto"


async def _around(request: Request, actor: Actor) -> Around:
    """Read what the rail says. A page that says the database is busy goes without it."""
    clock = toolbox(request).clock
    try:
        async with transaction():
            children = await circle_of(request, Permission.CHILD_READ)
            messages = await circle_of(request, Permission.CONVERSATION_READ)
            return Around(
                children=await record.count_followed(children, clock=clock) or None,
                unread=await messaging.unread(messages) or None,
                opinions=await feedback.waiting(actor) or None
                if actor.role is Role.NATIONAL
                else None,
                organization=await _organization(actor),
            )
    except DatabaseBusy:
        log.warning("a page went out without its counts: the database is busy")
        return Around()


async def _organization(actor: Actor) -> str | None:
    return await network.name_of(actor.organization) if actor.organization else None


def places(path: str, role: Role, around: Around) -> tuple[Place, ...]:
    """Return the places `role` may go to, six at most; `path` is where they are."""
    if role is Role.YOUNG_ADULT:
        return tuple(
            Place(href=place.href, label=place.label, current=place.href == path)
            for place in YOUNG_PLACES
        )
    reads = rights_of(role).reads
    known = [
        (N_("Today"), "/", "t", None, role is not Role.NATIONAL),
        (N_("Children"), "/children", "e", around.children, DataClass.IDENTITY in reads),
        (N_("Messages"), "/messages", "m", around.unread, DataClass.MESSAGES in reads),
        (N_("Documents"), "/documents", "d", None, bool(DOCUMENTS & reads)),
        (N_("Network"), "/network", "r", None, role is not Role.PARENT),
        (N_("Cohort"), "/cohort", "c", None, role in {Role.COORDINATOR, Role.NATIONAL}),
        (N_("Protocol"), "/protocol", "p", None, role is Role.NATIONAL),
        (N_("Opinions"), "/feedback/received", "o", around.opinions, role is Role.NATIONAL),
    ]
    return tuple(
        Place(
            href=href,
            label=label,
            count=count,
            key=key,
            current=path == href or (href != "/" and path.startswith(href + "/")),
        )
        for label, href, key, count, may in known
        if may
    )
