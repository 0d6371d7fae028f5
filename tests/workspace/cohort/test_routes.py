"""The page of figures: for who coordinates, over their own circle, on any day gone by."""

from datetime import date

import pytest

from tests.people import People
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site

__all__ = ["browse", "clock", "followed", "operator", "site"]

pytestmark = pytest.mark.usefixtures("followed")


async def test_each_figure_stands_beside_its_definition(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get("/cohort")).text
    assert "Children admitted on or before that day, whatever happened since." in text
    assert "Tuesday 4 March 2025" in text
    assert "No child has both readings yet." in text


async def test_the_series_is_drawn_with_its_table(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get("/cohort")).text
    assert "31 December 2021" in text
    assert "31 August 2025" not in text, "that day is not over"
    assert 'role="img"' in text
    assert "style=" not in text


async def test_another_day_may_be_asked_for(browse: Browse, people: People) -> None:
    before = (await browse(people.nour).get("/cohort", on="2021-07-08")).text
    assert "Thursday 8 July 2021" in before
    assert "The first published day is not over" in before


@pytest.mark.parametrize("on", ["2025-03-05", "yesterday"])
async def test_a_day_that_cannot_be_is_refused(on: str, browse: Browse, people: People) -> None:
    answer = await browse(people.nour).get("/cohort", on=on)
    assert answer.status_code == 422
    assert 'id="field-on-error"' in answer.text
    assert f'value="{on}"' in answer.text


@pytest.mark.parametrize("name", ["ambre", "odile", "administrator", "auditor"])
async def test_nobody_else_reads_the_figures(name: str, browse: Browse, people: People) -> None:
    assert (await browse(people.by_name[name]).get("/cohort")).status_code == 403


async def test_the_figures_are_of_the_circle_alone(browse: Browse, people: People) -> None:
    mine = (await browse(people.nour).get("/cohort")).text
    theirs = (await browse(people.stranger).get("/cohort")).text
    assert "<strong>1</strong>" in mine
    assert "<strong>1</strong>" not in theirs
    assert date(2025, 3, 4).isoformat() in theirs
