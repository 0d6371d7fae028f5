"""From the fields of a page to an entry or an attempt, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from workspace.dossier.journal.model import (
    EntryKind,
    NewAttempt,
    NewEntry,
    Way,
)
from workspace.dossier.record.model import About
from workspace.dossier.record.voices import SaidBy
from workspace.errors import Invalid
from workspace.i18n import N_

Choice = TypeVar("Choice", bound=StrEnum)


def new_entry(fields: Mapping[str, str], *, today: date) -> NewEntry:
    """Read `text`, `kind`, and unless they are today, the child and one's own words, `day`, `about`, `said_by`."""
    refused: dict[str, str] = {}
    kind = _choice(EntryKind, "kind", fields.get("kind", ""), refused)
    about = _choice(About, "about", fields.get("about") or About.CHILD.value, refused)
    said_by = _choice(SaidBy, "said_by", fields.get("said_by") or SaidBy.WRITER.value, refused)
    day = _day("day", fields, today, refused)
    text = _plain_text(fields.get("text", ""))
    if refused or not (kind and about and day and said_by):
        if not text:
            refused.setdefault("text", N_("Write a few words: what you saw, heard, noticed."))
        raise Invalid(refused)
    return NewEntry(kind=kind, day=day, about=about, text=text, said_by=said_by)


def new_attempt(fields: Mapping[str, str], *, today: date) -> NewAttempt:
    """Read `way` (by phone unless said otherwise), `tried_on` (today), `reached`, `line`."""
    refused: dict[str, str] = {}
    way = _choice(Way, "way", fields.get("way") or Way.PHONE.value, refused)
    tried_on = _day("tried_on", fields, today, refused)
    if refused or not (way and tried_on):
        raise Invalid(refused)
    return NewAttempt(
        way=way,
        tried_on=tried_on,
        reached=fields.get("reached") == "yes",
        line=_plain_text(fields.get("line", "")),
    )


def _choice(
    choices: type[Choice], name: str, written: str, refused: dict[str, str]
) -> Choice | None:
    try:
        return choices(written)
    except ValueError:
        refused[name] = N_("Choose one of these.")
        return None


def _day(name: str, fields: Mapping[str, str], today: date, refused: dict[str, str]) -> date | None:
    written = fields.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else today
    except ValueError:
        refused[name] = N_("Give the day, such as 2025-03-04.")
        return None


def _plain_text(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
