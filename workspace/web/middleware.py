"""What happens around every request: headers, host, same origin, session, language. Pure ASGI."""

import re
from collections.abc import Awaitable, Callable
from datetime import date

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storage.errors import StorageError
from workspace import i18n
from workspace.database import acting_as
from workspace.errors import WorkspaceError
from workspace.web.errors import answer
from workspace.web.identity import Visitor, cookie_name
from workspace.web.toolbox import toolbox

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002 - one directive a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types grenier",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(self), payment=(), usb=()",
}


OUR_FAULT = i18n.N_("Something went wrong on our side")


class SecurityHeaders:
    """Set on every response; personal pages are never stored, static files for ever.

    An error that nobody expected is answered here, so that even this answer has them, and raised again for
    the server to write down.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if secure:
            self._headers["strict-transport-security"] = (
                "max-age=63072000; includeSubDomains; preload"
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caching = (
            "public, max-age=31536000, immutable"
            if scope["path"].startswith("/static/")
            else "no-store"
        )

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault(
                    "cache-control", caching if message["status"] < 400 else "no-store"
                )
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except (
            Exception
        ):  # whatever it is: said to whoever asked, then raised for the server to log
            if not started:
                with i18n.use_language(chosen_language(HTTPConnection(scope))):
                    said = PlainTextResponse(i18n.gettext(OUR_FAULT), status_code=500)
                await said(scope, receive, send_with_headers)
            raise


class SameOrigin:
    """Refuse a foreign host, and an unsafe request or a WebSocket that another site's page sends."""

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self._app = app
        self._origin = origin
        self._host = origin.split("://", maxsplit=1)[1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_foreign_host = headers.get("host", "") != self._host
        if scope["type"] == "websocket":
            if is_foreign_host or headers.get("origin") != self._origin:
                await send({"type": "websocket.close", "code": 4403})
                return
        elif is_foreign_host:
            await PlainTextResponse("Unknown host", status_code=421)(scope, receive, send)
            return
        elif scope["method"] not in SAFE_METHODS and not self._is_ours(headers):
            await PlainTextResponse("Sent from another site", status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        """Believe `Sec-Fetch-Site`, which a page cannot forge; else `Origin`; a browser sends one of both."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        return headers.get("origin") == self._origin


FindVisitor = Callable[[HTTPConnection, str], Awaitable[Visitor]]


class Session:
    """Find out who is asking, and run the request as their session in the database.

    While that cannot be found out, the request is told to come back: it is never taken for nobody's.
    """

    def __init__(self, app: ASGIApp, *, find: FindVisitor, secure: bool) -> None:
        self._app = app
        self._find = find
        self._cookie = cookie_name(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        scope["grenier.visitor"] = Visitor()
        if scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        secret = connection.cookies.get(self._cookie, "")
        if not re.fullmatch(r"[0-9a-f]{64}", secret):
            secret = ""
        with acting_as(secret):
            try:
                if secret:
                    scope["grenier.visitor"] = await self._find(connection, secret)
            except (WorkspaceError, StorageError) as error:
                await self._ask_to_come_back(error, scope, receive, send)
                return
            await self._app(scope, receive, send)

    async def _ask_to_come_back(
        self, error: Exception, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})
            return
        request = Request(scope, receive)
        with i18n.use_language(chosen_language(request)):
            response = await answer(request, error)
        await response(scope, receive, send)


class Language:
    """Speak the language of the cookie, else the browser's first that we speak, else French."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        with i18n.use_language(chosen_language(HTTPConnection(scope))):
            await self._app(scope, receive, send)


class Calendar:
    """Say moments on the day a demonstration is pinned to; elsewhere, as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        clock = toolbox(HTTPConnection(scope)).clock
        day: date | None = getattr(clock, "pinned", None)
        pinned = i18n.Pinned(day, i18n.day_of(clock.now())) if day else None
        with i18n.use_pinned(pinned):
            await self._app(scope, receive, send)


def chosen_language(connection: HTTPConnection) -> i18n.Language:
    asked = [connection.cookies.get("grenier-language", "")]
    asked += [
        part.strip()[:2].lower()
        for part in connection.headers.get("accept-language", "").split(",")
    ]
    for code in asked:
        for known in i18n.LANGUAGES:
            if code == known:
                return known
    return i18n.DEFAULT_LANGUAGE
