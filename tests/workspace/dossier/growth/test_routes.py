"""Measures written by hand: asked about, confirmed, amended, shown."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.dossier.growth.model import GrowthPoint, Indicator
from workspace.dossier.growth.wording import placed_in_words
from workspace.i18n import use_language

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}/growth"
TYPED = {"weight": "14,2", "unit": "kg", "length": "98", "measured_on": "2025-03-04"}

pytestmark = pytest.mark.usefixtures("followed")


async def test_a_measure_is_written_and_shown(browse: Browse, people: People) -> None:
    ambre = browse(people.ambre)
    assert "Add a measure" in (await ambre.get(PAGE)).text
    assert (await ambre.get(PAGE + "/new")).status_code == 200
    answer = await ambre.post(PAGE, TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    shown = (await ambre.get(PAGE)).text
    assert "14.2 kg" in shown
    assert "WHO reference" in shown
    assert shown.count('class="growth-curve"') == 4
    assert re.search(
        r"On 4 March 2025: 14.2 kg, [+\u2212][\d.]+ SD, centile \d+\. WHO reference", shown
    )
    brief = (await ambre.get(f"/children/{LOU}")).text
    assert re.search(r"14.2 kg, [+\u2212][\d.]+ SD, centile \d+\. WHO reference", brief)


@pytest.mark.parametrize(
    ("z", "words"),
    [
        ("-3", "3 kg, \u22123.0 SD, below centile 1"),
        ("-0.04", "3 kg, +0.0 SD, centile 48"),
        ("3", "3 kg, +3.0 SD, above centile 99"),
        (None, "3 kg"),
    ],
)
def test_a_centile_is_said_where_it_says_something(z: str | None, words: str) -> None:
    point = GrowthPoint(
        indicator=Indicator.WEIGHT,
        measured_on=date(2025, 3, 4),
        value=Decimal(3),
        age_days=1,
        reference_days=1,
        z=None if z is None else Decimal(z),
    )
    with use_language("en"):
        assert placed_in_words(point) == words


async def test_who_reads_without_writing_is_offered_no_form(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    assert "Add a measure" not in (await nour.get(PAGE)).text
    assert (await nour.post(PAGE, TYPED)).status_code == 403
    assert (await browse(people.odile).get(PAGE)).status_code == 403


async def test_a_wrong_unit_is_asked_about_and_one_click_puts_it_right(
    browse: Browse, people: People
) -> None:
    ambre = browse(people.ambre)
    typed = {**TYPED, "weight": "14200"}
    asked = await ambre.post(PAGE, typed)
    assert asked.status_code == 422
    assert "Did you mean grams?" in asked.text
    assert 'value="14200"' in asked.text
    instead = re.search(r'name="instead" value="([^"]+)">([^<]+)<', asked.text)
    assert instead is not None
    assert instead[2] == "Write 14.2 kg"
    assert 'aria-describedby="field-weight-hint asked-weight"' in asked.text
    assert asked.text.index('id="asked-weight"') > asked.text.index('id="field-weight"')
    first = re.search(r"<form[^>]*growth.*?<button([^>]*)>", asked.text, re.DOTALL)
    assert first is not None
    assert "name" not in first[1], "Enter neither confirms nor replaces"
    assert (await ambre.post(PAGE, {**typed, "instead": instead[1]})).status_code == 303
    assert "14.2 kg" in (await ambre.get(PAGE)).text


async def test_an_unlikely_measure_is_kept_once_confirmed(browse: Browse, people: People) -> None:
    ambre = browse(people.ambre)
    typed = {**TYPED, "weight": "60"}
    asked = await ambre.post(PAGE, typed)
    assert asked.status_code == 422
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)
    assert sure is not None
    other = {**typed, "weight": "61", "sure": sure[1]}
    assert (await ambre.post(PAGE, other)).status_code == 422
    assert (await ambre.post(PAGE, {**typed, "sure": sure[1]})).status_code == 303
    shown = (await ambre.get(PAGE)).text
    assert "things to talk about" in shown
    assert "more than 3 standard deviations" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weight": "heavy"}, "Write a number"),
        ({"measured_on": "2019-01-01"}, "This is before the birth."),
        ({"measured_on": "2031-01-01"}, "This day has not come yet."),
        ({"weight": "", "length": ""}, "Please give at least one measure."),
        ({"weight": "-3"}, "A measure is a number above zero."),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    typed: dict[str, str], said: str, browse: Browse, people: People
) -> None:
    answer = await browse(people.ambre).post(PAGE, {**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text


async def test_a_measure_is_amended_then_withdrawn(browse: Browse, people: People) -> None:
    ambre = browse(people.ambre)
    await ambre.post(PAGE, TYPED)
    found = re.search(PAGE + r"/[0-9a-f-]{36}/amendment", (await ambre.get(PAGE)).text)
    assert found is not None
    form = await ambre.get(found[0])
    assert 'value="14,2"' in form.text
    assert (await ambre.post(found[0], {**TYPED, "weight": "13,9"})).status_code == 303
    shown = (await ambre.get(PAGE)).text
    assert "13.9 kg" in shown
    assert "amended; before:" in shown
    assert (await ambre.get(found[0])).status_code == 404
    assert (await ambre.post(found[0], TYPED)).status_code == 409
    now = re.search(PAGE + r"/[0-9a-f-]{36}/amendment", shown)
    assert now is not None
    withdrawal = now[0].replace("amendment", "withdrawal")
    assert (await ambre.post(withdrawal, {"reason": ""})).status_code == 422
    assert (await ambre.post(withdrawal, {"reason": "Of another child."})).status_code == 303
    assert "taken out of the curves: Of another child." in (await ambre.get(PAGE)).text
