"""People of Lou's circle who write to each other, by the services."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from storage.vault import ObjectRef, Vault
from tests.people import LOU, People, Person, account_of
from workspace.access.permissions import Permission
from workspace.access.tables import GrantRow
from workspace.clock import Clock
from workspace.database import transaction
from workspace.hub import Hub
from workspace.messaging import service
from workspace.messaging.model import (
    Conversation,
    ConversationId,
    MessageId,
    NewConversation,
    NewMessage,
    Sent,
)

READ, WRITE = Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE
ASKED = (READ, WRITE, Permission.CHILD_READ)


def said(body: str, *, objects: tuple[ObjectRef, ...] = ()) -> NewMessage:
    return NewMessage(id=MessageId(uuid4()), body=body, objects=tuple(ref.id for ref in objects))


async def opened(
    people: People,
    *members: str,
    by: str = "nour",
    clock: Clock,
    hub: Hub,
    vault: Vault,
) -> ConversationId:
    """Open a conversation, with Ambre and Odile when nobody is named."""
    chosen = members or ("ambre", "odile")
    new = NewConversation(
        subject="September",
        members=frozenset(account_of(name) for name in chosen),
        body="Who comes on Tuesday?",
    )
    person = people.by_name[by]
    with person.here():
        return await service.open_conversation(
            person.clearance(*ASKED), new, clock=clock, hub=hub, vault=vault
        )


async def send(
    person: Person, talk: ConversationId, new: NewMessage, *, hub: Hub, vault: Vault
) -> Sent:
    with person.here():
        return await service.send(person.clearance(*ASKED), talk, new, hub=hub, vault=vault)


async def read(
    person: Person, talk: ConversationId, *, after: int = 0, vault: Vault
) -> Conversation:
    with person.here():
        return await service.conversation(person.clearance(READ), talk, after=after, vault=vault)


async def mark_read(person: Person, talk: ConversationId, seq: int, *, hub: Hub) -> None:
    with person.here():
        await service.mark_read(person.clearance(READ), talk, seq, hub=hub)


async def staged(person: Person, content: bytes, *, name: str, vault: Vault) -> ObjectRef:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    with person.here():
        return await vault.stage(LOU, pieces(), name=name, content_type="application/octet-stream")


async def left_the_circle(people: People, name: str) -> None:
    """End somebody's place around Lou, as her coordinator does."""
    with people.nour.here():
        async with transaction():
            await GrantRow.update(
                {GrantRow.ended_at: datetime.now(UTC) - timedelta(seconds=1)}
            ).where(GrantRow.account == account_of(name))
