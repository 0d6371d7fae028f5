"""The fields of a page, read one by one: what cannot be read is remembered, and refused at once."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from workspace.errors import Invalid
from workspace.i18n import N_

T = TypeVar("T")

NEEDED: Final = N_("Please fill this in.")
NOT_A_DAY: Final = N_("Please give a day, such as 09/07/2021.")
NOT_WHOLE: Final = N_("Please give a whole number.")
NOT_A_NUMBER: Final = N_("Please give a number, such as 49.5.")
NO_SUCH_CHOICE: Final = N_("Please choose one of the answers.")

_PARTS_OF_A_DAY: Final = 3
_LONGEST_NUMBER: Final = 8
_FOUR_DIGITS: Final = 4


class Reader:
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
        return _shaped(self._fields.get(name, ""))

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

    def day_if_any(self, name: str) -> date | None:
        """Read the same; None when nothing is written."""
        parts = (name, *(f"{name}_{part}" for part in ("day", "month", "year")))
        return self.day(name) if any(self.text(part) for part in parts) else None

    def lines(self, name: str) -> str:
        """Return several lines, each as `text` does."""
        rows = self._fields.get(name, "").replace("\r\n", "\n").split("\n")
        return "\n".join(_shaped(row) for row in rows).strip()

    def is_ticked(self, name: str) -> bool:
        return bool(self.text(name))

    def refuse_if(self, is_wrong: bool, name: str, message: str) -> None:
        """Remember `message` beside `name`, unless something was said there before."""
        if is_wrong:
            self._refused.setdefault(name, message)

    def choice_if_any(self, name: str, choices: Callable[[str], T]) -> T | None:
        text = self.text(name)
        return self._read(name, text, choices, NO_SUCH_CHOICE) if text else None

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


def _shaped(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    shaped = (c for c in composed if unicodedata.category(c) not in {"Cc", "Cf"} or c.isspace())
    return " ".join("".join(shaped).split())


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
