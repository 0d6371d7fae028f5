"""A foster carer fills a questionnaire on their phone, through a link, in two times; the coordinator reads it."""

import re

from playwright.sync_api import expect

from tests.journeys.album import sticks_out
from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn, Visitors
from tests.journeys.counting import settle, watching
from tests.journeys.house import House

CHILD = "Éloïse Saïdi"
PHONE = {"width": 360, "height": 780}
HALF = 3
SECTIONS = 5


def open_scales(nour: Visit) -> None:
    nour.go("/children?state=lost")
    nour.follow(CHILD)
    nour.follow("Bilans")
    nour.follow("Échelles")


def link_made_by(nour: Visit) -> str:
    """Return the address of a questionnaire to fill, as its maker is shown it, once."""
    open_scales(nour)
    nour.follow("Faire remplir par un lien")
    nour.choose("Questionnaire", "ASQ-3, 54 mois")
    nour.press("Créer le lien")
    nour.sees("Le lien est prêt")
    return str(nour.page.locator("#link").input_value())


def test_a_foster_carer_fills_a_questionnaire_on_a_phone(
    house: House, visitors: Visitors, signs_in: SignsIn
) -> None:
    nour = signs_in("nour")
    link = link_made_by(nour)
    assert re.fullmatch(rf"{house.origin}/q/[\w-]{{43}}", link)

    carer = visitors.arrives(viewport=PHONE, has_touch=True)
    with watching(carer, link) as before:
        carer.sees("ASQ-3, 54 mois")
        assert "Éloïse" not in carer.page.content()
        for _ in range(HALF):
            for slot in carer.page.locator("fieldset.slot").all():
                slot.get_by_label("Parfois").check()
            carer.press("Continuer")
        expect(carer.page.get_by_text("Réponses : 18 sur 30")).to_be_visible()
        carer.page.locator("fieldset.slot").first.get_by_label("Oui").check()
        expect(carer.page.get_by_text("Gardé.")).to_be_visible()
    assert sticks_out(carer.page) == 0
    carer.page.context.close()

    again = visitors.arrives(viewport=PHONE, has_touch=True)
    with watching(again, link) as after:
        expect(again.page.get_by_text("page 4 sur 6")).to_be_visible()
        expect(again.page.get_by_text("Réponses : 19 sur 30")).to_be_visible()
        for _ in range(HALF, SECTIONS):
            for slot in again.page.locator("fieldset.slot").all():
                slot.get_by_label("Oui").check()
            again.press("Continuer")
        again.choose("Où le remplissez-vous ?", "Là où vit l’enfant")
        again.press("Terminer et envoyer")
        again.sees("Merci")
    settle("questionnaire", clicks=before.acts + after.acts, seconds=before.seconds + after.seconds)
    again.go(link)
    again.sees("Merci")
    expect(again.page.locator("fieldset.slot")).to_have_count(0)

    open_scales(nour)
    waiting = nour.region("Remplis par un lien, à lire")
    expect(waiting).to_contain_text("ASQ-3, 54 mois")
    expect(waiting).to_contain_text("60 sur 60")
    nour.opens(waiting.get_by_role("button", name="Garder dans le dossier").first)
    nour.is_told("Le questionnaire est gardé.")
