"""An assessment signed, added to, and its history amended: what was signed never changes."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.assessment.answering import (
    ALL_CLOSED,
    MEASURED,
    UNKNOWN,
    answers,
)
from tests.workspace.dossier.assessment.conftest import STEP, Desk
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.assessment import rules, service, wording
from workspace.dossier.assessment.model import Answer, FieldCode
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement, Indicator
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode, StepState
from workspace.dossier.record.civil import service as civil
from workspace.dossier.scales import service as scales
from workspace.errors import Conflict, Forbidden, Invalid

TODAY = date(2025, 3, 4)


# ── Signing ──────────────────────────────────────────────────────────────────────────────────────


async def test_signing_freezes_the_parts_and_records_the_assessment_as_done(
    desk: Desk, people: People
) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    ready = await desk.opened(people.ambre)
    assert (ready.left, ready.done_on, ready.may_sign) == ((), TODAY, True)

    signature = await desk.sign(people.ambre)

    seen = await desk.opened(people.ambre)
    assert seen.signature == signature
    assert seen.holds is True
    assert seen.status.state in {StepState.DONE, StepState.CAUGHT_UP}
    assert seen.status.done_on == TODAY
    assert len(signature.versions) == len(ALL_CLOSED)
    with pytest.raises(Conflict):
        await desk.sign(people.ambre)
    with pytest.raises(Conflict):
        await desk.reopen(people.ambre, "measures")
    assert {Act.ASSESSMENT_SIGN, Act.ASSESSMENT_DONE} <= set(await recorded(people))


async def test_of_two_who_sign_at_once_one_does(desk: Desk, people: People, vault: Vault) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    answers = await asyncio.gather(
        *(desk.sign(people.ambre) for _ in range(3)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, BaseException)]
    assert [Conflict, Conflict] == [type(each) for each in refused]
    with people.nour.here():
        found = await growth.measurements(people.nour.clearance(), vault=vault)
        async with transaction():
            kept = await sql(
                "select (select count(*) from assessment_signature) as signed, count(*) as done from assessment"
            )
    assert kept == [{"signed": 1, "done": 1}]
    assert len(found.measurements) == 1


async def test_an_assessment_already_done_is_signed_as_it_is(
    desk: Desk, people: People, operator: Operator, clock: FixedClock
) -> None:
    async with operator("import") as errand:
        (done,) = await protocol.add_many(
            errand, [(LOU, NewAssessment(step=STEP, done_on=TODAY))], clock=clock
        )
    await desk.close_all(people.ambre, ALL_CLOSED)
    assert (await desk.sign(people.ambre)).assessment == done


async def test_the_measures_of_a_signed_assessment_are_on_the_curves(
    desk: Desk, people: People, vault: Vault
) -> None:
    await desk.close(people.noe, "measures", ALL_CLOSED["measures"])
    await desk.close_all(
        people.ambre, {code: each for code, each in ALL_CLOSED.items() if code != "measures"}
    )
    with people.nour.here():
        before = await growth.measurements(people.nour.clearance(), vault=vault)
    assert before.measurements == (), "a draft is no measure"
    signature = await desk.sign(people.ambre)
    with people.nour.here():
        (taken,) = (await growth.measurements(people.nour.clearance(), vault=vault)).measurements
        async with transaction():
            rows = await sql("select assessment from growth_measurement")
    assert (taken.measured_on, taken.weight_kg, taken.length_cm) == (
        TODAY,
        Decimal("14.8"),
        Decimal(98),
    )
    assert rows == [{"assessment": signature.assessment}]


async def test_measures_already_on_the_curves_are_not_written_twice(
    desk: Desk, people: People, operator: Operator, vault: Vault
) -> None:
    taken = GrowthMeasurement(
        measured_on=TODAY,
        weight_kg=Decimal("14.8"),
        length_cm=Decimal("98.0"),
        head_cm=Decimal(50),
    )
    async with operator("import") as errand:
        await growth.add_many(errand, [(LOU, taken, None)], vault=vault)
    await desk.close_all(people.ambre, ALL_CLOSED)
    await desk.sign(people.ambre)
    with people.nour.here():
        found = await growth.measurements(people.nour.clearance(), vault=vault)
    assert len(found.measurements) == 1


async def test_what_is_in_the_way_is_named_all_at_once(desk: Desk, people: People) -> None:
    await desk.close_all(
        people.ambre, {code: given for code, given in ALL_CLOSED.items() if code != "daily"}
    )
    await desk.save(people.noe, "measures", answers(weight_kg="15"))
    with pytest.raises(Invalid) as refused:
        await desk.sign(people.ambre)
    assert refused.value.fields == {
        "daily": service.NOT_CLOSED,
        "measures": service.TWO_VERSIONS,
    }
    assert (await desk.opened(people.ambre)).signature is None


async def test_only_a_physician_signs(desk: Desk, people: People) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    with pytest.raises(Forbidden):
        await desk.sign(people.noe)


async def test_an_assessment_in_two_visits_is_done_at_the_second(
    desk: Desk, people: People, clock: FixedClock
) -> None:
    await desk.close(people.salome, "scales", ALL_CLOSED["scales"])
    clock.moment = datetime(2025, 3, 18, 9, tzinfo=UTC)
    rest = {code: given for code, given in ALL_CLOSED.items() if code != "scales"}
    await desk.close_all(people.ambre, rest)
    assert (await desk.sign(people.ambre)).done_on == date(2025, 3, 18)


async def test_whoever_does_not_read_every_part_cannot_tell_whether_the_signature_holds(
    desk: Desk, people: People
) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    await desk.sign(people.ambre)
    assert (await desk.opened(people.noe)).holds is None
    assert (await desk.opened(people.noe)).part("skin").is_signed


async def test_the_part_of_another_may_come_after_the_signature(desk: Desk, people: People) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    await desk.sign(people.ambre)
    await desk.close(people.salome, "psychologist", answers(psy_seen="Plays alone."))
    seen = (await desk.opened(people.salome)).part("psychologist")
    assert (seen.is_closed, seen.is_signed) == (True, False)


# ── Adding and amending ──────────────────────────────────────────────────────────────────────────


async def test_words_are_added_after_the_signature_and_change_nothing_of_it(
    desk: Desk, people: People
) -> None:
    await desk.close_all(people.ambre, ALL_CLOSED)
    with pytest.raises(Conflict):
        await desk.add(people.ambre, "conclusion", "Too early.")
    await desk.sign(people.ambre)

    added = await desk.add(people.ambre, "conclusion", " The hearing test came back normal. ")

    seen = await desk.opened(people.nour)
    assert seen.addenda == (added,)
    assert added.text == "The hearing test came back normal."
    assert seen.holds is True
    for text, message in (("  ", service.WRITE_SOMETHING), ("x" * 4001, rules.TOO_LONG)):
        with pytest.raises(Invalid) as refused:
            await desk.add(people.ambre, "conclusion", text)
        assert refused.value.fields == {"text": message}
    with pytest.raises(Forbidden):
        await desk.add(people.nour, "conclusion", "Not mine to write.")


HISTORY = {
    "pregnancy": answers(gravidity=UNKNOWN),
    "exposures": answers(followed=UNKNOWN),
    "birth": answers(term_weeks="32", birth_weight_g="1800"),
    "first_week": answers(bcg=UNKNOWN),
    "before": answers(vaccinations="no_proof"),
    "family": answers(hereditary=UNKNOWN),
}


async def test_the_history_may_be_amended_after_the_signature_which_still_holds(
    desk: Desk, people: People
) -> None:
    initial = replace(desk, step=StepCode("B00"))
    await initial.close_all(people.ambre, {**ALL_CLOSED, **HISTORY})
    await initial.sign(people.ambre)

    await initial.reopen(people.noe, "birth")
    opened = await initial.part(people.noe, "birth")
    corrected = answers(term_weeks="32", birth_weight_g="1780", apgar_5="9")
    await initial.close(people.noe, "birth", corrected, opened.token)

    seen = await initial.opened(people.ambre)
    birth = seen.part("birth")
    assert birth.is_amended
    assert birth.signed is not None
    assert birth.version is not None
    assert birth.signed.answers == HISTORY["birth"]
    assert birth.version.answers == corrected
    assert seen.holds is True

    later = await desk.opened(people.ambre)
    assert [each.part.code for each in later.history] == list(HISTORY)
    assert all(each.is_closed for each in later.history)


async def test_a_version_written_during_the_signature_is_kept_and_not_put_into_it(
    desk: Desk, people: People
) -> None:
    shared = await desk.save(people.noe, "measures", answers(weight_kg="14.7"))
    await desk.close(people.ambre, "measures", MEASURED, shared.token)
    await desk.close_all(
        people.ambre, {code: each for code, each in ALL_CLOSED.items() if code != "measures"}
    )
    await desk.sign(people.ambre)
    late = await desk.save(people.noe, "measures", answers(weight_kg="14.9"), shared.token)
    assert late.is_beside
    seen = (await desk.part(people.noe, "measures")).view
    assert seen.head is not None
    with pytest.raises(Conflict):
        await desk.settle(people.noe, "measures", seen.beside[0].id, {}, seen.head.token)


async def corrected(people: People, vault: Vault) -> tuple[int, int]:
    """Return the weeks that questionnaires and the days that curves take off Lou's age at one year."""
    at_one = date(2022, 5, 10)
    with people.nour.here():
        read = await scales.ages(people.nour.clearance(), at_one, vault=vault)
        (weight,) = (await growth.measurements(people.nour.clearance(), vault=vault)).points[
            Indicator.WEIGHT
        ][:1]
    assert read is not None
    return read.weeks_corrected, weight.age_days - weight.reference_days


