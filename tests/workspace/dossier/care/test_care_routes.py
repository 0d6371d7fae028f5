"""The doors of care: who is let in, what a form keeps when it is refused, what the month's file may hold."""

import re

import pytest

from storage.vault import Vault
from tests.people import LOU, NURSERY, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.served import Browser, Site
from workspace.actor import Role
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

pytestmark = pytest.mark.usefixtures("followed")

BASE = f"/children/{LOU}/care"
OPEN = {"nour", "ambre", "noe", "salome", "malik"}
AROUND = OPEN | {"odile", "yann", "diane"}
NEED = {
    "discipline": "physiotherapy",
    "found_in": "assessment",
    "stated_on": "2025-03-03",
    "goal": "To run.",
}
SESSION = {
    "kind": "psychomotor",
    "done_on": "2025-03-04",
    "minutes": "40",
    f"presence-{LOU}": "present",
}


@pytest.mark.parametrize(
    ("path", "insiders"),
    [
        (f"{BASE}/plan", AROUND),
        (f"{BASE}/needs/new", OPEN),
        (f"{BASE}/new", OPEN),
        ("/care/sessions", OPEN),
    ],
)
async def test_a_page_is_for_whoever_the_matrix_lets_in(
    people: People, site: Site, path: str, insiders: set[str]
) -> None:
    found = set()
    for name in AROUND:
        answer = await site.browser(people.by_name[name]).get(path)
        assert answer.status_code in {200, 403}
        if answer.status_code == 200:
            found.add(name)
    assert insiders == found


