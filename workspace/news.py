"""What others wrote since somebody last looked: bare counts, of what row-level security shows; nothing is opened."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from workspace.database import sql
from workspace.ids import DossierId

Seen = Mapping[DossierId, datetime]
"""When somebody last looked at each dossier."""
News = Mapping[DossierId, Mapping[str, int]]
"""How much of each sort, by dossier; what did not happen is absent."""


async def counted(select: str, seen: Seen, *values: object) -> News:
    """Return counts for many dossiers at once, inside the caller's transaction.

    `select`: gives rows of `dossier`, `code` and `found`, from tables joined to `v (dossier, at)`, which says since
    when each dossier is asked about.
    """
    rows = await sql(
        "with v (dossier, at) as (select * from unnest({}::uuid[], {}::timestamptz[])) "  # noqa: S608 - written here and in queries
        + select,
        list(seen),
        list(seen.values()),
        *values,
    )
    found: dict[DossierId, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["found"]:
            found[DossierId(row["dossier"])][row["code"]] = int(row["found"])
    return found
