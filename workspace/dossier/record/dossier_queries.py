"""Which dossiers there are, where, and which of them go on under another one; no word of what they hold."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from workspace.database import sql
from workspace.ids import DossierId, OrganizationId


async def joined_to_others(dossiers: Collection[DossierId] | None) -> dict[DossierId, DossierId]:
    """Return the dossiers that go on under another one, and which: a child is counted once."""
    rows = await sql(
        "select dossier, merged from dossier_merge where undone_at is null"
        " and ({}::uuid[] is null or merged = any({}::uuid[])) order by merged_at, id",
        *[None if dossiers is None else list(dossiers)] * 2,
    )
    return {DossierId(row["merged"]): DossierId(row["dossier"]) for row in rows}


async def every_dossier() -> tuple[DossierId, ...]:
    """Return every dossier that the session may see, in a settled order."""
    return tuple(DossierId(row["id"]) for row in await sql("select id from dossier order by id"))


async def dossiers_of() -> dict[OrganizationId, list[tuple[DossierId, date]]]:
    """Return the dossiers of each organization that the session may see, and since when."""
    rows = await sql(
        "select d.organization, d.id, i.admitted_on from dossier d"
        " join inclusion i on i.dossier = d.id where d.closed_at is null order by i.admitted_on, d.id"
    )
    found: dict[OrganizationId, list[tuple[DossierId, date]]] = defaultdict(list)
    for row in rows:
        found[OrganizationId(row["organization"])].append(
            (DossierId(row["id"]), row["admitted_on"])
        )
    return found
