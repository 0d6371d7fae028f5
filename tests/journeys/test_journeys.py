"""The journeys of `features.md` 4 that nobody else walks, counted; and the table that shows them all."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.album import TELEPHONE, Album
from tests.journeys.browsing import Visit
from tests.journeys.conftest import SignsIn
from tests.journeys.counting import (
    HOME,
    JOURNEYS,
    PAGE,
    Found,
    keep,
    kept,
    settle,
    table,
    walking,
    watching,
)
from tests.journeys.house import House

CHILD = "Éloïse Saïdi"
EXPECTED = "Alma Fournez"
ALLERGY = "Allergie : lait de vache"
PHONE = {"viewport": {"width": TELEPHONE[0], "height": TELEPHONE[1]}, "has_touch": True}
PERCENTILE = re.compile(r"percentile \d+")
WHO = "Référence de l’OMS"


@pytest.fixture
def nour(signs_in: SignsIn) -> Visit:
    return signs_in("nour")


@pytest.fixture
def maud(signs_in: SignsIn) -> Visit:
    return signs_in("maud")


@pytest.fixture
def ambre(signs_in: SignsIn) -> Visit:
    return signs_in("ambre")


def page_of(visit: Visit, name: str = CHILD) -> str:
    """Return the address of a child who stands on the first page of whoever comes."""
    visit.go("/")
    href = visit.link(name).first.get_attribute("href")
    assert href is not None
    return href


def test_monday_morning_needs_no_click(nour: Visit) -> None:
    with walking(nour, "monday"):
        for title in ("En retard", "À planifier dans les 30 jours", "Sans nouvelles"):
            expect(nour.region(title)).to_be_visible()
    lines = nour.region("En retard").or_(nour.region("Sans nouvelles")).get_by_role("listitem")
    acts = lines.locator(".row-action").locator("a, button")
    assert lines.count() == acts.count() > 1


def test_carers_are_asked_and_the_receipt_says_who_was_not_reached(nour: Visit) -> None:
    with walking(nour, "ask-carers"):
        nour.follow("Demander de prendre rendez-vous")
        nour.opens(nour.region("Bilan : 24 mois").get_by_role("button"))
        expect(nour.page.get_by_role("heading", level=1)).to_contain_text("par courriel")
    told = nour.page.get_by_role("list", name="Demandé").get_by_role("listitem")
    expect(told.first).to_be_visible()


def test_a_clinic_day_is_planned_in_one_form(nour: Visit) -> None:
    with walking(nour, "clinic-day"):
        nour.follow("Programmer plusieurs bilans")
        nour.write("Jour", "2025-09-18")
        for box in nour.page.get_by_role("checkbox").all()[:3]:
            box.click()
        nour.press("Programmer ces bilans")
        nour.is_told("Les bilans sont programmés.")


def test_an_attempt_is_logged_in_one_click(nour: Visit) -> None:
    with walking(nour, "attempt"):
        nour.press(f"J’ai essayé de joindre la famille de {CHILD}")
        nour.is_told("La tentative est enregistrée")


def test_a_doctor_opens_the_child_of_today(ambre: Visit) -> None:
    with walking(ambre, "today-child"):
        ambre.opens(ambre.region("Attendus aujourd’hui").get_by_role("link", name=EXPECTED))
        ambre.sees(EXPECTED)
        expect(ambre.region("À savoir")).to_contain_text(ALLERGY)
        for title in ("Croissance", "Développement", "À retenir"):
            expect(ambre.page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def test_a_doctor_opens_an_assessment_and_goes_on_by_keyboard(ambre: Visit) -> None:
    with walking(ambre, "open-bilan"):
        ambre.opens(ambre.page.get_by_role("link", name=f"Ouvrir le bilan de {CHILD}"))
        ambre.sees("Bilan de 4 ans")
    ambre.expects_keys()
    ambre.page.keyboard.press("Enter")
    ambre.sees("Mesures")
    expect(ambre.page.get_by_text("La dernière fois : 16,22")).to_be_visible()


def test_growth_stands_on_the_page_of_the_child_with_its_centile(ambre: Visit) -> None:
    with walking(ambre, "growth"):
        ambre.follow(CHILD)
        curve = ambre.page.get_by_role("figure").filter(has_text=WHO)
        expect(curve).to_contain_text(PERCENTILE)


def test_early_care_is_asked_of_the_right_colleague(ambre: Visit) -> None:
    with walking(ambre, "early-care"):
        ambre.opens(
            ambre.page.get_by_role("link", name="Proposer une orientation, Ambre Boulanger")
        )
        asked = ambre.page.locator("#field-performer option:checked")
        expect(asked).to_contain_text("psychologue")
        ambre.press("Enregistrer le besoin")
        ambre.is_told("Le besoin est enregistré.")


def test_the_note_says_what_is_left_and_who_pays(signs_in: SignsIn) -> None:
    juliette = signs_in("juliette", **PHONE)
    note = juliette.page.get_by_role("link", name=re.compile("^Noter une séance avec")).first
    with walking(juliette, "budget", str(note.get_attribute("href"))):
        main = juliette.page.get_by_role("main")
        expect(main).to_contain_text(re.compile(r"Séance \d+ sur 15"))
        expect(main).to_contain_text("financeur : PEGASE")


def test_the_lines_of_the_scales_stand_beside_life_events(signs_in: SignsIn) -> None:
    basile = signs_in("basile")
    child = basile.page.get_by_role("main").locator("a.person-name[href^='/children/']").first
    with walking(basile, "trajectories", str(child.get_attribute("href"))):
        basile.follow("Au fil du temps, à côté des événements de la vie")
        expect(basile.region("Au fil du temps").get_by_role("img")).to_be_visible()


def test_a_carer_knows_where_to_be_and_what_to_bring(signs_in: SignsIn) -> None:
    capucine = signs_in("capucine", **PHONE)
    with walking(capucine, "next-appointment"):
        line = capucine.region("Prochains rendez-vous").get_by_role("listitem").first
        expect(line).to_contain_text("À apporter :")
        expect(line).to_be_in_viewport()


def test_a_key_worker_sees_what_others_did_since(signs_in: SignsIn, house: House) -> None:
    emma = signs_in("emma")
    emma.go(page_of(emma))
    make_older(house)
    with walking(emma, "since"):
        emma.follow(CHILD)
        told = emma.page.get_by_role("status").filter(has_text="Depuis votre dernière visite")
        expect(told.get_by_role("link").first).to_be_visible()


def make_older(house: House) -> None:
    """Let two hours pass since everybody's visits; in a thread, as the browser has the loop of this one."""
    socket = (house.data / "pg" / "postmaster.pid").read_text().splitlines()[4]

    async def pass_time() -> None:
        owner = await asyncpg.connect(f"postgresql://postgres@/grenier?host={socket}")
        await owner.execute("update dossier_visit set seen_at = seen_at - interval '2 hours'")
        await owner.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, pass_time()).result()


