"""A coordinator's first spreadsheet: from the model to the child on the list, an error on the way."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn

HERS = "L-2025-07"
CHILD = f"{HERS};Plumelune;Ondine;F;12/03/2025;39;3200;49;34;30/07/2025;;;;\r\n"
LATER = 90_000
"""Milliseconds the worker may take on a busy machine."""


@pytest.fixture
def nour(signs_in: SignsIn) -> Visit:
    return signs_in("nour")


def saved(folder: Path, name: str, text: str) -> Path:
    """Save as an old Excel does."""
    file = folder / name
    file.write_bytes(text.encode("cp1252"))
    return file


def test_from_the_model_to_the_child_on_the_list(nour: Visit, tmp_path: Path) -> None:
    nour.go("/children")
    nour.follow("Importer des fichiers")
    given = nour.takes(nour.link("Télécharger les modèles"))
    models = zipfile.ZipFile(io.BytesIO(given.path().read_bytes()))
    assert "LISEZ-MOI.txt" in models.namelist()
    model = models.read("enfants.csv").decode("utf-8-sig")
    session = models.read("seances.csv").decode("utf-8-sig").splitlines()[0]
    wrong = f"{session}\r\n{HERS};psychomotricite;31/02/2025;;pegase;45;;\r\n"
    nour.page.get_by_label("Fichiers CSV").set_input_files(
        [saved(tmp_path, "enfants.csv", model + CHILD), saved(tmp_path, "seances.csv", wrong)]
    )
    nour.press("Vérifier")
    expect(nour.page.get_by_text("Un point à corriger.")).to_be_visible(timeout=LATER)
    expect(nour.page.get_by_text("Ce jour n’existe pas.")).to_be_visible()
    expect(nour.page.get_by_text("31/02/2025")).to_be_visible()
    right = wrong.replace("31/02/2025", "28/08/2025")
    nour.page.get_by_label("Fichiers corrigés").set_input_files(
        saved(tmp_path, "seances.csv", right)
    )
    nour.press("Vérifier de nouveau")
    expect(nour.page.get_by_text("2 lignes peuvent être importées.")).to_be_visible(timeout=LATER)
    nour.press("Importer")
    expect(nour.page.get_by_text("2 lignes ont été importées.")).to_be_visible(timeout=LATER)
    nour.follow("Voir les enfants")
    expect(nour.link("Ondine Plumelune").first).to_be_visible()
