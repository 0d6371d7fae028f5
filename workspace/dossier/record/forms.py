"""From the fields of the page to a command, or Invalid naming every field."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    NewPlacement,
    PlacementKind,
    Sex,
)
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import OrganizationId

T = TypeVar("T")

NEEDED: Final = N_("Please fill this in.")
NOT_A_DAY: Final = N_("Please give a day, such as 09/07/2021.")
NOT_WHOLE: Final = N_("Please give a whole number.")
NOT_A_NUMBER: Final = N_("Please give a number, such as 49.5.")
NO_SUCH_CHOICE: Final = N_("Please choose one of the answers.")

_PARTS_OF_A_DAY: Final = 3
_LONGEST_NUMBER: Final = 8
_FOUR_DIGITS: Final = 4


def new_child(fields: Mapping[str, str], *, organization: OrganizationId) -> NewChild:
    """Read the enrolment of a child in `organization`, that of whoever fills the form in.

    Fields: given_name, family_name, birth_date, sex, admitted_on, department; if known term_weeks,
    weight_g, length_cm, head_cm; if the place is known kind, place, and begins_on when it is not
    the day of admission. Raises Invalid naming all the fields that cannot be read;
    `rules.check_new_child` judges the rest.
    """
    read = _Reader(fields)
    admitted_on = read.day("admitted_on")
    command = NewChild(
        identity=Identity(
            given_name=read.needed("given_name"),
            family_name=read.needed("family_name"),
            birth_date=read.day("birth_date"),
            sex=read.choice("sex", Sex, Sex.INDETERMINATE),
        ),
        birth=Birth(
            term_weeks=read.whole("term_weeks"),
            weight_g=read.whole("weight_g"),
            length_cm=read.number("length_cm"),
            head_cm=read.number("head_cm"),
        ),
        inclusion=Inclusion(
            admitted_on=admitted_on,
            organization=organization,
            department=read.needed("department").upper(),
        ),
        placement=_placement(read, otherwise=admitted_on) if read.text("kind") else None,
    )
    read.refuse()
    return command


def new_placement(fields: Mapping[str, str]) -> NewPlacement:
    """Read a move: kind, begins_on, and if known place.

    Raises Invalid naming all the fields that cannot be read; `rules.check_new_placement` judges
    the rest.
    """
    read = _Reader(fields)
    command = _placement(read, otherwise=None)
    read.refuse()
    return command


def _placement(read: "_Reader", *, otherwise: date | None) -> NewPlacement:
    """Read a placement that begins on the day given, else on the day `otherwise`."""
    is_said = otherwise is None or read.text("begins_on") or read.text("begins_on_day")
    return NewPlacement(
        kind=read.choice("kind", PlacementKind, PlacementKind.OTHER),
        place=read.text("place"),
        begins_on=read.day("begins_on") if is_said else otherwise or date.min,
    )


class _Reader:
    """Reads fields one by one and remembers which it could not: a stand-in goes in their place."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._refused: dict[str, str] = {}

    def refuse(self) -> None:
        """Raise Invalid if something could not be read."""
        if self._refused:
            raise Invalid(self._refused)

    def text(self, name: str) -> str:
        """Return one line: accents composed, spaces reduced to one, what has no shape dropped."""
        composed = unicodedata.normalize("NFC", self._fields.get(name, ""))
        shaped = "".join(
            c for c in composed if unicodedata.category(c) not in {"Cc", "Cf"} or c.isspace()
        )
        return " ".join(shaped.split())

    def needed(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self._refused[name] = NEEDED
        return text

    def day(self, name: str) -> date:
        """Read 09/07/2021, 2021-07-09, or three fields `name`_day, `name`_month, `name`_year."""
        text = self.text(name) or "/".join(
            filter(None, (self.text(f"{name}_{part}") for part in ("day", "month", "year")))
        )
        return self._read(name, text, _day, NOT_A_DAY) or date.min if text else self._missing(name)

    def _missing(self, name: str) -> date:
        self._refused[name] = NEEDED
        return date.min

    def whole(self, name: str) -> int | None:
        text = self.text(name).replace(" ", "")
        return self._read(name, text, _whole, NOT_WHOLE) if text else None

    def number(self, name: str) -> Decimal | None:
        text = self.text(name).replace(" ", "")
        return self._read(name, text, _number, NOT_A_NUMBER) if text else None

    def choice(self, name: str, choices: Callable[[str], T], stand_in: T) -> T:
        text = self.needed(name)
        if not text:
            return stand_in
        chosen = self._read(name, text, choices, NO_SUCH_CHOICE)
        return stand_in if chosen is None else chosen

    def _read(self, name: str, text: str, parse: Callable[[str], T], message: str) -> T | None:
        try:
            return parse(text)
        except (ValueError, InvalidOperation):
            self._refused[name] = message
            return None


def _day(text: str) -> date:
    separator = next((sign for sign in "/.-" if sign in text), " ")
    parts = text.split(separator)
    if len(parts) != _PARTS_OF_A_DAY or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        raise ValueError
    year_first = len(parts[0]) == _FOUR_DIGITS
    year, month, day = parts if year_first else reversed(parts)
    if len(year) != _FOUR_DIGITS:
        raise ValueError
    return date(int(year), int(month), int(day))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise ValueError
    return int(text)


def _number(text: str) -> Decimal:
    whole, _, decimals = text.replace(",", ".").partition(".")
    if not all(part.isascii() and part.isdigit() for part in (whole, decimals or "0")):
        raise ValueError
    if len(text) > _LONGEST_NUMBER:
        raise ValueError
    return Decimal(f"{whole}.{decimals or 0}")
