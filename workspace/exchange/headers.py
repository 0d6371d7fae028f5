"""The line of headers of a file: which column of the format stands where. No I/O."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from workspace.exchange import faults
from workspace.exchange.columns import Sheet
from workspace.exchange.report import Fault, Problem, shown
from workspace.exchange.tabular import Record
from workspace.exchange.wording import words


class Headers(NamedTuple):
    where: Mapping[str, int]
    """The place of each column of the format that is there."""
    width: int
    """How many cells a line has."""
    problems: tuple[Problem, ...]

    @property
    def are_usable(self) -> bool:
        return not any(problem.is_error for problem in self.problems)


def read_headers(sheet: Sheet, header: Record) -> Headers:
    """Find the columns of `sheet`, in any order, however they are spelled, others between."""
    if header.fault is not None:
        return Headers({}, 0, (_said(sheet, header, None, header.fault),))
    named = [(place, cell) for place, cell in enumerate(header.cells) if cell.strip()]
    where: dict[str, int] = {}
    problems: list[Problem] = []
    for place, cell in named:
        column = sheet.by_words.get(words(cell))
        if column in where:
            problems.append(_said(sheet, header, column, faults.SAME_COLUMN_TWICE))
        elif column is not None:
            where[column] = place
        else:
            expected = ", ".join(each for each in sheet.columns if each not in where)
            problems.append(
                _said(sheet, header, shown(cell), faults.UNKNOWN_COLUMN, expected=expected)
            )
    problems += _missing(sheet, header, where)
    return Headers(where, max((place + 1 for place, _ in named), default=0), tuple(problems))


def _missing(sheet: Sheet, header: Record, where: Mapping[str, int]) -> Iterator[Problem]:
    found = ", ".join(shown(cell) for cell in header.cells if cell.strip())
    for column in sheet.required:
        if column not in where:
            yield _said(sheet, header, column, faults.NO_COLUMN, found=found)


def _said(
    sheet: Sheet, header: Record, column: str | None, fault: Fault, **params: object
) -> Problem:
    return Problem(fault=fault, file=sheet.file, line=header.line, column=column, params=params)
