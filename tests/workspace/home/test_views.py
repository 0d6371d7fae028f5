"""Choices of children, kept for whoever made them."""

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import People, Person
from tests.workspace.home.conftest import Browse
from workspace.home import forms
from workspace.home.model import AgeBand, Concern, Wanted
from workspace.home.rules import age_band
from workspace.home.views import LONGEST_NAME, MOST

pytestmark = pytest.mark.usefixtures("followed")

CHOICE = {"name": "At home, late", "place": "home", "state": "late", "age": "1"}


async def keep(browse: Browse, person: Person, **fields: str) -> str:
    answer = await browse(person).post("/children/views", fields or CHOICE)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def view_of(where: str) -> str:
    return where.partition("=")[2]


async def test_a_choice_is_one_click_away(browse: Browse, people: People) -> None:
    where = await keep(browse, people.nour)
    shown = (await browse(people.nour).get("/children")).text
    assert f'<a href="{where}">At home, late</a>' in shown
    opened = (await browse(people.nour).get("/children", view=view_of(where))).text
    assert f'<a href="{where}" aria-current="page">' in opened
    assert '<option value="home" selected>' in opened
    assert '<option value="1" selected>' in opened
    assert "Stop keeping" in opened


async def test_a_choice_may_hold_a_name_and_its_address_does_not(
    browse: Browse, people: People, database: Database
) -> None:
    where = await keep(browse, people.nour, name="Lou alone", q="Lou")
    assert "Lou" not in where
    assert 'value="Lou"' in (await browse(people.nour).get("/children", view=view_of(where))).text
    owner = await asyncpg.connect(database.url("grenier_owner"))
    (kept,) = await owner.fetch("select encrypted_view from saved_view")
    await owner.close()
    assert b"Lou" not in kept["encrypted_view"]


async def test_a_choice_is_its_makers_alone(browse: Browse, people: People) -> None:
    where = await keep(browse, people.nour)
    removal = where.replace("?view=", "/views/") + "/removal"
    assert (
        "At home, late"
        not in (await browse(people.ambre).get("/children", view=view_of(where))).text
    )
    assert (await browse(people.ambre).post(removal)).status_code == 404
    assert "At home, late" in (await browse(people.nour).get("/children")).text


async def acts(database: Database) -> list[str]:
    owner = await asyncpg.connect(database.url("grenier_owner"))
    rows = await owner.fetch("select act from audit_event where act like 'home:view:%' order by at")
    await owner.close()
    return [row["act"] for row in rows]


async def test_a_choice_is_removed_and_no_child_with_it(
    browse: Browse, people: People, database: Database
) -> None:
    where = await keep(browse, people.nour)
    removal = where.replace("?view=", "/views/") + "/removal"
    assert (await browse(people.nour).post(removal)).status_code == 303
    shown = (await browse(people.nour).get("/children")).text
    assert "At home, late" not in shown
    assert "Lou Delattre" in shown
    assert ["home:view:save", "home:view:remove"] == await acts(database)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "x"}, "Choose something first"),
        ({"name": " ", "place": "home"}, "Give it a name"),
        ({"name": "x" * (LONGEST_NAME + 1), "place": "home"}, "too long"),
    ],
)
async def test_what_cannot_be_kept_is_said_beside_its_name(
    browse: Browse, people: People, fields: dict[str, str], said: str
) -> None:
    answer = await browse(people.nour).post("/children/views", fields)
    assert answer.status_code == 422
    assert said in answer.text
    if "place" in fields:
        assert '<option value="home" selected>' in answer.text


async def test_a_dozen_is_the_most(browse: Browse, people: People) -> None:
    for turn in range(MOST):
        await keep(browse, people.nour, name=f"choice {turn}", place="home")
    answer = await browse(people.nour).post("/children/views", {"name": "one more", "age": "0"})
    assert (422, True) == (answer.status_code, "A dozen is the most" in answer.text)


def test_what_is_kept_is_read_back() -> None:
    wanted = Wanted(text="Lou", concern=Concern.LATE, age=AgeBand.FROM_5)
    assert wanted == forms.wanted(forms.fields_of(wanted))
    assert {} == forms.fields_of(Wanted())


@pytest.mark.parametrize(
    ("months", "band"),
    [(0, "0"), (11, "0"), (12, "1"), (35, "1"), (36, "3"), (59, "3"), (60, "5"), (300, "5")],
)
def test_a_child_is_of_one_band(months: int, band: str) -> None:
    assert AgeBand(band) is age_band(months)
