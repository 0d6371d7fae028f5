"""The day a child was seen, before the days of the assessment: asked about once, never refused."""

import pytest

from tests.people import People
from tests.workspace.dossier.assessment.test_routes import GOOD, MEASURES, hidden
from tests.workspace.home.conftest import Browse, browse, clock, followed, site

__all__ = ["browse", "clock", "followed", "site"]

EARLY = "2022-09-01"

pytestmark = pytest.mark.usefixtures("followed")


async def test_a_day_before_the_window_is_asked_about_and_kept_once_confirmed(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    page = (await ambre.get(MEASURES)).text
    sent = {"action": "close", "form": hidden(page, "form"), "weight_kg": "12,1", "length_cm": "86"}
    asked = await ambre.post(MEASURES, {**sent, "base": hidden(page, "base"), "seen_on": EARLY})
    assert asked.status_code == 422
    assert "The days of this assessment begin on" in asked.text
    assert 'href="#field-seen_on"' in asked.text
    assert f'name="seen_on.sure" value="{EARLY}"' in asked.text
    other = {**sent, "base": hidden(asked.text, "base"), "seen_on": "2022-09-02"}
    again = await ambre.post(MEASURES, {**other, "seen_on.sure": EARLY})
    assert again.status_code == 422, "another day than the one confirmed"
    confirmed = {**other, "base": hidden(again.text, "base"), "seen_on.sure": "2022-09-02"}
    assert (await ambre.post(MEASURES, confirmed)).status_code == 303


async def test_a_day_of_the_window_is_not_asked_about(browse: Browse, people: People) -> None:
    ambre = browse(people.ambre)
    page = (await ambre.get(MEASURES)).text
    sent = {"action": "close", "form": hidden(page, "form"), "base": hidden(page, "base"), **GOOD}
    assert (await ambre.post(MEASURES, sent)).status_code == 303
