"""A strict little reader of the given folder, independent of the importer."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from workspace.cohort.model import CareDone, CohortChild, SocioEmotional, Stay
from workspace.dossier.care.model import CareKind
from workspace.dossier.record.model import PlacementKind
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.dossier.scales.rules import read_response

FOLDER = Path(__file__).parents[3] / "workspace" / "demo" / "territory"

KINDS = {
    "pouponniere": PlacementKind.RESIDENTIAL_NURSERY,
    "famille_accueil": PlacementKind.FOSTER_FAMILY,
    "domicile": PlacementKind.HOME,
}
SESSIONS = {"psychomotricite": CareKind.PSYCHOMOTOR, "psychologie": CareKind.PSYCHOLOGY}

Row = Mapping[str, str]


def children() -> list[CohortChild]:
    stays, done, sessions, read = (by_child(name) for name in OTHER_TABLES)
    return [
        CohortChild(
            birth_date=day(row["date_naissance"]),
            admitted_on=day(row["admission_le"]),
            ended_on=day_or_none(row["fin_suivi_le"]),
            stays=tuple(
                Stay(
                    kind=KINDS[stay["type"]],
                    begins_on=day(stay["debut"]),
                    ends_on=day_or_none(stay["fin"]),
                )
                for stay in stays[row["code"]]
            ),
            assessed_on=tuple(day(bilan["date"]) for bilan in done[row["code"]]),
            sessions=tuple(
                CareDone(kind=SESSIONS[session["type"]], done_on=day(session["date"]))
                for session in sessions[row["code"]]
            ),
            socio_emotional=tuple(socio_emotional(form) for form in read[row["code"]]),
        )
        for row in rows("enfants")
    ]


OTHER_TABLES = ("placements", "bilans", "seances", "echelles")


def socio_emotional(row: Row) -> SocioEmotional:
    form = NewResponse(
        scale=ScaleCode(row["outil"]),
        questionnaire_months=int(row["questionnaire_mois"]),
        answered_on=day(row["date"]),
        points={Domain.TOTAL: Decimal(row["total"].replace(",", "."))},
    )
    (result,) = read_response(form)
    return SocioEmotional(scale=form.scale, answered_on=form.answered_on, zone=result.zone)


def by_child(name: str) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(name):
        found[row["enfant"]].append(row)
    return found


def rows(name: str) -> Iterator[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def day_or_none(text: str) -> date | None:
    return day(text) if text else None
