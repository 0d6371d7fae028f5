"""The yearly allowances that come with the programme, read from the data file beside this one."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from workspace.dossier.care.funding import parse
from workspace.dossier.care.model import Rates


@cache
def carried() -> Mapping[str, Rates]:
    """Return the periods known before any was put in force, by programme."""
    found = parse((files(__name__) / "pegase-1.toml").read_text(encoding="utf-8"))
    return {found.programme: found.periods}
