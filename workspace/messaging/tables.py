from piccolo.columns import UUID, Bytea, Integer, SmallInt, Timestamptz
from piccolo.constraints import Unique
from piccolo.table import Table


class ConversationRow(Table, tablename="conversation"):
    id = UUID(primary_key=True)
    dossier = UUID(index=True)
    encrypted_subject = Bytea(help_text="conversation:encrypted_subject:<id>")
    opened_by = UUID()
    opened_at = Timestamptz()
    last_seq = Integer(default=0)
    last_at = Timestamptz()


class MemberRow(Table, tablename="conversation_member"):
    id = UUID(primary_key=True)
    conversation = UUID(index=True)
    dossier = UUID()
    account = UUID(index=True)
    joined_at = Timestamptz()
    read_seq = Integer(default=0)
    read_at = Timestamptz(null=True, default=None)

    member_once = Unique([conversation, account])


class MessageRow(Table, tablename="message"):
    """Append-only. `id` comes from the writer's browser, so that a repeated send is recognised."""

    id = UUID(primary_key=True)
    conversation = UUID()
    dossier = UUID(index=True)
    seq = Integer()
    author = UUID()
    sent_at = Timestamptz()
    encrypted_body = Bytea(help_text="message:encrypted_body:<id>")
    body_index = Bytea(
        help_text="Keyed digest of the body: tells a repetition from another message"
    )

    message_order = Unique([conversation, seq])


class AttachmentRow(Table, tablename="message_attachment"):
    id = UUID(primary_key=True)
    message = UUID(index=True)
    conversation = UUID()
    dossier = UUID()
    position = SmallInt()
    object = UUID()
    encrypted_meta = Bytea(help_text="message_attachment:encrypted_meta:<id>")
    filed_as = UUID(null=True, default=None)
