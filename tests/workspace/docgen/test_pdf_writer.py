"""What a reader, a screen reader and an archive find in the PDF."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.workspace.docgen import sample
from workspace.docgen import pdf_writer
from workspace.docgen.model import (
    BulletList,
    Column,
    Content,
    Fact,
    Facts,
    Figure,
    Notice,
    Origin,
    PageBreak,
    Paragraph,
    Run,
    Section,
    Table,
    text,
)
from workspace.docgen.pdf_writer import drawn_characters, write
from workspace.docgen.ppe.compose import compose_ppe
from workspace.docgen.ppe.model import ChildIdentity, PPESource

SQUARE_NOTE = "remplace un caract\u00e8re"


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def all_text(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def catalog(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def metadata(reader: PdfReader) -> str:
    """Return the XMP packet."""
    return str(catalog(reader)["/Metadata"].get_object().get_data().decode())


def elements(reader: PdfReader) -> Iterator[Any]:
    """Walk the structure tree in reading order."""
    waiting: list[Any] = [catalog(reader)["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting = [*node, *waiting]
        elif isinstance(node, dict):
            yield node
            waiting = [node["/K"], *waiting] if "/K" in node else waiting


def kinds(reader: PdfReader) -> list[str]:
    return [str(node["/S"]) for node in elements(reader) if "/S" in node]


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return read(write(compose_ppe(PPESource())))


@pytest.fixture(scope="module")
def lou_pdf() -> PdfReader:
    return read(write(compose_ppe(sample.lou())))


def test_the_file_declares_pdf_a_2a_and_pdf_ua_1(reader: PdfReader) -> None:
    xmp = metadata(reader)
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_the_file_is_tagged_titled_and_in_french(reader: PdfReader) -> None:
    root = catalog(reader)
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "fr-FR"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata
    assert reader.metadata.title == "Projet pour l\u2019enfant"


def test_what_the_file_says_of_itself_names_no_one(lou_pdf: PdfReader) -> None:
    xmp = metadata(lou_pdf)
    said = f"{lou_pdf.metadata}{xmp}"
    assert "Projet pour l" in said
    assert not [name for name in ("Lou", "Vermeersch", "Pas-de-Calais") if name in said]


def test_headings_tables_and_lists_are_tagged_as_such(lou_pdf: PdfReader) -> None:
    found = kinds(lou_pdf)
    assert found.count("/H1") == 14
    assert found.count("/H2") == 38
    assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Figure", "/Caption", "/P"} <= set(found)


def test_every_table_has_its_header_cells(lou_pdf: PdfReader) -> None:
    tables = [node for node in elements(lou_pdf) if node.get("/S") == "/Table"]
    assert len(tables) == 17
    rows = [node for node in elements(lou_pdf) if node.get("/S") == "/THead"]
    assert len(tables) == len(rows)


def test_every_drawing_says_in_words_what_it_shows(lou: PPESource, lou_pdf: PdfReader) -> None:
    figures = [node for node in elements(lou_pdf) if node.get("/S") == "/Figure"]
    assert [curve.alt for curve in lou.growth_figures] == [node["/Alt"] for node in figures]


def test_the_text_can_be_taken_out_with_its_accents(lou_pdf: PdfReader) -> None:
    shown = all_text(lou_pdf)
    for words in (
        "Lou Vermeersch-Ha\u00ffne",
        "D\u00e9partement du Pas-de-Calais",
        "Ga\u00eblle",
        "psychomotricienne",
        "\u22121,6",
        "non renseign\u00e9 \u00e0 ce jour",
    ):
        assert words in shown


def test_every_empty_section_says_that_it_is() -> None:
    content = compose_ppe(PPESource())
    empty = sum(part.is_empty for top in content.sections for part in (top, *top.sections))
    only_sections = replace(content, cover=replace(content.cover, subject="", facts=()), opening=())
    assert empty == 40
    assert empty == all_text(read(write(only_sections))).count("non renseign\u00e9 \u00e0 ce jour")


def test_each_page_says_its_number_its_version_and_its_secrecy(lou_pdf: PdfReader) -> None:
    last = len(lou_pdf.pages)
    for number, page in enumerate(lou_pdf.pages, start=1):
        shown = re.sub(r"\s+", " ", page.extract_text())
        assert f"page {number} sur {last}" in shown
        assert "version 2" in shown
        assert "secret professionnel" in shown


def test_all_fonts_are_in_the_file_and_packaged(lou_pdf: PdfReader) -> None:
    names = set()
    for page in lou_pdf.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(re.sub(r"^/[A-Z]{6}\+|[-,].*$", "", str(descriptor["/FontName"])))
    assert {"SourceSansPro", "LibertinusSerif"} == names


OUTSIDE = {"/JS", "/JavaScript", "/URI", "/AA", "/OpenAction", "/Launch", "/EmbeddedFile"}


def test_nothing_in_the_file_acts_or_points_outside(lou_pdf: PdfReader) -> None:
    for number in range(1, len(lou_pdf.xref[0]) + 1):
        found: Any = lou_pdf.get_object(number)
        if isinstance(found, dict):
            assert not OUTSIDE & set(found)
            assert found.get("/S") not in {"/URI", "/JavaScript", "/Launch", "/GoToR"}
            assert "/F" not in found or found.get("/Subtype") == "/Link"  # else a file


def test_the_same_dated_content_gives_the_same_bytes(lou: PPESource) -> None:
    assert write(compose_ppe(lou)) == write(compose_ppe(lou))


def test_the_file_is_dated_as_its_content_is(lou_pdf: PdfReader) -> None:
    assert "<xmp:CreateDate>2025-03-04T00:00:00" in metadata(lou_pdf)


def test_a_content_from_elsewhere_is_cleaned_too() -> None:
    shown = all_text(read(write(replace(compose_ppe(PPESource()), subtitle="ver\x00sion\u202e 9"))))
    assert "version 9" in shown
    assert SQUARE_NOTE not in shown


HOSTILE = (
    '#import "@preview/x:1.0": *',
    "$ x^2 $ *strong* _emph_ `raw` <label> @ref",
    "\\ #{ panic() } ] ) } \"quoted\" 'single'",
    "= Title\n== Title\n- item\n+ item\n/ term: x",
    "#set text(size: 90pt)",
    "// comment /* comment */ ~ --- ...",
    "]}); #sys.inputs.content",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_a_name_is_only_text(hostile: str) -> None:
    source = PPESource(child=ChildIdentity(given_name=hostile), written={"parents": hostile})
    reader = read(write(compose_ppe(source)))
    assert re.sub(r"\s+", "", hostile) in re.sub(r"\s+", "", all_text(reader))
    assert kinds(reader).count("/H1") == 14


def test_a_character_no_font_draws_is_a_square_and_is_explained() -> None:
    shown = all_text(
        read(write(compose_ppe(PPESource(written={"parents": "Bravo \U0001f600 \u4e2d!"}))))
    )
    assert "Bravo \u25a1 \u25a1!" in shown
    assert SQUARE_NOTE in shown


def test_a_drawing_may_hold_a_character_no_font_draws(lou: PPESource) -> None:
    odd = lou.growth_figures[0].svg.replace("Poids", "Poids &#128512;\U0001f600")
    curve = replace(lou.growth_figures[0], svg=odd)
    shown = all_text(read(write(compose_ppe(replace(lou, growth_figures=(curve,))))))
    assert "Poids \u25a1\u25a1" in shown


def test_no_explanation_when_everything_is_drawn(lou_pdf: PdfReader) -> None:
    assert SQUARE_NOTE not in all_text(lou_pdf)


def test_names_in_other_scripts_are_drawn() -> None:
    names = "\u041d\u0430\u0434\u0456\u044f \u05e9\u05dc\u05d5\u05dd \u0644\u064a\u0644\u0649 \u0394\u03ac\u03c6\u03bd\u03b7 Nguy\u1ec5n"
    shown = all_text(read(write(compose_ppe(PPESource(written={"parents": names})))))
    assert SQUARE_NOTE not in shown
    assert "\u041d\u0430\u0434\u0456\u044f" in shown
    assert "Nguy\u1ec5n" in shown


def test_every_character_listed_is_drawn_by_a_packaged_font() -> None:
    points = sorted(drawn_characters())
    assert len(points) > 3000
    columns = (Column("a"),)
    lines = tuple((text(" ".join(points[i : i + 40])),) for i in range(0, len(points), 40))
    content = compose_ppe(PPESource())
    block = Table(columns, lines)
    whole = replace(content, sections=(replace(content.sections[0], blocks=(block,), sections=()),))
    assert write(whole).startswith(b"%PDF-1.7")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_at_all_gives_a_valid_file(words: str, name: str) -> None:
    source = PPESource(
        child=ChildIdentity(given_name=name), department=name, written={"parents": words}
    )
    assert write(compose_ppe(source)).startswith(b"%PDF-1.7")


def test_a_very_long_text_goes_on_over_pages_and_a_long_word_stays_in_its_cell() -> None:
    long_word = "W" * 400
    content = compose_ppe(PPESource(written={"parents": "mot " * 9000 + long_word}))
    cell = (text("x"), text("phrase " * 900))
    table = Table((Column("a"), Column("b", 3)), (cell, (text("M" * 120), text("y"))))
    section = replace(content.sections[0], blocks=(table,), sections=())
    reader = read(write(replace(content, sections=(section, *content.sections[1:]))))
    shown = all_text(reader)
    assert shown.count("mot ") + shown.count("motW") == 9000
    assert shown.count("phrase") == 900
    assert longest_unbroken("W", reader) < 100
    assert longest_unbroken("M", reader) < 30


def longest_unbroken(letter: str, reader: PdfReader) -> int:
    lines = "\n".join(page.extract_text() for page in reader.pages)
    return max(len(run) for run in re.findall(f"{letter}+", lines.replace("\u200b", "")))


def test_every_kind_of_block_is_written() -> None:
    blocks = (
        Paragraph((Run("fort", strong=True), Run(" doux", emphasis=True))),
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
    deep = Section(number="1.1.1", title="Troisi\u00e8me", origin=Origin.MANUAL, blocks=blocks)
    middle = Section(number="1.1", title="Deuxi\u00e8me", origin=Origin.MANUAL, sections=(deep,))
    top = Section(number="1", title="Premi\u00e8re", origin=Origin.MANUAL, sections=(middle,))
    reader = read(write(replace(compose_ppe(PPESource()), sections=(top,))))
    shown = all_text(reader)
    for words in (
        "fort doux",
        "premier",
        "Attention",
        "Lire ceci",
        "valeur",
        "L\u00e9gende",
        "cellule",
        "apr\u00e8s",
    ):
        assert words in shown
    assert "/H3" in kinds(reader)
    assert "apr\u00e8s" in reader.pages[-1].extract_text()


def _written_so_far() -> int:
    """Return the bytes this process has handed to any file (Linux only)."""
    counted = Path("/proc/self/io").read_text(encoding="ascii")
    return int(re.search(r"^wchar: (\d+)$", counted, re.MULTILINE)[1])  # type: ignore[index]


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs /proc/self/io")
def test_writing_hands_not_one_byte_to_any_file(
    lou: PPESource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    content: Content = compose_ppe(lou)
    write(content)
    before = _written_so_far()
    write(content)
    assert before == _written_so_far()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "planted").write_bytes(b"control")
    assert before + 7 <= _written_so_far()


def test_the_template_may_read_only_its_own_folder() -> None:
    _, folder = pdf_writer._template()
    inside = {path.name for path in Path(folder).iterdir()}
    assert {"__init__.py", "document.typ", "glyphs.txt"} == inside - {"__pycache__"}
