"""What may be written on the path of a child, and the path as it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.dossier.record.events import ExitReason, InclusionEvent
from workspace.dossier.record.model import (
    About,
    Authority,
    Inclusion,
    MeasureKind,
    Placement,
    ProtectionMeasure,
)
from workspace.dossier.record.statements import Written
from workspace.i18n import N_

ShortStayId = NewType("ShortStayId", UUID)


class ShortStayKind(StrEnum):
    RELAY_CARER = "relay_carer"
    HOSPITAL = "hospital"
    FAMILY = "family"
    HOLIDAY = "holiday"
    OTHER = "other"


SHORT_STAY_LABELS: Mapping[ShortStayKind, str] = {
    ShortStayKind.RELAY_CARER: N_("Relay carer"),
    ShortStayKind.HOSPITAL: N_("Hospital"),
    ShortStayKind.FAMILY: N_("Days with the family"),
    ShortStayKind.HOLIDAY: N_("Holiday"),
    ShortStayKind.OTHER: N_("Another short stay"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewShortStay:
    kind: ShortStayKind
    place: str
    begins_on: date
    ends_on: date | None = None
    """First day back at the main place; None while away."""
    restricted: bool = False
    is_far: bool = False
    """It is planned more than a year ahead; confirmed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortStay:
    """Days away from the main place, which does not end. A first day to come is a planned stay."""

    id: ShortStayId
    kind: ShortStayKind
    place: str
    begins_on: date
    ends_on: date | None = None
    restricted: bool = False

    def is_planned(self, today: date) -> bool:
        return self.begins_on > today


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMeasure:
    kind: MeasureKind
    begins_on: date
    ends_on: date | None = None
    authority: Authority | None = None
    decided_on: date | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewExit:
    ended_on: date
    """First day the child is no longer followed."""
    reason: ExitReason
    words: str = ""
    about: About = About.CHILD
    is_younger: bool = False
    """The reason is an age the child has not reached; confirmed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReturn:
    back_on: date
    words: str
    exception: str | None = None
    """Code of the exception of the rule, past the last age of follow-up."""
    about: About = About.CHILD


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDepartment:
    since_on: date
    department: str
    words: str = ""
    about: About = About.CHILD


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAdmission:
    """The right day of admission."""

    admitted_on: date
    words: str = ""
    exception: str | None = None
    """Code of the exception of the rule, for a child who was too old on that day."""
    about: About = About.CHILD


@dataclass(frozen=True, kw_only=True, slots=True)
class NewProgramme:
    """Another programme follows the child from a day on."""

    since_on: date
    programme: str
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Everything written of the path of a child, corrections and what they corrected."""

    born: date
    inclusion: Inclusion
    events: tuple[InclusionEvent, ...] = ()
    placements: tuple[Written[Placement], ...] = ()
    short_stays: tuple[Written[ShortStay], ...] = ()
    measures: tuple[Written[ProtectionMeasure], ...] = ()


class Sort(StrEnum):
    """What a step of the path is."""

    BIRTH = "birth"
    ADMISSION = "admission"
    EVENT = "event"
    PLACE = "place"
    SHORT_STAY = "short_stay"
    MEASURE = "measure"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing on the time line, from a day on."""

    sort: Sort
    on: date
    until: date | None = None
    """The first day it no longer holds."""
    placement: Written[Placement] | None = None
    short_stay: Written[ShortStay] | None = None
    measure: Written[ProtectionMeasure] | None = None
    event: InclusionEvent | None = None
    ended_because: str = ""
    """Of an exit that a folder wrote."""
