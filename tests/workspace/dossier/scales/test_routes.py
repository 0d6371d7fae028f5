"""The pages of the scales, asked for as browsers do: enter, correct, have filled, keep."""

import json
import re
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.dossier.scales.cases import SKILLS
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from tests.workspace.served import Site
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.scales import service
from workspace.dossier.scales.entries import Entry
from workspace.dossier.scales.instruments import sheet, tools
from workspace.dossier.scales.links import steps

__all__ = ["browse", "clock", "followed", "operator", "site"]

PAGE = f"/children/{LOU}/scales"
# On 4 March 2025 Lou is 45 months old: the questionnaire of 48 months.
WHO = {
    "answered_on": "2025-03-04",
    "respondent": "foster_carer",
    "place": "living_place",
    "language": "fran\u00e7ais",
}
TOTALS = {
    **WHO,
    "tool": "ASQ-3",
    "months": "48",
    "mode": "totals",
    "t-communication": "20",
    "t-gross_motor": "60",
}
LINK = {
    "questionnaire": "ASQ-SE-2@48",
    "respondent": "foster_carer",
    "called": "L",
    "days": "14",
}

pytestmark = pytest.mark.usefixtures("followed")


async def entered(people: People, vault: Vault) -> tuple[Entry, ...]:
    with people.nour.here():
        return await service.entries(people.nour.clearance(), vault=vault)


async def test_the_questionnaire_of_the_age_is_proposed(browse: Browse, people: People) -> None:
    text = (await browse(people.salome).get(PAGE + "/new")).text
    assert "ASQ-3, 48 months" in text
    assert "45 months 22 days as lived. No correction." in text
    chosen = (await browse(people.salome).get(PAGE + "/new", tool="ASQ-3")).text
    assert 'name="a-personal_social-6"' in chosen
    assert "not the one of that age" not in chosen


async def test_a_carer_is_told_of_the_paper_and_goes_by_answers(
    browse: Browse, people: People
) -> None:
    text = (await browse(people.odile).get(PAGE + "/new", tool="ASQ-3")).text
    assert "With the paper questionnaire in front of you, mark the same answers here." in text
    assert "Answers: 0 of 30" in text
    assert "By totals" not in text
    assert "Only the totals were written down? Give the totals." in text
    totals = (await browse(people.odile).get(PAGE + "/new", tool="ASQ-3", mode="totals")).text
    assert "copy the totals written on it" in totals
    assert "Mark the answers instead" in totals
    assert "By totals" in (await browse(people.salome).get(PAGE + "/new", tool="ASQ-3")).text
    own_words = (await browse(people.salome).get(PAGE + "/new", tool="REPERES")).text
    assert "With the paper questionnaire" not in own_words


async def test_what_was_begun_on_another_device_is_taken_up_without_scripts(
    browse: Browse, people: People
) -> None:
    odile, version = browse(people.odile), str(uuid4())
    typed = {"a-communication-1": ["10"], "a-communication-2": [], "language": ["polski"]}
    draft = {"id": version, "form": f"scale-asq-3-48:{PAGE}", "revision": "0"}
    assert "did not send it" not in (await odile.get(PAGE + "/new", tool="ASQ-3")).text
    kept = await odile.post("/drafts", {**draft, "typed": json.dumps(typed)})
    assert kept.status_code == 200
    page = (await odile.get(PAGE + "/new", tool="ASQ-3")).text
    noscript = re.findall(r"<noscript>(.*?)</noscript>", page)[0]
    assert "did not send it" in noscript
    assert f"kept={version}" in noscript
    assert (
        "did not send it" not in (await browse(people.salome).get(PAGE + "/new", tool="ASQ-3")).text
    )
    again = (await odile.get(PAGE + "/new", tool="ASQ-3", kept=version)).text
    assert re.search(r'name="a-communication-1" value="10"[^>]* checked', again)
    assert "Answers: 1 of 30" in again
    sent = {**WHO, "tool": "ASQ-3", "months": "48", "mode": "items", "a-communication-1": "10"}
    answer = await odile.post(PAGE, {**sent, "kept": version, "sure": "29"})
    assert answer.status_code == 303
    assert "did not send it" not in (await odile.get(PAGE + "/new", tool="ASQ-3")).text


