"""An afternoon, the notes and the month, in a real database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import ELSEWHERE, LOU, NURSERY, People, Person, account_of, grant_row
from tests.workspace.dossier.conftest import Operator, enrol
from tests.workspace.dossier.traces import recorded
from workspace.access import queries as grants
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import FixedClock, SystemClock
from workspace.database import sql, transaction
from workspace.dossier.care import corrections
from workspace.dossier.care import service as care
from workspace.dossier.care.entries import Chip
from workspace.dossier.care.model import (
    CareKind,
    CareSession,
    NewSession,
    Payer,
    Presence,
    SessionId,
)
from workspace.dossier.care.rounds import file, service
from workspace.dossier.care.rounds.model import Attendance, Month, NewRound
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.i18n import use_language
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

EDEN = DossierId(UUID("10000000-0000-4000-8000-000000000002"))
TODAY = date(2025, 3, 4)
MARCH = date(2025, 3, 1)


def circle(person: Person, permission: Permission, *dossiers: DossierId) -> Circle:
    return Circle(
        actor=person.actor, permission=permission, dossiers=frozenset(dossiers or (LOU, EDEN))
    )


@pytest.fixture
async def malik(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> PractitionerId:
    """Malik of the directory, around Lou and Eden; so is Nour."""
    assert people
    async with operator("demo"), transaction():
        await vault.open_scope(EDEN)
        now = SystemClock().now()
        await grants.insert(
            [
                grant_row(name, EDEN, now=now, role=role)
                for name, role in (
                    ("malik", Role.PSYCHOMOTRICIAN),
                    ("nour", Role.COORDINATOR),
                )
            ]
        )
    async with operator("import") as errand:
        await enrol(errand, LOU, EDEN, clock=clock, vault=vault)
        new = NewPractitioner(
            contact=Contact(family_name="Roux", given_name="Malik"), role=Role.PSYCHOMOTRICIAN
        )
        (found,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, found, account_of("malik"))
    return found


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


async def test_a_month_holds_ones_own_and_for_others_what_was_held_in_their_circle(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, afternoon(malik, *BOTH), clock=clock, vault=vault)
    await noted(people.nour, afternoon(None, BOTH[1]), clock=clock, vault=vault)
    last = afternoon(malik, BOTH[1], done_on=date(2025, 2, 28))
    await noted(people.malik, last, clock=clock, vault=vault)

    async def read(person: Person, *dossiers: DossierId) -> list[DossierId]:
        around = circle(person, Permission.CARE_SESSION_READ, *dossiers)
        with person.here():
            found = await service.month(around, malik, MARCH, clock=clock, vault=vault)
        return [line.held.dossier for line in found.lines]

    assert sorted(await read(people.malik)) == [LOU, EDEN]
    assert sorted(await read(people.nour, LOU)) == [LOU, EDEN], "she coordinates for both"
    assert await read(people.salome) == [LOU]
    around = circle(people.nour, Permission.CARE_SESSION_READ)
    with people.nour.here():
        assert await service.performers(around, MARCH) == {malik}
        assert await service.performers(around, date(2025, 1, 1)) == frozenset()
        nobody = await service.month(around, None, MARCH, clock=clock, vault=vault)
    assert (nobody.lines, nobody.totals) == ((), ())
    assert Act.CARE_MONTH_READ in await recorded(people)


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    found = await asyncpg.connect(database.url("grenier_owner"))
    yield found
    await found.close()


async def test_a_child_who_left_stays_on_the_bill_of_who_held_their_sessions_and_of_nobody_else(
    people: People,
    malik: PractitionerId,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> None:
    """Without a name, at the establishment where the child was; what another held never comes."""
    mine, _ = await noted(people.malik, afternoon(malik, *BOTH), clock=clock, vault=vault)
    silent = replace(BOTH[0], note="")
    await noted(people.nour, afternoon(None, silent), clock=clock, vault=vault)
    await owner.execute("update dossier set organization = $1 where id = $2", ELSEWHERE, LOU)
    await owner.execute(
        "update access_grant set ended_at = now() - interval '10 years' where dossier = $1", LOU
    )
    around = circle(people.malik, Permission.CARE_SESSION_READ, EDEN)
    with people.malik.here():
        found = await service.month(around, malik, MARCH, clock=clock, vault=vault)
    lou, eden = found.lines
    assert (lou.held.session.id, lou.held.session.minutes) == (mine, 40)
    assert (lou.child, lou.code, lou.organization) == ("", "10000000", NURSERY)
    assert eden.child == "Lou Delattre", "the name every child of these tests has"
    assert found.totals[0].acts == 2
    with use_language("en"):
        shown = next(iter(file.rows(found, {NURSERY: "The nursery"})))
    assert shown[1:3] == ("no longer around you, 10000000", "The nursery")
    assert "not known" in shown, "whether it was beyond the ceiling takes the other sessions"
    for person in (people.nour, people.salome):
        with person.here():
            async with transaction():
                assert (
                    await sql("select * from grenier_my_sessions('2025-01-01', '2026-01-01')") == []
                )


async def test_a_child_who_moved_at_mid_month_is_counted_by_whoever_coordinated_that_day(  # noqa: PLR0917 - each is a fixture
    people: People,
    malik: PractitionerId,
    operator: Operator,
    clock: FixedClock,
    vault: Vault,
    owner: asyncpg.Connection,
) -> None:
    """Nour until 3 March, the other coordinator from the 4th on: each session stands in one month, none in both."""
    for day in (date(2025, 2, 28), date(2025, 3, 3), TODAY):
        await noted(people.malik, afternoon(malik, BOTH[0], done_on=day), clock=clock, vault=vault)
    await noted(people.malik, afternoon(malik, BOTH[1]), clock=clock, vault=vault)
    await owner.execute(
        "update access_grant set ended_at = '2025-03-03 18:00+00' where dossier = $1 and account = $2",
        LOU,
        account_of("nour"),
    )
    place = grant_row("stranger", LOU, now=SystemClock().now(), role=Role.COORDINATOR)
    place.since_on = TODAY
    async with operator("demo"), transaction():
        await grants.insert([place])

    async def read(person: Person, *dossiers: DossierId, of: date = MARCH) -> Month:
        around = circle(person, Permission.CARE_SESSION_READ, *dossiers)
        with person.here():
            assert await service.performers(around, of) == {malik}
            return await service.month(around, malik, of, clock=clock, vault=vault)

    before, after = await read(people.nour, EDEN), await read(people.stranger, LOU)
    assert [(each.child, each.held.session.done_on) for each in before.lines] == [
        ("", date(2025, 3, 3)),
        ("Lou Delattre", TODAY),
    ]
    assert [(each.child, each.held.session.done_on) for each in after.lines] == [
        ("Lou Delattre", TODAY)
    ]
    assert (before.left_out, after.left_out) == (0, 1)
    february = await read(people.nour, EDEN, of=date(2025, 2, 1))
    assert [each.child for each in february.lines] == [""]
    with use_language("en"):
        said = [str(row[0]) for row in file.rows(after, {}) if len(row) == 1]
    assert said[1].startswith("1 session with a child you follow is left out")
    with people.salome.here():
        async with transaction():
            assert (
                await sql(
                    "select * from grenier_sessions_followed({}::uuid[], {}, {}, {})",
                    [EDEN],
                    malik,
                    MARCH,
                    date(2025, 4, 1),
                )
                == []
            ), "a dossier that is asked for is no dossier that is open"


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


async def test_what_is_noted_is_told_to_the_circle_of_the_dossier_alone(
    people: People, malik: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    (session,) = await noted(people.malik, afternoon(malik, BOTH[0]), clock=clock, vault=vault)
    for person, expected in ((people.noe, [session]), (people.stranger, [])):
        with person.here():
            async with transaction():
                rows = await sql("select grenier_noted({}::uuid[]) as noted", [session])
        assert expected == rows[0]["noted"]
