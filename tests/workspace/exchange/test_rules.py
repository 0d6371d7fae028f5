from pathlib import Path

import pytest

from tests.workspace.exchange.small import LINES, all_said, read_small
from workspace.exchange import faults
from workspace.exchange.report import Fault, Severity

E1, E2 = LINES["enfants"]
"""E1: born 15 January 2022, admitted 1 March 2022. E2: born 20 May 2020, followed until 1 June 2024."""


def said_of(path: Path, file: str, *lines: str) -> list[tuple[int | None, str | None, Fault]]:
    """Return what is said of a small folder with these lines instead of those of one file."""
    reading = read_small(path, **{file: lines})
    return [(line, column, fault) for _, line, column, fault in all_said(reading)]


def said_of_one_more(path: Path, file: str, line: str) -> list[tuple[str | None, Fault]]:
    said = said_of(path, file, *LINES[file], line)
    assert all(at == len(LINES[file]) + 2 for at, _, _ in said)
    return [(column, fault) for _, column, fault in said]


@pytest.mark.parametrize(
    ("file", "line", "column", "fault"),
    [
        # codes
        ("professionnels", "P2;a;b;medecin;ZZZ;;;;;30/06/2021;", "etablissement", faults.UNKNOWN_CODE),
        ("enfants", "E3;a;b;F;15/01/2021;40;;;;01/03/2022;ZZZ;62;;", "etablissement", faults.UNKNOWN_CODE),
        ("placements", "E9;mecs;;01/09/2023;", "enfant", faults.UNKNOWN_CODE),
        ("bilans", "E9;1;10/03/2022;;;;", "enfant", faults.UNKNOWN_CODE),
        ("bilans", "E1;4;20/04/2022;MEDE;;;", "medecin", faults.UNKNOWN_CODE),
        ("echelles", "E9;ASQ-SE-2;2;10/03/2022;;;;;;;5", "enfant", faults.UNKNOWN_CODE),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;MATE;;;;;;5", "rempli_par", faults.UNKNOWN_CODE),
        ("seances", "E9;psychologie;14/04/2022;;pegase;45", "enfant", faults.UNKNOWN_CODE),
        ("seances", "E1;psychologie;14/04/2022;PSY;pegase;45", "professionnel", faults.UNKNOWN_CODE),
        # the follow-up
        ("enfants", "E3;a;b;F;01/09/2025;40;;;;02/09/2025;MPE;62;;", "admission_le", faults.IN_THE_FUTURE),
        ("enfants", "E3;a;b;F;15/01/2021;40;;;;14/01/2021;MPE;62;;", "admission_le", faults.BEFORE_BIRTH),
        ("enfants", "E3;a;b;F;15/01/2021;40;;;;01/03/2022;MPE;62;28/02/2022;fin", "fin_suivi_le", faults.END_BEFORE_ADMISSION),
        ("enfants", "E3;a;b;F;15/01/2021;40;;;;01/03/2022;MPE;62;02/09/2025;fin", "fin_suivi_le", faults.IN_THE_FUTURE),
        # places
        ("placements", "E1;mecs;;14/01/2022;20/01/2022", "debut", faults.BEFORE_BIRTH),
        ("placements", "E1;mecs;;02/09/2025;", "debut", faults.IN_THE_FUTURE),
        ("placements", "E2;mecs;;01/06/2020;31/05/2020", "fin", faults.END_BEFORE_START),
        ("placements", "E2;domicile;;02/06/2024;", "debut", faults.STARTS_AFTER_FOLLOW_UP),
        # what was done
        ("bilans", "E1;1;14/01/2022;;;;", "date", faults.BEFORE_BIRTH),
        ("bilans", "E1;21;10/04/2022;;;;", "numero", faults.NO_SUCH_NUMBER),
        ("bilans", "E1;0;10/04/2022;;;;", "numero", faults.NO_SUCH_NUMBER),
        ("echelles", "E1;ASQ-SE-2;2;14/01/2022;;;;;;;5", "date", faults.BEFORE_BIRTH),
        ("echelles", "E1;ASQ-SE;2;11/03/2022;;;;;;;5", "questionnaire_mois", faults.NO_SUCH_INTERVAL),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;", "total", faults.NO_SCORE),
        ("echelles", "E1;ASQ-3;2;11/03/2022;;;;;;;", None, faults.NO_SCORE),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;35;;;;;5", "communication", faults.SCORE_ELSEWHERE),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;241", "total", faults.SCORE_OUT_OF_RANGE),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;-5", "total", faults.SCORE_OUT_OF_RANGE),
        ("echelles", "E1;ASQ-3;2;11/03/2022;;;60,5;;;;", "motricite_globale", faults.SCORE_OUT_OF_RANGE),
        ("seances", "E1;psychologie;14/01/2022;;pegase;45", "date", faults.BEFORE_BIRTH),
        ("seances", "E1;psychologie;02/09/2025;;pegase;45", "date", faults.IN_THE_FUTURE),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_with_its_reason(
    tmp_path: Path, file: str, line: str, column: str | None, fault: Fault
) -> None:
    assert [(column, fault)] == [
        each
        for each in said_of_one_more(tmp_path, file, line)
        if each[1].severity is Severity.ERROR
    ]


def test_a_child_to_be_born_is_refused(tmp_path: Path) -> None:
    line = "E3;a;b;F;02/09/2025;40;;;;03/09/2025;MPE;62;;"
    assert said_of_one_more(tmp_path, "enfants", line) == [
        ("date_naissance", faults.IN_THE_FUTURE),
        ("admission_le", faults.IN_THE_FUTURE),
    ]


@pytest.mark.parametrize(
    ("file", "line", "column", "fault"),
    [
        ("professionnels", "P2;a;b;medecin;;;;;;;", "convention_signee_le", faults.NO_AGREEMENT),
        ("enfants", "E3;a;b;F;01/03/2017;40;;;;01/03/2022;MPE;62;;", "admission_le", faults.ADMITTED_LATE),
        ("enfants", "E3;a;b;F;15/01/2021;40;;;;01/03/2022;MPE;62;;parti", "fin_suivi_le", faults.REASON_WITHOUT_END),
        ("placements", "E2;domicile;;01/06/2024;", "fin", faults.OPEN_AFTER_FOLLOW_UP),
        ("placements", "E2;domicile;;01/06/2024;02/06/2024", "fin", faults.OPEN_AFTER_FOLLOW_UP),
        ("placements", "E2;mecs;;01/02/2022;02/03/2022", None, faults.OVERLAP),
        ("placements", "E2;mecs;;31/05/2024;01/06/2024", "debut", faults.OVERLAP),
        ("bilans", "E1;4;29/06/2022;;;;", "date", faults.OUTSIDE_WINDOW),
        ("bilans", "E1;4;29/03/2022;;;;", "date", faults.OUTSIDE_WINDOW),
        ("bilans", "E2;1;01/04/2022;;;;", "date", faults.OUTSIDE_WINDOW),
        ("bilans", "E2;17;15/06/2025;;;;", "date", faults.AFTER_FOLLOW_UP),
        ("echelles", "E1;ASQ-SE-2;6;10/03/2022;;;;;;;5", "questionnaire_mois", faults.OTHER_QUESTIONNAIRE),
        ("echelles", "E1;ASQ-SE-2;2;14/02/2022;;;;;;;5", "questionnaire_mois", faults.NO_QUESTIONNAIRE),
        ("echelles", "E1;ASQ-SE-2;2;28/02/2022;;;;;;;5", "date", faults.BEFORE_ADMISSION),
        ("seances", "E1;psychologie;28/02/2022;;pegase;45", "date", faults.BEFORE_ADMISSION),
        ("seances", "E2;psychologie;02/06/2024;;pegase;45", "date", faults.AFTER_FOLLOW_UP),
    ],
)  # fmt: skip
def test_what_is_unusual_is_kept_and_flagged(
    tmp_path: Path, file: str, line: str, column: str | None, fault: Fault
) -> None:
    lines = [*LINES[file], line]
    reading = read_small(tmp_path, **{file: lines})
    found = {(said, where) for _, _, where, said in all_said(reading)}
    assert fault in {said for said, _ in found}
    assert column is None or (fault, column) in found
    assert reading.report.accepted
    assert len(lines) == reading.report.read[f"{file}.csv"]
    small = read_small(tmp_path).batch
    assert len(small) + 1 == len(reading.batch)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("enfants", "E3;a;b;F;01/09/2025;40;;;;01/09/2025;MPE;62;01/09/2025;fin"),
        ("enfants", "E3;a;b;F;02/03/2017;40;;;;01/03/2022;MPE;62;;"),
        ("placements", "E2;domicile;;01/06/2024;01/06/2024"),
        ("placements", "E1;mecs;;15/01/2022;01/03/2022"),
        ("bilans", "E1;4;30/03/2022;;;;"),
        ("bilans", "E1;4;29/04/2022;;;;"),
        ("bilans", "E2;1;31/03/2022;;;;"),
        ("bilans", "E1;20;01/09/2025;;;;"),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;240"),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;0"),
        ("echelles", "E1;ASQ-3;2;11/03/2022;;;60;;;;"),
        ("seances", "E1;psychologie;01/03/2022;;pegase;45"),
        ("seances", "E2;psychologie;01/06/2024;;pegase;45"),
    ],
)
def test_on_the_very_day_nothing_is_wrong(tmp_path: Path, file: str, line: str) -> None:
    said = said_of_one_more(tmp_path, file, line)
    assert [
        each for each in said if each[1] is not faults.OUTSIDE_WINDOW or "E1;20" not in line
    ] == []


