"""A notice: to whom, of which kind, until when. Its words are fixed; the only thing in it is a link to the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.actor import Role
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId

NoticeId = NewType("NoticeId", UUID)


class NoticeKind(StrEnum):
    MESSAGE = "message"
    TO_BOOK = "to_book"
    APPOINTMENT = "appointment"
    SUMMONS = "summons"
    """The same, to a holder of parental authority, who has no account here."""
    TO_READ = "to_read"
    WAITING = "waiting"


class NoticeState(StrEnum):
    QUEUED = "queued"
    ACCEPTED = "accepted"
    """The mail server took it."""
    FAILED = "failed"
    """The mail server refused it for good."""
    EXPIRED = "expired"
    NOT_SENT = "not_sent"


class Because(StrEnum):
    """Why a notice did not leave."""

    NO_GATEWAY = "no_gateway"
    NO_ADDRESS = "no_address"
    NO_MAIL = "no_mail"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNotice:
    """Tell somebody. `key`: the same is told once. After `expires_at` it is told no more."""

    account: AccountId | None
    """None: `person` is told, who has no account."""
    kind: NoticeKind
    dossier: DossierId
    """Why it may be told: both are around this child. Never part of what is sent."""
    key: str
    expires_at: datetime
    person: UUID | None = None
    """A holder of parental authority, by what the record of the child knows them by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    id: NoticeId
    account: AccountId | None
    kind: NoticeKind
    dossier: DossierId
    key: str
    state: NoticeState
    expires_at: datetime
    queued_at: datetime
    person: UUID | None = None
    """Who is told when no account is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminded:
    """Somebody around a child who was told that something of the child comes, or waits."""

    account: AccountId | None
    role: Role | None
    """What they were to the child; None when nothing says it any more."""
    key: str
    queued_at: datetime
    state: NoticeState
    because: Because | None
    person: UUID | None = None
    """The holder of parental authority who was told, when no account was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How somebody wants to be told: their own choice."""

    address: str = ""
    mail: bool = True
    not_at_night: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """How many notices of the last thirty days ended so."""

    state: NoticeState
    because: Because | None
    count: int


SUBJECTS: Mapping[NoticeKind, str] = {
    NoticeKind.MESSAGE: N_("You have a message"),
    NoticeKind.TO_BOOK: N_("An appointment is to be made"),
    NoticeKind.APPOINTMENT: N_("An appointment is coming"),
    NoticeKind.SUMMONS: N_("An appointment is coming"),
    NoticeKind.TO_READ: N_("Something is to be read"),
    NoticeKind.WAITING: N_("Something waits for you"),
}
BODY = N_(
    "Hello,\n\n%(subject)s. To see it, open Grenier:\n%(link)s\n\n"
    "This mail says nothing else on purpose, and nobody reads an answer to it.\n"
)
BODY_WITHOUT_ACCOUNT = N_(
    "Hello,\n\n%(subject)s, for a child over whom you hold parental authority. To know the day and the place, or to"
    " say that you will come, please ask the service that follows the child.\n\n"
    "This mail says nothing else on purpose, and nobody reads an answer to it.\n"
)
"""Every word that ever leaves; `subject` is one of `SUBJECTS`, `link` the address of the house."""

STATE_LABELS: Mapping[NoticeState, str] = {
    NoticeState.QUEUED: N_("Waiting to leave"),
    NoticeState.ACCEPTED: N_("Taken by the mail server"),
    NoticeState.FAILED: N_("Refused by the mail server"),
    NoticeState.EXPIRED: N_("Too late to be useful, not sent"),
    NoticeState.NOT_SENT: N_("Not sent"),
}

BECAUSE_LABELS: Mapping[Because, str] = {
    Because.NO_GATEWAY: N_("no mail server is set for this installation"),
    Because.NO_ADDRESS: N_("no mail address is known"),
    Because.NO_MAIL: N_("this person wants no mail"),
    Because.REFUSED: N_("the address was refused"),
}
