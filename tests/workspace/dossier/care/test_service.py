from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.conftest import ADMITTED, Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.care import service
from workspace.dossier.care.entries import CareAct, Chip, SessionEntry
from workspace.dossier.care.model import CareKind, NewSession, Payer, Presence, SessionId
from workspace.errors import Forbidden, Invalid
from workspace.ids import DossierId, PractitionerId

PLAY = NewSession(
    kind=CareKind.PSYCHOMOTOR,
    done_on=date(2025, 3, 4),
    payer=Payer.PEGASE,
    minutes=45,
    practitioner=PractitionerId(account_of("a practitioner")),
    note="She crossed the course alone, twice.",
)
SILENT = replace(PLAY, note="")
FAR = datetime(2090, 1, 1, tzinfo=UTC)
YEAR = date(2024, 7, 9)
"""The year of follow-up that runs on 4 March 2025 begins here, on the anniversary of admission."""

pytestmark = pytest.mark.usefixtures("followed")


async def noted(
    person: Person, new: NewSession, *chips: Chip, clock: FixedClock, vault: Vault
) -> SessionEntry:
    with person.here():
        return await service.note_session(
            person.clearance(Permission.CARE_SESSION_ADD),
            new,
            chips=chips,
            clock=clock,
            vault=vault,
        )


async def read(person: Person, vault: Vault) -> tuple[SessionEntry, ...]:
    with person.here():
        return await service.sessions(person.clearance(), vault=vault)


async def entered(operator: Operator, *sessions: NewSession) -> tuple[SessionId, ...]:
    async with operator("import") as errand:
        return await service.add_many(errand, [(LOU, session) for session in sessions])


def one_a_week(count: int, **changes: object) -> list[NewSession]:
    return [
        replace(SILENT, done_on=YEAR + timedelta(weeks=week), **changes)  # type: ignore[arg-type]
        for week in range(count)
    ]


