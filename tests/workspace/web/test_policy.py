"""Deny by default: a route says who may knock, or nothing starts."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from workspace import app
from workspace.accounts import routes as accounts
from workspace.web.policy import (
    GuardedWebSocketRoute,
    Knock,
    Policy,
    guarded,
    routes_without_policy,
)
from workspace.web.static_files import ReleasedFiles
from workspace.web.templating import Templates


async def answer(_: Request) -> Response:
    return PlainTextResponse("in")


async def talk(socket: WebSocket) -> None:
    await socket.close()


def test_a_guarded_route_keeps_its_policy() -> None:
    route = guarded(
        "/x", answer, policy=Policy(Knock.CLEARED, ("a:b:read",)), name="x", methods=("POST",)
    )
    assert (Knock.CLEARED, ("a:b:read",)) == (route.policy.knock, route.policy.permissions)
    assert {"POST"} == route.methods


def test_routes_with_a_policy_and_static_files_are_no_trouble() -> None:
    live = GuardedWebSocketRoute("/live", talk)
    live.policy = Policy(Knock.SIGNED_IN)
    routes = [
        guarded("/x", answer, policy=Policy(Knock.PUBLIC), name="x"),
        live,
        Mount("/static", ReleasedFiles(())),
    ]
    assert routes_without_policy(routes) == []


def test_every_route_without_a_policy_is_named() -> None:
    routes = [
        Route("/open", answer),
        WebSocketRoute("/ear", talk),
        Mount("/folder", routes=[Route("/x", answer)]),
    ]
    assert ["/open", "/ear", "/folder"] == routes_without_policy(routes)


def test_the_application_refuses_to_start_with_a_route_that_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accounts, "routes", [*accounts.routes, Route("/back-door", answer)])
    with pytest.raises(RuntimeError, match="/back-door"):
        app.all_routes(Templates(app.FEATURES))
