"""Observations, events, attempts and the news since the last visit, at the page."""

import re
from datetime import date, timedelta

import asyncpg
import pytest

from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.home import cases
from tests.workspace.home.conftest import Browse, opened_long_ago
from tests.workspace.home.test_agenda import FILLED
from workspace.dossier.journal.model import Contacts
from workspace.dossier.record.model import Sight
from workspace.home import rules, wording
from workspace.home.model import Concern, Line
from workspace.i18n import use_language
from workspace.ids import DossierId

PAGE = f"/children/{LOU}"
JOURNAL, CONTACT = PAGE + "/journal", PAGE + "/contact"
UUID = r"[0-9a-f-]{36}"


@pytest.fixture(autouse=True)
def _enrolled(followed: DossierId) -> None:
    assert followed == LOU


async def test_a_carer_writes_in_one_field_and_sees_what_they_wrote(
    browse: Browse, people: People
) -> None:
    odile = browse(people.odile)
    answer = await odile.post(JOURNAL, {"kind": "mood", "text": "Laughed at the hen."})
    assert (answer.status_code, answer.headers["location"]) == (303, JOURNAL)
    assert "Laughed at the hen." in (await odile.get(JOURNAL)).text
    assert "Laughed at the hen." in (await browse(people.salome).get(JOURNAL)).text
    assert "Laughed at the hen." not in (await browse(people.noe).get(JOURNAL)).text
    assert (await browse(people.stranger).get(JOURNAL)).status_code == 404
    assert (await browse(people.diane).post(JOURNAL)).status_code == 403


async def test_what_is_refused_keeps_what_was_typed(browse: Browse, people: People) -> None:
    odile = browse(people.odile)
    answer = await odile.post(
        JOURNAL, {"kind": "sleep", "text": "Woke twice.", "day": "2030-01-01"}
    )
    assert answer.status_code == 422
    assert "This day has not come yet." in answer.text
    assert "Woke twice." in answer.text
    answer = await odile.post(JOURNAL, {"kind": "move", "day": "yesterday", "text": "To the sea."})
    assert answer.status_code == 422
    assert 'href="#event-day"' in answer.text
    assert "To the sea." in answer.text


async def test_an_entry_is_amended_withdrawn_and_put_back(browse: Browse, people: People) -> None:
    odile, nour = browse(people.odile), browse(people.nour)
    await odile.post(JOURNAL, {"kind": "sleep", "text": "Woke twice."})
    shown = (await odile.get(JOURNAL)).text
    (one,) = set(re.findall(f'href="({JOURNAL}/{UUID})/amendment"', shown))
    assert "Woke twice." in (await odile.get(one + "/amendment")).text
    assert (await nour.get(one + "/amendment")).status_code == 404
    assert (await odile.post(one + "/amendment", {"kind": "sleep"})).status_code == 422
    again = {"kind": "sleep", "text": "Woke once."}
    assert (await odile.post(one + "/amendment", again)).status_code == 303
    shown = (await nour.get(JOURNAL)).text
    assert "Woke once." in shown
    assert "Amended: 1 earlier version" in shown

    (one,) = set(re.findall(f'action="({JOURNAL}/{UUID})/withdrawal"', shown))
    assert (await nour.post(one + "/withdrawal")).status_code == 303
    assert "Woke once." not in (await browse(people.noe).get(JOURNAL)).text
    assert (await nour.post(one + "/return")).status_code == 303
    assert "Woke once." in (await browse(people.noe).get(JOURNAL)).text


async def test_an_attempt_is_one_click_from_the_line_and_is_undone(
    browse: Browse, people: People, database: Database
) -> None:
    await opened_long_ago(database)
    nour = browse(people.nour)
    children = (await nour.get("/children")).text
    assert f'action="{CONTACT}"' in children
    assert "nobody tried to reach them yet" in children
    answer = await nour.post(CONTACT, {"way": "phone"})
    assert answer.headers["location"] == CONTACT
    assert "1 of 3 attempts to reach them" in (await nour.get("/children")).text
    shown = (await nour.get(CONTACT)).text
    assert "2 attempts remain to be made." in shown
    assert "The last one, not before 3 May 2025." in shown
    assert "over 60 days or more" in shown
    (one,) = set(re.findall(f'action="({CONTACT}/{UUID})/withdrawal"', shown))
    assert (await nour.post(one + "/withdrawal")).status_code == 303
    assert "nobody tried to reach them yet" in (await nour.get("/children")).text


async def test_a_contact_brings_the_child_back_in_sight(browse: Browse, people: People) -> None:
    nour = browse(people.nour)
    for day in ("2024-11-01", "2024-12-01", "2025-01-15"):
        await nour.post(CONTACT, {"way": "letter", "tried_on": day})
    shown = (await nour.get(CONTACT)).text
    assert "The search is complete." in shown
    assert "search complete: 3 attempts" in (await nour.get("/children")).text
    reached = {"way": "visit", "tried_on": "2025-02-01", "reached": "yes", "line": "All is well."}
    await nour.post(CONTACT, reached)
    shown = (await nour.get(CONTACT)).text
    assert "Last assessment, session or contact noted on 1 February 2025." in shown
    assert "The search is complete." not in shown
    assert "All is well." in shown
    assert "perhaps lost from sight" not in shown
    assert re.search(r"in sight\s*</", shown), "what the box promised is what the badge says"
    late = await nour.post(CONTACT, {"way": "visit", "tried_on": "2026-02-01", "line": "Kept."})
    assert (late.status_code, "Kept." in late.text) == (422, True)


