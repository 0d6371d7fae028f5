"""The working day of who holds sessions: noted in two touches, several at once, the sixteenth kept, the month taken away."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.journeys.album import sticks_out
from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn
from tests.journeys.counting import walking

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SEEN_LAST = "Agathe Cazier"
CEILING = 15


def fits(visit: Visit) -> None:
    """Expect nothing to stick out of the screen on the right."""
    assert sticks_out(visit.page) <= 0


def test_a_session_and_its_sentence_are_noted_in_two_clicks(signs_in: SignsIn) -> None:
    visit = signs_in("juliette")
    with walking(visit, "session"):
        visit.follow(f"Noter une séance avec {SEEN_LAST}")
        visit.sees("Séance avec Agathe")
        visit.tab_to("Une phrase, si vous voulez (facultatif)")
        visit.page.keyboard.type("Elle a mené le jeu d’un bout à l’autre.")
        visit.press("Enregistrer la séance")
        visit.is_told("La séance est enregistrée.")
    noted = visit.page.get_by_role("main").get_by_role("listitem")
    expect(noted.filter(has_text="Elle a mené le jeu").first).to_be_visible()


def test_on_a_phone_a_touch_more_says_how_it_went(signs_in: SignsIn) -> None:
    visit = signs_in("juliette", **PHONE)
    # Not the child whose sixteenth session is awaited below.
    notes = visit.page.get_by_role("link", name="Noter une séance avec")
    visit.opens(notes.nth(5), finger=True)
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Séance avec")
    fits(visit)
    visit.tick("Jeu")
    visit.opens(visit.button("Enregistrer la séance"), finger=True)
    visit.is_told("La séance est enregistrée.")


def test_the_line_of_a_session_says_what_stands_in_its_fields_when_a_draft_comes_back(
    signs_in: SignsIn,
) -> None:
    visit = signs_in("juliette")
    notes = visit.page.get_by_role("link", name="Noter une s\u00e9ance avec")
    visit.go(urlsplit(str(notes.nth(6).get_attribute("href"))).path)
    line = visit.page.locator("summary[data-terms]")
    expect(line).to_have_text(re.compile("^Aujourd\u2019hui, "))
    line.click()
    visit.write("Jour", "2025-08-20")
    visit.write("Minutes", "30")
    expect(line).to_have_text(re.compile("^20 ao\u00fbt 2025, 30 minutes, "))
    expect(visit.page.locator("[data-draft-line]")).to_be_visible()
    visit.page.reload()
    expect(visit.field("Jour")).to_have_value("2025-08-20")
    expect(line).to_have_text(re.compile("^20 ao\u00fbt 2025, 30 minutes, "))


def test_several_sessions_are_noted_at_once_and_each_dossier_holds_its_own(
    signs_in: SignsIn,
) -> None:
    visit = signs_in("juliette", **PHONE)
    with walking(visit, "several-sessions"):
        visit.follow("Plusieurs à la fois")
        visit.sees("Plusieurs séances à la fois")
        fits(visit)
        children = visit.page.get_by_role("listitem").filter(has=visit.page.get_by_role("group"))
        names = [
            str(children.nth(place).locator(".person-name").text_content()) for place in range(3)
        ]
        for name, presence in zip(names, ("Présent", "Présent", "Absent"), strict=True):
            group = visit.page.get_by_role("group", name=f"{name} était", exact=True)
            group.get_by_label(presence, exact=True).check(force=True)
        about = visit.page.get_by_label(f"Une phrase sur {names[0]}", exact=True)
        about.fill("Jeu de ballon à deux.")
        visit.page.get_by_label("Un groupe : ils étaient là ensemble").check()
        visit.press("Enregistrer les séances")
        visit.is_told("Les séances sont enregistrées.")
    visit.follow(names[0])
    visit.opens(visit.in_dossier("Soins"))
    noted = visit.page.get_by_role("main").get_by_role("listitem")
    expect(noted.filter(has_text="Jeu de ballon à deux.")).to_contain_text("groupe de 2")
    main = visit.page.get_by_role("main")
    for other in names[1:]:
        expect(main).not_to_contain_text(other)


def test_the_sixteenth_session_asks_why_and_is_kept_and_flagged(signs_in: SignsIn) -> None:
    visit = signs_in("juliette")
    for back in range(CEILING + 1):
        visit.go("/")
        visit.follow(f"Noter une séance avec {SEEN_LAST}")
        visit.sees("Séance avec Agathe")
        # Two sessions of one day are asked about: each of these is of its own, at a weekend.
        visit.go(
            f"{urlsplit(visit.page.url).path}?day={date(2025, 6, 29) - timedelta(weeks=back // 2, days=back % 2)}"
        )
        if visit.page.get_by_text("Pourquoi une de plus").count():
            break
        visit.press("Enregistrer la séance")
        visit.is_told("La séance est enregistrée.")
    expect(visit.page.get_by_role("main")).to_contain_text("Séance n° 16 d’une année de 15")
    visit.tick("Le soin en cours ne doit pas s’arrêter")
    visit.press("Enregistrer la séance")
    visit.is_told("La séance est enregistrée.")
    kept = visit.page.get_by_role("main").get_by_role("listitem")
    expect(kept.filter(has_text="Le soin en cours ne doit pas s’arrêter").first).to_be_visible()
    # The one beyond is the last by its day, whenever it was noted.
    expect(kept.filter(has_text="au-delà").first).to_be_visible()


def test_notes_to_write_open_one_after_the_other(signs_in: SignsIn) -> None:
    visit = signs_in("juliette", **PHONE)
    waiting = visit.page.get_by_role("link", name="notes à écrire")
    before = int(str(waiting.text_content()).split()[0])
    visit.opens(waiting, finger=True)
    expect(visit.page.get_by_role("main")).to_contain_text("Chaque séance compte")
    visit.tick("Jeu")
    visit.press("Enregistrer, puis la suivante")
    visit.is_told("La note est enregistrée.")
    expect(visit.page.get_by_text(f"{before - 1} notes à écrire")).to_be_visible()
    visit.press("Rien à ajouter")
    expect(visit.page.get_by_text(f"{before - 2} notes à écrire")).to_be_visible()


def test_the_month_is_a_list_and_a_file_that_names_nobody_outside(signs_in: SignsIn) -> None:
    visit = signs_in("juliette")
    visit.follow("Mon mois")
    visit.sees("Mon mois")
    visit.follow("août 2025")
    lines = visit.page.get_by_role("table", name="Séances").get_by_role("row")
    expect(lines.filter(has_text=SEEN_LAST)).to_have_count(3)
    given = visit.takes(visit.link("En tableur").first)
    assert given.suggested_filename == "sessions-2025-08.csv"
    text = given.path().read_text("utf-8-sig")
    assert text.count(SEEN_LAST) == 3
    assert "PEGASE;Psychomotricité;3;0;0;135" in text


def test_the_coordinator_reads_the_month_of_a_professional_of_the_circle(
    signs_in: SignsIn,
) -> None:
    visit = signs_in("nour")
    visit.go("/care/month?month=2025-08")
    visit.choose("Professionnel", "Juliette Alluin")
    visit.press("Afficher")
    expect(visit.page.get_by_role("table", name="Totaux du mois")).to_contain_text(
        "Psychomotricité"
    )


def test_a_need_is_stated_asked_and_answered(signs_in: SignsIn) -> None:
    visit = signs_in("juliette")
    visit.follow(SEEN_LAST)
    visit.opens(visit.in_dossier("Soins"))
    visit.follow("Projet de soins")
    visit.follow("Nouveau besoin")
    visit.choose("Soins", "Orthophonie")
    visit.page.get_by_text("Quelqu’un qui n’est pas dans la liste").click()
    visit.write("Qui est sollicité (facultatif)", "Rose Caulier, orthophoniste à Arras")
    visit.write("Ce qu’on espère (facultatif)", "Qu’elle dise son prénom.")
    visit.press("Enregistrer le besoin")
    visit.is_told("Le besoin est enregistré.")
    line = visit.page.get_by_role("listitem").filter(has_text="Qu’elle dise son prénom.")
    expect(line).to_contain_text("en attente de réponse")
    expect(line).to_contain_text("Rose Caulier")
    visit.opens(line.get_by_role("link", name="Noter la réponse"))
    visit.tick("Orientation refusée")
    visit.tick("Pas de place pour le moment")
    visit.press("Garder")
    line = visit.page.get_by_role("listitem").filter(has_text="Qu’elle dise son prénom.")
    expect(line.get_by_role("link", name="Solliciter quelqu’un d’autre")).to_be_visible()
