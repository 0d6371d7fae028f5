"""How long a failed job waits before it is tried again. No I/O."""

from datetime import timedelta

from workspace.jobs.model import FIRST_WAIT, LONGEST_WAIT, MOST_TRIES


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after `tries` failures in a row, None to give up."""
    if tries >= MOST_TRIES:
        return None
    return min(FIRST_WAIT * int(4 ** (tries - 1)), LONGEST_WAIT)
