"""The secret of a birth: what says that it is about the mother is shown to nobody. No I/O."""

from typing import Final

from workspace.dossier.record.model import About
from workspace.errors import Invalid
from workspace.i18n import N_

ABOUT_HER: Final = frozenset({About.PARENT_1})

NOT_WRITTEN: Final = N_(
    "This child was born in secret: nothing about the mother is written in the dossier."
)


def hides(about: About | None, *, secret: bool) -> bool:
    """Tell whether a statement is hidden, from whom it says it is about."""
    return secret and about in ABOUT_HER


def check_about(about: About | None, *, secret: bool) -> None:
    """Raise Invalid for words about a mother whose child was born in secret."""
    if hides(about, secret=secret):
        raise Invalid({"about": NOT_WRITTEN})
