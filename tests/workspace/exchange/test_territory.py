"""Whole folders: the given one, and generated ones of the size of the programme."""

import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from tests.workspace.exchange.folders import PAS_DE_CALAIS, generate, write_tables
from tests.workspace.exchange.small import TODAY, all_said, read
from workspace.cohort.model import CareDone, CohortChild, SocioEmotional, Stay
from workspace.cohort.rules import as_json, figures
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.model import Inclusion, NewChild
from workspace.dossier.record.rules import check_new_child
from workspace.dossier.scales.model import NewResponse, ScaleCode
from workspace.dossier.scales.rules import check_response, read_response
from workspace.exchange import faults
from workspace.exchange.model import Batch, NewScaleResponse
from workspace.exchange.reading import Reading
from workspace.ids import OrganizationId

EXPECTED = json.loads((PAS_DE_CALAIS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def given() -> Reading:
    return read(PAS_DE_CALAIS)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred children of fifteen establishments, some ten thousand rows."""
    path = tmp_path_factory.mktemp("territory")
    return write_tables(path, generate(children=300, establishments=15, seed=2025))


def test_the_given_folder_has_no_error_and_these_notices(given: Reading) -> None:
    assert Counter(
        {
            faults.OPEN_AFTER_FOLLOW_UP: 7,
            faults.OUTSIDE_WINDOW: 6,
            faults.OTHER_QUESTIONNAIRE: 14,
            faults.NO_QUESTIONNAIRE: 1,
        }
    ) == Counter(problem.fault for problem in given.report.problems)
    assert given.report.accepted


def test_every_row_of_the_given_folder_is_kept(given: Reading) -> None:
    assert sum(given.report.read.values()) == len(given.batch)
    assert tuple(given.report.read.values()) == (1, 21, 85, 146, 445, 376, 671)


def test_reading_twice_gives_the_same(given: Reading) -> None:
    assert given == read(PAS_DE_CALAIS)


# ── The figures ──────────────────────────────────────────────────────────────────────────────────


def cohort(batch: Batch) -> list[CohortChild]:
    stays, assessed, sessions, read_forms = (defaultdict[str, list[object]](list) for _ in range(4))
    for placement in batch.placements:
        stays[placement.child].append(
            Stay(kind=placement.kind, begins_on=placement.begins_on, ends_on=placement.ends_on)
        )
    for assessment in batch.assessments:
        assessed[assessment.child].append(assessment.done_on)
    for session in batch.sessions:
        sessions[session.child].append(CareDone(kind=session.kind, done_on=session.done_on))
    for row in batch.scale_responses:
        if row.scale is not ScaleCode.ASQ_3:
            (result,) = read_response(response(row))
            read_forms[row.child].append(
                SocioEmotional(scale=row.scale, answered_on=row.answered_on, zone=result.zone)
            )
    return [
        CohortChild(
            birth_date=child.identity.birth_date,
            admitted_on=child.admitted_on,
            ended_on=child.ended_on,
            stays=tuple(stays[child.code]),  # type: ignore[arg-type]
            assessed_on=tuple(assessed[child.code]),  # type: ignore[arg-type]
            sessions=tuple(sessions[child.code]),  # type: ignore[arg-type]
            socio_emotional=tuple(read_forms[child.code]),  # type: ignore[arg-type]
        )
        for child in batch.children
    ]


def response(row: NewScaleResponse) -> NewResponse:
    return NewResponse(
        scale=row.scale,
        questionnaire_months=row.months,
        answered_on=row.answered_on,
        points=row.points,
    )


@pytest.mark.parametrize("expected", EXPECTED["serie"], ids=lambda each: each["date"])
def test_the_series_comes_out(given: Reading, expected: dict[str, object]) -> None:
    found = as_json(figures(cohort(given.batch), date.fromisoformat(str(expected["date"]))))
    assert expected == {key: found[key] for key in expected}


def test_the_figures_of_the_last_day_come_out(given: Reading) -> None:
    found = as_json(figures(cohort(given.batch), date(2025, 8, 31)))
    assert EXPECTED["suivis_31_08_2025"] == found["suivis"]
    assert EXPECTED["suivis_plus_de_3_ans"] == found["suivis_plus_de_3_ans"]
    assert EXPECTED["actes"] == found["actes"]


# ── A generated territory ────────────────────────────────────────────────────────────────────────


def test_a_generated_territory_has_nothing_wrong(generated: Path) -> None:
    reading = read(generated)
    assert all_said(reading) == []
    assert 300 == len(reading.batch.children)
    assert len(reading.batch.organizations) == 15
    assert sum(reading.report.read.values()) == len(reading.batch)


def test_a_seed_gives_one_territory() -> None:
    assert generate(children=5, establishments=2, seed=3) == generate(
        children=5, establishments=2, seed=3
    )
    assert generate(children=5, establishments=2, seed=3) != generate(
        children=5, establishments=2, seed=4
    )


# ── What the import accepts, the rooms below accept ──────────────────────────────────────────────


def test_the_record_accepts_every_child_the_import_accepts(given: Reading, generated: Path) -> None:
    for batch in (given.batch, read(generated).batch):
        for child in batch.children:
            inclusion = Inclusion(
                admitted_on=child.admitted_on,
                organization=OrganizationId(UUID(int=1)),
                department=child.department,
                ended_on=child.ended_on,
                ended_because=child.ended_because,
            )
            check_new_child(
                NewChild(
                    identity=child.identity,
                    birth=child.birth,
                    inclusion=inclusion,
                    age_is_right=True,
                ),
                today=TODAY,
                rule=inclusion_rule(),
            )


def test_the_scales_accept_every_response_the_import_accepts(
    given: Reading, generated: Path
) -> None:
    for batch in (given.batch, read(generated).batch):
        born = {child.code: child.identity.birth_date for child in batch.children}
        for row in batch.scale_responses:
            check_response(response(row), birth=born[row.child], today=TODAY)
