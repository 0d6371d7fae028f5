from io import BytesIO

import pytest
from PIL import Image
from typst import TypstError

from workspace.docgen.figures import PNG_PPI, in_document_font, packaged_fonts, png
from workspace.docgen.ppe.model import PPESource

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="80">{}</svg>'


def test_a_drawing_is_fine_enough_for_print(lou: PPESource) -> None:
    with Image.open(BytesIO(png(lou.growth_figures[0].svg.encode()))) as image:
        assert pytest.approx(160 / 25.4 * PNG_PPI, abs=2) == image.width
        assert pytest.approx(240 / 600 * image.width, abs=2) == image.height
        assert image.format == "PNG"
    assert PNG_PPI >= 200


@pytest.mark.parametrize(
    "asked",
    [
        '<text font-family="Comic">a</text>',
        "<text style='fill:red;font-family:Comic'>a</text>",
        "<style>text { font-family: Comic, serif; fill: red } </style><text>a</text>",
        "<style/><text>a</text>",
    ],
)
def test_every_text_takes_the_font_of_the_document(asked: str) -> None:
    drawn = in_document_font(SVG.format(asked).encode())
    assert "Comic" not in drawn
    assert drawn.count("font-family") == 1
    assert 'font-family="Source Sans Pro"' in drawn
    assert ("fill" in asked) is ("fill" in drawn)


def test_only_packaged_fonts_are_looked_at() -> None:
    families = packaged_fonts().families()
    assert "Source Sans Pro" in families
    assert {
        "Source Sans Pro",
        "Libertinus Serif",
        "DejaVu Sans Mono",
        "New Computer Modern",
        "New Computer Modern Math",
    } == set(families)


@pytest.mark.parametrize(
    "address",
    ["http://example.invalid/a.png", "file:///etc/hostname", "/etc/hostname", "../../x.png"],
)
def test_a_drawing_can_fetch_nothing(address: str) -> None:
    linked = SVG.format(f'<image href="{address}" width="10" height="10"/>')
    with pytest.raises(TypstError, match="failed to load linked image"):
        png(linked.encode())
