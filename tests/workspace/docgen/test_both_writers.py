"""Word and PDF say the same document."""

import re
from io import BytesIO
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from workspace.docgen import docx_writer, pdf_writer
from workspace.docgen.model import Content
from workspace.docgen.ppe.compose import compose_ppe
from workspace.docgen.ppe.model import PPESource
from workspace.docgen.rules import headings


def in_pdf(pdf: bytes) -> list[tuple[int, str]]:
    """Read the headings back from the bookmarks."""
    reader = PdfReader(BytesIO(pdf))

    def walk(entries: list[Any], level: int) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for entry in entries:
            found += walk(entry, level + 1) if isinstance(entry, list) else [(level, entry.title)]
        return found

    return walk(reader.outline, 1)


def in_word(word: bytes) -> list[tuple[int, str]]:
    styled = (
        (p.style.name or "", p.text) for p in docx.Document(BytesIO(word)).paragraphs if p.style
    )
    return [(int(name[-1]), words) for name, words in styled if re.fullmatch(r"Heading \d", name)]


@pytest.mark.parametrize("known", [True, False])
def test_both_have_the_same_headings_in_the_same_order(lou: PPESource, known: bool) -> None:
    content: Content = compose_ppe(lou if known else PPESource())
    expected = list(headings(content))
    assert expected == in_word(docx_writer.write(content))
    assert expected == in_pdf(pdf_writer.write(content))
