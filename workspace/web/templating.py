"""Pages from templates: one Jinja environment over the kit's folder and each feature's.

`web` is looked at first, then the features in the order given; a feature's pages are named
`feature/page.html`. A name missing from the context is an error, never an empty place.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workspace import i18n
from workspace.web.static_files import ReleasedFiles

WORKSPACE: Final = Path(__file__).parent.parent
TOKEN_COLOURS: Final = 8


class Templates:
    """Renders pages, and holds the static files they name.

    `features`: packages under `workspace`, dotted for a wing: `("home", "dossier.record")`.
    """

    def __init__(self, features: Sequence[str] = (), *, root: Path = WORKSPACE) -> None:
        folders = [root.joinpath(*feature.split(".")) for feature in ("web", *features)]
        self.static_folders: tuple[Path, ...] = _existing(folders, "static")
        self.static_files = ReleasedFiles(self.static_folders)
        """To be mounted at `/static/<release>`."""
        self.release: str = self.static_files.release
        """Changes when any static file does: what it names may be cached for ever."""
        self._environment = _environment(_existing(folders, "templates"))
        self._environment.globals["static"] = self.static_files.address

    def render(self, name: str, context: Mapping[str, object]) -> str:
        return self._environment.get_template(name).render(context)


def initials(name: str) -> str:
    """Two letters for a name: "Lou B." gives "LB", "Eden" gives "E"."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def token_colour(identifier: UUID) -> int:
    """Colour of a person's token, 0 to 7: always the same for the same person."""
    return identifier.int % TOKEN_COLOURS


def _environment(folders: Sequence[Path]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    # install_gettext_callables is added by the i18n extension
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.filters.update(
        age=_age,
        date=i18n.format_date,
        day=i18n.format_day,
        days=i18n.format_days,
        euros=i18n.format_euros,
        initials=initials,
        mid_sentence=i18n.mid_sentence,
        moment=i18n.format_moment,
        month=i18n.format_month,
        number=i18n.format_number,
        relative=i18n.relative_day,
        relative_moment=i18n.relative_moment,
        time=i18n.format_time,
        token_colour=token_colour,
        # for a msgid held in a variable: `_()` would call it safe HTML and read its per cents
        translated=i18n.gettext,
    )
    return environment


def _age(lived: tuple[int, int]) -> str:
    return i18n.format_age(*lived)


def _existing(folders: Sequence[Path], name: str) -> tuple[Path, ...]:
    return tuple(folder / name for folder in folders if (folder / name).is_dir())
