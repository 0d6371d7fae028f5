"""An afternoon, noted whole or not at all, in a real database."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.care.rounds.afternoons import (
    BOTH,
    EDEN,
    MARCH,
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
from workspace.database import sql, transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import (
    CareKind,
    NewSession,
    Payer,
    Presence,
)
from workspace.dossier.care.rounds import service
from workspace.dossier.care.rounds.model import Attendance
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.ids import DossierId, PractitionerId


async def test_an_afternoon_leaves_one_session_in_each_dossier(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, afternoon(malik, *BOTH, is_group=True), clock=clock, vault=vault)
    for dossier, said in ((LOU, "Calm."), (EDEN, "")):
        with people.nour.here():
            (entry,) = await care.sessions(people.nour.clearance(dossier=dossier), vault=vault)
        assert entry.session.practitioner == malik
        assert (entry.session.shared_by, entry.session.note) == (2, said)
        assert entry.session.payer is Payer.PEGASE
    assert (await recorded(people)).count(Act.CARE_SESSION_ADD) == 2


async def test_nothing_in_one_dossier_leads_to_another_child_of_the_group(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    """Whoever reads one dossier alone meets how many children there were, and no trace of who."""
    await noted(people.malik, afternoon(malik, *BOTH, is_group=True), clock=clock, vault=vault)
    with people.malik.here():
        async with transaction():
            one, other = await sql("select * from care_session order by dossier")
    same = {"practitioner", "author", "organization"}
    shared = {name for name in one if one[name] == other[name]} - same
    assert shared == {
        "kind",
        "done_on",
        "payer",
        "minutes",
        "presence",
        "shared_by",
        "beyond",
        "note_of",
        "recorded_at",
    }
    assert EDEN.hex not in str(one)


async def test_an_afternoon_is_noted_whole_or_not_at_all(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    stranger = Attendance(dossier=DossierId(UUID(int=7)), presence=Presence.PRESENT)
    with pytest.raises(NotFound):
        await noted(people.malik, afternoon(malik, *BOTH, stranger), clock=clock, vault=vault)
    tomorrow = afternoon(malik, *BOTH, done_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid):
        await noted(people.malik, tomorrow, clock=clock, vault=vault)
    with people.nour.here(), pytest.raises(Forbidden):
        await service.note_round(
            circle(people.nour, Permission.CARE_SESSION_ADD),
            replace(circle(people.nour, Permission.CARE_NOTE_ADD), dossiers=frozenset()),
            afternoon(malik, *BOTH),
            clock=clock,
            vault=vault,
        )
    with people.malik.here():
        async with transaction():
            assert await sql("select id from care_session") == []


async def test_the_sixteenth_is_recorded_flagged_and_paid_by_who_paid_the_last(
    people: People, malik: PractitionerId, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    year = date(2024, 7, 9)
    one = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=year, payer=Payer.PEGASE, minutes=30, practitioner=malik
    )
    held = [replace(one, done_on=year + timedelta(weeks=week)) for week in range(15)]
    async with operator("import") as errand:
        await care.add_many(errand, [(LOU, session) for session in held])
    with people.malik.here():
        children = await service.children(
            circle(people.malik, Permission.CARE_SESSION_ADD), clock=clock, vault=vault
        )
    assert [child.dossier for child in children] == [LOU, EDEN]
    assert (children[0].budget.sessions.left, children[0].budget.minutes) == (0, 30)

    await noted(people.malik, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    with people.malik.here():
        month = await service.month(
            circle(people.malik, Permission.CARE_SESSION_READ),
            malik,
            MARCH,
            clock=clock,
            vault=vault,
        )
    (line,) = month.lines
    assert (line.child, line.held.is_over_ceiling) == ("Lou Delattre", True)
    assert line.held.session.payer is Payer.PEGASE
    assert [total.acts for total in month.totals] == [1]


async def test_what_is_noted_is_told_to_the_circle_of_the_dossier_alone(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    (session,) = await noted(people.malik, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    for person, expected in ((people.noe, [session]), (people.stranger, [])):
        with person.here():
            async with transaction():
                rows = await sql("select grenier_noted({}::uuid[]) as noted", [session])
        assert expected == rows[0]["noted"]
