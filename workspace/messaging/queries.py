"""Conversations and messages: rows to model, texts opened in one go."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from storage.vault import ObjectRef, Vault
from workspace.database import sql
from workspace.ids import AccountId, DocumentId, DossierId
from workspace.messaging.model import (
    Attachment,
    AttachmentId,
    Conversation,
    ConversationId,
    Member,
    Message,
    MessageId,
)
from workspace.news import News, Seen, counted

SUBJECT = "conversation:encrypted_subject:{}"
BODY = "message:encrypted_body:{}"
META = "message_attachment:encrypted_meta:{}"
PAGE = 200
"""Messages read in one go; a reader who is further behind asks again."""


async def insert_conversation(
    conversation: Conversation, *, opened_by: AccountId, encrypted_subject: bytes
) -> None:
    await sql(
        "insert into conversation (id, dossier, encrypted_subject, opened_by, opened_at, last_seq, last_at)"
        " values ({}, {}, {}, {}, {}, 0, {})",
        conversation.id,
        conversation.dossier,
        encrypted_subject,
        opened_by,
        conversation.opened_at,
        conversation.opened_at,
    )


async def insert_members(
    conversation: ConversationId, dossier: DossierId, accounts: Sequence[AccountId]
) -> None:
    await sql(
        "insert into conversation_member (id, conversation, dossier, account, joined_at, read_seq)"
        " select gen_random_uuid(), {}, {}, account, now(), 0 from unnest({}::uuid[]) as account",
        conversation,
        dossier,
        list(accounts),
    )


async def conversation_rows(
    account: AccountId, dossiers: Iterable[DossierId]
) -> list[dict[str, Any]]:
    return await sql(
        "select c.* from conversation c join conversation_member m on m.conversation = c.id"
        " where m.account = {} and c.dossier = any({}::uuid[]) order by c.last_at desc",
        account,
        list(dossiers),
    )


async def conversation_row(
    conversation: ConversationId, dossier: DossierId
) -> dict[str, Any] | None:
    rows = await sql(
        "select * from conversation where id = {} and dossier = {}", conversation, dossier
    )
    return rows[0] if rows else None


async def member_rows(conversations: Sequence[UUID]) -> list[dict[str, Any]]:
    return await sql(
        "select conversation, account, read_seq, read_at from conversation_member"
        " where conversation = any({}::uuid[]) order by joined_at, account",
        list(conversations),
    )


async def opened(
    rows: Sequence[Mapping[str, Any]], members: Mapping[UUID, tuple[Member, ...]], *, vault: Vault
) -> tuple[Conversation, ...]:
    """Return the conversations of `rows`, subjects opened, without their messages."""
    subjects = await vault.decrypt_texts(
        [(row["dossier"], SUBJECT.format(row["id"]), row["encrypted_subject"]) for row in rows]
    )
    return tuple(
        Conversation(
            id=ConversationId(row["id"]),
            dossier=DossierId(row["dossier"]),
            subject=subject,
            opened_at=row["opened_at"],
            last_seq=row["last_seq"],
            last_at=row["last_at"],
            members=members.get(row["id"], ()),
        )
        for row, subject in zip(rows, subjects, strict=True)
    )


async def lock(conversation: ConversationId, dossier: DossierId) -> bool:
    """Hold the conversation until the end of the transaction; return whether it is there."""
    return bool(
        await sql(
            "select id from conversation where id = {} and dossier = {} for update",
            conversation,
            dossier,
        )
    )


async def next_seq(conversation: ConversationId) -> int:
    """Take the next place: the row is locked, so places follow the order of commits."""
    rows = await sql(
        "update conversation set last_seq = last_seq + 1, last_at = clock_timestamp() where id = {} returning last_seq",
        conversation,
    )
    return int(rows[0]["last_seq"])


async def sent_already(message: MessageId) -> dict[str, Any] | None:
    rows = await sql(
        "select conversation, author, seq, body_index from message where id = {}", message
    )
    return rows[0] if rows else None


async def insert_message(
    message: MessageId,
    conversation: ConversationId,
    dossier: DossierId,
    *,
    seq: int,
    author: AccountId,
    encrypted_body: bytes,
    body_index: bytes,
) -> bool:
    """Write a message; return False when its number names another one, even one this person cannot see."""
    rows = await sql(
        "insert into message (id, conversation, dossier, seq, author, sent_at, encrypted_body, body_index)"
        " values ({}, {}, {}, {}, {}, clock_timestamp(), {}, {}) on conflict (id) do nothing returning id",
        message,
        conversation,
        dossier,
        seq,
        author,
        encrypted_body,
        body_index,
    )
    return bool(rows)


async def insert_attachment(
    message: MessageId, conversation: ConversationId, ref: ObjectRef, *, position: int, vault: Vault
) -> None:
    meta = await vault.meta(ref)
    attachment_id = uuid4()
    said = json.dumps(
        {"name": meta.name, "content_type": meta.content_type, "length": meta.length},
        ensure_ascii=False,
    )
    await sql(
        "insert into message_attachment (id, message, conversation, dossier, position, object, encrypted_meta)"
        " values ({}, {}, {}, {}, {}, {}, {})",
        attachment_id,
        message,
        conversation,
        ref.scope,
        position,
        ref.id,
        await vault.encrypt_text(ref.scope, META.format(attachment_id), said),
    )


async def messages_after(
    conversation: ConversationId, seq: int, *, names: Mapping[AccountId, str], vault: Vault
) -> tuple[Message, ...]:
    """Return the next messages after `seq`, at most a page of them, in order."""
    rows = await sql(
        "select * from message where conversation = {} and seq > {} order by seq limit {}",
        conversation,
        seq,
        PAGE,
    )
    bodies = await vault.decrypt_texts(
        [(row["dossier"], BODY.format(row["id"]), row["encrypted_body"]) for row in rows]
    )
    attached = await _attachments([row["id"] for row in rows], vault=vault)
    return tuple(
        Message(
            id=MessageId(row["id"]),
            seq=row["seq"],
            author=AccountId(row["author"]),
            author_name=names.get(AccountId(row["author"]), ""),
            sent_at=row["sent_at"],
            body=body,
            attachments=tuple(attached[row["id"]]),
        )
        for row, body in zip(rows, bodies, strict=True)
    )


async def _attachments(
    messages: Sequence[UUID], *, vault: Vault
) -> defaultdict[UUID, list[Attachment]]:
    rows = await sql(
        "select id, message, dossier, encrypted_meta, filed_as from message_attachment"
        " where message = any({}::uuid[]) order by message, position",
        list(messages),
    )
    said = await vault.decrypt_texts(
        [(row["dossier"], META.format(row["id"]), row["encrypted_meta"]) for row in rows]
    )
    found: defaultdict[UUID, list[Attachment]] = defaultdict(list)
    for row, text in zip(rows, said, strict=True):
        found[row["message"]].append(_attachment(row, text))
    return found


def _attachment(row: Mapping[str, Any], text: str) -> Attachment:
    return Attachment(
        id=AttachmentId(row["id"]),
        filed_as=DocumentId(row["filed_as"]) if row["filed_as"] else None,
        **json.loads(text),
    )


async def attachment(
    conversation: ConversationId, attachment_id: AttachmentId, *, vault: Vault
) -> tuple[Attachment, ObjectRef, MessageId] | None:
    rows = await sql(
        "select id, message, dossier, object, encrypted_meta, filed_as from message_attachment"
        " where id = {} and conversation = {}",
        attachment_id,
        conversation,
    )
    if not rows:
        return None
    row = rows[0]
    text = await vault.decrypt_text(row["dossier"], META.format(row["id"]), row["encrypted_meta"])
    return (
        _attachment(row, text),
        ObjectRef(row["object"], row["dossier"]),
        MessageId(row["message"]),
    )


async def note_filed(attachment_id: AttachmentId, document: DocumentId) -> None:
    await sql("update message_attachment set filed_as = {} where id = {}", document, attachment_id)


async def advance_reading(conversation: ConversationId, account: AccountId, seq: int) -> bool:
    """Note that `account` has read up to `seq`; return whether that is further than before."""
    rows = await sql(
        "update conversation_member m set read_seq = least({}, c.last_seq), read_at = now() from conversation c"
        " where c.id = m.conversation and m.conversation = {} and m.account = {} and m.read_seq < least({}, c.last_seq)"
        " returning m.read_seq",
        seq,
        conversation,
        account,
        seq,
    )
    return bool(rows)


async def unread_by(
    message: MessageId,
) -> list[tuple[ConversationId, DossierId, AccountId, int]]:
    """Return who takes part and has not read as far as a message; nothing to anybody but the worker."""
    rows = await sql("select * from grenier_unread_by({})", message)
    return [
        (
            ConversationId(row["conversation"]),
            DossierId(row["dossier"]),
            AccountId(row["account"]),
            row["read_seq"],
        )
        for row in rows
    ]


async def waits_unread(conversation: ConversationId, account: AccountId, read_seq: int) -> bool:
    """Tell whether somebody is still there and has read no further; False to anybody but the worker."""
    rows = await sql(
        "select grenier_waits_unread({}, {}, {}) as found", conversation, account, read_seq
    )
    return bool(rows[0]["found"])


async def is_signed_in() -> bool:
    """Return whether the session has neither ended nor expired; asking does not prolong it."""
    rows = await sql("select grenier_account() is not null as found")
    return bool(rows[0]["found"])


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others sent in the conversations of whoever asks since each dossier was seen."""
    return await counted(
        "select m.dossier, 'message' as code, count(*) as found from message m join v using (dossier)"
        " where m.sent_at > v.at and m.author <> {} group by 1",
        seen,
        not_by,
    )


async def unread(account: AccountId, dossiers: Iterable[DossierId]) -> int:
    """Return in how many conversations something waits to be read by `account`."""
    rows = await sql(
        "select count(*)::int as n from conversation c join conversation_member m on m.conversation = c.id"
        " where m.account = {} and c.dossier = any({}::uuid[]) and m.read_seq < c.last_seq",
        account,
        list(dossiers),
    )
    return int(rows[0]["n"])
