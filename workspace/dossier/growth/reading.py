"""Everything a child's growth page says, read at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workspace.dossier.growth.curves import CurveLabels, CurveSummary, describe, growth_curve
from workspace.dossier.growth.history import History
from workspace.dossier.growth.model import (
    GrowthAlert,
    GrowthMeasurement,
    GrowthPoint,
    Indicator,
)
from workspace.dossier.growth.reference import References, named
from workspace.dossier.record.model import Sex

CurveWords = Callable[[CurveSummary], CurveLabels]
"""Puts a curve into the reader's words, once what it shows is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    measurements: tuple[GrowthMeasurement, ...]
    """Oldest first."""
    points: Mapping[Indicator, tuple[GrowthPoint, ...]]
    """Of each indicator, oldest first, with their z-scores."""
    sex: Sex
    alerts: tuple[GrowthAlert, ...] = ()
    """What the latest points say that somebody should talk about."""
    others: References = field(default_factory=dict)
    """What replaces WHO, indicator by indicator."""
    history: History = field(default_factory=History)
    """What was amended or withdrawn."""
    is_corrected: bool = False
    """Whether the age of some point was corrected for an early birth."""

    def reference(self, indicator: Indicator) -> str | None:
        """Return name and version of what the indicator is read against; None for WHO."""
        return named(indicator, self.others)

    def curve(self, indicator: Indicator, words: CurveWords) -> str:
        """Return the curve of one indicator as SVG."""
        points = self.points[indicator]
        labels = words(describe(indicator, points))
        return growth_curve(indicator, points, sex=self.sex, labels=labels, others=self.others)
