"""The circle on a page: seen by everybody around, changed by whoever coordinates."""

import re
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from workspace.actor import Role
from workspace.ids import DossierId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

PAGE = f"/children/{LOU}/circle"
UUID = r"[0-9a-f-]{36}"

pytestmark = pytest.mark.usefixtures("directory")


@pytest.fixture
async def directory(operator: Operator, followed: DossierId, vault: Vault) -> None:
    """The stranger, a coordinator of elsewhere, is in the directory with an account."""
    assert followed == LOU
    async with operator("import") as errand:
        new = NewPractitioner(
            contact=Contact(family_name="Payen", given_name="Theo"),
            role=Role.COORDINATOR,
            organization=NURSERY,
        )
        (theo,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, theo, account_of("stranger"))


async def test_everybody_around_sees_the_circle_and_only_the_coordinator_changes_it(
    browse: Browse, people: People
) -> None:
    for name in ("nour", "ambre", "noe", "salome", "malik", "odile", "yann", "diane"):
        browser = browse(people.by_name[name])
        text = (await browser.get(PAGE)).text
        assert "Odile" in text, name
        assert "The follow-up of the child" in text
        assert (PAGE + "/new" in text) == (name == "nour")
        assert (await browser.get(PAGE + "/new")).status_code == (200 if name == "nour" else 403)
        assert (await browser.post(PAGE)).status_code == (422 if name == "nour" else 403)
    assert (await browse(people.stranger).get(PAGE)).status_code == 404


async def test_somebody_of_the_directory_is_let_in_renewed_and_left(
    browse: Browse, people: People
) -> None:
    nour, theo = browse(people.nour), browse(people.stranger)
    form = (await nour.get(PAGE + "/new")).text
    assert "Theo Payen, coordinator (The nursery)" in form
    account = str(account_of("stranger"))
    answer = await nour.post(
        PAGE, {"account": account, "purpose": "replacement", "until_on": "2025-03-20"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    shown = (await nour.get(PAGE)).text
    assert "Standing in for somebody" in shown
    assert "until 20 March 2025" in shown
    assert "1 place ends within thirty days" in shown
    assert (await theo.get(PAGE)).status_code == 200

    row = shown[: shown.index("Renew or end the place of Stranger")]
    one = re.findall(f'href="({PAGE}/{UUID})"', row)[-1]
    assert (await nour.post(one + "/renewal", {"until_on": "2025-09-01"})).status_code == 303
    assert "until 1 September 2025" in (await nour.get(PAGE)).text
    assert (await nour.post(one + "/end", {"last_on": "2025-03-04"})).status_code == 303
    assert (await theo.get(PAGE)).status_code == 404
    assert "No longer around" in (await nour.get(PAGE)).text


async def test_what_cannot_be_is_said_beside_its_field_and_kept(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    text = (await nour.post(PAGE, {"purpose": "care", "until_on": "2027-01-01"})).text
    assert "Choose somebody from the list." in text
    assert 'value="2027-01-01"' in text
    account = str(account_of("stranger"))
    fields = {"account": account, "purpose": "care", "until_on": "2027-01-01"}
    text = (await nour.post(PAGE, fields)).text
    assert "A place lasts a year at most; it can be renewed." in text

    shown = (await nour.get(PAGE)).text
    row = shown[: shown.index("Renew or end the place of Nour")]
    one = re.findall(f'href="({PAGE}/{UUID})"', row)[-1]
    for path, fields in (("/end", {"last_on": "2025-03-04"}), ("/end", {}), ("/renewal", {})):
        answer = await nour.post(one + path, fields)
        assert answer.status_code == 422
    text = (await nour.post(one + "/end", {"last_on": "2025-03-04"})).text
    assert "Somebody must coordinate" in text
    assert date(2025, 3, 4).isoformat() in text


async def test_a_coordinator_who_leaves_is_sent_home(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    account = str(account_of("stranger"))
    await nour.post(
        PAGE,
        {"account": account, "purpose": "follow-up", "until_on": "2026-03-04", "since_on": "x"},
    )
    await nour.post(
        PAGE,
        {
            "account": account,
            "purpose": "follow-up",
            "until_on": "2026-03-04",
            "since_on": "2025-03-01",
        },
    )
    shown = (await nour.get(PAGE)).text
    row = shown[: shown.index("Renew or end the place of Nour")]
    one = re.findall(f'href="({PAGE}/{UUID})"', row)[-1]
    answer = await nour.post(one + "/end", {"last_on": "2025-03-04"})
    assert answer.headers["location"] == "/"
    assert (await nour.get(PAGE)).status_code == 404


async def test_after_a_move_whoever_coordinates_is_asked_who_is_still_around(
    browse: Browse, people: People
) -> None:
    nour, page = browse(people.nour), f"/children/{LOU}"
    asked = "Around since before the last move"
    first = {"kind": "foster_family", "place": "Odile's", "begins_on": "2024-01-02"}
    assert (await nour.post(f"{page}/moves", first)).status_code == 303
    assert asked not in (await nour.get(page)).text
    moved = {"kind": "home", "place": "At her mother's", "begins_on": "2025-03-04"}
    assert (await nour.post(f"{page}/moves", moved)).status_code == 303
    assert f"{asked}, still to be confirmed or ended: Odile" in (await nour.get(page)).text
    assert "since before the move" in (await nour.get(f"{page}/circle")).text
    for person in (people.yann, people.odile):
        assert asked not in (await browse(person).get(page)).text
        assert "since before the move" not in (await browse(person).get(f"{page}/circle")).text
