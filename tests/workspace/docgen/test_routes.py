"""The page of a child's PPE."""

import re

import pytest

from tests.people import People
from tests.workspace.served import Site
from workspace.ids import DossierId


async def test_a_ppe_is_drafted_in_one_click_and_its_versions_are_listed(
    people: People, dossier: DossierId, site: Site
) -> None:
    nour, path = site.browser(people.nour), f"/children/{dossier}/ppe"
    before = await nour.get(path)
    assert before.status_code == 200
    assert "No version yet." in before.text
    assert "Draft version 1" in before.text

    for _ in range(2):
        answer = await nour.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, path)

    after = await nour.get(path)
    assert "Draft version 3" in after.text
    assert ["2", "1"] == re.findall(r'<th scope="row">Version (\d)</th>', after.text)
    assert [(">Word<", 2), (">PDF<", 2)] == [
        (words, after.text.count(words)) for words in (">Word<", ">PDF<")
    ]
    assert (
        len(set(re.findall(rf'href="/children/{dossier}/documents/([0-9a-f-]+)"', after.text))) == 4
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("noe", 403), ("odile", 403), ("yann", 403), ("ambre", 403), ("stranger", 404)],
)
async def test_the_page_is_closed_to_others(
    people: People, dossier: DossierId, site: Site, name: str, status: int
) -> None:
    browser, path = site.browser(people.by_name[name]), f"/children/{dossier}/ppe"
    assert (await browser.get(path)).status_code == status
    assert (await browser.post(path)).status_code == status


async def test_a_form_of_another_page_drafts_nothing(
    people: People, dossier: DossierId, site: Site
) -> None:
    nour, path = site.browser(people.nour), f"/children/{dossier}/ppe"
    assert (await nour.post(path, token="0" * 64)).status_code == 403
    assert "No version yet." in (await nour.get(path)).text
