"""Conversations and messages against a real database, and several of its connections at once."""

import asyncio
from uuid import uuid4

import pytest

from storage.errors import ObjectMissing
from storage.vault import ObjectRef, Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.traces import recorded
from tests.workspace.messaging.talk import (
    ASKED,
    READ,
    WRITE,
    mark_read,
    opened,
    read,
    said,
    send,
    staged,
)
from workspace.access.model import Circle
from workspace.access.permissions import DataClass
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.documents import service as documents
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.hub import MemoryHub
from workspace.ids import DossierId
from workspace.messaging import queries, service
from workspace.messaging.model import (
    AttachmentId,
    ConversationId,
    MessageId,
    NewConversation,
    NewMessage,
)


async def waiting(people: People, name: str) -> int:
    person = people.by_name[name]
    circle = Circle(actor=person.actor, permission=READ, dossiers=frozenset({LOU}))
    with person.here():
        return await service.unread(circle)


async def kept_objects(vault: Vault) -> int:
    """Return how many stored objects somebody decided to keep, as the circle sees them."""
    assert vault
    async with transaction():
        rows = await sql("select count(*)::int as n from stored_object where state = 'kept'")
    return int(rows[0]["n"])


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────


async def test_people_to_write_to_are_those_of_the_circle_who_take_part_in_messages(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.nour.here():
        found = await service.people_to_write_to(
            people.nour.clearance(*ASKED), clock=clock, vault=vault
        )
    assert ["Ambre", "Malik", "Noe", "Odile", "Salome", "Yann"] == [each.name for each in found]


async def test_a_conversation_opens_with_its_first_message(
    people: People, talk: ConversationId, vault: Vault
) -> None:
    found = await read(people.odile, talk, vault=vault)

    assert found.subject == "September"
    assert found.dossier == LOU
    assert {"Nour", "Ambre", "Odile"} == {member.name for member in found.members}
    (first,) = found.messages
    assert (first.seq, first.author_name, first.body) == (1, "Nour", "Who comes on Tuesday?")
    assert found.last_seq == 1


async def test_nothing_said_stands_in_clear_in_the_database(
    people: People, talk: ConversationId
) -> None:
    with people.nour.here():
        async with transaction():
            rows = await sql(
                "select (c.*)::text || (m.*)::text as whole from conversation c"
                " join message m on m.conversation = c.id where c.id = {}",
                talk,
            )
    said_in_hex = b"Tuesday".hex()
    assert "Tuesday" not in rows[0]["whole"]
    assert said_in_hex not in rows[0]["whole"]


@pytest.mark.parametrize("name", ["stranger", "diane", "nour"])
async def test_nobody_outside_the_messages_of_the_circle_can_be_written_to(
    people: People, clock: FixedClock, hub: MemoryHub, vault: Vault, name: str
) -> None:
    """A stranger, the director (no messages), and the writer's own self."""
    with pytest.raises(Invalid) as caught:
        await opened(people, "ambre", name, clock=clock, hub=hub, vault=vault)
    assert list(caught.value.fields) == ["members"]
    with people.nour.here():
        async with transaction():
            assert await sql("select id from conversation") == []


async def test_opening_asks_for_permission(
    people: People, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    new = NewConversation(subject="x", members=frozenset({account_of("ambre")}), body="x")
    with people.nour.here(), pytest.raises(Forbidden):
        await service.open_conversation(
            people.nour.clearance(READ), new, clock=clock, hub=hub, vault=vault
        )


async def test_conversations_are_listed_the_most_recent_first(
    people: People, talk: ConversationId, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    later = await opened(people, "ambre", clock=clock, hub=hub, vault=vault)
    circle = Circle(actor=people.ambre.actor, permission=READ, dossiers=frozenset({LOU}))

    with people.ambre.here():
        found = await service.conversations(circle, vault=vault)
    assert [later, talk] == [conversation.id for conversation in found]

    await send(people.nour, talk, said("Still there?"), hub=hub, vault=vault)
    with people.ambre.here():
        found = await service.conversations(circle, vault=vault)
    assert [talk, later] == [conversation.id for conversation in found]
    assert [2, 1] == [each.unread_by(people.ambre.actor.account) for each in found]
    assert [0, 0] == [each.unread_by(people.yann.actor.account) for each in found]


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────


async def test_eight_writers_at_once_leave_no_gap_in_the_numbers(
    people: People, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    """Each in a task of its own, as its own session, over several connections of the pool."""
    everybody = ("nour", "ambre", "noe", "salome", "malik", "odile", "yann")
    talk = await opened(people, *everybody[1:], clock=clock, hub=hub, vault=vault)
    writers = (*everybody, "nour")

    async def write(name: str) -> list[int]:
        return [
            (
                await send(people.by_name[name], talk, said(f"{name} {turn}"), hub=hub, vault=vault)
            ).seq
            for turn in range(5)
        ]

    numbers = await asyncio.gather(*(write(name) for name in writers))

    assert all(taken == sorted(taken) for taken in numbers)
    assert list(range(2, 42)) == sorted(seq for taken in numbers for seq in taken)
    found = await read(people.yann, talk, vault=vault)
    assert list(range(1, 42)) == [message.seq for message in found.messages]
    moments = [message.sent_at for message in found.messages]
    assert moments == sorted(moments)


async def test_a_message_sent_twice_is_written_once(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    new = said("On Tuesday, then.")
    first = await send(people.ambre, talk, new, hub=hub, vault=vault)
    again = await send(people.ambre, talk, new, hub=hub, vault=vault)

    assert (first.seq, first.is_new) == (2, True)
    assert (again.seq, again.is_new) == (2, False)
    assert len((await read(people.nour, talk, vault=vault)).messages) == 2


async def test_a_message_sent_twice_at_the_same_time_is_written_once(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    new = said("On Tuesday, then.")
    sent = await asyncio.gather(
        *(send(people.ambre, talk, new, hub=hub, vault=vault) for _ in range(4))
    )
    assert [2, 2, 2, 2] == [each.seq for each in sent]
    assert [False, False, False, True] == sorted(each.is_new for each in sent)


@pytest.mark.parametrize("name", ["ambre", "odile"])
async def test_a_number_that_names_another_message_is_refused(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault, name: str
) -> None:
    """Another body of the same writer; the same body of another one."""
    new = said("On Tuesday, then.")
    await send(people.ambre, talk, new, hub=hub, vault=vault)
    other = NewMessage(id=new.id, body="Never." if name == "ambre" else new.body)
    with pytest.raises(Conflict):
        await send(people.by_name[name], talk, other, hub=hub, vault=vault)
    assert len((await read(people.nour, talk, vault=vault)).messages) == 2


async def test_a_number_taken_in_another_conversation_is_refused(
    people: People, talk: ConversationId, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    other = await opened(people, "ambre", clock=clock, hub=hub, vault=vault)
    new = said("Hello")
    await send(people.ambre, talk, new, hub=hub, vault=vault)
    with pytest.raises(Conflict):
        await send(people.ambre, other, new, hub=hub, vault=vault)


async def test_a_number_taken_in_a_conversation_one_cannot_see_is_refused_too(
    people: People, talk: ConversationId, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    """Odile cannot see the other message: the database alone knows that its number is taken."""
    closed = await opened(people, "ambre", clock=clock, hub=hub, vault=vault)
    new = said("Hello")
    await send(people.ambre, closed, new, hub=hub, vault=vault)
    with pytest.raises(Conflict):
        await send(people.odile, talk, new, hub=hub, vault=vault)
    assert len((await read(people.nour, talk, vault=vault)).messages) == 1


async def test_a_message_that_says_nothing_is_refused(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    with pytest.raises(Invalid):
        await send(people.ambre, talk, said("  "), hub=hub, vault=vault)


async def test_what_waits_is_counted_until_it_is_read(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    assert await waiting(people, "nour") == 0
    assert await waiting(people, "ambre") == 1
    await mark_read(people.ambre, talk, 1, hub=hub)
    assert await waiting(people, "ambre") == 0
    await send(people.odile, talk, said("I do."), hub=hub, vault=vault)
    assert [1, 1, 0] == [await waiting(people, name) for name in ("nour", "ambre", "odile")]


async def test_readings_never_go_back_nor_beyond_what_was_said(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    await send(people.nour, talk, said("And Friday?"), hub=hub, vault=vault)

    async def cursor() -> tuple[int, bool]:
        member = (await read(people.nour, talk, vault=vault)).member(people.ambre.actor.account)
        assert member is not None
        return member.read_seq, member.read_at is not None

    assert await cursor() == (0, False)
    await mark_read(people.ambre, talk, 2, hub=hub)
    assert await cursor() == (2, True)
    await mark_read(people.ambre, talk, 1, hub=hub)
    assert await cursor() == (2, True)
    await mark_read(people.ambre, talk, 900, hub=hub)
    assert await cursor() == (2, True)


async def test_only_what_comes_after_is_read_and_a_long_conversation_is_read_whole(
    people: People,
    talk: ConversationId,
    hub: MemoryHub,
    vault: Vault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for turn in range(4):
        await send(people.nour, talk, said(str(turn)), hub=hub, vault=vault)

    whole = await read(people.ambre, talk, vault=vault)
    rest = await read(people.ambre, talk, after=3, vault=vault)

    assert [1, 2, 3, 4, 5] == [message.seq for message in whole.messages]
    assert ["2", "3"] == [message.body for message in rest.messages]


# ── After the commit, and in the audit ───────────────────────────────────────────────────────────


async def undone(person: Person, talk: ConversationId, *, hub: MemoryHub, vault: Vault) -> None:
    """Send and read, in a transaction that fails at its end."""
    with person.here():
        async with transaction():
            await service.send(person.clearance(*ASKED), talk, said("Gone"), hub=hub, vault=vault)
            await service.conversation(person.clearance(READ), talk, vault=vault)
            raise RuntimeError("undone")


async def test_a_hint_is_published_after_the_commit_and_never_for_what_was_rolled_back(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    async with hub.subscribe(service.topic(talk)) as hints:
        with pytest.raises(RuntimeError, match="undone"):
            await undone(people.ambre, talk, hub=hub, vault=vault)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(hints.take(), 0.05)

        with people.ambre.here():
            async with transaction():
                await service.send(
                    people.ambre.clearance(*ASKED), talk, said("Kept"), hub=hub, vault=vault
                )
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(hints.take(), 0.05)
        assert await asyncio.wait_for(hints.take(), 60) == "message"
    assert ["Who comes on Tuesday?", "Kept"] == [
        message.body for message in (await read(people.nour, talk, vault=vault)).messages
    ]


async def test_a_reading_that_changes_nothing_is_not_told(
    people: People, talk: ConversationId, hub: MemoryHub
) -> None:
    async with hub.subscribe(service.topic(talk)) as hints:
        await mark_read(people.ambre, talk, 1, hub=hub)
        assert await asyncio.wait_for(hints.take(), 60) == "read"
        await mark_read(people.ambre, talk, 1, hub=hub)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(hints.take(), 0.05)


async def test_what_is_done_is_recorded_in_the_same_transaction(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    assert [Act.CONVERSATION_OPEN, Act.MESSAGE_SEND] == await recorded(people)

    with pytest.raises(RuntimeError, match="undone"):
        await undone(people.ambre, talk, hub=hub, vault=vault)
    assert [Act.CONVERSATION_OPEN, Act.MESSAGE_SEND] == await recorded(people)

    await read(people.ambre, talk, vault=vault)
    assert (await recorded(people))[2:] == [Act.MESSAGE_READ]


async def test_waiting_for_news_that_does_not_come_is_no_reading(
    people: People, talk: ConversationId, vault: Vault
) -> None:
    found = await read(people.ambre, talk, after=1, vault=vault)
    assert found.messages == ()
    assert Act.MESSAGE_READ not in await recorded(people)


# ── Attachments ──────────────────────────────────────────────────────────────────────────────────


async def attached(
    people: People, talk: ConversationId, *, hub: MemoryHub, vault: Vault
) -> AttachmentId:
    ref = await staged(people.ambre, b"heard well", name="hearing.pdf", vault=vault)
    await send(people.ambre, talk, said("", objects=(ref,)), hub=hub, vault=vault)
    found = (await read(people.nour, talk, vault=vault)).messages[-1].attachments
    assert len(found) == 1
    return found[0].id


async def test_an_attachment_is_kept_with_its_message_and_opened_by_who_takes_part(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    attachment = await attached(people, talk, hub=hub, vault=vault)

    with people.odile.here():
        assert await kept_objects(vault) == 1
        found, content = await service.open_attachment(
            people.odile.clearance(READ), talk, attachment, vault=vault
        )
        whole = b"".join([chunk async for chunk in content])

    assert whole == b"heard well"
    assert (found.name, found.length, found.filed_as) == ("hearing.pdf", 10, None)
    assert (await recorded(people))[-1] == Act.DOCUMENT_OPEN


async def test_attachments_keep_their_order(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    refs = [
        await staged(people.ambre, b"x", name=f"{number}.pdf", vault=vault) for number in (3, 1, 2)
    ]
    await send(people.ambre, talk, said("Three", objects=tuple(refs)), hub=hub, vault=vault)
    (message,) = (await read(people.nour, talk, after=1, vault=vault)).messages
    assert ["3.pdf", "1.pdf", "2.pdf"] == [each.name for each in message.attachments]


async def test_an_object_that_is_not_there_takes_the_message_with_it(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    nothing = ObjectRef(uuid4(), LOU)
    with pytest.raises(ObjectMissing):
        await send(people.ambre, talk, said("Look", objects=(nothing,)), hub=hub, vault=vault)
    assert (await read(people.nour, talk, vault=vault)).last_seq == 1


async def test_an_attachment_is_asked_for_in_its_own_conversation(
    people: People, talk: ConversationId, clock: FixedClock, hub: MemoryHub, vault: Vault
) -> None:
    attachment = await attached(people, talk, hub=hub, vault=vault)
    other = await opened(people, "ambre", clock=clock, hub=hub, vault=vault)
    with people.ambre.here(), pytest.raises(NotFound):
        await service.open_attachment(people.ambre.clearance(READ), other, attachment, vault=vault)


async def test_an_attachment_is_filed_once_even_by_two_at_the_same_time(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    attachment = await attached(people, talk, hub=hub, vault=vault)

    async def file(name: str) -> object:
        person = people.by_name[name]
        with person.here():
            return await service.file_attachment(
                person.clearance(READ, WRITE), talk, attachment, DataClass.SOMATIC, vault=vault
            )

    first, second, third = await asyncio.gather(file("ambre"), file("ambre"), file("ambre"))
    again = await file("ambre")

    assert first == second == third == again
    with people.ambre.here():
        (document,) = await documents.documents(people.ambre.clearance(), vault=vault)
        opened_again = await documents.open_content(
            people.ambre.clearance(), document.id, vault=vault
        )
        content = b"".join([chunk async for chunk in await opened_again.read()])
    assert (document.id, document.title, content) == (first, "hearing.pdf", b"heard well")
    shown = (await read(people.nour, talk, vault=vault)).messages[-1].attachments[0]
    assert shown.filed_as == first


async def test_an_attachment_is_filed_only_in_a_class_one_may_write(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    attachment = await attached(people, talk, hub=hub, vault=vault)
    with people.odile.here(), pytest.raises(Forbidden):
        await service.file_attachment(
            people.odile.clearance(READ, WRITE), talk, attachment, DataClass.SOMATIC, vault=vault
        )
    with people.yann.here(), pytest.raises(NotFound):
        await service.file_attachment(
            people.yann.clearance(READ, WRITE), talk, attachment, DataClass.SOCIAL, vault=vault
        )


# ── Another dossier ──────────────────────────────────────────────────────────────────────────────


async def test_a_conversation_is_asked_for_in_its_own_dossier(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    elsewhere = people.nour.clearance(*ASKED, dossier=DossierId(uuid4()))
    with people.nour.here():
        with pytest.raises(NotFound):
            await service.conversation(elsewhere, talk, vault=vault)
        with pytest.raises(NotFound):
            await service.send(elsewhere, talk, said("Hello"), hub=hub, vault=vault)
        with pytest.raises(NotFound):
            await service.check_takes_part(elsewhere, talk)


async def test_each_verb_asks_for_its_permission(
    people: People, talk: ConversationId, hub: MemoryHub, vault: Vault
) -> None:
    none = people.nour.clearance()
    nothing = AttachmentId(uuid4())
    number = MessageId(uuid4())
    with people.nour.here():
        for asked in (
            service.conversation(none, talk, vault=vault),
            service.check_takes_part(none, talk),
            service.send(none, talk, NewMessage(id=number, body="x"), hub=hub, vault=vault),
            service.mark_read(none, talk, 1, hub=hub),
            service.open_attachment(none, talk, nothing, vault=vault),
            service.file_attachment(none, talk, nothing, DataClass.SOCIAL, vault=vault),
        ):
            with pytest.raises(Forbidden):
                await asked
