"""The versions of the protocol that are shipped, read from the data files beside this one.

Changing an age, a window or a lead time is applying another definition from a day on
(`grenier protocol apply`), never code.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from workspace.dossier.protocol.model import Protocol
from workspace.dossier.protocol.parsing import Definition, parse_definition
from workspace.i18n import N_

DEFAULT_SET = "A"

LABELS = (
    N_("Initial assessment"),
    N_("1 month"),
    N_("2 months"),
    N_("3 months"),
    N_("4 months"),
    N_("5 months"),
    N_("6 months"),
    N_("9 months"),
    N_("12 months"),
    N_("18 months"),
    N_("20 months"),
    N_("24 months"),
    N_("2 years 6 months"),
    N_("3 years"),
    N_("3 years 6 months"),
    N_("4 years"),
    N_("4 years 6 months"),
    N_("5 years"),
    N_("5 years 6 months"),
    N_("6 years"),
    N_("6 years 6 months"),
    N_("7 years"),
)
"""The labels of the data files, marked for translation."""


@cache
def protocol(schedule_set: str = DEFAULT_SET, *, on: date | None = None) -> Protocol:
    """Return the shipped version in force `on` that day (the newest by default), in one set of ages.

    Raise LookupError when no version was in force, ValueError when the set is not in it.
    """
    in_force = [version for version in shipped() if on is None or version.valid_from <= on]
    if not in_force:
        raise LookupError("no version of the protocol was in force on that day")
    newest = max(in_force, key=lambda version: version.valid_from)
    if schedule_set not in newest.sets:
        raise ValueError(f"no set {schedule_set}")
    return newest.sets[schedule_set]


def shipped_text(programme: str) -> str | None:
    """Return the newest definition of a programme that comes with the application, as it is written."""
    sources = [file.read_text(encoding="utf-8") for file in _sources()]
    known = [(definition, text) for definition, text in zip(shipped(), sources, strict=True)]
    found = [each for each in known if each[0].programme == programme]
    return max(found, key=lambda each: each[0].valid_from)[1] if found else None


@cache
def shipped() -> tuple[Definition, ...]:
    """Return the definitions that come with the application: what holds until another is applied.

    Raise DefinitionRefused when a data file is wrong.
    """
    return tuple(parse_definition(file.read_text(encoding="utf-8")) for file in _sources())


def _sources() -> list[Traversable]:
    found = (file for file in files(__name__).iterdir() if file.name.startswith("pegase-"))
    return sorted(found, key=lambda file: file.name)
