"""The pages of an assessment, asked for as browsers do."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import LOU, People, Person
from tests.workspace.dossier.assessment.answering import ALL_CLOSED
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.dossier.assessment.model import Answers
from workspace.ids import DossierId

__all__ = ["browse", "clock", "site"]

HERE = f"/children/{LOU}/assessments/M42"
MEASURES = f"{HERE}/parts/measures"
GOOD = {"weight_kg": "14,8", "length_cm": "98", "seen_on": "2025-03-04"}

pytestmark = pytest.mark.usefixtures("followed")


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


def fields_of(answers: Answers) -> dict[str, str | list[str]]:
    """Return what a browser sends of these answers."""
    sent: dict[str, str | list[str]] = {}
    for code, answer in answers.items():
        several = isinstance(answer.value, tuple)
        sent[code] = list(answer.value) if several else str(answer.value)
        if answer.is_unknown:
            sent[code] = "unknown"
    return sent


def hidden(text: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1]


async def closed(browse: Browse, person: Person, part: str, **fields: str | list[str]) -> str:
    """Close a part as its form does; return where the answer leads."""
    page = await browse(person).get(f"{HERE}/parts/{part}")
    sent = {
        "action": "close",
        "base": hidden(page.text, "base"),
        "form": hidden(page.text, "form"),
        "seen_on": "2025-03-04",
        **fields,
    }
    answer = await browse(person).post(f"{HERE}/parts/{part}", sent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_the_list_of_steps_leads_to_the_form(browse: Browse, people: People) -> None:
    listed = await browse(people.ambre).get(f"/children/{LOU}/assessments")
    assert f'href="{HERE}"' in listed.text
    for name in ("odile", "yann"):
        text = (await browse(people.by_name[name]).get(f"/children/{LOU}/assessments")).text
        assert f'href="{HERE}"' not in text


async def test_a_step_or_a_part_that_does_not_exist_is_not_found(
    browse: Browse, people: People
) -> None:
    for path in (f"/children/{LOU}/assessments/M99", f"{HERE}/parts/nothing", HERE + "/nothing"):
        assert (await browse(people.ambre).get(path)).status_code == 404
    assert (await browse(people.ambre).post(f"{HERE}/parts/nothing", {})).status_code == 404
    old = await browse(people.ambre).post(MEASURES, {"form": "bilan-0"})
    assert old.status_code == 404


async def test_a_part_is_closed_and_the_next_one_opens(browse: Browse, people: People) -> None:
    leads_to = await closed(browse, people.ambre, "measures", **GOOD)
    assert leads_to == f"{HERE}/parts/examination"
    page = await browse(people.ambre).get(MEASURES)
    assert "14.8 kg" in page.text
    assert re.search(r"<dt>Not filled in</dt><dd>[^<]*Temperature, Heart rate", page.text)
    whole = (await browse(people.ambre).get(f"{HERE}/whole")).text
    assert re.search(r"<dt>Not filled in</dt><dd>[^<]*Temperature, Heart rate", whole)
    assert "Body mass index" in page.text
    assert "Open it again" in page.text
    overview = await browse(people.ambre).get(HERE)
    assert "1 of 8 parts closed" in overview.text
    row = overview.text.partition('id="row-measures"')[2].partition("</li>")[0]
    assert "5 questions not filled in" in row
    assert overview.text.count("not filled in") == 1, "of a part that is closed"


async def test_what_cannot_be_stands_beside_its_field_and_what_was_typed_is_kept(
    browse: Browse, people: People
) -> None:
    sent = {"action": "close", "weight_kg": "heavy", "head_cm": "-2", "seen_on": "2025-03-05"}
    answer = await browse(people.ambre).post(MEASURES, sent)
    assert answer.status_code == 422
    for code in ("weight_kg", "length_cm", "head_cm", "seen_on"):
        assert f'id="field-{code}-error"' in answer.text
    assert 'value="heavy"' in answer.text
    assert 'value="heavy"' in (await browse(people.ambre).get(MEASURES)).text


@pytest.mark.parametrize(
    ("part", "codes"),
    [
        ("examination", ("vision", "hearing", "neurodevelopment")),
        ("visit", ("accompanied",)),
    ],
)
async def test_a_part_nobody_answered_anything_of_is_not_closed_and_nobody_came_before(
    browse: Browse, people: People, part: str, codes: tuple[str, ...]
) -> None:
    """Closed at once, with nothing typed: what is needed is said, with the focus on the summary."""
    answer = await browse(people.ambre).post(f"{HERE}/parts/{part}", {"action": "close"})
    assert answer.status_code == 422
    for code in codes:
        assert f'id="field-{code}-error"' in answer.text
    assert re.search(r'class="error-summary"[^>]*data-focus', answer.text)
    assert answer.text.count('class="error"') == len(codes)
    read = await browse(people.ambre).get(f"{HERE}/parts/{part}")
    assert "error-summary" not in read.text, "nothing was kept of nothing"


async def test_a_wrong_unit_is_asked_about_and_confirmed_by_its_value(
    browse: Browse, people: People
) -> None:
    sent = {**GOOD, "action": "close", "weight_kg": "44"}
    asked = await browse(people.ambre).post(MEASURES, sent)
    assert asked.status_code == 422
    assert "This is far from the reference for this age" in asked.text

    grams = {**sent, "base": hidden(asked.text, "base"), "weight_kg": "14800"}
    meant = await browse(people.ambre).post(MEASURES, grams)
    assert 'data-meant="14.8"' in meant.text

    button = re.search(r'name="meant" value="([^"]+)"', meant.text)
    assert button is not None, "without JavaScript too"
    taken = {**grams, "base": hidden(meant.text, "base"), "meant": button[1]}
    taken = {name: value for name, value in taken.items() if name != "action"}
    answer = await browse(people.ambre).post(MEASURES, taken)
    assert answer.headers["location"] == MEASURES, "back to the part, to close it"
    meant = await browse(people.ambre).get(MEASURES)
    assert re.search(r'name="weight_kg" value="14.8"', meant.text)

    sure = {**sent, "base": hidden(meant.text, "base"), "weight_kg.sure": "44"}
    assert (await browse(people.ambre).post(MEASURES, sure)).status_code == 303


async def test_a_value_that_cannot_be_is_refused_with_what_was_probably_meant(
    browse: Browse, people: People
) -> None:
    sent = {**GOOD, "action": "close", "weight_kg": "17,2 g", "length_cm": "0.98"}
    answer = await browse(people.ambre).post(MEASURES, sent)
    assert answer.status_code == 422
    assert 'data-meant="17.2"' in answer.text
    assert 'data-meant="98"' in answer.text


async def test_what_cannot_be_is_not_offered_to_be_confirmed(
    browse: Browse, people: People
) -> None:
    sent = {**GOOD, "action": "close", "length_cm": "0.95", "temperature": "98,6", "head_cm": "-2"}
    answer = await browse(people.ambre).post(MEASURES, sent)
    assert answer.status_code == 422
    for code, meant in (("length_cm", "95"), ("temperature", "37")):
        assert f'id="field-{code}-error"' in answer.text
        assert f'data-meant="{meant}"' in answer.text
        assert f'name="{code}.sure"' not in answer.text
    assert "Is it right?" not in answer.text
    far = {**GOOD, "action": "close", "weight_kg": "44", "base": hidden(answer.text, "base")}
    asked = await browse(people.ambre).post(MEASURES, far)
    assert 'name="weight_kg.sure"' in asked.text, "what is only unlikely may be confirmed"


async def test_the_next_assessment_is_not_before_the_visit(browse: Browse, people: People) -> None:
    conclusion = f"{HERE}/parts/conclusion"
    sent = {"action": "close", "next_on": "2024-12-19", "seen_on": "2025-03-04"}
    answer = await browse(people.ambre).post(conclusion, sent)
    assert answer.status_code == 422
    assert 'id="field-next_on-error"' in answer.text


@pytest.mark.parametrize("step", ["B00", "M42"])
async def test_the_scales_of_the_day_lead_to_the_link_with_its_questionnaire_chosen(
    browse: Browse, people: People, step: str
) -> None:
    ambre = browse(people.ambre)
    text = (await ambre.get(f"/children/{LOU}/assessments/{step}/parts/scales")).text
    links = re.findall(rf'href="/children/{LOU}/scales/links/new\?tool=([\w-]+)"', text)
    assert "ASQ-3" in links
    assert re.search(r'name="here" value="yes">\s*<input [^>]*name="tool" value="ASQ-3"', text)
    made = (await ambre.get(f"/children/{LOU}/scales/links/new", tool="ASQ-3")).text
    assert re.findall(r'<option value="(ASQ-3@\d+)" selected', made) == ["ASQ-3@48"]
    noe = (await browse(people.noe).get(f"/children/{LOU}/assessments/{step}/parts/scales")).text
    assert "links/new" not in noe, "a link is made by who reads the answers"


async def test_a_confirmation_is_of_one_value(browse: Browse, people: People) -> None:
    sent = {**GOOD, "action": "close", "weight_kg": "43", "weight_kg.sure": "44"}
    assert (await browse(people.ambre).post(MEASURES, sent)).status_code == 422


async def test_the_rest_is_normal_at_one_press(browse: Browse, people: People) -> None:
    path = f"{HERE}/parts/examination"
    sent = {"action": "rest_normal", "heart": "abnormal", "heart.note": "A murmur."}
    answer = await browse(people.ambre).post(path, sent)
    assert answer.headers["location"] == path
    page = (await browse(people.ambre).get(path)).text
    assert re.search(r'name="heart" value="abnormal" checked', page)
    assert re.search(r'name="lungs" value="normal" checked', page)
    assert 'value="A murmur."' in page


async def test_drafts_are_kept_as_one_types(browse: Browse, people: People) -> None:
    first = await browse(people.ambre).post(MEASURES + "/draft", {"weight_kg": "14"})
    assert first.status_code == 200
    token = first.json()["token"]
    again = await browse(people.ambre).post(
        MEASURES + "/draft", {"weight_kg": "14,8", "base": token}
    )
    assert again.json()["beside"] is False
    assert again.json()["said"].startswith("Kept at")
    assert 'value="14.8"' in (await browse(people.ambre).get(MEASURES)).text
    assert first.headers["cache-control"] == "no-store"


async def test_an_assessment_of_which_nothing_is_written_is_no_blank_sheet(
    browse: Browse, people: People
) -> None:
    whole = (await browse(people.ambre).get(f"{HERE}/whole")).text
    assert "Nothing is written of this assessment yet." in whole
    assert "data-print" not in whole
    await browse(people.ambre).post(MEASURES, {"weight_kg": "14,8"})
    written = (await browse(people.ambre).get(f"{HERE}/whole")).text
    assert "Nothing is written of this assessment yet." not in written
    assert "data-print" in written


async def test_one_person_with_two_windows_is_told_so_and_both_versions_are_kept(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    await ambre.post(MEASURES, {"weight_kg": "14,8"})
    kept = await ambre.post(MEASURES + "/draft", {"weight_kg": "15"})
    assert kept.json()["beside"] is True
    assert kept.json()["said"].startswith("You wrote this part yourself in another window, at ")
    other = await browse(people.noe).post(MEASURES + "/draft", {"weight_kg": "16"})
    assert other.json()["said"].startswith("Somebody else wrote this part meanwhile")
    for page in (MEASURES, MEASURES + "/versions"):
        text = (await ambre.get(page)).text
        assert "You wrote this part in two windows: on " in text
        assert "Two people" not in text
    seen = (await browse(people.noe).get(MEASURES)).text
    assert "ambre wrote this part in two windows: on " in seen.replace("Ambre", "ambre")


async def test_two_versions_stand_side_by_side_and_the_second_chooses(
    browse: Browse, people: People
) -> None:
    await browse(people.noe).post(MEASURES, {"weight_kg": "14,8", "head_cm": "49"})
    kept = await browse(people.ambre).post(MEASURES, {"weight_kg": "15"})
    assert kept.headers["location"] == MEASURES + "/versions"
    page = (await browse(people.ambre).get(MEASURES + "/versions")).text
    assert "14.8 kg" in page
    assert "15 kg" in page
    assert "Two people wrote this part" in (await browse(people.noe).get(MEASURES)).text
    chosen = {
        "beside": hidden(page, "beside"),
        "base": hidden(page, "base"),
        "pick.weight_kg": "mine",
        "pick.head_cm": "theirs",
    }
    answer = await browse(people.ambre).post(MEASURES + "/versions", chosen)
    assert answer.headers["location"] == MEASURES
    text = (await browse(people.noe).get(MEASURES)).text
    assert 'value="15"' in text
    assert 'value="49"' in text
    again = await browse(people.ambre).get(MEASURES + "/versions")
    assert again.status_code == 303
    for wrong in (str(UUID(int=3)), "nothing"):
        refused = await browse(people.ambre).post(MEASURES + "/versions", {"beside": wrong})
        assert refused.status_code == 404


async def test_a_nurse_sees_that_a_closed_class_was_written_and_adds_her_own(
    browse: Browse, people: People
) -> None:
    await closed(browse, people.ambre, "skin", skin="normal", injuries="no")
    page = (await browse(people.noe).get(f"{HERE}/parts/skin")).text
    assert "What it says is not open to your role" in page
    overview = (await browse(people.noe).get(HERE)).text
    assert "The psychologist&#39;s part" in overview
    assert f'href="{HERE}/parts/psychologist"' not in overview


async def test_a_bilan_is_closed_signed_read_and_added_to(browse: Browse, people: People) -> None:
    early = await browse(people.ambre).post(HERE + "/signature", {})
    assert early.status_code == 422
    assert "This part is not closed yet" in early.text
    leads_to = [
        await closed(browse, people.ambre, part, **fields_of(answers))
        for part, answers in ALL_CLOSED.items()
    ]
    assert leads_to[-1] == HERE
    assert "Sign the assessment" in (await browse(people.ambre).get(HERE)).text
    assert "Sign the assessment" not in (await browse(people.nour).get(HERE)).text

    signed = await browse(people.ambre).post(HERE + "/signature", {})
    assert signed.headers["location"] == HERE + "/whole"
    whole = (await browse(people.ambre).get(HERE + "/whole")).text
    assert "the two fingerprints agree" in whole
    assert "Sleeps badly" in whole
    assert "does not replace the health book" in whole

    path = f"{HERE}/parts/conclusion/addenda"
    empty = await browse(people.ambre).post(path, {"text": " "})
    assert empty.status_code == 422
    assert 'id="add-conclusion-text-error"' in empty.text
    added = await browse(people.ambre).post(path, {"text": "Hearing came back normal."})
    assert added.headers["location"] == HERE + "/whole#part-conclusion"
    assert "Hearing came back normal." in (await browse(people.nour).get(HERE + "/whole")).text
    assert (await browse(people.ambre).post(MEASURES + "/reopening", {})).status_code == 409
    listed = await browse(people.nour).get(f"/children/{LOU}/assessments")
    assert "Form signed" in listed.text


async def test_a_closed_part_is_opened_again(browse: Browse, people: People) -> None:
    await closed(browse, people.ambre, "measures", **GOOD)
    answer = await browse(people.noe).post(MEASURES + "/reopening", {})
    assert answer.headers["location"] == MEASURES
    assert 'value="14.8"' in (await browse(people.noe).get(MEASURES)).text


async def test_the_history_stands_beside_every_other_assessment(
    browse: Browse, people: People, followed: DossierId
) -> None:
    text = (await browse(people.ambre).get(HERE)).text
    assert "History, from the initial assessment" in text
    assert f'href="/children/{followed}/assessments/B00/parts/birth"' in text
    birth = await browse(people.ambre).get(f"/children/{followed}/assessments/B00/parts/birth")
    assert "From the birth record" in birth.text
    assert 'name="term_weeks.was" value="32"' in birth.text


async def test_whoever_does_not_fill_a_part_reads_who_around_the_child_does(
    browse: Browse, people: People, owner: asyncpg.Connection
) -> None:
    """A coordinator reads health and writes none: the page says whom to ask."""
    initial = f"/children/{LOU}/assessments/B00"
    nour = browse(people.nour)
    page = (await nour.get(initial)).text
    pregnancy = page.partition('id="row-pregnancy"')[2].partition("</li>")[0]
    assert "Filled by: Ambre (physician), Noe (nurse)" in pregnancy
    assert ">Fill</a>" not in pregnancy
    assert "Filled by" in (await nour.get(f"{initial}/parts/pregnancy")).text
    hers = (await browse(people.ambre).get(initial)).text
    assert "Filled by" not in hers.partition('id="row-pregnancy"')[2].partition("</li>")[0]
    await owner.execute(
        "update access_grant set ended_at = now() - interval '10 years' where role in ('physician', 'nurse')"
    )
    alone = (await nour.get(initial)).text
    assert "Filled by: physician, nurse. Nobody around the child is that yet." in alone
