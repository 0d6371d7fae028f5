"""A child goes on with a sister programme: seen first, then recorded; nothing done is lost."""

from datetime import date
from importlib.resources import files

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from workspace.clock import SystemClock
from workspace.dossier.protocol import applying, examples

PAGE = f"/children/{LOU}/programme"
SISTER = (files(examples) / "mille-jours.fr.toml").read_text(encoding="utf-8")

pytestmark = pytest.mark.usefixtures("followed")


async def test_another_programme_is_seen_before_it_follows(
    people: People, browse: Browse, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    nour = browse(people.nour)
    path = f"/children/{LOU}/path"
    assert "Another programme" not in (await nour.get(path)).text
    async with operator("import") as errand:
        await applying.apply(errand, SISTER, valid_from=date(2020, 1, 1), clock=clock, vault=vault)
    assert "Another programme" in (await nour.get(path)).text
    listed = (await nour.get(PAGE)).text
    assert "Today PEGASE follows the child." in listed
    seen = (await nour.get(PAGE, programme="mille-jours-exemple")).text
    assert "Record the change" in seen
    assert "<li>6 years: removed</li>" in seen
    assert "3 years: removed" not in seen, "what is past changes nothing"
    refused = await nour.post(PAGE, {"programme": "mille-jours-exemple", "since_on": "2090-01-01"})
    assert refused.status_code == 422
    assert "This day has not come yet." in refused.text
    kept = await nour.post(PAGE, {"programme": "mille-jours-exemple", "since_on": "2025-03-04"})
    assert kept.status_code == 303
    assert "Followed by" in (await nour.get(path)).text
    assert (await browse(people.ambre).get(PAGE)).status_code == 403


async def test_what_closed_or_was_begun_stays_under_another_programme(
    people: People, browse: Browse, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    nour, ambre = browse(people.nour), browse(people.ambre)
    async with operator("import") as errand:
        await applying.apply(errand, SISTER, valid_from=date(2020, 1, 1), clock=clock, vault=vault)
    begun, untouched = (f"/children/{LOU}/assessments/{step}" for step in ("M48", "M54"))
    typed = await ambre.post(f"{begun}/parts/measures/draft", {"weight_kg": "14"})
    assert typed.status_code == 200
    await nour.post(PAGE, {"programme": "mille-jours-exemple", "since_on": "2025-03-04"})
    for path, status in ((begun, 200), (begun.replace("M48", "M36"), 200), (untouched, 404)):
        assert (await ambre.get(path)).status_code == status, path


UNTIL_12 = (files(examples) / "pegase-12-ans.fr.toml").read_text(encoding="utf-8")
ENROL = {
    "given_name": "Ada",
    "family_name": "Roux",
    "birth_date": "2018-01-10",
    "sex": "F",
    "admitted_on": "2025-02-01",
    "department": "62",
}


async def test_an_older_child_enters_the_programme_that_takes_them_in(
    people: People, browse: Browse, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    nour = browse(people.nour)
    assert 'name="programme"' not in (await nour.get("/children/new")).text
    async with operator("import") as errand:
        await applying.apply(
            errand, UNTIL_12, valid_from=date(2020, 1, 1), clock=clock, vault=vault
        )
    assert 'name="programme"' in (await nour.get("/children/new")).text
    refused = await nour.post("/children", ENROL)
    assert (refused.status_code, "five or older" in refused.text) == (422, True)
    unknown = await nour.post("/children", {**ENROL, "programme": "elsewhere"})
    assert (unknown.status_code, 'id="field-programme-error"' in unknown.text) == (422, True)
    entered = await nour.post("/children", {**ENROL, "programme": "pegase-12-ans"})
    assert entered.status_code == 303
    page = entered.headers["location"].partition("?")[0]
    path = (await nour.get(page + "/path")).text
    assert "until 10 January 2031" in path, "thirteen, as its definition says"
    assert "8 ans" in (await nour.get(page + "/assessments")).text
    grown = {**ENROL, "birth_date": "2011-12-01", "programme": "pegase-12-ans"}
    too_old = await nour.post("/children", grown)
    assert "older than this programme takes in" in too_old.text


async def test_a_definition_may_say_before_what_age_it_takes_in(
    people: People, browse: Browse, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    text = UNTIL_12.replace(
        "admission_before_age_months = 144",
        "admission_before_age_months = 72",
    )
    async with operator("import") as errand:
        await applying.apply(errand, text, valid_from=date(2020, 1, 1), clock=clock, vault=vault)
    answer = await browse(people.nour).post("/children", {**ENROL, "programme": "pegase-12-ans"})
    assert (answer.status_code, "older than this programme takes in" in answer.text) == (422, True)
