"""An appointment: when and where, with whom, what to bring, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType
from uuid import UUID
from zoneinfo import ZoneInfo

from workspace.i18n import N_
from workspace.ids import AccountId, DossierId, PractitionerId

EncounterId = NewType("EncounterId", UUID)
"""The appointment itself, whatever its day becomes: the same in all its versions."""
VersionId = NewType("VersionId", UUID)
"""One statement about it; the next one supersedes it."""


class EncounterKind(StrEnum):
    """Words that say nothing of health or of a judge: everybody around the child reads them."""

    CONSULTATION = "consultation"
    SPECIALIST = "specialist"
    HOME_VISIT = "home_visit"
    SESSION = "session"
    MEETING = "meeting"


class PlaceKind(StrEnum):
    ESTABLISHMENT = "establishment"
    PRACTICE = "practice"
    HOSPITAL = "hospital"
    HOME = "home"
    REMOTE = "remote"
    ELSEWHERE = "elsewhere"


class EncounterState(StrEnum):
    ASKED = "asked"
    """Asked for; nobody has confirmed a day."""
    PLANNED = "planned"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Zone(StrEnum):
    """The clocks of the French territories, by the name `zoneinfo` gives them."""

    PARIS = "Europe/Paris"
    GUADELOUPE = "America/Guadeloupe"
    MARTINIQUE = "America/Martinique"
    GUYANE = "America/Cayenne"
    REUNION = "Indian/Reunion"
    SAINT_PIERRE = "America/Miquelon"
    MAYOTTE = "Indian/Mayotte"
    SAINT_BARTHELEMY = "America/St_Barthelemy"
    SAINT_MARTIN = "America/Marigot"
    SOUTHERN_LANDS = "Indian/Kerguelen"
    WALLIS = "Pacific/Wallis"
    POLYNESIA = "Pacific/Tahiti"
    CALEDONIA = "Pacific/Noumea"


ZONE_OF_DEPARTMENT: Mapping[str, Zone] = {
    "971": Zone.GUADELOUPE,
    "972": Zone.MARTINIQUE,
    "973": Zone.GUYANE,
    "974": Zone.REUNION,
    "975": Zone.SAINT_PIERRE,
    "976": Zone.MAYOTTE,
    "977": Zone.SAINT_BARTHELEMY,
    "978": Zone.SAINT_MARTIN,
    "984": Zone.SOUTHERN_LANDS,
    "986": Zone.WALLIS,
    "987": Zone.POLYNESIA,
    "988": Zone.CALEDONIA,
}
"""Departments and territories that do not live by the clock of Paris."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEncounter:
    """Set, or ask for, an appointment; as command it also corrects one."""

    kind: EncounterKind
    state: EncounterState = EncounterState.PLANNED
    day: date | None = None
    """The day where it is kept; None only while it is asked for."""
    at: time | None = None
    """On the clock of `zone`; None when only the day is known."""
    zone: Zone = Zone.PARIS
    minutes: int = 45
    place_kind: PlaceKind = PlaceKind.ESTABLISHMENT
    place: str = ""
    title: str = ""
    """A few practical words."""
    practitioner: PractitionerId | None = None
    """Somebody of the directory; else `with_whom`."""
    with_whom: str = ""
    bring: str = ""
    note: str = ""
    """What is medical; a class of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Encounter(NewEncounter):
    """An appointment as it now stands. `note` is empty for whoever does not read its class."""

    id: EncounterId
    version: VersionId
    sequence: int
    """0 for what was first written, one more at each correction."""
    dossier: DossierId
    starts_at: datetime | None = None
    """The moment, in UTC; None when only the day is known."""
    written_by: AccountId
    written_at: datetime

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayAhead:
    """A planned appointment without a word of it."""

    id: EncounterId
    dossier: DossierId
    day: date
    starts_at: datetime | None


KIND_LABELS: Mapping[EncounterKind, str] = {
    EncounterKind.CONSULTATION: N_("Consultation"),
    EncounterKind.SPECIALIST: N_("Appointment outside the network"),
    EncounterKind.HOME_VISIT: N_("Home visit"),
    EncounterKind.SESSION: N_("Session"),
    EncounterKind.MEETING: N_("Meeting"),
}

PLACE_LABELS: Mapping[PlaceKind, str] = {
    PlaceKind.ESTABLISHMENT: N_("In the establishment"),
    PlaceKind.PRACTICE: N_("At a practice"),
    PlaceKind.HOSPITAL: N_("At the hospital"),
    PlaceKind.HOME: N_("Where the child lives"),
    PlaceKind.REMOTE: N_("By video or telephone"),
    PlaceKind.ELSEWHERE: N_("Elsewhere"),
}

STATE_LABELS: Mapping[EncounterState, str] = {
    EncounterState.ASKED: N_("Asked for"),
    EncounterState.PLANNED: N_("Planned"),
    EncounterState.KEPT: N_("Kept"),
    EncounterState.MISSED: N_("Missed"),
    EncounterState.CANCELLED: N_("Called off"),
}

ZONE_LABELS: Mapping[Zone, str] = {
    Zone.PARIS: N_("Mainland France"),
    Zone.GUADELOUPE: N_("Guadeloupe"),
    Zone.MARTINIQUE: N_("Martinique"),
    Zone.GUYANE: N_("French Guiana"),
    Zone.REUNION: N_("Reunion Island"),
    Zone.SAINT_PIERRE: N_("Saint Pierre and Miquelon"),
    Zone.MAYOTTE: N_("Mayotte"),
    Zone.SAINT_BARTHELEMY: N_("Saint Barthelemy"),
    Zone.SAINT_MARTIN: N_("Saint Martin"),
    Zone.SOUTHERN_LANDS: N_("French Southern Lands"),
    Zone.WALLIS: N_("Wallis and Futuna"),
    Zone.POLYNESIA: N_("French Polynesia"),
    Zone.CALEDONIA: N_("New Caledonia"),
}
