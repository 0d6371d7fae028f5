"""Tables in Word: a real header row, repeated on each page, and rows that stay whole."""

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from workspace.docgen.model import Column, SignatureBlock, Table, Text, Words, text
from workspace.docgen.word.markup import element, write_text
from workspace.docgen.word.styles import CELL, COLUMN, TABLE

TEXT_WIDTH = Mm(163)
_SIGNING_HEIGHT = Mm(21)
_LONG_ROW = 500
"""From this many characters a row may be cut by the end of a page, so that nothing is lost."""


def add_table(document: Document, table: Table) -> WordTable:
    if table.caption:
        document.add_paragraph(table.caption, style="Caption")
    made = _empty_table(document, table.columns, len(table.rows), table.caption)
    for place, row in zip(made.rows[1:], table.rows, strict=True):
        _write_row(place, row, table.columns)
    return made


def add_signatures(document: Document, block: SignatureBlock, words: Words) -> WordTable:
    """Add a row to sign in for each signatory."""
    columns = (
        Column(words.signatory, 3),
        Column(words.date, 1.5),
        Column(words.signature, 3),
        Column(words.refusal, 2.5),
    )
    made = _empty_table(document, columns, len(block.signatures), words.signature)
    for row, signature in zip(made.rows[1:], block.signatures, strict=True):
        who = text(signature.role, f"\n{signature.name}" if signature.name else "")
        row.height = _SIGNING_HEIGHT
        _write_row(row, (who, (), (), ()), columns)
    return made


def _empty_table(
    document: Document, columns: tuple[Column, ...], rows: int, described: str
) -> WordTable:
    """Return a table with its header written, and `rows` empty rows below it."""
    made: WordTable = document.add_table(rows=rows + 1, cols=len(columns), style=TABLE)
    made.autofit = False
    properties = made._tbl.tblPr  # noqa: SLF001 - the documented way to reach the XML
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    properties.append(element("tblLook", firstRow="1", noHBand="1", noVBand="1"))
    if described:
        properties.append(element("tblCaption", val=described))
    for grid, width in zip(made.columns, _widths(columns), strict=True):
        grid.width = width
    header = made.rows[0]
    header._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001 - likewise
    _write_row(header, tuple(text(column.title) for column in columns), columns, style=COLUMN)
    return made


def _widths(columns: tuple[Column, ...]) -> tuple[Length, ...]:
    total = sum(column.share for column in columns)
    return tuple(Length(int(TEXT_WIDTH * column.share / total)) for column in columns)


def _write_row(
    row: _Row, cells: tuple[Text, ...], columns: tuple[Column, ...], *, style: str = CELL
) -> None:
    if sum(len(run.text) for cell in cells for run in cell) <= _LONG_ROW:
        row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001 - likewise
    columns_and_widths = zip(columns, _widths(columns), strict=True)
    for place, cell, (column, width) in zip(row.cells, cells, columns_and_widths, strict=True):
        place.width = width
        _write_cell(place, cell, column, style)


def _write_cell(place: _Cell, cell: Text, column: Column, style: str) -> None:
    paragraph = place.paragraphs[0]
    paragraph._p.style = style  # noqa: SLF001 - by identifier: no search among the styles
    if column.numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write_text(paragraph, cell)
