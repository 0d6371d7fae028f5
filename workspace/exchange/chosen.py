"""The files somebody chose in a browser: which table each one holds, by its name, else by its columns. No I/O."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from workspace.exchange import faults
from workspace.exchange.columns import SHEETS, Sheet
from workspace.exchange.folder import Folder
from workspace.exchange.report import shown
from workspace.exchange.tabular import decode, read_table
from workspace.exchange.wording import words

HEAD: Final = 64 << 10
"""Bytes in which the line of headers is looked for."""
_ZIP: Final = b"PK\x03\x04"
_NOTES: Final = frozenset({"lisez_moi", "readme"})
"""The note that comes with the models."""
_BY_NAME: Final = {words(PurePath(sheet.file).stem): sheet for sheet in SHEETS}
_MODELS: Final = ", ".join(sheet.file for sheet in SHEETS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One file, whole, in memory."""

    name: str = field(repr=False)
    """As the person calls it: it may hold a name."""
    content: bytes = field(repr=False)


def open_chosen(files: Iterable[Chosen]) -> Folder:
    """Tell what each file holds. Never raises: a file that cannot be read is refused, none is passed over."""
    folder = Folder()
    found: dict[str, list[Chosen]] = defaultdict(list)
    for file in files:
        sheet = _sheet(folder, file)
        if sheet is not None:
            found[sheet.file].append(file)
    for name, given in found.items():
        if len(given) > 1:
            names = ", ".join(shown(file.name) for file in given)
            folder.say(name, faults.TWICE_CHOSEN, names=names)
        else:
            folder.contents[name] = given[0].content
    return folder


def sheet_of(file: Chosen) -> str | None:
    """Return the name in the format of the table a file holds, None when it cannot be told.

    The first `HEAD` bytes of its content are enough.
    """
    sheet = _sheet(Folder(), file)
    return sheet.file if sheet else None


def _sheet(folder: Folder, file: Chosen) -> Sheet | None:
    name = PurePath(file.name)
    text = decode(file.content[:HEAD])
    if text is None:
        is_zip = name.suffix.lower() == ".zip" and file.content.startswith(_ZIP)
        folder.say(shown(file.name), faults.ZIPPED if is_zip else faults.NOT_A_TABLE)
        return None
    if words(name.stem) in _BY_NAME:
        return _BY_NAME[words(name.stem)]
    if words(name.stem) in _NOTES:
        folder.say(shown(file.name), faults.NOTE_LEFT)
        return None
    if not text.strip():
        folder.say(shown(file.name), faults.EMPTY_FILE)
        return None
    sheet = _by_columns(text)
    if sheet is None:
        folder.say(shown(file.name), faults.UNRECOGNISED, expected=_MODELS)
    else:
        folder.say(sheet.file, faults.RECOGNISED, name=shown(file.name))
    return sheet


def _by_columns(text: str) -> Sheet | None:
    """Return the table whose every needed column stands in the headers, the one that explains most of them."""
    best, most = None, 0
    for sheet in SHEETS:
        table = read_table(text, sheet.by_words.keys())
        known = {sheet.by_words.get(words(cell)) for cell in table.header.cells} if table else set()
        if set(sheet.required) - {"etablissement"} <= known and len(known) > most:
            best, most = sheet, len(known)
    return best
