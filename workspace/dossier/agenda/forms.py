"""From the fields of the page to an appointment, or Invalid naming every field."""

import unicodedata
from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from workspace.dossier.agenda.model import (
    EncounterId,
    EncounterKind,
    EncounterState,
    NewEncounter,
    PlaceKind,
    VersionId,
    Zone,
)
from workspace.errors import Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import PractitionerId

Choice = TypeVar("Choice", bound=StrEnum)
WRONG_CHOICE = N_("Choose one of these.")


def new_encounter(fields: Mapping[str, str]) -> NewEncounter:
    """Read an appointment; `rules.check_new` judges what can be read. Raises Invalid."""
    refused: dict[str, str] = {}
    kind = _choice(EncounterKind, "kind", fields, refused)
    place_kind = _choice(PlaceKind, "place_kind", fields, refused)
    zone = _choice(Zone, "zone", fields, refused)
    day = _day(fields.get("day", ""), refused)
    at = _time(fields.get("at", ""), refused)
    minutes = _minutes(fields.get("minutes", ""), refused)
    practitioner = _practitioner(fields.get("practitioner", ""), refused)
    if refused or not (kind and place_kind and zone and minutes is not None):
        raise Invalid(refused)
    asked = fields.get("asked", "") == "yes"
    return NewEncounter(
        kind=kind,
        state=EncounterState.ASKED if asked else EncounterState.PLANNED,
        day=day,
        at=at,
        zone=zone,
        minutes=minutes,
        place_kind=place_kind,
        place=_plain(fields.get("place", "")),
        title=_plain(fields.get("title", "")),
        practitioner=practitioner,
        with_whom=_plain(fields.get("with_whom", "")),
        bring=_plain(fields.get("bring", "")),
        note=_plain(fields.get("note", "")),
    )


def becomes(fields: Mapping[str, str]) -> EncounterState:
    """Read `state`, what became of an appointment. Raises Invalid."""
    refused: dict[str, str] = {}
    state = _choice(EncounterState, "state", fields, refused)
    if state is None:
        raise Invalid(refused)
    return state


def version_seen(fields: Mapping[str, str]) -> VersionId:
    """Read which version the page showed. Raises Invalid."""
    try:
        return VersionId(UUID(fields.get("seen", "")))
    except ValueError as error:
        raise Invalid({"day": N_("This page was incomplete: go back and reload it.")}) from error


def encounter_asked(path: Mapping[str, object]) -> EncounterId:
    """Read the appointment that an address names. Raises NotFound."""
    wanted = path.get("encounter")
    if not isinstance(wanted, UUID):
        raise NotFound
    return EncounterId(wanted)


def _choice(
    choices: type[Choice], name: str, fields: Mapping[str, str], refused: dict[str, str]
) -> Choice | None:
    try:
        return choices(fields.get(name, ""))
    except ValueError:
        refused[name] = WRONG_CHOICE
        return None


def _day(text: str, refused: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        refused["day"] = N_("Give the day, such as 2025-03-04.")
        return None


def _time(text: str, refused: dict[str, str]) -> time | None:
    if not text.strip():
        return None
    try:
        read = time.fromisoformat(text.strip())
    except ValueError:
        read = None
    if read is None or read.tzinfo is not None:
        refused["at"] = N_("Give the time, such as 09:30, or leave it empty.")
        return None
    return read.replace(second=0, microsecond=0)


def _minutes(text: str, refused: dict[str, str]) -> int | None:
    written = text.strip()
    if not (written.isascii() and written.isdigit()):
        refused["minutes"] = N_("Give the length in minutes, such as 45.")
        return None
    return int(written[:9])


def _practitioner(text: str, refused: dict[str, str]) -> PractitionerId | None:
    if not text.strip():
        return None
    try:
        return PractitionerId(UUID(text.strip()))
    except ValueError:
        refused["practitioner"] = N_("Choose somebody from the list.")
        return None


def _plain(text: str) -> str:
    """Compose accents, keep line breaks, drop what has no shape (control characters)."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")
