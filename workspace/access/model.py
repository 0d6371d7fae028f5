"""A grant (given), a permission (asked), a clearance (in hand)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from workspace.access.permissions import DataClass, Mode, Permission
from workspace.actor import Actor, Role
from workspace.errors import Forbidden
from workspace.i18n import N_
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


class Purpose(StrEnum):
    """Why somebody is around a child: what is written in the grant and told to the child one day."""

    FOLLOW_UP = "follow-up"
    LIFE = "life"
    ASSESSMENT = "assessment"
    CARE = "care"
    REPLACEMENT = "replacement"
    OTHER = "other"


PURPOSE_LABELS: Mapping[str, str] = {
    Purpose.FOLLOW_UP: N_("The follow-up of the child"),
    Purpose.LIFE: N_("Daily life with the child"),
    Purpose.ASSESSMENT: N_("The assessments"),
    Purpose.CARE: N_("Care"),
    Purpose.REPLACEMENT: N_("Standing in for somebody"),
    Purpose.OTHER: N_("Something else"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPlace:
    """Somebody to let into a circle; what it opens follows from the role of their account."""

    account: AccountId
    purpose: Purpose
    since_on: date
    until_on: date
    """Last day, included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place as a page shows it, its moments said in days."""

    grant: Grant
    until_on: date
    """Last day, included, of a place that runs; for one that is over, its last day."""
    is_ending: bool = False
    """Within thirty days, unless it is renewed."""

    @property
    def purpose(self) -> str:
        """Return why, as a msgid; a code of an earlier time is follow-up."""
        return PURPOSE_LABELS.get(self.grant.purpose, PURPOSE_LABELS[Purpose.FOLLOW_UP])


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Everybody around a child, and those who were."""

    around: tuple[Place, ...]
    left: tuple[Place, ...]
