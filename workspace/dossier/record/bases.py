"""What a form was made from: two who write the same thing at once are told, and both are kept. No I/O.

The two may be one person with two windows: they are told so, for nobody looks for a colleague who never was.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from workspace.errors import Invalid
from workspace.i18n import N_, format_moment, gettext
from workspace.ids import AccountId

OVERTAKEN: Final = N_(
    "Somebody else wrote this while your page was open. What stands now is shown below; your words are"
    " still here, and not kept yet."
)
"""Beside the field `base`: what was typed was typed on top of something else."""
OWN: Final = N_(
    "You wrote this yourself in another window, on %(when)s. What stands now is shown below; your words are"
    " still here, and not kept yet."
)
CHANGED: Final = N_(
    "This was changed while your page was open, by somebody else or by you in another window. What stands"
    " now is shown below; your words are still here, and not kept yet."
)
"""The same, where who wrote it is not known."""
LENGTH: Final = 16


def base_of(stated: object) -> str:
    """Return a few characters that change with a statement; they go into a page that shows it."""
    return sha256(repr(stated).encode()).hexdigest()[:LENGTH]


def check_base(base: str | None, stated: object) -> None:
    """Raise Invalid unless `stated` is what the form was made from; None: whoever writes saw no form."""
    if base is not None and base != base_of(stated):
        raise Invalid({"base": CHANGED})


class Hand(NamedTuple):
    """Who wrote what stands, and when."""

    by: AccountId
    at: datetime


def overtaken(me: AccountId, hand: Hand | None) -> str:
    """Return what is told to `me`, who typed over what `hand` wrote; None: it is not known whose it is."""
    if hand is None:
        return CHANGED
    return gettext(OWN, when=format_moment(hand.at)) if hand.by == me else OVERTAKEN


def told(errors: Mapping[str, str], me: AccountId, hand: Hand | None) -> Mapping[str, str]:
    """Return `errors`, whose `base` says whose hand it was."""
    return {**errors, "base": overtaken(me, hand)} if "base" in errors else errors


def by_whom(me: AccountId, hand: Hand | None, names: Mapping[AccountId, str]) -> str:
    """Return by whom a session or a dose was noted and when, told to `me`; None: by no account, it came with files."""
    if hand is None:
        return gettext("brought in with files")
    when = format_moment(hand.at)
    if hand.by == me:
        return gettext("noted by you, %(when)s", when=when)
    if hand.by in names:
        return gettext("noted by %(name)s, %(when)s", name=names[hand.by], when=when)
    return gettext("noted %(when)s", when=when)
