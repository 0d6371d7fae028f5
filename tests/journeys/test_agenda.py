"""An appointment from the coordinator's desk to the kitchen table, and a question back."""

import re

from playwright.sync_api import expect

from tests.journeys.album import TELEPHONE
from tests.journeys.conftest import SignsIn
from tests.journeys.counting import walking

CHILD = "Alma Fournez"


def test_an_appointment_is_set_and_told_where_it_is_needed(signs_in: SignsIn) -> None:
    nour = signs_in("nour")
    nour.follow("Calendrier")
    nour.sees("Calendrier")
    nour.opens(nour.page.get_by_role("link", name=re.compile(CHILD)).first)
    nour.follow("Tous les rendez-vous")
    nour.follow("Fixer un rendez-vous")
    nour.tick("Rendez-vous hors du réseau")
    nour.page.locator("#field-day").fill("2025-09-02")
    nour.page.locator("#field-at").fill("07:20")
    nour.page.locator("#field-with_whom").fill("Mme Aubry")
    nour.page.locator("#field-bring").fill("Les lunettes")
    nour.press("Garder le rendez-vous")
    nour.is_told("Le rendez-vous est noté.")

    capucine = signs_in(
        "capucine", viewport={"width": TELEPHONE[0], "height": TELEPHONE[1]}, has_touch=True
    )
    line = capucine.page.get_by_role("listitem").filter(has_text="Mme Aubry")
    expect(line).to_contain_text("mardi 2 septembre")
    expect(line).to_contain_text("7 h 20")
    expect(line).to_contain_text("À apporter : Les lunettes")


def test_a_question_takes_two_touches_and_one_sees_it_was_read(signs_in: SignsIn) -> None:
    capucine = signs_in("capucine", viewport={"width": TELEPHONE[0], "height": TELEPHONE[1]})
    mine = capucine.page.get_by_role("listitem").filter(has_text="Question du 1er septembre")
    with walking(capucine, "question"):
        capucine.opens(capucine.page.get_by_role("link", name="Une question sur").first)
        expect(capucine.page.locator("#field-body")).to_be_focused()
        assert capucine.page.locator("#field-dossier").input_value()
        capucine.page.keyboard.type("Faut-il apporter le carnet ?")
        capucine.press("Envoyer la question")
        capucine.is_told("Message envoyé.")
        expect(mine.first).to_contain_text("pas encore lu")

    nour = signs_in("nour")
    nour.go("/messages")
    nour.opens(nour.page.get_by_role("link", name=re.compile("Question du 1er septembre")).first)
    expect(nour.page.get_by_text("Faut-il apporter le carnet ?")).to_be_visible()

    capucine.go("/")
    expect(mine.first).to_contain_text("lu par Nour")


def test_the_house_says_that_no_mail_leaves(signs_in: SignsIn) -> None:
    nour = signs_in("nour")
    nour.go("/house")
    nour.sees("Courriels et travaux différés")
    nour.go("/calendar?month=2025-09")
    nour.page.keyboard.press("g")
    nour.page.keyboard.press("n")
    expect(nour.page.get_by_text("octobre 2025", exact=True)).to_be_visible()
