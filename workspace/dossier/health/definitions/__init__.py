"""Calendars of vaccinations, by the day they came into force, read from the data files beside this one."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from workspace.dossier.health.model import Calendar, PlannedDose, Screening, Status, Vaccine

NAMES = ("vaccines-2018.toml", "vaccines-2025.toml")


def calendar_on(day: date) -> Calendar:
    """Return the calendar in force on `day`; before the first one, the first one."""
    in_force = [each for each in calendars() if each.valid_from <= day]
    return in_force[-1] if in_force else calendars()[0]


@cache
def calendars() -> tuple[Calendar, ...]:
    """Return every calendar, oldest first."""
    read = (_calendar(name) for name in NAMES)
    return tuple(sorted(read, key=lambda each: each.valid_from))


@cache
def screening_ages() -> Mapping[Screening, tuple[int, ...]]:
    """Return the ages, in months, at which each screening is expected."""
    source = tomllib.loads((files(__name__) / "screenings-2025.toml").read_text(encoding="utf-8"))
    return {Screening(code): tuple(ages) for code, ages in source["months"].items()}


def _calendar(name: str) -> Calendar:
    source = tomllib.loads((files(__name__) / name).read_text(encoding="utf-8"))
    return Calendar(
        name=source["name"],
        valid_from=source["valid_from"],
        vaccines=tuple(_vaccine(block) for block in source["vaccine"]),
    )


def _vaccine(block: dict[str, Any]) -> Vaccine:
    return Vaccine(
        code=block["code"],
        label={"fr": block["fr"], "en": block["en"]},
        against={"fr": block["against_fr"], "en": block["against_en"]},
        status=Status(block["status"]),
        doses=tuple(PlannedDose(**dose) for dose in block.get("dose", ())),
        born_from=block.get("born_from"),
        until_months=block.get("until_months"),
        departments=frozenset(block.get("departments", ())),
        counts=frozenset(block.get("counts", ())),
        single_from_months=block.get("single_from_months"),
        atc=block.get("atc", ""),
    )
