"""What somebody asks of the list of children."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from workspace.dossier.record.model import PlacementKind
from workspace.home.model import AgeBand, Concern, Wanted
from workspace.ids import AccountId

LONGEST_QUERY: Final = 100
CODE_LENGTH: Final = 16

Choice = TypeVar("Choice", bound=StrEnum)


def wanted(fields: Mapping[str, str]) -> Wanted:
    """Read `q`, `place`, `state` and `age`; what is not understood asks for nothing."""
    return Wanted(
        text=fields.get("q", "").strip()[:LONGEST_QUERY],
        kind=_one_of(PlacementKind, fields.get("place", "")),
        concern=_one_of(Concern, fields.get("state", "")),
        age=_one_of(AgeBand, fields.get("age", "")),
        home=code_of(fields.get("home", "")),
        around=_account(fields.get("with", "")),
    )


def fields_of(wanted: Wanted) -> dict[str, str]:
    """Return the fields that `wanted` reads back, those that ask for nothing left out."""
    said = {
        "q": wanted.text,
        "place": wanted.kind,
        "state": wanted.concern,
        "age": wanted.age,
        "home": wanted.home,
        "with": wanted.around,
    }
    return {name: str(value) for name, value in said.items() if value}


def query(wanted: Wanted) -> str:
    """Return the query of the address that asks for `wanted`, its words left out: "" or "?place=...&state=..."."""
    said = urlencode(fields_of(replace(wanted, text="")))
    return f"?{said}" if said else ""


def code_of(text: str) -> str:
    """Return the keyed code of a place as it is written in an address; "" for anything else."""
    code = text[:CODE_LENGTH]
    return code if code.isalnum() else ""


def _account(text: str) -> AccountId | None:
    try:
        return AccountId(UUID(text))
    except ValueError:
        return None


def _one_of(choices: type[Choice], code: str) -> Choice | None:
    return choices(code) if code in set(choices) else None
