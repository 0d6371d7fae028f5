"""What every form of this wing reads from text: a choice, a day, a number, somebody, plain words."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from workspace.i18n import N_
from workspace.ids import PractitionerId

Choice = TypeVar("Choice", bound=StrEnum)


def choice(
    choices: type[Choice], name: str, fields: Mapping[str, str], refused: dict[str, str]
) -> Choice | None:
    """Return what was chosen; whatever is not among `choices` is refused under `name`."""
    try:
        return choices(fields.get(name, ""))
    except ValueError:
        refused[name] = N_("Choose one of these.")
        return None


def choice_if_any(
    choices: type[Choice], name: str, fields: Mapping[str, str], refused: dict[str, str]
) -> Choice | None:
    return choice(choices, name, fields, refused) if fields.get(name, "").strip() else None


def day(name: str, fields: Mapping[str, str], refused: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(fields.get(name, "").strip())
    except ValueError:
        refused[name] = N_("Give the day, such as 2025-03-04.")
        return None


def day_if_any(name: str, fields: Mapping[str, str], refused: dict[str, str]) -> date | None:
    return day(name, fields, refused) if fields.get(name, "").strip() else None


def number(
    name: str, fields: Mapping[str, str], refused: dict[str, str], *, message: str
) -> int | None:
    """Return a whole number, cut before it is computed when it is endless."""
    written = fields.get(name, "").strip()
    if not (written.isascii() and written.isdigit()):
        refused[name] = message
        return None
    return int(written[:9])


def somebody(
    name: str, fields: Mapping[str, str], refused: dict[str, str]
) -> PractitionerId | None:
    """Return who was chosen in the directory, None for nobody."""
    written = fields.get(name, "").strip()
    if not written:
        return None
    try:
        return PractitionerId(UUID(written))
    except ValueError:
        refused[name] = N_("Choose somebody from the list.")
        return None


def plain_text(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
