"""An afternoon with Lou and Eden, and how it is noted."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from storage.vault import Vault
from tests.people import LOU, Person
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.clock import FixedClock
from workspace.dossier.care.model import (
    CareKind,
    Presence,
    SessionId,
)
from workspace.dossier.care.rounds import service
from workspace.dossier.care.rounds.model import Attendance, NewRound
from workspace.ids import DossierId, PractitionerId

EDEN = DossierId(UUID("10000000-0000-4000-8000-000000000002"))
TODAY = date(2025, 3, 4)
MARCH = date(2025, 3, 1)


def circle(person: Person, permission: Permission, *dossiers: DossierId) -> Circle:
    return Circle(
        actor=person.actor, permission=permission, dossiers=frozenset(dossiers or (LOU, EDEN))
    )


def afternoon(by: PractitionerId | None, *children: Attendance, **changes: object) -> NewRound:
    return replace(
        NewRound(
            kind=CareKind.PSYCHOMOTOR,
            done_on=TODAY,
            minutes=40,
            payer=None,
            practitioner=by,
            is_group=False,
            children=children,
        ),
        **changes,  # type: ignore[arg-type]
    )


BOTH = (
    Attendance(dossier=LOU, presence=Presence.PRESENT, note="Calm."),
    Attendance(dossier=EDEN, presence=Presence.PRESENT),
)


async def noted(
    person: Person, new: NewRound, *, clock: FixedClock, vault: Vault
) -> tuple[SessionId, ...]:
    with person.here():
        return await service.note_round(
            circle(person, Permission.CARE_SESSION_ADD),
            circle(person, Permission.CARE_NOTE_ADD),
            new,
            clock=clock,
            vault=vault,
        )
