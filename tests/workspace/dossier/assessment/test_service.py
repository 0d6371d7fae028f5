"""An assessment filled by several people, signed, and added to: nothing is ever lost."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from storage.vault import Vault
from tests.people import LOU, People
from tests.workspace.dossier.assessment.answering import (
    ALL_CLOSED,
    CONCLUSION,
    DAILY,
    MEASURED,
    SKIN,
    answers,
)
from tests.workspace.dossier.assessment.conftest import STEP, Desk
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.traces import recorded
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.database import sql, transaction
from workspace.dossier.assessment import filling, rules, service
from workspace.dossier.assessment.model import Answer, Origin, PartCode, State, VersionId
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.protocol.model import StepCode
from workspace.dossier.record.model import Birth
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.errors import Conflict, Forbidden, Invalid, NotFound

TODAY = date(2025, 3, 4)
WEIGHT = "weight_kg"


# ── Filling ──────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_typed_is_kept_and_one_goes_on_with_one_s_own_draft(
    desk: Desk, people: People
) -> None:
    first = await desk.save(people.ambre, "measures", answers(weight_kg="14,"))
    second = await desk.save(people.ambre, "measures", MEASURED, first.token)

    opened = await desk.part(people.ambre, "measures")

    assert (first.is_beside, second.is_beside) == (False, False)
    assert opened.answers == MEASURED
    assert opened.token == second.token
    assert opened.view.head is not None
    assert (opened.view.head.number, opened.view.head.revision) == (1, 1)
    assert (await recorded(people)).count(Act.ASSESSMENT_FILL) == 1


async def test_another_person_s_draft_is_superseded_never_overwritten(
    desk: Desk, people: People
) -> None:
    by_nurse = await desk.save(people.noe, "measures", answers(weight_kg="14.8"))
    await desk.save(people.ambre, "measures", MEASURED, by_nurse.token)

    opened = await desk.part(people.noe, "measures")

    assert opened.view.head is not None
    assert opened.view.head.number == 2
    assert opened.view.head.author == people.ambre.actor.account
    assert opened.answers == MEASURED
    with people.ambre.here():
        async with transaction():
            rows = await sql("select number from assessment_part order by number")
    assert [row["number"] for row in rows] == [1, 2]


async def test_answers_are_unreadable_in_the_database(desk: Desk, people: People) -> None:
    await desk.save(people.ambre, "conclusion", answers(summary="a remarkable word"))
    with people.ambre.here():
        async with transaction():
            rows = await sql("select encrypted_answers from assessment_part")
    assert b"remarkable" not in rows[0]["encrypted_answers"]


async def test_two_people_at_once_are_both_kept_and_the_second_chooses(
    desk: Desk, people: People
) -> None:
    await desk.save(people.noe, "measures", answers(weight_kg="14.8", head_cm="49"))
    late = await desk.save(people.ambre, "measures", answers(weight_kg="15", length_cm="98"))
    again = await desk.save(
        people.ambre, "measures", answers(weight_kg="15.1", length_cm="98"), late.token
    )

    seen = (await desk.part(people.ambre, "measures")).view
    assert (late.is_beside, again.is_beside) == (True, True)
    assert seen.head is not None
    (mine,) = seen.beside
    assert mine.answers == answers(weight_kg="15.1", length_cm="98")

    await desk.settle(people.ambre, "measures", mine.id, {WEIGHT: "mine"}, seen.head.token)

    settled = await desk.part(people.noe, "measures")
    assert settled.answers == answers(weight_kg="15.1", length_cm="98", head_cm="49")
    assert settled.view.beside == ()
    with people.noe.here():
        async with transaction():
            rows = await sql("select state from assessment_part order by state")
    assert [row["state"] for row in rows] == ["beside", "draft", "draft"]


async def test_a_version_is_settled_once_and_against_what_was_shown(
    desk: Desk, people: People
) -> None:
    first = await desk.save(people.noe, "measures", answers(weight_kg="14.8"))
    await desk.save(people.ambre, "measures", answers(weight_kg="15"))
    (mine,) = (await desk.part(people.ambre, "measures")).view.beside
    await desk.save(people.noe, "measures", answers(weight_kg="14.9"), first.token)

    with pytest.raises(Conflict):
        await desk.settle(people.ambre, "measures", mine.id, {}, first.token)
    seen = (await desk.part(people.ambre, "measures")).view
    assert seen.head is not None
    await desk.settle(people.ambre, "measures", mine.id, {}, seen.head.token)
    with pytest.raises(NotFound):
        await desk.settle(people.ambre, "measures", mine.id, {}, seen.head.token)


async def test_two_people_who_write_the_same_are_not_bothered(desk: Desk, people: People) -> None:
    await desk.save(people.noe, "measures", MEASURED)
    same = await desk.save(people.ambre, "measures", MEASURED)
    assert not same.is_beside
    assert (await desk.part(people.ambre, "measures")).view.beside == ()


async def test_somebody_in_two_browsers_loses_nothing(desk: Desk, people: People) -> None:
    await desk.save(people.ambre, "measures", answers(weight_kg="14.8"))
    other_tab = await desk.save(people.ambre, "measures", answers(weight_kg="15"))
    assert other_tab.is_beside


async def test_answers_to_questions_of_another_age_are_kept(desk: Desk, people: People) -> None:
    at_birth = replace(desk, step=StepCode("B00"))
    first = await at_birth.save(people.ambre, "measures", {**MEASURED, **answers(systolic="100")})
    await at_birth.save(people.ambre, "measures", MEASURED, first.token)
    assert "systolic" in (await at_birth.part(people.ambre, "measures")).answers


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────


async def test_closing_refuses_everything_at_once_and_keeps_what_was_typed(
    desk: Desk, people: People
) -> None:
    typed = answers(weight_kg="heavy", temperature="-4")
    with pytest.raises(Invalid) as refused:
        await desk.close(people.ambre, "measures", typed)
    assert refused.value.fields == {
        WEIGHT: rules.NOT_A_NUMBER,
        "length_cm": rules.NEEDED,
        "temperature": rules.CANNOT_BE,
    }
    assert (await desk.part(people.ambre, "measures")).answers == typed


async def test_a_day_that_cannot_be_is_refused(desk: Desk, people: People) -> None:
    for day in (date(2020, 1, 1), date(2025, 3, 5)):
        new = replace(desk.typed("daily", ALL_CLOSED["daily"]), seen_on=day)
        opened = await desk.part(people.ambre, "daily")
        with people.ambre.here(), pytest.raises(Invalid) as refused:
            await service.close_part(
                desk.clearance(people.ambre),
                replace(new, base=opened.token),
                clock=desk.clock,
                vault=desk.vault,
            )
        assert set(refused.value.fields) == {"seen_on"}


async def test_a_wrong_unit_asks_once_and_a_confirmed_value_closes(
    desk: Desk, people: People
) -> None:
    saved, doubts = await desk.close(
        people.ambre, "measures", answers(weight_kg="14800", length_cm="98")
    )
    assert {code: doubt.meant for code, doubt in doubts.items()} == {WEIGHT: "14.8"}

    sure = answers(weight_kg=Answer(value="44", is_sure=True), length_cm="98")
    _, doubts = await desk.close(people.ambre, "measures", sure, saved.token)
    assert doubts == {}
    view = (await desk.opened(people.ambre)).part("measures")
    assert view.head is not None
    assert view.head.state is State.CLOSED


async def test_what_was_meant_is_what_a_child_of_that_age_weighs(
    desk: Desk, people: People
) -> None:
    """In grams 1720 would be a newborn's 1.72 kg: at three and a half a decimal sign is missing."""
    _, doubts = await desk.close(
        people.ambre, "measures", answers(weight_kg="1720", length_cm="98")
    )
    assert {code: doubt.meant for code, doubt in doubts.items()} == {WEIGHT: "17.2"}


