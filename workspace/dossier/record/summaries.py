"""What lists, the other wings and the figures take of a child's record."""

from dataclasses import dataclass, field
from datetime import date

from workspace.clock import Clock
from workspace.dossier.record.ages import term_in_weeks
from workspace.dossier.record.model import Age, Birth, Identity, Inclusion, Placement, Sex
from workspace.ids import DossierId, OrganizationId


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildSummary:
    """One child in a list."""

    dossier: DossierId
    identity: Identity
    age: Age
    inclusion: Inclusion
    placement: Placement | None = None
    """Where the child lives today; None when unknown, or when that is not open to who asks."""
    opened_on: date | None = None
    """The day the dossier was opened here; None for who was not looked up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """What every schedule and curve is reckoned from."""

    birth_date: date
    sex: Sex
    inclusion: Inclusion
    term_weeks: int | None = None
    """Completed weeks; None when unknown, or when somatic health is not open to who asks."""
    term_days: int = 0
    """Days beyond those weeks."""
    secret_origins: bool = False
    """Born in secret: what is about the mother is hidden (`secrecy`)."""
    at_birth: Birth = field(default_factory=Birth)
    """The measures of the birth, empty likewise."""

    @property
    def rounded_term(self) -> int | None:
        """Return the term in whole weeks as questionnaires take it: four days count for a week."""
        return term_in_weeks(self.term_weeks, self.term_days)

    def today(self, clock: Clock) -> date:
        """Return the day it is where the child is followed: overseas it may be another one."""
        return clock.today_in(self.inclusion.department)


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """A dossier just opened, and those it may double: born the same day, with a close name."""

    dossier: DossierId
    twins: tuple[DossierId, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Trajectory:
    """A child without a name, from place to place: what figures are made of."""

    birth_date: date
    organization: OrganizationId
    admitted_on: date
    ended_on: date | None = None
    placements: tuple[Placement, ...] = ()
    """In the order they were lived, their places left out."""
    joined: tuple[DossierId, ...] = ()
    """Other dossiers of the same child, whose acts are the child's too."""
