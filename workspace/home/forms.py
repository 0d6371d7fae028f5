"""What somebody asks of the list of children."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from workspace.dossier.record.model import PlacementKind
from workspace.home.model import AgeBand, Concern, Wanted

LONGEST_QUERY: Final = 100

Choice = TypeVar("Choice", bound=StrEnum)


def wanted(fields: Mapping[str, str]) -> Wanted:
    """Read `q`, `place`, `state` and `age`; what is not understood asks for nothing."""
    return Wanted(
        text=fields.get("q", "").strip()[:LONGEST_QUERY],
        kind=_one_of(PlacementKind, fields.get("place", "")),
        concern=_one_of(Concern, fields.get("state", "")),
        age=_one_of(AgeBand, fields.get("age", "")),
    )


def fields_of(wanted: Wanted) -> dict[str, str]:
    """Return the fields that `wanted` reads back, those that ask for nothing left out."""
    said = {"q": wanted.text, "place": wanted.kind, "state": wanted.concern, "age": wanted.age}
    return {name: str(value) for name, value in said.items() if value}


def query(wanted: Wanted) -> str:
    """Return the query of the address that asks for `wanted`, its words left out: "" or "?place=...&state=..."."""
    said = urlencode(fields_of(replace(wanted, text="")))
    return f"?{said}" if said else ""


def _one_of(choices: type[Choice], code: str) -> Choice | None:
    return choices(code) if code in set(choices) else None
