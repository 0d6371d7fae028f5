"""The sessions that count for children, wherever they are written: in their dossier, or in one joined to it."""

from collections.abc import Collection, Mapping, Sequence

from workspace.dossier.care import queries
from workspace.dossier.care.model import CareSession
from workspace.dossier.record.whole import whole
from workspace.ids import DossierId


async def held_by(dossiers: Collection[DossierId]) -> Mapping[DossierId, Sequence[CareSession]]:
    """Return the sessions of each child, oldest first, without any note, inside the caller's transaction."""
    of = await whole(dossiers)
    return of.gathered(await queries.sessions_in(of.every), key=lambda each: each.done_on)
