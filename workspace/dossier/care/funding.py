"""What a programme pays a child a year, as a file says it: read whole, or refused naming everything. No I/O.

programme = "pegase"
source = "which text says it, of which day"

[[funding]]
valid_from = 2021-01-01
valid_to = 2026-02-02
sessions_ceiling_per_child_year = 15
care_forfait_eur_per_child_year = 630
bilan_forfait_eur_per_child_year = 636
session_eur = "42.00"   # what a session costs, once the payer has said so
group_key = "equal"     # how the cost of a group falls on the children present: "equal", or "whole" to each
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from workspace.dossier.care.model import Allowance, GroupKey, Rates
from workspace.errors import Invalid
from workspace.i18n import N_

CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
EUROS: Final = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2}0*)?")
LARGEST: Final = 20_000
"""Characters of a file: a hundred periods."""
LONGEST_SOURCE: Final = 300
MOST_SESSIONS: Final = 365
MOST_EUROS: Final = 1_000_000
HEAD: Final = frozenset({"programme", "source", "funding"})
NUMBERS: Final = (
    "sessions_ceiling_per_child_year",
    "care_forfait_eur_per_child_year",
    "bilan_forfait_eur_per_child_year",
)
KNOWN: Final = frozenset({"valid_from", "valid_to", "session_eur", "group_key", *NUMBERS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Funding:
    """The periods one file brings."""

    programme: str
    source: str
    periods: Rates


def parse(text: str) -> Funding:
    """Read a file. Raises Invalid, its fields being the places of the file."""
    if len(text) > LARGEST:
        raise Invalid({"file": N_("This is too long.")})
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid({"file": N_("This is not written as TOML.")}) from error
    refused: dict[str, str] = dict.fromkeys(said.keys() - HEAD, N_("This is not known here."))
    programme, source = said.get("programme"), said.get("source")
    if not (isinstance(programme, str) and CODE.fullmatch(programme)):
        refused["programme"] = N_("Give the code of the programme, such as pegase.")
    if not (isinstance(source, str) and 0 < len(source.strip()) <= LONGEST_SOURCE):
        refused["source"] = N_("Say in a few words which text says it.")
    blocks = said.get("funding")
    if not (isinstance(blocks, list) and blocks and all(isinstance(b, dict) for b in blocks)):
        raise Invalid({**refused, "funding": N_("Give at least one period, as [[funding]].")})
    periods = [_period(f"funding {n}", block, refused) for n, block in enumerate(blocks, start=1)]
    found = sorted((each for each in periods if each), key=lambda each: each.valid_from)
    if any(one.valid_to >= other.valid_from for one, other in pairwise(found)):
        refused["funding"] = N_("Two periods of this file cover the same day.")
    if refused:
        raise Invalid(refused)
    return Funding(programme=str(programme), source=str(source).strip(), periods=tuple(found))


def _period(place: str, said: Mapping[str, Any], refused: dict[str, str]) -> Allowance | None:
    """Return one period; None when something of it is off, which is then in `refused`."""
    faults = {f"{place}, {key}": N_("This is not known here.") for key in said.keys() - KNOWN}
    first, last = said.get("valid_from"), said.get("valid_to")
    if not (type(first) is date and type(last) is date and first <= last):
        faults[f"{place}, valid_from"] = N_("Give two days, the first one not after the last.")
    for key in NUMBERS:
        most = MOST_SESSIONS if key == NUMBERS[0] else MOST_EUROS
        if type(said.get(key)) is not int or not 1 <= said[key] <= most:
            faults[f"{place}, {key}"] = N_("Give a whole number above zero.")
    cost = _cost(said.get("session_eur"))
    if cost is not None and not 0 < cost <= MOST_EUROS:
        faults[f"{place}, session_eur"] = N_('Give what a session costs in euros, such as "42.00".')
    if said.get("group_key", GroupKey.EQUAL) not in tuple(GroupKey):
        faults[f"{place}, group_key"] = N_('Choose "equal" or "whole".')
    if faults:
        refused |= faults
        return None
    return Allowance(
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
        sessions_a_year=said[NUMBERS[0]],
        care_eur=said[NUMBERS[1]],
        assessments_eur=said[NUMBERS[2]],
        session_eur=cost,
        group_key=GroupKey(said.get("group_key", GroupKey.EQUAL)),
    )


def _cost(written: object) -> Decimal | None:
    """Return what a session costs; None when nothing is said, zero when it is no sum of euros and cents."""
    if written is None:
        return None
    if not isinstance(written, str) or EUROS.fullmatch(written.strip()) is None:
        return Decimal(0)
    return Decimal(written.strip())
