"""How somebody wants to be told, and what whoever looks after the house sees of it."""

import pytest

from tests.people import People, Person
from tests.workspace.home.conftest import Browse


async def test_a_choice_is_kept_and_shown_again(browse: Browse, people: People) -> None:
    mine = browse(people.odile)
    assert 'name="not_at_night" value="yes" checked' in (await mine.get("/me")).text

    answer = await mine.post("/me", {"address": " odile@example.org ", "mail": "yes"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    shown = (await mine.get("/me")).text
    assert 'value="odile@example.org"' in shown
    assert 'name="mail" value="yes" checked' in shown
    assert 'name="not_at_night" value="yes" checked' not in shown
    assert "odile@example.org" not in (await browse(people.nour).get("/me")).text


async def test_an_address_that_cannot_be_is_kept_in_the_form(
    browse: Browse, people: People
) -> None:
    answer = await browse(people.odile).post("/me", {"address": "odile at home"})
    assert answer.status_code == 422
    assert "such as name@example.org" in answer.text
    assert 'value="odile at home"' in answer.text


async def test_the_young_adult_is_taken_to_the_box(browse: Browse, young: Person) -> None:
    assert (await browse(young).get("/me")).headers["location"] == "/my-box"


@pytest.mark.parametrize(
    ("name", "status"), [("nour", 200), ("administrator", 200), ("odile", 403), ("ambre", 403)]
)
async def test_the_state_of_the_house_is_for_who_looks_after_it(
    browse: Browse, people: People, name: str, status: int
) -> None:
    answer = await browse(people.by_name[name]).get("/house")
    assert answer.status_code == status
    assert ("No mail was asked for" in answer.text) == (status == 200)


@pytest.mark.parametrize(
    ("name", "status"), [("nour", 303), ("administrator", 303), ("odile", 403)]
)
async def test_what_was_given_up_is_tried_again_from_the_page(
    browse: Browse, people: People, name: str, status: int
) -> None:
    assert (await browse(people.by_name[name]).post("/house/jobs")).status_code == status
