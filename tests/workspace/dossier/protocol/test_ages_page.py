"""The ages of a programme changed in fields: no definition to write, nothing typed is lost."""

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from storage.vault import Vault
from tests.people import People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.protocol.test_applying import closes
from tests.workspace.dossier.protocol.test_changing import SISTER, Count, count
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site
from tests.workspace.served import Browser
from workspace.clock import SystemClock
from workspace.dossier.assessment.named import known
from workspace.dossier.protocol import ages_form, applying, rewriting
from workspace.dossier.protocol.definitions import shipped_text
from workspace.dossier.protocol.faults import Fault
from workspace.i18n import gettext

__all__ = ["browse", "clock", "count", "followed", "operator", "site"]

PAGE = "/protocol/programmes/pegase/ages"
Typed = dict[str, str | list[str]]

pytestmark = pytest.mark.usefixtures("followed")


class _Form(HTMLParser):
    """Reads the fields of a page as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "select":
            self._select = name
        is_sent = tag == "input" and (said.get("type") != "checkbox" or "checked" in said)
        if tag == "option" and "selected" in said:
            name, is_sent = self._select, True
        if name and is_sent:
            self.fields.setdefault(name, []).append(value)


async def shown(national: Browser, page: str = PAGE) -> Typed:
    """Return what the page sends when only the day is given."""
    form = _Form()
    form.feed((await national.get(page)).text.split("<main", 1)[1])
    del form.fields["csrf_token"]
    return {**form.fields, "from": "2025-06-01"}


async def test_a_window_is_moved_looked_at_and_applied(
    browse: Browse, people: People, count: Count, clock: SystemClock, vault: Vault
) -> None:
    national = browse(people.national)
    assert f'{PAGE}?step=M60">5 years<' in (await national.get("/protocol")).text
    unfolded = (await national.get(PAGE, step="M60")).text.split("<details")
    assert [each for each in unfolded if each.startswith(" open") and "5 years" in each]
    first = await shown(national)
    assert (first["opens-M60"], first["opens_days-M60"], first["base"]) == (["57"], ["0"], ["1"])
    asked = await national.post(PAGE, {**first, "opens-M66": "62"})
    address = asked.headers["location"]
    await count(address)
    said = unescape((await national.get(address)).text)
    assert "version 2" in said
    rows = re.findall(r"<tr[ >].*?</tr>", said, re.DOTALL)
    (five,) = (row for row in rows if "5 years<" in row and "4 years 9 months" in row)
    assert "to the day before 5 years 3 months" in five, "until then"
    assert "to the day before 5 years 2 months" in five, "from then on"
    assert await closes(people.nour, clock, vault) == date(2026, 8, 9)
    await national.post(address + "/application")
    assert await closes(people.nour, clock, vault) == date(2026, 7, 9)
    stale = await national.post(PAGE, {**first, "opens-M66": "61"})
    assert (stale.status_code, "Another version was applied" in stale.text) == (422, True)
    assert re.search(r'name="opens-M66"[^>]* value="61"', stale.text), "what was typed stays"
    assert "Version 2 is shown, which holds from 1 June 2025" in (await national.get(PAGE)).text
    renewed = await national.post(PAGE, {**await shown(national), "opens-M66": "61"})
    assert renewed.status_code == 303


async def test_nothing_changed_says_so(browse: Browse, people: People) -> None:
    national = browse(people.national)
    address = (await national.post(PAGE, await shown(national))).headers["location"]
    assert "are those that hold on the eve" in (await national.get(address)).text


async def test_a_delay_that_changes_is_said_before_it_holds(browse: Browse, people: People) -> None:
    national = browse(people.national)
    changed = {"lead_days": "45", "followup_end_age_months": "90"}
    asked = await national.post(PAGE, {**await shown(national), **changed})
    said = unescape((await national.get(asked.headers["location"])).text)
    rows = [
        re.findall(r">([^<>]+)</t[hd]>", row)
        for row in re.findall(r"<tr[ >].*?</tr>", said, re.DOTALL)
    ]
    assert ["Age at which follow-up ends, in months", "84", "90"] in rows
    assert ["Days before its window at which an assessment is to be booked", "30", "45"] in rows
    assert "are those that hold on the eve" not in said


async def test_what_nobody_knows_any_more_stays_on_the_page_and_is_refused_in_words(
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
) -> None:
    text = SISTER.replace('scales = ["ASQ-3"]', 'scales = ["GONE"]\nform = "gone"', 1)
    async with operator("import") as errand:
        await applying.apply(errand, text, valid_from=date(2026, 1, 1), clock=clock, vault=vault)
    page = "/protocol/programmes/mille-jours-exemple/ages"
    national = browse(people.national)
    fields = await shown(national, page) | {"from": "2026-03-01"}
    assert (fields["scales-V02"], fields["form-V02"]) == (["GONE"], ["gone"])
    refused = unescape((await national.post(page, fields)).text)
    assert "2 mois: No scale has the code GONE." in refused


async def test_what_takes_the_place_of_a_change_is_said_before_it_is_applied(
    browse: Browse, people: People, count: Count
) -> None:
    national = browse(people.national)
    address = (await national.post(PAGE, await shown(national))).headers["location"]
    assert "takes its place" not in (await national.get(address)).text
    await count(address)
    await national.post(address + "/application")
    assert "takes its place" not in (await national.get(address)).text, "not its own"
    sooner = await national.post(PAGE, {**await shown(national), "from": "2025-04-01"})
    said = unescape((await national.get(sooner.headers["location"])).text)
    assert "Version 2 was applied already and takes its place on 1 June 2025." in said


async def test_a_draft_is_offered_and_never_takes_the_place_of_what_holds(
    browse: Browse, people: People
) -> None:
    """It says every age of the version it was begun from, under the number of the one that holds now."""
    text = (await browse(people.national).get(PAGE)).text
    assert re.search(r'<form [^>]*data-draft="protocol-ages" data-draft-given>', text)


async def test_one_is_added_and_one_is_taken_out(
    browse: Browse, people: People, count: Count
) -> None:
    national = browse(people.national)
    new: Typed = {
        "label-new": "8 months",
        "target-new": "8",
        "opens-new": "7",
        "opens_days-new": "15",
        "sets-new": ["A", "B", "C"],
        "scales-new": ["ASQ-3"],
        "opens-M09": "8",
        "label-M48": "Four years",
        "stop-M54": "yes",
    }
    asked = await national.post(PAGE, {**await shown(national), **new})
    await count(asked.headers["location"])
    said = unescape((await national.get(asked.headers["location"])).text)
    assert "not asked" in said
    assert "no longer asked" in said
    assert said.index("8 months") < said.index("9 months") < said.index("4 years"), "by age"
    assert "4 years, from the age of" in said, "a name that changed is told"
    assert re.search(r"8 months.*?from the age of 7 months and 15 days", said, re.DOTALL)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"opens-M24": "26"}, "opens-M24", "Its age is not among the days"),
        ({"opens-M02": "0", "opens_days-M02": "0"}, "opens-M01", "It would have no day"),
        ({"opens-M24": "two"}, "opens-M24", "number of months, from 0 to 216"),
        ({"opens_days-M24": "31"}, "opens_days-M24", "number of days, from 0 to 30"),
        ({"target-M24": "217"}, "target-M24", "from 0 to 216"),
        ({"target-M24": ""}, "target-M24", "24 months: Write a number of months, from 0 to 216"),
        ({"from": "2020-01-01", "label-M24": "Two"}, "from", "This day has passed"),
        ({"label-M24": " "}, "label-M24", "sixty characters"),
        ({"sets-M24": []}, "sets-M24", "at least one set"),
        ({"lead_days": "400"}, "lead_days", "from 0 to 365"),
        ({"lead_days": "-1"}, "lead_days", "from 0 to 3650"),
        ({"from": ""}, "from", "Give the day"),
        ({"from": "2025-03-03"}, "from", "This day has passed"),
        ({"form-M24": "nothing"}, "opens-M24", "No assessment form has the code nothing"),
        ({"label-new": "8 months"}, "target-new", "from 0 to 216"),
        (
            {"label-new": "x", "target-new": "8", "opens-new": "9", "sets-new": ["A"]},
            "opens-new",
            "Its age",
        ),
    ],
    ids=str,
)
async def test_what_cannot_be_is_said_beside_its_field_and_stays(
    browse: Browse, people: People, wrong: Typed, field: str, words: str
) -> None:
    national = browse(people.national)
    answer = await national.post(PAGE, {**await shown(national), **wrong})
    assert answer.status_code == 422
    beside = re.search(rf'id="field-{field}-error">([^<]*)<', answer.text)
    assert beside is not None
    assert words in unescape(beside[1])
    assert f'href="#field-{field}"' in answer.text
    name, value = next(iter(wrong.items()))
    if value and name != "form-M24":  # a form that there is not is no choice of the page
        assert re.search(rf'name="{name}"[^>]* value="{value}"', answer.text), (
            "what was typed stays"
        )
    if field not in {"from", "lead_days"}:
        fold = answer.text[: answer.text.index(f'id="field-{field}"')].rsplit("<details", 1)[1]
        assert fold.startswith(" open"), "what is wrong is in sight"


async def test_where_days_separate_windows_both_ends_are_fields(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await applying.apply(
            errand, SISTER, valid_from=date(2026, 1, 1), known=known(), clock=clock, vault=vault
        )
    page = "/protocol/programmes/mille-jours-exemple/ages"
    national = browse(people.national)
    fields = await shown(national, page) | {"from": "2026-03-01"}
    assert fields["closes-V06"] == ["6"]
    assert "end-A" not in fields
    wrong = await national.post(page, fields | {"closes-V06": "9"})
    assert "accepted before the assessment of 6 mois has had its days" in unescape(wrong.text)
    asked = await national.post(page, fields | {"closes_days-V06": "20"})
    assert asked.status_code == 303


APART = """
code = "deux-jeux"
name = "Deux jeux"
version = 1
valid_from = 2026-01-01

