"""The journal against the database: who reads what, who changes what, that nothing is overwritten."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People, Person
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.journal import contacts, service
from workspace.dossier.journal.model import (
    AttemptId,
    Contacts,
    EntryId,
    EntryKind,
    Journal,
    NewAttempt,
    NewEntry,
    Way,
)
from workspace.dossier.record.model import About
from workspace.errors import Conflict, Forbidden, Invalid, NotFound

TODAY = date(2025, 3, 4)
MOMENT = datetime(2025, 3, 4, 9, tzinfo=UTC)
WRITE = (Permission.CHILD_READ, Permission.JOURNAL_WRITE)
TRY = (Permission.CHILD_READ, Permission.CONTACT_ADD)
SLEPT = NewEntry(kind=EntryKind.SLEEP, day=TODAY, text="Woke twice, asked for her rabbit.")
FEVER = NewEntry(kind=EntryKind.HEALTH, day=TODAY, text="38.5 in the evening.")
MOTHER = NewEntry(kind=EntryKind.FAMILY_VISIT, day=TODAY, about=About.PARENT_1, text="She cried.")
SAD = NewEntry(kind=EntryKind.MOOD, day=TODAY, text="Sad after the visit.")

pytestmark = pytest.mark.usefixtures("followed")


async def wrote(
    person: Person,
    new: NewEntry,
    *,
    amends: EntryId | None = None,
    clock: FixedClock,
    vault: Vault,
) -> EntryId:
    with person.here():
        return await service.write(
            person.clearance(*WRITE), new, amends=amends, clock=clock, vault=vault
        )


async def read(person: Person, vault: Vault) -> Journal:
    with person.here():
        return await service.journal(person.clearance(Permission.CHILD_READ), vault=vault)


OPENED = {
    "nour": {SLEPT.text, FEVER.text, MOTHER.text, SAD.text},
    "ambre": {SLEPT.text, FEVER.text, MOTHER.text, SAD.text},
    "noe": {SLEPT.text, FEVER.text},
    "salome": {SLEPT.text, FEVER.text, MOTHER.text, SAD.text},
    "malik": {SLEPT.text, FEVER.text},
    "odile": {SLEPT.text, FEVER.text, MOTHER.text, SAD.text},
    "yann": {SLEPT.text, MOTHER.text},
    "diane": {SLEPT.text},
    "stranger": set(),
}
"""Odile, who welcomes the child, reads daily life, and of the rest what she wrote herself."""


async def test_each_reads_the_entries_of_their_classes_and_their_own(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    for new in (SLEPT, FEVER, MOTHER, SAD):
        await wrote(people.odile, new, clock=clock, vault=vault)
    for name, opened in OPENED.items():
        found = await read(people.by_name[name], vault)
        assert {entry.text for entry in found.entries} == opened, name


async def test_what_another_wrote_of_a_closed_class_stays_closed_to_a_carer(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await wrote(people.salome, SAD, clock=clock, vault=vault)
    assert (await read(people.odile, vault)).entries == ()


async def test_the_database_alone_closes_an_entry_to_other_classes(
    people: People, clock: FixedClock, vault: Vault, database: Database
) -> None:
    await wrote(people.salome, SAD, clock=clock, vault=vault)
    with people.noe.here():
        async with transaction():
            assert await sql("select id from log_entry") == []
    owner = await asyncpg.connect(database.url("grenier_owner"))
    await owner.execute("alter policy log_entry_select on log_entry using (true)")
    await owner.close()
    with people.noe.here():  # the negative control
        async with transaction():
            assert len(await sql("select id from log_entry")) == 1


async def test_an_amendment_supersedes_and_overwrites_nothing(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    first = await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    again = replace(SLEPT, text="Woke once.")
    second = await wrote(people.odile, again, amends=first, clock=clock, vault=vault)

    found = await read(people.nour, vault)
    assert [(entry.id, entry.text) for entry in found.entries] == [(second, "Woke once.")]
    assert [entry.text for entry in found.earlier[second]] == [SLEPT.text]
    with pytest.raises(Conflict):
        await wrote(people.odile, again, amends=first, clock=clock, vault=vault)


async def test_an_amendment_into_another_class_hides_what_it_replaces(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    first = await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    moved = replace(SLEPT, kind=EntryKind.MOOD)
    await wrote(people.odile, moved, amends=first, clock=clock, vault=vault)
    assert (await read(people.noe, vault)).entries == ()


async def test_the_words_of_another_are_theirs(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    hers = await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    with pytest.raises(NotFound):
        await wrote(people.nour, SLEPT, amends=hers, clock=clock, vault=vault)
    with people.noe.here(), pytest.raises(Forbidden):
        await service.withdraw(people.noe.clearance(*WRITE), hers, clock=clock, vault=vault)
    assert len((await read(people.nour, vault)).entries) == 1, "nothing was left half done"


async def test_a_withdrawal_is_undone_by_who_made_it_or_coordinates(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    hers = await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    with people.odile.here():
        mine = people.odile.clearance(*WRITE)
        await service.withdraw(mine, hers, clock=clock, vault=vault)
        with pytest.raises(Conflict):
            await service.withdraw(mine, hers, clock=clock, vault=vault)
    assert (await read(people.noe, vault)).withdrawn == ()
    found = await read(people.nour, vault)
    assert (found.entries, [entry.id for entry in found.withdrawn]) == ((), [hers])
    with people.nour.here():
        await service.put_back(people.nour.clearance(*WRITE), hers, vault=vault)
        with pytest.raises(NotFound):
            await service.put_back(people.nour.clearance(*WRITE), EntryId(LOU), vault=vault)
    assert len((await read(people.noe, vault)).entries) == 1


async def test_the_database_lets_nobody_change_what_was_written(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    for column in ("encrypted_entry = ''::bytea", "data_class = 'N0'", "author = author"):
        with people.odile.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(f"update log_entry set {column}")  # noqa: S608 - written above


async def test_nobody_writes_in_the_name_of_another(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    pretending = replace(people.odile.clearance(*WRITE), actor=people.nour.actor)
    with people.odile.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.write(pretending, SLEPT, clock=clock, vault=vault)
    with people.diane.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.write(people.diane.clearance(*WRITE), SLEPT, clock=clock, vault=vault)


async def test_what_cannot_be_is_refused(people: People, clock: FixedClock, vault: Vault) -> None:
    with pytest.raises(Invalid):
        await wrote(people.odile, replace(SLEPT, text=""), clock=clock, vault=vault)
    with people.odile.here(), pytest.raises(Forbidden):
        await service.write(
            people.odile.clearance(Permission.CHILD_READ), SLEPT, clock=clock, vault=vault
        )


async def test_life_events_are_told_in_the_order_they_were_lived(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    days = (TODAY, TODAY - timedelta(days=300))
    for day in days:
        moved = NewEntry(kind=EntryKind.MOVE, day=day)
        await wrote(people.nour, moved, clock=clock, vault=vault)
    await wrote(people.nour, SLEPT, clock=clock, vault=vault)
    with people.yann.here():
        found = await service.life_events(people.yann.clearance(Permission.CHILD_READ), vault=vault)
        one = await service.entry(
            people.yann.clearance(Permission.CHILD_READ), found[0].id, vault=vault
        )
        with pytest.raises(NotFound):
            await service.entry(
                people.yann.clearance(Permission.CHILD_READ), EntryId(LOU), vault=vault
            )
    assert [event.day for event in found] == sorted(days)
    assert one == found[0]


async def test_each_act_is_recorded(people: People, clock: FixedClock, vault: Vault) -> None:
    before = len(await recorded(people))
    hers = await wrote(people.odile, SLEPT, clock=clock, vault=vault)
    await read(people.nour, vault)
    with people.odile.here():
        await service.withdraw(people.odile.clearance(*WRITE), hers, clock=clock, vault=vault)
        await service.put_back(people.odile.clearance(*WRITE), hers, vault=vault)
    assert (await recorded(people))[before:] == [
        Act.JOURNAL_WRITE,
        Act.JOURNAL_READ,
        Act.JOURNAL_WITHDRAW,
        Act.JOURNAL_PUT_BACK,
    ]


# ── Attempts ─────────────────────────────────────────────────────────────────────────────────────


async def tried(person: Person, new: NewAttempt, *, clock: FixedClock, vault: Vault) -> AttemptId:
    with person.here():
        return await contacts.record_attempt(person.clearance(*TRY), new, clock=clock, vault=vault)


PHONED = NewAttempt(way=Way.PHONE, tried_on=TODAY, line="No answer.")


async def test_attempts_are_listed_counted_and_taken_back(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    earlier = replace(PHONED, way=Way.LETTER, tried_on=TODAY - timedelta(days=70), line="")
    reached = replace(PHONED, tried_on=TODAY - timedelta(days=90), reached=True)
    for new in (PHONED, earlier, reached):
        await tried(people.nour, new, clock=clock, vault=vault)
    circle = Circle(
        actor=people.nour.actor, permission=Permission.CHILD_READ, dossiers=frozenset({LOU})
    )
    with people.odile.here():
        listed = await contacts.attempts(people.odile.clearance(Permission.CHILD_READ), vault=vault)
    assert [(each.way, each.line) for each in listed] == [
        (Way.PHONE, "No answer."),
        (Way.LETTER, ""),
        (Way.PHONE, "No answer."),
    ]
    with people.nour.here():
        assert await contacts.contacts_in(circle) == {
            LOU: Contacts(tried=(earlier.tried_on, TODAY), reached_on=reached.tried_on)
        }
        await contacts.withdraw_attempt(
            people.nour.clearance(*TRY), listed[0].id, clock=clock, vault=vault
        )
        with pytest.raises(NotFound):
            await contacts.withdraw_attempt(
                people.nour.clearance(*TRY), listed[0].id, clock=clock, vault=vault
            )
        assert (await contacts.contacts_in(circle))[LOU].tried == (earlier.tried_on,)


async def test_attempts_are_closed_to_strangers_and_taken_back_by_their_author(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    mine = await tried(people.yann, PHONED, clock=clock, vault=vault)
    with people.stranger.here():
        async with transaction():
            assert await sql("select id from contact_attempt") == []
    with people.parent.here(), pytest.raises(Forbidden):
        await contacts.attempts(people.parent.clearance(Permission.CHILD_READ), vault=vault)
    with people.odile.here(), pytest.raises(NotFound):
        await contacts.withdraw_attempt(
            people.odile.clearance(*TRY), mine, clock=clock, vault=vault
        )
    late = replace(PHONED, tried_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid):
        await tried(people.yann, late, clock=clock, vault=vault)


# ── Visits ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_visit_is_remembered_for_whoever_made_it_alone(people: People) -> None:
    clock = FixedClock(moment=MOMENT)
    nour = people.nour.clearance(Permission.CHILD_READ)
    with people.nour.here():
        assert await contacts.last_visit(nour, clock=clock) is None
        clock.moment += timedelta(minutes=10)
        assert await contacts.last_visit(nour, clock=clock) is None, "the same visit"
        clock.moment += timedelta(minutes=31)
        seen = await contacts.last_visit(nour, clock=clock)
    assert seen == MOMENT + timedelta(minutes=10)
    with people.ambre.here():
        assert (
            await contacts.last_visit(people.ambre.clearance(Permission.CHILD_READ), clock=clock)
            is None
        )
        async with transaction():
            rows = await sql("select account from dossier_visit")
    assert [row["account"] for row in rows] == [people.ambre.actor.account]