async def test_the_total_of_sdq_is_entered_without_its_questions(
    browse: Browse, people: People
) -> None:
    salome = browse(people.salome)
    form = (await salome.get(PAGE + "/new", tool="SDQ")).text
    assert 'name="t-total"' in form
    assert "Mark the answers instead" not in form
    sent = {**WHO, "tool": "SDQ", "months": "0", "mode": "totals", "t-total": "41"}
    sent["reason"] = "The school asked for it."
    refused = await salome.post(PAGE, sent)
    assert (refused.status_code, "outside the range" in refused.text) == (422, True)
    assert (await salome.post(PAGE, {**sent, "t-total": "15"})).status_code == 303
    assert "SDQ" in (await salome.get(PAGE)).text


async def test_another_questionnaire_asks_why(browse: Browse, people: People) -> None:
    text = (await browse(people.salome).get(PAGE + "/new", tool="ASQ-3", months="24")).text
    assert "This questionnaire is not the one of that age." in text
    assert "months=48" in text
    answer = await browse(people.salome).post(PAGE, {**TOTALS, "months": "24"})
    assert answer.status_code == 422
    assert 'id="field-reason-error"' in answer.text


async def test_totals_are_entered_and_shown_in_classes(
    browse: Browse, people: People, vault: Vault
) -> None:
    answer = await browse(people.salome).post(PAGE, TOTALS)
    assert answer.headers["location"] == PAGE
    (entry,) = await entered(people, vault)
    text = (await browse(people.nour).get(PAGE)).text
    assert "Below the cut-off" in text
    assert "20 of 60" in text
    assert "Early care: psychomotor therapy" in text
    assert f"correct={entry.id}" not in text, "who coordinates does not write this class"
    again = (await browse(people.salome).get(PAGE + "/new", correct=str(entry.id))).text
    assert 'name="t-communication" class="short" inputmode="decimal" value="20"' in again


async def test_a_score_out_of_range_is_said_beside_its_field_and_kept(
    browse: Browse, people: People
) -> None:
    answer = await browse(people.salome).post(PAGE, {**TOTALS, "t-gross_motor": "61"})
    assert answer.status_code == 422
    assert 'id="field-gross_motor-error"' in answer.text
    assert 'value="61"' in answer.text


async def test_what_cannot_be_read_and_what_cannot_be_are_said_in_one_round(
    browse: Browse, people: People, vault: Vault
) -> None:
    wrong = {
        "t-communication": "many",
        "t-gross_motor": "61",
        "place": "",
        "language": "",
        "months": "24",
        "knows_since": "2020-01-01",
    }
    answer = await browse(people.salome).post(PAGE, {**TOTALS, **wrong})
    assert answer.status_code == 422
    for name in ("communication", "gross_motor", "place", "language", "reason", "knows_since"):
        assert f'id="field-{name}-error"' in answer.text, name
    assert "Give the score as a number" in answer.text
    assert "6 things need your attention" in answer.text
    assert 'value="many"' in answer.text
    assert await entered(people, vault) == ()


async def test_a_questionnaire_that_lacks_answers_is_not_asked_about_before_its_errors(
    browse: Browse, people: People
) -> None:
    fields = {**WHO, "tool": "ASQ-SE-2", "months": "48", "mode": "items", "a-total-1": "10"}
    answer = await browse(people.salome).post(PAGE, {**fields, "place": ""})
    assert answer.status_code == 422
    assert 'id="field-place-error"' in answer.text
    assert 'name="sure"' not in answer.text


async def test_slots_are_entered_and_a_new_informant_is_said(
    browse: Browse, people: People, vault: Vault
) -> None:
    fields = {**WHO, "tool": "ASQ-SE-2", "months": "48", "mode": "items"}
    fields |= {"a-total-1": "10", "c-total-1": "yes", "knows_since": "2025-03-01"}
    fields |= {f"a-total-{n}": "0" for n in range(2, 37)}
    answer = await browse(people.odile).post(PAGE, fields)
    assert answer.status_code == 303
    (entry,) = await entered(people, vault)
    assert entry.concerns == {"total": (1,)}
    text = (await browse(people.odile).get(PAGE)).text
    assert "Has known the child for less than two weeks." in text
    assert "Concern at questions: 1" in text
    assert "Early care" not in text, "a proposal is for who reads the scales"


