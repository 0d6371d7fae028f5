"""Open, read, write, attach, file: each message durable before it is acknowledged, visible once."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from storage.vault import ObjectRef, Vault
from workspace.access import rules as access_rules
from workspace.access import service as access
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.accounts.service import accounts
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import after_commit, transaction
from workspace.dossier.documents import service as documents
from workspace.errors import Conflict, NotFound, SignInRequired
from workspace.hub import Hub
from workspace.i18n import N_
from workspace.ids import AccountId, DocumentId
from workspace.jobs import queries as jobs
from workspace.jobs.model import JobKind
from workspace.messaging import queries, rules
from workspace.messaging.model import (
    Attachment,
    AttachmentId,
    Conversation,
    ConversationId,
    Member,
    Message,
    MessageId,
    NewConversation,
    NewMessage,
    Sent,
)
from workspace.messaging.unread import PATIENCE
from workspace.news import News, Seen

ANOTHER_MESSAGE = N_("Another message was already sent under this number.")


def topic(conversation: ConversationId) -> str:
    """Return the hub's topic of one conversation; its hints carry nothing."""
    return f"conversation:{conversation}"


async def people_to_write_to(
    clearance: Clearance, *, clock: Clock, vault: Vault
) -> tuple[Member, ...]:
    """Return the people around the child who take part in messages, the one who asks left out."""
    clearance.require(Permission.CONVERSATION_WRITE, Permission.CHILD_READ)
    grants = await access.around(clearance, clock=clock)
    reading = {
        grant.account
        for grant in grants
        if DataClass.MESSAGES in access_rules.rights_of(grant.role).reads
        and grant.account != clearance.actor.account
    }
    return tuple(
        sorted(await _members(reading, vault=vault), key=lambda member: member.name.casefold())
    )


async def _members(ids: set[AccountId], *, vault: Vault) -> tuple[Member, ...]:
    known = await accounts(ids, vault=vault)
    return tuple(
        Member(account=account.id, name=account.name, role=account.role.value)
        for account in known.values()
    )


async def open_conversation(
    clearance: Clearance, new: NewConversation, *, clock: Clock, hub: Hub, vault: Vault
) -> ConversationId:
    """Open a conversation with its first message. Raises `Invalid`."""
    people = await people_to_write_to(clearance, clock=clock, vault=vault)
    rules.check_conversation(new, circle=[person.account for person in people])
    now = clock.now()
    conversation = Conversation(
        id=ConversationId(uuid4()),
        dossier=clearance.dossier,
        subject=new.subject.strip(),
        opened_at=now,
        last_seq=0,
        last_at=now,
    )
    async with transaction():
        await queries.insert_conversation(
            conversation,
            opened_by=clearance.actor.account,
            encrypted_subject=await vault.encrypt_text(
                clearance.dossier, queries.SUBJECT.format(conversation.id), conversation.subject
            ),
        )
        await queries.insert_members(
            conversation.id, clearance.dossier, [clearance.actor.account, *sorted(new.members)]
        )
        await audit.record(
            clearance.actor,
            Act.CONVERSATION_OPEN,
            dossier=clearance.dossier,
            subject=conversation.id,
            vault=vault,
        )
        first = NewMessage(id=MessageId(uuid4()), body=new.body)
        await send(clearance, conversation.id, first, hub=hub, vault=vault)
    return conversation.id


async def conversations(circle: Circle, *, vault: Vault) -> tuple[Conversation, ...]:
    """Return the conversations the person takes part in, the most recent first, messages left closed."""
    account = circle.actor.account
    async with transaction():
        rows = await queries.conversation_rows(account, circle.dossiers)
        members = await _members_of([row["id"] for row in rows], vault=vault)
        found = await queries.opened(rows, members, vault=vault)
        await audit.record(
            circle.actor, Act.CONVERSATION_READ, detail={"listed": str(len(found))}, vault=vault
        )
    return found


