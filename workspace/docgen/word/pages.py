"""The pages of a Word document: size, foot, cover, contents, and what the file says of it."""

from datetime import UTC, datetime, time

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from workspace.docgen.model import Content, Facts
from workspace.docgen.word import styles
from workspace.docgen.word.blocks import add_facts
from workspace.docgen.word.markup import add_field, add_link, begin_field, end_field
from workspace.docgen.word.tables import TEXT_WIDTH

AUTHOR = "Grenier"
"""Not a person: the properties of a file are shown before it is opened."""


def set_pages(document: Document, content: Content) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(24), Mm(27)
    page.left_margin, page.right_margin = Mm(25), Mm(22)
    page.footer_distance = Mm(11)
    _add_footer(document, content)


def _add_footer(document: Document, content: Content) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    foot.style = styles.FOOT
    foot.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    first, *others = content.footer or ("",)
    foot.add_run(f"{first}\t{content.words.page} ")
    add_field(foot, "PAGE", "1")
    foot.add_run(f" {content.words.of} ")
    add_field(foot, "NUMPAGES", "1")
    for line in others:
        foot.add_run().add_break()
        foot.add_run(line)


def set_properties(document: Document, content: Content) -> None:
    """Say the kind of document and its language: never whose it is."""
    said = document.core_properties
    said.title, said.language = content.title, content.language
    said.author = said.last_modified_by = AUTHOR
    said.comments = said.subject = said.keywords = said.category = ""
    for moment in ("created", "modified"):
        if content.dated_on:
            setattr(said, moment, datetime.combine(content.dated_on, time(), UTC))
        else:
            _drop_property(document, moment)
    _drop_thumbnail(document)


def _drop_property(document: Document, name: str) -> None:
    """Drop what the default document of python-docx says of itself."""
    properties = document.core_properties._element  # noqa: SLF001 - no other way to unset it
    for element in properties.findall(qn(f"dcterms:{name}")):
        properties.remove(element)


def _drop_thumbnail(document: Document) -> None:
    relations = document.part.package.rels
    for key in [k for k, r in relations.items() if r.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


def add_cover(document: Document, content: Content) -> None:
    front = content.cover
    for rank, line in enumerate(front.issuer):
        document.add_paragraph(line, style=styles.ISSUER_DETAIL if rank else styles.ISSUER)
    title = document.add_paragraph(content.title, style="Title")
    title.paragraph_format.space_before = Mm(62 - 6 * len(front.issuer))
    document.add_paragraph(front.basis, style=styles.BASIS)
    document.add_paragraph(front.subject, style=styles.SUBJECT)
    document.add_paragraph(content.subtitle, style="Subtitle")
    mark = document.add_paragraph(front.mark, style=styles.MARK)
    mark.paragraph_format.space_before = Mm(50)
    add_facts(document, Facts(front.facts))


def add_head(document: Document, content: Content) -> None:
    """Add the title of a sheet, above its first section."""
    document.add_paragraph(content.title, style="Title")
    document.add_paragraph(content.subtitle, style="Subtitle")


def add_contents(document: Document, content: Content) -> None:
    """Add the list of sections: links that work at once, and that Word can compute again."""
    title = document.add_paragraph(content.words.contents, style=styles.CONTENTS)
    title.paragraph_format.page_break_before = True
    lines = [document.add_paragraph(style=styles.ENTRY) for _ in content.sections]
    if lines:
        begin_field(lines[0], r'TOC \o "1-1" \n \h \z')
    for rank, (line, section) in enumerate(zip(lines, content.sections, strict=True)):
        add_link(line, rank, f"{section.number}\t{section.title}")
    if lines:
        end_field(lines[-1])
        lines[-1].paragraph_format.space_after = Pt(22)
