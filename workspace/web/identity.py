"""The session cookie, the token of forms, and who is asking."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from workspace.actor import Actor
from workspace.errors import SignInRequired

VISIT_COOKIE = "grenier-visit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who makes this request. Signed out: no actor, no secret."""

    actor: Actor | None = None
    name: str | None = None
    secret: str = ""


def cookie_name(*, secure: bool) -> str:
    """`__Host-` ties the cookie to this very host over https; a browser refuses the prefix on http."""
    return "__Host-grenier" if secure else "grenier"


def set_session_cookie(response: Response, secret: str, *, secure: bool) -> None:
    response.set_cookie(
        cookie_name(secure=secure), secret, path="/", secure=secure, httponly=True, samesite="lax"
    )


def forget_session_cookie(response: Response, *, secure: bool) -> None:
    response.delete_cookie(
        cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def visitor(connection: HTTPConnection) -> Visitor:
    found = connection.scope["grenier.visitor"]
    assert isinstance(found, Visitor)
    return found


def actor(connection: HTTPConnection) -> Actor:
    """Return who is asking; raises `SignInRequired` for nobody."""
    found = visitor(connection).actor
    if found is None:
        raise SignInRequired
    return found


def csrf_token(connection: HTTPConnection) -> str:
    """Return what a form of this session must send back; nobody else can compute it."""
    secret = visitor(connection).secret or _visit(connection)
    return hmac.new(secret.encode(), b"grenier/form/v1", sha256).hexdigest()


def _visit(connection: HTTPConnection) -> str:
    """Return what ties the forms of somebody signed out to their browser, made up at the first page."""
    known = connection.cookies.get(VISIT_COOKIE) or connection.scope.get("grenier.visit")
    if known is None:
        known = connection.scope["grenier.visit"] = secrets.token_hex(16)
    return str(known)


def remember_visit(connection: HTTPConnection, response: Response, *, secure: bool) -> None:
    """Set the cookie of a visit that began with this page, if one did."""
    begun = connection.scope.get("grenier.visit")
    if begun is not None:
        response.set_cookie(
            VISIT_COOKIE, begun, path="/", secure=secure, httponly=True, samesite="lax"
        )


def is_own_form(connection: HTTPConnection, token: str) -> bool:
    """Tell whether `token`, any text a stranger may send, is that of this session's forms."""
    return hmac.compare_digest(csrf_token(connection).encode(), token.encode())
