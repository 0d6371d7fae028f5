"""From what a form or a frame says to a command."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId
from workspace.messaging import rules
from workspace.messaging.model import MessageId, NewConversation, NewMessage

UNREADABLE = N_("This message could not be read.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def new_conversation(fields: Mapping[str, str], members: list[str]) -> NewConversation:
    """`members`: the identifiers of the boxes that were ticked. Raises `Invalid` for one that is not an identifier."""
    known = [_uuid(text) for text in members]
    if None in known:
        raise Invalid({"members": rules.SOMEBODY_GONE})
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


def frame(text: str | None) -> Mapping[str, Any]:
    """Read one frame, an object in JSON; raises `Invalid` for anything else, and None is a frame without text."""
    try:
        sent = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise Invalid({"body": UNREADABLE}) from error
    if not isinstance(sent, dict):
        raise Invalid({"body": UNREADABLE})
    return sent


def message_frame(sent: Mapping[str, Any]) -> NewMessage:
    """Read `{"id": uuid, "body": text}`; raises `Invalid` for anything else."""
    number, body = sent.get("id"), sent.get("body")
    found = _uuid(number) if isinstance(number, str) else None
    if found is None or not isinstance(body, str) or not _can_be_kept(body):
        raise Invalid({"body": UNREADABLE})
    return NewMessage(id=MessageId(found), body=body)


def _can_be_kept(body: str) -> bool:
    """Return False for half a surrogate pair, which JSON may hold and UTF-8 cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in body)


def seq_frame(sent: Mapping[str, Any], name: str) -> int:
    """Return the place in a conversation that `sent` names. Raises `Invalid` for anything but a whole number."""
    seq = sent.get(name)
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**31:
        raise Invalid({name: UNREADABLE})
    return seq
