"""A signed assessment said not to be done after all: the signature is kept, marked, and another may follow."""

import asyncio
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from storage.vault import Vault
from tests.conftest import Database
from tests.people import LOU, People
from tests.workspace.audit.journal import as_owner
from tests.workspace.dossier.assessment.answering import ALL_CLOSED, answers
from tests.workspace.dossier.assessment.conftest import STEP, Desk
from tests.workspace.home.conftest import Browse, browse, clock, site
from workspace.database import sql, transaction
from workspace.dossier.assessment import closed, service
from workspace.dossier.assessment.model import Progress, Signature
from workspace.dossier.growth import service as growth
from workspace.dossier.protocol import saying
from workspace.dossier.protocol.model import StepState
from workspace.errors import Conflict, Forbidden

__all__ = ["browse", "clock", "site"]

HERE = f"/children/{LOU}/assessments/M42"
STEPS = f"/children/{LOU}/steps"
HEAVIER = answers(weight_kg="15.2", length_cm="98")


@pytest.fixture
async def signed(desk: Desk, people: People) -> Desk:
    await desk.close_all(people.ambre, ALL_CLOSED)
    await desk.sign(people.ambre)
    return desk


async def take_back(desk: Desk, people: People) -> None:
    with people.nour.here():
        await saying.undo_done(
            desk.clearance(people.nour), STEP, clock=desk.clock, vault=desk.vault
        )


async def test_a_signature_taken_back_is_kept_marked_and_what_it_covered_still_holds(
    signed: Desk, people: People
) -> None:
    before = (await signed.opened(people.ambre)).signature
    assert before is not None
    await signed.add(people.ambre, "conclusion", "A letter came.")
    await take_back(signed, people)

    seen = await signed.opened(people.ambre)
    assert (seen.signature, seen.holds) == (None, None)
    assert seen.status.state not in {StepState.DONE, StepState.CAUGHT_UP}
    (old,) = seen.taken_back
    assert (old.signature.digest, old.signature.versions) == (before.digest, before.versions)
    assert old.signature.taken_back_by == people.nour.actor.account
    assert old.signature.taken_back_at is not None
    assert old.holds is True
    assert set(old.signed) == set(ALL_CLOSED)
    assert [each.text for each in seen.addenda] == ["A letter came."], "what was added stays"
    assert not seen.part("measures").is_signed
    assert all(seen.signed_before(each) == () for each in seen.parts), "nothing was changed yet"
    with people.ambre.here():
        found = await service.progress(signed.clearance(people.ambre), vault=signed.vault)
        told = await closed.closed_parts(signed.clearance(people.ambre), vault=signed.vault)
    assert found[STEP] is Progress.TAKEN_BACK
    assert {each.signature for each in told.parts} == {None}, "a sheet does not say it is signed"


async def test_whoever_does_not_read_every_part_cannot_tell_whether_it_held(
    signed: Desk, people: People
) -> None:
    await take_back(signed, people)
    (old,) = (await signed.opened(people.noe)).taken_back
    assert (old.holds, "skin" in old.signed) == (None, False)


async def test_a_change_in_what_was_signed_once_is_found_out(
    signed: Desk, people: People, database: Database
) -> None:
    await take_back(signed, people)
    await as_owner(
        database, "update assessment_part set seen_on = '2025-01-01' where part = 'conclusion'"
    )
    (old,) = (await signed.opened(people.ambre)).taken_back
    assert old.holds is False


async def test_it_is_corrected_and_signed_anew_and_the_curve_says_the_correction_alone(
    signed: Desk, people: People, vault: Vault
) -> None:
    await take_back(signed, people)
    await signed.reopen(people.ambre, "measures")
    opened = await signed.part(people.ambre, "measures")
    await signed.close(people.ambre, "measures", HEAVIER, opened.token)
    again = await signed.sign(people.ambre)

    seen = await signed.opened(people.ambre)
    assert seen.signature == again
    (old,) = seen.taken_back
    assert old.signature.assessment != again.assessment
    ((of, version),) = seen.signed_before(seen.part("measures"))
    assert (of, version.answers) == (old, ALL_CLOSED["measures"])
    assert seen.signed_before(seen.part("daily")) == ()
    with people.nour.here():
        taken = await growth.measurements(people.nour.clearance(), vault=vault)
        async with transaction():
            rows = await sql(
                "select supersedes is not null as amends from growth_measurement order by 1"
            )
    assert [each.weight_kg for each in taken.measurements] == [Decimal("15.2")]
    assert [row["amends"] for row in rows] == [False, True], "what was measured first is kept"
    with pytest.raises(Conflict):
        await signed.sign(people.ambre)
    with people.ambre.here():
        found = await service.progress(signed.clearance(people.ambre), vault=vault)
    assert found[STEP] is Progress.SIGNED