async def test_a_questionnaire_with_missing_answers_is_asked_about_once_and_kept_in_one_click(
    browse: Browse, people: People, vault: Vault
) -> None:
    one = {**WHO, "tool": "ASQ-3", "months": "48", "mode": "items", "a-communication-1": "10"}
    odile = browse(people.odile)
    wrong = await odile.post(PAGE, {**one, "language": ""})
    assert "answers are missing" not in wrong.text, "what cannot be comes first"
    asked = await odile.post(PAGE, one)
    assert asked.status_code == 422
    assert "29 answers are missing." in asked.text
    assert await entered(people, vault) == ()
    assert re.search(r'name="a-communication-1" value="10"[^>]* checked', asked.text)
    sure = re.search(r'name="sure" value="(\d+)"', asked.text)
    assert sure is not None
    assert (await odile.post(PAGE, {**one, "sure": sure[1]})).status_code == 303
    (entry,) = await entered(people, vault)
    assert all(result.points is None for result in entry.results)


async def test_a_form_never_shown_is_asked_anew(browse: Browse, people: People) -> None:
    assert (await browse(people.salome).post(PAGE, {})).status_code == 422


@pytest.mark.parametrize("name", ["nour", "ambre", "yann", "diane"])
async def test_who_does_not_write_the_class_enters_nothing(
    browse: Browse, people: People, name: str
) -> None:
    person = people.by_name[name]
    assert (await browse(person).get(PAGE + "/new")).status_code == 403
    assert (await browse(person).post(PAGE, TOTALS)).status_code == 403


@pytest.mark.parametrize(("name", "expected"), [("yann", 403), ("diane", 403), ("stranger", 404)])
async def test_the_page_is_closed_to_others(
    browse: Browse, people: People, name: str, expected: int
) -> None:
    assert (await browse(people.by_name[name]).get(PAGE)).status_code == expected


async def test_the_battery_of_the_assessment_comes_first(browse: Browse, people: People) -> None:
    salome = browse(people.salome)
    assert "battery=ASQ-3&amp;battery=ASQ-SE-2" in (await salome.get(PAGE)).text
    plain = (await salome.get(PAGE + "/new")).text
    assert "Asked at the assessment of this age" not in plain
    first = (await salome.get(PAGE + "/new", battery="ASQ-SE-2")).text
    assert first.count("Asked at the assessment of this age") == 1
    order = re.findall(r"new\?tool=([\w-]+)", first)
    assert (order[0], len(order)) == ("ASQ-SE-2", len(tools()))


async def test_a_correction_that_is_not_there_is_not_found(browse: Browse, people: People) -> None:
    assert (await browse(people.salome).get(PAGE + "/new", correct="x")).status_code == 404


async def test_numbers_changed_since_are_a_second_reading(
    browse: Browse, people: People, operator: object, vault: Vault
) -> None:
    assert operator
    with people.salome.here():
        clearance = people.salome.clearance(Permission.SCALE_ADD)
        moment = FixedClock(moment=datetime(2025, 3, 4, 9, tzinfo=UTC))
        await service.enter(clearance, SKILLS, clock=moment, vault=vault)
    assert "Read again today" not in (await browse(people.nour).get(PAGE)).text


# ── Through a link ───────────────────────────────────────────────────────────────────────────────


async def link_made(browse: Browse, people: People) -> str:
    text = (await browse(people.nour).post(PAGE + "/links", LINK)).text
    found = re.search(r"/q/([\w-]+)", text)
    assert found is not None
    return found[0]


