"""The page of a child's health and its forms: two clicks for each thing, what was typed stays."""

import re

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.dossier.health.fields import FIELDS
from workspace.dossier.health.model import StatementKind

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}/health"
DOSE = {"vaccine": "ROR", "done_on": "2022-05-12", "proof": "book", "lot": "A123"}
ALLERGY = {
    "substance": "Peanut",
    "severity": "severe",
    "source": "physician",
    "done_on": "2025-03-04",
}

pytestmark = pytest.mark.usefixtures("followed")


@pytest.mark.parametrize("kind", StatementKind)
async def test_each_form_opens_and_asks_for_its_fields(
    kind: StatementKind, browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    shown = await noe.get(f"{PAGE}/new/{kind.value}")
    assert shown.status_code == 200
    for field in FIELDS[kind]:
        assert f'name="{field.name}"' in shown.text
    assert (await noe.post(f"{PAGE}/new/{kind.value}")).status_code == 422


async def test_there_is_no_other_form(browse: Browse, people: People) -> None:
    assert (await browse(people.noe).get(PAGE + "/new/horoscope")).status_code == 404


async def test_an_allergy_comes_first_and_no_known_allergy_is_an_answer(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    assert "Not known: nobody has said anything yet" in (await noe.get(PAGE)).text
    none = {"is_none": "yes", "source": "parent", "done_on": "2025-03-04"}
    assert (await noe.post(PAGE + "/new/allergy", none)).status_code == 303
    assert "No known allergy" in (await noe.get(PAGE)).text
    assert (await noe.post(PAGE + "/new/allergy", ALLERGY)).status_code == 303
    shown = (await noe.get(PAGE)).text
    assert "Peanut" in shown
    assert shown.index("Peanut") < shown.index("Treatments")


async def test_a_treatment_that_has_not_begun_is_to_come_and_not_over(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    iron = {"name": "Iron", "begins_on": "2025-04-01", "dose": "", "prescriber": ""}
    assert (await noe.post(PAGE + "/new/treatment", iron)).status_code == 303
    shown = (await noe.get(PAGE)).text
    row = shown[shown.index("Iron") :].partition("</li>")[0]
    assert "from 1 April 2025" in row
    assert "to come" in row
    assert "over" not in row.partition("to come")[0]


async def test_no_known_allergy_swallows_no_allergy_typed_and_none_that_stands(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    both = await noe.post(PAGE + "/new/allergy", {**ALLERGY, "is_none": "yes"})
    assert both.status_code == 422
    assert "This one stands alone" in both.text
    assert 'value="Peanut"' in both.text
    assert re.search(r'value="severe"[^>]* checked', both.text)
    assert (await noe.post(PAGE + "/new/allergy", ALLERGY)).status_code == 303
    none = {"is_none": "yes", "source": "parent", "done_on": "2025-03-04"}
    beside = await noe.post(PAGE + "/new/allergy", none)
    assert beside.status_code == 422
    assert "Allergies of this child are written" in beside.text
    assert "Peanut" in beside.text
    where = re.search(r'href="(/children/[^"]+/health/statements/[^"]+)"', beside.text)
    assert where is not None
    gone = await noe.post(where[1] + "/withdrawal", {"reason": "Another child's."})
    assert gone.status_code == 303
    assert (await noe.post(PAGE + "/new/allergy", none)).status_code == 303


async def test_vaccinations_are_never_up_to_date_from_what_is_not_known(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    shown = (await noe.get(PAGE)).text
    assert "up to date<" not in shown
    assert "Proof still to be seen" in shown
    await noe.post(PAGE + "/new/book", {"done_on": "2025-03-04"})
    await noe.post(PAGE + "/new/vaccination", DOSE)
    shown = (await noe.get(PAGE)).text
    assert "late, since" in shown
    assert "lot A123" in shown
    assert "several doses are missing" in shown


async def test_two_doses_the_same_day_are_asked_about_then_kept(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    await noe.post(PAGE + "/new/vaccination", DOSE)
    asked = await noe.post(PAGE + "/new/vaccination", DOSE)
    assert asked.status_code == 422
    assert "Is it another dose?" in asked.text
    assert 'value="A123"' in asked.text
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    again = await noe.post(PAGE + "/new/vaccination", {**DOSE, "sure": sure[1]})
    assert again.status_code == 303


async def test_two_doses_two_days_apart_are_asked_about_once_and_one_counts_everywhere(
    browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    await noe.post(PAGE + "/new/vaccination", DOSE)
    two_days_later = {**DOSE, "done_on": "2022-05-14", "lot": "B456"}
    asked = await noe.post(PAGE + "/new/vaccination", two_days_later)
    assert re.search(r"The dose of [^<]* was noted by you, [^<]* at \d+:\d\d\.", asked.text)
    theirs = (await browse(people.ambre).post(PAGE + "/new/vaccination", two_days_later)).text
    assert re.search(r"The dose of [^<]* was noted by Noe[^<]*, [^<]* at \d+:\d\d\.", theirs)
    assert asked.status_code == 422
    assert "the same injection noted twice, or given too early?" in asked.text
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    kept = await noe.post(PAGE + "/new/vaccination", {**two_days_later, "sure": sure[1]})
    assert kept.status_code == 303
    row = (await noe.get(PAGE)).text.partition(">MMR<")[2].partition("</tr>")[0]
    assert "D2: expected since" in row
    assert "B456" in row
    assert "Not counted" in row
    file = (await noe.get(f"/children/{LOU}/vaccinations.csv")).text
    (line,) = [each for each in file.splitlines() if "B456" in each]
    assert "noted twice, or given too early? Not counted" in line


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("vaccination", {**DOSE, "done_on": "2019-01-01"}, "This is before the birth."),
        ("vaccination", {**DOSE, "done_on": "2031-01-01"}, "This day has not come yet."),
        ("vaccination", {**DOSE, "done_on": "2022-02-30"}, "Give the day"),
        ("vaccination", {**DOSE, "vaccine": "magic"}, "Choose a vaccine of the list."),
        ("vaccination", {**DOSE, "proof": "rumour"}, "Choose one of these."),
        ("vaccination", {**DOSE, "dose": "Z9"}, "The calendar has no such dose of this vaccine."),
        ("vaccination", {**DOSE, "vaccine": "BCG", "dose": "Z9"}, "The calendar has no such dose"),
        ("allergy", {**ALLERGY, "substance": ""}, "Write what the child is allergic to."),
        (
            "decision",
            {"vaccine": "ROR", "choice": "contraindicated", "done_on": "2025-03-04"},
            "once its certificate was seen",
        ),
        (
            "treatment",
            {"name": "Iron", "begins_on": "2025-03-04", "ends_on": "2025-03-01"},
            "This is before the first day.",
        ),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence(
    kind: str, typed: dict[str, str], said: str, browse: Browse, people: People
) -> None:
    answer = await browse(people.noe).post(f"{PAGE}/new/{kind}", typed)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("typed", "kept"), [("d1", "D1"), ("D2", "D2"), ("one more, at school", "one more, at school")]
)
async def test_a_dose_is_one_of_the_calendar_or_said_in_words(
    typed: str, kept: str, browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    assert (await noe.post(PAGE + "/new/vaccination", {**DOSE, "dose": typed})).status_code == 303
    listed = (await noe.get(f"/children/{LOU}/health.csv")).text
    assert kept in listed


async def test_everything_is_shown_amended_and_taken_away(browse: Browse, people: People) -> None:
    noe = browse(people.noe)
    for kind, typed in {
        "treatment": {"name": "Iron", "begins_on": "2025-01-01", "is_emergency": "yes"},
        "condition": {
            "name": "Asthma",
            "category": "long_term",
            "begins_on": "2023-01-01",
            "in_emergency": "Two puffs.",
        },
        "stay": {"begins_on": "2023-01-01", "place": "Calmette", "reason": "Bronchiolitis"},
        "screening": {"what": "hearing", "result": "recheck", "done_on": "2021-05-12"},
        "decision": {"vaccine": "ROR", "choice": "refused", "done_on": "2025-01-01"},
        "allergy": ALLERGY,
    }.items():
        assert (await noe.post(f"{PAGE}/new/{kind}", typed)).status_code == 303, kind
    shown = (await noe.get(PAGE)).text
    for words in ("Iron", "Two puffs.", "Calmette", "to recheck", "refused", "emergency treatment"):
        assert words in shown
    found = re.search(PAGE + r'/statements/[0-9a-f-]{36}" aria-label="Amend: Peanut', shown)
    assert found is not None
    one = found[0].partition('"')[0]
    assert 'value="Peanut"' in (await noe.get(one)).text
    assert (await noe.post(one, {**ALLERGY, "substance": "Egg"})).status_code == 303
    assert (await noe.get(one)).status_code == 404
    shown = (await noe.get(PAGE)).text
    assert "Amended or taken away" in shown
    again = re.search(PAGE + r"/statements/[0-9a-f-]{36}(?=\" aria-label=\"Amend: Egg)", shown)
    assert again is not None
    assert (await noe.post(again[0] + "/withdrawal", {"reason": ""})).status_code == 422
    gone = await noe.post(again[0] + "/withdrawal", {"reason": "Of another child."})
    assert gone.status_code == 303


async def test_who_reads_without_writing_is_offered_no_form(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    shown = await nour.get(PAGE)
    assert shown.status_code == 200
    assert "/health/new/" not in shown.text
    assert (await nour.post(PAGE + "/new/vaccination", DOSE)).status_code == 403
    assert (await browse(people.odile).get(PAGE)).status_code == 403


async def test_of_two_who_amend_at_once_the_second_sees_what_stands_and_keeps_what_they_typed(
    browse: Browse, people: People
) -> None:
    noe, ambre = browse(people.noe), browse(people.ambre)
    await noe.post(PAGE + "/new/allergy", ALLERGY)
    one = re.findall(PAGE + r"/statements/[0-9a-f-]{36}", (await noe.get(PAGE)).text)[0]
    assert (await ambre.post(one, {**ALLERGY, "substance": "Walnut"})).status_code == 303
    second = await noe.post(one, {**ALLERGY, "substance": "Hazelnut"})
    assert second.status_code == 422
    assert "Somebody else wrote this while your page was open" in second.text
    assert "Walnut" in second.text, "what stands is shown"
    assert 'value="Hazelnut"' in second.text, "what was typed stays"
    (again,) = set(re.findall(f'action="({PAGE}/statements/[0-9a-f-]+)"', second.text))
    assert again != one
    assert (await noe.post(again, {**ALLERGY, "substance": "Hazelnut"})).status_code == 303
    oneself = (await noe.post(one, {**ALLERGY, "substance": "Pecan"})).text
    assert "You wrote this yourself in another window, on " in oneself
    assert 'value="Pecan"' in oneself
    shown = (await noe.get(PAGE)).text
    assert "Amend: Hazelnut" in shown
    assert "Amend: Walnut" not in shown
    now = re.findall(PAGE + r"/statements/[0-9a-f-]{36}", shown)[0]
    await ambre.post(now + "/withdrawal", {"reason": "Of another child."})
    third = await noe.post(now, {**ALLERGY, "substance": "Almond"})
    assert third.status_code == 422
    assert "It was set aside. What you keep is written anew." in third.text
    assert f'action="{PAGE}/new/allergy"' in third.text
    nobodys = PAGE + "/statements/10000000-0000-4000-8000-00000000000f"
    assert (await noe.post(nobodys, ALLERGY)).status_code == 404