async def test_the_curve_asks_too(
    desk: Desk, people: People, operator: Operator, vault: Vault
) -> None:
    before = GrowthMeasurement(measured_on=date(2024, 9, 1), weight_kg=Decimal(15))
    async with operator("import") as errand:
        await growth.add_many(errand, [(LOU, before, None)], vault=vault)
    _, doubts = await desk.close(people.ambre, "measures", answers(weight_kg="24", length_cm="98"))
    assert set(doubts) == {WEIGHT}


async def test_a_closed_part_is_not_written_into_until_it_is_opened_again(
    desk: Desk, people: People
) -> None:
    closed, _ = await desk.close(people.ambre, "measures", MEASURED)
    with pytest.raises(Conflict):
        await desk.save(people.ambre, "measures", answers(weight_kg="16"), closed.token)
    await desk.reopen(people.noe, "measures")
    with pytest.raises(Conflict):
        await desk.reopen(people.noe, "measures")
    opened = await desk.part(people.noe, "measures")
    assert opened.answers == MEASURED
    changed = await desk.save(people.noe, "measures", answers(weight_kg="16"), opened.token)
    assert not changed.is_beside


async def test_a_draft_typed_while_the_part_was_closed_is_kept_beside(
    desk: Desk, people: People
) -> None:
    shared = await desk.save(people.noe, "measures", answers(weight_kg="14.8"))
    await desk.close(people.ambre, "measures", MEASURED, shared.token)
    late, doubts = await desk.close(
        people.noe, "measures", answers(weight_kg="14.9", length_cm="98"), shared.token
    )
    assert late.is_beside
    assert doubts == {}
    assert (await desk.part(people.ambre, "measures")).view.is_closed


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("nour", "measures"),
        ("nour", "conclusion"),
        ("noe", "conclusion"),
        ("noe", "examination"),
        ("salome", "measures"),
        ("malik", "psychologist"),
        ("ambre", "psychologist"),
        ("ambre", "psychomotor"),
    ],
)
async def test_nobody_fills_the_part_of_another(
    name: str, part: str, desk: Desk, people: People
) -> None:
    with pytest.raises(Forbidden):
        await desk.save(people.by_name[name], part, {})


