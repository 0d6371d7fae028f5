from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workspace.exchange.small import HEADERS, LINES, all_said, read, read_small, write_small
from workspace.actor import Role
from workspace.dossier.care.model import CareKind, Payer
from workspace.dossier.record.model import Birth, Identity, PlacementKind, Sex
from workspace.dossier.scales.model import Domain, ScaleCode
from workspace.exchange import faults
from workspace.exchange.model import (
    NewAssessment,
    NewCareSession,
    NewChild,
    NewOrganization,
    NewPlacement,
    NewPractitioner,
    NewScaleResponse,
)
from workspace.exchange.report import Fault
from workspace.network.model import OrganizationKind

CHILD = LINES["enfants"][0]
"""E1: born 15 January 2022, admitted 1 March 2022."""


ROWS = {
    "organizations": NewOrganization(
        line=2,
        code="MPE",
        name="Maison des Érables",
        kind=OrganizationKind.RESIDENTIAL_NURSERY,
        department="62",
        joined_on=date(2021, 7, 1),
    ),
    "practitioners": NewPractitioner(
        line=2,
        code="MED",
        family_name="Duriez",
        given_name="Théo",
        role=Role.PHYSICIAN,
        organization="MPE",
        specialty="pédiatrie",
        internal=True,
        email="med@exemple.invalid",
        phone="03 00 00 00 08",
        agreement_signed_on=date(2021, 6, 30),
    ),
    "children": NewChild(
        line=2,
        code="E1",
        identity=Identity(
            given_name="Éloïse",
            family_name="Saïdi",
            birth_date=date(2022, 1, 15),
            sex=Sex.FEMALE,
        ),
        birth=Birth(term_weeks=40, weight_g=3514, length_cm=Decimal("50.1"), head_cm=Decimal(35)),
        admitted_on=date(2022, 3, 1),
        organization="MPE",
        department="62",
    ),
    "placements": NewPlacement(
        line=2,
        child="E1",
        kind=PlacementKind.RESIDENTIAL_NURSERY,
        place="Maison des Érables",
        begins_on=date(2022, 3, 1),
        ends_on=date(2023, 9, 1),
    ),
    "assessments": NewAssessment(
        line=2,
        child="E1",
        number=1,
        done_on=date(2022, 3, 10),
        performed_by="MED",
        weight_kg=Decimal("4.54"),
        length_cm=Decimal("53.9"),
        head_cm=Decimal("36.9"),
    ),
    "sessions": NewCareSession(
        line=2,
        child="E1",
        kind=CareKind.PSYCHOMOTOR,
        done_on=date(2022, 4, 14),
        payer=Payer.PEGASE,
        minutes=45,
    ),
}
"""The first line of each sheet of the small folder."""


@pytest.mark.parametrize("sheet", ROWS)
def test_a_line_becomes_a_row_of_the_domain(sheet: str, tmp_path: Path) -> None:
    found = getattr(read_small(tmp_path).batch, sheet)
    assert ROWS[sheet] == found[0]


def test_the_end_of_a_follow_up_is_read_with_its_reason(tmp_path: Path) -> None:
    left = read_small(tmp_path).batch.children[1]
    assert (left.ended_on, left.ended_because) == (date(2024, 6, 1), "retour en famille")


def test_the_columns_of_a_scale_become_its_domains(tmp_path: Path) -> None:
    total, domains = read_small(tmp_path).batch.scale_responses
    assert (
        NewScaleResponse(
            line=2,
            child="E1",
            scale=ScaleCode.ASQ_SE_2,
            months=2,
            answered_on=date(2022, 3, 10),
            points={Domain.TOTAL: Decimal(85)},
            answered_by="MAT",
        )
        == total
    )
    assert ScaleCode.ASQ_3 is domains.scale
    assert {
        Domain.COMMUNICATION: Decimal(35),
        Domain.GROSS_MOTOR: Decimal(40),
        Domain.FINE_MOTOR: Decimal(60),
        Domain.PROBLEM_SOLVING: Decimal("7.5"),
        Domain.PERSONAL_SOCIAL: Decimal(0),
    } == domains.points


