from pathlib import Path

import pytest

from tests.workspace.exchange.small import FILES, TODAY, all_said, read, read_small, write_small
from workspace.exchange import faults, folder
from workspace.exchange import reading as reading_module
from workspace.exchange.model import Batch
from workspace.exchange.reading import read_folder


def test_a_folder_in_which_nothing_is_wrong_says_nothing(tmp_path: Path) -> None:
    reading = read_small(tmp_path)
    assert all_said(reading) == []
    assert reading.report.accepted
    assert len(reading.batch) == 14
    assert dict(zip(FILES, [1, 2, 2, 3, 2, 2, 2], strict=True)) == reading.report.read


@pytest.mark.parametrize("place", ["nowhere", "bilans.csv", "nul\x00"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, place: str) -> None:
    write_small(tmp_path)
    reading = read(tmp_path / place)
    assert [problem.fault for problem in reading.report.problems] == [faults.NO_FOLDER]
    assert Batch() == reading.batch


def test_every_file_but_two_may_be_absent(tmp_path: Path) -> None:
    nothing = dict.fromkeys(["professionnels", "placements", "bilans", "echelles", "seances"])
    reading = read_small(tmp_path, **nothing)
    assert all_said(reading) == []
    assert len(reading.batch.children) == 2


@pytest.mark.parametrize("missing", ["etablissements", "enfants"])
def test_a_file_that_must_be_there_is_asked_for_once(tmp_path: Path, missing: str) -> None:
    reading = read_small(tmp_path, **{missing: None})
    assert [(f"{missing}.csv", None, None, faults.NO_FILE)] == all_said(reading)


def test_without_professionals_their_codes_are_kept_and_said_once_a_file(tmp_path: Path) -> None:
    reading = read_small(tmp_path, professionnels=None)
    assert all_said(reading) == [
        ("bilans.csv", None, "medecin", faults.PRACTITIONERS_ABSENT),
        ("echelles.csv", None, "rempli_par", faults.PRACTITIONERS_ABSENT),
        ("seances.csv", None, "professionnel", faults.PRACTITIONERS_ABSENT),
    ]
    assert [problem.params["count"] for problem in reading.report.problems] == [2, 2, 1]
    assert reading.report.accepted
    assert reading.batch.assessments[0].performed_by == "MED"


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("etablissements", "Établissements.CSV"),
        ("enfants", "ENFANTS.csv"),
        ("bilans", "Bilans.txt"),
        ("seances", "Séances.tsv"),
    ],
)
def test_file_names_may_have_capitals_and_accents(tmp_path: Path, name: str, renamed: str) -> None:
    write_small(tmp_path)
    expected = read(tmp_path)
    (tmp_path / f"{name}.csv").rename(tmp_path / renamed)
    assert expected == read(tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "Bilans.txt").write_bytes((tmp_path / "bilans.csv").read_bytes())
    reading = read(tmp_path)
    assert all_said(reading) == [("bilans.csv", None, None, faults.SAME_FILE_TWICE)]
    assert dict(reading.report.problems[0].params) == {"names": "Bilans.txt, bilans.csv"}


def test_a_file_that_is_not_of_the_format_is_said_and_left_aside(tmp_path: Path) -> None:
    write_small(tmp_path)
    for name in (
        "seance.csv",
        "notes.ods",
        "LISEZMOI.txt",
        "expected.json",
        ".~lock.bilans.csv",
        "~$bilans.xlsx",
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert all_said(read(tmp_path)) == [
        ("notes.ods", None, None, faults.UNKNOWN_FILE),
        ("seance.csv", None, None, faults.UNKNOWN_FILE),
    ]


def test_a_spreadsheet_in_place_of_a_table_is_refused(tmp_path: Path) -> None:
    write_small(tmp_path, bilans=None)
    (tmp_path / "bilans.xlsx").write_bytes(b"PK\x03\x04")
    assert all_said(read(tmp_path)) == [("bilans.csv", None, None, faults.NOT_A_TABLE)]


def test_a_spreadsheet_beside_its_table_is_left_aside(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "bilans.xlsx").write_bytes(b"PK\x03\x04")
    assert all_said(read(tmp_path)) == []


def test_a_spreadsheet_named_as_a_table_is_refused(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "bilans.csv").write_bytes(b"PK\x03\x04" + bytes(100))
    assert all_said(read(tmp_path)) == [("bilans.csv", None, None, faults.NOT_A_TABLE)]


def test_a_folder_named_as_a_file_is_refused(tmp_path: Path) -> None:
    write_small(tmp_path, bilans=None)
    (tmp_path / "bilans.csv").mkdir()
    assert all_said(read(tmp_path)) == [("bilans.csv", None, None, faults.UNREADABLE_FILE)]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    write_small(tmp_path)
    (tmp_path / "bilans.csv").write_bytes(b"\xef\xbb\xbf\r\n;;;\r\n")
    assert all_said(read(tmp_path)) == [("bilans.csv", None, None, faults.EMPTY_FILE)]


def test_a_file_may_have_headers_alone(tmp_path: Path) -> None:
    reading = read_small(tmp_path, bilans=[])
    assert all_said(reading) == []
    assert reading.report.read["bilans.csv"] == 0


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_small(tmp_path)
    size = (tmp_path / "enfants.csv").stat().st_size
    monkeypatch.setattr(folder, "LARGEST_FILE", size)
    assert all_said(read(tmp_path)) == []
    monkeypatch.setattr(folder, "LARGEST_FILE", size - 1)
    assert faults.HUGE_FILE in [problem.fault for problem in read(tmp_path).report.problems]


def test_a_file_of_too_many_lines_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small(tmp_path)
    monkeypatch.setattr(reading_module, "MOST_LINES", 3)
    assert all_said(read(tmp_path)) == []
    monkeypatch.setattr(reading_module, "MOST_LINES", 2)
    assert ("placements.csv", None, None, faults.TOO_MANY_LINES) in all_said(read(tmp_path))


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_small(
        tmp_path,
        seances=[
            f"E1;psychologie;{d:02}/{m:02}/2023;;pegase;45"
            for m in range(1, 13)
            for d in range(1, 29)
        ]
        * 2,
    )
    read_folder(tmp_path, today=TODAY, progress=lambda *word: told.append(word))
    assert list(dict.fromkeys(file for file, _, _ in told)) == FILES
    assert told[-3:] == [
        ("seances.csv", 0, 672),
        ("seances.csv", 500, 672),
        ("seances.csv", 672, 672),
    ]
