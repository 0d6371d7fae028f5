"""What surrounds every page: places to go, who I am, what just happened, why I see this."""

from dataclasses import dataclass
from typing import Literal

from workspace.i18n import DEFAULT_LANGUAGE, Language

Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the rail; a person is shown only those they may use, six at most."""

    href: str
    label: str
    """A msgid, translated where it is shown."""
    count: int | None = None
    current: bool = False
    key: str | None = None
    """The letter that goes there after `g`."""


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Given to every template as `shell`. Sentences are msgids or already in words."""

    csrf_token: str = ""
    path: str = "/"
    """Where the language and theme forms come back to: path and query of this page."""
    person: str | None = None
    """The name of who is signed in; None when signed out, and then there is no rail."""
    role_label: str | None = None
    organization: str | None = None
    places: tuple[Place, ...] = ()
    banner: str | None = None
    """Said above every page of a demonstration, with its pinned date."""
    notice: str | None = None
    """The receipt of what was just done."""
    reason: str | None = None
    """Why this person may see this page, said at its foot."""
    language: Language = DEFAULT_LANGUAGE
    theme: Theme = "auto"
    page: str = ""
    """Name of the route, for a word about this page; empty where there is none."""
    young: bool = False
    """The young adult's own pages: second person, their own layout."""
