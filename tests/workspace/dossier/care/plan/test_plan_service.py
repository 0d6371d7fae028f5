"""The loop, in a real database: who reads what, what follows what, and nothing overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.care.plan import colleagues, service
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Loop,
    Move,
    NeedId,
    NewNeed,
    NewStep,
    Outcome,
    Plan,
    Refusal,
    State,
    Words,
)
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.ids import DossierId, PractitionerId
from workspace.network import service as network
from workspace.network.model import Contact, NewPractitioner

MAY = (Permission.CHILD_READ, Permission.CARE_PLAN_READ, Permission.CARE_PLAN_ADD)
TODAY = date(2025, 3, 4)
TIPTOE = NewNeed(
    discipline=Discipline.PSYCHOMOTOR,
    found_in=FoundIn.ASSESSMENT,
    stated_on=date(2025, 2, 3),
    plan=Plan(sessions=10),
    words=Words(need="Walks on tiptoe.", goal="To run without falling."),
)

pytestmark = pytest.mark.usefixtures("followed")


async def stated(person: Person, new: NewNeed, *, clock: FixedClock, vault: Vault) -> NeedId:
    with person.here():
        return await service.state_need(person.clearance(*MAY), new, clock=clock, vault=vault)


async def said(
    person: Person, need: NeedId, new: NewStep, *, clock: FixedClock, vault: Vault
) -> None:
    with person.here():
        await service.add_step(person.clearance(*MAY), need, new, clock=clock, vault=vault)


async def read(person: Person, *, clock: FixedClock, vault: Vault) -> tuple[Loop, ...]:
    with person.here():
        return await service.loops(person.clearance(*MAY), clock=clock, vault=vault)


@pytest.fixture
async def colleague(people: People, operator: Operator, vault: Vault) -> PractitionerId:
    """Somebody of the directory, outside the establishment."""
    assert people
    async with operator("import") as errand:
        (found,) = await network.add_many(
            errand,
            [
                NewPractitioner(
                    contact=Contact(family_name="Payen", given_name="Theo"),
                    role=Role.PSYCHOMOTRICIAN,
                    internal=False,
                )
            ],
            vault=vault,
        )
    return found


async def test_a_need_goes_round_from_its_statement_to_its_result(
    people: People, colleague: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    need = await stated(
        people.ambre, replace(TIPTOE, performer=colleague), clock=clock, vault=vault
    )
    (found,) = await read(people.nour, clock=clock, vault=vault)
    assert (State.ASKED, colleague, 29) == (found.state, found.performer, found.waiting_days)

    no = NewStep(move=Move.DECLINED, on=TODAY, refusal=Refusal.NO_PLACE)
    await said(people.nour, need, no, clock=clock, vault=vault)
    await said(
        people.nour,
        need,
        NewStep(move=Move.SENT, on=TODAY, performer=colleague),
        clock=clock,
        vault=vault,
    )
    await said(people.malik, need, NewStep(move=Move.ACCEPTED, on=TODAY), clock=clock, vault=vault)
    with people.malik.here():
        await care.note_session(
            people.malik.clearance(Permission.CARE_SESSION_ADD),
            NewSession(kind=CareKind.PSYCHOMOTOR, done_on=TODAY, payer=Payer.PEGASE, minutes=45),
            clock=clock,
            vault=vault,
        )
    (found,) = await read(people.noe, clock=clock, vault=vault)
    assert (State.UNDER_WAY, 1, 29) == (found.state, found.sessions, found.waiting_days)

    end = NewStep(
        move=Move.CLOSED, on=TODAY, outcome=Outcome.PARTLY, words=Words(sentence="She runs.")
    )
    await said(people.malik, need, end, clock=clock, vault=vault)
    (found,) = await read(people.noe, clock=clock, vault=vault)
    assert found.closed is not None
    assert (Outcome.PARTLY, "She runs.") == (
        found.closed.outcome,
        found.closed.words.sentence if found.closed.words else "",
    )
    assert [step.move for step in found.need.steps] == [
        Move.STATED,
        Move.SENT,
        Move.DECLINED,
        Move.SENT,
        Move.ACCEPTED,
        Move.CLOSED,
    ]


async def test_words_are_read_by_their_class_and_facts_by_the_circle(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    sad = replace(TIPTOE, discipline=Discipline.PSYCHOLOGY, words=Words(need="Cries at night."))
    await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    await stated(people.salome, sad, clock=clock, vault=vault)
    everyone = (people.nour, people.ambre, people.noe, people.malik, people.salome, people.odile)
    seen = {}
    for person in (*everyone, people.yann, people.diane):
        loops = await read(person, clock=clock, vault=vault)
        assert len(loops) == 2
        seen[person.name] = {each.words.need for each in loops if each.words}
    both = {"Walks on tiptoe.", "Cries at night."}
    assert seen == {
        "nour": both,
        "ambre": both,
        "noe": {"Walks on tiptoe."},
        "malik": {"Walks on tiptoe."},
        "salome": both,
        "odile": set(),
        "yann": set(),
        "diane": set(),
    }


async def test_whoever_writes_without_reading_sees_their_own_words(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    sad = replace(TIPTOE, discipline=Discipline.PSYCHOLOGY)
    await stated(people.malik, sad, clock=clock, vault=vault)
    (mine,) = await read(people.malik, clock=clock, vault=vault)
    assert mine.words == TIPTOE.words
    (other,) = await read(people.noe, clock=clock, vault=vault)
    assert other.words is None


async def test_the_words_are_unreadable_in_the_database(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    with people.ambre.here():
        async with transaction():
            rows = await sql("select encrypted_words from care_words")
    assert len(rows) == 1
    assert b"tiptoe" not in rows[0]["encrypted_words"]


async def test_the_database_refuses_words_of_a_class_one_does_not_write(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    for person, data_class in ((people.nour, "C1"), (people.ambre, "C2"), (people.ambre, "C3")):
        with person.here(), pytest.raises(Exception, match='policy for table "care_words"'):
            async with transaction():
                await sql(
                    "insert into care_words (step, dossier, data_class, author, encrypted_words)"
                    " values (gen_random_uuid(), {}, {}, {}, 'x')",
                    LOU,
                    data_class,
                    person.actor.account,
                )


async def test_a_coordinator_states_a_need_without_words_and_is_told_why(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await stated(people.nour, replace(TIPTOE, words=Words()), clock=clock, vault=vault)
    with pytest.raises(Invalid) as refused:
        await stated(people.nour, TIPTOE, clock=clock, vault=vault)
    assert set(refused.value.fields) == {"need", "goal"}
    assert len(await read(people.nour, clock=clock, vault=vault)) == 1


async def test_asking_oneself_is_accepting(
    people: People, colleague: PractitionerId, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    async with operator("import") as errand:
        await network.link_account(errand, colleague, account_of("malik"))
    await stated(people.malik, replace(TIPTOE, performer=colleague), clock=clock, vault=vault)
    (found,) = await read(people.malik, clock=clock, vault=vault)
    assert found.state is State.TO_BEGIN


async def test_somebody_outside_every_directory_is_asked_by_a_few_words_nobody_reads_in_the_base(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    """By a coordinator too, who writes nothing about the need itself; and the referral is withdrawn like another."""
    outside = "Rose Caulier, speech therapist in Arras"
    new = NewNeed(
        discipline=Discipline.SPEECH, found_in=FoundIn.OTHER, stated_on=TODAY, asked=outside
    )
    need = await stated(people.nour, new, clock=clock, vault=vault)
    (found,) = await read(people.noe, clock=clock, vault=vault)
    assert (found.state, found.asked, found.performer) == (State.ASKED, outside, None)
    with people.nour.here():
        async with transaction():
            rows = await sql("select encrypted_asked from care_step where move = 'sent'")
    assert b"Caulier" not in rows[0]["encrypted_asked"]
    no = NewStep(move=Move.DECLINED, on=TODAY, refusal=Refusal.NO_PLACE)
    await said(people.nour, need, no, clock=clock, vault=vault)
    again = NewStep(move=Move.SENT, on=TODAY, asked="The centre of Lens")
    await said(people.nour, need, again, clock=clock, vault=vault)
    await said(people.nour, need, NewStep(move=Move.ACCEPTED, on=TODAY), clock=clock, vault=vault)
    (found,) = await read(people.noe, clock=clock, vault=vault)
    assert (found.state, found.asked) == (State.TO_BEGIN, "The centre of Lens")
    back = NewStep(move=Move.WITHDRAWN, on=TODAY)
    await said(people.nour, need, back, clock=clock, vault=vault)


async def test_somebody_unknown_is_not_asked_and_nothing_is_kept(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    stranger = PractitionerId(account_of("nobody"))
    with pytest.raises(Invalid) as refused:
        await stated(people.malik, replace(TIPTOE, performer=stranger), clock=clock, vault=vault)
    assert set(refused.value.fields) == {"performer"}
    assert await read(people.malik, clock=clock, vault=vault) == ()


async def test_a_second_answer_is_a_conflict_and_another_need_is_not_found(
    people: People, colleague: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    new = replace(TIPTOE, performer=colleague)
    need = await stated(people.malik, new, clock=clock, vault=vault)
    yes = NewStep(move=Move.ACCEPTED, on=TODAY)
    await said(people.nour, need, yes, clock=clock, vault=vault)
    with pytest.raises(Conflict):
        await said(people.ambre, need, yes, clock=clock, vault=vault)
    with pytest.raises(NotFound):
        await said(people.nour, NeedId(account_of("x")), yes, clock=clock, vault=vault)
    with people.nour.here(), pytest.raises(NotFound):
        await service.loop(
            people.nour.clearance(*MAY), NeedId(account_of("x")), clock=clock, vault=vault
        )


async def test_nothing_is_stated_without_having_asked_to(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    with people.malik.here(), pytest.raises(Forbidden):
        await service.state_need(people.malik.clearance(), TIPTOE, clock=clock, vault=vault)
    with people.malik.here(), pytest.raises(Forbidden):
        await service.loops(people.malik.clearance(), clock=clock, vault=vault)


async def test_steps_are_never_changed_even_by_who_wrote_them(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    attempts = (
        "delete from care_need",
        "delete from care_step",
        "delete from care_words",
        "update care_need set discipline = 'other'",
        "update care_step set move = 'closed'",
        "update care_words set data_class = 'C1'",
    )
    for attempt in attempts:
        with people.ambre.here(), pytest.raises(Exception, match="permission denied"):
            async with transaction():
                await sql(attempt)


async def test_every_step_is_recorded(
    people: People, colleague: PractitionerId, clock: FixedClock, vault: Vault
) -> None:
    new = replace(TIPTOE, performer=colleague)
    await stated(people.ambre, new, clock=clock, vault=vault)
    assert (await recorded(people)).count(Act.CARE_PLAN_ADD) == 2
    await read(people.nour, clock=clock, vault=vault)
    assert (await recorded(people))[-1] == Act.CARE_PLAN_READ


async def test_the_needs_of_a_circle_are_read_at_once_and_closed_ones_left_out(
    people: People, clock: FixedClock, vault: Vault
) -> None:
    first = await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    second = await stated(people.ambre, TIPTOE, clock=clock, vault=vault)
    end = NewStep(move=Move.CLOSED, on=TODAY, outcome=Outcome.MET)
    await said(people.ambre, second, end, clock=clock, vault=vault)
    around = Circle(
        actor=people.nour.actor,
        permission=Permission.CARE_PLAN_READ,
        dossiers=frozenset({LOU}),
    )
    with people.nour.here():
        found = await service.open_loops(around, clock=clock, vault=vault)
        nobody = replace(around, dossiers=frozenset[DossierId]())
        assert await service.open_loops(nobody, clock=clock, vault=vault) == {}
    assert [each.need.id for each in found[LOU]] == [first]


async def test_whoever_is_plain_to_see_is_proposed_for_a_need(
    people: People, operator: Operator, clock: FixedClock, vault: Vault
) -> None:
    async def proposed(discipline: Discipline = Discipline.PSYCHOMOTOR) -> PractitionerId | None:
        with people.ambre.here():
            return await colleagues.usual(
                people.ambre.clearance(*MAY), discipline, clock=clock, vault=vault
            )

    assert await proposed() is None
    async with operator("import") as errand:
        malik, other = await network.add_many(
            errand,
            [
                NewPractitioner(contact=Contact(family_name=name), role=Role.PSYCHOMOTRICIAN)
                for name in ("Malik", "Other")
            ],
            vault=vault,
        )
        await network.link_account(errand, malik, account_of("malik"))
    assert await proposed() == malik
    assert await proposed(Discipline.PSYCHOLOGY) is None
    assert await proposed(Discipline.SPEECH) is None
    held = NewSession(
        kind=CareKind.PSYCHOMOTOR, done_on=TODAY, payer=Payer.PEGASE, minutes=45, practitioner=other
    )
    with people.nour.here():
        await care.note_session(
            people.nour.clearance(Permission.CARE_SESSION_ADD), held, clock=clock, vault=vault
        )
    assert await proposed() == other
    need = await stated(people.ambre, replace(TIPTOE, performer=malik), clock=clock, vault=vault)
    assert await proposed() == malik
    refused = NewStep(move=Move.DECLINED, on=TODAY, refusal=Refusal.NO_PLACE)
    await said(people.ambre, need, refused, clock=clock, vault=vault)
    assert await proposed() == other
