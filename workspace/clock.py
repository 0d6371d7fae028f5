"""The two times: the moment (sessions, expiry, audit) and the day people work by."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the day of the territory: what "due" and "late" are measured from."""
        ...


@dataclass(frozen=True, kw_only=True)
class SystemClock:
    """Real moments; a day that may be pinned for a demonstration, and is then said on every page."""

    zone: ZoneInfo = PARIS
    pinned: date | None = None

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.pinned or self.now().astimezone(self.zone).date()


@dataclass(kw_only=True)
class FixedClock:
    """A clock for tests: stands still until it is set."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(PARIS).date()