def test_a_questionnaire_follows_the_corrected_age(tmp_path: Path) -> None:
    """E2 at 13 months and 8 days: the form of 14 months as lived, of 12 once four weeks are taken off."""
    e2 = E2.replace("01/03/2022", "01/03/2021")
    line = "E2;ASQ-3;12;28/06/2021;MAT;35;40;60;7,5;0;"
    assert said_of_with_child(tmp_path, e2, line) == []
    assert said_of_with_child(tmp_path, e2.replace(";36;", ";40;"), line) == [
        faults.OTHER_QUESTIONNAIRE
    ]


def said_of_with_child(path: Path, child: str, line: str) -> list[Fault]:
    reading = read_small(
        path, enfants=[E1, child], echelles=[line], placements=[], bilans=[], seances=[]
    )
    return [problem.fault for problem in reading.report.problems]


def test_the_questionnaire_expected_is_named(tmp_path: Path) -> None:
    reading = read_small(tmp_path, echelles=["E1;ASQ-3;4;10/03/2022;MAT;35;;;;;"])
    assert tuple(reading.report.problems[0].params[name] for name in ("expected", "months")) == (
        "2",
        "4",
    )


def test_a_placement_to_end_later_is_kept_as_planned(tmp_path: Path) -> None:
    placements = ["E1;pouponniere;;01/03/2022;02/09/2025"]
    assert said_of(tmp_path, "placements", *placements) == [(2, "fin", faults.END_TO_COME)]
    assert said_of(tmp_path, "placements", placements[0].replace("02/09/2025", "01/09/2025")) == []


