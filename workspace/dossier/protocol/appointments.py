"""An assessment that somebody has set a day for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import NewType
from uuid import UUID

from workspace.dossier.protocol.model import Planned, StepCode
from workspace.ids import AccountId, DossierId, PractitionerId

AppointmentId = NewType("AppointmentId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPlan:
    """Set a day for a step; it replaces the day set before."""

    step: StepCode
    planned_on: date
    planned_time: time | None = None
    """On the clock of the territory; None when only the day is known."""
    practitioner: PractitionerId | None = None
    place: str = ""
    """Where to come, in a few words."""

    def as_planned(self) -> Planned:
        """Return what the schedule needs to know of it."""
        return Planned(step=self.step, planned_on=self.planned_on, performed_by=self.practitioner)


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment(NewPlan):
    id: AppointmentId
    planned_by: AccountId


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanOutcome:
    """What became of one line of a plan for several children: an appointment, or why there is none."""

    dossier: DossierId
    plan: NewPlan
    appointment: Appointment | None
    refused: Mapping[str, str]
    """Fields and msgids, as `Invalid.fields`."""
