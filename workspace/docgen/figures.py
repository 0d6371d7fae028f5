"""Drawings for documents: an SVG of ours in the document's fonts, or as an image for Word."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from typst import Fonts

PNG_PPI = 220
"""Fine enough for print: a page wide drawing has about 1400 points across."""

_SVG = "http://www.w3.org/2000/svg"
_FAMILY = re.compile(r"font-family\s*:[^;}]*;?")
_SOURCE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 160mm)
"""


@cache
def packaged_fonts() -> "Fonts":
    """Return the fonts that come in our wheels; those of the machine are never looked at."""
    from typst import Fonts

    sans = files("font_source_sans_pro").joinpath("files")
    return Fonts(include_system_fonts=False, font_paths=[str(sans)])


def in_document_font(svg: bytes) -> str:
    """Return `svg` with its texts in the sans of the document, whatever family it asked for."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by us; expat limits expansion
    for element in root.iter():
        element.attrib.pop("font-family", None)
        if "style" in element.attrib:
            element.set("style", _FAMILY.sub("", element.attrib["style"]))
        if element.tag == f"{{{_SVG}}}style":
            element.text = _FAMILY.sub("", element.text or "")
    root.set("font-family", "Source Sans Pro")
    return ET.tostring(root, encoding="unicode")


def code(address: str) -> bytes:
    """Return the QR code of an address as SVG; a corner that is lost or dirty still lets it be read (level Q)."""
    import segno

    drawn = BytesIO()
    segno.make_qr(address, error="q").save(drawn, kind="svg", border=2, scale=4, xmldecl=False)
    return drawn.getvalue()


def png(svg: bytes) -> bytes:
    """Return `svg` drawn at 160 mm wide, `PNG_PPI` points an inch, without touching a file."""
    from typst import Compiler

    compiler = Compiler(font_paths=packaged_fonts(), ignore_system_fonts=True)
    inputs = {"svg": in_document_font(svg)}
    drawn = compiler.compile(_SOURCE, format="png", ppi=PNG_PPI, sys_inputs=inputs)
    assert isinstance(drawn, bytes)
    return drawn
