"""Deny by default: a route says who may knock, or the application does not start."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from enum import Enum

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

Endpoint = Callable[[Request], Awaitable[Response]]


class Knock(Enum):
    PUBLIC = "anyone, signed in or not"
    SIGNED_IN = "anyone signed in: the page holds only what is theirs"
    CLEARED = "whoever the circle of one dossier gives the permissions named"


class Policy:
    """Who may knock at a route, and for the tests which permissions it asks for."""

    def __init__(self, knock: Knock, permissions: Sequence[str] = ()) -> None:
        self.knock = knock
        self.permissions = tuple(permissions)


class GuardedRoute(Route):
    """A route with its policy; `routes_without_policy` finds the others."""

    policy: Policy
    form_at: str = ""
    """Path of the page whose form is sent here, where it is not found by its address (`web/leading.py`)."""


class GuardedWebSocketRoute(WebSocketRoute):
    policy: Policy


def guarded(
    path: str,
    endpoint: Endpoint,
    *,
    policy: Policy,
    name: str,
    methods: Sequence[str] = ("GET",),
    form_at: str = "",
) -> GuardedRoute:
    route = GuardedRoute(path, endpoint, methods=list(methods), name=name)
    route.policy = policy
    route.form_at = form_at
    return route


def routes_without_policy(routes: Iterable[BaseRoute]) -> list[str]:
    """Return the paths of routes that do not say who may knock; static files are public by nature."""
    missing: list[str] = []
    for route in routes:
        if isinstance(route, GuardedRoute | GuardedWebSocketRoute):
            continue
        if isinstance(route, Mount) and isinstance(route.app, StaticFiles):
            continue
        missing.append(getattr(route, "path", repr(route)))
    return missing
