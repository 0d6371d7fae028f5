"""Whether the emergency sheet that was filed still says what is known. No I/O."""

from datetime import date, datetime
from enum import StrEnum

from workspace.i18n import day_of


class SheetState(StrEnum):
    NOT_NEEDED = "not_needed"
    """None was made, and nothing is written that it would say."""
    MISSING = "missing"
    """None was made, though something is written that it would say."""
    CHANGED = "changed"
    MOVED = "moved"
    CURRENT = "current"


def sheet_state(
    filed_at: datetime | None, *, said_at: datetime | None, lives_since: date | None
) -> SheetState:
    """Return how the newest sheet stands (D-12: made again on each change, and at each move).

    `said_at`: when something it repeats was last said, amended or withdrawn. `lives_since`: the day the child came
    to the place they live in.
    """
    if filed_at is None:
        return SheetState.NOT_NEEDED if said_at is None else SheetState.MISSING
    if said_at is not None and said_at > filed_at:
        return SheetState.CHANGED
    if lives_since is not None and lives_since > day_of(filed_at):
        return SheetState.MOVED
    return SheetState.CURRENT
