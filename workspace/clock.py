"""The two times: the moment (sessions, expiry, audit) and the day people work by."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

OVERSEAS = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "975": ZoneInfo("America/Miquelon"),
    "976": ZoneInfo("Indian/Mayotte"),
    "977": ZoneInfo("America/St_Barthelemy"),
    "978": ZoneInfo("America/Marigot"),
    "984": ZoneInfo("Indian/Kerguelen"),
    "986": ZoneInfo("Pacific/Wallis"),
    "987": ZoneInfo("Pacific/Tahiti"),
    "988": ZoneInfo("Pacific/Noumea"),
}
"""The time of each department overseas; all others keep that of Paris."""


def zone_of(department: str) -> ZoneInfo:
    """Return the time zone of a department by its code (`62`, `2A`, `974`)."""
    return OVERSEAS.get(department, PARIS)


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the day of the territory: what "due" and "late" are measured from."""
        ...

    def today_in(self, department: str) -> date:
        """Return the day it is in a department: overseas it may be another one than in Paris."""
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

    def today_in(self, department: str) -> date:
        zone = OVERSEAS.get(department, self.zone)
        return self.pinned or self.now().astimezone(zone).date()


@dataclass(kw_only=True)
class FixedClock:
    """A clock for tests: stands still until it is set."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(PARIS).date()

    def today_in(self, department: str) -> date:
        return self.moment.astimezone(zone_of(department)).date()
