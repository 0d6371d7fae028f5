"""Who a child is, page by page: the birth stated later, two dossiers of one child, two people at once."""

import re

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.record.cases import NEW_LOU
from tests.workspace.home.conftest import Browse
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service as doubles
from workspace.ids import DossierId

HERE = f"/children/{LOU}"

pytestmark = pytest.mark.usefixtures("followed")


def base_of(text: str) -> str:
    found = re.search(r'name="base" value="([^"]+)"', text)
    assert found is not None
    return found[1]


async def test_a_birth_is_stated_by_a_nurse_and_what_stood_stays_readable(
    people: People, browse: Browse
) -> None:
    noe, ambre, nour = browse(people.noe), browse(people.ambre), browse(people.nour)
    shown = (await noe.get(f"{HERE}/identity/birth/new")).text
    assert 'value="32"' in shown, "what is known is there already"
    asked = await noe.post(f"{HERE}/identity/birth", {"term_weeks": "31", "weight_g": "1,6"})
    assert asked.status_code == 422
    assert re.search("Did you mean 1.600 g", asked.text)
    sure = {"term_weeks": "31", "term_days": "4", "weight_g": "1,6", "weight_in_kg": "yes"}
    kept = await noe.post(f"{HERE}/identity/birth", {**sure, "base": base_of(shown)})
    assert kept.status_code == 303
    page = (await nour.get(f"{HERE}/identity")).text
    assert "31 weeks and 4 days" in page
    assert "32 weeks" in page
    late = await ambre.post(f"{HERE}/identity/birth", {"term_weeks": "33", "base": base_of(shown)})
    assert late.status_code == 422
    assert "What stands now" in late.text
    assert 'value="33"' in late.text
    assert "Somebody else wrote this while your page was open" in late.text
    own = await noe.post(f"{HERE}/identity/birth", {"term_weeks": "33", "base": base_of(shown)})
    assert "You wrote this yourself in another window, on " in own.text
    again = await ambre.post(
        f"{HERE}/identity/birth", {"term_weeks": "33", "base": base_of(late.text)}
    )
    assert again.status_code == 303
    assert (await nour.get(f"{HERE}/identity/birth/new")).status_code == 403
    assert "31 weeks" not in (await browse(people.yann).get(f"{HERE}/identity")).text


async def test_both_dossiers_of_one_child_say_that_the_other_exists(
    people: People, browse: Browse, vault: Vault, clock: SystemClock
) -> None:
    with people.nour.here() as nour:
        other = (await record.enrol_child(nour, NEW_LOU, clock=clock, vault=vault)).dossier
        goes_on, merged = (
            people.nour.clearance(Permission.DOSSIER_MERGE, dossier=DossierId(each))
            for each in (other, LOU)
        )
        await doubles.join(goes_on, merged, clock=clock, vault=vault)
    hers, key_worker = browse(people.nour), browse(people.yann)
    for page in ("", "/contact", "/identity"):
        told = await hers.get(HERE + page)
        assert told.status_code == 200
        assert f'<a href="/children/{other}">Open the dossier that goes on</a>' in told.text
    assert f'href="{HERE}">Open the joined dossier' in (await hers.get(f"/children/{other}")).text
    closed = (await key_worker.get(HERE)).text
    assert "It is not open to you" in closed
    assert str(other) not in closed
    assert f'href="{HERE}"' in (await key_worker.get("/children")).text