async def _members_of(
    conversations_: list[UUID], *, vault: Vault
) -> dict[UUID, tuple[Member, ...]]:
    rows = await queries.member_rows(conversations_)
    known = await accounts({AccountId(row["account"]) for row in rows}, vault=vault)
    found: defaultdict[UUID, list[Member]] = defaultdict(list)
    for row in rows:
        account = known.get(AccountId(row["account"]))
        if account is None:
            raise SignInRequired  # the session has ended since the statement before: nobody is known to nobody
        found[row["conversation"]].append(
            Member(
                account=account.id,
                name=account.name,
                role=account.role.value,
                read_seq=row["read_seq"],
                read_at=row["read_at"],
            )
        )
    return {conversation: tuple(members) for conversation, members in found.items()}


async def conversation(
    clearance: Clearance, wanted: ConversationId, *, after: int = 0, vault: Vault
) -> Conversation:
    """Return one conversation with its messages after `after`. Raises `NotFound` for whoever takes no part.

    Recorded when there was something to read: a page that waits for news reads nothing.
    """
    clearance.require(Permission.CONVERSATION_READ)
    async with transaction():
        found = await _conversation(clearance, wanted, vault=vault)
        messages = await _messages(found, after, vault=vault)
        if messages:
            await audit.record(
                clearance.actor,
                Act.MESSAGE_READ,
                dossier=clearance.dossier,
                subject=wanted,
                detail={"after": str(after)},
                vault=vault,
            )
    return replace(found, messages=messages)


async def _conversation(
    clearance: Clearance, wanted: ConversationId, *, vault: Vault
) -> Conversation:
    row = await queries.conversation_row(wanted, clearance.dossier)
    if row is None:
        raise NotFound
    members = await _members_of([row["id"]], vault=vault)
    found = await queries.opened([row], members, vault=vault)
    return found[0]


async def _messages(found: Conversation, after: int, *, vault: Vault) -> tuple[Message, ...]:
    names = {member.account: member.name for member in found.members}
    messages: list[Message] = []
    while True:
        page = await queries.messages_after(
            found.id, messages[-1].seq if messages else after, names=names, vault=vault
        )
        messages += page
        if len(page) < queries.PAGE:
            return tuple(messages)


async def send(
    clearance: Clearance, wanted: ConversationId, new: NewMessage, *, hub: Hub, vault: Vault
) -> Sent:
    """Write one message and keep its attachments; sending the same one again changes nothing.

    Returns after COMMIT. Raises `Invalid`, `NotFound` for whoever takes no part, `Conflict` when the number
    of the message already names another one.
    """
    clearance.require(Permission.CONVERSATION_WRITE)
    rules.check_message(new)
    body_index = vault.blind_index("message:body", rules.said(new))
    async with transaction():
        # The row stays locked: a repetition that runs at the same time waits here and then sees the first.
        if not await queries.lock(wanted, clearance.dossier):
            raise NotFound
        before = await queries.sent_already(new.id)
        if before is not None:
            if not _is_same(before, clearance, wanted, body_index):
                raise Conflict(ANOTHER_MESSAGE)
            return Sent(id=new.id, seq=before["seq"], is_new=False)
        seq = await queries.next_seq(wanted)
        await _write(clearance, wanted, new, seq=seq, body_index=body_index, vault=vault)
        await jobs.enqueue(JobKind.MESSAGE_TELL, new.id, after=PATIENCE)
        after_commit(lambda: hub.publish(topic(wanted), "message"))
    return Sent(id=new.id, seq=seq, is_new=True)


def _is_same(
    before: dict[str, Any], clearance: Clearance, wanted: ConversationId, body_index: bytes
) -> bool:
    expected = (clearance.actor.account, wanted, body_index)
    return (before["author"], before["conversation"], before["body_index"]) == expected


