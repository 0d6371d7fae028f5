import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.docgen.model import (
    Column,
    Content,
    Cover,
    Figure,
    Origin,
    Run,
    Section,
    Table,
    Words,
    map_text,
    text,
)
from workspace.docgen.rules import SQUARE, drawable, headings, printable, undrawn

WORDS = Words(
    empty="-",
    contents="-",
    page="-",
    of="-",
    date="-",
    signatory="-",
    signature="-",
    refusal="-",
    undrawn="-",
)


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("Lou\x00\x07 M.", "Lou M."),
        ("\u202eegnA\u2066", "egnA"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg", "a\nb\nc\nd\ne\nf\ng"),
        ("e\u0301", "\u00e9"),
        ("\ud800x\ue000y\ufffez\U0001ffffz\ufdd0", "xyzz"),
        ("a\u00ad\u200b\ufeffb", "ab"),
        ("\u0644\u200c\u0627", "\u0644\u200c\u0627"),
        ("\U0001f600 #import $x$", "\U0001f600 #import $x$"),
    ],
)
def test_what_breaks_a_file_or_deceives_a_reader_is_taken_out(hostile: str, expected: str) -> None:
    assert expected == printable(hostile)


@given(st.text(alphabet=st.characters()))
def test_printable_text_stays_as_it_is_when_cleaned_again(anything: str) -> None:
    clean = printable(anything)
    assert clean == printable(clean)
    assert not [c for c in clean if unicodedata.category(c) in {"Cs", "Co"}]


def test_a_character_without_a_glyph_becomes_a_square_and_is_counted() -> None:
    assert f"ab{SQUARE}\nc" == drawable("ab\U0001f600\nc", frozenset("abc"))
    assert frozenset("\U0001f600") == undrawn("ab\U0001f600\nc", frozenset("abc"))


def test_joiners_and_variation_selectors_draw_nothing_and_are_no_loss() -> None:
    assert drawable("a\u200d\ufe0f\U000e0100b", frozenset("ab")) == "ab"
    assert frozenset() == undrawn("a\u200d\ufe0f\U000e0100b", frozenset("ab"))


def test_headings_are_read_from_the_top_down() -> None:
    inner = Section(number="1.1", title="b", origin=Origin.MANUAL)
    outer = Section(number="1", title="a", origin=Origin.MANUAL, sections=(inner,))
    last = Section(number="2", title="c", origin=Origin.MANUAL)
    content = Content(
        title="t", subtitle="", language="fr-FR", words=WORDS, cover=Cover(), sections=(outer, last)
    )
    assert headings(content) == ((1, "1 a"), (2, "1.1 b"), (1, "2 c"))


def test_a_section_is_empty_only_without_blocks_and_without_sections() -> None:
    inner = Section(number="1.1", title="b", origin=Origin.MANUAL)
    assert inner.is_empty
    assert not Section(number="1", title="a", origin=Origin.MANUAL, sections=(inner,)).is_empty


def test_texts_are_changed_everywhere_and_nothing_else_is() -> None:
    section = Section(number="1", title="a", origin=Origin.MANUAL)
    assert Section(number="1!", title="a!", origin=Origin.MANUAL) == map_text(
        section, lambda t: f"{t}!"
    )
    figure = Figure(b"<svg/>", "alt", "caption")
    assert Figure(b"<svg/>", "ALT", "CAPTION") == map_text(figure, str.upper)
    assert map_text({"key": ("a", 1, None)}, str.upper) == {"key": ("A", 1, None)}


def test_a_table_has_columns_and_a_cell_for_each() -> None:
    with pytest.raises(AssertionError):
        Table((), ())
    with pytest.raises(AssertionError):
        Table((Column("a"), Column("b")), ((text("only one"),),))


def test_a_figure_without_words_is_refused() -> None:
    with pytest.raises(AssertionError):
        Figure(b"<svg/>", "  ", "caption")


def test_empty_parts_make_no_runs() -> None:
    assert (Run("a"), Run("b")) == text("a", "", "b")