async def test_the_term_of_a_signed_bilan_corrects_the_ages_and_its_amendment_does_again(
    desk: Desk, people: People, operator: Operator, vault: Vault
) -> None:
    taken = GrowthMeasurement(measured_on=date(2022, 5, 10), weight_kg=Decimal("8.1"))
    async with operator("import") as errand:
        await growth.add_many(errand, [(LOU, taken, None)], vault=vault)
    initial = replace(desk, step=StepCode("B00"))
    told = {**HISTORY, "birth": answers(term_weeks="30", birth_weight_g="1400")}
    await initial.close_all(people.ambre, {**ALL_CLOSED, **told})
    assert await corrected(people, vault) == (8, 56), "a draft states nothing: 32 weeks were known"

    await initial.sign(people.ambre)
    assert await corrected(people, vault) == (10, 70)

    await initial.reopen(people.noe, "birth")
    opened = await initial.part(people.noe, "birth")
    amended = answers(term_weeks="34", birth_weight_g="1400")
    await initial.close(people.noe, "birth", amended, opened.token)
    assert await corrected(people, vault) == (6, 42)

    with people.nour.here():
        clearance = people.nour.clearance(Permission.CHILD_READ)
        births = await civil.births(clearance, vault=vault)
    assert (births.birth.term_weeks, births.birth.weight_g) == (34, 1400)
    assert {(each.birth.term_weeks, each.written_by) for each in births.former} == {
        (30, people.noe.actor.account),
        (32, people.ambre.actor.account),
    }


