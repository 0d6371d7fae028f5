"""A conversation, its messages, and who has read how far."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType
from uuid import UUID

from workspace.ids import AccountId, DocumentId, DossierId

ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
AttachmentId = NewType("AttachmentId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewConversation:
    subject: str
    members: frozenset[AccountId]
    """Whom to write to, the writer left out."""
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """`id` is drawn by the writer's browser: sending the same one twice writes it once."""

    id: MessageId
    body: str
    objects: tuple[UUID, ...] = ()
    """Stored objects staged in this dossier's scope, in the order they were attached."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    id: AttachmentId
    name: str
    content_type: str
    length: int
    """Bytes."""
    filed_as: DocumentId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    id: MessageId
    seq: int
    """1, 2, 3… without a gap: the order in which messages became part of the dossier."""
    author: AccountId
    author_name: str
    sent_at: datetime
    body: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    account: AccountId
    name: str
    role: str
    read_seq: int = 0
    read_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    id: ConversationId
    dossier: DossierId
    subject: str
    opened_at: datetime
    last_seq: int
    last_at: datetime
    members: tuple[Member, ...] = ()
    messages: tuple[Message, ...] = field(default=())

    def member(self, account: AccountId) -> Member | None:
        return next((member for member in self.members if member.account == account), None)

    def unread_by(self, account: AccountId) -> int:
        """Return how many messages `account` has not seen."""
        member = self.member(account)
        return self.last_seq - member.read_seq if member else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What the writer is told once a message is durable."""

    id: MessageId
    seq: int
    is_new: bool
    """False when the same message had been sent already."""
