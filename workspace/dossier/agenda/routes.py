"""The address a calendar asks by itself: no sign-in, no cookie, a secret that opens one feed."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.dossier.agenda import service
from workspace.dossier.agenda.feed import SUMMARY, written
from workspace.i18n import gettext
from workspace.web.policy import Knock, Policy, guarded
from workspace.web.toolbox import toolbox


async def show_feed(request: Request) -> Response:
    tools = toolbox(request)
    token = str(request.path_params["token"])
    forget(request)
    events = await service.feed(token, door=tools.door, clock=tools.clock)
    return Response(
        written(events, summary=gettext(SUMMARY), origin=tools.origin),
        media_type="text/calendar; charset=utf-8",
    )


def forget(request: Request) -> None:
    """Take the secret out of what the server knows of this request: whoever writes a log reads it there."""
    request.scope["path"] = "/feeds/-.ics"
    request.scope["raw_path"] = b"/feeds/-.ics"
    request.scope["path_params"] = {}


routes = [
    guarded("/feeds/{token}.ics", show_feed, policy=Policy(Knock.PUBLIC), name="agenda:feed"),
]
