"""The live door: a real server, real WebSocket clients."""

import time
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import uuid4

import asyncpg
import pytest
from websockets.exceptions import InvalidStatus

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.dossier.traces import recorded
from tests.workspace.messaging import talk as talking
from tests.workspace.messaging.line import Call, call, live_hub, port
from tests.workspace.messaging.talk import mark_read, read, said, send
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.hub import LONGEST_QUEUE, Hub, MemoryHub, PostgresHub
from workspace.i18n import relative_moment, use_language
from workspace.messaging import live, service
from workspace.messaging.model import ConversationId, MessageId, NewMessage

__all__ = ["call", "live_hub", "port"]

A_SECOND = 1.0
TRIES = 5
"""How many messages may come late: one stall of the machine is not the line."""

# ── Who may come in ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost", None])
async def test_a_page_of_another_site_is_refused_at_the_handshake(
    call: Call, people: People, origin: str | None
) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with call(people.nour, origin=origin):
            pass
    assert caught.value.response.status_code == 403


async def test_nobody_is_told_to_sign_in(call: Call) -> None:
    async with call(None) as line:
        assert await line.closed() == 4401


@pytest.mark.parametrize("name", ["stranger", "yann", "parent"])
async def test_whoever_takes_no_part_is_told_that_there_is_nothing(
    call: Call, people: People, name: str
) -> None:
    async with call(people.by_name[name]) as line:
        assert await line.closed() == 4404


async def test_a_role_without_messages_is_refused(call: Call, people: People) -> None:
    async with call(people.diane) as line:
        assert await line.closed() == 4403


async def test_a_conversation_that_is_not_there_is_not_found(call: Call, people: People) -> None:
    async with call(people.nour, wanted=ConversationId(uuid4())) as line:
        assert await line.closed() == 4404


# ── Sending and hearing ──────────────────────────────────────────────────────────────────────────


async def test_a_message_is_acknowledged_and_delivered_to_the_other_within_a_second(
    call: Call, people: People, clock: FixedClock
) -> None:
    async with call(people.nour) as nour, call(people.ambre) as ambre:
        await ambre.say(type="resume", after=1)
        await nour.say(type="resume", after=1)
        number = str(uuid4())
        await nour.say(type="send", id=number, body="On Tuesday, then.")
        heard = await ambre.hear("message")
        acknowledged = await nour.hear("ack")
        seconds: list[float] = []
        while not seconds or min(seconds) > A_SECOND:
            assert len(seconds) < TRIES, seconds
            began = time.monotonic()
            await nour.say(type="send", id=str(uuid4()), body="And one more thing.")
            await ambre.hear("message")
            seconds.append(time.monotonic() - began)
    assert acknowledged == {"type": "ack", "id": number, "seq": 2}
    assert heard["id"] == number
    with use_language(
        "en"
    ):  # as the page says it, and not the hour alone, which reads like a length of time
        assert heard["at"] == relative_moment(datetime.fromisoformat(heard["moment"]), clock.now())
    assert (heard["seq"], heard["author"], heard["body"], heard["own"]) == (
        2,
        "Nour",
        "On Tuesday, then.",
        False,
    )


async def test_the_writer_hears_their_own_message_as_their_own(call: Call, people: People) -> None:
    async with call(people.nour) as nour:
        await nour.say(type="resume", after=1)
        await nour.say(type="send", id=str(uuid4()), body="Hello")
        heard = await nour.hear("message")
    assert (heard["own"], heard["author"]) == (True, "You")


async def test_resuming_replays_exactly_what_was_missed_in_order(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    for turn in range(2, 7):
        await send(people.nour, talk, said(f"number {turn}"), hub=hub, vault=vault)
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=3)
        heard = [await odile.hear("message") for _ in range(3)]
        assert await odile.hears_nothing("message")
    assert ["number 4", "number 5", "number 6"] == [frame["body"] for frame in heard]
    assert [4, 5, 6] == [frame["seq"] for frame in heard]


