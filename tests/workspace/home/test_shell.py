"""The places each person may go to, and what waits there."""

import re

import pytest

from tests.people import People, Person
from tests.workspace.home.conftest import Browse
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.database import DatabaseBusy
from workspace.home import shell
from workspace.home.shell import Around, places

PLACES = {
    Role.COORDINATOR: ["/", "/children", "/messages", "/documents", "/network", "/cohort"],
    Role.PHYSICIAN: ["/", "/children", "/messages", "/documents", "/network"],
    Role.CARER: ["/", "/children", "/messages", "/network"],
    Role.DIRECTOR: ["/", "/children", "/documents", "/network"],
    Role.PARENT: ["/"],
    Role.NATIONAL: ["/network", "/cohort", "/protocol", "/feedback/received"],
    Role.YOUNG_ADULT: ["/my-file/readers", "/my-box/archive"],
}


@pytest.mark.parametrize("role", PLACES)
def test_a_role_is_shown_only_where_it_may_go(role: Role) -> None:
    assert PLACES[role] == [place.href for place in places("/", role, Around())]


def test_one_place_is_the_current_one() -> None:
    found = places("/children/new", Role.COORDINATOR, Around())
    assert ["/children"] == [place.href for place in found if place.current]
    assert ["/"] == [p.href for p in places("/", Role.COORDINATOR, Around()) if p.current]
    young = places("/my-box/archive", Role.YOUNG_ADULT, Around())
    assert ["/my-box/archive"] == [place.href for place in young if place.current]


def test_every_place_of_work_has_a_letter_of_its_own() -> None:
    keys = [place.key for place in places("/", Role.COORDINATOR, Around())]
    assert len(keys) == len(set(keys))
    assert None not in keys


@pytest.mark.usefixtures("followed")
async def test_the_rail_counts_the_children_followed(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get("/children")).text
    assert re.search(
        r'href="/children" aria-current="page"[^>]*>Children <span class="count">1<', text
    )
    assert 'class="count"' not in (await browse(people.stranger).get("/children")).text


async def test_a_page_comes_back_to_where_it_was(browse: Browse, people: People) -> None:
    text = (await browse(people.nour).get("/children", place="home")).text
    assert 'name="next" value="/children?place=home"' in text


@pytest.mark.parametrize(
    ("cookie", "theme"), [("light", "light"), ("dark", "dark"), ("pink", "auto")]
)
async def test_a_page_takes_the_appearance_chosen(
    cookie: str, theme: str, browse: Browse, people: People
) -> None:
    client = browse(people.nour).client
    client.cookies.set("grenier-theme", cookie)
    assert f'data-theme="{theme}"' in (await client.get("/network")).text


async def test_a_busy_database_is_said_on_a_page_without_counts(
    browse: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(shell, "circle_of", busy)
    answer = await browse(people.nour).get("/network")
    assert answer.status_code == 200
    assert "Nour" in answer.text


async def test_the_young_adult_has_other_places(browse: Browse, young: Person) -> None:
    text = (await browse(young).get("/my-box")).text
    assert "Who opened my file" in text
    assert 'href="/children"' not in text
    assert Permission.CHILD_READ not in text
