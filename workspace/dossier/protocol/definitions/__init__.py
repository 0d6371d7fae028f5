"""The versions of the protocol, read from the data files beside this one.

Changing an age, a window or a lead time is adding a file with its `valid_from`, never code.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from workspace.dossier.protocol.model import Protocol, ProtocolStep, StepCode
from workspace.dossier.record.model import Age
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
    """Return the version in force `on` that day (the newest by default), in one set of ages.

    Raise LookupError when no version was in force, ValueError when a data file is wrong.
    """
    in_force = [
        version for version in _versions(schedule_set) if on is None or version.valid_from <= on
    ]
    if not in_force:
        raise LookupError("no version of the protocol was in force on that day")
    return max(in_force, key=lambda version: version.valid_from)


def parse_protocol(text: str, *, schedule_set: str = DEFAULT_SET) -> Protocol:
    """Read one version. Raise ValueError when an age or the number of steps is wrong."""
    source = tomllib.loads(text)
    programme, planning = source["programme"], source["planning"]
    steps = tuple(_steps(source["bilan"], schedule_set))
    if len(steps) != programme["bilans_total"]:
        raise ValueError(f"{len(steps)} steps in set {schedule_set}")
    absorbed = programme["initial_replaces_fixed_if_target_within_days"]
    return Protocol(
        code=source["code"],
        version=source["version"],
        schedule_set=schedule_set,
        valid_from=source["valid_from"],
        steps=steps,
        initial_due_days=programme["initial_due_days_after_admission"],
        absorbed_days=absorbed["over_12m"],
        absorbed_days_under_12_months=absorbed["under_12m"],
        lead_days=planning["lead_days"],
        lead_days_under_6_months=planning["lead_days_under_6m"],
        followed_until_months=programme["followup_end_age_months"],
    )


def parse_age(text: str) -> Age:
    """Read "14m30d"; raise ValueError for anything else."""
    written = re.fullmatch(r"(\d+)m(\d+)d", text)
    if written is None:
        raise ValueError(f"not an age: {text}")
    return Age(months=int(written[1]), days=int(written[2]))


def _versions(schedule_set: str) -> Iterator[Protocol]:
    for file in files(__name__).iterdir():
        if file.name.endswith(".toml"):
            yield parse_protocol(file.read_text(encoding="utf-8"), schedule_set=schedule_set)


def _steps(entries: list[Mapping[str, Any]], schedule_set: str) -> Iterator[ProtocolStep]:
    chosen = (entry for entry in entries if schedule_set in entry["sets"])
    for number, entry in enumerate(chosen, start=1):
        yield _step(number, entry, schedule_set)


def _step(number: int, entry: Mapping[str, Any], schedule_set: str) -> ProtocolStep:
    target = entry.get("target_months")
    return ProtocolStep(
        code=StepCode(entry["code"]),
        number=number,
        label=entry["label"],
        exam=entry["exam"],
        target_months=target,
        opens=None if target is None else parse_age(entry["accept_from"]),
        closes=None if target is None else parse_age(_accept_to(entry, schedule_set)),
        asq3_months=entry.get("asq3_months"),
        asqse2_months=entry.get("asqse2_months"),
    )


def _accept_to(entry: Mapping[str, Any], schedule_set: str) -> str:
    exceptions: Mapping[str, str] = entry.get("accept_to_in_set", {})
    return exceptions.get(schedule_set, str(entry["accept_to"]))
