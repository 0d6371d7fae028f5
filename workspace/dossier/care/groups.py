"""Which sessions were one group, and how their share follows who came: kept by the database, read by nobody."""

from collections.abc import Collection, Sequence
from uuid import UUID

from workspace.database import sql
from workspace.dossier.care.model import SessionId
from workspace.ids import DossierId


async def hold_together(sessions: Collection[SessionId]) -> None:
    """Keep that these sessions, written a moment ago, were one group; the database tells nobody which ones."""
    await sql("select grenier_hold_together({}::uuid[])", list(sessions))


async def hold_imported(held: Sequence[tuple[SessionId, UUID]]) -> None:
    """Keep that sessions of a folder were one group, by what holds each of them; for an import alone.

    The group is shared among all who came to it, those whom an earlier import brought too.
    """
    await sql(
        "select grenier_hold_imported({}::uuid[], {}::uuid[])",
        [session for session, _ in held],
        [together for _, together in held],
    )
    await sql("select grenier_share_imported({}::uuid[])", [session for session, _ in held])


async def hold_group(session: SessionId) -> None:
    """Wait for whoever corrects another session of the same group, until the transaction ends."""
    await sql("select grenier_hold_group({})", session)


async def share_anew(changed: SessionId) -> tuple[tuple[SessionId, DossierId, int], ...]:
    """Share a group among those who came to it now that one of its sessions was corrected or taken back.

    The others are superseded by the same session with another share, in dossiers that may be closed to whoever
    corrects. Return the sessions that stand with a new share, whose they are, and the share; for the audit alone.
    """
    rows = await sql("select * from grenier_share_anew({})", changed)
    return tuple(
        (SessionId(row["session"]), DossierId(row["dossier"]), row["shared_by"]) for row in rows
    )
