"""WordprocessingML that python-docx has no word for: fields, bookmarks, links, line breaks."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from workspace.docgen.model import Run, Text
from workspace.docgen.word.styles import EMPHASIS, STRONG


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return a `w:` element with `w:` attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def write_text(paragraph: Paragraph, text: Text) -> None:
    for part in text:
        for rank, line in enumerate(part.text.split("\n")):
            run = paragraph.add_run()
            if rank:
                run.add_break()
            run.add_text(line)
            if style := _style_of(part):
                run._r.style = style  # noqa: SLF001 - by identifier: no search among the styles
            run.bold = (part.strong and part.emphasis) or None


def _style_of(part: Run) -> str | None:
    if part.emphasis:
        return EMPHASIS
    return STRONG if part.strong else None


def add_marked(paragraph: Paragraph, words: str, style: str) -> None:
    """Add a run in a character style of ours, named by its identifier."""
    paragraph.add_run(words)._r.style = style  # noqa: SLF001 - no search among the styles


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field Word computes (as `PAGE`), with what is shown before it does."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    _field_mark(paragraph, "begin")
    code = element("instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)  # noqa: SLF001 - the documented way to reach the XML
    _field_mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = element("fldChar", fldCharType=kind)
    paragraph.add_run()._r.append(mark)  # noqa: SLF001 - the documented way to reach the XML


def add_bookmark(paragraph: Paragraph, rank: int) -> None:
    """Mark the whole paragraph, so that the contents can lead to it."""
    start = element("bookmarkStart", id=str(rank), name=bookmark_name(rank))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the documented way to reach the XML
    properties.addnext(start)
    paragraph._p.append(element("bookmarkEnd", id=str(rank)))  # noqa: SLF001 - likewise


def bookmark_name(rank: int) -> str:
    return f"_Toc{rank:08d}"


def add_link(paragraph: Paragraph, rank: int, shown: str) -> None:
    link = element("hyperlink", anchor=bookmark_name(rank), history="1")
    run = paragraph.add_run(shown)
    link.append(run._r)  # noqa: SLF001 - the documented way to reach the XML
    paragraph._p.append(link)  # noqa: SLF001 - likewise
