"""Who Lou is on its page and through its forms, doubles among them, as browsers ask for them."""

import re

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}"
WHO = PAGE + "/identity"
ADOPTED = {
    "reason": "adoption",
    "given_name": "Louise",
    "family_name": "Martin",
    "birth_date": "2021-05-10",
    "sex": "F",
    "used_names": "Lili\nLoulou",
}
DOUBLE = {
    "given_name": "Loup",
    "family_name": "Delattre",
    "birth_date": "2021-05-10",
    "sex": "F",
    "admitted_on": "2025-02-20",
    "department": "62",
    "apart": "yes",
}

pytestmark = pytest.mark.usefixtures("followed")


async def test_an_adoption_changes_the_name_and_both_are_found(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    assert 'value="Delattre"' in (await nour.get(WHO + "/change/new")).text
    refused = await nour.post(WHO + "/change", {**ADOPTED, "birth_date": "30/02/2021"})
    assert refused.status_code == 422
    assert 'value="30/02/2021"' in refused.text
    assert (await nour.post(WHO + "/change", ADOPTED)).status_code == 303
    page = (await nour.get(WHO)).text
    assert "Louise Martin" in page
    assert "Lou Delattre" in page
    assert "Adopted" in page
    for words in ("Delattre", "Martin", "Lili"):
        assert "Louise Martin" in (await nour.post("/search", {"q": words})).text, words


async def test_the_national_identity_is_written_with_its_standing(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    assert "Provisional" in (await ambre.get(WHO)).text
    wrong = await ambre.post(WHO + "/ins", {"status": "qualifiee", "number": "123"})
    assert wrong.status_code == 422
    assert 'id="field-number-error"' in wrong.text
    assert (await ambre.post(WHO + "/ins", {"status": "validee"})).status_code == 303
    assert "Validated on a document" in (await ambre.get(WHO)).text
    assert (await ambre.get(WHO + "/ins/new")).status_code == 200


async def test_the_secret_of_origins_is_asked_twice(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    mother = {"name": "Nadia", "relation": "mother", "about": "parent1"}
    await nour.post(PAGE + "/family", mother)
    assert (await nour.get(WHO + "/origins/new")).status_code == 200
    assert (await nour.post(WHO + "/origins", {})).status_code == 422
    assert (await nour.post(WHO + "/origins", {"sure": "yes"})).status_code == 303
    for path in (PAGE, PAGE + "/people", WHO):
        assert "Nadia" not in (await nour.get(path)).text, path
    again = await nour.post(PAGE + "/family", mother)
    assert again.status_code == 422
    assert "born in secret" in again.text
    assert (await browse(people.ambre).get(WHO + "/origins/new")).status_code == 403


async def test_what_is_said_of_a_mother_kept_secret_is_shown_nowhere(
    browse: Browse, people: People
) -> None:
    nour, odile = browse(people.nour), browse(people.odile)
    about = {"about": "parent1"}
    await odile.post(PAGE + "/journal", {"kind": "mood", "text": "Zelie called.", **about})
    await odile.post(PAGE + "/journal", {"kind": "mood", "text": "Laughed at the hen."})
    mother = {"name": "Zelie", "relation": "mother", **about}
    await nour.post(PAGE + "/family", mother)
    key = re.search(
        r'<option value="([0-9a-f-]{36})">Zelie', (await nour.get(PAGE + "/restrictions/new")).text
    )
    assert key is not None
    limit = {"kind": "limited", "decided_by": "Judge of Zelie", "begins_on": "2025-01-10"}
    limit |= {"person": key[1], "ends_on": "2025-02-10"}
    await nour.post(PAGE + "/restrictions", limit)
    left = {"department": "59", "since_on": "2025-03-01", "words": "Zelie moved.", **about}
    await nour.post(PAGE + "/department", left)
    need = {"discipline": "speech", "found_in": "other", "stated_on": "2025-03-03", **about}
    need |= {"goal": "As Zelie said."}
    assert (await browse(people.ambre).post(PAGE + "/care/needs", need)).status_code == 303
    pages = [
        PAGE + each for each in ("", "/journal", "/people", "/path", "/care/plan", "/identity")
    ]
    told = [page for page in pages if "Zelie" in (await nour.get(page)).text]
    assert set(told) >= {PAGE + each for each in ("/journal", "/people", "/path", "/care/plan")}
    assert (await nour.post(WHO + "/origins", {"sure": "yes"})).status_code == 303
    for page in pages:
        shown = (await nour.get(page)).text
        assert "Zelie" not in shown, page
    assert "Laughed at the hen." in (await nour.get(PAGE + "/journal")).text
    again = await odile.post(PAGE + "/journal", {"kind": "mood", "text": "Zelie again.", **about})
    refused = await browse(people.ambre).post(PAGE + "/care/needs", need)
    assert (again.status_code, refused.status_code) == (422, 422)
    assert "nothing about the mother is written" in again.text


async def test_doubles_are_joined_and_taken_apart(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    opened = (await nour.post("/children", DOUBLE)).headers["location"]
    other = opened.partition("?")[0].rpartition("/")[2]
    for given in ("Zo\u00e9", "\u00c9lie"):
        await nour.post("/children", {**DOUBLE, "given_name": given, "family_name": "Arlin"})
    form = await nour.get(PAGE + "/joins/new")
    names = re.findall(r'<option value="[0-9a-f-]{36}"[^>]*>([^<]+)', form.text)
    assert [name.split()[0] for name in names] == ["\u00c9lie", "Loup", "Zo\u00e9"]
    assert f'value="{other}" selected' in form.text
    assert (await nour.post(PAGE + "/joins", {"other": "x"})).status_code == 422
    nobody = {"other": "10000000-0000-4000-8000-00000000000f"}
    assert (await nour.post(PAGE + "/joins", nobody)).status_code == 422
    assert (await nour.get(PAGE + "/joins/end/new")).status_code == 404
    assert (await nour.post(PAGE + "/joins/end", {"other": other})).status_code == 404
    move = {"kind": "mecs", "place": "The Poplars", "begins_on": "2025-02-21"}
    await nour.post(f"/children/{other}/moves", move)
    assert (await nour.post(PAGE + "/joins", {"other": other})).status_code == 303
    assert "Loup Delattre" in (await nour.get(WHO)).text
    assert "The Poplars" in (await nour.get(PAGE + "/path")).text
    assert "the other one goes on" in (await nour.get(f"/children/{other}/identity")).text
    assert "Loup" not in (await nour.get("/children")).text
    twice = await nour.post(PAGE + "/joins", {"other": other})
    assert twice.status_code == 422
    assert "joined already" in twice.text
    assert (await nour.get(PAGE + "/joins/end/new")).status_code == 200
    assert (await nour.post(PAGE + "/joins/end", {"other": other})).status_code == 303
    assert "Loup" in (await nour.get("/children")).text
    assert "The Poplars" not in (await nour.get(PAGE + "/path")).text
