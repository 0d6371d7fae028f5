"""Routes into one dossier: cleared before they are entered."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.access.service import circle_among, clear, own_grants
from workspace.ids import DossierId
from workspace.web.identity import actor
from workspace.web.policy import GuardedRoute, Knock, Policy, guarded
from workspace.web.toolbox import toolbox

OWN_GRANTS = "grenier.grants"
ClearedEndpoint = Callable[[Request, Clearance], Awaitable[Response]]


async def clearance_of(connection: HTTPConnection, *permissions: Permission) -> Clearance:
    """Ask for `permissions` in the dossier that the path names (`{dossier:uuid}`)."""
    tools = toolbox(connection)
    dossier = DossierId(connection.path_params["dossier"])
    return await clear(
        actor(connection), dossier, *permissions, clock=tools.clock, vault=tools.vault
    )


async def circle_of(connection: HTTPConnection, permission: Permission) -> Circle:
    """Return the dossiers in which whoever asks holds `permission`.

    A page asks for several permissions: the places are read once for one request. PostgreSQL asks anew at each
    statement, so what ended meanwhile shows nothing. A socket lives long and reads them each time.
    """
    asking = actor(connection)
    grants = connection.scope.get(OWN_GRANTS)
    if grants is None:
        grants = await own_grants(asking)
        if connection.scope["type"] == "http":
            connection.scope[OWN_GRANTS] = grants
    return circle_among(asking, grants, permission, clock=toolbox(connection).clock)


def cleared(
    path: str,
    endpoint: ClearedEndpoint,
    *permissions: Permission,
    name: str,
    methods: Sequence[str] = ("GET",),
    form_at: str = "",
) -> GuardedRoute:
    """Return a route under `/children/{dossier:uuid}` that runs with a clearance for `permissions`."""

    async def enter(request: Request) -> Response:
        return await endpoint(request, await clearance_of(request, *permissions))

    return guarded(
        path,
        enter,
        policy=Policy(Knock.CLEARED, permissions),
        name=name,
        methods=methods,
        form_at=form_at,
    )