@pytest.mark.parametrize(
    ("name", "part", "given"),
    [
        ("nour", "visit", answers(book_seen="yes")),
        ("noe", "measures", MEASURED),
        ("salome", "psychologist", answers(psy_seen="Plays alone.")),
        ("malik", "psychomotor", answers(pm_words="At ease in space.")),
        ("ambre", "skin", SKIN),
    ],
)
async def test_each_closes_their_own_part(
    name: str, part: str, given: object, desk: Desk, people: People
) -> None:
    _, doubts = await desk.close(people.by_name[name], part, given)  # type: ignore[arg-type]
    assert doubts == {}
    assert (await desk.opened(people.ambre)).part(part).is_closed


async def test_whoever_does_not_read_a_class_knows_that_the_part_stands_and_no_more(
    desk: Desk, people: People
) -> None:
    await desk.close(people.ambre, "skin", SKIN)
    seen = (await desk.part(people.noe, "skin")).view
    assert seen.head is not None
    assert seen.head.author == people.ambre.actor.account
    assert (seen.may_read, seen.version, seen.completeness) == (False, None, None)
    with pytest.raises(Forbidden):
        await desk.part(people.noe, "psychologist")


async def test_a_nurse_who_does_not_read_what_stands_is_kept_beside_it_for_the_physician(
    desk: Desk, people: People
) -> None:
    await desk.save(people.ambre, "skin", SKIN)
    beside = await desk.save(people.noe, "skin", answers(skin="watch", injuries="no"))
    assert beside.is_beside
    own = await desk.part(people.noe, "skin")
    assert own.answers == answers(skin="watch", injuries="no")
    assert own.token == beside.token
    (hers,) = (await desk.part(people.ambre, "skin")).view.beside
    assert hers.author == people.noe.actor.account


async def test_the_verbs_ask_for_their_permission(desk: Desk, people: People) -> None:
    bare = people.ambre.clearance(Permission.CHILD_READ)
    tools: dict[str, Any] = {"clock": desk.clock, "vault": desk.vault}
    measures, nothing = PartCode("measures"), desk.typed("measures", {})
    with people.ambre.here():
        for call in (
            lambda: service.open_assessment(bare, STEP, **tools),
            lambda: service.open_part(bare, STEP, measures, **tools),
            lambda: service.save_part(bare, nothing, **tools),
            lambda: service.reopen_part(bare, STEP, measures, **tools),
            lambda: service.settle(bare, STEP, measures, VersionId(LOU), {}, base="", **tools),
            lambda: service.sign(bare, STEP, **tools),
            lambda: service.add_to(bare, STEP, measures, "x", **tools),
        ):
            with pytest.raises(Forbidden):
                await call()


async def test_a_step_or_a_part_that_is_not_of_this_assessment_is_not_found(
    desk: Desk, people: People
) -> None:
    with pytest.raises(NotFound):
        await replace(desk, step=StepCode("M99")).opened(people.ambre)
    with pytest.raises(NotFound):
        await desk.part(people.ambre, "pregnancy")


