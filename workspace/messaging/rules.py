"""What a message may be, and who has read it. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId
from workspace.messaging.model import Member, Message, NewConversation, NewMessage

LONGEST_SUBJECT = 120
LONGEST_BODY = 20_000
MOST_ATTACHMENTS = 20
SOMEBODY_GONE = N_("Somebody chosen is no longer around this child.")
TOO_MANY_FILES = N_("Attach at most 20 files to one message.")


def check_conversation(new: NewConversation, *, circle: Iterable[AccountId]) -> None:
    """Raise `Invalid` naming every field unless `new` may be opened among the accounts of `circle`."""
    faults: dict[str, str] = {}
    if not new.subject.strip():
        faults["subject"] = N_("Say in a few words what it is about.")
    elif len(new.subject) > LONGEST_SUBJECT:
        faults["subject"] = N_("Shorten the subject to 120 characters.")
    if not new.members:
        faults["members"] = N_("Choose at least one person to write to.")
    elif not new.members <= set(circle):
        faults["members"] = SOMEBODY_GONE
    faults |= _faults_of_body(new.body, objects=0)
    if faults:
        raise Invalid(faults)


def check_message(new: NewMessage) -> None:
    """Raise `Invalid` for a message that says nothing, or more than one message may carry."""
    faults = _faults_of_body(new.body, objects=len(new.objects))
    if faults:
        raise Invalid(faults)


def said(new: NewMessage) -> str:
    """Return what tells a repetition from another message: every sign of the body, and how many files.

    A digest, because an index of names folds case and spaces. Files are counted, not named: a form that a
    browser sends twice brings them under new numbers.
    """
    return sha256(f"{new.id}\0{new.body}\0{len(new.objects)}".encode()).hexdigest()


def _faults_of_body(body: str, *, objects: int) -> dict[str, str]:
    if not body.strip() and not objects:
        return {"body": N_("Write a message first.")}
    if len(body) > LONGEST_BODY:
        return {
            "body": N_(
                "This message is too long: keep it under 20,000 characters, or attach a document."
            )
        }
    if objects > MOST_ATTACHMENTS:
        return {"attachments": TOO_MANY_FILES}
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Who has read one message, and who has not yet."""

    read: tuple[tuple[str, datetime], ...]
    waiting: tuple[str, ...]


def reading_of(message: Message, members: Iterable[Member]) -> Reading:
    """Return the reading state of `message` among `members`, its author left out."""
    others = [member for member in members if member.account != message.author]
    return Reading(
        read=tuple(
            (member.name, member.read_at)
            for member in others
            if member.read_seq >= message.seq and member.read_at is not None
        ),
        waiting=tuple(member.name for member in others if member.read_seq < message.seq),
    )
