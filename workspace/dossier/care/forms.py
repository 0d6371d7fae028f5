"""From the fields of the page to a session, or Invalid naming every field."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from workspace.dossier.care.entries import Chip
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import PractitionerId

Choice = TypeVar("Choice", bound=StrEnum)


def new_session(
    fields: Mapping[str, str], *, chips: Iterable[str] = ()
) -> tuple[NewSession, tuple[Chip, ...]]:
    """Read `kind`, `done_on`, `minutes`, `payer`, `presence`, and if given `practitioner`, `note`.

    `chips`: every value of the field of that name (`fields.getlist("chips")`). Raises Invalid
    naming all the fields that cannot be read; `entries.check_entry` judges the rest.
    """
    refused: dict[str, str] = {}
    kind = _choice(CareKind, "kind", fields, refused)
    payer = _choice(Payer, "payer", fields, refused)
    presence = _choice(Presence, "presence", fields, refused)
    done_on = _day(fields, refused)
    minutes = _minutes(fields, refused)
    practitioner = _practitioner(fields, refused)
    chosen = _chips(chips, refused)
    if refused or not (kind and payer and presence and done_on and minutes is not None):
        raise Invalid(refused)
    session = NewSession(
        kind=kind,
        done_on=done_on,
        payer=payer,
        minutes=minutes,
        practitioner=practitioner,
        presence=presence,
        note=_plain_text(fields.get("note", "")),
    )
    return session, chosen


def _choice(
    choices: type[Choice], name: str, fields: Mapping[str, str], refused: dict[str, str]
) -> Choice | None:
    try:
        return choices(fields.get(name, ""))
    except ValueError:
        refused[name] = N_("Choose one of these.")
        return None


def _day(fields: Mapping[str, str], refused: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(fields.get("done_on", "").strip())
    except ValueError:
        refused["done_on"] = N_("Give the day, such as 2025-03-04.")
        return None


def _minutes(fields: Mapping[str, str], refused: dict[str, str]) -> int | None:
    written = fields.get("minutes", "").strip()
    if not (written.isascii() and written.isdigit()):
        refused["minutes"] = N_("Give the length in minutes, such as 45.")
        return None
    return int(written[:9])


def _practitioner(fields: Mapping[str, str], refused: dict[str, str]) -> PractitionerId | None:
    written = fields.get("practitioner", "").strip()
    if not written:
        return None
    try:
        return PractitionerId(UUID(written))
    except ValueError:
        refused["practitioner"] = N_("Choose somebody from the list.")
        return None


def _chips(chosen: Iterable[str], refused: dict[str, str]) -> tuple[Chip, ...]:
    try:
        return tuple(Chip(code) for code in chosen)
    except ValueError:
        refused["chips"] = N_("Choose among these.")
        return ()


def _plain_text(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
