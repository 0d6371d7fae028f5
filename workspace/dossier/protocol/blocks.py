"""The blocks of a definition as they were written, before a set chooses among them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workspace.dossier.protocol.faults import DAYS_OF_A_MONTH
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.model import Age, SightRule

HALF_A_YEAR: Final = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What holds for every assessment of a definition."""

    default_set: str
    total: int | None
    initial_due_days: int
    absorbed_under_12: int
    absorbed: int
    ends_at: int
    admits_before: int | None
    lead_days: int
    lead_days_young: int
    gaps_allowed: bool
    sight: SightRule
    form: str
    """Of the steps that name none."""

    def lead(self, target: int | None) -> int:
        if target is None:
            return 0
        return self.lead_days_young if target < HALF_A_YEAR else self.lead_days


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One block [[bilan]], before a set chooses it."""

    place: str
    code: StepCode
    label: str
    sets: str
    exam: str
    target: int | None
    opens: Age | None
    closes: Age | None
    closes_in: Mapping[str, Age | None]
    asq3: int | None
    asqse2: int | None
    scales: tuple[str, ...]
    form: str

    def closing(self, letter: str) -> Age | None:
        return self.closes_in.get(letter) or self.closes

    def day_after(self, letter: str) -> Age:
        """Return the first age past the window: "14m30d" ends with its month, whatever its length."""
        closes = self.closing(letter)
        assert closes is not None
        if closes.days >= DAYS_OF_A_MONTH:
            return Age(months=closes.months + 1)
        return Age(months=closes.months, days=closes.days + 1)

    def is_in_its_window(self, letter: str) -> bool:
        closes = self.closing(letter)
        if self.target is None or self.opens is None or closes is None:
            return True
        return self.opens <= Age(months=self.target) <= closes