[programme]
followup_end_age_months = 84
initial_due_days_after_admission = 30

[planning]
lead_days = 30
lead_days_under_6m = 10
gaps_allowed = true

[[bilan]]
code = "B00"
label = "Initial"
sets = "AB"

[[bilan]]
code = "M24"
label = "24 mois"
sets = "AB"
target_months = 24
accept_from = "23m0d"
accept_to = "26m0d"
accept_to_in_set = { B = "25m0d" }

[[bilan]]
code = "M36"
label = "36 mois"
sets = "A"
target_months = 36
accept_from = "35m0d"
accept_to = "38m0d"
"""


async def test_where_days_separate_windows_a_set_may_end_at_another_age(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await applying.apply(errand, APART, valid_from=date(2026, 1, 1), clock=clock, vault=vault)
    page = "/protocol/programmes/deux-jeux/ages"
    national = browse(people.national)
    fields = await shown(national, page) | {"from": "2026-03-01"}
    assert (fields["closes_B-M24"], fields["closes_A-M24"]) == (["25"], [""])
    for name, value, words in (
        ("closes_B-M24", "20", "It ends before the age aimed at."),
        ("closes_B-M36", "37", "This assessment is not in that set."),
        ("closes_B_days-M24", "40", "from 0 to 30"),
        ("closes_A-M24", "x", "from 0 to 216"),
    ):
        wrong = await national.post(page, fields | {name: value})
        beside = re.search(rf'id="field-{name}-error">([^<]*)<', wrong.text)
        assert beside is not None, name
        assert words in unescape(beside[1])
    asked = await national.post(page, fields | {"closes_B-M24": "24", "closes_B_days-M24": "15"})
    said = unescape((await national.get(asked.headers["location"])).text)
    assert "24 mois (set B)" in said
    gone = await national.post(page, fields | {"closes_B-M24": "", "closes_B_days-M24": ""})
    said = unescape((await national.get(gone.headers["location"])).text)
    assert "24 mois (set B)" in said, "it ends with the others"


async def test_the_questionnaire_that_is_expected_is_chosen_among_those_of_the_age(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    fields = await shown(national)
    assert (fields["asq3-M24"], fields["asqse2-M24"]) == (["24"], ["24"])
    for field, months, words in (
        ("asq3-M24", "36", "is for ages from 34 to 38 months"),
        ("asqse2-M24", "25", "ASQ-SE-2 has no questionnaire of 25 months."),
        ("asq3-M24", "x", "Choose one of these."),
    ):
        refused = await national.post(PAGE, {**fields, field: months})
        assert refused.status_code == 422
        beside = re.search(rf'id="field-{field}-error">([^<]*)<', refused.text)
        assert beside is not None
        assert words in unescape(beside[1])
    asked = await national.post(PAGE, {**fields, "asq3-M09": "9", "asqse2-M24": ""})
    said = unescape((await national.get(asked.headers["location"])).text)
    assert "ASQ-3 of 9 months" in said
    assert "ASQ-SE-2 of 24 months" in said, "what was expected until then"


async def test_nobody_else_and_no_other_programme(browse: Browse, people: People) -> None:
    assert (
        await browse(people.national).get("/protocol/programmes/nobody/ages")
    ).status_code == 404
    for who in (people.nour, people.administrator):
        assert (await browse(who).get(PAGE)).status_code == 403
        assert (await browse(who).post(PAGE, {"base": "1"})).status_code == 403


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("[[bilan]] 3 (M02)", "opens-M02"),
        ("[[bilan]] (M02)", "opens-M02"),
        ("[[bilan]] 3 (M-8 (b))", "opens-new"),
        ("[[bilan]] 1 (B00)", "from"),
    ],
)
def test_a_fault_is_said_beside_the_assessment_it_is_of(place: str, field: str) -> None:
    fault = Fault(place=place, message="There is no assessment.", remedy="")
    said = ages_form.fault_fields([fault], rewriting.written(shipped_text("pegase") or ""))
    assert set(said) == {field}


def test_a_fault_of_no_field_is_said_beside_the_day() -> None:
    fault = Fault(
        place="[programme]",
        message="No assessment belongs to the set %(set)s.",
        remedy="",
        params={"set": "A"},
    )
    said = ages_form.fault_fields([fault], rewriting.written(shipped_text("pegase") or ""))
    assert said == {"from": gettext(fault.message, set="A")}
