"""From the bytes of a file to the cells of its lines, whatever office saved it."""

import csv
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Final

from workspace.exchange import faults
from workspace.exchange.report import Fault
from workspace.exchange.wording import words

SEPARATORS: Final = (";", "\t", ",")
LONGEST_HEADER: Final = 20_000
"""Characters."""
REMARK: Final = "# "
"""How a line begins that is for people: the example of a model file. The errors of formulas (#REF!) have no space."""
ROWS_SAVED_TOGETHER: Final = 16
"""Of Excel, which saves each batch of rows as wide as the widest of them and leaves out the empty cells beyond."""
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of Excel and LibreOffice begin, whatever their name says."""
_ANNOUNCED: Final = re.compile(r"\Asep=(.)", re.IGNORECASE)
_LOST: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a table; a quoted cell may make it run over several lines of the file."""

    line: int
    cells: tuple[str, ...]
    fault: Fault | None = None
    """Why its cells cannot be trusted; it then has none."""


@dataclass(frozen=True, slots=True)
class Table:
    header: Record
    records: tuple[Record, ...]
    remarks: tuple[int, ...] = ()
    """The lines left aside because they begin with `REMARK`."""


def decode(content: bytes) -> str | None:
    """Read text in UTF-8, UTF-16 or Windows-1252; None when it is not text.

    Bytes that mean nothing become U+FFFD, which no value accepts: the damage is said in its place.
    """
    if content.startswith(_SPREADSHEETS):
        return None
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace")
    text = content.decode("utf-8-sig", errors="replace")
    lost = text.count(_LOST)
    beyond_ascii = sum(1 for c in text if c > "\x7f") - lost if lost else 0
    if lost > beyond_ascii:
        return content.decode("cp1252", errors="replace")
    return text


def read_table(text: str, known: AbstractSet[str]) -> Table | None:
    """Read the header and the lines that are not empty; None when there is no header.

    `known`: the columns, as `wording.words` reduces them, by which the separator is recognised.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    announced = _announced(lines)
    start = 0 if announced is None else 1
    while start < len(lines) and not lines[start].strip("\t;, \xa0"):
        start += 1
    if start == len(lines):
        return None
    if len(lines[start]) > LONGEST_HEADER:
        return Table(header=Record(start + 1, (), faults.HUGE_CELL), records=())
    separator = announced or _separator(lines[start], known)
    records = _records(lines, start, separator)
    header = next(records)
    above = start if announced is None else start - 1
    rows = _made_whole(chain([header], records), len(header.cells), above)
    said = [record for record in rows if record is not header and _says_something(record)]
    return Table(
        header=header,
        records=tuple(record for record in said if not _is_remark(record)),
        remarks=tuple(record.line for record in said if _is_remark(record)),
    )


def _announced(lines: list[str]) -> str | None:
    """Return the separator of the first line `sep=;` that Excel understands."""
    found = _ANNOUNCED.match(lines[0])
    return found[1] if found and found[1] in SEPARATORS else None


def _separator(header: str, known: AbstractSet[str]) -> str:
    """Choose the separator under which the header names most columns of the format."""

    def recognised(separator: str) -> tuple[int, int]:
        cells = header.split(separator)
        return sum(words(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=recognised)


def _made_whole(rows: Iterable[Record], width: int, above: int) -> Iterator[Record]:
    """Give rows back the empty cells that Excel left out at their end, up to `width`; `above`: rows before the first.

    Only where a whole batch lacks them: a row shorter than those beside it lost a separator, and nobody knows which.
    """
    for _, numbered in groupby(enumerate(rows, above), lambda each: each[0] // ROWS_SAVED_TOGETHER):
        batch = [row for _, row in numbered]
        widths = {len(row.cells) for row in batch if row.fault is None and _says_something(row)}
        missing = width - widths.pop() if len(widths) == 1 else 0
        for row in batch:
            cut = missing > 0 and row.fault is None
            yield replace(row, cells=(*row.cells, *[""] * missing)) if cut else row


def _says_something(record: Record) -> bool:
    return record.fault is not None or any(cell and not cell.isspace() for cell in record.cells)


def _is_remark(record: Record) -> bool:
    first = next((cell for cell in record.cells if cell.strip()), "")
    return first.lstrip().startswith(REMARK)


def _records(lines: list[str], start: int, separator: str) -> Iterator[Record]:
    """Cut lines into cells; after a quotation mark never closed, go on with the next line."""
    while start < len(lines):
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=separator, skipinitialspace=True)
        start = len(lines)
        while (record := _next(reader, feed)) is not None:
            yield record
            if record.fault is faults.OPEN_QUOTE:
                start = record.line
                break


class _Feed:
    """The lines given to the reader one by one, counted."""

    def __init__(self, lines: list[str], start: int) -> None:
        self._lines = lines
        self.given = start
        self.exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.given == len(self._lines):
            self.exhausted = True
            raise StopIteration
        self.given += 1
        return self._lines[self.given - 1] + "\n"


def _next(reader: Iterator[list[str]], feed: _Feed) -> Record | None:
    first = feed.given + 1
    try:
        cells = next(reader, None)
    except csv.Error:
        return Record(first, (), faults.HUGE_CELL)
    if cells is None:
        return None
    if feed.exhausted:
        return Record(first, (), faults.OPEN_QUOTE)
    return Record(first, tuple(cells))
