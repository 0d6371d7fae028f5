"""One period of what a programme pays, as fields of a page: written as the file that says the same."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import tomlkit

from workspace.dossier.care.funding import NUMBERS
from workspace.dossier.care.rates import InForce
from workspace.i18n import N_

FIELDS: Final = (
    "programme",
    "source",
    "valid_from",
    "valid_to",
    *NUMBERS,
    "session_eur",
    "group_key",
)
DAYS: Final = ("valid_from", "valid_to")
ONLY: Final = "funding 1, "
"""How `funding.parse` names the places of the one period."""


def text_of(fields: Mapping[str, str]) -> str:
    """Return the file that says what the fields say; what cannot be read stays as typed, to be refused in its place."""
    said = {name: fields.get(name, "").strip() for name in FIELDS}
    file = tomlkit.document()
    file["programme"], file["source"] = said["programme"], said["source"]
    period = tomlkit.table()
    for name in DAYS:
        period[name] = _day(said[name])
    for name in NUMBERS:
        period[name] = int(said[name]) if re.fullmatch("[0-9]{1,9}", said[name]) else ""
    if said["session_eur"]:
        period["session_eur"] = said["session_eur"].replace(",", ".")
    period["group_key"] = said["group_key"]
    file["funding"] = tomlkit.aot()
    file["funding"].append(period)
    return tomlkit.dumps(file)


def errors_of(faults: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with that file, by field; what is wrong with all of it, beside its words, which are long."""
    found = {
        "source" if place == "file" else place.removeprefix(ONLY): words
        for place, words in faults.items()
    }
    return found | ({"group_key": N_("Choose one of these.")} if "group_key" in found else {})


def next_period(known: tuple[InForce, ...]) -> dict[str, str]:
    """Return the fields of the period that follows the last one known, with its numbers."""
    if not known:
        return {}
    last = max(known, key=lambda each: each.period.valid_to)
    period = last.period
    numbers = (period.sessions_a_year, period.care_eur, period.assessments_eur)
    follows = period.valid_to + timedelta(days=1) if period.valid_to < date.max else period.valid_to
    return {
        "programme": last.programme,
        "valid_from": follows.isoformat(),
        "group_key": period.group_key.value,
        "session_eur": "" if period.session_eur is None else str(period.session_eur),
        **{name: str(number) for name, number in zip(NUMBERS, numbers, strict=True)},
    }


def _day(written: str) -> date | str:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written
