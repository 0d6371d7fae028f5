"""Whoever made a link is told that something is to be read: once, by a mail that says nothing of it."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from workspace.access.model import Errand
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.scales import link_queries
from workspace.dossier.scales.entries import InvitationId
from workspace.notices import service as notices
from workspace.notices.model import NewNotice, Notice, NoticeKind

WORTH_TELLING: Final = timedelta(days=2)
"""How long after the end of a questionnaire it is told; beyond, the first page says it."""


async def tell(errand: Errand, *, clock: Clock) -> int:
    """Tell what was filled through a link and waits; return how many notices were asked for. As the worker."""
    now = clock.now()
    async with transaction():
        found = await link_queries.to_read(since=now - WORTH_TELLING)
        new = [
            NewNotice(
                account=account,
                kind=NoticeKind.TO_READ,
                dossier=dossier,
                key=f"link/{invitation}/{account}",
                expires_at=now + WORTH_TELLING,
            )
            for invitation, dossier, account in found
        ]
        return await notices.tell_many(errand, new, clock=clock)


async def still_waits(notice: Notice) -> bool:
    """Tell whether a notice still has something to say: nobody has kept the answers or set them aside."""
    _, invitation, _ = notice.key.split("/")
    async with transaction():
        return await link_queries.is_to_read(InvitationId(UUID(invitation)))
