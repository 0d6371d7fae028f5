"""An assessment that somebody has set a day for."""

from dataclasses import dataclass
from datetime import date, time
from typing import NewType
from uuid import UUID

from workspace.dossier.protocol.model import Planned, StepCode
from workspace.ids import AccountId, PractitionerId

AppointmentId = NewType("AppointmentId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPlan:
    """Set a day for a step; it replaces the day set before."""

    step: StepCode
    planned_on: date
    planned_time: time | None = None
    """On the clock of the territory; None when only the day is known."""
    practitioner: PractitionerId | None = None

    def as_planned(self) -> Planned:
        """Return what the schedule needs to know of it."""
        return Planned(step=self.step, planned_on=self.planned_on, performed_by=self.practitioner)


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment(NewPlan):
    id: AppointmentId
    planned_by: AccountId
