"""One figure, and the line it is printed as."""

import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How long something took, beside how long its baseline took in the same run, both in `unit`."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    most: float | None = None
    """What it may take at most, in `unit`; None where nothing was promised."""
    most_ratio: float | None = None
    """How many times the baseline it may take at most."""

    @property
    def is_held(self) -> bool:
        """Return whether it keeps what was promised of it."""
        is_within = self.most is None or self.value <= self.most
        return is_within and (
            self.most_ratio is None or self.value <= self.most_ratio * self.baseline_value
        )

    @property
    def _promise(self) -> dict[str, float | bool]:
        said = {"most": self.most, "most_ratio": self.most_ratio}
        found: dict[str, float | bool] = {key: value for key, value in said.items() if value}
        return {**found, "held": self.is_held} if found else {}

    def line(self) -> str:
        """Return one JSON line; `ratio` says how many times as fast as the baseline, above 1 is faster.

        What was promised of the figure follows: `most`, `most_ratio`, and whether it is `held`.
        """
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 3),
                "unit": self.unit,
                "baseline": f"{self.baseline}: {round(self.baseline_value, 3)} {self.unit}",
                "ratio": round(self.baseline_value / self.value, 3) if self.value else None,
                **self._promise,
            },
            ensure_ascii=False,
        )


def milliseconds(seconds: float) -> float:
    return seconds * 1000


def percentile(values: Iterable[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds `act` takes."""
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def timed_call(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
