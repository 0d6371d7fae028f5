"""Files to fill, as French spreadsheets open them: headers, an example that is left aside, a note of explanations."""

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from workspace.exchange.guide import PAGES, Column, Page, example
from workspace.exchange.report import Translate
from workspace.exchange.tabular import REMARK
from workspace.i18n import N_
from workspace.spreadsheets import table

OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The day a file of a zip bears that has none."""
NOTE: Final = N_("README")
NEEDED: Final = N_("(needed)")

INTRODUCTION = N_(
    "Fill only the files you need, in a spreadsheet program (Excel, LibreOffice). Keep the first line as "
    "it is. The line that begins with # is an example: it is left aside, you may keep it or erase it."
)
SAVING = N_(
    "Save each file as CSV: in Excel, “CSV UTF-8”; in LibreOffice, “Text CSV”. Then choose the files on "
    "the page where you found these models, and press “Check”. Nothing is written before you say so."
)
SECRECY = N_(
    "These files hold personal data: keep them where your establishment keeps such data, never send them "
    "by e-mail, and erase them once they are brought in."
)


def model_file(page: Page) -> bytes:
    """Return one file to fill."""
    first, *others = example(page)
    return table((column.name for column in page.columns), [(f"{REMARK}{first}", *others)])


def model_files(translate: Translate) -> bytes:
    """Return all of them in one zip, with the note."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_entry(f"{translate(NOTE)}.txt"), note(translate))
        for page in PAGES:
            archive.writestr(_entry(page.sheet.file), model_file(page))
    return whole.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, OLDEST)
    entry.compress_type = ZIP_DEFLATED
    return entry


def note(translate: Translate) -> bytes:
    """Return the explanations of every column, as a text any office opens."""
    lines: list[str] = []
    for words in (INTRODUCTION, SAVING, SECRECY):
        lines += [translate(words), ""]
    for page in PAGES:
        lines += [page.sheet.file, translate(page.about)]
        lines += [f"  {column.name} : {_said(page, column, translate)}" for column in page.columns]
        lines.append("")
    return "\r\n".join(lines).encode("utf-8-sig")


def _said(page: Page, column: Column, translate: Translate) -> str:
    needed = translate(NEEDED) if page.is_needed(column) else ""
    return " ".join(part for part in (translate(column.says), column.accepted, needed) if part)
