"""Where a door leads on: to a place of this house, never to another site, never to what somebody typed."""

import re
from typing import Final

from starlette.requests import Request

SIGN_IN: Final = "/sign-in"
FIRST_PAGE: Final = "/"
_PATH: Final = r"/(?:[\w~.-]+(?:/[\w~.-]+)*/?)?"
PLACE: Final = re.compile(_PATH + r"(?:\?[\w~.=&%+:/-]*)?(?:#[\w-]*)?", re.ASCII)
"""One slash, then names parted by single slashes; no host, scheme, backslash, space or control character."""


def own_place(text: str) -> str:
    """Return `text` when it is an address within this house, the first page otherwise."""
    return text if PLACE.fullmatch(text) else FIRST_PAGE


def door_of(request: Request) -> str:
    """Return the door that leads back to the page `request` wanted.

    Only what a person looks at is come back to: neither the sending of a form nor what a script asks for. The path
    alone goes along, identifiers and never a name: a query may hold what somebody typed.
    """
    path = own_place(request.url.path)
    is_page = request.headers.get("sec-fetch-dest", "document") == "document"
    if request.method != "GET" or not is_page or path == FIRST_PAGE:
        return SIGN_IN
    return f"{SIGN_IN}?next={path}"
