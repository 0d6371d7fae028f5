"""A job: what kind of work, about which thing. Never a word of content."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from workspace.i18n import N_

MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


class JobKind(StrEnum):
    """`area:thing:verb`; a kind is never reused for other work."""

    COHORT_COUNT = "cohort:country:count"
    """Subject: the count that was asked for."""
    IMPORT_CHECK = "exchange:files:check"
    """Subject: the request of whoever chose files."""
    IMPORT_WRITE = "exchange:files:write"
    """Subject: the same."""
    MESSAGE_TELL = "messaging:message:tell"
    """Subject: the message."""
    NOTICE_SEND = "notices:notice:send"
    """Subject: the notice."""
    PROTOCOL_COUNT = "protocol:change:count"
    """Subject: the change that the national team looks at."""


class PutOff(Exception):
    """Not now: the job is to be done `after` so long."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("not now")
        self.after = after


Handler = Callable[[UUID], Awaitable[None]]
"""Does one job about the thing of that identifier; run twice, it must do it once."""
Handlers = Mapping[JobKind, Handler]


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenUp:
    """A job that failed as often as it may: somebody must look."""

    id: int
    kind: str
    asked_at: datetime
    tries: int


KIND_LABELS: Mapping[str, str] = {
    JobKind.COHORT_COUNT: N_("Count the figures of the country"),
    JobKind.IMPORT_CHECK: N_("Look at files that were chosen"),
    JobKind.IMPORT_WRITE: N_("Bring in files that were chosen"),
    JobKind.MESSAGE_TELL: N_("Tell that a message waits"),
    JobKind.NOTICE_SEND: N_("Send a mail"),
    JobKind.PROTOCOL_COUNT: N_("Count whom a change of protocol concerns"),
}
