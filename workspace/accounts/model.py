"""An account, its sign-in, its session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workspace.actor import Actor, Role
from workspace.i18n import N_
from workspace.ids import AccountId, OrganizationId

DIRECTORY = UUID("00000000-0000-8000-8000-020000000000")
"""The key scope of what colleagues know of each other; in the range no dossier's identifier falls in."""

ROLE_LABELS = {
    Role.COORDINATOR: N_("Coordinator"),
    Role.PHYSICIAN: N_("Physician"),
    Role.NURSE: N_("Nurse"),
    Role.PSYCHOLOGIST: N_("Psychologist"),
    Role.PSYCHOMOTRICIAN: N_("Psychomotrician"),
    Role.CARER: N_("Foster carer"),
    Role.KEY_WORKER: N_("ASE key worker"),
    Role.OTHER: N_("Another professional"),
    Role.PARENT: N_("Parent"),
    Role.YOUNG_ADULT: N_("Young adult"),
    Role.DIRECTOR: N_("Director"),
    Role.NATIONAL: N_("National team"),
    Role.RESEARCHER: N_("Researcher"),
    Role.AUDITOR: N_("Data protection officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.CUSTODIAN: N_("Custodian"),
    Role.SERVICE: N_("Service"),
}


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
