"""The sessions that count for children, wherever they are written, and the turn of whoever notes one more."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from workspace.database import sql
from workspace.dossier.care import queries
from workspace.dossier.care.model import CareSession
from workspace.dossier.record.whole import others_of, whole
from workspace.ids import DossierId


async def held_by(dossiers: Collection[DossierId]) -> Mapping[DossierId, Sequence[CareSession]]:
    """Return the sessions of each child, oldest first, without any note, inside the caller's transaction."""
    of = await whole(dossiers)
    return of.gathered(await queries.sessions_in(of.every), key=lambda each: each.done_on)


async def noted_for(dossiers: Collection[DossierId]) -> Mapping[DossierId, Sequence[CareSession]]:
    """Return what a session noted of each child may be one of, inside the caller's transaction.

    From whichever dossier of the child one looks, those of all of them, as far as they are open to whoever asks.
    """
    others = await others_of(dossiers)
    found = await queries.sessions_in({*dossiers, *chain.from_iterable(others.values())})
    return {
        dossier: [
            session
            for each in (dossier, *others.get(dossier, ()))
            for session in found.get(each, ())
        ]
        for dossier in dossiers
    }


async def hold(dossiers: Collection[DossierId]) -> None:
    """Let one transaction at a time note sessions of these children, until it ends.

    Whoever presses twice is asked about the second session: it sees the first, in another dossier of the child too.
    """
    others = await others_of(dossiers)
    held = {*dossiers, *chain.from_iterable(others.values())}
    await sql(
        "select pg_advisory_xact_lock(hashtextextended('session' || each, 0))"
        " from (select unnest({}::text[]) as each order by 1) as held",
        [str(dossier) for dossier in held],
    )
