"""Measures and their amendments: what stands, and what was written before. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workspace.dossier.growth.model import GrowthMeasurement, MeasurementId


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    standing: tuple[GrowthMeasurement, ...] = ()
    """Oldest first."""
    before: Mapping[MeasurementId, GrowthMeasurement] = field(default_factory=dict)
    """What was amended or withdrawn, by its own identifier: it stays written."""
    withdrawn: tuple[tuple[GrowthMeasurement, str], ...] = ()
    """What no longer stands, and why."""


def in_order(taken: Iterable[tuple[GrowthMeasurement, str | None]]) -> History:
    """Return what stands among rows, each a measure and, for a withdrawal, its reason."""
    rows = list(taken)
    by_id = {each.id: each for each, _ in rows if each.id is not None}
    gone = {each.supersedes for each, _ in rows if each.supersedes is not None}
    return History(
        standing=tuple(each for each, why in rows if why is None and each.id not in gone),
        before={id_: each for id_, each in by_id.items() if id_ in gone},
        withdrawn=tuple(
            (by_id[each.supersedes], why)
            for each, why in rows
            if why is not None and each.supersedes in by_id
        ),
    )