async def test_a_need_is_stated_and_its_refusal_keeps_what_was_typed(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    refused = await malik.post(f"{BASE}/needs", {**NEED, "sessions": "many"})
    assert refused.status_code == 422
    assert "Give a number of sessions, such as 10." in refused.text
    assert "To run." in refused.text
    assert (await malik.post(f"{BASE}/needs", NEED)).status_code == 303
    plan = (await malik.get(f"{BASE}/plan")).text
    assert "To run." in plan
    assert "Ask somebody" in plan
    assert "To run." not in (await site.browser(people.yann).get(f"{BASE}/plan")).text
    assert "Physiotherapy" in (await site.browser(people.nour).get("/care/needs")).text


async def test_the_next_look_at_a_need_keeps_the_day_that_was_refused(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    need = await _stated(malik)
    await malik.post(f"{need}?do=begin", {"move": "begun", "on": "2025-03-04"})
    assert "2025-03-01" not in (await malik.get(need, do="review")).text
    refused = await malik.post(
        f"{need}?do=review",
        {"move": "reviewed", "on": "2025-03-04", "review_on": "2025-03-01", "sentence": "Walks."},
    )
    assert refused.status_code == 422
    assert 'value="2025-03-01"' in refused.text
    assert "Walks." in refused.text


async def test_of_two_who_speak_of_a_need_at_once_the_second_keeps_what_was_typed(
    people: People, site: Site
) -> None:
    malik, salome = site.browser(people.malik), site.browser(people.salome)
    need = await _stated(malik)
    closing = {"move": "closed", "outcome": "met", "on": "2025-03-04"}
    assert (await salome.post(f"{need}?do=result", closing)).status_code == 303
    late = await malik.post(
        f"{need}?do=restate",
        {"move": "amended", "on": "2025-03-04", "goal": "To <run> far.", "need": " "},
    )
    assert late.status_code == 422
    assert "yours no longer follows from it" in late.text
    twice = await salome.post(f"{need}?do=restate", {"move": "amended", "on": "2025-03-04"})
    assert "You said something of this need yourself in another window, on " in twice.text
    assert 'id="field-base"' in late.text
    assert "To &lt;run&gt; far." in late.text
    assert "What was seen" not in late.text
    assert "Goal met" in late.text
    bare = await malik.post(f"{need}?do=begin", {"move": "begun", "on": "2025-03-04"})
    assert bare.status_code == 422
    assert "nothing but a choice or a day" in bare.text
    assert 'id="field-base"' not in (await malik.get(need)).text


async def test_a_need_that_was_declined_says_so_and_not_that_nobody_was_asked(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    assert (await malik.post(f"{BASE}/needs", {**NEED, "asked": "Mme Pin"})).status_code == 303
    found = re.search(rf"{BASE}/needs/[0-9a-f-]{{36}}", (await malik.get(f"{BASE}/plan")).text)
    assert found
    no = {"move": "declined", "refusal": "no_place", "on": "2025-03-04"}
    assert (await malik.post(f"{found[0]}?do=answer", no)).status_code == 303
    for path in (f"{BASE}/plan", found[0], "/care/needs", "/care/needs.csv"):
        shown = (await malik.get(path)).text
        assert "eclined, somebody else is to be asked" in shown, path
        assert "obody asked yet" not in shown, path


async def _stated(browser: Browser) -> str:
    assert (await browser.post(f"{BASE}/needs", NEED)).status_code == 303
    found = re.search(rf"{BASE}/needs/[0-9a-f-]{{36}}", (await browser.get(f"{BASE}/plan")).text)
    assert found
    return found[0]


async def test_somebody_outside_is_asked_on_the_page_and_the_list_says_how_long_one_waits(
    people: People, site: Site
) -> None:
    nour = site.browser(people.nour)
    fields = {
        "discipline": "speech",
        "found_in": "other",
        "stated_on": "2025-02-02",
        "asked": " Rose  Caulier ",
    }
    assert 'href="/network/new"' in (await nour.get(f"{BASE}/needs/new")).text
    assert (
        'href="/network/new"'
        not in (await site.browser(people.malik).get(f"{BASE}/needs/new")).text
    )
    assert (await nour.post(f"{BASE}/needs", fields)).status_code == 303
    shown = (await nour.get("/care/needs")).text
    assert "asked of Rose Caulier on 4 March 2025" in shown
    assert "How long they wait for a first session" in shown
    assert "Rose Caulier" in (await nour.get("/care/needs.csv")).text
    assert "Half waited at most" in (await nour.get("/care/needs.csv")).text


async def test_a_request_waits_for_its_answer_from_the_day_it_was_made(
    people: People, site: Site
) -> None:
    nour = site.browser(people.nour)
    fields = {"discipline": "speech", "found_in": "other", "stated_on": "2025-02-02"}
    assert (await nour.post(f"{BASE}/needs", {**fields, "asked": "Rose"})).status_code == 303
    shown = (await nour.get(f"{BASE}/plan")).text
    assert "asked of Rose on 4 March 2025" in shown
    assert not re.search("waiting for [0-9]", shown), "asked today: nobody has kept anybody waiting"
    assert "no answer for" not in shown


async def test_whom_to_ask_begins_with_who_gives_that_care_and_an_acronym_keeps_its_capitals(
    people: People, site: Site, operator: Operator, vault: Vault
) -> None:
    known = [
        NewPractitioner(contact=Contact(family_name=name), role=role, organization=NURSERY)
        for name, role in (
            ("Arlin", Role.CARER),
            ("Berthe", Role.KEY_WORKER),
            ("Caron", Role.NURSE),
            ("Zola", Role.PSYCHOLOGIST),
        )
    ]
    async with operator("import") as errand:
        await network.add_many(errand, known, vault=vault)
    page = (await site.browser(people.nour).get(f"{BASE}/needs/new", discipline="psychology")).text
    options = page.partition('name="performer"')[2].partition("</select>")[0]
    said = [" ".join(each.split(", ")[:2]) for each in re.findall(">([^<]+, [^<]+)<", options)]
    assert said == [
        "Zola psychologist",
        "Caron nurse",
        "Arlin foster carer",
        "Berthe ASE key worker",
    ]


async def test_the_line_of_a_session_can_be_said_anew_by_the_page(
    people: People, site: Site
) -> None:
    page = (await site.browser(people.nour).get(f"{BASE}/new")).text
    assert 'data-terms="{day}, {minutes} minutes, paid by: {payer}. Change"' in page
    assert "care/session.js" in page


async def test_a_need_is_prefilled_by_the_questionnaire_it_comes_from(
    people: People, site: Site
) -> None:
    source = "6f0d1a52-6f0f-4d1e-9d9d-5f5f2c1f9f10"
    path = f"{BASE}/needs/new"
    shown = await site.browser(people.salome).get(
        path, **{"from": f"scale:{source}", "discipline": "psychology"}
    )
    assert f'name="source" value="{source}"' in shown.text
    assert '<option value="psychology" selected>' in shown.text
    odd = await site.browser(people.salome).get(path, **{"from": "<x>:1", "discipline": "<y>"})
    assert odd.status_code == 200
    assert "<y>" not in odd.text


async def test_an_afternoon_is_sent_and_the_month_is_a_file_without_formulas(
    people: People, site: Site
) -> None:
    nour = site.browser(people.nour)
    refused = await nour.post("/care/sessions", {**SESSION, "minutes": "long"})
    assert refused.status_code == 422
    assert "Give the length in minutes" in refused.text
    assert (await nour.post("/care/sessions", SESSION)).status_code == 303
    assert "1 of 15 sessions" in (await nour.get(BASE)).text
    month = await nour.get("/care/month.csv", month="2025-03")
    assert month.headers["content-disposition"] == 'attachment; filename="sessions-2025-03.csv"'
    assert (await site.browser(people.malik).get("/care/notes")).status_code == 200


async def test_an_afternoon_takes_chips_and_says_why_one_more(people: People, site: Site) -> None:
    malik = site.browser(people.malik)
    one = {**SESSION, "payer": "pegase", "presence": "present", "sure": "2025-03-04"}
    assert f'name="beyond-{LOU}"' not in (await malik.get("/care/sessions")).text
    for _ in range(15):
        assert (await malik.post(BASE, one)).status_code == 303
    assert f'name="beyond-{LOU}"' in (await malik.get("/care/sessions")).text
    said: dict[str, str | list[str]] = {
        **SESSION,
        f"chips-{LOU}": ["play", "tired"],
        f"beyond-{LOU}": "agreed",
        "sure": f"2025-03-04 {LOU}",
    }
    for field, odd in (("chips", "asleep"), ("beyond", "why not")):
        refused = await malik.post("/care/sessions", {**said, f"{field}-{LOU}": odd})
        assert refused.status_code == 422
    typed = await malik.post("/care/sessions", {**said, "minutes": "long"})
    for kept in ('value="play" checked', 'value="tired" checked', 'value="agreed" selected'):
        assert kept in typed.text, kept
    assert (await malik.post("/care/sessions", said)).status_code == 303
    page = (await malik.get(BASE)).text
    assert "The payer agreed" in page
    assert "tiredness" in page.lower()
    assert (await site.browser(people.nour).post("/care/sessions", said)).status_code == 403


async def test_two_sessions_of_a_day_with_one_professional_are_asked_about_once(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    fields = {**SESSION, "payer": "pegase", "presence": "present", "note": "Played."}
    assert (await malik.post(BASE, fields)).status_code == 303
    asked = await malik.post(BASE, fields)
    assert asked.status_code == 422
    assert "Is it another one?" in asked.text
    assert "Played." in asked.text
    assert "1 of 15 sessions" in (await malik.get(BASE)).text
    assert (await malik.post(BASE, {**fields, "kind": "psychology"})).status_code == 303
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    assert (await malik.post(BASE, {**fields, "sure": sure[1]})).status_code == 303
    assert "3 of 15 sessions" in (await malik.get(BASE)).text


async def test_the_sixteenth_session_is_asked_why_and_never_refused(
    people: People, site: Site
) -> None:
    malik = site.browser(people.malik)
    fields = {**SESSION, "payer": "pegase", "presence": "present", "sure": "2025-03-04"}
    for _ in range(15):
        assert (await malik.post(BASE, fields)).status_code == 303
    shown = (await malik.get(f"{BASE}/new")).text
    assert "Session 16 of a year of 15" in shown
    assert "Why one more" in shown
    assert (await malik.post(BASE, {**fields, "beyond": "urgent"})).status_code == 303
    kept = (await malik.get(BASE)).text
    assert "16 of 15 sessions" in kept
    assert "It could not wait" in kept
