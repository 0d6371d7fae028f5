"""Words that are not lost: a tab that is closed, two tabs at once, a session that ends in the middle of a sentence."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn
from tests.journeys.house import House
from tests.journeys.test_story import CHILD

WORDS = "Ce que vous avez vu, entendu, remarqu\N{LATIN SMALL LETTER E WITH ACUTE}"
KEPT = "[data-draft-line]"
FOUND = "[data-draft-found]"


def area(page: Page) -> Locator:
    return page.get_by_label(WORDS, exact=True)


def types(page: Page, words: str) -> None:
    """Type, and wait until it is said to be kept."""
    with page.expect_response("**/drafts"):
        area(page).fill(words)
    expect(page.locator(KEPT).first).to_be_visible()


@pytest.fixture
def journal(signs_in: SignsIn) -> Visit:
    """The coordinator, before the observations of a child."""
    visit = signs_in("nour")
    visit.go("/children")
    visit.follow(CHILD)
    visit.follow("Observations")
    return visit


def another_tab(visit: Visit) -> Page:
    page = visit.page.context.new_page()
    page.goto(visit.page.url)
    expect(page.locator(FOUND).first).to_be_visible()
    return page


def test_a_tab_that_is_closed_gives_back_what_was_typed(journal: Visit) -> None:
    types(journal.page, "Elle a dit une phrase.")
    tab = another_tab(journal)
    expect(area(tab)).to_have_value("Elle a dit une phrase.")
    tab.get_by_role("button", name="Repartir de z\N{LATIN SMALL LETTER E WITH ACUTE}ro").click()
    expect(area(tab)).to_have_value("")
    tab.close()


def test_two_tabs_make_two_versions_and_both_are_shown(journal: Visit) -> None:
    types(journal.page, "Au debut.")
    tab = another_tab(journal)
    types(tab, "Dans le second.")
    types(journal.page, "Dans le premier.")
    expect(journal.page.locator(FOUND)).to_contain_text("Les deux versions")
    expect(area(journal.page)).to_have_value("Dans le premier.")
    tab.close()
    journal.press("Garder")
    journal.is_told("Vos mots sont gard")
    expect(area(journal.page)).to_have_value("Dans le second.")
    journal.press("Garder")
    journal.is_told("Vos mots sont gard")
    expect(journal.page.locator(FOUND)).to_have_count(0)


def test_a_session_that_ends_loses_nothing(journal: Visit, house: House) -> None:
    page = journal.page
    types(page, "La moiti")
    page.context.clear_cookies()
    area(page).fill("La phrase en entier.")
    journal.touch("Garder")
    expect(page.locator(KEPT + ".error")).to_be_visible()
    expect(area(page)).to_have_value("La phrase en entier.")
    door = page.context.new_page()
    door.goto("/sign-in")
    door.get_by_label("Identifiant", exact=True).fill("nour")
    door.get_by_label("Mot de passe", exact=True).fill(house.passwords()["nour"])
    door.get_by_label("Mot de passe", exact=True).press("Enter")
    door.wait_for_url("**/")
    door.close()
    journal.press("Garder")
    journal.is_told("Vos mots sont gard")
    expect(page.get_by_text("La phrase en entier.")).to_be_visible()
    journal.problems.clear()  # the session that ended was refused, as it should be


def test_what_one_came_to_do_goes_before_an_older_version(signs_in: SignsIn) -> None:
    """A day left unfinished does not take the place of the children just chosen; it is one press away."""
    visit = signs_in("nour")
    visit.go("/assessments/plan")
    day = visit.field("Jour")
    with visit.page.expect_response("**/drafts"):
        day.fill("2025-11-27")
    child = visit.page.locator("input[name=chosen]").nth(2).get_attribute("value")
    visit.go(f"/assessments/plan?child={child}")
    expect(visit.page.locator(FOUND)).to_contain_text("Une autre version est gardée")
    expect(visit.page.locator(f"#chosen-{child}")).to_be_checked()
    expect(day).not_to_have_value("2025-11-27")
    visit.page.locator(FOUND).get_by_role("button").first.click()
    expect(day).to_have_value("2025-11-27")


def test_a_form_opened_for_one_thing_never_holds_what_was_typed_of_another(
    signs_in: SignsIn,
) -> None:
    """A dose left unsent waits beside the vaccine that was pressed; what was typed of that one comes back."""
    visit = signs_in("sacha")
    visit.go("/children")
    visit.follow(CHILD)
    page = visit.page
    form = page.url.split("?", maxsplit=1)[0].rstrip("/") + "/health/new/vaccination"
    visit.go(form)
    vaccine, lot = page.locator("select[name=vaccine]"), page.locator("input[name=lot]")
    vaccine.select_option("MenB")
    with page.expect_response("**/drafts"):
        lot.fill("LOT-ONE")
    visit.go(f"{form}?vaccine=ROR&dose=D2")
    expect(page.locator(FOUND)).to_contain_text("Une autre version est gardée")
    expect(vaccine).to_have_value("ROR")
    expect(lot).to_have_value("")
    with page.expect_response("**/drafts"):
        lot.fill("LOT-TWO")
    visit.go(f"{form}?vaccine=MenB")
    expect(page.locator(FOUND)).to_contain_text("Une autre version est gardée")
    expect(lot).to_have_value("LOT-ONE")
    visit.go(f"{form}?vaccine=ROR&dose=D2")
    expect(lot).to_have_value("LOT-TWO")
    expect(vaccine).to_have_value("ROR")


def test_what_was_typed_of_the_one_thing_an_address_names_comes_back(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    visit.go("/children")
    visit.follow(CHILD)
    page = visit.page
    visit.go(page.url.split("?", maxsplit=1)[0].rstrip("/") + "/path")
    stays = page.locator('a[href*="/moves/correction/new?of="]')
    first, second = (str(stays.nth(place).get_attribute("href")) for place in (0, 1))
    place = page.locator("input[name=place]")
    visit.go(first)
    before = place.input_value()
    with page.expect_response("**/drafts"):
        place.fill("Une autre maison")
    visit.go(second)
    expect(place).not_to_have_value("Une autre maison")
    expect(page.locator(FOUND)).to_have_count(0)
    visit.go(first)
    expect(place).to_have_value("Une autre maison")
    visit.touch("Repartir de zéro")
    expect(place).to_have_value(before)


def test_errors_are_named_by_their_fields_in_the_order_of_the_page(signs_in: SignsIn) -> None:
    visit = signs_in("nour")
    visit.go("/children/new")
    visit.page.evaluate("document.querySelector('main form').noValidate = true")
    visit.press("Inclure")
    lines = visit.page.locator(".error-summary li")
    expect(lines.first).to_contain_text(":")
    said = lines.all_text_contents()
    assert len(said) > 2
    assert all(" : " in line.replace("\u00a0", " ") for line in said)
    fields = [
        visit.page.locator(str(link.get_attribute("href"))).first.bounding_box()
        for link in lines.locator("a").all()
    ]
    heights = [box["y"] for box in fields if box]
    assert heights == sorted(heights)
    visit.problems.clear()  # the form was refused, on purpose
