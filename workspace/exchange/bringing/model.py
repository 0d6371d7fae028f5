"""A request to bring files in, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.exchange.model import NewChild
from workspace.exchange.receipt import Offer, Seat
from workspace.exchange.report import Severity
from workspace.ids import AccountId, DossierId, OrganizationId

RequestId = NewType("RequestId", UUID)

WAITING_KIND = 1
"""The kind of a stored object that waits to be brought in: the database shows it to whoever sent it alone."""
MOST_FILES = 14
"""Files sent at once: every table twice."""
LARGEST_FILE = 20 << 20
"""Bytes of one file: some twenty times the largest expected."""
LARGEST_SENDING = 60 << 20
"""Bytes of all files sent at once."""
KEPT = timedelta(days=1)
"""How long files and reports wait; then they are erased."""
STILL_OPEN = KEPT - timedelta(hours=1)
"""How long they may be confirmed: the worker needs them a little longer."""


class ImportState(StrEnum):
    ASKED = "asked"
    """The worker is to check the files."""
    CHECKED = "checked"
    """They may be brought in."""
    REFUSED = "refused"
    """Something in them has to be corrected; nothing was written."""
    CONFIRMED = "confirmed"
    """The worker is to bring them in."""
    WRITTEN = "written"


WAITING = frozenset({ImportState.ASKED, ImportState.CONFIRMED})
"""States that the worker changes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One thing said of the files. Personal: shown to whoever sent them alone."""

    message: str
    """A msgid, with `params`."""
    remedy: str
    severity: Severity
    file: str
    line: int | None = None
    column: str | None = None
    value: str | None = field(default=None, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FileCounts:
    """Rows of one file of the format."""

    file: str
    read: int
    added: int
    amended: int
    unchanged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of a check or of an import."""

    errors: int
    notices: int
    """How many in all; `said` may hold fewer."""
    said: tuple[Said, ...]
    counts: tuple[FileCounts, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """How whoever sent them calls the files of each table."""
    seats: tuple[Seat, ...] = ()
    """Who has a place around the children who are new, and who may be given one."""
    offers: tuple[Offer, ...] = ()
    seated: frozenset[AccountId] = frozenset()
    """Of `seats`, the key workers and foster carers to whom whoever confirmed gave a place."""
    same: Mapping[str, DossierId] = field(default_factory=dict, repr=False)
    """Of `offers`, the lines whose child has the dossier, as whoever confirmed said."""

    @property
    def children(self) -> int:
        """Return how many children are new."""
        return sum(each.added for each in self.counts if each.file == NewChild.FILE)

    @property
    def added(self) -> int:
        return sum(each.added for each in self.counts)

    @property
    def amended(self) -> int:
        return sum(each.amended for each in self.counts)

    @property
    def unchanged(self) -> int:
        return sum(each.unchanged for each in self.counts)

    @property
    def changes(self) -> int:
        return self.added + self.amended


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRequest:
    id: RequestId
    account: AccountId
    organization: OrganizationId
    state: ImportState
    asked_at: datetime
    moved_at: datetime
    files: tuple[UUID, ...]
    """The stored objects, in the order they were sent."""
    step: str = ""
    """The file being read, or what is being done as a msgid."""
    done: int = 0
    total: int = 0
    outcome: Outcome | None = None
    stopped_at: datetime | None = None
    """When the worker gave up, after its last try; known to whoever sent the files alone."""

    @property
    def is_waiting(self) -> bool:
        """Tell whether the worker is at it, or is to be."""
        return self.state in WAITING and self.stopped_at is None

    @property
    def erased_at(self) -> datetime:
        return self.asked_at + KEPT
