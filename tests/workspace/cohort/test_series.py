"""The true series of one establishment: every expected figure comes out of its folder."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.workspace.cohort.folder import FOLDER, children
from workspace.cohort.model import CohortChild
from workspace.cohort.rules import as_json, figures

EXPECTED: Mapping[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
LAST = date(2025, 8, 31)


@pytest.fixture(scope="module")
def cohort() -> list[CohortChild]:
    return children()


@pytest.mark.parametrize("expected", EXPECTED["serie"], ids=lambda point: str(point["date"]))
def test_every_point_of_the_series_comes_out(
    cohort: list[CohortChild], expected: Mapping[str, Any]
) -> None:
    found = as_json(figures(cohort, date.fromisoformat(expected["date"])))
    assert expected == {key: found[key] for key in expected}


def test_the_last_figures_come_out(cohort: list[CohortChild]) -> None:
    found = as_json(figures(cohort, LAST))
    assert EXPECTED["suivis_31_08_2025"] == found["suivis"]
    assert EXPECTED["suivis_plus_de_3_ans"] == found["suivis_plus_de_3_ans"]
    assert EXPECTED["actes"] == found["actes"]


def test_the_last_act_of_the_folder_is_counted(cohort: list[CohortChild]) -> None:
    assert EXPECTED["actes"] == as_json(figures(cohort, date.max))["actes"]


def test_the_panel_has_twenty_five_children(cohort: list[CohortChild]) -> None:
    found = as_json(figures(cohort, LAST))
    assert found["asq_se_panel"] == 25
    assert found["asq_se_entree_pct"] == {"difficulte": 36, "surveillance": 20, "rassurant": 44}
    assert found["asq_se_un_an_pct"] == {"difficulte": 28, "surveillance": 20, "rassurant": 52}