def test_a_line_counts_the_attempts_of_its_child() -> None:
    far = {"B00": date(2021, 7, 20)}
    since = cases.TODAY - timedelta(days=200)
    tried = tuple(since + timedelta(days=days) for days in (0, 40, 80))

    def line(contacts: Contacts) -> Line:
        return rules.line(
            cases.child(),
            cases.schedule(far),
            last_session=None,
            contacts=contacts,
            today=cases.TODAY,
        )

    alone, searched = line(Contacts()), line(Contacts(tried=tried))
    reached = line(Contacts(tried=tried, reached_on=cases.TODAY))
    assert [each.sight for each in (alone, searched, reached)] == [
        Sight.POTENTIALLY_LOST,
        Sight.LOST,
        Sight.SEEN,  # what was missed before the contact is caught up, not searched for
    ]
    assert reached.seen_on == cases.TODAY
    assert [each.concern for each in (alone, searched, reached)] == [
        Concern.LOST,
        Concern.LOST,
        Concern.LATE,
    ]
    two = line(Contacts(tried=tried[:2])).search
    assert searched.search is not None
    assert two is not None
    with use_language("en"):
        assert wording.search(searched.search) == "search complete: 3 attempts"
        assert wording.search(two) == "2 of 3 attempts to reach them"


async def two_hours_later(database: Database) -> None:
    """Make the visits so far two hours old; the circle was founded before them."""
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("update dossier_visit set seen_at = seen_at - interval '2 hours'")
    await owner.execute("update access_grant set granted_at = granted_at - interval '3 hours'")
    await owner.close()


async def test_the_brief_says_what_others_did_since_the_last_visit(
    browse: Browse, people: People, database: Database
) -> None:
    nour, odile = browse(people.nour), browse(people.odile)
    assert "Since your last visit" not in (await nour.get(PAGE)).text
    await two_hours_later(database)
    assert "Since your last visit" not in (await nour.get(PAGE)).text, "nothing has changed"
    await odile.post(JOURNAL, {"kind": "mood", "text": "Laughed at the hen."})
    await nour.post(JOURNAL, {"kind": "mood", "text": "Her own words are no news."})
    text = (await nour.get(PAGE)).text
    assert "Since your last visit, " in text
    assert f'<a href="{JOURNAL}">1 observation</a>' in text
    assert "Since your last visit" not in (await odile.get(PAGE)).text, "her first visit"


SOMATIC = ("1 word on allergies", "1 measurement")
DONE_BY_OTHERS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("1 appointment set or moved", "/appointments", {**FILLED, "day": "2025-03-20"}),
    ("1 need for care", "/care/needs", {"discipline": "speech", "found_in": "observation"}),
    ("1 word on allergies", "/health/new/allergy", {"substance": "Peanut", "source": "parent"}),
    ("1 measurement", "/growth", {"measured_on": "2025-03-04", "weight": "15"}),
    ("1 move", "/moves", {"kind": "mecs", "place": "Over there", "begins_on": "2025-03-01"}),
    ("1 attempt to reach them", "/contact", {"way": "phone"}),
    ("1 day set", "/plan", {"step": "M48", "planned_on": "2025-03-20"}),
)


async def test_whatever_others_did_is_news_to_those_who_may_read_it(
    browse: Browse, people: People, database: Database
) -> None:
    nour, yann, odile = browse(people.nour), browse(people.yann), browse(people.odile)
    for reader in (yann, odile):
        await reader.get(PAGE)
    for words, path, fields in DONE_BY_OTHERS:
        writer = browse(people.ambre) if words in SOMATIC else nour
        said = {"stated_on": "2025-03-04", "done_on": "2025-03-04", **fields}
        answer = await writer.post(PAGE + path, said)
        assert answer.status_code == 303, (path, answer.text)
    await two_hours_later(database)
    of_all = (await odile.get("/news")).text
    worker, carer = (await yann.get(PAGE)).text, (await odile.get(PAGE)).text
    for words, *_ in DONE_BY_OTHERS:
        assert (words in worker) is (words not in SOMATIC), words
        assert (words in carer) is (words not in {*SOMATIC, "1 move"}), words
        assert (words in carer) is (words in of_all), words
    assert "Nothing changed" in (await nour.get("/news")).text


async def test_the_words_of_who_cannot_write_here_are_kept_as_theirs(
    browse: Browse, people: People
) -> None:
    """A parent has no account: whoever coordinates writes down what they told, and says whose words they are."""
    nour, odile = browse(people.nour), browse(people.odile)
    told = {"kind": "sleep", "text": "She slept at last.", "said_by": "parent"}
    assert (await nour.post(JOURNAL, told)).status_code == 303
    await nour.post(JOURNAL, {"kind": "food", "text": "Two plates."})
    page = (await odile.get(JOURNAL)).text
    assert page.count("· a parent&#39;s words</span>") == 1, "one's own words are nobody else's"
    assert "· my own words</span>" not in page
    rows = (await odile.get(JOURNAL + ".csv")).text.splitlines()
    assert [row for row in rows if "A parent's words" in row] == [
        row for row in rows if "She slept at last." in row
    ]
    entries = [
        each
        for each in re.findall(rf"/journal/({UUID})/amendment", (await nour.get(JOURNAL)).text)
        if "She slept" in (await nour.get(f"{JOURNAL}/{each}/amendment")).text
    ]
    (address,) = [f"{JOURNAL}/{each}/amendment" for each in entries]
    assert '<option value="parent" selected>' in (await nour.get(address)).text
    right = {**told, "said_by": "child", "day": ""}
    assert (await nour.post(address, right)).status_code == 303
    page = (await odile.get(JOURNAL)).text
    assert "· the child&#39;s words</span>" in page
    refused = await nour.post(JOURNAL, {**told, "said_by": "nobody", "text": "Kept as typed."})
    assert refused.status_code == 422
    assert "Kept as typed." in refused.text
    assert 'href="#field-said_by"' in refused.text
