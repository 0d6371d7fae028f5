"""A Word document from a `Content`, in memory, meant to be corrected and signed."""

from io import BytesIO
from typing import TYPE_CHECKING

from workspace.docgen.model import Content, Run, Section, Words, map_text
from workspace.docgen.rules import printable

if TYPE_CHECKING:
    from docx.document import Document


def write(content: Content) -> bytes:
    """Return `content` as DOCX: real headings, header rows, alternative texts, no name outside."""
    import docx

    from workspace.docgen.word import pages, styles
    from workspace.docgen.word.blocks import add_blocks

    clean = map_text(content, printable)
    document = docx.Document()
    styles.define(document, clean.language)
    pages.set_pages(document, clean)
    pages.set_properties(document, clean)
    if clean.is_sheet:
        pages.add_head(document, clean)
    else:
        pages.add_cover(document, clean)
        pages.add_contents(document, clean)
    add_blocks(document, clean.opening, clean.words)
    for rank, section in enumerate(clean.sections):
        _add_section(document, section, clean.words, rank=None if clean.is_sheet else rank)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_section(
    document: "Document", section: Section, words: Words, *, level: int = 1, rank: int | None = None
) -> None:
    """Add a section and those below; `rank` marks one that the contents lead to."""
    from workspace.docgen.word.blocks import add_blocks
    from workspace.docgen.word.markup import add_bookmark, add_marked, write_text
    from workspace.docgen.word.styles import NUMBER

    heading = document.add_heading("", level)
    add_marked(heading, section.number, NUMBER)
    heading.add_run(f" {section.title}")
    if rank is not None:
        add_bookmark(heading, rank)
    if rank == 0:
        heading.paragraph_format.page_break_before = True
        heading.paragraph_format.space_before = 0
    if section.is_empty:
        write_text(document.add_paragraph(), (Run(words.empty, emphasis=True),))
    add_blocks(document, section.blocks, words)
    for below in section.sections:
        _add_section(document, below, words, level=level + 1)
