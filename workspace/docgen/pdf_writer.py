"""PDF/UA-1 and PDF/A-2a at once, from a `Content`, in memory.

The typst template is a packaged file; what people wrote reaches it as JSON and is never markup.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from workspace.docgen.figures import in_document_font, packaged_fonts
from workspace.docgen.model import Content, map_text
from workspace.docgen.rules import drawable, printable, undrawn


def write(content: Content) -> bytes:
    """Return `content` as a tagged, archivable PDF; the same dated content gives the same bytes."""
    from typst import Compiler

    template, folder = _template()
    compiler = Compiler(root=folder, font_paths=packaged_fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(
        template,
        format="pdf",
        sys_inputs={"content": json.dumps(_drawn(content), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_moment(content.dated_on),
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _template() -> tuple[bytes, str]:
    """Return the template, and its folder: the only one typst may read in."""
    folder = files("workspace.docgen.pdf")
    return folder.joinpath("document.typ").read_bytes(), str(folder)


@cache
def drawn_characters() -> frozenset[str]:
    """Return the characters that the packaged fonts draw."""
    listed = files("workspace.docgen.pdf").joinpath("glyphs.txt").read_text(encoding="ascii")
    rows = (row for row in listed.splitlines() if not row.startswith("#"))
    ranges = (span.partition("-") for row in rows for span in row.split())
    return frozenset(
        chr(point)
        for first, _, last in ranges
        for point in range(int(first, 16), int(last or first, 16) + 1)
    )


def _drawn(content: Content) -> dict[str, Any]:
    """Return `content` as the template reads it, and whether a character had to be replaced."""
    glyphs = drawn_characters()
    clean = map_text(content, printable)
    lost: list[str] = []

    def draw(text: str) -> str:
        lost.extend(undrawn(text, glyphs))
        return drawable(text, glyphs)

    return {**_plain(map_text(clean, draw)), "undrawn": bool(lost)}


def _moment(day: date | None) -> datetime | None:
    """Return the moment the file says it was made; None lets it say now (PDF/A wants one)."""
    return datetime.combine(day, time(), UTC) if day else None


def _plain(node: Any) -> Any:
    """Return `node` as JSON holds it: a dataclass is a mapping that says its `kind`."""
    if is_dataclass(node):
        named = {f.name: _plain(getattr(node, f.name)) for f in fields(node)}
        return {"kind": type(node).__name__, **named}
    if isinstance(node, tuple):
        return [_plain(part) for part in node]
    if isinstance(node, bytes):
        return drawable(printable(in_document_font(node)), drawn_characters())
    return node.isoformat() if isinstance(node, date) else node
