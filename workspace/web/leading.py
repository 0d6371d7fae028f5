"""From an address that only takes a form to the page where that form is.

A form that is refused is shown again at the address it was sent to. Whoever reloads that page, or comes back to
it, asks by GET for what takes POST alone: they are led to the form. The way is read from the table of routes and
the path alone, so that it says nothing of what is there; the page itself decides who may see it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Match

from workspace.web.onward import FIRST_PAGE, own_place
from workspace.web.policy import GuardedRoute

SAFE: Final = frozenset({"GET", "HEAD"})


def page_of(routes: Sequence[BaseRoute], path: str) -> str | None:
    """Return the page of the form that is sent to `path`; None when nothing is sent there.

    It is the one the route names (`form_at`), else `path/new`, else the nearest address above that is a page.
    """
    sent = _found(routes, path, "POST")
    if sent is None:
        return None
    if sent.form_at:
        known = sent.path_regex.match(path)
        assert known is not None
        return own_place(_filled(sent.form_at, known.groupdict()))
    above = (each for each in _above(path) if _found(routes, each, "GET") is not None)
    return own_place(next(above, FIRST_PAGE))


def is_looked_at(request: Request) -> bool:
    """Tell whether a person looks at what is asked, rather than a script or a machine."""
    is_page = request.headers.get("sec-fetch-dest", "document") == "document"
    return is_page and request.method in SAFE and "text/html" in request.headers.get("accept", "")


def _above(path: str) -> Iterator[str]:
    yield f"{path}/new"
    while path:
        path = path.rpartition("/")[0]
        yield path


def _found(routes: Sequence[BaseRoute], path: str, method: str) -> GuardedRoute | None:
    """Return the route that answers `method` at `path`."""
    asked = {"type": "http", "method": method, "path": path, "root_path": ""}
    return next(
        (
            route
            for route in routes
            if isinstance(route, GuardedRoute) and route.matches(asked)[0] is Match.FULL
        ),
        None,
    )


def _filled(pattern: str, values: dict[str, str]) -> str:
    """Return `pattern` with each `{name:type}` replaced by what the path has there."""
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}:uuid}}", value).replace(f"{{{name}}}", value)
    return pattern