def test_rows_are_known_by_code_or_by_child_kind_and_date(tmp_path: Path) -> None:
    batch = read_small(tmp_path).batch
    assert [row.key for row in batch.rows()] == [
        ("organization", "MPE"),
        ("practitioner", "MED"),
        ("practitioner", "MAT"),
        ("child", "E1"),
        ("child", "E2"),
        ("placement", "E1", "nursery", "2022-03-01"),
        ("placement", "E1", "foster_family", "2023-09-01"),
        ("placement", "E2", "nursery", "2022-03-01"),
        ("assessment", "E1", "1", "2022-03-10"),
        ("assessment", "E1", "3", "2022-03-20"),
        ("scale", "E1", "ASQ-SE-2/2", "2022-03-10"),
        ("scale", "E1", "ASQ-3/2", "2022-03-10"),
        ("session", "E1", "psychomotor", "2022-04-14"),
        ("session", "E2", "psychology", "2022-04-14"),
    ]


def test_the_values_of_a_row_have_one_writing(tmp_path: Path) -> None:
    first, other = tmp_path / "first", tmp_path / "other"
    first.mkdir()
    other.mkdir()
    before = read_small(first, bilans=["E1;1;10/03/2022;MED;4,50;54;"]).batch.assessments[0]
    after = read_small(other, bilans=["", "e1;1,0;2022-03-10;med;4.5;54.0;"]).batch.assessments[0]
    assert before.values() == after.values()
    assert before.values() == {
        "child": "E1",
        "number": "1",
        "done_on": "2022-03-10",
        "performed_by": "MED",
        "weight_kg": "4.5",
        "length_cm": "54",
        "head_cm": "",
    }


def test_the_values_of_a_row_hold_what_lies_within(tmp_path: Path) -> None:
    batch = read_small(tmp_path).batch
    child = batch.children[0].values()
    assert child["identity"] == "Éloïse\x1fSaïdi\x1f2022-01-15\x1fF"
    assert child["birth"] == "40\x1f3514\x1f50.1\x1f35"
    assert (
        batch.scale_responses[1].values()["points"]
        == "communication=35\x1ffine_motor=60\x1fgross_motor=40\x1fpersonal_social=0\x1fproblem_solving=7.5"
    )


def test_a_row_can_stand_in_a_set(tmp_path: Path) -> None:
    batch = read_small(tmp_path).batch
    assert len(batch) == len(set(batch.rows()))


