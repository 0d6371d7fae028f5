"""What was written wrongly is corrected, and two people who do so at once are both kept and told."""

import re
from collections.abc import Mapping

import pytest

from tests.people import LOU, People
from tests.workspace.home.conftest import Browse, browse, clock, site
from tests.workspace.served import Browser

__all__ = ["browse", "clock", "site"]

PAGE = f"/children/{LOU}"
PATH = PAGE + "/path"
PERSON = {"name": "Nadia Delattre", "relation": "aunt", "about": "third"}
MEASURE = {"kind": "OPP", "begins_on": "2021-07-09", "words": "TJ Arras"}
STAY = {"kind": "hospital", "place": "CHU", "begins_on": "2025-02-02", "ends_on": "2025-02-04"}
MOVE = {"kind": "foster_family", "place": "The Gosselins", "begins_on": "2025-02-10"}
RESTRICTION = {"kind": "limited", "decided_by": "TJ Arras", "begins_on": "2025-01-10"}

pytestmark = pytest.mark.usefixtures("followed")


def hidden(text: str) -> dict[str, str]:
    """Return what a form was made from: which statement, and as it stood."""
    return dict(re.findall(r'name="(of|base)" value="([^"]+)"', text))


async def met(browser: Browser, link: str) -> str:
    """Return the page behind a link of this child's pages."""
    path, _, of = link.partition("?of=")
    return (await browser.get(PAGE + path, **({"of": of} if of else {}))).text


async def overtaken(
    one: Browser, other: Browser, *, form: str, to: str, fields: Mapping[str, str], words: str
) -> None:
    """Let both correct the same thing from the same page: `words` is the field in which they differ."""
    shown = hidden(await met(one, form))
    first = await other.post(PAGE + to, {**fields, **shown, words: "Written first"})
    assert first.status_code == 303
    late = await one.post(PAGE + to, {**fields, **shown, words: "Written second"})
    assert late.status_code in {409, 422}
    assert "What stands now" in late.text
    assert "Written first" in late.text
    assert 'value="Written second"' in late.text
    assert "Somebody else wrote this while your page was open" in late.text
    own = await other.post(PAGE + to, {**fields, **shown, words: "Written again"})
    assert "You wrote this yourself in another window, on " in own.text
    again = await one.post(PAGE + to, {**fields, **hidden(late.text), words: "Written second"})
    assert again.status_code == 303


CORRECTED = [
    ("/family", PERSON, r"/family/new\?of=[0-9a-f-]+", "/family", "name", "/people"),
    ("/measures", MEASURE, r"/measures/new\?of=[0-9a-f-]+", "/measures", "words", "/path"),
    ("/short-stays", STAY, r"/short-stays/new\?of=[0-9a-f-]+", "/short-stays", "place", "/path"),
    (
        "/moves",
        MOVE,
        r"/moves/correction/new\?of=[0-9a-f-]+",
        "/moves/correction",
        "place",
        "/path",
    ),
]


