"""Write what was read and accepted, in one transaction."""

from collections.abc import Awaitable, Callable
from typing import NoReturn

from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.database import transaction
from workspace.errors import Conflict
from workspace.exchange import coded, lived, queries
from workspace.exchange.circles import open_new_circles
from workspace.exchange.desk import Desk
from workspace.exchange.domain import Codes
from workspace.exchange.model import Batch
from workspace.exchange.own import Own
from workspace.exchange.reading import Reading
from workspace.exchange.receipt import Receipt
from workspace.exchange.standing import look_up

Finish = Callable[[Receipt], Awaitable[None]]


class _DryRun(Exception):
    """Takes back what a dry run wrote."""


async def write(
    reading: Reading, desk: Desk, *, dry_run: bool, finish: Finish | None = None
) -> Receipt:
    """Write what was read and accepted, in one transaction; a dry run takes it back.

    `finish` runs in that transaction, once all is written.
    """
    batch, report = reading
    try:
        async with transaction():
            await _write(batch, desk)
            if dry_run:
                _take_back()
            receipt = desk.tally.receipt(report, written=True)
            if finish is not None:
                await finish(receipt)
    except _DryRun:
        return desk.tally.receipt(report, written=False)
    return receipt


def _take_back() -> NoReturn:
    raise _DryRun


async def _write(batch: Batch, desk: Desk) -> None:
    await queries.hold()
    if desk.own is not None:
        await _check_standing(batch, desk.own, desk)
    organizations = await coded.take_organizations(batch.organizations, desk)
    codes = Codes(
        organizations=organizations,
        practitioners=await coded.take_practitioners(batch, organizations, desk),
        dossiers=await coded.take_children(batch.children, organizations, desk),
    )
    await lived.take_placements(batch.placements, codes, desk)
    await lived.take_assessments(batch.assessments, codes, desk)
    await lived.take_responses(batch.scale_responses, codes, desk)
    await lived.take_sessions(batch.sessions, codes, desk)
    await open_new_circles(desk)
    await _record(desk)


async def _check_standing(batch: Batch, own: Own, desk: Desk) -> None:
    """Raise `Conflict` when what the codes stand for has changed since they were looked up."""
    again = await look_up(desk.errand, own.bringer, batch, clock=desk.clock, vault=desk.vault)
    if again != own:
        raise Conflict


async def _record(desk: Desk) -> None:
    """Write one event a dossier and one for the folder; none when nothing has changed."""
    tally = desk.tally
    if not (tally.added or tally.amended):
        return
    asked = {"for": str(desk.own.bringer.account)} if desk.own else {}
    for dossier in sorted(desk.touched):
        await audit.record(
            desk.errand.actor, Act.IMPORT, dossier=dossier, detail=asked, vault=desk.vault
        )
    counts = {"added": str(tally.added.total()), "amended": str(tally.amended.total())}
    await audit.record(desk.errand.actor, Act.IMPORT, detail={**asked, **counts}, vault=desk.vault)