async def _write(
    clearance: Clearance,
    wanted: ConversationId,
    new: NewMessage,
    *,
    seq: int,
    body_index: bytes,
    vault: Vault,
) -> None:
    written = await queries.insert_message(
        new.id,
        wanted,
        clearance.dossier,
        seq=seq,
        author=clearance.actor.account,
        encrypted_body=await vault.encrypt_text(
            clearance.dossier, queries.BODY.format(new.id), new.body
        ),
        body_index=body_index,
    )
    if not written:
        raise Conflict(ANOTHER_MESSAGE)
    for position, object_id in enumerate(new.objects):
        ref = ObjectRef(object_id, clearance.dossier)
        await vault.keep(ref)
        await queries.insert_attachment(new.id, wanted, ref, position=position, vault=vault)
    await queries.advance_reading(wanted, clearance.actor.account, seq)
    await audit.record(
        clearance.actor,
        Act.MESSAGE_SEND,
        dossier=clearance.dossier,
        subject=new.id,
        detail={"conversation": str(wanted), "attachments": str(len(new.objects))},
        vault=vault,
    )


async def check_takes_part(clearance: Clearance, wanted: ConversationId) -> None:
    """Raise `NotFound` for whoever takes no part in a conversation; nothing of it is read."""
    clearance.require(Permission.CONVERSATION_READ)
    async with transaction():
        if await queries.conversation_row(wanted, clearance.dossier) is None:
            raise NotFound


async def is_signed_in() -> bool:
    """Return whether the session in force still holds; asking is no activity, it does not prolong it."""
    async with transaction():
        return await queries.is_signed_in()


async def mark_read(clearance: Clearance, wanted: ConversationId, seq: int, *, hub: Hub) -> None:
    """Note that the person has read up to `seq`; never goes back."""
    clearance.require(Permission.CONVERSATION_READ)
    async with transaction():
        if await queries.advance_reading(wanted, clearance.actor.account, seq):
            after_commit(lambda: hub.publish(topic(wanted), "read"))


async def unread(circle: Circle) -> int:
    """Return in how many of the person's conversations something waits to be read."""
    async with transaction():
        return await queries.unread(circle.actor.account, circle.dossiers)


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others sent, in conversations of whoever asks, since each was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def _attachment(
    wanted: ConversationId, attachment: AttachmentId, *, vault: Vault
) -> tuple[Attachment, ObjectRef, UUID]:
    found = await queries.attachment(wanted, attachment, vault=vault)
    if found is None:
        raise NotFound
    return found


async def open_attachment(
    clearance: Clearance, wanted: ConversationId, attachment: AttachmentId, *, vault: Vault
) -> tuple[Attachment, AsyncIterator[bytes]]:
    """Return an attachment and its content, verified before the first byte. The reading is recorded first."""
    clearance.require(Permission.CONVERSATION_READ)
    async with transaction():
        found, ref, message = await _attachment(wanted, attachment, vault=vault)
        await audit.record(
            clearance.actor,
            Act.DOCUMENT_OPEN,
            dossier=clearance.dossier,
            subject=attachment,
            detail={"message": str(message)},
            vault=vault,
        )
    return found, await vault.read(ref)


async def file_attachment(
    clearance: Clearance,
    wanted: ConversationId,
    attachment: AttachmentId,
    data_class: DataClass,
    *,
    vault: Vault,
) -> DocumentId:
    """File an attachment into the dossier, once: the document keeps the very same stored object.

    Raises `Forbidden` for whoever may not write that class of the dossier.
    """
    clearance.require(Permission.CONVERSATION_READ, Permission.CONVERSATION_WRITE)
    async with transaction():
        # The row stays locked: whoever files the same attachment at the same time waits, and sees it filed.
        if not await queries.lock(wanted, clearance.dossier):
            raise NotFound
        found, ref, message = await _attachment(wanted, attachment, vault=vault)
        if found.filed_as is not None:
            return found.filed_as
        document = await documents.file_object(
            clearance, ref, title=found.name, data_class=data_class, source=message, vault=vault
        )
        await queries.note_filed(attachment, document)
        return document
