"""One content, as every office may save it: the same batch comes out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.workspace.exchange.folders import (
    PAS_DE_CALAIS,
    Row,
    Tables,
    cut_by_excel,
    generate,
    read_tables,
    rendered,
)
from tests.workspace.exchange.small import read
from workspace.exchange.model import Batch

SPELLED: Mapping[str, str] = {
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "etablissement": "ÉTABLISSEMENT",
    "numero": "Numéro",
    "motricite_globale": "Motricité globale",
    "resolution_problemes": "Résolution de problèmes",
    "duree_min": "Durée (min)",
    "debut": "Début",
    "terme_semaines": "terme-semaines",
}


def iso(cell: str) -> str:
    return re.sub(r"\A(\d\d)/(\d\d)/(\d{4})\Z", r"\3-\2-\1", cell)


def dotted(cell: str) -> str:
    return re.sub(r"\A(\d\d)/(\d\d)/(\d{4})\Z", r"\1.\2.\3", cell)


def point(cell: str) -> str:
    return re.sub(r"\A(\d+),(\d+)\Z", r"\1.\2", cell)


def as_is(cell: str) -> str:
    return cell


@dataclass(frozen=True)
class Office:
    """How one office saves its files."""

    separator: str = ";"
    newline: str = "\r\n"
    encoding: str = "utf-8-sig"
    rewrite: Callable[[str], str] = as_is
    spell: Callable[[str], str] = as_is
    shuffled: bool = False
    blank_lines: bool = False
    """Empty lines, a column of their own, and cells with spaces around."""
    cut: bool = False
    """Without the last separators of sixteen rows that are empty there."""


OFFICES = {
    "windows-1252": Office(encoding="cp1252"),
    "tabs, iso dates, points": Office(separator="\t", rewrite=lambda cell: point(iso(cell))),
    "commas, decimals quoted": Office(separator=",", encoding="utf-8"),
    "commas, points, unix": Office(separator=",", newline="\n", rewrite=point),
    "dots in dates, old mac": Office(newline="\r", rewrite=dotted),
    "utf-16 as Excel saves it": Office(separator="\t", encoding="utf-16"),
    "headers as people write them": Office(
        spell=lambda name: SPELLED.get(name, f" {name.upper()} ")
    ),
    "columns in another order": Office(shuffled=True),
    "untidy": Office(blank_lines=True),
    "empty ends cut by Excel": Office(cut=True),
}


def save(path: Path, tables: Tables, office: Office) -> Path:
    for file, rows in tables.items():
        written = [{name: office.rewrite(cell) for name, cell in row.items()} for row in rows]
        columns = list(rows[0])
        if office.shuffled:
            Random(file).shuffle(columns)  # noqa: S311 - no secret, the same every time
        text = rendered(written, separator=office.separator, newline=office.newline, spell=office.spell, columns=columns)  # fmt: skip
        if office.blank_lines:
            text = untidy(text)
        if office.cut:
            text = "\r\n".join(cut_by_excel(text.splitlines()))
        (path / file).write_bytes(text.encode(office.encoding))
    return path


def untidy(text: str) -> str:
    header, *lines = text.splitlines()
    width = header.count(";")
    loose = [re.sub(r"(?<=;)(?=[^\";])", " ", line) + ";à revoir" for line in lines]
    return "\r\n".join(
        ["", header + ";Remarque", *("\r\n".join([line, ";" * width, ""]) for line in loose)]
    )


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(PAS_DE_CALAIS)


@pytest.fixture(scope="module")
def batch() -> Batch:
    return read(PAS_DE_CALAIS).batch


@pytest.mark.parametrize("name", OFFICES)
def test_every_office_brings_the_same_batch(
    tmp_path: Path, tables: Tables, batch: Batch, name: str
) -> None:
    reading = read(save(tmp_path, tables, OFFICES[name]))
    assert reading.report.errors == ()
    assert batch == reading.batch


def test_another_content_is_another_batch(tmp_path: Path, tables: Tables, batch: Batch) -> None:
    """The control of the comparison: one figure changed in one file is seen."""
    first: Row = {**tables["bilans.csv"][0], "poids_kg": "4,55"}
    changed = {**tables, "bilans.csv": [first, *tables["bilans.csv"][1:]]}
    assert batch != read(save(tmp_path, changed, Office())).batch


def test_values_with_separators_and_line_breaks_survive(tmp_path: Path) -> None:
    tables = generate(children=3, establishments=1)
    tables["enfants.csv"][0]["motif_fin_suivi"] = 'retour; "suivi"\nailleurs, fini'
    tables["enfants.csv"][0]["fin_suivi_le"] = "31/08/2025"
    for separator in ";,\t":
        reading = read(save(tmp_path, tables, Office(separator=separator)))
        assert reading.batch.children[0].ended_because == 'retour; "suivi" ailleurs, fini'