def test_the_year_of_each_child_is_proved_by_a_file(nour: Visit) -> None:
    with walking(nour, "prove"):
        nour.follow("Forfaits de l’année")
        expect(nour.page.get_by_role("row").nth(1)).to_contain_text("sur 15")
        given = nour.takes(nour.link("En tableur").first)
    assert given.suggested_filename == "grenier-years-of-care.csv"


def test_the_cohort_of_the_country_is_read_with_its_definitions(maud: Visit) -> None:
    expect(maud.page.get_by_text("Compté le")).to_be_visible()
    with walking(maud, "cohort"):
        rows = maud.page.get_by_role("table").first.get_by_role("row")
        expect(rows.filter(has_text="Suivi en cours")).to_contain_text("moins ceux dont")


def test_a_window_of_the_protocol_is_changed_without_a_developer(maud: Visit) -> None:
    """The assessment of five years closes as that of five years and a half opens: a month earlier."""
    with walking(maud, "protocol-change"):
        maud.follow("Protocole")
        maud.follow("5 ans 6 mois")
        first_day = maud.page.get_by_role("group", name="Accepté à partir de l’âge de").first
        opens = first_day.get_by_label("mois")
        opens.fill(str(int(opens.input_value()) - 1))
        maud.write("Vaut à partir du", "2025-10-01")
        maud.opens(maud.page.get_by_role("button", name="Voir qui est concerné").first)
        heading = maud.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("version")
        version = re.search(r"version (\d+)", heading.inner_text())
        maud.opens(maud.page.get_by_role("button", name="Appliquer à partir du 1"))
        maud.is_told("Le changement est appliqué")
    assert version is not None
    expect(maud.page.get_by_text(f"version {version[1]}").first).to_be_visible()


def test_a_programme_of_three_ages_is_started_in_fields(maud: Visit) -> None:
    """It is proposed and looked at, not applied: the house of the other tests stays as it is."""
    with walking(maud, "protocol-start"):
        maud.follow("Protocole")
        maud.follow("Commencer un programme")
        maud.write("Nom du programme", "Grandir après sept ans")
        maud.write("Vaut à partir du", "2026-01-01")
        for line, (aimed, opens) in enumerate(((96, 90), (108, 102), (120, 114)), start=1):
            maud.write(f"Ligne {line}, âge visé, en mois", str(aimed))
            maud.write(f"Ligne {line}, accepté à partir de, mois", str(opens))
        maud.write("Âge auquel le suivi s’arrête, en mois", "132")
        maud.page.get_by_role("button", name="Voir qui est concerné").click()
        calendar = maud.page.get_by_role("region", name="Le calendrier d’un enfant")
        expect(calendar.get_by_role("row").filter(has_text="8 ans")).to_contain_text("2025")
        expect(calendar.get_by_role("button", name="Voir les jours")).to_be_visible(timeout=30_000)
        maud.write("Naissance", "2018-06-15")
        maud.page.get_by_role("button", name="Voir les jours").click()
        expect(calendar.get_by_role("row").filter(has_text="10 ans")).to_contain_text(
            "15 juin 2028"
        )


