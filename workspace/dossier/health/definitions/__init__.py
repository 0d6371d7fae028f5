"""Calendars of vaccinations by the day they came into force, and ages of screenings: the data files beside this one."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from workspace.dossier.health.loading import read_calendar
from workspace.dossier.health.model import Calendar, Screening

NAMES = ("vaccines-2018.toml", "vaccines-2025.toml")


def calendar_on(day: date, applied: Iterable[Calendar] = ()) -> Calendar:
    """Return the calendar in force on `day`; before the first one, the first one.

    `applied`: those a deployment put in force since, in that order; the last one of a day is the one of that day.
    """
    known = {each.valid_from: each for each in (*calendars(), *applied)}
    ordered = [known[day] for day in sorted(known)]
    in_force = [each for each in ordered if each.valid_from <= day]
    return in_force[-1] if in_force else ordered[0]


@cache
def calendars() -> tuple[Calendar, ...]:
    """Return every calendar that comes with the programme, oldest first."""
    read = (read_calendar((files(__name__) / name).read_text(encoding="utf-8")) for name in NAMES)
    return tuple(sorted(read, key=lambda each: each.valid_from))


@cache
def screening_ages() -> Mapping[Screening, tuple[int, ...]]:
    """Return the ages, in months, at which each screening is expected."""
    source = tomllib.loads((files(__name__) / "screenings-2025.toml").read_text(encoding="utf-8"))
    return {Screening(code): tuple(ages) for code, ages in source["months"].items()}
