import pytest

from tests.workspace.exchange.folders import cut_by_excel
from workspace.exchange import faults
from workspace.exchange.tabular import Record, decode, read_table

KNOWN = {"enfant", "date", "poids_kg"}


def cells(text: str) -> list[tuple[str, ...]]:
    table = read_table(text, KNOWN)
    assert table is not None
    return [table.header.cells, *(record.cells for record in table.records)]


def records(text: str) -> list[Record]:
    table = read_table(text, KNOWN)
    assert table is not None
    return list(table.records)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_in_every_encoding_of_offices(encoding: str) -> None:
    text = "prénom;Éloïse;œuvre;œ\u2019"
    assert text == decode(text.encode(encoding))


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_spreadsheet_is_not_a_table(content: bytes) -> None:
    assert decode(content) is None


def test_one_damaged_byte_does_not_change_the_encoding() -> None:
    content = "Éloïse Saïdi".encode().replace("É".encode(), b"\xc3")
    assert decode(content) == "\ufffdloïse Saïdi"


def test_a_byte_that_windows_1252_does_not_have_is_lost() -> None:
    assert decode(b"Lo\x81u \x8d") == "Lo\ufffdu \ufffd"


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_the_separator_is_recognised(separator: str) -> None:
    text = separator.join(["enfant", "date"]) + "\n" + separator.join(["E1", "x"])
    assert cells(text) == [("enfant", "date"), ("E1", "x")]


def test_decimal_commas_do_not_pass_for_separators() -> None:
    text = "enfant;poids_kg;remarque, libre, longue, trop\nE1;4,54;a,b,c,d"
    assert cells(text)[1] == ("E1", "4,54", "a,b,c,d")


def test_commas_separate_where_decimals_are_quoted() -> None:
    assert cells('enfant,poids_kg\nE1,"4,54"')[1] == ("E1", "4,54")


def test_a_separator_may_be_announced() -> None:
    assert cells("sep=;\nenfant,x;date\nE1;1,5") == [("enfant,x", "date"), ("E1", "1,5")]


def test_an_announced_separator_that_is_none_is_a_header() -> None:
    assert cells("sep=|\nE1")[0] == ("sep=|",)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(newline: str) -> None:
    text = newline.join(["enfant;date", "E1;a", "", ";", " ; ", "E2;b", ""])
    assert cells(text)[1:] == [("E1", "a"), ("E2", "b")]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = '\n\nenfant;date\nE1;"a\nb"\n\nE2;c'
    table = read_table(text, KNOWN)
    assert table is not None
    assert [table.header.line, *(record.line for record in table.records)] == [3, 4, 7]


def test_a_quoted_cell_may_hold_line_breaks_separators_and_quotes() -> None:
    assert cells('enfant;date\r\nE1;"a\r\nb;c ""d"""\r\n')[1] == ("E1", 'a\nb;c "d"')


def test_a_quote_may_follow_a_space_or_stand_within_a_cell() -> None:
    assert cells('enfant;date;x\nE1; "a;b";Maison "Lou"')[1] == ("E1", "a;b", 'Maison "Lou"')


def test_a_quotation_mark_never_closed_costs_its_line_only() -> None:
    found = records('enfant;date\nE1;a\nE2;"b\nE3;c\nE4;d')
    assert [record.fault for record in found] == [None, faults.OPEN_QUOTE, None, None]
    assert [record.line for record in found] == [2, 3, 4, 5]
    assert found[-1].cells == ("E4", "d")


def test_a_quotation_mark_never_closed_on_the_last_line_is_seen() -> None:
    assert [record.fault for record in records('enfant;date\nE1;"a')] == [faults.OPEN_QUOTE]


def test_a_cell_of_a_megabyte_costs_its_line_only() -> None:
    found = records(f"enfant;date\nE1;{'x' * 1_000_000}\nE2;b")
    assert [record.fault for record in found] == [faults.HUGE_CELL, None]
    assert found[1].cells == ("E2", "b")


def test_a_nul_is_a_character_like_another() -> None:
    assert cells("enfant;date\nE\x001;a")[1] == ("E\x001", "a")


def test_headers_without_end_are_not_read() -> None:
    table = read_table("a;" * 10_001 + "\nE1", KNOWN)
    assert table is not None
    assert table.header.fault is faults.HUGE_CELL


HEADER = "enfant;date;poids_kg;x"


@pytest.mark.parametrize("above", ["", ";\n;\n"])
def test_rows_that_excel_cut_together_are_made_whole(above: str) -> None:
    rows = [f"E{number};a;;" for number in range(40)]
    rows[35] = "E35;a;4,5;"
    text = "\n".join(cut_by_excel([*above.splitlines(), HEADER, *rows]))
    assert "\nE20;a\n" in text
    assert "\nE36;a;\n" in text
    assert cells(text)[1:] == [tuple(row.split(";")) for row in rows]


def test_a_row_shorter_than_those_beside_it_stays_short() -> None:
    rows = [f"E{number};a;;" for number in range(40)]
    rows[20] = "E20;a;"
    widths = [len(row) for row in cells("\n".join([HEADER, *rows]))]
    assert widths == [4] * 21 + [3] + [4] * 19


def test_a_quotation_mark_never_closed_among_rows_cut_together_costs_its_line_only() -> None:
    rows = [f"E{number};a;;" for number in range(40)]
    rows[20] = 'E20;"a;;'
    found = records("\n".join(cut_by_excel([HEADER, *rows])))
    assert [record.line for record in found if record.fault] == [22]
    assert found[20].cells == ()
    assert {len(record.cells) for record in found if not record.fault} == {4}


@pytest.mark.parametrize("text", ["", "\n\n", ";;;\n\t\n", "sep=;", "sep=;\n"])
def test_a_text_without_headers_is_no_table(text: str) -> None:
    assert read_table(text, KNOWN) is None