def test_an_overlap_is_said_of_each_later_placement(tmp_path: Path) -> None:
    assert said_of(
        tmp_path,
        "placements",
        "E1;pouponniere;;01/03/2022;",
        "E1;mecs;;01/04/2022;01/05/2022",
        "E1;famille_accueil;;01/06/2022;",
    ) == [(3, "debut", faults.OVERLAP), (4, "debut", faults.OVERLAP)]


def test_an_overlap_names_the_placement_that_ends_last(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path,
        placements=[
            "E1;pouponniere;;01/03/2022;01/04/2022",
            "E1;mecs;;01/04/2022;01/06/2022",
            "E1;famille_accueil;;31/05/2022;",
        ],
    )
    (said,) = reading.report.problems
    assert (said.line, said.params["first"]) == (4, "3")


def test_the_end_of_a_placement_is_shown_when_there_is_one(tmp_path: Path) -> None:
    placements = ["E2;pouponniere;;01/03/2022;02/06/2024", "E2;domicile;;02/06/2024;"]
    shown = [
        read_small(tmp_path, placements=[line]).report.problems[0].value
        for line in (placements[0], placements[1].replace("02/06", "01/06"))
    ]
    assert shown == ["02/06/2024", None]


def test_placements_of_two_children_do_not_overlap(tmp_path: Path) -> None:
    assert (
        said_of(
            tmp_path, "placements", "E1;pouponniere;;01/03/2022;", "E2;mecs;;01/04/2022;01/05/2022"
        )
        == []
    )


# ── The same thing twice ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", LINES)
def test_a_line_said_again_counts_once(tmp_path: Path, file: str) -> None:
    reading = read_small(tmp_path, **{file: [*LINES[file], LINES[file][0]]})
    at = len(LINES[file]) + 2
    assert [(f"{file}.csv", at, None, faults.REPEATED)] == all_said(reading)
    assert reading.report.problems[0].params["first"] == "2"
    assert read_small(tmp_path).batch == reading.batch


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("etablissements", "Maison", "Foyer"),
        ("professionnels", "Duriez", "Durier"),
        ("enfants", ";40;", ";39;"),
        ("placements", "Maison", "Foyer"),
        ("bilans", "4,54", "4,45"),
        ("echelles", ";85", ";80"),
    ],
)
def test_a_line_that_says_otherwise_is_refused(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    changed = LINES[file][0].replace(old, new)
    assert changed != LINES[file][0]
    assert said_of_one_more(tmp_path, file, changed) == [(None, faults.CONTRADICTED)]


def test_two_codes_that_differ_by_their_capitals_are_one(tmp_path: Path) -> None:
    assert said_of_one_more(
        tmp_path, "enfants", "e1;Payen;Iris;F;01/01/2021;40;;;;01/03/2022;MPE;62;;"
    ) == [(None, faults.CONTRADICTED)]


def test_an_assessment_done_in_two_visits_is_two_rows(tmp_path: Path) -> None:
    assert said_of_one_more(tmp_path, "bilans", "E1;3;21/03/2022;MED;;;") == []
