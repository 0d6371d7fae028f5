"""A small folder in which nothing is wrong, to spoil one line at a time."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from workspace.exchange.columns import SHEETS
from workspace.exchange.reading import Reading, read_folder
from workspace.exchange.report import Fault, Problem

TODAY = date(2025, 9, 1)

HEADERS = {
    "etablissements": "code;nom;type;departement;entree_programme",
    "professionnels": "code;nom;prenom;role;etablissement;specialite;interne;courriel;telephone;convention_signee_le;formation_le",
    "enfants": "code;nom;prenom;sexe;date_naissance;terme_semaines;poids_naissance_g;taille_naissance_cm;pc_naissance_cm;admission_le;etablissement;departement;fin_suivi_le;motif_fin_suivi",
    "placements": "enfant;type;lieu;debut;fin",
    "bilans": "enfant;numero;date;medecin;poids_kg;taille_cm;pc_cm",
    "echelles": "enfant;outil;questionnaire_mois;date;rempli_par;communication;motricite_globale;motricite_fine;resolution_problemes;individuel_social;total",
    "seances": "enfant;type;date;professionnel;financeur;duree_min",
}

LINES: dict[str, Sequence[str]] = {
    "etablissements": ["MPE;Maison des Érables;pouponniere;62;01/07/2021"],
    "professionnels": [
        "MED;Duriez;Théo;medecin;MPE;pédiatrie;oui;med@exemple.invalid;03 00 00 00 08;30/06/2021;",
        "MAT;Bouchet;Alma;maternant;MPE;;non;;;30/06/2021;01/09/2021",
    ],
    "enfants": [
        "E1;Saïdi;Éloïse;F;15/01/2022;40;3514;50,1;35,0;01/03/2022;MPE;62;;",
        "E2;Vasseur;Noé;M;20/05/2020;36;2400;46;33,5;01/03/2022;MPE;62;01/06/2024;retour en famille",
    ],
    "placements": [
        "E1;pouponniere;Maison des Érables;01/03/2022;01/09/2023",
        "E1;famille_accueil;Famille Payen;01/09/2023;",
        "E2;pouponniere;Maison des Érables;01/03/2022;01/06/2024",
    ],
    "bilans": ["E1;1;10/03/2022;MED;4,54;53,9;36,9", "E1;3;20/03/2022;MED;;;"],
    "echelles": [
        "E1;ASQ-SE-2;2;10/03/2022;MAT;;;;;;85",
        "E1;ASQ-3;2;10/03/2022;MAT;35;40;60;7,5;0;",
    ],
    "seances": [
        "E1;psychomotricite;14/04/2022;;pegase;45",
        "E2;psychologie;14/04/2022;MED;interne;30",
    ],
}


def write_small(path: Path, **lines: Iterable[str] | None) -> Path:
    """Write the folder, with other lines where they are given; None takes a file away."""
    for name, header in HEADERS.items():
        given = lines.get(name, LINES[name])
        if given is not None:
            text = "".join(f"{line}\r\n" for line in (header, *given))
            (path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return path


def read(path: Path) -> Reading:
    return read_folder(path, today=TODAY)


def read_small(path: Path, **lines: Iterable[str] | None) -> Reading:
    return read(write_small(path, **lines))


Said = tuple[str, int | None, str | None, Fault]


def said(problem: Problem) -> Said:
    return problem.file, problem.line, problem.column, problem.fault


def all_said(reading: Reading) -> list[Said]:
    return [said(problem) for problem in reading.report.problems]


FILES = [sheet.file for sheet in SHEETS]
