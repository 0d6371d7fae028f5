"""A PPE written as PDF and as Word, beside the bare libraries writing as many paragraphs."""

import io
import statistics
from collections.abc import Callable, Iterator

from docx import Document
from typst import Compiler

from tests.bench.measure import Figure, milliseconds, timed_call
from tests.workspace.docgen.sample import lou
from workspace.docgen import docx_writer, pdf_writer
from workspace.docgen.model import Content, Section
from workspace.docgen.ppe.compose import compose_ppe

TIMES = 9


def figures() -> Iterator[Figure]:
    content = compose_ppe(lou())
    paragraphs = [
        f"{heading}. Une phrase de la longueur ordinaire d'un constat."
        for heading in _titles(content)
    ]
    for name, ours, baseline, bare in (
        ("docgen.ppe_pdf", pdf_writer.write, "bare typst", _bare_pdf),
        ("docgen.ppe_docx", docx_writer.write, "bare python-docx", _bare_docx),
    ):
        yield Figure(
            name=name,
            value=_median(lambda ours=ours: ours(content)),  # type: ignore[misc]
            unit="ms",
            baseline=f"{baseline}, {len(paragraphs)} headings and paragraphs",
            baseline_value=_median(lambda bare=bare: bare(paragraphs)),  # type: ignore[misc]
        )


def _titles(content: Content) -> list[str]:
    def titles(section: Section) -> list[str]:
        return [section.title, *(title for part in section.sections for title in titles(part))]

    return [title for section in content.sections for title in titles(section)]


def _median(act: Callable[[], object]) -> float:
    act()
    return milliseconds(statistics.median(timed_call(act) for _ in range(TIMES)))


def _bare_pdf(paragraphs: list[str]) -> bytes:
    source = "\n\n".join(f"= {line}\n{line}" for line in paragraphs)
    made = Compiler().compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def _bare_docx(paragraphs: list[str]) -> bytes:
    document = Document()
    for line in paragraphs:
        document.add_heading(line)
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
