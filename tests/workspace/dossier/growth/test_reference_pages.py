"""What growth is read against, decided by the national team on a page: the operator's command is not needed."""

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from workspace.dossier.growth import service
from workspace.dossier.growth.model import Indicator

__all__ = ["browse", "clock", "followed", "operator", "site"]

PAGE = "/growth/reference"
TABLE = "sex;age_days;L;M;S\nF;0;1;3,2;0,1\nF;2000;1;17;0,1\nM;0;1;3,3;0,1\nM;2000;1;17;0,1\n"
NAMED = {"indicator": "weight", "name": "A national curve", "version": "2018"}

pytestmark = pytest.mark.usefixtures("followed")


async def test_another_reference_is_loaded_and_who_comes_back(
    browse: Browse, people: People, vault: Vault
) -> None:
    national = browse(people.national)
    table = [("content", ("courbes.csv", TABLE.encode(), "text/csv"))]
    kept = await national.post(PAGE, NAMED, files=table)
    assert (kept.status_code, kept.headers["location"]) == (303, PAGE)
    assert "A national curve, 2018" in (await national.get(PAGE)).text
    with people.ambre.here():
        found = await service.measurements(people.ambre.clearance(), vault=vault)
    assert set(found.others) == {Indicator.WEIGHT}
    back = await national.post(PAGE + "/who", {"indicator": "weight"})
    assert back.status_code == 303
    assert "A national curve, 2018" not in (await national.get(PAGE)).text
    with people.ambre.here():
        assert not (await service.measurements(people.ambre.clearance(), vault=vault)).others
    assert (await national.post("/growth/correction", {"months": "36"})).status_code == 303
    assert 'value="36"' in (await national.get(PAGE)).text


async def test_what_cannot_be_is_said_beside_its_field(browse: Browse, people: People) -> None:
    national = browse(people.national)
    torn = [("content", ("courbes.csv", b"sex;age_days\nF;0\n", "text/csv"))]
    picture = [("content", ("courbes.csv", b"\xff\xd8", "text/csv"))]
    table = [("content", ("courbes.csv", TABLE.encode(), "text/csv"))]
    for fields, files, field in (
        (NAMED, torn, "content"),
        (NAMED, picture, "content"),
        (NAMED, None, "content"),
        ({**NAMED, "indicator": "feet"}, table, "indicator"),
        ({**NAMED, "name": ""}, table, "name"),
    ):
        answer = await national.post(PAGE, fields, files=files)
        assert (answer.status_code, f'id="field-{field}-error"' in answer.text) == (422, True)
    for months in ("40", "x"):
        answer = await national.post("/growth/correction", {"months": months})
        assert (answer.status_code, 'id="field-months-error"' in answer.text) == (422, True)
    assert (await national.post(PAGE + "/who", {"indicator": "feet"})).status_code == 422


async def test_it_is_the_national_teams_to_decide(browse: Browse, people: People) -> None:
    for name in ("nour", "ambre", "administrator"):
        mine = browse(people.by_name[name])
        assert (await mine.get(PAGE)).status_code == 403, name
        for path in (PAGE, PAGE + "/who", "/growth/correction"):
            assert (await mine.post(path, NAMED)).status_code == 403, name
