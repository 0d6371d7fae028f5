"""Two children whom one practitioner expects at one hour: said where a day is set and read, never refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from starlette.requests import Request

from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.access.routes import circle_of
from workspace.dossier.agenda.model import EncounterKind
from workspace.dossier.record import service as record
from workspace.home.agenda import Departments, Entry, departments, of_circle
from workspace.ids import DossierId
from workspace.names import french_order
from workspace.web.toolbox import toolbox

TOGETHER: Final = frozenset({EncounterKind.SESSION, EncounterKind.MEETING})
"""What several children may share: the session of a group, the meeting about brothers and sisters."""
A_MOMENT: Final = 1
"""Minutes of what has no length: it meets what begins with it, and what it falls into."""

Others = Mapping[Entry, tuple[DossierId, ...]]


async def names_at(request: Request, entries: Iterable[Entry]) -> Mapping[Entry, str]:
    """Return whom else the practitioner of each coming entry of a child expects meanwhile, by name.

    Of the children around whoever asks: who else that practitioner sees is not told.
    """
    coming = [
        each
        for each in entries
        if each.is_open
        and each.practitioner
        and each.moment
        and each.day
        and each.day >= each.today
    ]
    if not coming:
        return {}
    tools = toolbox(request)
    days = sorted({each.day for each in coming if each.day})
    who = {each.practitioner for each in coming}
    circle = await circle_of(request, Permission.ENCOUNTER_READ)
    around = replace(circle, dossiers=circle.dossiers - {each.dossier for each in coming})
    found = await _expected(request, around, {}, days)
    near = frozenset(each.dossier for each in found if each.practitioner in who)
    if not near:
        return {}
    here = replace(circle, permission=Permission.CHILD_READ, dossiers=near)
    children = await record.children(here, clock=tools.clock, vault=tools.vault)
    followed = departments(children)
    others = await _expected(request, replace(circle, dossiers=near), followed, days)
    names = {child.dossier: child.identity.name for child in children}
    met = others_at([*coming, *others])
    return {
        each: named(names[other] for other in met[each] if other in names)
        for each in coming
        if each in met
    }


def named(names: Iterable[str]) -> str:
    """Return the other children in one line, in the order of a list."""
    return ", ".join(sorted(names, key=french_order))


async def _expected(
    request: Request, circle: Circle, followed: Departments, days: Iterable[date]
) -> list[Entry]:
    """Return what a circle has on some days, and nothing of the months between them."""
    tools = toolbox(request)
    return [
        each
        for day in days
        for each in await of_circle(
            circle, followed, first=day, last=day, clock=tools.clock, vault=tools.vault
        )
    ]


def others_at(entries: Iterable[Entry]) -> Others:
    """Return the other children whom the practitioner of an entry expects meanwhile; without any it is absent."""
    by = defaultdict(list)
    for each in entries:
        if each.is_open and each.practitioner is not None and each.moment is not None:
            by[each.practitioner, each.day].append(each)
    found = {}
    for expected in by.values():
        for one in expected:
            others = {other.dossier for other in expected if _is_in_the_way(one, other)}
            if others:
                found[one] = tuple(sorted(others, key=str))
    return found


def _is_in_the_way(one: Entry, other: Entry) -> bool:
    if one.dossier == other.dossier or one.moment is None or other.moment is None:
        return False
    kinds = {each.encounter.kind if each.encounter else None for each in (one, other)}
    if one.moment == other.moment and len(kinds) == 1 and kinds <= TOGETHER:
        return False
    return one.moment < _end(other.moment, other) and other.moment < _end(one.moment, one)


def _end(moment: datetime, each: Entry) -> datetime:
    return moment + timedelta(minutes=each.minutes or A_MOMENT)
