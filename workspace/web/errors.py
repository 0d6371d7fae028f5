"""From an error of the house to an answer: one table, two roots."""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import asyncpg
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.errors import (
    ContentTooLarge,
    KeyShredded,
    ObjectMissing,
    ObjectTampered,
    StorageError,
    StorageUnavailable,
)
from workspace.database import DatabaseBusy
from workspace.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    SignInRequired,
    SudoRequired,
    WorkspaceError,
)
from workspace.i18n import N_
from workspace.web.leading import is_looked_at, page_of
from workspace.web.onward import door_of
from workspace.web.pages import page

log = logging.getLogger(__name__)

STATUSES: Mapping[type[Exception], int] = MappingProxyType(
    {
        Conflict: 409,
        ContentTooLarge: 413,
        DatabaseBusy: 503,
        Forbidden: 403,
        Invalid: 422,
        KeyShredded: 410,
        NotFound: 404,
        ObjectMissing: 404,
        ObjectTampered: 500,
        RateLimited: 429,
        StorageUnavailable: 503,
    }
)


TITLES = MappingProxyType(
    {
        400: N_("This request could not be read"),
        403: N_("This is not open to you"),
        404: N_("Nothing here for you"),
        405: N_("This cannot be done here"),
        409: N_("This was changed meanwhile"),
        410: N_("This was erased"),
        413: N_("Something needs your attention"),
        422: N_("Something needs your attention"),
        429: N_("One moment, please"),
        500: N_("Something went wrong on our side"),
        503: N_("Back in a moment"),
    }
)


SENTENCES = MappingProxyType(
    {
        404: NotFound.__doc__,
        405: N_("This address takes what a form sends; there is nothing to look at."),
    }
)
"""What is said where the framework refuses by itself."""


def status_of(error: Exception) -> int:
    """Return the status of `error`, of its nearest ancestor in the table, else 500."""
    for kind in type(error).__mro__:
        if kind in STATUSES:
            return STATUSES[kind]
    return 500


async def answer(request: Request, error: Exception) -> Response:
    """Answer `error`, a `WorkspaceError` or a `StorageError`, in plain words."""
    if isinstance(error, SignInRequired):
        return RedirectResponse(door_of(request), status_code=303)
    if isinstance(error, SudoRequired):
        return RedirectResponse("/confirm?next=" + request.url.path, status_code=303)
    status = status_of(error)
    if status >= 500:
        log.error(
            "%s while answering %s",
            type(error).__name__,
            request.scope.get("route_name", request.method),
        )
    response = await page(
        request,
        "error.html",
        {"title": TITLES.get(status, TITLES[500]), "message": str(error)},
        status=status,
    )
    if isinstance(error, RateLimited):
        response.headers["retry-after"] = str(error.retry_after)
    elif status == 503:
        response.headers["retry-after"] = "5"
    return response


async def answer_database(request: Request, error: Exception) -> Response:
    """Answer what the database itself refused: the last line held, and says nothing of what it guards."""
    log.warning("row-level security refused %s", type(error).__name__)
    return await answer(request, Forbidden())


async def answer_http(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses (no such route, no such method) with the same page."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and is_looked_at(request):
        form = page_of(request.app.routes, request.url.path)
        if form is not None:
            return RedirectResponse(form, status_code=303)
    message = SENTENCES.get(error.status_code, error.detail)
    response = await page(
        request,
        "error.html",
        {"title": TITLES.get(error.status_code, TITLES[500]), "message": message},
        status=error.status_code,
    )
    response.headers.update(error.headers or {})
    return response


HANDLERS = {
    WorkspaceError: answer,
    StorageError: answer,
    HTTPException: answer_http,
    asyncpg.InsufficientPrivilegeError: answer_database,
}
