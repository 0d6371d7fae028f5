"""What Word finds in the file: styles, tables, alternative texts, properties."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.docgen import sample
from workspace.docgen.docx_writer import write
from workspace.docgen.model import (
    BulletList,
    Column,
    Fact,
    Facts,
    Figure,
    Notice,
    PageBreak,
    Paragraph,
    Run,
    Table,
    text,
)
from workspace.docgen.ppe.compose import compose_ppe
from workspace.docgen.ppe.model import ChildIdentity, PPESource


def opened(word: bytes) -> Document:
    return docx.Document(BytesIO(word))


def part(word: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(word)) as archive:
        return archive.read(name).decode()


@pytest.fixture(scope="module")
def lou_word() -> bytes:
    return write(compose_ppe(sample.lou()))


def test_headings_have_the_heading_styles(lou_word: bytes) -> None:
    styles = [p.style.name for p in opened(lou_word).paragraphs if p.style]
    assert styles.count("Heading 1") == 14
    assert styles.count("Heading 2") == 38
    assert styles.count("Title") == 1


def test_headings_stay_with_what_follows(lou_word: bytes) -> None:
    document = opened(lou_word)
    for level in (1, 2, 3):
        assert document.styles[f"Heading {level}"].paragraph_format.keep_with_next


def test_every_table_repeats_a_real_header_row(lou_word: bytes) -> None:
    tables = opened(lou_word).tables
    assert len(tables) == 18
    for table in tables:
        properties = table.rows[0]._tr.trPr
        assert properties is not None
        assert properties.find(qn("w:tblHeader")) is not None
        assert all(cell.text.strip() for cell in table.rows[0].cells)


def test_only_places_to_sign_are_left_blank(lou_word: bytes) -> None:
    tables = opened(lou_word).tables
    signing = [table for table in tables if table.rows[0].cells[0].text == "Signataire"]
    assert len(signing) == 1
    blanks = [
        cell
        for table in tables
        if table not in signing
        for row in table.rows
        for cell in row.cells
        if not cell.text
    ]
    assert blanks == []
    assert len(signing[0].rows) - 1 == 5


def test_rows_are_whole_unless_they_are_long() -> None:
    content = compose_ppe(PPESource())
    table = Table((Column("a"),), ((text("court"),), (text("mot " * 400),)))
    section = replace(content.sections[0], blocks=(table,), sections=())
    rows = opened(write(replace(content, sections=(section,)))).tables[0].rows
    whole = [
        row._tr.find(qn("w:trPr")) is not None
        and row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        for row in rows
    ]
    assert whole == [True, True, False]


def test_the_document_is_in_french_and_no_style_says_otherwise(lou_word: bytes) -> None:
    assert {"fr-FR"} == set(
        re.findall(r'<w:lang w:val="([^"]+)"', part(lou_word, "word/styles.xml"))
    )
    assert 'w:themeFontLang w:val="fr-FR"' in part(lou_word, "word/settings.xml")


def test_the_properties_name_the_kind_of_document_and_no_one(lou_word: bytes) -> None:
    said = opened(lou_word).core_properties
    assert (
        said.title,
        said.author,
        said.last_modified_by,
        said.language,
    ) == ("Projet pour l\u2019enfant", "Grenier", "Grenier", "fr-FR")
    assert f"{said.created:%Y-%m-%d}" == "2025-03-04"
    outside = part(lou_word, "docProps/core.xml") + part(lou_word, "docProps/app.xml")
    assert not [name for name in ("Lou", "Vermeersch", "python-docx") if name in outside]


def test_an_undated_document_claims_no_date() -> None:
    core = part(write(compose_ppe(PPESource())), "docProps/core.xml")
    assert "dcterms:created" not in core
    assert "dcterms:modified" not in core


def test_no_preview_picture_comes_with_the_file(lou_word: bytes) -> None:
    with zipfile.ZipFile(BytesIO(lou_word)) as archive:
        assert [name for name in archive.namelist() if "thumbnail" in name] == []


def test_pictures_say_in_words_what_they_show(lou: PPESource, lou_word: bytes) -> None:
    pictures = opened(lou_word).inline_shapes
    assert [curve.alt for curve in lou.growth_figures] == [
        shape._inline.docPr.get("descr") for shape in pictures
    ]


def test_the_foot_of_the_page_counts_pages_and_tells_the_version(lou_word: bytes) -> None:
    foot = part(lou_word, "word/footer1.xml")
    assert re.findall(r"<w:instrText[^>]*>([^<]+)<", foot) == [" PAGE ", " NUMPAGES "]
    assert "version 2" in foot
    assert "secret professionnel" in foot


def test_the_page_is_a4(lou_word: bytes) -> None:
    page = opened(lou_word).sections[0]
    assert page.page_width
    assert page.page_height
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_the_contents_lead_to_each_section(lou_word: bytes) -> None:
    body = part(lou_word, "word/document.xml")
    targets = re.findall(r'w:hyperlink w:anchor="([^"]+)"', body)
    assert len(targets) == 14
    assert targets == re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)


def test_word_opens_it_in_its_present_mode(lou_word: bytes) -> None:
    assert re.search(
        r'w:name="compatibilityMode"[^>]*w:val="15"', part(lou_word, "word/settings.xml")
    )


def test_fonts_are_named_for_every_script_and_no_theme_wins(lou_word: bytes) -> None:
    styles = opened(lou_word).styles.element
    for name in ("Normal", "heading 1", "Title"):
        (style,) = [
            s for s in styles.iter(qn("w:style")) if s.find(qn("w:name")).get(qn("w:val")) == name
        ]
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert {qn(f"w:{script}") for script in ("ascii", "hAnsi", "cs", "eastAsia")} == set(
            fonts.attrib
        )


def test_a_whole_version_and_one_without_the_place_differ_on_the_cover(lou: PPESource) -> None:
    def cover(source: PPESource) -> list[str]:
        return [p.text for p in opened(write(compose_ppe(source))).paragraphs[:12]]

    assert "Version sans le lieu d\u2019accueil" in cover(replace(lou, restricted=True))
    assert "Version sans le lieu d\u2019accueil" not in cover(lou)


@pytest.mark.parametrize(
    "hostile",
    [
        "<w:p/>&amp;]]>",
        "{{ name }} {% if %}",
        "\U0001f600 \u4e2d",
        "a\x00b\x0bc",
        "{ PAGE } \\* MERGEFORMAT",
    ],
)
def test_markup_in_a_name_is_only_text(hostile: str) -> None:
    source = PPESource(child=ChildIdentity(given_name=hostile), written={"parents": hostile})
    shown = "\n".join(p.text for p in opened(write(compose_ppe(source))).paragraphs)
    assert shown.count(hostile.replace("\x00", "").replace("\x0b", "\n")) >= 2


def test_a_content_from_elsewhere_is_cleaned_too() -> None:
    content = replace(compose_ppe(PPESource()), subtitle="ver\x00sion\u202e 9")
    assert "version 9" in [p.text for p in opened(write(content)).paragraphs]


def test_every_empty_section_says_that_it_is() -> None:
    document = opened(write(compose_ppe(PPESource())))
    said = [p.text for p in document.paragraphs]
    assert (
        said.count("non renseign\u00e9 \u00e0 ce jour")
        - said[:4].count("non renseign\u00e9 \u00e0 ce jour")
        == 40
    )


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_at_all_gives_a_file_word_can_read(words: str, name: str) -> None:
    source = PPESource(
        child=ChildIdentity(given_name=name), department=name, written={"parents": words}
    )
    assert (
        sum(
            p.style is not None and p.style.name == "Heading 1"
            for p in opened(write(compose_ppe(source))).paragraphs
        )
        == 14
    )


def test_every_kind_of_block_is_written() -> None:
    blocks = (
        Paragraph(
            (
                Run("fort", strong=True),
                Run("doux", emphasis=True),
                Run("les deux", strong=True, emphasis=True),
            )
        ),
        BulletList((text("premier"), text("second"))),
        Notice("Attention", text("Lire ceci")),
        Facts((Fact("Cl\u00e9", text("valeur\nsuite")),)),
        Figure(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
            "rien",
            "L\u00e9gende",
            Table((Column("colonne"),), ((text("cellule"),),), "Figures"),
        ),
        PageBreak(),
        Paragraph(text("apr\u00e8s")),
    )
    content = compose_ppe(PPESource())
    section = replace(content.sections[0], blocks=blocks, sections=())
    document = opened(write(replace(content, sections=(section,), footer=())))
    shown = [p.text for p in document.paragraphs]
    for words in (
        "fortdouxles deux",
        "premier",
        "Attention\nLire ceci",
        "Cl\u00e9\tvaleur\nsuite",
        "L\u00e9gende",
        "Figures",
        "apr\u00e8s",
    ):
        assert words in shown
    assert document.tables[0].rows[1].cells[0].text == "cellule"
    emphasised = next(p for p in document.paragraphs if p.text == "fortdouxles deux")
    assert [run.style.name for run in emphasised.runs if run.style] == [
        "Strong",
        "Emphasis",
        "Emphasis",
    ]


def test_a_document_without_sections_has_contents_without_links() -> None:
    content = replace(compose_ppe(PPESource()), sections=())
    assert "w:hyperlink" not in part(write(content), "word/document.xml")


def test_writing_leaves_no_file_behind(
    lou: PPESource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    write(compose_ppe(lou))
    assert list(tmp_path.iterdir()) == []
