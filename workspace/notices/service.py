"""Tell somebody that something waits; send it, or say why it did not leave."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from storage.vault import Vault
from workspace.access.model import Clearance, Errand
from workspace.access.permissions import DataClass, Mode
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import PARIS, Clock
from workspace.database import transaction
from workspace.errors import Forbidden
from workspace.ids import AccountId
from workspace.jobs import queries as jobs
from workspace.jobs.model import Handler, JobKind, PutOff
from workspace.notices import queries, rules
from workspace.notices.mail import Gateway, MailRefused, letter
from workspace.notices.model import (
    Because,
    NewNotice,
    Notice,
    NoticeId,
    NoticeKind,
    NoticeState,
    Reach,
    Reminded,
    Sent,
)

NOTHING: Final = timedelta(0)

StillWaits = Callable[[Notice], Awaitable[bool]]
"""Whether a notice still has something to say, from the state of things; asked as the worker, outside a transaction."""
Lives = Callable[[Notice], Awaitable[ZoneInfo]]
"""On which clock whoever is told lives."""
Addresses = Callable[[Notice], Awaitable[str]]
"""Where somebody without an account is written to; empty: nowhere. Asked as the worker, as a mail is about to leave."""


async def tell(
    clearance: Clearance, new: Sequence[NewNotice], *, clock: Clock, vault: Vault
) -> int:
    """Tell people of the circle, once for each key; return how many were not told yet.

    In the transaction of whoever calls: rolled back, nobody is told. The database refuses a recipient
    who has no place around the child.
    """
    assert all(one.dossier == clearance.dossier for one in new), "a notice of another dossier"
    async with transaction():
        written = await queries.insert(new, by=clearance.actor.account, at=clock.now())
        await jobs.enqueue_many(JobKind.NOTICE_SEND, written)
        await audit.record(
            clearance.actor,
            Act.NOTICE_SEND,
            dossier=clearance.dossier,
            detail={"told": str(len(written))},
            vault=vault,
        )
    return len(written)


async def tell_many(errand: Errand, new: Sequence[NewNotice], *, clock: Clock) -> int:
    """Tell people on behalf of the house, under the promises of `tell`."""
    async with transaction():
        written = await queries.insert(new, by=errand.actor.account, at=clock.now())
        await jobs.enqueue_many(JobKind.NOTICE_SEND, written)
    return len(written)


async def unreachable(actor: Actor, accounts: Collection[AccountId]) -> dict[AccountId, Because]:
    """Return whom of `accounts` no mail reaches, and why; their addresses are told to nobody."""
    assert actor.account, "somebody asks"
    async with transaction():
        return await queries.unreachable(accounts)


async def reminded(clearance: Clearance) -> tuple[Reminded, ...]:
    """Return who was told of what comes or waits for one child, the last first; messages are nobody else's.

    For whoever sets appointments; raises Forbidden for others.
    """
    if not clearance.may(DataClass.PRACTICAL, Mode.WRITE):
        raise Forbidden
    async with transaction():
        return await queries.reminded(clearance.dossier)


async def my_reach(actor: Actor, *, vault: Vault) -> Reach:
    """Return how whoever asks wants to be told."""
    async with transaction():
        return await queries.reach(actor.account, vault=vault) or Reach()


async def keep_my_reach(actor: Actor, said: Reach, *, clock: Clock, vault: Vault) -> None:
    """Keep how whoever asks wants to be told. Raises Invalid for an address no mail can go to."""
    rules.check_reach(said)
    async with transaction():
        await queries.keep_reach(actor.account, said, at=clock.now(), vault=vault)
        await audit.record(actor, Act.REACH_KEEP, vault=vault)


async def sent(actor: Actor) -> tuple[Sent, ...]:
    """Return what became of the notices of thirty days, counted; nothing to whoever does not look after the house."""
    assert actor.account, "somebody asks"
    async with transaction():
        return await queries.sent()


async def no_address(_: Notice) -> str:
    """Tell of everybody without an account that they have no address."""
    return ""


async def in_paris(_: Notice) -> ZoneInfo:
    """Tell of everybody that they live by the clock of Paris."""
    return PARIS


def sending(
    *,
    gateway: Gateway | None,
    origin: str,
    waits: Mapping[NoticeKind, StillWaits] | None = None,
    lives: Lives = in_paris,
    address_of: Addresses = no_address,
    clock: Clock,
    vault: Vault,
) -> Handler:
    """Return the work of the job that sends one notice, run by the worker.

    At night, for whoever wants no mail then where they live, it raises PutOff.

    `waits`: for each kind, whether a notice of it still has something to say; else it expires. One of a kind that
    is not there is as true as when it was asked for.
    """
    asked = waits or {}

    async def send(subject: UUID) -> None:
        found = await _to_send(
            NoticeId(subject), address_of, gateway is not None, clock=clock, vault=vault
        )
        if found is None:
            return
        assert gateway is not None
        notice, reach = found
        if notice.kind in asked and not await asked[notice.kind](notice):
            async with transaction():
                await queries.settle(notice.id, NoticeState.EXPIRED, None, at=clock.now())
            return
        if reach.not_at_night:
            night = rules.until_morning(clock.now(), await lives(notice))
            if night > NOTHING:
                raise PutOff(night)
        state, because = NoticeState.ACCEPTED, None
        try:
            await gateway.send(letter(notice.id, notice.kind, to=reach.address, origin=origin))
        except MailRefused:
            state, because = NoticeState.FAILED, Because.REFUSED
        async with transaction():
            await queries.settle(notice.id, state, because, at=clock.now())

    return send


async def _to_send(
    wanted: NoticeId, address_of: Addresses, has_gateway: bool, *, clock: Clock, vault: Vault
) -> tuple[Notice, Reach] | None:
    """Return a notice that may leave now, with how it is told; settle one that may not."""
    async with transaction():
        notice = await queries.notice(wanted)
        if notice is None or notice.state is not NoticeState.QUEUED:
            return None
        reach = (
            Reach(address=await address_of(notice))
            if notice.account is None
            else await queries.reach(notice.account, vault=vault)
        )
        ended = rules.outcome(notice, reach, has_gateway=has_gateway, now=clock.now())
        if ended is not None:
            await queries.settle(notice.id, *ended, at=clock.now())
            return None
    assert reach is not None
    return notice, reach
