"""Who is asking: an account, seen from the inside of one request."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workspace.ids import AccountId, OrganizationId


class Role(StrEnum):
    """What a person is in the programme. A role alone opens no dossier: see `access.rules`."""

    COORDINATOR = "coordinator"
    PHYSICIAN = "physician"
    NURSE = "nurse"
    PSYCHOLOGIST = "psychologist"
    PSYCHOMOTRICIAN = "psychomotrician"
    CARER = "carer"
    KEY_WORKER = "key_worker"
    OTHER = "other"
    """A profession without a place of its own here: speech therapist, optician. In the directory, around nobody."""
    PARENT = "parent"
    YOUNG_ADULT = "young_adult"
    DIRECTOR = "director"
    NATIONAL = "national"
    RESEARCHER = "researcher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    CUSTODIAN = "custodian"
    SERVICE = "service"


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    account: AccountId
    role: Role
    organization: OrganizationId | None = None
    sudo_until: datetime | None = None
    """Until when this session may do what asks for a fresh proof of identity (aware, UTC)."""


def service_actor(purpose: str) -> Actor:
    """Return the actor of a command run by the operator, known in the audit by its `purpose`.

    Its account lies in the range `00000000-0000-8000-8000-…` where no random identifier falls.
    """
    known = {"import": 1, "worker": 2, "figures": 3, "demo": 4, "reminders": 5, "link": 76}
    return Actor(
        account=AccountId(UUID(f"00000000-0000-8000-8000-ff00000000{known[purpose]:02x}")),
        role=Role.SERVICE,
    )