def test_who_coordinates_reads_their_own_children_in_the_cohort(nour: Visit) -> None:
    nour.go("/cohort")
    rows = nour.page.get_by_role("table").first.get_by_role("row")
    expect(rows.filter(has_text="Suivi en cours")).to_contain_text("moins ceux dont")


def test_the_lines_of_a_list_are_walked_on_the_keyboard(nour: Visit) -> None:
    keys = nour.page.keyboard
    names = nour.page.get_by_role("main").locator(".rows > .row a.person-name")
    keys.press("j")
    expect(names.nth(0)).to_be_focused()
    keys.press("j")
    keys.press("j")
    keys.press("k")
    expect(names.nth(1)).to_be_focused()
    keys.press("?")
    shown = nour.page.get_by_role("dialog", name="Au clavier")
    expect(shown).to_contain_text("Ligne suivante")
    keys.press("j")
    keys.press("Escape")
    expect(shown).to_be_hidden()
    expect(names.nth(1)).to_be_focused()
    name = str(names.nth(1).text_content())
    keys.press("Enter")
    nour.sees(name)


def test_tables_are_walked_too_and_two_keys_lead_anywhere(nour: Visit) -> None:
    keys = nour.page.keyboard
    keys.press("/")
    expect(nour.page.locator("[data-search]")).to_be_focused()
    keys.press("Tab")
    keys.press("g")
    keys.press("r")
    nour.sees("Réseau")
    rows = nour.page.get_by_role("main").locator("tbody > tr")
    keys.press("j")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    keys.press("j")
    expect(rows.nth(1).locator("a").first).to_be_focused()
    nour.go("/cohort")
    keys.press("j")
    expect(rows.nth(0)).to_be_focused()


THREE_ACTS = """<!doctype html><title>Three acts</title><button id=b>B</button><label for=c>C</label><input type=checkbox id=c>
<select id=s><option>1<option>2</select><input id=t><script>b.click()</script>"""


def test_the_browser_counts_acts_and_nothing_else(chromium: Browser) -> None:
    context = chromium.new_context()
    context.route("**/*", lambda route: route.fulfill(body=THREE_ACTS, content_type="text/html"))
    visit = Visit(context.new_page(), Album())
    with watching(visit, "http://localhost/counted") as hand:
        visit.page.evaluate("document.querySelector('button').click()")
        visit.page.get_by_role("textbox").fill("words")
        visit.page.keyboard.press("Tab")
        assert hand.acts == 0
        visit.page.get_by_text("C", exact=True).click()
        visit.page.get_by_role("combobox").select_option("2")
        visit.page.get_by_role("button").press("Enter")
        visit.page.evaluate("() => null")
    assert hand.acts == 3
    context.close()


@pytest.mark.parametrize(
    ("code", "clicks", "seconds", "refused"),
    [
        ("monday", 1, 0.1, "monday: 1 clicks, 0 at most"),
        ("monday", 0, 3.5, "monday: 3.5 s"),
        ("move", 4, 271, "move: 271.0 s"),
        ("move", 3, 1, "move changed: write it down again"),
    ],
)
def test_what_costs_too_much_is_refused_and_what_changed_is_told(
    code: str, clicks: int, seconds: float, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRENIER_SCREENSHOTS", raising=False)
    with pytest.raises(AssertionError, match=refused):
        settle(code, clicks=clicks, seconds=seconds)


def test_what_is_written_down_keeps_to_its_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENIER_SCREENSHOTS", "1")
    with pytest.raises(AssertionError, match=r"monday: 1\.1 s, 1 s at most"):
        settle("monday", clicks=0, seconds=1.1)


def test_the_table_of_the_docs_is_that_of_the_code() -> None:
    assert {each.code for each in JOURNEYS} == set(kept())
    assert table() in PAGE.read_text("utf-8")


def test_what_was_found_before_gives_way_to_what_is_found_now(tmp_path: Path) -> None:
    report = tmp_path / "journeys.jsonl"
    first, second = (each.code for each in JOURNEYS[:2])
    for code, clicks in ((second, 3), (first, 0), (second, 2)):
        keep(Found(journey=code, clicks=clicks, seconds=0.4, on="2025-09-01"), report)
    assert [(first, 0), (second, 2)] == [
        (code, found.clicks) for code, found in kept(report).items()
    ]
    assert f"| {HOME} | 3, **2** | 20, 0.4 | 2025-09-01 |" in table(JOURNEYS[:2], report)
