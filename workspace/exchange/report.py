"""What is to be said of a folder before a single row is written: where, what, what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workspace.exchange.model import Row
from workspace.i18n import format_number

LONGEST_SHOWN: Final = 60
"""Characters of a value that are shown again to the operator."""
UNSHOWN: Final = "\N{REPLACEMENT CHARACTER}"

Translate = Callable[..., str]
"""`workspace.i18n.gettext`: a msgid and its named values in, the sentence out."""


class Severity(StrEnum):
    ERROR = "error"
    """Refused: nothing of the folder is written."""
    NOTICE = "notice"
    """Kept and flagged."""
    NOTE = "note"
    """Kept, and nothing to do about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One kind of thing that can be said. Both sentences are msgids with named values."""

    message: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A fault and its place.

    What is shown may be personal: it goes to the operator's terminal or page, never to a log; the
    representation of a problem leaves it out.
    """

    fault: Fault
    file: str
    line: int | None = None
    """As a text editor counts, the header being line 1; None for the whole file."""
    column: str | None = None
    value: str | None = field(default=None, repr=False)
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @property
    def is_error(self) -> bool:
        return self.fault.severity is Severity.ERROR

    def message(self, translate: Translate) -> str:
        return translate(self.fault.message, **self._said())

    def remedy(self, translate: Translate) -> str:
        return translate(self.fault.remedy, **self._said())

    def _said(self) -> Mapping[str, object]:
        """Return the named values, measures written as the reader's language does: 0,3 in French."""
        return {
            name: format_number(each) if isinstance(each, Decimal) else each
            for name, each in self.params.items()
        }


def shown(value: str) -> str:
    """Make a value safe for a terminal: short, nothing that moves the cursor or turns the text."""
    head = "".join(c if c.isprintable() else UNSHOWN for c in value[:LONGEST_SHOWN])
    return head + "\N{HORIZONTAL ELLIPSIS}" if len(value) > LONGEST_SHOWN else head


def about(
    row: Row, fault: Fault, column: str | None, value: object = "", **params: object
) -> Problem:
    """Say something of a row that was read; days are written as the offices write them."""
    written = {
        name: each if isinstance(each, Decimal) else _written(each) for name, each in params.items()
    }
    return Problem(
        fault=fault,
        file=row.FILE,
        line=row.line,
        column=column,
        value=shown(_written(value)) or None,
        params=written,
    )


def _written(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    problems: tuple[Problem, ...]
    """In the order of the files of the format, then of their lines."""
    read: Mapping[str, int]
    """Rows read in each file that is there, refused ones included."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def notices(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def accepted(self) -> bool:
        """Tell whether the folder may be written: nothing in it was refused."""
        return not any(problem.is_error for problem in self.problems)
