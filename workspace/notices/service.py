"""Tell somebody that something waits; send it, or say why it did not leave."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from storage.vault import Vault
from workspace.access.model import Clearance, Errand
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import PARIS, Clock
from workspace.database import transaction
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
    Sent,
)

NOTHING: Final = timedelta(0)

StillWaits = Callable[[str], Awaitable[bool]]


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
        for notice in written:
            await jobs.enqueue(JobKind.NOTICE_SEND, notice)
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
        for notice in written:
            await jobs.enqueue(JobKind.NOTICE_SEND, notice)
    return len(written)


async def unreachable(actor: Actor, accounts: Collection[AccountId]) -> dict[AccountId, Because]:
    """Return whom of `accounts` no mail reaches, and why; their addresses are told to nobody."""
    assert actor.account, "somebody asks"
    async with transaction():
        return await queries.unreachable(accounts)


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


async def always_waits(_: str) -> bool:
    """Tell of a notice that it is as true as when it was asked for, whatever happened since."""
    return True


def sending(
    *,
    gateway: Gateway | None,
    origin: str,
    waits: StillWaits = always_waits,
    clock: Clock,
    vault: Vault,
) -> Handler:
    """Return the work of the job that sends one notice, run by the worker.

    `waits`: whether the notice of a message, by its key, still has something to say; it expires once it was read.
    """

    async def send(subject: UUID) -> None:
        found = await _to_send(
            NoticeId(subject), gateway is not None, waits=waits, clock=clock, vault=vault
        )
        if found is None:
            return
        assert gateway is not None
        notice, address = found
        state, because = NoticeState.ACCEPTED, None
        try:
            await gateway.send(letter(notice.id, notice.kind, to=address, origin=origin))
        except MailRefused:
            state, because = NoticeState.FAILED, Because.REFUSED
        async with transaction():
            await queries.settle(notice.id, state, because, at=clock.now())

    return send


async def _to_send(
    wanted: NoticeId, has_gateway: bool, *, waits: StillWaits, clock: Clock, vault: Vault
) -> tuple[Notice, str] | None:
    """Return a notice that may leave now, with the address it goes to; settle one that may not.

    Raises PutOff at night, for whoever wants no mail then.
    """
    async with transaction():
        notice = await queries.notice(wanted)
        if notice is None or notice.state is not NoticeState.QUEUED:
            return None
        reach = await queries.reach(notice.account, vault=vault)
        now = clock.now()
        is_moot = notice.kind is NoticeKind.MESSAGE and not await waits(notice.key)
        ended = rules.outcome(notice, reach, has_gateway=has_gateway, is_moot=is_moot, now=now)
        if ended is not None:
            await queries.settle(notice.id, *ended, at=now)
            return None
    assert reach is not None
    wait = rules.until_morning(now, PARIS) if reach.not_at_night else NOTHING
    if wait > NOTHING:
        raise PutOff(wait)
    return notice, reach.address
