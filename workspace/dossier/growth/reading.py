"""Everything a child's growth page says, read at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workspace.dossier.growth.curves import CurveLabels, CurveSummary, describe, growth_curve
from workspace.dossier.growth.model import GrowthMeasurement, GrowthPoint, Indicator
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

    def curve(self, indicator: Indicator, words: CurveWords) -> str:
        """Return the curve of one indicator as SVG."""
        points = self.points[indicator]
        labels = words(describe(indicator, points))
        return growth_curve(indicator, points, sex=self.sex, labels=labels)
