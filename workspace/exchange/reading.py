"""From a folder to its rows, and a report of everything that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from workspace.dossier.protocol.definitions import protocol
from workspace.exchange import columns, faults, rows, rules
from workspace.exchange.columns import Sheet
from workspace.exchange.folder import Folder, open_folder
from workspace.exchange.headers import Headers, read_headers
from workspace.exchange.identities import keep_once
from workspace.exchange.lines import Line
from workspace.exchange.model import Batch, NewChild, Row
from workspace.exchange.report import Fault, Problem, Report
from workspace.exchange.tabular import Record, Table, decode, read_table

R = TypeVar("R", bound=Row)

Progress = Callable[[str, int, int], None]
"""Told the file, how many of its lines are read, and how many it has."""
EVERY: Final = 500
"""Lines between two words of progress."""
MOST_LINES: Final = 200_000
"""Of one file: ten times what a thousand children bring."""
EMPTY_LINES: Final = 4
"""How many lines a file may have for each that says something: spreadsheets leave empty ones."""


class Reading(NamedTuple):
    batch: Batch
    report: Report


class _Sheet(NamedTuple, Generic[R]):
    """What one file gave."""

    rows: tuple[R, ...] = ()
    codes: frozenset[str] | None = None
    """Those its lines give, refused lines included; None when it could not be read as a table."""


class Rows(NamedTuple):
    """What files say line by line, before anything is compared."""

    batch: Batch
    named: rules.Named
    problems: tuple[Problem, ...]
    read: Mapping[str, int]
    """Lines read in each file."""
    files: frozenset[str]
    """The files that are there, read or not."""


def read_folder(folder: Path, *, today: date, progress: Progress | None = None) -> Reading:
    """Read and check a folder. Never raises: whatever it holds, the report says it.

    `today`: the real day, never a pinned one; what is dated later has not happened. The batch is
    to be written only when `report.accepted`; else it holds the rows that stand by themselves.
    """
    read = read_rows(open_folder(folder), progress=progress)
    problems = rules.check(read.batch, read.named, protocol=protocol(), today=today)
    return Reading(read.batch, report_of(read, problems))


def read_rows(
    opened: Folder,
    *,
    own_department: str | None = None,
    most_lines: int | None = None,
    progress: Progress | None = None,
) -> Rows:
    """Read the lines of files, `most_lines` of each (`MOST_LINES`). Never raises.

    `own_department`: for whoever brings into their own establishment, its department or "".
    """
    told = progress or (lambda _file, _done, _all: None)
    reader = _Reader(opened, told, own_department, most_lines or MOST_LINES)
    batch, named = reader.batch()
    problems = (*opened.problems, *reader.problems)
    return Rows(batch, named, problems, reader.read, frozenset(opened.contents))


def report_of(read: Rows, problems: Iterable[Problem]) -> Report:
    """Put together what the lines say by themselves and what is said of them together."""
    every = (*read.problems, *problems)
    return Report(problems=tuple(sorted(every, key=_place)), read=read.read)


_FILES: Final = {sheet.file: place for place, sheet in enumerate(columns.SHEETS)}


def _place(problem: Problem) -> tuple[int, int]:
    return _FILES.get(problem.file, len(_FILES)), problem.line or 0


class _Reader:
    """Reads the sheets one after the other and gathers what is to be said."""

    def __init__(
        self, folder: Folder, progress: Progress, own_department: str | None, most_lines: int
    ) -> None:
        self._contents = folder.contents
        self._progress = progress
        self._own_department = own_department
        self._most_lines = most_lines
        self.problems: list[Problem] = []
        self.read: dict[str, int] = {}

    def batch(self) -> tuple[Batch, rules.Named]:
        organizations = self._sheet(columns.ORGANIZATIONS, rows.organization)
        practitioners = self._sheet(columns.PRACTITIONERS, rows.practitioner)
        children = self._children({row.code: row.department or "" for row in organizations.rows})
        batch = Batch(
            organizations=organizations.rows,
            practitioners=practitioners.rows,
            children=children.rows,
            placements=self._sheet(columns.PLACEMENTS, rows.placement).rows,
            assessments=self._sheet(columns.ASSESSMENTS, rows.assessment).rows,
            scale_responses=self._sheet(columns.SCALE_RESPONSES, rows.scale_response).rows,
            sessions=self._sheet(columns.SESSIONS, rows.session).rows,
        )
        return batch, rules.Named(
            organizations=organizations.codes,
            practitioners=practitioners.codes,
            children=children.codes,
        )

    def _children(self, departments: dict[str, str]) -> _Sheet[NewChild]:
        own = self._own_department
        if own is None:
            return self._sheet(columns.CHILDREN, partial(rows.child, departments=departments))
        departments[rows.OWN] = own
        return self._sheet(columns.OWN_CHILDREN, partial(rows.own_child, departments=departments))

    def _sheet(self, sheet: Sheet, build: Callable[[Line], R]) -> _Sheet[R]:
        content = self._contents.get(sheet.file)
        if content is None:
            return _Sheet()
        table = _table(sheet, content, self._most_lines)
        if isinstance(table, Problem):
            self.problems.append(table)
            return _Sheet()
        headers = read_headers(sheet, table.header)
        self.problems += headers.problems
        if not headers.are_usable:
            return _Sheet()
        self.read[sheet.file] = len(table.records)
        if table.remarks:
            self._say_remarks(sheet, table.remarks)
        lines = _Lines(sheet, headers, self._progress)
        kept, problems = keep_once(lines.rows(table.records, build))
        self.problems += (*lines.problems, *problems)
        return _Sheet(kept, frozenset(lines.codes))

    def _say_remarks(self, sheet: Sheet, lines: Sequence[int]) -> None:
        params = {"count": len(lines)}
        problem = Problem(fault=faults.REMARKS, file=sheet.file, line=lines[0], params=params)
        self.problems.append(problem)


def _table(sheet: Sheet, content: bytes, most_lines: int) -> Table | Problem:
    """Return the table of a file, or why there is none; a file of a million lines is not even cut up."""
    text = decode(content)
    if text is None:
        return Problem(fault=faults.NOT_A_TABLE, file=sheet.file)
    too_many = Problem(fault=faults.TOO_MANY_LINES, file=sheet.file, params={"limit": most_lines})
    if text.count("\n") > most_lines * EMPTY_LINES:
        return too_many
    table = read_table(text, sheet.by_words.keys())
    if table is None:
        return Problem(fault=faults.EMPTY_FILE, file=sheet.file)
    return too_many if len(table.records) > most_lines else table


class _Lines:
    """Reads the lines of one file under its headers."""

    def __init__(self, sheet: Sheet, headers: Headers, progress: Progress) -> None:
        self._file = sheet.file
        self._headers = headers
        self._progress = progress
        self.problems: list[Problem] = []
        self.codes: set[str] = set()

    def rows(self, records: Sequence[Record], build: Callable[[Line], R]) -> Iterator[R]:
        """Yield the row of every line that stands; note the codes and the problems of all."""
        for done, record in enumerate(records):
            if done % EVERY == 0:
                self._progress(self._file, done, len(records))
            line = Line(self._file, record, self._headers.where)
            self.codes.add(line.own_code())
            fault, params = self._misfit(record)
            if fault is not None:
                line.say(None, fault, **params)
            row = None if line.is_refused else build(line)
            self.problems += line.problems
            if row is not None and not line.is_refused:
                yield row
        self._progress(self._file, len(records), len(records))

    def _misfit(self, record: Record) -> tuple[Fault | None, dict[str, int]]:
        """Tell why the cells of a line do not fit under the headers."""
        width = self._headers.width
        count = len(record.cells)
        while count > width and not record.cells[count - 1].strip():
            count -= 1
        if record.fault is not None or count == width:
            return record.fault, {}
        return faults.WRONG_CELL_COUNT, {"found": count, "expected": width}
