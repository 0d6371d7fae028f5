"""A grant (given), a permission (asked), a clearance (in hand)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from workspace.access.permissions import DataClass, Mode, Permission
from workspace.actor import Actor, Role
from workspace.errors import Forbidden
from workspace.ids import AccountId, DossierId

GrantId = NewType("GrantId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """What a role opens, class by class (the matrix of `security.md` 3.1)."""

    reads: frozenset[DataClass]
    writes: frozenset[DataClass]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One person's place in one child's circle, from a moment to another."""

    id: GrantId
    dossier: DossierId
    account: AccountId
    role: Role
    rights: Rights
    purpose: str
    since_on: date
    """The day the person began to be around the child, as people say it; the rights run by moments."""
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        if self.ended_at is not None and self.ended_at <= now:
            return False
        return self.begins_at <= now < self.ends_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearance:
    """The proof that somebody may do something with one dossier: only `access.service.clear` makes one."""

    actor: Actor
    dossier: DossierId
    permissions: frozenset[Permission]
    rights: Rights
    role: Role
    since_on: date
    purpose: str

    def require(self, *permissions: Permission) -> None:
        """Raise `Forbidden` unless every one of `permissions` was asked for and given."""
        if not self.permissions.issuperset(permissions):
            raise Forbidden

    def may(self, data_class: DataClass, mode: Mode = Mode.READ) -> bool:
        """Tell whether content of `data_class` is open to this person in this dossier."""
        return data_class in (self.rights.reads if mode is Mode.READ else self.rights.writes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """The dossiers in which somebody holds one permission now: what lists are made from."""

    actor: Actor
    permission: Permission
    dossiers: frozenset[DossierId]


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """The mandate of a command run by the operator (import, worker, figures), never of a person."""

    actor: Actor
    purpose: str
