from datetime import date
from pathlib import Path

import pytest

from tests.workspace.exchange.small import read_small
from workspace.exchange import faults
from workspace.exchange.model import NewOrganization
from workspace.exchange.report import Fault, Problem, Report, Severity, about, shown
from workspace.i18n import Language, gettext, use_language
from workspace.network.model import OrganizationKind

ROW = NewOrganization(line=7, code="M", name="Maison", kind=OrganizationKind.OTHER)

EVERY_FAULT = {name: each for name, each in vars(faults).items() if isinstance(each, Fault)}


def test_nothing_shown_moves_the_cursor_or_turns_the_text() -> None:
    assert shown("a\x1b[2Jb\u202ec\n") == "a\ufffd[2Jb\ufffdc\ufffd"


def test_what_is_shown_is_short() -> None:
    assert shown("a" * 60) == "a" * 60
    assert shown("a" * 1_000_000) == "a" * 60 + "\u2026"


def test_a_problem_says_days_as_offices_write_them() -> None:
    problem = about(ROW, faults.BEFORE_BIRTH, "date", date(2021, 3, 1), born=date(2021, 12, 31))
    assert (
        problem.file,
        problem.line,
        problem.column,
        problem.value,
    ) == ("etablissements.csv", 7, "date", "01/03/2021")
    with use_language("en"):
        assert problem.message(gettext) == "This is before the birth of the child (31/12/2021)."


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "entre 0,3 et 80."), ("en", "between 0.3 and 80.")]
)
def test_a_problem_says_measures_as_the_reader_writes_them(
    tmp_path: Path, language: Language, written: str
) -> None:
    reading = read_small(tmp_path, bilans=["E1;1;10/03/2022;MED;4540;;"])
    (problem,) = reading.report.errors
    with use_language(language):
        assert problem.remedy(gettext).endswith(written)


def test_the_remedy_is_said_with_the_same_values() -> None:
    problem = about(ROW, faults.UNKNOWN_CODE, "enfant", "E9", file="enfants.csv")
    with use_language("en"):
        assert problem.remedy(gettext) == "Correct the code, or add the line to enfants.csv."


def test_a_problem_written_to_a_log_says_nothing_of_a_person() -> None:
    problem = about(ROW, faults.BEFORE_BIRTH, "nom", "Payen", born="31/12/2021")
    assert "Payen" not in repr(problem)
    assert "31/12/2021" not in repr(problem)


def test_a_report_with_notices_alone_is_accepted() -> None:
    error = Problem(fault=faults.NO_FILE, file="enfants.csv")
    notice = Problem(fault=faults.UNKNOWN_FILE, file="x.csv")
    assert Report(problems=(notice,), read={}).accepted
    report = Report(problems=(notice, error), read={})
    assert not report.accepted
    assert (error,) == report.errors
    assert (notice,) == report.notices


@pytest.mark.parametrize("name", EVERY_FAULT)
def test_a_fault_is_two_sentences_and_a_severity(name: str) -> None:
    fault = EVERY_FAULT[name]
    assert fault.message.endswith(".")
    assert fault.remedy.endswith((".", "%(expected)s."))
    assert fault.severity in Severity


def test_every_sentence_has_its_values(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Spoil a folder in many ways and say everything: a missing value would raise."""
    reading = read_small(
        tmp_path_factory.mktemp("spoilt"),
        enfants=["E1;a;b;F;32/01/2022;400;3,5;5;x;01/03/2022;ZZZ;962;;", "E1;a"],
        bilans=["E1;30;10/03/2022;XXX;4540;", "E7;3;10/03/1999;;;;"],
        echelles=["E1;ASQ-9;2;10/03/2022;;;;;;;", "E1;ASQ-3;5;10/03/2022;;70;;;;;5"],
    )
    assert reading.report.errors
    with use_language("en"):
        for problem in reading.report.problems:
            assert "%(" not in problem.message(gettext) + problem.remedy(gettext)