async def test_it_is_signed_anew_as_it_is_and_nothing_is_measured_twice(
    signed: Desk, people: People, vault: Vault
) -> None:
    await take_back(signed, people)
    await signed.sign(people.ambre)
    await take_back(signed, people)
    await signed.sign(people.ambre)
    seen = await signed.opened(people.ambre)
    assert (len(seen.taken_back), seen.holds) == (2, True)
    with people.nour.here():
        taken = await growth.measurements(people.nour.clearance(), vault=vault)
    assert len(taken.measurements) == 1


async def test_the_pages_and_the_print_say_it(signed: Desk, browse: Browse, people: People) -> None:
    done = await browse(people.nour).get(f"{STEPS}/done", step="M42")
    assert "A physician signed this assessment." in done.text
    assert (await browse(people.nour).post(f"{STEPS}/undo", {"step": "M42"})).status_code == 303
    listed = await browse(people.ambre).get(f"/children/{LOU}/assessments")
    assert "Signature taken back" in listed.text
    overview = await browse(people.ambre).get(HERE)
    assert "taken back by" in overview.text
    assert "Sign the assessment" in overview.text
    await signed.reopen(people.ambre, "measures")
    opened = await signed.part(people.ambre, "measures")
    await signed.close(people.ambre, "measures", HEAVIER, opened.token)
    whole = await browse(people.ambre).get(f"{HERE}/whole")
    assert "Not signed yet" in whole.text
    assert "It holds no more." in whole.text
    assert "What was signed then is kept as it was" in whole.text
    assert "As it was signed on" in whole.text
    assert "14.8 kg" in whole.text
    assert "15.2 kg" in whole.text
    await signed.sign(people.ambre)
    printed = (await browse(people.ambre).get(f"{HERE}/whole")).text
    assert (printed.count("It holds no more."), "the two fingerprints agree" in printed) == (
        1,
        True,
    )


async def test_who_neither_signs_nor_coordinates_takes_no_signature_back(
    signed: Desk, browse: Browse, people: People
) -> None:
    noe = browse(people.noe)
    page = (await noe.get(f"{STEPS}/done", step="M42")).text
    assert "A physician or whoever coordinates may take it back." in page
    assert "/undo" not in page
    assert (await noe.post(f"{STEPS}/undo", {"step": "M42"})).status_code == 403
    assert (await signed.opened(people.ambre)).signature is not None
    assert (await browse(people.ambre).post(f"{STEPS}/undo", {"step": "M42"})).status_code == 303


async def test_an_assessment_that_nobody_signed_is_taken_back_without_a_word_of_it(
    browse: Browse, people: People, followed: object
) -> None:
    assert followed
    said = {"step": "M42", "done_on": "2025-03-04", "note": ""}
    assert (await browse(people.nour).post(f"{STEPS}/done", said)).status_code == 303
    done = await browse(people.nour).get(f"{STEPS}/done", step="M42")
    assert "Take it back" in done.text
    assert "A physician signed this assessment." not in done.text


UNDO = "insert into undone_assessment (assessment, dossier, undone_by, undone_at) values ({}, {}, {}, now())"


async def test_the_database_takes_a_signature_back_for_the_same_people_alone(
    signed: Desk, people: People
) -> None:
    signature = (await signed.opened(people.ambre)).signature
    assert signature is not None
    for person in (people.noe, people.salome, people.malik):
        with person.here() as actor, pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await sql(UNDO, signature.assessment, LOU, actor.account)
    with people.ambre.here() as ambre:
        async with transaction():
            await sql(UNDO, signature.assessment, LOU, ambre.account)


async def test_nobody_undoes_through_one_dossier_what_was_done_in_another(
    people: People, database: Database
) -> None:
    elsewhere = uuid4()
    await as_owner(
        database,
        "insert into assessment (id, dossier, step_code, done_on, recorded_at, outside)"
        " values ($1, $2, 'M42', '2025-03-04', now(), false)",
        elsewhere,
        uuid4(),
    )
    with people.nour.here() as nour, pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await sql(UNDO, elsewhere, LOU, nour.account)


async def test_what_is_signed_while_a_nurse_takes_it_back_stays_signed_or_was_never_undone(
    desk: Desk, browse: Browse, people: People
) -> None:
    said = {"step": "M42", "done_on": "2025-03-04", "note": ""}
    assert (await browse(people.noe).post(f"{STEPS}/done", said)).status_code == 303
    await desk.close_all(people.ambre, ALL_CLOSED)

    async def undone() -> None:
        with people.noe.here():
            await saying.undo_done(
                desk.clearance(people.noe), STEP, clock=desk.clock, vault=desk.vault
            )

    answers_ = await asyncio.gather(desk.sign(people.ambre), undone(), return_exceptions=True)
    assert isinstance(answers_[0], Signature)
    assert answers_[1] is None or isinstance(answers_[1], Forbidden)
    assert (await desk.opened(people.ambre)).signature is not None
