"""The people around Lou on their page and through its forms, as browsers ask for them."""

import re

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}"
PEOPLE = PAGE + "/people"
MOTHER = {
    "name": "Nadia Delattre",
    "relation": "mother",
    "about": "parent1",
    "parental_responsibility": "yes",
}

pytestmark = pytest.mark.usefixtures("followed")


async def test_somebody_is_written_down_restricted_and_corrected(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    assert "Nobody is written down yet" in (await nour.get(PEOPLE)).text
    assert (await nour.get(PAGE + "/family/new")).status_code == 200
    assert (await nour.post(PAGE + "/family", MOTHER)).status_code == 303
    form = await nour.get(PAGE + "/restrictions/new")
    key = re.search(r'<option value="([0-9a-f-]{36})">Nadia Delattre, mother', form.text)
    assert key is not None
    restriction = {
        "person": key[1],
        "kind": "no_contact",
        "decided_by": "Juge des enfants",
        "begins_on": "2025-01-10",
    }
    wrong = await nour.post(PAGE + "/restrictions", {**restriction, "person": "nobody"})
    assert wrong.status_code == 422
    assert 'value="Juge des enfants"' in wrong.text
    assert (await nour.post(PAGE + "/restrictions", restriction)).status_code == 303
    assert "No contact with the child" in (await nour.get(PEOPLE)).text
    assert "No contact with the child" in (await nour.get(PAGE)).text
    of = re.search(r"/family/new\?of=([0-9a-f-]+)", (await nour.get(PEOPLE)).text)
    assert of is not None
    assert 'value="Nadia Delattre"' in (await nour.get(PAGE + "/family/new", of=of[1])).text
    right = {**MOTHER, "of": of[1], "name": "Nadia Berthe"}
    assert (await nour.post(PAGE + "/family", right)).status_code == 303
    page = (await nour.get(PEOPLE)).text
    assert "<s>Nadia Delattre, mother</s>" in page
    assert "No contact with the child" in page
    assert (await nour.get(PAGE + "/restrictions/end/new")).status_code == 200
    assert (await nour.post(PAGE + "/restrictions/end", {})).status_code == 422
    assert (
        await nour.post(PAGE + "/restrictions/end", {"ends_on": "2025-03-01"})
    ).status_code == 303
    assert "No contact with the child" not in (await nour.get(PAGE)).text
    of = re.search(r"/family/new\?of=([0-9a-f-]+)", (await nour.get(PEOPLE)).text)
    assert of is not None
    never = {"of": of[1], "never": "yes"}
    assert (await nour.post(PAGE + "/family", never)).status_code == 303


async def test_a_sibling_is_a_child_of_the_circle_or_a_name(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    brother = {
        "given_name": "Sami",
        "family_name": "Roy",
        "birth_date": "2023-02-01",
        "sex": "M",
        "admitted_on": "2025-02-20",
        "department": "62",
    }
    other = (await nour.post("/children", brother)).headers["location"].rpartition("/")[2]
    for given in ("Zo\u00e9", "\u00c9lie"):
        await nour.post("/children", {**brother, "given_name": given, "family_name": "Arlin"})
    form = await nour.get(PAGE + "/siblings/new")
    names = re.findall(r'<option value="[0-9a-f-]{36}">([^<]+)', form.text)
    assert [name.split()[0] for name in names] == ["\u00c9lie", "Sami", "Zo\u00e9"]
    assert f'<option value="{other}">Sami Roy' in form.text
    assert (await nour.post(PAGE + "/siblings", {"words": "Together."})).status_code == 422
    assert (await nour.post(PAGE + "/siblings", {"other": other})).status_code == 303
    assert (await nour.post(PAGE + "/siblings", {"name": "Ines"})).status_code == 303
    page = (await nour.get(PEOPLE)).text
    assert f'href="/children/{other}">Sami Roy' in page
    assert "Ines" in page
    yann = (await browse(people.yann).get(PEOPLE)).text
    assert "Sami Roy" in yann
    assert f'href="/children/{other}"' not in yann
    stranger = {"other": str(LOU)}
    assert (
        await browse(people.stranger).post(f"/children/{other}/siblings", stranger)
    ).status_code == 404
    assert (await nour.get(PAGE + "/siblings/withdrawal/new")).status_code == 200
    assert (await nour.post(PAGE + "/siblings/withdrawal", {})).status_code == 303
    assert "Ines" not in (await nour.get(PEOPLE)).text
    assert (await nour.get(PAGE + "/siblings/withdrawal/new", of="x")).status_code == 404


async def test_who_does_not_read_social_facts_has_no_such_page(
    browse: Browse, people: People
) -> None:
    assert (await browse(people.noe).get(PEOPLE)).status_code == 403
    diane = await browse(people.diane).get(PEOPLE)
    assert diane.status_code == 200
    assert "/family/new" not in diane.text


async def test_where_a_holder_is_written_to_is_kept_shown_and_corrected(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    wrong = await nour.post(PAGE + "/family", {**MOTHER, "mail": "nadia at example"})
    assert wrong.status_code == 422
    assert 'value="nadia at example"' in wrong.text, "what was typed stays"
    kept = {**MOTHER, "mail": "nadia@example.org"}
    assert (await nour.post(PAGE + "/family", kept)).status_code == 303
    page = (await nour.get(PEOPLE)).text
    assert "nadia@example.org" in page
    assert "nadia@example.org" in (await nour.get(PEOPLE + ".csv")).text
    of = re.search(r"/family/new\?of=([0-9a-f-]+)", page)
    assert of is not None
    form = (await nour.get(PAGE + "/family/new", of=of[1])).text
    assert 'value="nadia@example.org"' in form
    nothing = {**MOTHER, "of": of[1], "mail": ""}
    assert (await nour.post(PAGE + "/family", nothing)).status_code == 303
    assert "nadia@example.org" not in (await nour.get(PEOPLE)).text
