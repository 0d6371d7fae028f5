"""Sign-in rules: names of sign-in, passwords, and how long a wrong one makes wait. No I/O."""

import unicodedata
from datetime import datetime, timedelta
from ipaddress import ip_address

from workspace.errors import Invalid
from workspace.i18n import N_

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
FREE_FAILURES = 3
"""Wrong passwords that cost nothing: people mistype."""
LONGEST_WAIT = timedelta(minutes=15)
FREE_FAILURES_OF_A_NETWORK = 30
"""Wrong passwords one network may try in a while: a whole establishment is behind one address."""
LONGEST_WAIT_OF_A_NETWORK = timedelta(minutes=1)
"""Short: whoever guesses from inside an establishment must not shut its door on everybody there."""
NETWORK_MEMORY = timedelta(hours=1)
NAME_MEMORY = timedelta(days=30)


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
    return _doubled(failures - FREE_FAILURES, LONGEST_WAIT)


def wait_of_a_network(failures: int) -> timedelta:
    """Return how long one network waits after `failures` wrong passwords, whatever the names: 1 s … 1 min."""
    return _doubled(failures - FREE_FAILURES_OF_A_NETWORK, LONGEST_WAIT_OF_A_NETWORK)


def _doubled(beyond: int, longest: timedelta) -> timedelta:
    if beyond <= 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond - 1, 10)), longest)


def seconds_left(wait: timedelta, failed_at: datetime | None, *, now: datetime) -> int:
    """Return the whole seconds of `wait` still to come, 0 when an attempt may be made."""
    if failed_at is None:
        return 0
    left = failed_at + wait - now
    return max(0, -(-left // timedelta(seconds=1)))


def network_of(address: str) -> str:
    """Return the network `address` belongs to, as attempts are counted: /24, or /48 of IPv6; "" for no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:  # noqa: PLR2004 - a version of IP
        found = found.ipv4_mapped
    kept = 3 if found.version == 4 else 6  # noqa: PLR2004 - bytes of the address
    return found.packed[:kept].hex()
