"""What a form was made from: two people who write the same thing at once are told, and both are kept. No I/O."""

from hashlib import sha256
from typing import Final

from workspace.errors import Invalid
from workspace.i18n import N_

OVERTAKEN: Final = N_(
    "Somebody else wrote this while your page was open. What stands now is shown below; your words are"
    " still here, and not kept yet."
)
"""Beside the field `base`: what was typed was typed on top of something else."""
LENGTH: Final = 16


def base_of(stated: object) -> str:
    """Return a few characters that change with a statement; they go into a page that shows it."""
    return sha256(repr(stated).encode()).hexdigest()[:LENGTH]


def check_base(base: str | None, stated: object) -> None:
    """Raise Invalid unless `stated` is what the form was made from; None: whoever writes saw no form."""
    if base is not None and base != base_of(stated):
        raise Invalid({"base": OVERTAKEN})