@pytest.mark.parametrize(("add", "fields", "link", "to", "words", "page"), CORRECTED)
async def test_two_people_who_correct_the_same_are_both_kept(  # noqa: PLR0917 - a row of the table
    browse: Browse,
    people: People,
    add: str,
    fields: dict[str, str],
    link: str,
    to: str,
    words: str,
    page: str,
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    assert (await nour.post(PAGE + add, fields)).status_code == 303
    form = re.search(link, (await nour.get(PAGE + page)).text)
    assert form is not None
    await overtaken(nour, yann, form=form[0], to=to, fields=fields, words=words)
    told = (await nour.get(PAGE + page)).text
    assert "Written second" in told
    assert "Written first" in told


async def test_what_was_set_aside_meanwhile_is_written_anew_if_one_insists(
    browse: Browse, people: People
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    await nour.post(PAGE + "/measures", MEASURE)
    link = re.search(r"/measures/new\?of=[0-9a-f-]+", (await nour.get(PATH)).text)
    assert link is not None
    shown = hidden(await met(nour, link[0]))
    await yann.post(PAGE + "/measures", {**MEASURE, **shown, "never": "yes"})
    late = await nour.post(PAGE + "/measures", {**MEASURE, **shown, "words": "TJ Lille"})
    assert late.status_code == 409
    assert "It was set aside. What you keep is written anew." in late.text
    assert 'value="TJ Lille"' in late.text
    assert "of" not in hidden(late.text)
    anew = {**MEASURE, **hidden(late.text), "words": "TJ Lille"}
    assert (await nour.post(PAGE + "/measures", anew)).status_code == 303
    assert "TJ Lille" in (await nour.get(PATH)).text
    ended = await nour.post(PAGE + "/measures/end", {**shown, "ends_on": "2022-01-10"})
    assert ended.status_code == 409
    assert "There is nothing to end any more." in ended.text


async def test_two_people_who_change_an_identity_are_both_kept(
    browse: Browse, people: People
) -> None:
    nour, ambre = browse(people.nour), browse(people.ambre)
    who = {"reason": "correction", "given_name": "Lou", "birth_date": "2021-05-10", "sex": "F"}
    await overtaken(
        nour,
        ambre,
        form="/identity/change/new",
        to="/identity/change",
        fields=who,
        words="family_name",
    )
    told = (await nour.get(PAGE + "/identity")).text
    assert "Lou Written second" in told
    assert "Lou Written first" in told
    ins = {"status": "validee"}
    await overtaken(
        nour, ambre, form="/identity/ins/new", to="/identity/ins", fields=ins, words="birth_name"
    )
    told = (await nour.get(PAGE + "/identity")).text
    assert "How it stood before" in told
    assert "Written first" in told


async def test_a_restriction_is_corrected_even_once_it_has_ended(
    browse: Browse, people: People
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    await nour.post(PAGE + "/family", PERSON)
    form = (await nour.get(PAGE + "/restrictions/new")).text
    key = re.search(r'<option value="([0-9a-f-]{36})">Nadia', form)
    assert key is not None
    said = {**RESTRICTION, "person": key[1]}
    await nour.post(PAGE + "/restrictions", said)
    link = re.search(r"/restrictions/new\?of=[0-9a-f-]+", (await nour.get(PAGE + "/people")).text)
    assert link is not None
    await overtaken(nour, yann, form=link[0], to="/restrictions", fields=said, words="decided_by")
    assert (
        await nour.post(PAGE + "/restrictions/end", {"ends_on": "2025-03-01"})
    ).status_code == 303
    link = re.search(r"/restrictions/new\?of=[0-9a-f-]+", (await nour.get(PAGE + "/people")).text)
    assert link is not None
    right = {**said, **hidden(await met(nour, link[0])), "kind": "no_contact"}
    assert (await nour.post(PAGE + "/restrictions", right)).status_code == 303
    page = (await nour.get(PAGE + "/people")).text
    assert "No contact with the child" in page, "and it holds again, as no end was given"
    assert "Written first</s>" in page
    assert "TJ Arras</s>" in page


async def test_an_end_written_twice_is_said_and_leads_to_its_correction(
    browse: Browse, people: People
) -> None:
    nour, yann = browse(people.nour), browse(people.yann)
    await nour.post(PAGE + "/measures", MEASURE)
    shown = hidden((await nour.get(PAGE + "/measures/end/new")).text)
    ended = {"ends_on": "2022-01-10", **shown}
    assert (await yann.post(PAGE + "/measures/end", ended)).status_code == 303
    late = await nour.post(PAGE + "/measures/end", {**ended, "ends_on": "2022-01-12"})
    assert late.status_code == 409
    assert "The end is written already: 10 January 2022." in late.text
    assert f"/measures/new?of={shown['of']}" in late.text
    nothing = await nour.post(PAGE + "/measures/end", {"of": str(LOU), "ends_on": "2022-01-12"})
    assert nothing.status_code == 404


async def test_a_short_stay_is_corrected_once_it_has_ended(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    await nour.post(PAGE + "/short-stays", STAY)
    link = re.search(r"/short-stays/new\?of=[0-9a-f-]+", (await nour.get(PATH)).text)
    assert link is not None
    shown = await met(nour, link[0])
    assert 'value="2025-02-04"' in shown
    right = {**STAY, **hidden(shown), "ends_on": "2025-02-06"}
    assert (await nour.post(PAGE + "/short-stays", right)).status_code == 303
    page = (await nour.get(PATH)).text
    assert "until 6 February 2025" in page
    assert "1 statement corrected since" in page


async def test_the_day_of_admission_is_corrected_and_the_one_before_stays(
    browse: Browse, people: People
) -> None:
    nour = browse(people.nour)
    shown = hidden((await nour.get(PAGE + "/admission/new")).text)
    soon = await nour.post(PAGE + "/admission", {**shown, "admitted_on": "2021-05-01"})
    assert soon.status_code == 422
    right = {**shown, "admitted_on": "2021-07-19", "words": "Misread.", "about": "professional"}
    assert (await nour.post(PAGE + "/admission", right)).status_code == 303
    page = (await nour.get(PATH)).text
    assert "It was written: 9 July 2021" in page
    assert "about: A professional" in page
    late = await nour.post(PAGE + "/admission", {**right, "admitted_on": "2021-07-20"})
    assert late.status_code == 422
    assert "What stands now" in late.text
    assert "You wrote this yourself in another window, on " in late.text
    five = {"admitted_on": "2026-05-10", "base": hidden(late.text)["base"]}
    assert "This day has not come yet." in (await nour.post(PAGE + "/admission", five)).text
    assert (await browse(people.yann).get(PAGE + "/admission/new")).status_code == 403


async def test_an_exit_is_corrected_where_it_stood(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    assert (await nour.get(PAGE + "/exit/correction/new")).status_code == 404
    await nour.post(PAGE + "/exit", {"reason": "death", "ended_on": "2025-02-01"})
    assert "died 1 February 2025" in (await nour.get(PAGE)).text
    shown = hidden((await nour.get(PAGE + "/exit/correction/new")).text)
    right = {**shown, "reason": "lost", "ended_on": "2025-02-10", "words": "Another child died."}
    assert (await nour.post(PAGE + "/exit/correction", right)).status_code == 303
    page = (await nour.get(PATH)).text
    assert "not followed since 10 February 2025" in page
    assert "died" not in (await nour.get(PAGE)).text
    assert '<s class="person-name">End of follow-up: Death of the child</s>' in page
    late = await nour.post(PAGE + "/exit/correction", {**right, "reason": "error"})
    assert late.status_code == 422
    assert "What stands now" in late.text
    assert "You wrote this yourself in another window, on " in late.text
    await nour.post(PAGE + "/return", {"back_on": "2025-03-01", "words": "Found again."})
    link = re.search(r"/exit/correction/new\?of=[0-9a-f-]+", (await nour.get(PATH)).text)
    assert link is not None
    earlier = hidden(await met(nour, link[0]))
    after = {**right, **earlier, "ended_on": "2025-03-02"}
    assert (
        "The child had come back by then."
        in (await nour.post(PAGE + "/exit/correction", after)).text
    )
    before = {**after, "ended_on": "2025-02-20"}
    assert (await nour.post(PAGE + "/exit/correction", before)).status_code == 303
    page = (await nour.get(PATH)).text
    assert "20 February 2025" in page
    assert "not followed since" not in page
