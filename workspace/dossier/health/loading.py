"""A calendar of vaccinations from the text of its definition: read, checked, compared. No I/O."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from workspace.dossier.health.model import Calendar, PlannedDose, Status, Vaccine
from workspace.errors import Invalid
from workspace.i18n import N_

LARGEST: Final = 200_000
"""Characters of a definition."""
OLDEST: Final = 240
"""Months: no dose is planned beyond twenty years."""
TEXTS: Final = ("fr", "en", "against_fr", "against_en")
HEAD: Final = frozenset({"name", "valid_from", "vaccine"})
KNOWN: Final = frozenset(
    {
        *("code", "status", "dose", "atc", "born_from", "until_months", "single_from_months"),
        *("departments", "counts", *TEXTS),
    }
)
"""What a vaccine may say: a word that is misspelt would change who is due, and say nothing."""

CANNOT_BE_READ = N_("This cannot be read as TOML.")
TOO_LONG = N_("This is too long.")
NO_NAME = N_("A calendar has a name, which every page shows.")
NO_DAY = N_("Give valid_from, the day the calendar comes into force, such as 2026-01-01.")
NO_VACCINE = N_("A calendar has at least one vaccine, each in a block [[vaccine]].")
NO_CODE = N_("A vaccine has a code of its own, which statements keep.")
NO_WORDS = N_("A vaccine has its words in fr, en, against_fr and against_en.")
NO_STATUS = N_("The status is compulsory, recommended or record.")
WRONG_DOSES = N_(
    "A dose has a code of its own, opens and closes in months, opens before closes, after_days in days; ages go up."
)
NO_DOSES = N_("A vaccine that is due has doses; one that is only recorded has none.")
WRONG_FIELD = N_("A field of this vaccine cannot be read.")
UNKNOWN_COUNTS = N_("What counts for this vaccine is another vaccine of the same calendar.")


@lru_cache(maxsize=16)
def read_calendar(text: str) -> Calendar:
    """Return the calendar a definition holds. Raises Invalid naming every vaccine that cannot be."""
    if len(text) > LARGEST:
        raise Invalid({"file": TOO_LONG})
    try:
        source = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid({"file": CANNOT_BE_READ}) from error
    refused = dict(_faults(source))
    if refused:
        raise Invalid(refused)
    return Calendar(
        name=source["name"].strip(),
        valid_from=source["valid_from"],
        vaccines=tuple(_vaccine(block) for block in source["vaccine"]),
    )


def _faults(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(source.keys() - HEAD):
        yield key, N_("This is not known here.")
    name = source.get("name")
    if not isinstance(name, str) or not name.strip():
        yield "name", NO_NAME
    if type(source.get("valid_from")) is not date:
        yield "valid_from", NO_DAY
    blocks = source.get("vaccine")
    if not isinstance(blocks, list) or not blocks or not all(isinstance(b, dict) for b in blocks):
        yield "vaccine", NO_VACCINE
        return
    codes = [block.get("code") for block in blocks]
    for rank, block in enumerate(blocks, start=1):
        code = block.get("code")
        place = code if isinstance(code, str) and code else f"vaccine {rank}"
        fault = _fault(block, codes)
        if fault:
            yield place, fault


def _fault(block: Mapping[str, Any], codes: list[Any]) -> str:  # noqa: PLR0911 - one answer a fault
    """Return the first thing wrong with one vaccine, "" when nothing is."""
    code, doses = block.get("code"), block.get("dose", [])
    if not isinstance(code, str) or not code.strip() or codes.count(code) > 1:
        return NO_CODE
    if not all(isinstance(block.get(name), str) and block[name].strip() for name in TEXTS):
        return NO_WORDS
    if block.get("status") not in tuple(Status):
        return NO_STATUS
    if not isinstance(doses, list) or bool(doses) is (block["status"] == Status.RECORD):
        return NO_DOSES
    if doses and not _are_doses(doses):
        return WRONG_DOSES
    if not isinstance(block.get("atc", ""), str) or not _are_right(block) or block.keys() - KNOWN:
        return WRONG_FIELD
    counts = block.get("counts", [])
    return "" if all(each in codes and each != code for each in counts) else UNKNOWN_COUNTS


def _are_doses(doses: list[Any]) -> bool:
    if not all(isinstance(dose, dict) for dose in doses):
        return False
    ages = [(dose.get("opens"), dose.get("closes"), dose.get("after_days", 0)) for dose in doses]
    if not all(type(value) is int for age in ages for value in age):
        return False
    named = [dose.get("code") for dose in doses]
    return (
        all(isinstance(code, str) and code for code in named)
        and len(set(named)) == len(named)
        and all(set(dose) <= {"code", "opens", "closes", "after_days"} for dose in doses)
        and all(0 <= opens < closes <= OLDEST and days >= 0 for opens, closes, days in ages)
        and [opens for opens, *_ in ages] == sorted({opens for opens, *_ in ages})
    )


def _are_right(block: Mapping[str, Any]) -> bool:
    born, months = (
        block.get("born_from"),
        (block.get("until_months"), block.get("single_from_months")),
    )
    lists = (block.get("departments", []), block.get("counts", []))
    return (
        (born is None or type(born) is date)
        and all(value is None or (type(value) is int and 0 < value <= OLDEST) for value in months)
        and all(
            isinstance(values, list) and all(isinstance(value, str) for value in values)
            for values in lists
        )
    )


def _vaccine(block: Mapping[str, Any]) -> Vaccine:
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


def differences(before: Calendar, after: Calendar) -> Iterator[tuple[str, str]]:
    """Walk the codes that differ, each with what becomes of it: a msgid."""
    old = {each.code: each for each in before.vaccines}
    new = {each.code: each for each in after.vaccines}
    for code in [*new, *(code for code in old if code not in new)]:
        if code not in old:
            yield code, N_("new in this calendar")
        elif code not in new:
            yield code, N_("no longer in this calendar: what was given stays written")
        elif old[code] != new[code]:
            yield code, N_("changed")
