"""A session noted wrongly: another stands in its place, or none; what was written stays."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.care.test_service import PLAY, SILENT, entered, noted, read
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from tests.workspace.served import Site
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.care import corrections, queries, service
from workspace.dossier.care.entries import Chip, FormerSession, SessionEntry
from workspace.dossier.care.model import NewSession, Payer, SessionId
from workspace.dossier.care.rounds import service as rounds
from workspace.dossier.record import service as record
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import PractitionerId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

EARLIER = replace(PLAY, done_on=date(2025, 3, 3), minutes=60, note="On Monday, in fact.")

pytestmark = pytest.mark.usefixtures("followed")


async def corrected(
    person: Person,
    session: SessionId,
    new: NewSession,
    *chips: Chip,
    clock: FixedClock,
    vault: Vault,
) -> SessionEntry:
    with person.here():
        clearance = person.clearance(Permission.CARE_SESSION_ADD)
        return await corrections.correct(
            clearance, session, new, chips=chips, clock=clock, vault=vault
        )


async def taken_back(person: Person, session: SessionId, vault: Vault) -> None:
    with person.here():
        clearance = person.clearance(Permission.CARE_SESSION_ADD)
        await corrections.take_back(clearance, session, vault=vault)


async def former(person: Person, vault: Vault) -> tuple[FormerSession, ...]:
    with person.here():
        clearance = person.clearance(Permission.CARE_SESSION_READ)
        return await corrections.former(clearance, vault=vault)


async def test_the_correction_stands_and_what_was_written_stays_readable(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    wrong = await noted(people.malik, PLAY, Chip.TIRED, clock=clock, vault=vault)
    first = await corrected(
        people.malik, wrong.session.id, EARLIER, Chip.PLAY, clock=clock, vault=vault
    )
    last = await corrected(
        people.malik, first.session.id, replace(EARLIER, minutes=50), clock=clock, vault=vault
    )

    assert await read(people.salome, vault) == (last,)
    then, before = await former(people.salome, vault)
    assert (then.entry, before.entry) == (first, wrong)
    assert then.stands == before.stands == last.session.id
    assert then.changed_by == people.malik.actor.account


async def test_what_is_taken_back_is_counted_no_more(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    other = await noted(people.malik, EARLIER, clock=clock, vault=vault)
    wrong = await noted(people.malik, PLAY, clock=clock, vault=vault)
    await taken_back(people.malik, wrong.session.id, vault)

    assert await read(people.malik, vault) == (other,)
    (old,) = await former(people.malik, vault)
    assert (old.entry, old.stands) == (wrong, None)
    with people.nour.here():
        budget = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
    assert budget.sessions.used == 1


async def test_the_lists_count_the_sessions_that_stand_as_the_page_does(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    """One of the years before, one another pays, one taken back, one corrected: two are of this year's allowance."""
    await entered(operator, replace(SILENT, done_on=date(2024, 7, 8)))
    await noted(people.malik, replace(SILENT, payer=Payer.INTERNAL), clock=clock, vault=vault)
    await noted(people.malik, SILENT, clock=clock, vault=vault)
    wrong = await noted(people.malik, PLAY, clock=clock, vault=vault)
    moved = await noted(people.malik, SILENT, clock=clock, vault=vault)
    await taken_back(people.malik, wrong.session.id, vault)
    await corrected(people.malik, moved.session.id, EARLIER, clock=clock, vault=vault)
    circle = Circle(
        actor=people.nour.actor, permission=Permission.FOLLOW_UP_MANAGE, dossiers=frozenset({LOU})
    )
    with people.nour.here():
        page = await service.budget(people.nour.clearance(), clock=clock, vault=vault)
        child = await record.follow_up(people.nour.clearance(), vault=vault)
        included = {LOU: (child.inclusion, clock.today())}
        found = await service.budgets_in(circle, included, vault=vault)
    assert found == {LOU: page.sessions}
    assert page.sessions.used == 2


