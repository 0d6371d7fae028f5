"""Whom to propose for a need: who cares for the child already, else the one of that profession in the circle."""

from collections.abc import Mapping
from typing import Final

from storage.vault import Vault
from workspace.access import service as access
from workspace.access.model import Clearance
from workspace.actor import Role
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import queries
from workspace.dossier.care.plan import service
from workspace.dossier.care.plan.model import Discipline
from workspace.dossier.care.plan.rules import KINDS
from workspace.ids import PractitionerId
from workspace.network import service as network

PROFESSIONS: Final[Mapping[Discipline, Role]] = {
    Discipline.PSYCHOLOGY: Role.PSYCHOLOGIST,
    Discipline.PSYCHOMOTOR: Role.PSYCHOMOTRICIAN,
}


BEHIND: Final = frozenset({Role.COORDINATOR, Role.KEY_WORKER, Role.CARER})
"""Who gives no such care, and may be asked all the same."""


def rank(role: Role, discipline: str) -> int:
    """Return where a profession stands in the list of whom to ask: who gives that care, other carers, the others.

    A discipline without a profession of its own here is given by those of the directory alone.
    """
    known = {str(each): role for each, role in PROFESSIONS.items()}
    if discipline and role is known.get(discipline, Role.OTHER):
        return 0
    return 2 if role in BEHIND else 1


async def usual(
    clearance: Clearance, discipline: Discipline, *, clock: Clock, vault: Vault
) -> PractitionerId | None:
    """Return whom to propose for `discipline`; None where nobody is plain to see.

    Whoever was asked last and did not decline comes first, then who held the latest session. A proposal: whoever
    states the need decides.
    """
    loops = await service.loops(clearance, clock=clock, vault=vault)
    asked = [each for each in loops if each.need.discipline is discipline and each.performer]
    if asked:
        return max(asked, key=lambda each: each.asked_on or each.need.stated_on).performer
    kind = KINDS.get(discipline)
    if kind is not None:
        async with transaction():
            cares = await queries.last_performer(clearance.dossier, kind)
        if cares is not None:
            return cares
    profession = PROFESSIONS.get(discipline)
    around = await access.around(clearance, clock=clock) if profession else ()
    found = {
        await network.practitioner_of(grant.account) for grant in around if grant.role is profession
    } - {None}
    return found.pop() if len(found) == 1 else None
