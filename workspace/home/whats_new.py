"""What changed around one's children since one last opened each dossier: differences only, each leading to its page."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.actor import Role
from workspace.dossier.record import service as record
from workspace.home.since import since_last_visits
from workspace.i18n import N_
from workspace.web.identity import actor
from workspace.web.pages import page
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox

REASON = N_("You see these children because you are around them, and only while you are.")


async def show_news(request: Request) -> Response:
    if actor(request).role is Role.YOUNG_ADULT:
        return RedirectResponse("/my-box", status_code=303)
    tools = toolbox(request)
    circle = await circle_of(request, Permission.CHILD_READ)
    names = await record.names(circle, vault=tools.vault)
    found = await since_last_visits(circle)
    context = {
        "found": [
            (dossier, name, found[dossier]) for dossier, name in names.items() if dossier in found
        ],
        "now": tools.clock.now(),
    }
    return await page(request, "home/news.html", context, reason=REASON)


routes = [guarded("/news", show_news, policy=Policy(Knock.SIGNED_IN), name="home:news")]