async def test_a_session_is_read_back_as_it_was_noted(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    written = await noted(
        people.malik, PLAY, Chip.GROSS_MOTOR, Chip.AT_EASE, clock=clock, vault=vault
    )

    (entry,) = await read(people.salome, vault)

    assert entry == written
    assert entry.session.note == PLAY.note
    assert entry.session.practitioner == PLAY.practitioner
    assert entry.chips == (Chip.GROSS_MOTOR, Chip.AT_EASE)
    assert entry.author == people.malik.actor.account


async def test_the_note_is_unreadable_in_the_database(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, PLAY, Chip.TIRED, clock=clock, vault=vault)

    with people.malik.here():
        async with transaction():
            rows = await sql("select encrypted_note from session_note")

    assert b"course" not in rows[0]["encrypted_note"]
    assert b"tired" not in rows[0]["encrypted_note"]


async def test_the_note_is_for_its_author_and_those_who_read_its_class(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, PLAY, Chip.PLAY, clock=clock, vault=vault)

    everyone = (people.malik, people.salome, people.nour, people.noe, people.yann, people.diane)
    notes = {person.name: (await read(person, vault))[0].session.note for person in everyone}

    assert notes == {
        "malik": PLAY.note,
        "salome": PLAY.note,
        "nour": PLAY.note,
        "noe": "",
        "yann": "",
        "diane": "",
    }
    assert (await read(people.noe, vault))[0].chips == ()


async def test_whoever_does_not_write_the_class_notes_a_session_without_a_word(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.nour, SILENT, clock=clock, vault=vault)

    for new, chips in ((PLAY, ()), (SILENT, (Chip.TIRED,))):
        with pytest.raises(Forbidden):
            await noted(people.nour, new, *chips, clock=clock, vault=vault)
    assert len(await read(people.nour, vault)) == 1


async def test_a_clearance_that_did_not_ask_to_note_is_refused(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.malik.here(), pytest.raises(Forbidden):
        await service.note_session(people.malik.clearance(), SILENT, clock=clock, vault=vault)


@pytest.mark.parametrize("day", [date(2025, 3, 5), ADMITTED - timedelta(days=1), date(2021, 5, 9)])
async def test_a_day_to_come_or_before_admission_is_refused_and_leaves_nothing(
    day: date, people: People, clock: FixedClock, vault: Vault
) -> None:
    with pytest.raises(Invalid) as refused:
        await noted(people.malik, replace(PLAY, done_on=day), clock=clock, vault=vault)

    assert set(refused.value.fields) == {"done_on"}
    assert await read(people.malik, vault) == ()


async def test_the_sixteenth_session_of_a_year_is_kept_and_flagged(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(operator, *one_a_week(14))

    fifteenth = await noted(people.malik, PLAY, clock=clock, vault=vault)
    sixteenth = await noted(
        people.malik, replace(PLAY, kind=CareKind.PSYCHOLOGY), clock=clock, vault=vault
    )

    assert not fifteenth.is_over_ceiling
    assert sixteenth.is_over_ceiling
    entries = await read(people.malik, vault)
    assert entries[:2] == (sixteenth, fifteenth)
    assert [entry.is_over_ceiling for entry in entries] == [True] + [False] * 15


async def test_the_budget_counts_the_year_that_runs_and_what_the_programme_pays(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    await entered(
        operator,
        *one_a_week(3),
        replace(SILENT, done_on=YEAR - timedelta(days=1)),
        replace(SILENT, payer=Payer.DEPARTMENT),
        replace(SILENT, presence=Presence.ABSENT),
    )

    with people.odile.here():
        budget = await service.budget(people.odile.clearance(), clock=clock, vault=vault)

    assert (budget.sessions.begins_on, budget.sessions.used) == (YEAR, 3)
    assert (budget.sessions.ceiling, budget.sessions.left) == (15, 12)
    assert budget.care_eur == 630


async def test_no_allowance_known_is_no_ceiling(people: People, vault: Vault) -> None:
    far = FixedClock(moment=FAR)
    with people.nour.here():
        budget = await service.budget(people.nour.clearance(), clock=far, vault=vault)

    assert (budget.sessions.ceiling, budget.care_eur) == (None, None)


async def test_sessions_are_listed_newest_first(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, *one_a_week(3))

    days = [entry.session.done_on for entry in await read(people.yann, vault)]

    assert days == sorted(days, reverse=True)


async def test_each_act_is_recorded_once(people: People, clock: FixedClock, vault: Vault) -> None:
    before = len(await recorded(people))
    await noted(people.malik, PLAY, clock=clock, vault=vault)
    await read(people.malik, vault)

    assert (await recorded(people))[before:] == [Act.CARE_SESSION_ADD, Act.CARE_SESSION_READ]


async def test_somebody_without_any_class_is_refused(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.parent.here():
        with pytest.raises(Forbidden):
            await service.sessions(people.parent.clearance(), vault=vault)
        with pytest.raises(Forbidden):
            await service.budget(people.parent.clearance(), clock=clock, vault=vault)


async def test_a_stranger_sees_no_session_in_the_database(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await noted(people.malik, PLAY, clock=clock, vault=vault)

    with people.stranger.here():
        async with transaction():
            assert await sql("select id from care_session") == []
            assert await sql("select session from session_note") == []


async def test_the_database_refuses_a_session_noted_in_the_name_of_another(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    pretending = replace(
        people.malik.clearance(Permission.CARE_SESSION_ADD), actor=people.noe.actor
    )
    with people.malik.here(), pytest.raises(Exception, match='policy for table "care_session"'):
        await service.note_session(pretending, SILENT, clock=clock, vault=vault)


async def test_the_figures_count_the_sessions_the_child_came_to(
    people: People, operator: Operator, vault: Vault
) -> None:
    came = one_a_week(2, payer=Payer.OTHER)
    await entered(operator, *came, replace(SILENT, presence=Presence.CANCELLED))
    circle = Circle(
        actor=people.nour.actor,
        permission=Permission.CARE_SESSION_READ,
        dossiers=frozenset({LOU}),
    )

    async with operator("figures") as errand:
        everywhere = await service.acts(errand, vault=vault)
    with people.nour.here():
        in_circle = await service.acts_in(circle, vault=vault)
        last = await service.last_sessions(circle, vault=vault)

    assert everywhere == {
        LOU: tuple(
            CareAct(kind=each.kind, done_on=each.done_on, practitioner=each.practitioner)
            for each in came
        )
    }
    assert in_circle == everywhere
    assert last == {LOU: came[-1].done_on}


async def test_an_empty_circle_counts_nothing(
    people: People, operator: Operator, vault: Vault
) -> None:
    await entered(operator, SILENT)
    nobody = Circle(
        actor=people.nour.actor,
        permission=Permission.CARE_SESSION_READ,
        dossiers=frozenset[DossierId](),
    )

    with people.nour.here():
        assert await service.acts_in(nobody, vault=vault) == {}


async def test_a_corrected_session_says_what_the_correction_says(
    people: People, operator: Operator, vault: Vault
) -> None:
    (known,) = await entered(operator, SILENT)
    corrected = replace(SILENT, minutes=30, payer=Payer.INTERNAL, practitioner=None)

    async with operator("import") as errand:
        await service.amend_many(errand, [(LOU, known, corrected)])

    (entry,) = await read(people.nour, vault)
    assert entry.session.id == known
    assert (entry.session.minutes, entry.session.payer) == (30, Payer.INTERNAL)
    assert entry.session.practitioner is None
    assert entry.author is None
