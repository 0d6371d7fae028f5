"""How many diseases the blood spot of a newborn is screened for, by the day of birth. No I/O."""

from datetime import date

from workspace.i18n import gettext

SIXTEEN_SINCE = date(2025, 9, 1)
"""By the order of 16 April 2025; thirteen before it."""
THIRTEEN_SINCE = date(2023, 1, 1)
"""And fewer before this day (of general knowledge, to be checked): how many is not said of them."""


def in_words(born: date) -> str:
    """Return how many diseases are looked for; "" for a birth of which it is not sure."""
    if born < THIRTEEN_SINCE:
        return ""
    return gettext(
        "Newborn blood spot: %(count)s diseases are looked for at that day of birth, hearing apart.",
        count=16 if born >= SIXTEEN_SINCE else 13,
    )
