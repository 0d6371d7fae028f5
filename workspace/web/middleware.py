"""What happens around every request: headers, host, same origin, session, language. Pure ASGI."""

import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workspace import i18n
from workspace.database import acting_as
from workspace.web.identity import Visitor, cookie_name

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


class SecurityHeaders:
    """Set on every response; personal pages are never stored, static files for ever."""

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

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault(
                    "cache-control", caching if message["status"] < 400 else "no-store"
                )
            await send(message)

        await self._app(scope, receive, send_with_headers)


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
        if headers.get("host", "") != self._host:
            await PlainTextResponse("Unknown host", status_code=421)(scope, receive, send)
        elif scope["type"] == "websocket" and headers.get("origin") != self._origin:
            await send({"type": "websocket.close", "code": 4403})
        elif (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and not self._is_ours(headers)
        ):
            await PlainTextResponse("Sent from another site", status_code=403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        """Believe `Sec-Fetch-Site`, which a page cannot forge; else `Origin`; a browser sends one of both."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        return headers.get("origin") == self._origin


FindVisitor = Callable[[HTTPConnection, str], Awaitable[Visitor]]


class Session:
    """Find out who is asking, and run the request as their session in the database."""

    def __init__(self, app: ASGIApp, *, find: FindVisitor, secure: bool) -> None:
        self._app = app
        self._find = find
        self._cookie = cookie_name(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        secret = connection.cookies.get(self._cookie, "")
        if not re.fullmatch(r"[0-9a-f]{64}", secret):
            secret = ""
        with acting_as(secret):
            scope["grenier.visitor"] = await self._find(connection, secret) if secret else Visitor()
            await self._app(scope, receive, send)


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