async def test_a_link_is_filled_without_an_account_and_kept_by_a_professional(
    browse: Browse, people: People, site: Site, vault: Vault
) -> None:
    path = await link_made(browse, people)
    async with site.client() as phone:
        page = (await phone.get(path)).text
        assert "About L." in page
        assert "Lou" not in page.replace(path, ""), "but for the secret, which is of any letters"
        assert "Delattre" not in page
        token = re.search('name="csrf_token" value="([0-9a-f]+)"', page)
        assert token is not None
        own = {"csrf_token": token[1]}
        answers = {f"a-total-{n}": "10" for n in range(1, 7)}
        kept = await phone.post(path, data={**own, **answers, "page": "1", "go": "keep"})
        assert kept.status_code == 204
        again = (await phone.get(path)).text
        assert "page 2 of 7" in again
        assert "Answers: 6 of 36" in again
        back = await phone.post(path, data={**own, "page": "2", "go": "back"})
        assert back.headers["location"] == f"{path}?page=1"
        assert 'value="10" checked' in (await phone.get(back.headers["location"])).text
        wrong = await phone.post(path, data={**own, "page": "7", "go": "end"})
        assert wrong.status_code == 422
        assert 'id="field-place-error"' in wrong.text
        assert "(optional)" not in re.findall(r"<label[^>]*field-place.*?</label>", wrong.text)[0]
        assert (
            "(optional)" not in re.findall(r"<label[^>]*field-language.*?</label>", wrong.text)[0]
        )
        assert re.search(r'value="back"[^>]* formnovalidate', wrong.text)
        who = {"language": "polski", "place": "living_place"}
        ended = await phone.post(path, data={**own, **who, "page": "7", "go": "end"})
        assert "Thank you" in (await phone.get(ended.headers["location"])).text
        assert "Thank you" in (await phone.post(path, data=own)).text
    text = (await browse(people.nour).get(PAGE)).text
    assert "Filled through a link, to be read" in text
    wanted = re.search(r"links/([0-9a-f-]{36})/validation", text)
    assert wanted is not None
    answer = await browse(people.nour).post(f"{PAGE}/links/{wanted[1]}/validation")
    assert answer.headers["location"] == PAGE
    (entry,) = await entered(people, vault)
    assert entry.answers == {"total": (10,) * 6 + (None,) * 30}
    assert "Filled through a link, kept by Nour" in (await browse(people.nour).get(PAGE)).text


@pytest.mark.parametrize("name", ["nour", "ambre"])
async def test_a_paper_handed_over_is_typed_in_two_clicks_by_who_types_no_score(
    browse: Browse, people: People, name: str
) -> None:
    """One to the scales, one to the questionnaire: the link opens where it is made, and is kept apart."""
    person = browse(people.by_name[name])
    assert (await person.get(PAGE + "/new")).status_code == 403, "the matrix of access"
    text = (await person.get(PAGE)).text
    form = text.partition('id="paper"')[2].partition("</form>")[0]
    sent = {"here": "yes"} | {
        select: re.findall(r'<option value="([^"]+)" selected', words)[0]
        for select, words in re.findall(
            r'<select [^>]*name="(\w+)".*?>(.*?)</select>', form, re.DOTALL
        )
    }
    assert sent["questionnaire"] == "ASQ-3@48"
    opened = await person.post(PAGE + "/links", sent)
    assert opened.status_code == 303
    page = await person.get(opened.headers["location"])
    assert "Communication" in page.text
    assert "Delattre" not in page.text
    assert "open" in (await person.get(PAGE)).text