# ── What is proposed ─────────────────────────────────────────────────────────────────────────────


async def test_the_birth_is_proposed_from_the_record_with_where_it_comes_from(
    desk: Desk, people: People
) -> None:
    opened = await replace(desk, step=StepCode("B00")).part(people.ambre, "birth")
    assert {code: answer.value for code, answer in opened.answers.items()} == {"term_weeks": "32"}
    (answer,) = opened.answers.values()
    assert answer.found is not None
    assert answer.found.origin is Origin.BIRTH
    assert opened.view.head is None, "a proposal is not an answer yet"


async def test_the_last_measures_are_shown_and_those_of_today_proposed(
    desk: Desk, people: People, operator: Operator, vault: Vault
) -> None:
    taken = [
        GrowthMeasurement(measured_on=date(2024, 9, 1), weight_kg=Decimal("13.9")),
        GrowthMeasurement(measured_on=TODAY, length_cm=Decimal(98)),
    ]
    async with operator("import") as errand:
        await growth.add_many(errand, [(LOU, each, None) for each in taken], vault=vault)
    opened = await desk.part(people.ambre, "measures")
    assert opened.last == {WEIGHT: ("13.9", date(2024, 9, 1))}
    assert {code: answer.value for code, answer in opened.answers.items()} == {"length_cm": "98"}


async def test_the_scales_of_these_weeks_are_proposed_in_their_class(
    desk: Desk, people: People, operator: Operator, vault: Vault
) -> None:
    response = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=TODAY - timedelta(days=3),
        points={Domain.TOTAL: Decimal(20)},
    )
    async with operator("import") as errand:
        await scales.add_many(errand, [(LOU, response)], vault=vault)
    opened = await desk.part(people.ambre, "scales")
    assert {code: answer.value for code, answer in opened.answers.items()} == {
        "asqse": "reassuring"
    }


async def test_the_last_conclusion_is_proposed_and_the_next_day_of_the_protocol(
    desk: Desk, people: People
) -> None:
    await replace(desk, step=StepCode("M36")).close(people.ambre, "conclusion", CONCLUSION)
    opened = await desk.part(people.ambre, "conclusion")
    problems = opened.answers[next(code for code in opened.answers if code == "problems")]
    assert problems.value == "Sleeps badly"
    assert problems.found is not None
    assert (problems.found.origin, problems.found.on) == (Origin.PREVIOUS, TODAY)
    assert "next_on" in opened.answers


async def test_the_next_assessment_is_the_next_that_asks_something(
    desk: Desk, people: People
) -> None:
    """Lou came at two months: one month is before, the initial one stands for two months."""
    initial = await replace(desk, step=StepCode("B00")).opened(people.ambre)
    assert initial.next_on == date(2021, 8, 10)


async def test_the_day_a_child_was_seen_goes_from_the_birth_to_today(
    desk: Desk, people: People
) -> None:
    initial = replace(desk, step=StepCode("B00"))
    born = date(2021, 5, 10)
    expected: dict[date, dict[str, str]] = {
        born - timedelta(days=1): {"seen_on": rules.BEFORE_BIRTH},
        TODAY + timedelta(days=1): {"seen_on": rules.NOT_COME_YET},
    }
    token = ""
    for seen_on, refused in expected.items():
        new = replace(initial.typed("daily", DAILY, token), seen_on=seen_on)
        with pytest.raises(Invalid) as error, people.ambre.here():
            await service.close_part(
                initial.clearance(people.ambre), new, clock=desk.clock, vault=desk.vault
            )
        assert error.value.fields == refused
        token = (await initial.part(people.ambre, "daily")).token
    new = replace(initial.typed("daily", DAILY, token), seen_on=born, sure_of=born)
    with people.ambre.here():
        _, asked = await service.close_part(
            initial.clearance(people.ambre), new, clock=desk.clock, vault=desk.vault
        )
    assert asked == {}
    assert (await initial.opened(people.ambre)).part("daily").is_closed


def test_a_birth_that_is_said_not_to_be_known_states_nothing_whatever_was_typed_before() -> None:
    said = answers(
        term_weeks=Answer(value="32", is_unknown=True), birth_weight_g=Answer(value="1800")
    )
    assert filling.born(said) == Birth(weight_g=1800)
