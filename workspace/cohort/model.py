"""Plain rows about children without their names, and the figures made of them."""

from dataclasses import dataclass
from datetime import date

from workspace.dossier.care.model import CareKind
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.scales.model import Zone


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
    """An ASQ:SE of either edition, as it was read."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Acts:
    assessments: int
    psychomotor: int
    psychology: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """Whole percents, each rounded half up by itself: they may not add up to 100."""

    refer: int
    watch: int
    reassuring: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """The same children at entry and a year later."""

    children: int
    at_entry: Shares | None
    """None when the panel is empty: there is no share of nothing."""
    after_one_year: Shares | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The figures at the end of day `on`; `rules.DEFINITIONS` says what each one counts."""

    on: date
    included: int
    nursery: int
    foster_family: int
    home: int
    other_places: int
    no_longer_followed: int
    followed: int
    followed_over_three: int
    acts: Acts
    panel: Panel