async def test_a_paper_is_typed_from_the_assessment_by_its_tool_alone(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    opened = await nour.post(PAGE + "/links", {"here": "yes", "tool": "ASQ-SE-2"})
    assert opened.headers["location"].startswith("/q/")
    wrong = await nour.post(PAGE + "/links", {"here": "yes", "tool": "GONE"})
    assert wrong.status_code == 422
    assert 'id="paper"' not in (await browse(people.malik).get(PAGE)).text


async def test_what_a_link_brings_at_another_age_is_said_and_a_reason_asked(
    browse: Browse, people: People, site: Site, database: Database, vault: Vault
) -> None:
    text = (
        await browse(people.nour).post(PAGE + "/links", {**LINK, "questionnaire": "ASQ-3@48"})
    ).text
    path = re.findall(r"/q/[\w-]+", text)[0]
    async with site.client() as phone:
        token = re.findall('name="csrf_token" value="([0-9a-f]+)"', (await phone.get(path)).text)[0]
        answers = {f"a-communication-{n}": "10" for n in range(1, 7)}
        said = {"csrf_token": token, **answers, "language": "polski", "place": "living_place"}
        await phone.post(path, data={**said, "page": "1", "go": "next"})
        await phone.post(path, data={**said, "page": "6", "go": "end"})
    assert "not the questionnaire of that age" not in (await browse(people.nour).get(PAGE)).text
    owner = await asyncpg.connect(database.url("grenier_owner"))  # as if it had been made long ago
    await owner.execute("update scale_invitation set interval_months = 42")
    await owner.close()
    text = (await browse(people.nour).get(PAGE)).text
    assert "not the questionnaire of that age" in text
    (validation,) = set(re.findall(rf"{PAGE}/links/[0-9a-f-]+/validation", text))
    asked = await browse(people.nour).post(validation, {"reason": "x" * 400})
    assert (asked.status_code, "x" * 400 in asked.text) == (422, True)
    asked = await browse(people.nour).post(validation)
    assert asked.status_code == 422
    assert 'id="field-reason-error"' in asked.text
    kept = await browse(people.nour).post(validation, {"reason": "Came late by post."})
    assert kept.status_code == 303
    (entry,) = await entered(people, vault)
    assert (entry.months, entry.reason) == (42, "Came late by post.")


async def test_a_link_asked_for_one_tool_has_the_questionnaire_of_the_age_chosen(
    browse: Browse, people: People
) -> None:
    text = (await browse(people.nour).get(PAGE + "/links/new", tool="ASQ-SE-2")).text
    assert re.findall(r'<option value="([^"]+@[^"]+)" selected', text) == ["ASQ-SE-2@48"]
    other = (await browse(people.nour).get(PAGE + "/links/new", tool="CBCL")).text
    assert '@0" selected' not in other, "a tool without a questionnaire to fill chooses none"


async def test_a_closed_link_says_so(browse: Browse, people: People, site: Site) -> None:
    path = await link_made(browse, people)
    text = (await browse(people.nour).get(PAGE)).text
    wanted = re.search(r"links/([0-9a-f-]{36})/revocation", text)
    assert wanted is not None
    await browse(people.nour).post(f"{PAGE}/links/{wanted[1]}/revocation")
    async with site.client() as phone:
        answer = await phone.get(path)
        assert answer.status_code == 410
        assert "This link was closed" in answer.text
        assert (await phone.get("/q/nothing")).status_code == 404
    assert "closed" in (await browse(people.nour).get(PAGE)).text


async def test_a_link_that_cannot_be_keeps_what_was_typed(browse: Browse, people: People) -> None:
    assert "Make the link" in (await browse(people.nour).get(PAGE + "/links/new")).text
    answer = await browse(people.nour).post(PAGE + "/links", {**LINK, "called": "Lou"})
    assert answer.status_code == 422
    assert 'id="field-called-error"' in answer.text
    other = await browse(people.nour).post(PAGE + "/links", {**LINK, "questionnaire": "ASQ-3@2"})
    assert 'id="field-reason-error"' in other.text


@pytest.mark.parametrize("name", ["noe", "malik", "odile", "yann"])
async def test_a_link_is_made_by_who_reads_the_scales(
    browse: Browse, people: People, name: str
) -> None:
    person = people.by_name[name]
    assert (await browse(person).get(PAGE + "/links/new")).status_code == 403
    assert (await browse(person).post(PAGE + "/links", LINK)).status_code == 403


def test_a_page_of_a_link_holds_six_answers_of_one_section() -> None:
    pages = steps(sheet("ASQ-3", 48).sections)
    assert [len(step.slots) for step in pages] == [6, 6, 6, 6, 6, 0]
    assert [len(step.slots) for step in steps(sheet("M-CHAT-R", 0).sections)] == [6, 6, 6, 2, 0]
