"""The yearly allowances that come with the programme, read from the data file beside this one."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from workspace.dossier.care.funding import Funding, parse
from workspace.dossier.care.model import Rates


@cache
def carried_files() -> tuple[Funding, ...]:
    """Return what comes with the programme, as it says it."""
    return (parse((files(__name__) / "pegase-1.toml").read_text(encoding="utf-8")),)


@cache
def carried() -> Mapping[str, Rates]:
    """Return the periods known before any was put in force, by programme."""
    return {each.programme: each.periods for each in carried_files()}
