"""A foster carer's first page: nothing to look for, two touches to ask."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, account_of, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import kept
from workspace.access import queries as grants
from workspace.clock import Clock, SystemClock
from workspace.database import transaction
from workspace.home.carer import asked
from workspace.ids import AccountId, DossierId
from workspace.messaging.model import Conversation, ConversationId, Member

pytestmark = pytest.mark.usefixtures("followed")

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)


async def test_the_next_appointments_are_there_with_what_to_bring(
    browse: Browse, people: People
) -> None:
    await kept(browse, people.nour)
    gone = await kept(browse, people.nour, day="2025-03-21", bring="A cancelled thing")
    await browse(people.nour).post(gone + "/state", {"state": "cancelled"})

    shown = (await browse(people.odile).get("/")).text

    for words in ("Thursday 20 March", "10:15", "To bring: A soft toy", "Lou Delattre"):
        assert words in shown
    assert "A cancelled thing" not in shown


async def test_a_bilan_says_where_it_takes_place(browse: Browse, people: People) -> None:
    said = {
        "step": "M48",
        "planned_on": "2025-03-04",
        "planned_time": "14:00",
        "place": "At the nursery, second door",
    }
    assert (await browse(people.nour).post(f"/children/{LOU}/plan", said)).status_code == 303
    pages = (
        (people.odile, "/"),
        (people.nour, "/"),
        (people.nour, "/calendar"),
        (people.odile, f"/children/{LOU}/appointments"),
    )
    for person, path in pages:
        assert "At the nursery, second door" in (await browse(person).get(path)).text, path


async def test_a_question_goes_to_the_coordination_and_one_sees_it_was_read(
    browse: Browse, people: People
) -> None:
    mine = browse(people.odile)
    answer = await mine.post("/questions", {"dossier": str(LOU), "body": "Can she swim?"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "not read yet" in (await mine.get("/")).text

    theirs = (await browse(people.nour).get("/messages")).text
    assert "Question of 4 March 2025" in theirs
    (path,) = {
        part.split('"')[0]
        for part in theirs.split('href="')[1:]
        if part.startswith(f"/children/{LOU}/conversations/")
    }
    assert "Can she swim?" in (await browse(people.nour).get(path)).text

    assert "read by Nour" in (await mine.get("/")).text


async def test_a_question_without_a_word_keeps_the_page(browse: Browse, people: People) -> None:
    answer = await browse(people.odile).post("/questions", {"dossier": str(LOU), "body": " "})
    assert answer.status_code == 422
    assert "Write a message first." in answer.text
    assert "The children you welcome" in answer.text


async def test_a_question_is_a_carers_about_a_child_they_welcome(
    browse: Browse, people: People
) -> None:
    said = {"dossier": str(LOU), "body": "Hello"}
    assert (await browse(people.nour).post("/questions", said)).status_code == 403
    for dossier in ("x", str(uuid4())):
        answer = await browse(people.odile).post("/questions", {**said, "dossier": dossier})
        assert answer.status_code == 404


def conversation(last: int, **read: int) -> Conversation:
    return Conversation(
        id=ConversationId(uuid4()),
        dossier=LOU,
        subject="x",
        opened_at=NOW,
        last_seq=last,
        last_at=NOW,
        members=tuple(
            Member(account=AccountId(account_of(name)), name=name, role="nurse", read_seq=seq)
            for name, seq in read.items()
        ),
    )


@pytest.mark.parametrize(
    ("read", "is_new", "by"),
    [
        ({"odile": 2, "nour": 1}, False, ()),
        ({"odile": 2, "nour": 2, "ambre": 1}, False, ("nour",)),
        ({"odile": 1, "nour": 2}, True, ("nour",)),
    ],
)
def test_who_has_read_to_the_end_is_named(
    read: dict[str, int], is_new: bool, by: tuple[str, ...]
) -> None:
    (found,) = asked([conversation(2, **read)], account_of("odile"))
    assert (found.is_new, found.read_by) == (is_new, by)


async def test_a_carer_is_not_sent_to_look_for_a_child_who_lives_with_them(
    browse: Browse, people: People
) -> None:
    link = f'href="/children/{LOU}/contact"'
    assert link not in (await browse(people.odile).get(f"/children/{LOU}")).text
    assert link in (await browse(people.yann).get(f"/children/{LOU}")).text


async def test_no_child_is_chosen_for_a_question_but_the_one_it_was_begun_with(
    browse: Browse, people: People, operator: Operator, clock: Clock, vault: Vault
) -> None:
    mine, second = browse(people.odile), DossierId(uuid4())
    one = (await mine.get("/")).text
    assert f'<input type="hidden" name="dossier" value="{LOU}">' in one
    async with operator("demo") as errand:
        async with transaction():
            await grants.insert([grant_row("odile", second, now=SystemClock().now())])
        await enrol(errand, second, clock=clock, vault=vault)
    several = (await mine.get("/")).text
    assert "selected" not in several.partition('id="field-dossier"')[2].partition("</select>")[0]
    assert f'href="/?about={second}"' in several
    begun = (await mine.get("/", about=str(second))).text
    assert f'value="{second}" selected' in begun


async def test_few_children_need_no_choosing(browse: Browse, people: People) -> None:
    """Three children are a list; what narrows it comes with more of them, or with a choice one keeps."""
    page = browse(people.odile)
    listed = (await page.get("/children")).text
    assert 'aria-label="Children"' in listed
    assert 'class="filters"' not in listed
    assert 'name="dossier"' not in listed
    chosen = await page.post("/children/list", {"q": "zzz"})
    assert 'class="filters"' in chosen.text
