"""The versions of the assessment forms, read from the data files beside this one and of an installation.

Changing a question, who answers it or at which age is adding a file with its `valid_from`, never code. Which form a
step opens is said by the protocol: by its code, never by its version.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from workspace.access.permissions import DataClass
from workspace.actor import Role
from workspace.dossier.assessment.model import (
    YES_NO,
    About,
    Field,
    FieldCode,
    Form,
    Group,
    Kind,
    Option,
    Part,
    PartCode,
    Steps,
)
from workspace.dossier.protocol.model import USUAL_FORM
from workspace.dossier.protocol.parsing import LONGEST_FORM
from workspace.dossier.scales.instruments import texts_of
from workspace.errors import NotFound

UNKNOWN = "Not known"
LONGEST_PART = 20
"""Characters of the code of a part, as the tables keep it."""
CLASSES = (DataClass.IDENTITY, DataClass.SOMATIC, DataClass.PSYCHOLOGICAL, DataClass.THIRD_PARTY)

_FIELD_KEYS = {
    "code", "label", "kind", "section", "options", "set", "unit", "min", "max", "low", "high", "also",
    "from_months", "to_months", "normal", "required", "carry", "note", "future", "about", "unknown", "scales",
    "system", "concept",
}  # fmt: skip


class FormGone(NotFound, LookupError):
    """The form of this assessment is not there any more. Tell whoever runs Grenier."""


class FormsRefused(ValueError):
    """A file of an installation is no form; the message names it."""


@dataclass
class _Shelf:
    """What an installation adds to the forms that are shipped; set once, when the process starts."""

    added: tuple[Form, ...] = ()


_shelf = _Shelf()


def form(name: str | None = None, *, code: str = USUAL_FORM, on: date | None = None) -> Form:
    """Return the form called `name`, whatever the day, or the version of `code` in force `on` that day.

    The newest version by default. Raise FormGone when there is none, ValueError when a data file is wrong.
    """
    found = [
        each
        for each in _versions()
        if (each.name == name if name else each.code == code and (not on or each.valid_from <= on))
    ]
    if not found:
        raise FormGone
    return max(found, key=lambda each: each.valid_from)


def codes() -> Mapping[str, date]:
    """Return the forms there are, by their code, with the first day of the first version of each."""
    found: dict[str, date] = {}
    for each in _versions():
        found[each.code] = min(each.valid_from, found.get(each.code, each.valid_from))
    return found


def add_folder(folder: Path) -> None:
    """Take the forms of an installation: each a `.toml` file written like those shipped.

    Raises FormsRefused for a folder that cannot be read, a file that is no form, or a version that is there already.
    """
    added: list[Form] = []
    try:
        texts = texts_of(folder)
    except (OSError, UnicodeDecodeError) as error:
        raise FormsRefused(f"{folder}: {error}") from error
    for name, text in texts:
        try:
            known = parse_form(text)
        except (KeyError, ValueError, TypeError) as error:
            raise FormsRefused(f"{name}: {type(error).__name__}: {error}") from error
        if known.name in {each.name for each in (*_shipped(), *added)}:
            raise FormsRefused(f"{name}: {known.name} is there already")
        added.append(known)
    _shelf.added = tuple(added)


def parse_form(text: str) -> Form:
    """Read one version. Raise ValueError or KeyError for what cannot be."""
    source = tomllib.loads(text, parse_float=Decimal)
    sets = {name: _options(entries) for name, entries in source["sets"].items()}
    parts = tuple(_part(entry, sets) for entry in source["part"])
    _check_apart(each.code for each in parts)
    _check_apart(f"{part.code} {each.code}" for part in parts for each in part.fields)
    _check_whole(source["code"], parts)
    return Form(
        code=source["code"],
        version=source["version"],
        valid_from=source["valid_from"],
        parts=parts,
    )


def _versions() -> tuple[Form, ...]:
    return (*_shipped(), *_shelf.added)


@cache
def _shipped() -> tuple[Form, ...]:
    sources = (file for file in files(__name__).iterdir() if file.name.endswith(".toml"))
    texts = [file.read_text("utf-8") for file in sorted(sources, key=lambda each: each.name)]
    return tuple(map(parse_form, texts))


def _check_whole(code: str, parts: Iterable[Part]) -> None:
    """Raise ValueError for a form that could not be kept, or never be done."""
    if not 1 <= len(code) <= LONGEST_FORM:
        raise ValueError(f"{code!r} is not a code of 1 to {LONGEST_FORM} characters")
    for part in parts:
        if not 1 <= len(part.code) <= LONGEST_PART:
            raise ValueError(f"{part.code!r} is not a code of 1 to {LONGEST_PART} characters")
    if not any(part.mandatory and part.steps is Steps.ALL for part in parts):
        raise ValueError("no part is mandatory at every step: such an assessment is never done")


def _part(entry: Mapping[str, Any], sets: Mapping[str, tuple[Option, ...]]) -> Part:
    data_class = DataClass(entry["data_class"])
    if data_class not in CLASSES:
        raise ValueError(f"{entry['code']}: no part is of class {data_class}")
    about = About(entry["about"]) if "about" in entry else None
    return Part(
        code=PartCode(entry["code"]),
        label=entry["label"],
        group=Group(entry["group"]),
        roles=tuple(Role(name) for name in entry["roles"]),
        data_class=data_class,
        mandatory=entry["mandatory"],
        steps=Steps(entry["steps"]),
        fields=tuple(_field(each, sets, about) for each in entry["field"]),
        asks_source=entry.get("source", False),
        is_amendable=entry.get("amend", False),
        is_restricted=entry.get("restricted", False),
        about=about,
    )


def _field(
    entry: Mapping[str, Any], sets: Mapping[str, tuple[Option, ...]], about: About | None
) -> Field:
    code, kind = entry["code"], Kind(entry["kind"])
    if unread := set(entry) - _FIELD_KEYS:
        raise ValueError(f"{code}: nobody reads {sorted(unread)}")
    options = _options(entry.get("options", [])) or sets.get(entry.get("set", ""), ())
    if kind is Kind.YES_NO:
        options = YES_NO
    if (kind in {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}) != bool(options):
        raise ValueError(f"{code}: a {kind} with {len(options)} options")
    normal = entry.get("normal")
    if normal is not None and normal not in {option.value for option in options}:
        raise ValueError(f"{code}: {normal} is not among its options")
    concept = entry.get("concept")
    return Field(
        code=FieldCode(code),
        label=entry["label"],
        kind=kind,
        section=entry.get("section"),
        options=options,
        unit=entry.get("unit"),
        least=_number(entry, "min"),
        most=_number(entry, "max"),
        low=_number(entry, "low"),
        high=_number(entry, "high"),
        also={unit: Decimal(factor) for unit, factor in entry.get("also", {}).items()},
        from_months=entry.get("from_months", 0),
        to_months=entry.get("to_months"),
        scales=tuple(entry.get("scales", ())),
        normal=normal,
        required=entry.get("required", False),
        carry=entry.get("carry", False),
        note=entry.get("note", False),
        future=entry.get("future", False),
        about=About(entry["about"]) if "about" in entry else about,
        unknown=entry.get("unknown", UNKNOWN),
        system=entry.get("system", "LOINC") if concept else None,
        concept=concept,
    )


def _options(entries: list[Mapping[str, str]]) -> tuple[Option, ...]:
    options = tuple(
        Option(value=entry["value"], label=entry["label"], concept=entry.get("concept"))
        for entry in entries
    )
    _check_apart(option.value for option in options)
    return options


def _number(entry: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(entry[key]) if key in entry else None


def _check_apart(codes: Any) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"{code} stands twice")
        seen.add(code)
