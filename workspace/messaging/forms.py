"""From what a form or a frame says to a command."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId
from workspace.messaging.model import MessageId, NewConversation, NewMessage

UNREADABLE = N_("This message could not be read.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def new_conversation(fields: Mapping[str, str], members: list[str]) -> NewConversation:
    """`members`: the identifiers of the boxes that were ticked; one that is not an identifier is refused later."""
    known = [_uuid(text) for text in members]
    return NewConversation(
        subject=fields.get("subject", ""),
        members=frozenset(AccountId(one) for one in known if one is not None),
        body=fields.get("body", ""),
    )


def new_message(fields: Mapping[str, str], objects: tuple[UUID, ...] = ()) -> NewMessage:
    """`id` names the message from the page that wrote it on, so that a form sent twice is one message."""
    return NewMessage(
        id=MessageId(_uuid(fields.get("id", "")) or uuid4()),
        body=fields.get("body", ""),
        objects=objects,
    )


def frame(sent: Any) -> Mapping[str, Any]:
    """Return `sent` when it is an object; raises `Invalid` for anything else."""
    if not isinstance(sent, dict):
        raise Invalid({"body": UNREADABLE})
    return sent


def message_frame(sent: Mapping[str, Any]) -> NewMessage:
    """Read `{"id": uuid, "body": text}`; raises `Invalid` for anything else."""
    number, body = sent.get("id"), sent.get("body")
    found = _uuid(number) if isinstance(number, str) else None
    if found is None or not isinstance(body, str):
        raise Invalid({"body": UNREADABLE})
    return NewMessage(id=MessageId(found), body=body)


def seq_frame(sent: Mapping[str, Any], name: str) -> int:
    """Return the place in a conversation that `sent` names. Raises `Invalid` for anything but a whole number."""
    seq = sent.get(name)
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**31:
        raise Invalid({name: UNREADABLE})
    return seq
