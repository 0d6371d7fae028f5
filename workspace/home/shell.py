"""What surrounds every page: the places this person may go to, and how many things wait there."""

from starlette.requests import Request

from workspace.accounts.model import ROLE_LABELS
from workspace.actor import Role
from workspace.i18n import N_, format_day, gettext
from workspace.web.identity import csrf_token, visitor
from workspace.web.middleware import chosen_language
from workspace.web.shell import Place, Shell, Theme
from workspace.web.toolbox import toolbox

PRACTITIONERS = frozenset(
    {
        Role.COORDINATOR,
        Role.PHYSICIAN,
        Role.NURSE,
        Role.PSYCHOLOGIST,
        Role.PSYCHOMOTRICIAN,
        Role.CARER,
        Role.KEY_WORKER,
    }
)


def _theme(request: Request) -> Theme:
    asked = request.cookies.get("grenier-theme")
    if asked == "light":
        return "light"
    return "dark" if asked == "dark" else "auto"


async def shell_of(request: Request) -> Shell:
    """Return the shell of whoever makes `request`."""
    tools = toolbox(request)
    here = visitor(request)
    pinned = getattr(tools.clock, "pinned", None)
    return Shell(
        csrf_token=csrf_token(request),
        path=request.url.path,
        person=here.name,
        role_label=ROLE_LABELS[here.actor.role] if here.actor else None,
        places=_places(request.url.path, here.actor.role) if here.actor else (),
        banner=gettext("Demonstration: invented people. Here it is %(day)s.")
        % {"day": format_day(pinned)}
        if pinned
        else None,
        language=chosen_language(request),
        theme=_theme(request),
        search_query=request.query_params.get("q", "") if request.url.path == "/search" else "",
        young=here.actor is not None and here.actor.role is Role.YOUNG_ADULT,
    )


def _places(path: str, role: Role) -> tuple[Place, ...]:
    known = [
        (N_("Today"), "/", "t", PRACTITIONERS),
        (N_("Children"), "/children", "e", PRACTITIONERS),
        (N_("Messages"), "/messages", "m", PRACTITIONERS),
        (N_("Documents"), "/documents", "d", PRACTITIONERS - {Role.CARER}),
        (N_("Network"), "/network", "r", PRACTITIONERS),
        (
            N_("Cohort"),
            "/cohort",
            "c",
            {Role.COORDINATOR, Role.NATIONAL, Role.DIRECTOR, Role.PHYSICIAN},
        ),
    ]
    return tuple(
        Place(
            href=href,
            label=label,
            key=key,
            current=path == href or (href != "/" and path.startswith(href + "/")),
        )
        for label, href, key, roles in known
        if role in roles
    )
