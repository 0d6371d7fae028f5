"""Files chosen in a browser: what each one holds, and what is said of one that cannot be read."""

from collections.abc import Sequence

import pytest

from tests.workspace.exchange.small import HEADERS, LINES
from workspace.exchange import faults
from workspace.exchange.chosen import Chosen, open_chosen, sheet_of
from workspace.exchange.reading import Rows, read_rows
from workspace.exchange.report import Fault

CHILD = "E9;Hermant;Lina;F;15/01/2022;40;3514;50,1;35,0;01/03/2022;;62;;"


def table(name: str, lines: Sequence[str], *, encoding: str = "utf-8-sig") -> bytes:
    return "".join(f"{line}\r\n" for line in (HEADERS[name], *lines)).encode(encoding)


def rows(*files: tuple[str, bytes], department: str = "62") -> Rows:
    chosen = [Chosen(name, content) for name, content in files]
    return read_rows(open_chosen(chosen), own_department=department)


def faults_of(read: Rows) -> list[tuple[str, Fault]]:
    return [(problem.file, problem.fault) for problem in read.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_however_an_office_saved_it(encoding: str) -> None:
    read = rows(("Enfants.csv", table("enfants", LINES["enfants"], encoding=encoding)))
    assert [child.identity.given_name for child in read.batch.children] == ["Éloïse", "Noé"]


def test_one_s_own_establishment_need_not_be_said() -> None:
    read = rows(("enfants.csv", table("enfants", [CHILD.replace(";62;", ";;")])), department="974")
    assert not read.problems
    assert [(row.organization, row.department) for row in read.batch.children] == [("", "974")]


def test_an_establishment_without_a_department_lets_the_line_say_it() -> None:
    read = rows(("enfants.csv", table("enfants", [CHILD.replace(";62;", ";;")])), department="")
    assert faults_of(read) == [("enfants.csv", faults.NO_VALUE)]


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_file_of_another_name_is_recognised_by_its_columns(name: str) -> None:
    file = Chosen("liste de Nour (2).csv", table(name, LINES[name]))
    assert sheet_of(file) == f"{name}.csv"
    said = [problem.fault for problem in open_chosen([file]).problems]
    assert said == [faults.RECOGNISED]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("enfants.xlsx", b"PK\x03\x04 and so on", ("enfants.xlsx", faults.NOT_A_TABLE)),
        ("enfants.csv", b"PK\x03\x04 and so on", ("enfants.csv", faults.NOT_A_TABLE)),
        ("enfants.csv", b"", ("enfants.csv", faults.EMPTY_FILE)),
        ("suivi.csv", b"  \r\n", ("suivi.csv", faults.EMPTY_FILE)),
        ("suivi.csv", b"one;two\r\n1;2\r\n", ("suivi.csv", faults.UNRECOGNISED)),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00", ("photo.jpg", faults.UNRECOGNISED)),
        ("seances.csv", b"enfant;typ;date\r\n", ("seances.csv", faults.NO_COLUMN)),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_never_passed_over(
    name: str, content: bytes, said: tuple[str, Fault]
) -> None:
    read = rows((name, content))
    assert said in faults_of(read)
    assert any(problem.is_error for problem in read.problems)


def test_twice_the_same_table_is_refused_with_both_names() -> None:
    content = table("seances", LINES["seances"])
    problems = open_chosen([Chosen("seances.csv", content), Chosen("a.csv", content)]).problems
    twice = [problem for problem in problems if problem.fault is faults.TWICE_CHOSEN]
    assert [problem.params["names"] for problem in twice] == ["seances.csv, a.csv"]


def test_the_example_of_a_model_is_left_aside_and_said() -> None:
    example = CHILD.replace("E9", "# E9")
    read = rows(("enfants.csv", table("enfants", [example, CHILD])))
    assert [child.code for child in read.batch.children] == ["E9"]
    assert faults_of(read) == [("enfants.csv", faults.REMARKS)]


def test_the_error_of_a_formula_is_no_remark() -> None:
    read = rows(("enfants.csv", table("enfants", [CHILD.replace("E9", "#REF!")])))
    assert faults_of(read) == [("enfants.csv", faults.FORMULA)]


def test_nothing_of_a_file_is_in_its_representation() -> None:
    assert "Lina" not in repr(Chosen("Lina.csv", b"Lina"))
