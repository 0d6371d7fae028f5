"""A group and its shares: shared anew when one of its sessions is corrected, read by nobody."""

from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.care.rounds.afternoons import BOTH, EDEN, TODAY, afternoon, noted
from tests.workspace.dossier.traces import recorded
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.care import corrections
from workspace.dossier.care import service as care
from workspace.dossier.care.model import (
    CareKind,
    CareSession,
    NewSession,
    Payer,
    Presence,
    SessionId,
)
from workspace.ids import PractitionerId


async def corrected(
    person: Person, session: SessionId, clock: FixedClock, vault: Vault, **changes: object
) -> CareSession:
    new = NewSession(
        kind=CareKind.PSYCHOMOTOR,
        done_on=TODAY,
        payer=Payer.PEGASE,
        minutes=40,
        **changes,  # type: ignore[arg-type]
    )
    with person.here():
        clearance = person.clearance(Permission.CARE_SESSION_ADD)
        entry = await corrections.correct(clearance, session, new, clock=clock, vault=vault)
    return entry.session


async def shares(owner: asyncpg.Connection) -> dict[UUID, tuple[str, int]]:
    rows = await owner.fetch(
        "select s.* from care_session s where not exists"
        " (select from session_change c where c.session = s.id)"
    )
    return {row["dossier"]: (row["presence"], row["shared_by"]) for row in rows}


async def test_a_group_is_shared_anew_when_one_of_its_sessions_is_corrected(
    people: People,
    malik: PractitionerId,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> None:
    """The share of the child who did not come falls on the other; another session of that day is not of the group."""
    group = afternoon(malik, *BOTH, is_group=True)
    lou, eden = await noted(people.malik, group, clock=clock, vault=vault)
    alone = afternoon(malik, BOTH[1], done_on=TODAY)
    await noted(people.malik, alone, clock=clock, vault=vault)

    away = await corrected(people.malik, lou, clock, vault, presence=Presence.ABSENT)
    assert away.shared_by == 1
    assert await shares(owner) == {LOU: ("absent", 1), EDEN: ("present", 1)}
    again = await corrected(people.malik, away.id, clock, vault, presence=Presence.PRESENT)
    assert again.shared_by == 2
    rows = await owner.fetch(
        "select s.id, s.shared_by, s.author from care_session s join session_group g on g.session = s.id"
        " where s.dossier = $1 and not exists (select from session_change c where c.session = s.id)",
        EDEN,
    )
    assert [(row["shared_by"], row["author"]) for row in rows] == [(2, account_of("malik"))]
    assert rows[0]["id"] != eden, "superseded, never overwritten"
    with people.malik.here():
        clearance = people.malik.clearance(Permission.CARE_SESSION_ADD)
        await corrections.take_back(clearance, again.id, vault=vault)
        clearance = people.malik.clearance(Permission.CARE_SESSION_READ, dossier=EDEN)
        stand = await care.sessions(clearance, vault=vault)
        former = await corrections.former(clearance, vault=vault)
    assert [entry.session.shared_by for entry in stand] == [1, 1]
    assert [each.entry.session.shared_by for each in former] == [2, 1, 2]
    assert (await recorded(people)).count(Act.CARE_SESSION_AMEND) == 2 + 3


async def test_who_was_in_a_group_is_read_by_nobody_and_touched_only_by_a_correction(
    people: People,
    malik: PractitionerId,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> None:
    """The note of the other child stays; whoever is not around a child shares nothing of theirs anew."""
    group = afternoon(malik, *reversed(BOTH), is_group=True)
    eden, lou = await noted(people.malik, group, clock=clock, vault=vault)
    with people.malik.here():
        for statement in ("select * from session_group", "delete from session_group"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction():
                    await sql(statement)
    for person in (people.stranger, people.salome):
        with person.here():
            async with transaction():
                assert await sql("select * from grenier_share_anew({})", eden) == []
                await sql("select grenier_hold_together({}::uuid[])", [eden, lou])
    with people.malik.here():
        clearance = people.malik.clearance(Permission.CARE_SESSION_ADD, dossier=EDEN)
        await corrections.take_back(clearance, eden, vault=vault)
        (entry,) = await care.sessions(people.malik.clearance(), vault=vault)
    assert (entry.session.shared_by, entry.session.note) == (1, "Calm.")
    assert await owner.fetchval("select count(distinct together) from session_group") == 1
