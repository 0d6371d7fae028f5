"""What is read on a telephone, held in one hand: nothing to push sideways."""

import pytest
from playwright.sync_api import expect

from tests.journeys.album import TELEPHONE
from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn

CHILD = "Côme Lecocq"


@pytest.fixture
def ambre(signs_in: SignsIn) -> Visit:
    width, height = TELEPHONE
    return signs_in("ambre", viewport={"width": width, "height": height})


def test_the_vaccinations_are_read_without_pushing_the_table(ambre: Visit) -> None:
    ambre.go("/children")
    ambre.write("Nom", CHILD)
    ambre.press("Filtrer")
    ambre.follow(CHILD)
    address = ambre.page.url.split("?", maxsplit=1)[0]
    ambre.go(f"{address}/health")
    table = ambre.page.get_by_role("table", name="Vaccinations")
    row = table.get_by_role("row").filter(has_text="ROR")
    expect(row.get_by_role("rowheader")).to_contain_text("rougeole")
    expect(row.get_by_role("cell")).to_have_count(3)
    around = ambre.page.get_by_role("region", name="Vaccinations")
    assert around.evaluate("each => each.scrollWidth <= each.clientWidth")
    doses = row.get_by_role("cell").first
    assert doses.evaluate("each => getComputedStyle(each, '::before').content") == '"Doses"'


def test_the_years_of_care_and_the_figures_are_read_without_pushing_a_table(
    signs_in: SignsIn,
) -> None:
    width, height = TELEPHONE
    nour = signs_in("nour", viewport={"width": width, "height": height})
    for address, name in (("/cohort", "Chiffres du jour"), ("/care/years", "Forfaits de l’année")):
        nour.go(address)
        around = nour.page.get_by_role("region", name=name, exact=True)
        assert around.evaluate("each => each.scrollWidth <= each.clientWidth"), address
        expect(around.get_by_role("row").nth(1).get_by_role("rowheader")).to_have_count(1)
    year = nour.page.get_by_role("row").nth(1).get_by_role("cell").first
    assert year.evaluate("each => getComputedStyle(each, '::before').content") == '"Année"'