async def test_a_note_closed_to_who_corrects_stands_as_it_was(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    """Nour corrects the payer without ever seeing the words, and none is lost."""
    written = await noted(people.malik, PLAY, Chip.TIRED, clock=clock, vault=vault)
    await corrected(
        people.nour,
        written.session.id,
        replace(SILENT, payer=Payer.INTERNAL),
        clock=clock,
        vault=vault,
    )
    (entry,) = await read(people.malik, vault)
    assert entry.session.payer is Payer.INTERNAL
    assert (entry.session.note, entry.chips) == (PLAY.note, (Chip.TIRED,))


async def test_a_corrected_session_asks_for_no_second_note(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    """Whoever held it is asked for the notes that are missing: not for the one that goes on standing."""
    me = await in_the_directory("malik", operator, vault=vault)
    told = await noted(people.malik, replace(PLAY, practitioner=me), clock=clock, vault=vault)
    silent = await noted(people.malik, replace(SILENT, practitioner=me), clock=clock, vault=vault)
    said, untold = [
        await corrected(
            people.nour,
            each.session.id,
            replace(SILENT, practitioner=me, payer=Payer.INTERNAL),
            clock=clock,
            vault=vault,
        )
        for each in (told, silent)
    ]
    circle = Circle(
        actor=people.malik.actor, permission=Permission.CARE_NOTE_ADD, dossiers=frozenset({LOU})
    )
    with people.malik.here():
        missing = await rounds.to_note(circle, clock=clock, vault=vault)
        clearance = people.malik.clearance(Permission.CARE_NOTE_ADD)
        with pytest.raises(Conflict):
            await rounds.write_note(clearance, said.session.id, "Twice.", vault=vault)
    assert [each.session.id for each in missing] == [untold.session.id]


async def in_the_directory(name: str, operator: Operator, *, vault: Vault) -> PractitionerId:
    async with operator("import") as errand:
        new = NewPractitioner(
            contact=Contact(family_name="Roux", given_name=name), role=Role.PSYCHOMOTRICIAN
        )
        (found,) = await network.add_many(errand, [new], vault=vault)
        await network.link_account(errand, found, account_of(name))
    return found


async def test_only_those_it_is_of_correct_a_session(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    for change in (
        lambda: corrected(people.salome, written.session.id, SILENT, clock=clock, vault=vault),
        lambda: taken_back(people.salome, written.session.id, vault),
    ):
        with pytest.raises(Forbidden):
            await change()
    assert await read(people.salome, vault) == (written,)


async def test_what_a_folder_brought_is_corrected_by_who_notes_sessions(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    (session,) = await entered(operator, replace(SILENT, shared_by=3))
    entry = await corrected(people.noe, session, SILENT, clock=clock, vault=vault)
    assert entry.session.shared_by == 3


async def test_of_two_who_correct_at_once_the_second_is_told(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    await taken_back(people.malik, written.session.id, vault)
    with pytest.raises(NotFound):
        await corrected(people.nour, written.session.id, SILENT, clock=clock, vault=vault)
    with people.nour.here(), pytest.raises(Conflict):
        async with transaction():
            await queries.change(
                LOU, written.session.id, replaced_by=None, by=people.nour.actor.account
            )


async def test_a_correction_that_cannot_be_changes_nothing(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    with pytest.raises(Invalid):
        await corrected(
            people.malik,
            written.session.id,
            replace(PLAY, done_on=date(2025, 3, 5)),
            clock=clock,
            vault=vault,
        )
    assert await read(people.malik, vault) == (written,)


async def test_each_change_is_recorded(people: People, clock: FixedClock, vault: Vault) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    before = len(await recorded(people))
    entry = await corrected(people.malik, written.session.id, SILENT, clock=clock, vault=vault)
    await taken_back(people.malik, entry.session.id, vault)
    acts = (await recorded(people))[before:]
    assert Act.CARE_SESSION_AMEND in acts
    assert Act.CARE_SESSION_WITHDRAW in acts


async def test_the_database_lets_nobody_change_in_the_name_of_another(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    change = "insert into session_change (session, dossier, author, changed_at) values ({}, {}, {}, now())"
    for person, author in (
        (people.malik, people.nour.actor.account),
        (people.odile, people.odile.actor.account),
        (people.stranger, people.stranger.actor.account),
    ):
        with person.here(), pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(change, written.session.id, LOU, author)
    assert await read(people.malik, vault) == (written,)


async def test_a_session_is_corrected_on_its_page(
    people: People, site: Site, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, Chip.TIRED, clock=clock, vault=vault)
    care, malik = f"/children/{LOU}/care", site.browser(people.malik)
    path = f"{care}/sessions/{written.session.id}"
    assert f'href="{path}"' in (await malik.get(care)).text
    assert f'href="{path}"' not in (await site.browser(people.salome).get(care)).text
    shown = (await malik.get(path)).text
    assert PLAY.note in shown
    assert "The note stays as it was written." not in shown
    fields = {
        "kind": "psychomotor",
        "presence": "present",
        "payer": "pegase",
        "done_on": "2025-03-03",
        "minutes": "many",
        "note": "On Monday, in fact.",
    }
    refused = await malik.post(path, fields)
    assert refused.status_code == 422
    assert "On Monday, in fact." in refused.text
    assert (await malik.post(path, {**fields, "minutes": "60"})).status_code == 303
    page = (await malik.get(care)).text
    assert "Corrected: what was written before" in page
    assert PLAY.note in page
    (entry,) = await read(people.malik, vault)
    by_nour = await site.browser(people.nour).get(f"{care}/sessions/{entry.session.id}")
    assert "The note stays as it was written." in by_nour.text
    assert "On Monday" not in by_nour.text
    back = await malik.post(f"{care}/sessions/{entry.session.id}/withdrawal")
    assert back.status_code == 303
    assert "1 session taken back" in (await malik.get(care)).text
    assert (await malik.get(f"{care}/sessions/{entry.session.id}")).status_code == 404


async def test_of_two_who_correct_on_their_page_the_second_sees_what_stands_and_keeps_what_they_typed(
    people: People, site: Site, clock: FixedClock, operator: Operator, vault: Vault
) -> None:
    written = await noted(people.malik, PLAY, clock=clock, vault=vault)
    care = f"/children/{LOU}/care"
    path = f"{care}/sessions/{written.session.id}"
    fields = {
        "kind": "psychomotor",
        "presence": "present",
        "payer": "pegase",
        "done_on": "2025-03-03",
        "minutes": "60",
        "note": "On Monday, in fact.",
    }
    nour, malik = site.browser(people.nour), site.browser(people.malik)
    held_by = str(await in_the_directory("malik", operator, vault=vault))
    first = {**fields, "minutes": "35", "practitioner": held_by, "beyond": "agreed"}
    assert (await malik.post(path, first)).status_code == 303
    second = await nour.post(path, {**fields, "note": ""})
    assert second.status_code == 422
    assert "Somebody else wrote this while your page was open" in second.text
    oneself = await malik.post(path, {**fields, "note": "On Monday."})
    assert "You wrote this yourself in another window, on " in oneself.text
    assert "On Monday." in oneself.text
    for stands in ("35", "malik Roux", "The payer agreed"):
        assert f"<dd>{stands}</dd>" in second.text, "what stands is shown"
    assert 'value="60"' in second.text, "what was typed stays"
    (again,) = set(re.findall(f'action="({care}/sessions/[0-9a-f-]+)"', second.text))
    assert (await nour.post(again, {**fields, "note": ""})).status_code == 303
    (entry,) = await read(people.malik, vault)
    assert entry.session.minutes == 60
    assert (await nour.post(f"{care}/sessions/{entry.session.id}/withdrawal")).status_code == 303
    third = await malik.post(path, fields)
    assert third.status_code == 422
    assert "It was set aside. What you keep is written anew." in third.text
    assert "by somebody else or by you in another window" in third.text
    assert "On Monday, in fact." in third.text
    assert f'action="{care}"' in third.text
    nobodys = f"{care}/sessions/{UUID(int=1)}"
    assert (await nour.post(nobodys, fields)).status_code == 404