async def test_nothing_is_delivered_before_one_says_where_one_was(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with call(people.odile) as odile:
        await send(people.nour, talk, said("Hello"), hub=hub, vault=vault)
        assert await odile.hears_nothing("message", "read")


async def test_a_message_sent_again_after_the_network_came_back_is_written_once(
    call: Call, people: People, talk: ConversationId, vault: Vault
) -> None:
    number = str(uuid4())
    for _ in range(2):
        async with call(people.nour) as nour:
            await nour.say(type="send", id=number, body="Hello")
            assert (await nour.hear("ack"))["seq"] == 2
    assert (await read(people.ambre, talk, vault=vault)).last_seq == 2


async def test_an_attachment_is_told_by_its_address(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    ref = await talking.staged(people.nour, b"x", name="plan.pdf", vault=vault)
    async with call(people.odile) as odile:
        await odile.say(type="resume", after=1)
        await send(people.nour, talk, said("", objects=(ref,)), hub=hub, vault=vault)
        (attachment,) = (await odile.hear("message"))["attachments"]
    (known,) = (await read(people.nour, talk, after=1, vault=vault)).messages[0].attachments
    assert attachment == {
        "name": "plan.pdf",
        "href": f"/children/{LOU}/conversations/{talk}/attachments/{known.id}",
    }


async def test_the_others_hear_how_far_one_has_read(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub
) -> None:
    async with call(people.nour) as nour, call(people.ambre) as ambre:
        await nour.say(type="resume", after=1)
        await ambre.say(type="read", seq=1)
        heard = {frame["name"]: frame for frame in [await nour.hear("read") for _ in range(2)]}
        assert {"Nour", "Ambre"} == set(heard), "what stood already, and what happened"
        assert heard["Ambre"]["by"] == str(people.ambre.actor.account)
        assert heard["Ambre"]["seq"] == 1
        await mark_read(people.odile, talk, 1, hub=hub)
        assert (await nour.hear("read"))["name"] == "Odile"


async def test_waiting_writes_nothing_in_the_audit_but_reading_does(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with call(people.ambre) as ambre:
        await ambre.say(type="resume", after=1)
        await mark_read(people.odile, talk, 1, hub=hub)
        await ambre.hear("read")
        assert Act.MESSAGE_READ not in await recorded(people)
        await send(people.nour, talk, said("Hello"), hub=hub, vault=vault)
        await ambre.hear("message")
    assert (await recorded(people))[-2:] == [Act.MESSAGE_SEND, Act.MESSAGE_READ]


async def test_a_silent_connection_finds_what_no_hint_told(
    call: Call,
    people: People,
    talk: ConversationId,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "REVALIDATE", 0.2)
    async with call(people.ambre) as ambre:
        await ambre.say(type="resume", after=1)
        await send(people.nour, talk, said("Unheard"), hub=MemoryHub(), vault=vault)
        assert (await ambre.hear("message"))["body"] == "Unheard"


async def test_a_listener_too_slow_for_the_hints_reads_the_database_again(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with call(people.ambre) as ambre:
        await ambre.say(type="resume", after=1)
        for turn in range(3):
            await send(people.nour, talk, said(str(turn)), hub=MemoryHub(), vault=vault)
        for _ in range(LONGEST_QUEUE + 50):
            hub.deliver(service.topic(talk), "message")
        assert ["0", "1", "2"] == [(await ambre.hear("message"))["body"] for _ in range(3)]
        assert await ambre.hears_nothing("message")
        await send(people.nour, talk, said("after"), hub=hub, vault=vault)
        assert (await ambre.hear("message"))["body"] == "after"


# ── What is refused, and what closes ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "hello",
        b"\x00\x01",
        "[]",
        "{}",
        '{"type": "sing"}',
        '{"type": "resume"}',
        '{"type": "resume", "after": -1}',
        '{"type": "read", "seq": "1"}',
        '{"type": "send", "id": "one", "body": "x"}',
        '{"type": "send", "id": "7d444840-9dc0-41d1-b245-5ffdce74fad2", "body": " "}',
        '{"type": "send", "id": "7d444840-9dc0-41d1-b245-5ffdce74fad2", "body": "\\ud800"}',
        "[" * 50_000,
    ],
)
async def test_a_frame_that_cannot_be_read_is_answered_and_the_connection_stays(
    call: Call, people: People, frame: str | bytes
) -> None:
    async with call(people.nour) as nour:
        await nour.say_raw(frame)
        assert (await nour.hear("error"))["message"]
        await nour.say(type="send", id=str(uuid4()), body="Still here")
        assert (await nour.hear("ack"))["seq"] == 2


async def test_a_refusal_names_the_message_it_is_about(
    call: Call, people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    new = said("Hello")
    await send(people.ambre, talk, new, hub=hub, vault=vault)
    async with call(people.nour) as nour:
        await nour.say(type="send", id=str(new.id), body="Hello")
        refused = await nour.hear("error")
        assert refused["id"] == str(new.id)
        assert refused["message"] == service.ANOTHER_MESSAGE
        await nour.say(type="send", id=str(uuid4()), body="x" * 20_001)
        assert "too long" in (await nour.hear("error"))["message"]


async def test_more_than_twenty_frames_in_ten_seconds_close_the_connection(
    call: Call, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live.FRAMES_SECONDS == 10
    monkeypatch.setattr(live, "FRAMES_SECONDS", 600.0)  # however slow the machine sends them
    async with call(people.nour) as nour:
        for _ in range(live.MOST_FRAMES):
            await nour.say(type="read", seq=1)
        await nour.say(type="send", id=str(uuid4()), body="The twentieth was the last.")
        assert await nour.closed() == 4429


async def test_twenty_frames_are_taken(call: Call, people: People) -> None:
    async with call(people.nour) as nour:
        for _ in range(live.MOST_FRAMES - 1):
            await nour.say(type="read", seq=1)
        await nour.say(type="send", id=str(uuid4()), body="The twentieth.")
        assert (await nour.hear("ack"))["seq"] == 2


async def test_a_frame_over_64_kilobytes_closes_the_connection(call: Call, people: People) -> None:
    async with call(people.nour) as nour:
        await nour.say_raw("x" * (64 * 1024 + 1))
        assert await nour.closed() == 1009


async def test_what_was_altered_in_storage_is_never_delivered(
    call: Call, people: People, database: Database
) -> None:
    async with call(people.odile) as odile:
        owner = await asyncpg.connect(database.url("grenier_owner"))
        await owner.execute("update message set encrypted_body = encrypted_body || 'x'")
        await owner.close()
        await odile.say(type="resume", after=0)
        assert await odile.closed() == 1013


# ── Between processes ────────────────────────────────────────────────────────────────────────────


class TestBetweenProcesses:
    @pytest.fixture
    def live_hub(self, database: Database) -> Hub:
        """Return the hub that the application starts and stops."""
        return PostgresHub(database.url("grenier_app"))

    @pytest.fixture
    async def elsewhere(self, database: Database) -> AsyncIterator[PostgresHub]:
        """The hub of another process of the same installation."""
        found = PostgresHub(database.url("grenier_app"))
        await found.start()
        yield found
        await found.stop()

    async def test_a_message_written_in_another_process_arrives(
        self,
        call: Call,
        people: People,
        talk: ConversationId,
        elsewhere: PostgresHub,
        vault: Vault,
    ) -> None:
        async with call(people.ambre) as ambre:
            await ambre.say(type="resume", after=1)
            seconds: list[float] = []
            while not seconds or min(seconds) > A_SECOND:
                assert len(seconds) < TRIES, seconds
                new = NewMessage(id=MessageId(uuid4()), body=f"From afar, {len(seconds)}")
                began = time.monotonic()
                await send(people.nour, talk, new, hub=elsewhere, vault=vault)
                assert (await ambre.hear("message"))["body"] == new.body
                seconds.append(time.monotonic() - began)
