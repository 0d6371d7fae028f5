"""From the text of one cell to a value, or a refusal that says why. No I/O."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from workspace.dossier.record.rules import DEPARTMENT
from workspace.exchange import faults
from workspace.exchange.report import Fault
from workspace.exchange.wording import Vocabulary

T = TypeVar("T")

YEARS: Final = range(1900, 2200)
LONGEST_CODE: Final = 40

_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_QUOTED_FORMULA: Final = re.compile(r'="([^"]*)"')
_FORMULA: Final = re.compile(r"[=@]|#(?:N/A|[A-Z0-9/]+[!?])\Z")
_TIME: Final = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY_FIRST: Final = re.compile(
    r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})" + _TIME
)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_HOUR: Final = re.compile(r"([0-9]{1,2}) ?[:hH] ?([0-9]{2})?(?::[0-9]{2}(?:\.[0-9]+)?)?")
_BEHIND_A_DAY: Final = re.compile(r"[ T]([0-9]{1,2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?\Z")
HOURS, MINUTES, NO_HOUR = 24, 60, "00:00"
_SERIAL: Final = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_SHORT_YEAR_LENGTH: Final = 2
_NUMBER: Final = re.compile(
    r"([+-]?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15}))(?:[.,]([0-9]{1,15}))?"
)
_WITHOUT_DECIMALS: Final = re.compile(r"([0-9]{1,3})[.,]0")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Refused(Exception):
    """A cell does not hold what its column expects."""

    def __init__(self, fault: Fault, **params: object) -> None:
        super().__init__()
        self.fault = fault
        self.params = params


def text(cell: str, *, longest: int) -> str:
    """Return one line of readable text, spaces reduced to one. "" is an empty cell."""
    value = " ".join(cell.split())
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = "".join(c for c in value if unicodedata.category(c) != "Cf")
    if _LOST in value or not value.isprintable():
        raise Refused(faults.DAMAGED_TEXT)
    if quoted := _QUOTED_FORMULA.fullmatch(value):
        value = quoted[1].strip()
    if _FORMULA.match(value):
        raise Refused(faults.FORMULA)
    if len(value) > longest:
        raise Refused(faults.LONG_TEXT, limit=longest)
    return value


def code(value: str) -> str:
    """Return the one writing of a code: capitals tell nothing apart."""
    return value.upper()


def day(value: str) -> date:
    """Read 31/12/2021, 31.12.2021, 31-12-2021 or 2021-12-31; an hour behind it is left aside."""
    if found := _DAY_FIRST.fullmatch(value):
        day_text, _, month, year = found.groups()
        if len(year) == _SHORT_YEAR_LENGTH:
            raise Refused(faults.SHORT_YEAR)
    elif found := _YEAR_FIRST.fullmatch(value):
        year, _, month, day_text = found.groups()
    else:
        raise Refused(faults.SERIAL_DATE if _SERIAL.fullmatch(value) else faults.NOT_A_DATE)
    try:
        read = date(int(year), int(month), int(day_text))
    except ValueError:
        raise Refused(faults.IMPOSSIBLE_DATE) from None
    if read.year not in YEARS:
        raise Refused(faults.IMPOSSIBLE_DATE)
    return read


def hour(value: str) -> str:
    """Return the one writing of an hour: 10:30, 10h30 or 10 h is "10:30" or "10:00"."""
    found = _HOUR.fullmatch(value)
    if found is None or int(found[1]) >= HOURS or int(found[2] or 0) >= MINUTES:
        raise Refused(faults.NOT_AN_HOUR)
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def hour_of(value: str) -> str | None:
    """Return the hour behind a day; None where there is none: midnight is what a spreadsheet writes of a bare day."""
    found = _BEHIND_A_DAY.search(value)
    read = hour(found[1]) if found else NO_HOUR
    return None if read == NO_HOUR else read


def number(value: str) -> Decimal:
    """Read a number with a comma or a point, its thousands apart or not."""
    if not (found := _NUMBER.fullmatch(value)):
        raise Refused(faults.NOT_A_NUMBER)
    whole, decimals = found.groups()
    return Decimal(whole.replace(" ", "") + (f".{decimals}" if decimals else ""))


def whole_number(value: str) -> int:
    read = number(value)
    if read != read.to_integral_value():
        raise Refused(faults.NOT_WHOLE)
    return int(read)


def department(value: str) -> str:
    """Return the number of a department as INSEE writes it: 01, 62, 2A, 974."""
    found = _WITHOUT_DECIMALS.fullmatch(value)
    number_text = (found[1] if found else value).upper().zfill(2)
    if not DEPARTMENT.fullmatch(number_text):
        raise Refused(faults.NOT_A_DEPARTMENT)
    return number_text


def choice(value: str, vocabulary: Vocabulary[T]) -> T:
    """Return what the word stands for."""
    meaning = vocabulary.meaning(value)
    if meaning is None:
        raise Refused(faults.UNKNOWN_WORD, expected=vocabulary.expected)
    return meaning


def is_email(value: str) -> bool:
    return _EMAIL.fullmatch(value) is not None
