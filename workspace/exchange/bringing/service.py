"""Send files to be brought in, look at what came of it, confirm. Nothing of it is anybody else's."""

from collections.abc import AsyncIterable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from storage.vault import ObjectRef, Vault
from workspace.access.model import Errand
from workspace.accounts.model import DIRECTORY
from workspace.actor import Actor, Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.exchange.bringing import queries, rules
from workspace.exchange.bringing.model import (
    KEPT,
    LARGEST_FILE,
    WAITING_KIND,
    ImportRequest,
    ImportState,
    RequestId,
)
from workspace.exchange.chosen import HEAD, Chosen, sheet_of
from workspace.jobs import queries as jobs
from workspace.jobs.model import JobKind

CSV: Final = "text/csv"

PUT_AWAY: Final = timedelta(seconds=5)
"""After which the worker has put away a job whose outcome it told."""


def check_bringer(actor: Actor) -> None:
    """Raise `Forbidden` for whoever does not coordinate the follow-up of an establishment."""
    if actor.role is not Role.COORDINATOR or actor.organization is None:
        raise Forbidden


async def stage(
    actor: Actor, name: str, content: AsyncIterable[bytes], *, vault: Vault
) -> ObjectRef:
    """Encrypt a file while it arrives. It is never kept: the sweeping of what nobody kept erases it.

    Raises `ContentTooLarge`, and what `content` raises. Outside any transaction.
    """
    check_bringer(actor)
    return await vault.stage(
        DIRECTORY, content, name=name, content_type=CSV, kind=WAITING_KIND, limit=LARGEST_FILE
    )


async def ask(actor: Actor, files: Sequence[ObjectRef], *, clock: Clock, vault: Vault) -> RequestId:
    """Have files checked. Raises Invalid for none or too many, and while others are being worked on."""
    check_bringer(actor)
    rules.check_files(len(files))
    wanted = RequestId(uuid4())
    async with transaction():
        others = await queries.requests(actor.account, vault=vault)
        rules.check_asked(others, now=clock.now())
        await queries.insert(wanted, actor, [ref.id for ref in files], at=clock.now())
        await _ask(actor, wanted, [ref.id for ref in files], vault=vault)
    return wanted


async def ask_again(
    actor: Actor, wanted: RequestId, files: Sequence[ObjectRef], *, clock: Clock, vault: Vault
) -> None:
    """Have corrected files checked, with those of the request whose table is not among them.

    Raises as `ask`, and `NotFound` for a request that is not the actor's, or is erased.
    """
    check_bringer(actor)
    rules.check_files(len(files))
    known = await request(actor, wanted, vault=vault)
    rules.check_open(known, now=clock.now())
    sent = [ref.id for ref in files]
    replaced = {await _table(ref, vault=vault) for ref in files}
    for id_ in known.files:
        table = await _table(ObjectRef(id_, DIRECTORY), vault=vault)
        if table is not None and table not in replaced:
            sent.append(id_)
    rules.check_files(len(sent))
    lengths = [(await vault.meta(ObjectRef(id_, DIRECTORY))).length for id_ in sent]
    rules.check_lengths(lengths)
    async with transaction():
        others = await queries.requests(actor.account, vault=vault)
        rules.check_asked(others, now=clock.now())
        if not await queries.ask_again(wanted, sent, at=clock.now()):
            raise Conflict
        await _ask(actor, wanted, sent, vault=vault)
        await _ask_once_more(wanted, sent)


async def _table(ref: ObjectRef, *, vault: Vault) -> str | None:
    """Return which table a file holds; None for one that cannot be read, which is not sent twice."""
    meta = await vault.meta(ref)
    content = b"".join([chunk async for chunk in await vault.read(ref, length=HEAD)])
    return sheet_of(Chosen(meta.name, content))


async def _ask(actor: Actor, wanted: RequestId, files: Sequence[UUID], *, vault: Vault) -> None:
    detail = {"files": str(len(files))}
    await audit.record(actor, Act.IMPORT_CHECK, subject=wanted, detail=detail, vault=vault)
    await jobs.enqueue(JobKind.IMPORT_CHECK, wanted)


async def _ask_once_more(wanted: RequestId, files: Sequence[UUID]) -> None:
    """Have corrected files checked even if the check of those before has only just been told.

    Its job is put away a moment after its outcome is read, and until then stands for another of the same request: that
    one would be lost. Of two that are both there, the second finds nothing left to do.
    """
    these = sha256(b"".join(sorted(each.bytes for each in files))).hexdigest()
    await jobs.enqueue(JobKind.IMPORT_CHECK, wanted, after=PUT_AWAY, what=these)


async def confirm(
    actor: Actor,
    wanted: RequestId,
    *,
    seated: Sequence[str] = (),
    same: Sequence[str] = (),
    clock: Clock,
    vault: Vault,
) -> None:
    """Have checked files brought in; asked twice, it is done once.

    `seated`: accounts of those who are given the place asked for; `same`: numbers of the offers that are true.
    Raises `NotFound` for a request that is not the actor's, `Conflict` for one that cannot be
    brought in, Invalid for one that has waited too long, or for what was not proposed.
    """
    check_bringer(actor)
    async with transaction():
        known = await queries.request(wanted, vault=vault)
        if known is None or known.account != actor.account:
            raise NotFound
        if known.state in rules.CONFIRMED:
            return
        if not rules.may_confirm(known):
            raise Conflict
        rules.check_open(known, now=clock.now())
        assert known.outcome is not None
        outcome = rules.chosen(known.outcome, seated, same)
        if await queries.confirm(wanted, outcome, at=clock.now(), vault=vault):
            counts = {
                "added": str(known.outcome.added),
                "amended": str(known.outcome.amended),
            }
            await audit.record(
                actor, Act.IMPORT_CONFIRM, subject=wanted, detail=counts, vault=vault
            )
            await jobs.enqueue(JobKind.IMPORT_WRITE, wanted)


async def try_again(actor: Actor, wanted: RequestId, *, clock: Clock, vault: Vault) -> None:
    """Have the worker try again what it gave up; asked twice, it is tried once.

    Raises `NotFound` for a request that is not the actor's, `Invalid` for one that has waited too long.
    """
    check_bringer(actor)
    async with transaction():
        known = await queries.request(wanted, vault=vault)
        if known is None or known.account != actor.account:
            raise NotFound
        rules.check_open(known, now=clock.now())
        if await queries.try_again(wanted, at=clock.now()):
            is_check = known.state is ImportState.ASKED
            act = Act.IMPORT_CHECK if is_check else Act.IMPORT_CONFIRM
            await audit.record(actor, act, subject=wanted, detail={"again": "yes"}, vault=vault)


async def request(actor: Actor, wanted: RequestId, *, vault: Vault) -> ImportRequest:
    """Return one's own request. Raises `NotFound` for anybody else's, and once it is erased."""
    async with transaction():
        found = await queries.request(wanted, vault=vault)
    if found is None or found.account != actor.account:
        raise NotFound
    return found


async def requests(actor: Actor, *, vault: Vault) -> tuple[ImportRequest, ...]:
    """Return one's own requests of the last day, the latest first."""
    async with transaction():
        return tuple(await queries.requests(actor.account, vault=vault))


async def forget(errand: Errand, *, clock: Clock) -> int:
    """Erase requests and reports that are a day old; return how many. The worker alone may."""
    assert errand.purpose, "an errand says why"
    async with transaction():
        return await queries.forget(before=clock.now() - KEPT)
