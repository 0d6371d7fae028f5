"""The notes somebody has to write: their own, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.care.rounds.afternoons import (
    BOTH,
    EDEN,
    TODAY,
    afternoon,
    circle,
    noted,
)
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import Chip
from workspace.dossier.care.model import (
    CareKind,
    NewSession,
    Payer,
    Presence,
)
from workspace.dossier.care.rounds import service
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import PractitionerId


async def test_notes_to_write_are_ones_own_recent_and_held(
    people: People, malik: PractitionerId, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    one = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=TODAY, payer=Payer.PEGASE, minutes=30, practitioner=malik
    )
    async with operator("import") as errand:
        wanted, _, _, _ = await care.add_many(
            errand,
            [
                (LOU, one),
                (LOU, replace(one, presence=Presence.ABSENT)),
                (LOU, replace(one, done_on=TODAY - timedelta(days=61))),
                (LOU, replace(one, practitioner=None)),
            ],
        )
    await noted(people.malik, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    around = circle(people.malik, Permission.CARE_NOTE_ADD)
    with people.malik.here():
        found = await service.to_note(around, clock=clock, vault=vault)
        assert [each.session.id for each in found] == [wanted]
        await service.write_note(
            people.malik.clearance(Permission.CARE_NOTE_ADD),
            wanted,
            "Steady.",
            (Chip.PLAY, Chip.PLAY),
            vault=vault,
        )
        assert await service.to_note(around, clock=clock, vault=vault) == ()
        entries = await care.sessions(people.malik.clearance(), vault=vault)
    written = next(entry for entry in entries if entry.session.id == wanted)
    assert (written.session.note, written.chips) == ("Steady.", (Chip.PLAY,))
    assert Act.CARE_NOTE_ADD in await recorded(people)
    with people.noe.here():
        nothing = circle(people.noe, Permission.CARE_NOTE_ADD)
        assert await service.to_note(nothing, clock=clock, vault=vault) == ()


async def test_a_note_is_written_once_by_who_held_or_noted_the_session(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    (session,) = await noted(people.malik, afternoon(malik, BOTH[1]), clock=clock, vault=vault)
    may = people.malik.clearance(Permission.CARE_NOTE_ADD, dossier=EDEN)
    with people.malik.here():
        with pytest.raises(Invalid):
            await service.write_note(may, session, "x" * 4001, vault=vault)
        with pytest.raises(NotFound):
            await service.write_note(
                people.malik.clearance(Permission.CARE_NOTE_ADD), session, "x", vault=vault
            )
        with pytest.raises(Forbidden):
            await service.write_note(
                people.malik.clearance(dossier=EDEN), session, "x", vault=vault
            )
        await service.write_note(may, session, "", vault=vault)
        with pytest.raises(Conflict):
            await service.write_note(may, session, "again", vault=vault)


async def test_nobody_writes_the_note_of_somebody_elses_session(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    (session,) = await noted(
        people.malik, afternoon(malik, replace(BOTH[0], note="")), clock=clock, vault=vault
    )
    with people.salome.here(), pytest.raises(NotFound):
        await service.write_note(
            people.salome.clearance(Permission.CARE_NOTE_ADD), session, "x", vault=vault
        )
