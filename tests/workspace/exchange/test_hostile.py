"""Whatever bytes a folder holds, it is read to its end and a report comes out."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workspace.exchange.folders import PAS_DE_CALAIS
from tests.workspace.exchange.small import FILES, HEADERS, LINES, read, write_small
from workspace.exchange.report import Report
from workspace.i18n import gettext, use_language

SLOW = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

ORIGINAL = {file: (PAS_DE_CALAIS / file).read_bytes()[:6000] for file in FILES}

BITES = st.sampled_from(
    [b";", b",", b"\t", b'"', b"\n", b"\r", b"\x00", b"\x1b[2J", b"\xff", b"\xc3", b"=", b"-", b"9" * 30,
     "\u202e".encode(), b"31/12/9999", b"00/00/0000", b"1E400", b"NaN", b"%s%(x)s", b"{0}", b"'--"]
)  # fmt: skip


def say_everything(report: Report) -> None:
    with use_language("en"):
        for problem in report.problems:
            assert problem.message(gettext)
            assert problem.remedy(gettext)
            assert problem.value is None or problem.value.isprintable()


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the given folder with cuts, insertions, swaps and bytes changed anywhere."""
    files = dict(ORIGINAL)
    for _ in range(draw(st.integers(1, 6))):
        file = draw(st.sampled_from(FILES))
        content = files[file]
        start = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 0, 1, 1, 2, 10, 300, 10_000]))
        bite = draw(st.one_of(BITES, st.binary(max_size=8)))
        files[file] = content[:start] + bite + content[start + length :]
    return files


@SLOW
@given(files=mutations())
def test_any_mutation_of_the_given_folder_is_reported(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    for file, content in files.items():
        (tmp_path / file).write_bytes(content)
    reading = read(tmp_path)
    say_everything(reading.report)
    assert len({row.key for row in reading.batch.rows()}) == len(reading.batch)


@SLOW
@given(file=st.sampled_from(sorted(HEADERS)), cells=st.lists(st.text(max_size=30), max_size=16))
def test_any_line_is_read_or_refused(tmp_path: Path, file: str, cells: list[str]) -> None:
    line = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    lines = [each.encode("utf-8", "replace").decode() for each in [*LINES[file], line]]
    say_everything(read(write_small(tmp_path, **{file: lines})).report)


ANYTHING = st.one_of(
    st.text(max_size=20),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(allow_nan=True).map(str),
    st.sampled_from(["E1", "MPE", "MED", "ASQ-3", "ASQ-SE-2", "mecs", "pegase", "", " ", "=1+1"]),
)


@SLOW
@given(
    file=st.sampled_from(sorted(HEADERS)),
    line=st.integers(0, 1),
    place=st.integers(0, 13),
    cell=ANYTHING,
)
def test_any_cell_is_read_or_refused(
    tmp_path: Path, file: str, line: int, place: int, cell: str
) -> None:
    lines = [each.split(";") for each in LINES[file]]
    spoilt = lines[line % len(lines)]
    spoilt[place % len(spoilt)] = '"' + cell.replace('"', '""') + '"'
    text = [";".join(cells).encode("utf-8", "replace").decode() for cells in lines]
    say_everything(read(write_small(tmp_path, **{file: text})).report)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 1000,
        b'"' * 1001,
        b";" * 100_000,
        b"\xff\xfe",
        b"\xfe\xff\x00",
        b"sep=",
        b"sep=;\nsep=;",
        b"code" * 50_000,
    ],
)
def test_a_file_of_anything_is_reported(tmp_path: Path, content: bytes) -> None:
    write_small(tmp_path)
    for file in FILES:
        (tmp_path / file).write_bytes(content)
    reading = read(tmp_path)
    assert len(FILES) <= len(reading.report.errors)
    say_everything(reading.report)
