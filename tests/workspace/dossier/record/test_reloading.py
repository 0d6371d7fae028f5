"""A refused form that is reloaded: the address it was sent to leads to the form itself."""

import pytest

from tests.people import People
from tests.workspace.served import Site
from workspace.ids import DossierId

LOOKED_AT = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("form", "page"),
    [
        ("moves", "moves/new"),
        ("measures", "measures/new"),
        ("identity/origins", "identity/origins/new"),
        ("family", "family/new"),
        ("joins", "joins/new"),
    ],
)
async def test_reloading_a_refused_form_shows_the_form(
    site: Site, people: People, followed: DossierId, form: str, page: str
) -> None:
    browser = site.browser(people.nour)
    path = f"/children/{followed}/{form}"
    assert 422 == (await browser.post(path)).status_code
    again = await browser.client.get(path, headers=LOOKED_AT)
    assert (303, f"/children/{followed}/{page}") == (again.status_code, again.headers["location"])
    shown = await browser.client.get(again.headers["location"], headers=LOOKED_AT)
    assert shown.status_code == 200
    assert f'action="{path}"' in shown.text
