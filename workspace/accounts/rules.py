"""Sign-in rules: names of sign-in, passwords, and how long a wrong one makes wait. No I/O."""

import unicodedata
from datetime import datetime, timedelta

from workspace.errors import Invalid
from workspace.i18n import N_

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
FREE_FAILURES = 3
"""Wrong passwords that cost nothing: people mistype."""
LONGEST_WAIT = timedelta(minutes=15)


def normal_login(login: str) -> str:
    """Return `login` as it is compared: compatible forms folded, no case, no surrounding space."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def typed(password: str) -> bytes:
    """Return the bytes of `password`: every sign counts, however the keyboard composed its accents."""
    return unicodedata.normalize("NFC", password).encode()


def check_password(password: str) -> None:
    """Raise `Invalid` unless `password` may be kept: 15 to 128 characters of any kind."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid({"password": N_("Choose a password of 15 to 128 characters.")})


def wait_after(failures: int) -> timedelta:
    """Return how long an account waits after `failures` wrong passwords in a row: 1 s, 2 s, 4 s … 15 min."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES - 1, 10)), LONGEST_WAIT)


def seconds_left(failures: int, failed_at: datetime | None, *, now: datetime) -> int:
    """Return the whole seconds still to wait, 0 when an attempt may be made."""
    if failed_at is None:
        return 0
    left = failed_at + wait_after(failures) - now
    return max(0, -(-left // timedelta(seconds=1)))