@pytest.mark.parametrize(
    ("file", "line", "column", "fault"),
    [
        ("enfants", ";a;b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "code", faults.NO_VALUE),
        ("enfants", "E3;;b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "nom", faults.NO_VALUE),
        ("enfants", "E3;a;\u200b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "prenom", faults.NO_VALUE),
        ("enfants", "E3;a;b;X;15/01/2022;40;;;;01/03/2022;MPE;62;;", "sexe", faults.UNKNOWN_WORD),
        ("enfants", "E3;a;b;F;15/01/22;40;;;;01/03/2022;MPE;62;;", "date_naissance", faults.SHORT_YEAR),
        ("enfants", "E3;a;b;F;;40;;;;01/03/2022;MPE;62;;", "date_naissance", faults.NO_VALUE),
        ("enfants", "E3;a;b;F;15/01/2022;45;;;;01/03/2022;MPE;62;;", "terme_semaines", faults.OUT_OF_RANGE),
        ("enfants", "E3;a;b;F;15/01/2022;40;3,5;;;01/03/2022;MPE;62;;", "poids_naissance_g", faults.WRONG_UNIT),
        ("enfants", "E3;a;b;F;15/01/2022;40;;0,5;;01/03/2022;MPE;62;;", "taille_naissance_cm", faults.WRONG_UNIT),
        ("enfants", "E3;a;b;F;15/01/2022;40;;;350;01/03/2022;MPE;62;;", "pc_naissance_cm", faults.WRONG_UNIT),
        ("enfants", "E3;a;b;F;15/01/2022;40;;;;01/03/2022;MPE;Nord;;", "departement", faults.NOT_A_DEPARTMENT),
        ("enfants", "E3;a;b;F;15/01/2022;40;;;;01/03/2022;MPE;62;bientôt;", "fin_suivi_le", faults.NOT_A_DATE),
        ("enfants", f"E3;{'a' * 101};b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "nom", faults.LONG_TEXT),
        ("enfants", "E3;=HYPERLINK();b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "nom", faults.FORMULA),
        ("enfants", "E3;a\x00;b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;", "nom", faults.DAMAGED_TEXT),
        ("enfants", "E3;a;b;F;15/01/2022", None, faults.WRONG_CELL_COUNT),
        ("enfants", "E3;a;b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;;;x", None, faults.WRONG_CELL_COUNT),
        ("enfants", 'E3;a;"b;F;15/01/2022;40;;;;01/03/2022;MPE;62;;', None, faults.OPEN_QUOTE),
        ("etablissements", "M2;;mecs;62;", "nom", faults.NO_VALUE),
        ("etablissements", "M2;Maison;;62;", "type", faults.NO_VALUE),
        ("etablissements", f"{'M' * 41};Maison;mecs;62;", "code", faults.LONG_TEXT),
        ("professionnels", "P2;a;b;secretaire;MPE;;;;;30/06/2021;", "role", faults.UNKNOWN_WORD),
        ("professionnels", "P2;a;b;medecin;MPE;;peut-être;;;30/06/2021;", "interne", faults.UNKNOWN_WORD),
        ("placements", "E1;hotel;;01/09/2023;", "type", faults.UNKNOWN_WORD),
        ("placements", "E1;mecs;;45170;", "debut", faults.SERIAL_DATE),
        ("bilans", "E1;deux;10/04/2022;;;;", "numero", faults.NOT_A_NUMBER),
        ("bilans", "E1;2,5;10/04/2022;;;;", "numero", faults.NOT_WHOLE),
        ("bilans", "E1;4;20/04/2022;;4540;;", "poids_kg", faults.WRONG_UNIT),
        ("bilans", "E1;4;20/04/2022;;-4,5;;", "poids_kg", faults.OUT_OF_RANGE),
        ("echelles", "E1;Denver;2;10/03/2022;;;;;;;5", "outil", faults.UNKNOWN_WORD),
        ("echelles", "E1;ASQ-SE;x;10/03/2022;;;;;;;5", "questionnaire_mois", faults.NOT_A_NUMBER),
        ("echelles", "E1;ASQ-SE-2;2;11/03/2022;;;;;;;beaucoup", "total", faults.NOT_A_NUMBER),
        ("seances", "E1;orthophonie;14/04/2022;;pegase;45", "type", faults.UNKNOWN_WORD),
        ("seances", "E1;psychologie;15/04/2022;;mutuelle;45", "financeur", faults.UNKNOWN_WORD),
        ("seances", "E1;psychologie;15/04/2022;;pegase;", "duree_min", faults.NO_VALUE),
        ("seances", "E1;psychologie;15/04/2022;;pegase;0", "duree_min", faults.OUT_OF_RANGE),
    ],
)  # fmt: skip
def test_a_spoilt_cell_is_refused_in_its_place(
    tmp_path: Path, file: str, line: str, column: str | None, fault: Fault
) -> None:
    reading = read_small(tmp_path, **{file: [*LINES[file], line]})
    place = (f"{file}.csv", len(LINES[file]) + 2, column, fault)
    assert place in all_said(reading)
    assert not reading.report.accepted
    assert read_small(tmp_path).batch == reading.batch


def test_a_line_of_too_few_cells_is_said_once(tmp_path: Path) -> None:
    reading = read_small(tmp_path, enfants=[*LINES["enfants"], "E3;a;b"])
    assert all_said(reading) == [("enfants.csv", 4, None, faults.WRONG_CELL_COUNT)]


def test_problems_come_in_the_order_of_files_then_lines(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path,
        professionnels=None,
        enfants=[LINES["enfants"][0].replace(";40;", ";99;"), LINES["enfants"][1], "E3;a"],
        bilans=["E2;1;hier;MED;;;", "E9;1;10/03/2022;MED;;;"],
        seances=["E9;psychologie;14/04/2022;;pegase;45", "E9;psychologie;x;;pegase;45"],
    )
    assert [said[:2] for said in all_said(reading)] == [
        ("enfants.csv", 2),
        ("enfants.csv", 4),
        ("bilans.csv", None),
        ("bilans.csv", 2),
        ("bilans.csv", 3),
        ("echelles.csv", None),
        ("seances.csv", 2),
        ("seances.csv", 3),
    ]


def test_every_fault_of_a_line_is_said_at_once(tmp_path: Path) -> None:
    reading = read_small(tmp_path, enfants=[*LINES["enfants"], "E3;;;X;hier;40;;;;;MPE;62;;"])
    assert {
        ("nom", faults.NO_VALUE),
        ("prenom", faults.NO_VALUE),
        ("sexe", faults.UNKNOWN_WORD),
        ("date_naissance", faults.NOT_A_DATE),
        ("admission_le", faults.NO_VALUE),
    } == {(column, fault) for _, _, column, fault in all_said(reading)}


@pytest.mark.parametrize(
    "line",
    [
        "E1;Saïdi;Éloïse;F;15/01/22;40;;;;01/03/2022;MPE;62;;",
        "E1;Saïdi;Éloïse",
        " e1 ;a;b;;;;;;;;;;;",
    ],
)
def test_a_refused_child_does_not_make_its_other_lines_unknown(tmp_path: Path, line: str) -> None:
    reading = read_small(tmp_path, enfants=[line, LINES["enfants"][1]])
    assert {"enfants.csv"} == {file for file, _, _, _ in all_said(reading)}


def test_a_value_that_is_shown_again_is_short_and_safe(tmp_path: Path) -> None:
    line = f"E1;\x1b[31m{'x' * 5000};01/09/2023;;"
    reading = read_small(tmp_path, placements=[line])
    value = reading.report.problems[0].value
    assert value is not None
    assert value == "\ufffd[31m" + "x" * 55 + "\u2026"


def test_codes_are_trimmed_and_their_capitals_do_not_count(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path, bilans=["  e1 ;1;10/03/2022; med;4,54;53,9;36,9", LINES["bilans"][1]]
    )
    assert all_said(reading) == []
    assert read_small(tmp_path).batch == reading.batch


@pytest.mark.parametrize("writing", ['="{}"', "\u202f{}\xa0", "{}\xad"])
def test_a_code_is_known_however_the_spreadsheet_guards_it(tmp_path: Path, writing: str) -> None:
    """A spreadsheet that must keep the zeros of a code writes it as a formula; the lines that lean on it may not."""

    def guarded(line: str) -> str:
        code, rest = line.split(";", 1)
        return f"{writing.format(code)};{rest}"

    defining = ("etablissements", "professionnels", "enfants")
    reading = read_small(tmp_path, **{file: [*map(guarded, LINES[file])] for file in defining})
    assert all_said(reading) == []
    assert read_small(tmp_path).batch == reading.batch


def test_the_department_of_a_child_is_that_of_the_establishment_unless_said(tmp_path: Path) -> None:
    reading = read_small(tmp_path, enfants=[CHILD.replace(";62;", ";;")], **OTHERS_EMPTY)
    assert reading.batch.children[0].department == "62"


def test_a_child_with_no_department_at_all_is_refused(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path,
        etablissements=["MPE;Maison;pouponniere;;"],
        enfants=[CHILD.replace(";62;", ";;")],
        **OTHERS_EMPTY,
    )
    assert all_said(reading) == [("enfants.csv", 2, "departement", faults.NO_VALUE)]


def test_a_department_that_is_wrong_is_said_once(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path,
        etablissements=["MPE;Maison;pouponniere;;"],
        enfants=[CHILD.replace(";62;", ";999;")],
        **OTHERS_EMPTY,
    )
    assert all_said(reading) == [("enfants.csv", 2, "departement", faults.NOT_A_DEPARTMENT)]


OTHERS_EMPTY: dict[str, list[str]] = {"placements": [], "bilans": [], "echelles": [], "seances": []}


def test_a_kind_of_establishment_that_is_not_on_the_list_is_kept(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path,
        etablissements=[*LINES["etablissements"], "CMP;CMP;Centre médico-psychologique;62;"],
    )
    assert all_said(reading) == [("etablissements.csv", 3, "type", faults.OTHER_KIND)]
    assert OrganizationKind.OTHER is reading.batch.organizations[1].kind
    assert reading.report.accepted


def test_an_address_that_is_none_is_kept_and_said(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path, professionnels=[line.replace("med@", "med.") for line in LINES["professionnels"]]
    )
    assert all_said(reading) == [("professionnels.csv", 2, "courriel", faults.NOT_AN_EMAIL)]
    assert reading.batch.practitioners[0].email == "med.exemple.invalid"


def test_a_total_of_asq_3_is_not_kept(tmp_path: Path) -> None:
    reading = read_small(tmp_path, echelles=["E1;ASQ-3;2;10/03/2022;MAT;35;40;60;7,5;0;142,5"])
    assert all_said(reading) == [("echelles.csv", 2, "total", faults.TOTAL_NOT_KEPT)]
    assert Domain.TOTAL not in reading.batch.scale_responses[0].points


# ── Headers ──────────────────────────────────────────────────────────────────────────────────────


def with_header(path: Path, header: str, *lines: str, file: str = "seances") -> list[object]:
    write_small(path)
    (path / f"{file}.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
    return [*all_said(read(path))]


def test_headers_may_be_spelled_as_people_write_them(tmp_path: Path) -> None:
    assert with_header(
        tmp_path,
        "Code ; NOM; Prénom ;Sexe;Date de naissance;Terme (semaines);Poids de naissance (g);Taille naissance cm;PC-naissance-cm;Admission le;Établissement;Département;Fin de suivi le;Motif de fin de suivi",
        *LINES["enfants"],
        file="enfants",
    ) == []  # fmt: skip


def test_a_column_that_must_be_there_is_asked_for_once(tmp_path: Path) -> None:
    assert with_header(tmp_path, "enfant;type;date;professionnel", "E1;psychologie;hier;") == [
        ("seances.csv", 1, "financeur", faults.NO_COLUMN),
        ("seances.csv", 1, "duree_min", faults.NO_COLUMN),
    ]


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    assert with_header(tmp_path, "enfant;type;date;Date;financeur;duree_min") == [
        ("seances.csv", 1, "date", faults.SAME_COLUMN_TWICE)
    ]


def test_a_column_of_their_own_is_said_and_left_aside(tmp_path: Path) -> None:
    assert with_header(
        tmp_path,
        "enfant;Remarque\x07;type;date;professionnel;financeur;duree_min",
        "E1;=cmd|x;psychologie;14/04/2022;;pegase;45",
    ) == [("seances.csv", 1, "Remarque\ufffd", faults.UNKNOWN_COLUMN)]


def test_columns_without_a_name_after_the_last_may_be_empty(tmp_path: Path) -> None:
    header = HEADERS["seances"] + ";; ;"
    assert (
        with_header(tmp_path, header, LINES["seances"][0] + ";;;", LINES["seances"][1] + "; ") == []
    )
    assert with_header(tmp_path, header, LINES["seances"][0] + ";;x;") == [
        ("seances.csv", 2, None, faults.WRONG_CELL_COUNT)
    ]


def test_a_header_that_cannot_be_cut_is_refused(tmp_path: Path) -> None:
    assert with_header(tmp_path, '"enfant;type', "E1;psychologie") == [
        ("seances.csv", 1, None, faults.OPEN_QUOTE)
    ]
    assert with_header(tmp_path, "x" * 200_000) == [("seances.csv", 1, None, faults.HUGE_CELL)]
