"""The days figures were reported at, read from the data file beside this one."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files


@cache
def reporting_days() -> tuple[date, ...]:
    """Return the days of the published series, oldest first."""
    source = tomllib.loads((files(__name__) / "reporting-1.toml").read_text(encoding="utf-8"))
    return tuple(sorted(source["days"]))
