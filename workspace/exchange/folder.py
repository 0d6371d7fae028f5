"""The files of a folder, found by name whatever their capitals and accents, and their bytes."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from workspace.exchange import faults
from workspace.exchange.columns import SHEETS, Sheet
from workspace.exchange.report import Fault, Problem, shown
from workspace.exchange.wording import words

LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes: some thirty times the largest file expected."""
_READ: Final = frozenset({".csv", ".tsv", ".txt"})
_SPREADSHEETS: Final = frozenset({".xls", ".xlsx", ".ods"})


@dataclass(frozen=True)
class Folder:
    """What stands in a folder, sheet by sheet."""

    contents: dict[str, bytes] = field(default_factory=dict)
    """By the name of the file in the format; absent when there is none or it cannot be read."""
    problems: list[Problem] = field(default_factory=list)

    def say(self, file: str, fault: Fault, **params: object) -> None:
        self.problems.append(Problem(fault=fault, file=file, params=params))


def open_folder(path: Path) -> Folder:
    """Read the bytes of every file of the format. Never raises: what cannot be read is reported."""
    folder = Folder()
    try:
        found = sorted(path.iterdir())
    except (OSError, ValueError):  # ValueError: a NUL in the path
        folder.say(shown(str(path)), faults.NO_FOLDER)
        return folder
    candidates = _candidates(found)
    for sheet in SHEETS:
        _read_sheet(folder, sheet, candidates.pop(words(Path(sheet.file).stem), []))
    expected = ", ".join(sheet.file for sheet in SHEETS)
    for unknown in chain.from_iterable(candidates.values()):
        if unknown.suffix.lower() != ".txt":  # a note beside the tables
            folder.say(shown(unknown.name), faults.UNKNOWN_FILE, expected=expected)
    return folder


def _candidates(found: list[Path]) -> dict[str, list[Path]]:
    """Group by name what may be a table, leaving aside what systems and spreadsheets hide."""
    by_name: dict[str, list[Path]] = defaultdict(list)
    for file in found:
        if file.suffix.lower() in _READ | _SPREADSHEETS and not file.name.startswith((".", "~")):
            by_name[words(file.stem)].append(file)
    return by_name


def _read_sheet(folder: Folder, sheet: Sheet, files: list[Path]) -> None:
    readable = [file for file in files if file.suffix.lower() in _READ]
    if len(readable) > 1:
        names = ", ".join(shown(file.name) for file in readable)
        folder.say(sheet.file, faults.SAME_FILE_TWICE, names=names)
    elif readable:
        _read_bytes(folder, sheet, readable[0])
    elif files:
        folder.say(sheet.file, faults.NOT_A_TABLE)
    elif sheet.must_exist:
        folder.say(sheet.file, faults.NO_FILE)


def _read_bytes(folder: Folder, sheet: Sheet, file: Path) -> None:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError:
        folder.say(sheet.file, faults.UNREADABLE_FILE)
        return
    if len(content) > LARGEST_FILE:
        folder.say(sheet.file, faults.HUGE_FILE, limit=LARGEST_FILE // (1024 * 1024))
        return
    folder.contents[sheet.file] = content
