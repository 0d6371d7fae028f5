"""An account, its sign-in, its session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workspace.actor import Actor, Role
from workspace.ids import AccountId, OrganizationId

DIRECTORY = UUID("00000000-0000-8000-8000-020000000000")
"""The key scope of what colleagues know of each other; in the range no dossier's identifier falls in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    account: AccountId
    password_hash: str
    failures: int
    failed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A session as the request sees it."""

    actor: Actor
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    id: AccountId
    role: Role
    organization: OrganizationId | None
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    id: AccountId
    role: Role
    organization: OrganizationId | None
    name: str
    login: str
    password: str
