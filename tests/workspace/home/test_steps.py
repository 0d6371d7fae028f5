"""The page of a child's assessments: months away, steps missed and caught up, forms begun where nothing is owed any more."""

import csv
import re

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse

PAGE = f"/children/{LOU}"
LIST = PAGE + "/assessments"
AWAY = "While the child was not followed"

pytestmark = pytest.mark.usefixtures("followed")


async def gone_and_back(browse: Browse, people: People) -> None:
    """Lou, born on 10 May 2021, is not followed from 10 January 2023 to 1 June 2024."""
    nour = browse(people.nour)
    left = {"reason": "lost", "ended_on": "2023-01-10"}
    assert (await nour.post(PAGE + "/exit", left)).status_code == 303
    back = {"back_on": "2024-06-01", "words": "Found again."}
    assert (await nour.post(PAGE + "/return", back)).status_code == 303


def row(page: str, label: str) -> str:
    """Return the line of one step."""
    rows = re.split(r'<li class="row">', page)
    return next(each for each in rows if f">{label}<" in each)


async def test_what_is_said_of_a_form_stands_apart_from_what_one_may_do(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    await ambre.post(f"{LIST}/M42/parts/measures/draft", {"weight_kg": "14"})
    line = row((await ambre.get(LIST)).text, "3 years 6 months")
    assert re.search(r"Form begun</span>\s+·\s+<a", line)


def leads_to(page: str, step: str) -> bool:
    return f'class="person-name" href="{LIST}/{step}"' in page


async def test_what_closed_while_the_child_was_away_says_so_and_asks_nothing(
    browse: Browse, people: People
) -> None:
    before = (await browse(people.nour).get(LIST)).text
    assert AWAY not in before
    await gone_and_back(browse, people)
    page = (await browse(people.nour).get(LIST)).text
    for label in ("18 months", "24 months", "2 years 6 months"):
        line = row(page, label)
        assert AWAY in line, label
        for act in ("It was done", "It will not be done", "Set a date", "Give a reason"):
            assert act not in line, (label, act)
    assert AWAY not in row(page, "12 months"), "its window had closed before"
    assert AWAY not in row(page, "3 years"), "its window closed after the return"
    assert "It was done" in row(page, "3 years")


async def test_the_file_of_the_assessments_says_the_months_away_too(
    browse: Browse, people: People
) -> None:
    await gone_and_back(browse, people)
    text = (await browse(people.nour).get(LIST + ".csv")).text
    found = {
        line["Assessment"]: line
        for line in csv.DictReader(text.removeprefix("\ufeff").splitlines(), delimiter=";")
    }
    assert (found["24 months"]["State"], found["24 months"]["Reason"]) == ("Not applicable", AWAY)
    assert found["3 years"]["State"] == "Late"


async def test_a_step_said_not_to_be_done_is_caught_up_after_all_and_its_reason_goes(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    missed = {"step": "M36", "reason": "hospital", "note": "Three weeks."}
    assert (await nour.post(PAGE + "/steps/not-done", missed)).status_code == 303
    line = row((await nour.get(LIST)).text, "3 years")
    assert "The child was in hospital" in line
    assert "Reopen" in line
    late = {"step": "M36", "done_on": "2024-12-02", "note": ""}
    assert (await nour.post(PAGE + "/steps/done", late)).status_code == 303
    line = row((await nour.get(LIST)).text, "3 years")
    assert "caught up at the age of: 3 years 6 months" in line
    assert "The child was in hospital" not in line
    assert "Three weeks." not in line


async def test_a_step_missed_before_the_child_came_back_is_caught_up_without_losing_its_place(
    browse: Browse, people: People
) -> None:
    await gone_and_back(browse, people)
    nour = browse(people.nour)
    done = {"step": "M24", "done_on": "2024-06-10", "note": ""}
    assert (await nour.post(PAGE + "/steps/done", done)).status_code == 303, "done is done"
    line = row((await nour.get(LIST)).text, "24 months")
    assert AWAY not in line
    assert "caught up at the age of: 3 years" in line


async def test_a_form_begun_is_reached_where_its_step_no_longer_applies_and_no_other(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    typed = await ambre.post(f"{LIST}/M30/parts/measures/draft", {"weight_kg": "12"})
    assert typed.status_code == 200
    await gone_and_back(browse, people)
    page = (await ambre.get(LIST)).text
    begun, untouched = row(page, "2 years 6 months"), row(page, "24 months")
    assert AWAY in begun
    assert AWAY in untouched
    assert (leads_to(begun, "M30"), "Form begun" in begun) == (True, True)
    assert not leads_to(untouched, "M24")
    opened = await ambre.get(f"{LIST}/M30/parts/measures")
    assert (opened.status_code, 'value="12"' in opened.text) == (200, True)
    carer = (await browse(people.odile).get(LIST)).text
    assert not leads_to(carer, "M30"), "whoever reads no health opens no form"
