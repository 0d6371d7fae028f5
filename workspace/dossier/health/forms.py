"""From the fields of a page to a statement, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields as parts
from datetime import date
from enum import StrEnum
from typing import Any

from workspace.dossier.health.fields import FIELDS, Field, Widget
from workspace.dossier.health.model import FACTS, Calendar, Fact, Severity, StatementKind
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_CODE = 4
"""A dose written longer than that is said in words."""
DEFAULTS: Mapping[str, StrEnum] = {"severity": Severity.UNKNOWN}
"""What is chosen when nothing was."""


def new_fact(kind: StatementKind, fields: Mapping[str, str], *, calendar: Calendar) -> Fact:
    """Read the fields of `kind`; `rules.check_fact` judges the rest.

    Raises Invalid naming all that cannot be read.
    """
    refused: dict[str, str] = {}
    values: dict[str, Any] = {}
    for field in FIELDS[kind]:
        written = fields.get(field.name, "").strip()
        value = _value(field, written, calendar, refused)
        if value is not None:
            values[field.name] = value
    if kind is StatementKind.VACCINATION:
        values["dose"] = _dose(values["vaccine"], values["dose"], calendar, refused)
    if refused:
        raise Invalid(refused)
    return FACTS[kind](**values)


def as_typed(kind: StatementKind, fields: Mapping[str, str]) -> str:
    """Return what a confirmation confirms: the values, as they were typed."""
    return "|".join(fields.get(field.name, "").strip() for field in FIELDS[kind])


def values_of(fact: Fact) -> dict[str, str]:
    """Return the fields of a statement that is to be amended."""
    said = {part.name: getattr(fact, part.name) for part in parts(fact)}
    return {
        name: "yes" if value is True else "" if value in (None, False) else str(value)
        for name, value in said.items()
    }


def _value(field: Field, written: str, calendar: Calendar, refused: dict[str, str]) -> Any:
    if field.widget is Widget.CHECK:
        return written == "yes"
    if field.widget is Widget.DAY:
        return _day(field, written, refused)
    if field.widget is Widget.LIST:
        if calendar.vaccine(written) is None:
            refused[field.name] = N_("Choose a vaccine of the list.")
        return written
    if field.widget is Widget.CHOICE:
        return _choice(field, written, refused)
    return _plain(written) if field.widget is Widget.TEXT else " ".join(_plain(written).split())


def _dose(code: str, written: str, calendar: Calendar, refused: dict[str, str]) -> str:
    """Read a dose: one of the calendar, or words. What looks like a code and is none of them is refused."""
    vaccine = calendar.vaccine(code)
    if vaccine is None or len(written) > LONGEST_CODE:
        return written
    known = vaccine.doses or [dose for each in calendar.vaccines for dose in each.doses]
    found = next((dose.code for dose in known if dose.code == written.upper()), None)
    if written and found is None:
        refused["dose"] = N_(
            "The calendar has no such dose of this vaccine. Leave it empty, or say in words which one it is."
        )
    return found or written


def _day(field: Field, written: str, refused: dict[str, str]) -> date | None:
    if not written and not field.required:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        refused[field.name] = N_("Give the day, such as 2025-03-04.")
        return None


def _choice(field: Field, written: str, refused: dict[str, str]) -> StrEnum | None:
    assert field.options is not None, "a choice has options"
    if not written and not field.required:
        return DEFAULTS.get(field.name)
    found = next((option for option in field.options if option.value == written), None)
    if found is None:
        refused[field.name] = N_("Choose one of these.")
    return found


def _plain(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
