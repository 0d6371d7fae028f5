"""A calendar feed: when somebody is expected, and not a word about whom or why. No I/O."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from workspace.dossier.agenda.model import EncounterState, Zone
from workspace.i18n import N_

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""32 random bytes as `secrets.token_urlsafe` writes them."""
SUMMARY: Final = N_("Appointment")
USUAL_MINUTES: Final = 45
PAST, AHEAD = timedelta(days=60), timedelta(days=366)
"""How far a feed looks back and ahead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEvent:
    """What leaves of an appointment."""

    uid: UUID
    sequence: int
    day: date
    starts_at: datetime | None
    zone: Zone
    minutes: int | None
    state: EncounterState
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """The feed somebody made, as they see it; its secret was shown once and is kept nowhere."""

    made_at: datetime
    read_at: datetime | None
    """When a calendar last asked for it."""


def token_hash(token: str) -> bytes | None:
    """Return how a secret is found in the database, None for what cannot be one."""
    return sha256(token.encode()).digest() if TOKEN.fullmatch(token) else None


def written(events: Iterable[FeedEvent], *, summary: str, origin: str) -> bytes:
    """Return the feed as RFC 5545 wants it: moments on the clock of their place, whole days without one."""
    calendar = Calendar()
    calendar.add("prodid", "-//Grenier//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Grenier")
    for each in events:
        calendar.add_component(_event(each, summary=summary, origin=origin))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(each: FeedEvent, *, summary: str, origin: str) -> Event:
    event = Event()
    event.add("uid", f"{each.uid}@{origin.split('://', maxsplit=1)[-1]}")
    event.add("dtstamp", each.changed_at.astimezone(UTC))
    event.add("sequence", each.sequence)
    event.add("summary", summary)
    event.add("url", f"{origin}/calendar?week={each.day}")
    event.add("class", "PRIVATE")
    event.add("status", _status(each.state))
    if each.starts_at is None:
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
    else:
        begins = each.starts_at.astimezone(ZoneInfo(each.zone.value))
        event.add("dtstart", begins)
        ends = each.starts_at + timedelta(minutes=each.minutes or USUAL_MINUTES)
        event.add("dtend", ends.astimezone(ZoneInfo(each.zone.value)))
    return event


def _status(state: EncounterState) -> str:
    if state is EncounterState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if state is EncounterState.ASKED else "CONFIRMED"
