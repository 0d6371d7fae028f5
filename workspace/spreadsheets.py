"""A list as any spreadsheet opens it: UTF-8 with its mark, quoted as RFC 4180, no cell ever run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""
FRENCH: Final = ";"
"""What separates cells where the comma separates decimals."""

Row = Sequence[object]


def table(headings: Iterable[str], rows: Iterable[Row], *, delimiter: str = FRENCH) -> bytes:
    """Return the file. A number is written as one; anything else as text, dates as 2025-03-04.

    Where cells are separated as in French, so are decimals: 12.5 would be read as the 12th of May.
    """
    decimal = "," if delimiter == FRENCH else "."
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([cell(value, decimal=decimal) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def cell(value: object, *, decimal: str = ".") -> str:
    """Return what stands in one cell: shown, never run. `decimal`: what separates the decimals of a number."""
    if isinstance(value, Decimal | int):
        return str(value).replace(".", decimal)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
