"""Who has not read a message after a while is told that something waits: by a mail that says nothing of it.

One job for each message, with its identifier; one notice for all those somebody has not read of a conversation,
until they have. What was read in between is not told: not when the job runs, and not when a notice that waited
for the morning leaves.
"""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from workspace.access.model import Errand
from workspace.actor import service_actor
from workspace.clock import Clock
from workspace.database import transaction
from workspace.ids import AccountId, DossierId
from workspace.jobs.model import Handler
from workspace.messaging import queries
from workspace.messaging.model import ConversationId, MessageId
from workspace.notices import service as notices
from workspace.notices.model import NewNotice, Notice, NoticeKind

PATIENCE: Final = timedelta(minutes=10)
"""How long a message waits to be read before anybody is told: who is here reads it in that time."""
WORTH_TELLING: Final = timedelta(days=2)
"""How long the notice may wait to leave; beyond, the first page says it."""


class Unread(NamedTuple):
    """Up to where somebody had read a conversation when a message of it waited for them."""

    conversation: ConversationId
    dossier: DossierId
    account: AccountId
    read_seq: int

    @property
    def key(self) -> str:
        return f"message/{self.conversation}/{self.account}/{self.read_seq}"


def telling(*, clock: Clock) -> Handler:
    """Return the work of the job that tells who has not read one message, run by the worker."""
    errand = Errand(actor=service_actor("worker"), purpose="worker")

    async def tell(subject: UUID) -> None:
        async with transaction():
            found = [Unread(*each) for each in await queries.unread_by(MessageId(subject))]
            new = [
                NewNotice(
                    account=each.account,
                    kind=NoticeKind.MESSAGE,
                    dossier=each.dossier,
                    key=each.key,
                    expires_at=clock.now() + WORTH_TELLING,
                )
                for each in found
            ]
            await notices.tell_many(errand, new, clock=clock)

    return tell


async def still_waits(notice: Notice) -> bool:
    """Tell whether a notice still has something to say: nothing was read since it was asked for."""
    _, conversation, account, read_seq = notice.key.split("/")
    async with transaction():
        return await queries.waits_unread(
            ConversationId(UUID(conversation)), AccountId(UUID(account)), int(read_seq)
        )
