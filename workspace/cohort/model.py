"""Plain rows about children without their names, and the figures made of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NewType, TypeAlias, TypeVar
from uuid import UUID

from workspace.dossier.care.model import CareKind
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.scales.model import ScaleCode, Zone
from workspace.i18n import day_of
from workspace.ids import AccountId


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """A placement: from `begins_on` until the day before `ends_on`."""

    kind: PlacementKind
    begins_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CareDone:
    """A session that took place, whoever paid."""

    kind: CareKind
    done_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SocioEmotional:
    """An ASQ:SE, as it was read."""

    scale: ScaleCode
    """ASQ_SE or ASQ_SE_2: the edition."""
    answered_on: date
    zone: Zone


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortChild:
    birth_date: date
    admitted_on: date
    ended_on: date | None = None
    stays: tuple[Stay, ...] = ()
    assessed_on: tuple[date, ...] = ()
    sessions: tuple[CareDone, ...] = ()
    socio_emotional: tuple[SocioEmotional, ...] = ()


class Count(StrEnum):
    """What adds up from one portion of the children to all of them; `rules.tally` says how each is counted."""

    INCLUDED = "included"
    NURSERY = "nursery"
    FOSTER_FAMILY = "foster-family"
    HOME = "home"
    OTHER_PLACE = "other-place"
    FOLLOWED = "followed"
    OVER_THREE = "over-three"
    ASSESSMENTS = "assessments"
    PSYCHOMOTOR = "psychomotor"
    PSYCHOLOGY = "psychology"
    ASSESSED = "assessed"
    """Children behind the assessments, as the two next ones behind the sessions."""
    IN_PSYCHOMOTOR = "in-psychomotor"
    IN_PSYCHOLOGY = "in-psychology"
    ENTRY_REFER = "entry-refer"
    ENTRY_WATCH = "entry-watch"
    ENTRY_REASSURING = "entry-reassuring"
    LATER_REFER = "later-refer"
    LATER_WATCH = "later-watch"
    LATER_REASSURING = "later-reassuring"


N_co = TypeVar("N_co", bound=int | None, covariant=True)
"""A count; or, where figures leave a circle, one that may be held back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acts(Generic[N_co]):
    assessments: N_co
    psychomotor: N_co
    psychology: N_co


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares(Generic[N_co]):
    """Whole percents, each rounded half up by itself: they may not add up to 100."""

    refer: N_co
    watch: N_co
    reassuring: N_co

    @property
    def in_order(self) -> tuple[N_co, N_co, N_co]:
        return self.refer, self.watch, self.reassuring


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel(Generic[N_co]):
    """The same children at entry and a year later."""

    children: N_co
    at_entry: Shares[N_co] | None
    """None when the panel is empty: there is no share of nothing."""
    after_one_year: Shares[N_co] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures(Generic[N_co]):
    """The figures at the end of day `on`; `rules.DEFINITIONS` says what each one counts."""

    on: date
    included: N_co
    nursery: N_co
    foster_family: N_co
    home: N_co
    other_places: N_co
    no_longer_followed: N_co
    followed: N_co
    followed_over_three: N_co
    acts: Acts[N_co]
    panel: Panel[N_co]


Counted: TypeAlias = Figures[int]
Published: TypeAlias = Figures[int | None]
"""Figures that go to whoever follows none of the children: None where a count is held back (`publishing`)."""


CountId = NewType("CountId", UUID)


class CountState(StrEnum):
    ASKED = "asked"
    COUNTED = "counted"


@dataclass(frozen=True, kw_only=True, slots=True)
class CountryCount:
    """The figures of the country at the end of a day, as the worker counted them."""

    id: CountId
    on: date
    state: CountState
    asked_at: datetime
    asked_by: AccountId | None = None
    """None: the worker, once a day."""
    figures: tuple[Published, ...] = ()
    """The published days up to `on`, then `on`; nothing before it is counted."""
    counted_at: datetime | None = None

    @property
    def is_early(self) -> bool:
        """Tell whether it was counted before its day was over: what came later that day is not in it."""
        return self.counted_at is not None and day_of(self.counted_at) <= self.on
