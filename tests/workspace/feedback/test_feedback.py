"""A word about a page: between its writer and the national team, nobody named, nothing overwritten."""

import asyncio
import re
from html import unescape

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import People, Person
from tests.workspace.served import Site
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.feedback import rules, service
from workspace.feedback.model import (
    FeedbackId,
    Kind,
    NewAnswer,
    NewFeedback,
    Outcome,
)

SAID = {"kind": "unclear", "page": "home:today", "words": "The word « échéance » on Today."}
NEW = NewFeedback(kind=Kind.IDEA, page="home:today", words="A bigger button.")

pytestmark = pytest.mark.usefixtures("people")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewFeedback(kind=Kind.IDEA, page="", words="  "), "words"),
        (NewFeedback(kind=Kind.IDEA, page="", words="x" * 4001), "words"),
        (NewFeedback(kind=Kind.IDEA, page="/children/1", words="x"), "page"),
    ],
)
def test_what_a_word_may_not_be(new: NewFeedback, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check(new)
    assert set(refused.value.fields) == {field}


def test_what_an_answer_may_be() -> None:
    rules.check(NewFeedback(kind=Kind.HELPS, page="", words="x" * 4000))
    rules.check_answer(NewAnswer(outcome=Outcome.READ, words=""))
    for new in (
        NewAnswer(outcome=Outcome.DECLINED, words=" "),
        NewAnswer(outcome=Outcome.DONE, words="x" * 4001),
    ):
        with pytest.raises(Invalid):
            rules.check_answer(new)


async def test_a_word_is_said_answered_read_and_taken_away(site: Site, people: People) -> None:
    malik, national = site.browser(people.malik), site.browser(people.national)
    home = (await malik.get("/")).text
    assert 'href="/feedback?page=home%3Atoday"' in home
    form = (await malik.get("/feedback", page="home:today")).text
    assert 'name="page" value="home:today"' in form
    assert (await malik.post("/feedback", SAID)).headers["location"] == "/feedback"
    assert "Not answered yet" in (await malik.get("/feedback")).text
    received = (await national.get("/feedback/received")).text
    assert "The word « échéance » on Today." in unescape(received)
    assert "Psychomotrician" in received
    assert "Malik" not in received, "what they do, not who they are"
    assert re.search(r'href="/feedback/received"[^>]*>Opinions <span class="count">1<', received)
    (address,) = re.findall(r'action="(/feedback/[^"]+/answer)"', received)
    empty = await national.post(address, {"outcome": "declined", "answer": ""})
    assert (empty.status_code, 'id="field-answer-error"' in empty.text) == (422, True)
    assert (await national.post(address, {"answer": "Yes."})).status_code == 422
    for answer in ({"outcome": "planned", "answer": "In spring."}, {"outcome": "done"}):
        assert (await national.post(address, answer)).status_code == 303
    assert "has an answer" in (await national.get("/feedback/received")).text
    assert "In spring." in (await national.get("/feedback/received", all="yes")).text
    file = (await national.get("/feedback/received.csv")).text
    assert (
        "Psychomotrician;I do not understand something;Today;The word « échéance » on Today."
        in file
    )
    assert "Malik" not in file
    mine = (await malik.get("/feedback")).text
    assert "In spring." in mine, "an answer before stays"
    assert "It is changed" in mine
    gone = address.replace("answer", "take-away")
    assert (await site.browser(people.nour).post(gone)).status_code == 404
    assert (await malik.post(gone)).status_code == 303
    assert "échéance" not in (await malik.get("/feedback")).text
    assert "échéance" not in (await national.get("/feedback/received", all="yes")).text
    assert (await national.post(address, {"outcome": "read"})).status_code == 404


async def test_an_answer_that_is_refused_is_shown_again_wherever_its_word_stood(
    site: Site, people: People
) -> None:
    malik, national = site.browser(people.malik), site.browser(people.national)
    await malik.post("/feedback", SAID)
    await malik.post("/feedback", {**SAID, "words": "Another."})
    received = (await national.get("/feedback/received")).text
    address = re.findall(r'action="(/feedback/[^"]+/answer)"', received)[-1]
    await national.post(address, {"outcome": "planned", "answer": "In spring."})
    again = await national.post(address, {"answer": "Rather in summer."})
    assert again.status_code == 422
    assert re.findall(r'action="(/feedback/[^"]+/answer)"', again.text) == [address]
    assert "Rather in summer.</textarea>" in again.text, (
        "it was answered, and is no more in the list"
    )
    assert (await malik.post(address, {"answer": "x"})).status_code == 403
    nothing = re.sub(r"/[0-9a-f-]{36}/", f"/{people.nour.actor.account}/", address)
    assert (await national.post(nothing, {"answer": "x"})).status_code == 404


async def test_a_draft_comes_back_with_the_page_it_is_about(site: Site, people: People) -> None:
    malik = site.browser(people.malik)
    for page, draft in (("home:today", "feedback-home-today"), ("", "feedback"), ("<", "feedback")):
        form = (await malik.get("/feedback", page=page)).text
        assert re.findall(r'data-draft="([^"]*)"', form) == [draft]


async def test_a_form_that_was_refused_is_a_page_one_may_speak_of(
    site: Site, people: People
) -> None:
    malik, national = site.browser(people.malik), site.browser(people.national)
    assert (await malik.post("/feedback", {**SAID, "page": "protocol:ages"})).status_code == 303
    said = (await national.get("/feedback/received")).text
    assert "/protocol/programmes/…/ages" in unescape(said)


async def test_what_goes_for_good_asks_for_two_presses(site: Site, people: People) -> None:
    malik = site.browser(people.malik)
    await malik.post("/feedback", SAID)
    folded = re.findall(r"<details.*?</details>", (await malik.get("/feedback")).text, re.DOTALL)
    assert len([each for each in folded if "/take-away" in each]) == 1


async def test_no_answer_outlives_what_it_answers(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.malik.here():
        said = await service.say(people.malik.actor, NEW, clock=clock, vault=vault)
    is_gone = asyncio.Event()

    async def answer() -> None:
        await is_gone.wait()
        with people.national.here():
            new = NewAnswer(outcome=Outcome.READ, words="Noted.")
            await service.answer(people.national.actor, said, new, clock=clock, vault=vault)

    meanwhile = asyncio.create_task(answer())
    with people.malik.here():
        async with transaction():
            await service.take_away(people.malik.actor, said, vault=vault)
            is_gone.set()
            await asyncio.wait({meanwhile}, timeout=0.5)
    with pytest.raises(NotFound):
        await meanwhile


async def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site, people: People) -> None:
    malik = site.browser(people.malik)
    nothing = (await malik.post("/feedback", {"page": "home:today"})).text
    assert ('id="field-kind-error"' in nothing, 'id="field-words-error"' in nothing) == (True, True)
    unkind = await malik.post("/feedback", {**SAID, "kind": ""})
    assert (unkind.status_code, 'id="field-kind-error"' in unkind.text) == (422, True)
    assert "échéance" in unkind.text
    silent = await malik.post("/feedback", {**SAID, "words": " "})
    assert (silent.status_code, 'id="field-words-error"' in silent.text) == (422, True)
    assert (await malik.get("/feedback/received")).status_code == 403


async def test_the_database_shows_a_word_to_its_writer_and_the_national_team_alone(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    with people.malik.here():
        said = await service.say(people.malik.actor, NEW, clock=clock, vault=vault)
    with people.national.here():
        answer = NewAnswer(outcome=Outcome.READ, words="Noted.")
        await service.answer(people.national.actor, said, answer, clock=clock, vault=vault)
    assert await seen_by(people.malik) == (1, 1)
    assert await seen_by(people.national) == (1, 1)
    assert await seen_by(people.nour) == (0, 0)
    with people.nour.here():
        with pytest.raises(Forbidden):
            await service.received(people.nour.actor, unanswered=False, page=0, vault=vault)
        with pytest.raises(NotFound):
            await service.take_away(people.nour.actor, said, vault=vault)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(
                    'insert into feedback_answer (id, feedback, outcome, "by", at, encrypted_words)'
                    " values (gen_random_uuid(), {}, 'done', {}, now(), '')",
                    said,
                    people.nour.actor.account,
                )
    with people.national.here():
        for statement in ("update feedback set page = ''", "update feedback_answer set at = now()"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await sql(statement)
    owner = await asyncpg.connect(database.url("postgres"))
    rows = await owner.fetch("select f::text || a::text as row from feedback f, feedback_answer a")
    await owner.close()
    assert not [row for row in rows if "button" in row["row"] or "Noted" in row["row"]]


async def test_received_words_come_by_pages(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.malik.here():
        for _ in range(3):
            await service.say(people.malik.actor, NEW, clock=clock, vault=vault)
    with people.national.here():
        first, more = await service.received(
            people.national.actor, unanswered=True, page=0, most=2, vault=vault
        )
        second, no_more = await service.received(
            people.national.actor, unanswered=True, page=1, most=2, vault=vault
        )
        assert await service.waiting(people.national.actor) == 3
        with pytest.raises(NotFound):
            await service.answer(
                people.national.actor,
                FeedbackId(people.nour.actor.account),
                NewAnswer(outcome=Outcome.READ, words=""),
                clock=clock,
                vault=vault,
            )
    assert (len(first), more, len(second), no_more) == (2, True, 1, False)


async def seen_by(person: Person) -> tuple[int, int]:
    with person.here():
        async with transaction():
            words = await sql("select id from feedback")
            answers = await sql("select id from feedback_answer")
    return len(words), len(answers)
