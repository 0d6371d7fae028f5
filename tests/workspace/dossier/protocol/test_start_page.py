"""A programme started in fields by the national team: proposed, seen with the calendar of a child, applied."""

import re
from html import unescape

import pytest

from tests.people import People
from tests.workspace.dossier.protocol.test_ages_page import Typed, _Form
from tests.workspace.dossier.protocol.test_changing import Count, count
from tests.workspace.dossier.protocol.test_starting import HEAD, THREE
from tests.workspace.home.conftest import Browse, browse, clock, followed, operator, site

__all__ = ["browse", "clock", "count", "followed", "operator", "site"]

PAGE = "/protocol/programmes/new"

pytestmark = pytest.mark.usefixtures("followed")


async def test_three_ages_beyond_seven_are_proposed_seen_and_applied(
    browse: Browse, people: People, count: Count
) -> None:
    national = browse(people.national)
    assert f'href="{PAGE}"' in (await national.get("/protocol")).text
    assert (await national.get(PAGE)).status_code == 200
    asked = await national.post(PAGE, {**HEAD, **THREE})
    assert asked.status_code == 303
    address = asked.headers["location"]
    await count(address)
    said = unescape((await national.get(address)).text)
    assert "Decided by Département fictif." in said
    assert "No child is concerned." in said
    assert re.search(r"8 years<.*?9 years<.*?10 years<", said, re.DOTALL)
    seen = await national.get(address, born="2018-01-15", admitted="2025-03-04")
    assert "15 January 2026" in seen.text
    assert 'value="2018-01-15"' in seen.text
    wrong = await national.get(address, born="2018-01-15", admitted="2017-03-04")
    assert wrong.status_code == 422
    assert "This is before the birth." in wrong.text
    assert (await national.post(address + "/application")).status_code == 303
    protocol = unescape((await national.get("/protocol")).text)
    assert "Grandir après sept ans" in protocol
    again = await national.post(PAGE, {**HEAD, **THREE})
    assert "Another programme has this name." in again.text


async def test_a_copy_of_pegase_fills_the_lines_and_goes_through(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    form = _Form()
    form.feed((await national.get(PAGE, base="pegase")).text.split('method="post"')[-1])
    fields: Typed = {**form.fields, "from": "2025-06-01"}
    assert (fields["base"], fields["row-0-label"], fields["row-0-target"]) == (
        ["pegase"],
        ["1 month"],
        ["1"],
    )
    asked = await national.post(PAGE, {**fields, "name": "Autre", "row-18-label": "Six et demi"})
    assert asked.status_code == 303
    assert "Six et demi" in (await national.get(asked.headers["location"])).text
    assert (await national.get(PAGE, base="nobody")).status_code == 404


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    refused = await national.post(PAGE, {**HEAD, **THREE, "row-1-opens": "95"})
    assert refused.status_code == 422
    beside = re.search(r'id="field-row-0-opens-error">([^<]*)<', refused.text)
    assert beside is not None
    assert unescape(beside[1]).startswith("Line 1: Its age is not among the days")
    assert re.search(r'name="row-1-opens"[^>]* value="95"', refused.text)
    asq = await national.post(
        PAGE, {**HEAD, "row-0-target": "24", "row-0-opens": "21", "row-0-scales": ["GONE"]}
    )
    assert "No scale has the code GONE" in unescape(asq.text)
    more = await national.post(PAGE, {**HEAD, **THREE, "row-6-target": "130", "more": "yes"})
    assert (more.status_code, 'name="row-10-target"' in more.text) == (200, True)


async def test_an_asq_past_its_last_questionnaire_is_refused_beside_its_line(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    last: Typed = {"row-0-target": "66", "row-0-opens": "66", "row-0-scales": ["ASQ-3"]}
    assert (await national.post(PAGE, {**HEAD, "name": "Six", **last})).status_code == 303
    past: Typed = {**last, "row-0-target": "108"}
    asked = await national.post(PAGE, {**HEAD, **past})
    assert asked.status_code == 422
    beside = re.search(r'id="field-row-0-scales-error">([^<]*)<', asked.text)
    assert beside is not None
    assert unescape(beside[1]) == "Line 1: ASQ-3 has no questionnaire after 66 months."


async def test_an_end_of_follow_up_before_some_ages_is_the_field_at_fault_and_names_their_lines(
    browse: Browse, people: People
) -> None:
    national = browse(people.national)
    short = {**HEAD, **THREE, "followup_end_age_months": "108"}
    refused = await national.post(PAGE, short)
    assert refused.status_code == 422

    def beside(field: str) -> str | None:
        found = re.search(rf'id="field-{field}-error">([^<]*)<', refused.text)
        return unescape(found[1]) if found else None

    assert beside("followup_end_age_months") == "This is before the age of: line 2, line 3."
    assert [beside(f"row-{number}-target") for number in range(3)] == [
        None,
        "Line 2: Follow-up stops before this age.",
        "Line 3: Follow-up stops before this age.",
    ]
    ended = {**short, "followup_end_age_months": "120", "end": "125"}
    assert (await national.post(PAGE, ended)).status_code == 303, "the last day is said"


async def test_nobody_else_starts_a_programme(browse: Browse, people: People) -> None:
    for who in (people.nour, people.administrator):
        assert (await browse(who).get(PAGE)).status_code == 403
        assert (await browse(who).post(PAGE, {**HEAD, **THREE})).status_code == 403
