"""Who may do what: role, relation, class and period together. No I/O."""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType

from workspace.access.model import Clearance, Grant, Rights
from workspace.access.permissions import REQUIREMENTS, DataClass, Mode, Permission
from workspace.actor import Actor, Role
from workspace.errors import Forbidden, NotFound


def _rights(reads: str, writes: str) -> Rights:
    return Rights(
        reads=frozenset(DataClass(code) for code in reads.split()),
        writes=frozenset(DataClass(code) for code in writes.split()),
    )


NONE = _rights("", "")

MATRIX = MappingProxyType(
    {
        Role.COORDINATOR: _rights("N0 MS C0 C1 C2 C3 C4 C5", "N0 MS C0 C3 C5"),
        Role.PHYSICIAN: _rights("N0 MS C0 C1 C2 C3 C4", "N0 MS C0 C1 C5"),
        Role.NURSE: _rights("N0 MS C0 C1", "N0 MS C0 C1 C2 C5"),
        Role.PSYCHOMOTRICIAN: _rights("N0 MS C0 C1", "N0 MS C0 C1 C2 C5"),
        Role.PSYCHOLOGIST: _rights("N0 MS C0 C1 C2 C3 C4", "N0 MS C2 C5"),
        Role.CARER: _rights("N0 MS C0 C5", "MS C2 C5"),
        Role.KEY_WORKER: _rights("N0 MS C0 C3 C4 C5", "MS C0 C3 C5"),
        Role.DIRECTOR: _rights("N0 C0 C3", ""),
        Role.YOUNG_ADULT: _rights("N0 C0 C1 C2 C3 C5", "C5"),
    }
)
"""`security.md` 3.1, row by row. Writing a class without reading it is "own": one sees what one wrote.

A role that is absent opens nothing: a parent reads published projections only, the national team and the
administrator no content, a researcher another database, a custodian works off-line.
"""


def rights_of(role: Role) -> Rights:
    """Return what `role` opens in a dossier whose circle it belongs to."""
    return MATRIX.get(role, NONE)


def satisfies(grant: Grant, permission: Permission) -> bool:
    """Tell whether `grant`, taken as live, gives `permission`."""
    data_class, mode = REQUIREMENTS[permission]
    if mode is Mode.MANAGE:
        return grant.role is Role.COORDINATOR
    if mode is Mode.OWN:
        return grant.role is Role.YOUNG_ADULT
    return data_class in (grant.rights.reads if mode is Mode.READ else grant.rights.writes)


def decide(
    actor: Actor, grants: Iterable[Grant], permissions: Iterable[Permission], *, now: datetime
) -> Clearance:
    """Return the clearance `grants` give `actor` at `now`.

    `grants` are those of one account in one dossier. Raises `NotFound` when none is live (the dossier does
    not exist for this person) and `Forbidden` when the circle does not give every one of `permissions`.
    """
    asked = frozenset(permissions)
    live = [grant for grant in grants if grant.account == actor.account and grant.is_live(now)]
    if not live:
        raise NotFound
    for grant in live:
        if all(satisfies(grant, permission) for permission in asked):
            return Clearance(
                actor=actor,
                dossier=grant.dossier,
                permissions=asked,
                rights=grant.rights,
                role=grant.role,
                since_on=grant.since_on,
                purpose=grant.purpose,
            )
    raise Forbidden
