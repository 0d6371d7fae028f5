"""One line of a file under its headers: cells asked for by column, refusals noted as they come."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from workspace.exchange import faults, values
from workspace.exchange.measures import Measure
from workspace.exchange.report import Fault, Problem, shown
from workspace.exchange.tabular import Record
from workspace.exchange.values import Refused
from workspace.exchange.wording import Vocabulary

T = TypeVar("T")


class Line:
    """Reads the cells of one line.

    A value that must be there and is not, or is refused, is noted and replaced by one of the right
    type, so that the whole line is said at once; such a line `is_refused` and is never kept.
    """

    def __init__(self, file: str, record: Record, where: Mapping[str, int]) -> None:
        """`where`: at which place each column of the format stands."""
        self._file = file
        self._cells = record.cells
        self._where = where
        self.at = record.line
        """Where the line stands in its file."""
        self.problems: list[Problem] = []

    @property
    def is_refused(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    def raw(self, column: str) -> str:
        """Return the cell as it stands; "" where the column or the cell is not there."""
        place = self._where.get(column, len(self._cells))
        return self._cells[place] if place < len(self._cells) else ""

    def own_code(self) -> str:
        """Return the code of the line as it is read where others lean on it; of a refused cell, what it holds."""
        try:
            return values.code(values.text(self.raw("code"), longest=values.LONGEST_CODE))
        except Refused:
            return values.code(self.raw("code").strip())

    def say(self, column: str | None, fault: Fault, **params: object) -> None:
        """Note a problem with what stands in `column`, or with the whole line."""
        value = None if column is None else shown(self.raw(column)) or None
        self.problems.append(
            Problem(
                fault=fault,
                file=self._file,
                line=self.at,
                column=column,
                value=value,
                params=params,
            )
        )

    def _read(self, column: str, read: Callable[[str], T], longest: int = 100) -> T | None:
        """Return None for an empty cell or one that is refused."""
        try:
            value = values.text(self.raw(column), longest=longest)
            return read(value) if value else None
        except Refused as refused:
            self.say(column, refused.fault, **refused.params)
            return None

    def _needed(
        self, column: str, read: Callable[[str], T], substitute: T, longest: int = 100
    ) -> T:
        before = len(self.problems)
        value = self._read(column, read, longest)
        if value is not None:
            return value
        if len(self.problems) == before:
            self.say(column, faults.NO_VALUE)
        return substitute

    def text(self, column: str, *, longest: int) -> str:
        return self._read(column, str, longest) or ""

    def needed_text(self, column: str, *, longest: int) -> str:
        return self._needed(column, str, "", longest)

    def code(self, column: str) -> str | None:
        return self._read(column, values.code, values.LONGEST_CODE)

    def needed_code(self, column: str) -> str:
        return self._needed(column, values.code, "", values.LONGEST_CODE)

    def day(self, column: str) -> date | None:
        return self._read(column, values.day)

    def needed_day(self, column: str) -> date:
        return self._needed(column, values.day, date.max)

    def hour(self, column: str, day_column: str) -> str | None:
        """Return the hour of a cell, else the one behind the day of another."""
        return self._read(column, values.hour) or self._read(day_column, values.hour_of)

    def choice(self, column: str, vocabulary: Vocabulary[T]) -> T | None:
        return self._read(column, lambda text: values.choice(text, vocabulary))

    def needed_choice(self, column: str, vocabulary: Vocabulary[T], substitute: T) -> T:
        return self._needed(column, lambda text: values.choice(text, vocabulary), substitute)

    def department(self, column: str) -> str | None:
        return self._read(column, values.department)

    def number(self, column: str) -> Decimal | None:
        return self._read(column, values.number)

    def needed_whole(self, column: str) -> int:
        return self._needed(column, values.whole_number, 0)

    def measure(self, column: str, measure: Measure) -> Decimal | None:
        return self._read(column, measure.read)

    def whole_measure(self, column: str, measure: Measure) -> int | None:
        return self._read(column, measure.read_whole)

    def needed_whole_measure(self, column: str, measure: Measure) -> int:
        return self._needed(column, measure.read_whole, 0)
