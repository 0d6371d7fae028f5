"""The blocks of a section in Word, one function for each class of the model."""

from io import BytesIO
from itertools import zip_longest
from typing import assert_never

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt

from workspace.docgen.figures import png
from workspace.docgen.model import (
    Block,
    BulletList,
    Facts,
    Figure,
    Notice,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Words,
)
from workspace.docgen.word.markup import add_marked, write_text
from workspace.docgen.word.styles import FACT, LABEL, NOTICE
from workspace.docgen.word.tables import add_signatures, add_table

_FIGURE_WIDTH = Mm(143)
_SIGN_WIDTH = Mm(22)
_ANNOUNCED = (Table, Facts, Figure, SignatureBlock)


def add_blocks(document: Document, blocks: tuple[Block, ...], words: Words) -> None:
    """Add the blocks; a line that announces the next one stays on the same page as it."""
    for block, following in zip_longest(blocks, blocks[1:]):
        add_block(document, block, words)
        if isinstance(block, Paragraph) and isinstance(following, _ANNOUNCED):
            document.paragraphs[-1].paragraph_format.keep_with_next = True


def add_block(document: Document, block: Block, words: Words) -> None:
    match block:
        case Paragraph():
            write_text(document.add_paragraph(), block.text)
        case Facts():
            add_facts(document, block)
        case Table():
            add_table(document, block)
        case Figure():
            _add_figure(document, block)
        case BulletList():
            for item in block.items:
                write_text(document.add_paragraph(style="List Bullet"), item)
        case Notice():
            title = (Run(block.title, strong=True), Run("\n"))
            write_text(document.add_paragraph(style=NOTICE), (*title, *block.text))
        case SignatureBlock():
            add_signatures(document, block, words)
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case _:
            assert_never(block)


def add_facts(document: Document, block: Facts) -> None:
    """Add a line for each fact: its label, a tab, its value; not a table without a header."""
    for rank, fact in enumerate(block.facts):
        paragraph = document.add_paragraph(style=FACT)
        if rank == 0:
            paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = rank < len(block.facts) - 1
        add_marked(paragraph, fact.label, LABEL)
        write_text(paragraph, (Run("\t"), *fact.value))


def _add_figure(document: Document, figure: Figure) -> None:
    """Add the drawing as an image, since Word holds no SVG by itself, with its words for all."""
    width = _SIGN_WIDTH if figure.is_small else _FIGURE_WIDTH
    document.add_picture(BytesIO(png(figure.svg)), width=width)
    picture = document.inline_shapes[-1]._inline.docPr  # noqa: SLF001 - the way to reach the XML
    picture.set("descr", figure.alt)
    picture.set("name", figure.caption)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(figure.caption, style="Caption").paragraph_format.keep_with_next = False
    if figure.figures:
        add_table(document, figure.figures)