async def test_the_secret_of_a_birth_hides_words_about_the_mother_and_loses_none(
    desk: Desk, people: People, clock: FixedClock, vault: Vault
) -> None:
    initial = replace(desk, step=StepCode("B00"))
    kept = answers(mother_age="31", mother_health="Zelie has asthma")
    saved = await initial.save(people.ambre, "family", kept)
    with people.nour.here():
        clearance = people.nour.clearance(Permission.CHILD_READ, Permission.ORIGINS_PROTECT)
        await civil.protect_origins(clearance, clock=clock, vault=vault)

    seen = (await initial.part(people.ambre, "family")).view
    asked = {field.code for field in seen.part.asked(3)}
    assert "mother_age" in asked, "a fact of health names nobody"
    assert "mother_health" not in asked
    assert seen.version is not None
    told = wording.told(seen.part, seen.version.answers)
    assert "Zelie" not in "".join(line.words for line in told)

    await initial.save(people.ambre, "family", answers(mother_age="32"), saved.token)
    version = (await initial.part(people.ambre, "family")).view.version
    assert version is not None
    assert version.answers == {**kept, **answers(mother_age="32")}, "nothing of it is lost"


async def test_a_note_that_is_hidden_stays_when_the_answer_beside_it_is_changed_or_emptied(
    desk: Desk, people: People, clock: FixedClock, vault: Vault
) -> None:
    initial = replace(desk, step=StepCode("B00"))
    noted = Answer(value="yes", note="Zelie has asthma")
    saved = await initial.save(people.ambre, "family", answers(hereditary=noted))
    with people.nour.here():
        clearance = people.nour.clearance(Permission.CHILD_READ, Permission.ORIGINS_PROTECT)
        await civil.protect_origins(clearance, clock=clock, vault=vault)
    kept = []
    for given in (answers(hereditary="no"), answers(mother_age="31")):
        saved = await initial.save(people.ambre, "family", given, saved.token)
        version = (await initial.part(people.ambre, "family")).view.version
        assert version is not None
        kept.append(version.answers[FieldCode("hereditary")])
    assert [(each.value, each.note) for each in kept] == [("no", noted.note), ("", noted.note)]
