"""A child without a given name is spoken of in whole sentences."""

from dataclasses import replace

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.record.cases import NEW_LOU
from tests.workspace.home.conftest import Browse
from workspace.clock import FixedClock
from workspace.dossier.record import service as record
from workspace.dossier.record.model import NewChild

pytestmark = pytest.mark.usefixtures("followed")


async def test_no_sentence_lacks_the_child(
    people: People, browse: Browse, vault: Vault, clock: FixedClock
) -> None:
    nobody = replace(
        NEW_LOU.identity, given_name="", family_name="Child born on 24 May 2021", is_unnamed=True
    )
    new: NewChild = replace(NEW_LOU, identity=nobody)
    with people.nour.here() as nour:
        found = (await record.enrol_child(nour, new, clock=clock, vault=vault)).dossier
    browser = browse(people.nour)
    page = (await browser.get(f"/children/{found}")).text
    assert "coordinated Child born on 24 May 2021" in page.replace("&#39;", "'")
    assert (
        "A need for care of Child born on 24 May 2021"
        in (await browser.get(f"/children/{found}/care/needs/new")).text
    )
    around = (await browser.get(f"/children/{found}/circle")).text
    assert "Around Child born on 24 May 2021" in around
