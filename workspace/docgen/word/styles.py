"""The look of a Word document, defined once as styles: what is written only names them."""

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

SANS, DISPLAY = "Calibri", "Cambria"
INK, SOFT, ACCENT = "20242C", "5D6470", "1D5B57"
HAIRLINE, GROUND = "D5CEC2", "F5F2EC"
LABEL_WIDTH = Mm(52)

ISSUER, ISSUER_DETAIL, BASIS = "Cover issuer", "Cover issuer detail", "Cover basis"
SUBJECT, MARK, CONTENTS = "Cover subject", "Cover mark", "Contents title"
FACT, NOTICE, FOOT, ENTRY = "Fact", "Notice", "Foot", "Contents entry"
CELL, COLUMN, TABLE = "Cell", "ColumnTitle", "RuledTable"
STRONG, EMPHASIS, LABEL, NUMBER = "Strong", "Emphasis", "Label", "Number"
"""The last two lines are names and identifiers at once: they are set without a search."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a style of paragraph looks; sizes in points."""

    size: float
    font: str = SANS
    color: str = INK
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.12
    with_next: bool = False


LOOKS = {
    "Normal": Look(size=10.5, after=6),
    "Title": Look(size=36, font=DISPLAY, bold=True, before=0, after=8, line=1),
    "Subtitle": Look(size=10.5, color=SOFT, after=0),
    "Heading 1": Look(size=17, font=DISPLAY, bold=True, before=26, after=8, with_next=True, line=1),
    "Heading 2": Look(size=12.5, font=DISPLAY, bold=True, before=15, after=5, with_next=True),
    "Heading 3": Look(size=11, font=DISPLAY, bold=True, before=11, after=4, with_next=True),
    "Caption": Look(size=9.5, bold=True, before=10, after=4, with_next=True),
    "List Bullet": Look(size=10.5, after=5),
    ISSUER: Look(size=13, bold=True, after=2),
    ISSUER_DETAIL: Look(size=10.5, color=SOFT, after=0),
    BASIS: Look(size=10.5, color=SOFT, after=40),
    SUBJECT: Look(size=25, font=DISPLAY, color=ACCENT, after=4, line=1),
    MARK: Look(size=11, color=ACCENT, bold=True, before=60, after=12),
    CONTENTS: Look(size=17, font=DISPLAY, bold=True, after=12, with_next=True),
    ENTRY: Look(size=10.5, after=3),
    FACT: Look(size=10.5, after=2.5),
    CELL: Look(size=9.5, before=2, after=2, line=1),
    COLUMN: Look(size=9, color=SOFT, bold=True, before=2, after=2, line=1, with_next=True),
    NOTICE: Look(size=10.5, before=10, after=10),
    FOOT: Look(size=8.5, color=SOFT, after=0, line=1),
}


def define(document: Document, language: str) -> None:
    """Give `document` its styles, its language and the layout rules of present Word."""
    _drop_table_styles(document)
    for name, look in LOOKS.items():
        _set(_paragraph_style(document, name), look)
    _character_styles(document)
    _ruled(_paragraph_style(document, "Heading 1"), "top", HAIRLINE, size=4, space=8)
    _ruled(_paragraph_style(document, "Title"), "top", ACCENT, size=12, space=16)
    _ruled(_paragraph_style(document, FOOT), "top", HAIRLINE, size=4, space=4)
    _notice_box(_paragraph_style(document, NOTICE))
    _hanging(_paragraph_style(document, FACT), LABEL_WIDTH)
    _hanging(_paragraph_style(document, ENTRY), Mm(10))
    _hanging(_paragraph_style(document, "List Bullet"), Mm(5))
    _table_style(document)
    _language(document, language)
    _present_word(document)


def _drop_table_styles(document: Document) -> None:
    """Drop the gallery of python-docx: nothing here uses it, and every look-up walks through it."""
    for style in list(document.styles.element.iterchildren(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None:
            document.styles.element.remove(style)


def _character_styles(document: Document) -> None:
    for name, color in ((EMPHASIS, SOFT), (LABEL, SOFT), (NUMBER, ACCENT)):
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style = document.styles[name]
        assert isinstance(style, CharacterStyle)
        style.font.color.rgb = RGBColor.from_string(color)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    if name not in document.styles:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = document.styles["Normal"]
        return style
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _set(style: ParagraphStyle, look: Look) -> None:
    _own_font(style, look.font)
    font, shape = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, look.italic
    font.color.rgb = RGBColor.from_string(look.color)
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    shape.line_spacing = look.line
    shape.keep_with_next = look.with_next
    shape.widow_control = True
    _drop(style, "w:pBdr", "w:contextualSpacing")


def _own_font(style: ParagraphStyle, family: str) -> None:
    """Name the font for every script: a theme named by the default style would win over it."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), family)
    for unwanted in ("w:spacing", "w:kern"):
        for element in style.element.get_or_add_rPr().findall(qn(unwanted)):
            style.element.get_or_add_rPr().remove(element)


def _drop(style: ParagraphStyle, *tags: str) -> None:
    properties = style.element.get_or_add_pPr()
    for tag in tags:
        for element in properties.findall(qn(tag)):
            properties.remove(element)


_AFTER_BORDERS = (
    *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct"),
    *("w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd"),
    *("w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap"),
    *("w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)
"""What must come after borders in a paragraph's properties (ISO 29500-1, 17.3.1.26)."""


def _ruled(style: ParagraphStyle, side: str, color: str, *, size: int, space: int) -> None:
    """Draw a line on one side; `size` in eighths of a point, `space` in points.

    Sides are drawn in the order top, left, bottom, right, as the schema wants them.
    """
    properties = style.element.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    edge = OxmlElement(f"w:{side}")
    described = {"val": "single", "sz": str(size), "space": str(space), "color": color}
    for name, value in described.items():
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)


def _notice_box(style: ParagraphStyle) -> None:
    _ruled(style, "top", GROUND, size=48, space=0)
    _ruled(style, "left", ACCENT, size=18, space=8)
    _ruled(style, "bottom", GROUND, size=48, space=0)
    ground = OxmlElement("w:shd")
    for name, value in {"val": "clear", "color": "auto", "fill": GROUND}.items():
        ground.set(qn(f"w:{name}"), value)
    style.element.get_or_add_pPr().insert_element_before(ground, *_AFTER_BORDERS[1:])
    style.paragraph_format.left_indent = Mm(4)
    style.paragraph_format.keep_together = True


def _hanging(style: ParagraphStyle, width: Length) -> None:
    shape = style.paragraph_format
    shape.left_indent, shape.first_line_indent = width, Length(-width)
    shape.tab_stops.add_tab_stop(width)


def _table_style(document: Document) -> None:
    """Declare quiet tables: a line of ink under the header, hairlines under the rows."""
    document.styles.element.append(parse_xml(TABLE_STYLE_XML))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TABLE_STYLE_XML = f"""
<w:style xmlns:w="{_W}" w:type="table" w:customStyle="1" w:styleId="{TABLE}">
  <w:name w:val="{TABLE}"/><w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>
      <w:vAlign w:val="bottom"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>"""


def _language(document: Document, language: str) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), language)


def _present_word(document: Document) -> None:
    """Ask for the layout of Word 2013 and later, or it opens in compatibility mode."""
    compat = document.settings.element.find(qn("w:compat"))
    assert compat is not None, "in the default document of python-docx"
    compat.clear()
    mode = OxmlElement("w:compatSetting")
    for name, value in {
        "name": "compatibilityMode",
        "uri": "http://schemas.microsoft.com/office/word",
        "val": "15",
    }.items():
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)
