"""What others wrote of where a child lives, of rights, of people, of who the child is: bare counts."""

from typing import Final

from workspace.access.model import Circle, Clearance
from workspace.clock import OVERSEAS, PARIS
from workspace.database import transaction
from workspace.news import News, Seen, counted

WRITTEN: Final = (
    ("move", "placement"),
    ("stay", "short_stay"),
    ("protection", "protection_measure"),
    ("relative", "related_person"),
    ("restriction", "authority_restriction"),
    ("relative", "sibling"),
    ("identity", "identity_statement"),
    ("identity", "birth_statement"),
    ("follow_up", "inclusion_event"),
)
"""Sort, table. A statement that corrects another counts, what it corrects no more."""
ZONE: Final = " ".join(
    ("case i.department", *(f"when '{code}' then '{zone.key}'" for code, zone in OVERSEAS.items()))
)
CAME: Final = (
    " union all select p.dossier, 'move' from placement p join v using (dossier)"  # noqa: S608 - constants
    " left join inclusion i using (dossier) where p.written_at is null and p.superseded_at is null"
    f" and p.begins_on > (v.at at time zone {ZONE} else '{PARIS.key}' end)::date"
)
"""A move that a folder brought bears no moment: its day speaks, against the day it was there at the visit."""


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others wrote since each dossier was seen, by sort: bare counts, not recorded."""
    written = " union all ".join(
        f"select t.dossier, '{code}' as code from {table} t join v using (dossier)"  # noqa: S608 - constants
        " where t.written_at > v.at and t.written_by is distinct from {}"
        for code, table in WRITTEN
    )
    select = f"select dossier, code, count(*) as found from ({written}{CAME}) as told group by 1, 2"  # noqa: S608
    async with transaction():
        return await counted(select, seen, *[asking.actor.account] * len(WRITTEN))
