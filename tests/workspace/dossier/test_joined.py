"""What was written in a dossier that was joined counts in the one that goes on, in every wing, and no longer once apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.protocol.test_applying import SECOND
from tests.workspace.dossier.record.conftest import clock, lou
from tests.workspace.dossier.record.test_doubles import TWICE
from workspace.access import service as access
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.clock import SystemClock
from workspace.database import transaction
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement, Indicator
from workspace.dossier.health import service as health
from workspace.dossier.health.model import Allergy, StatementKind, Treatment, Vaccination
from workspace.dossier.health.rules import said_at
from workspace.dossier.protocol import applying
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode, StepState
from workspace.dossier.record import service as record
from workspace.dossier.record.doubles import service as doubles
from workspace.dossier.record.whole import whole
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.ids import DossierId

__all__ = ["clock", "lou"]

DAY = date(2024, 12, 10)
ENDING = date(2025, 3, 1)
STEP = StepCode("M42")
READS = (
    Permission.CHILD_READ,
    Permission.ASSESSMENT_READ,
    Permission.CARE_SESSION_READ,
    Permission.GROWTH_READ,
    Permission.HEALTH_READ,
    Permission.SCALE_READ,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the wings say of one dossier, in one line each."""

    assessed: Sequence[str]
    weights: int
    points: int
    sessions: int
    seen_on: date | None
    statements: int


NOTHING = Seen((), 1, 0, 0, None, 0)  # the weight of the birth begins the curve
ALL = Seen((STEP,), 2, 1, 1, DAY, 3)


@pytest.fixture
async def other(lou: People, importing: Errand, vault: Vault, clock: SystemClock) -> DossierId:
    """A second dossier of Lou, around which Nour and Ambre are, and where everything was written."""
    with lou.nour.here() as nour:
        dossier = (await record.enrol_child(nour, TWICE, clock=clock, vault=vault)).dossier
    place = (dossier, account_of("ambre"), Role.PHYSICIAN, "follow-up", date(2021, 7, 9))
    await access.grant_many(importing, [place], clock=clock, vault=vault)
    await protocol.add_many(
        importing, [(dossier, NewAssessment(step=STEP, done_on=DAY))], clock=clock
    )
    measured = GrowthMeasurement(measured_on=DAY, weight_kg=Decimal("14.2"))
    await growth.add_many(importing, [(dossier, measured, None)], vault=vault)
    filled = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=DAY,
        points={Domain.TOTAL: Decimal(40)},
    )
    await scales.add_many(importing, [(dossier, filled)], vault=vault)
    held = NewSession(kind=CareKind.PSYCHOMOTOR, done_on=DAY, payer=Payer.PEGASE, minutes=45)
    await care.add_many(importing, [(dossier, held)])
    with lou.ambre.here():
        writes = lou.ambre.clearance(Permission.HEALTH_WRITE, dossier=dossier)
        for said in (
            Allergy(substance="peanut", done_on=DAY),
            Vaccination(vaccine="PNC", done_on=DAY),
            Treatment(name="Iron", begins_on=DAY, ends_on=ENDING),
        ):
            await health.state(writes, said, clock=clock, vault=vault)
    return dossier


async def seen(clearance: Clearance, *, vault: Vault, clock: SystemClock) -> Seen:
    """Ask each wing for the child of one dossier, and the lists for the same."""
    circle = await access.circle(clearance.actor, Permission.CHILD_READ, clock=clock)
    answered = await answered_in(clearance, vault=vault, clock=clock)
    points = (await growth.measurements(clearance, vault=vault)).points[Indicator.WEIGHT]
    await check_measured(clearance, answered, vault=vault, clock=clock)
    budget = await care.budget(clearance, clock=clock, vault=vault)
    child = await record.follow_up(clearance, vault=vault)
    included = {clearance.dossier: (child.inclusion, clock.today())}
    budgets = await care.budgets_in(circle, included, vault=vault)
    used = budgets[clearance.dossier].used if clearance.dossier in budgets else 0
    assert used == budget.sessions.used
    last = await care.last_sessions(circle, vault=vault)
    return Seen(
        assessed=await assessed_in(clearance, circle, vault=vault, clock=clock),
        weights=len(points),
        points=answered,
        sessions=budget.sessions.used,
        seen_on=last.get(clearance.dossier),
        statements=await said_in(clearance, vault=vault, clock=clock),
    )


async def assessed_in(
    clearance: Clearance, circle: Circle, *, vault: Vault, clock: SystemClock
) -> tuple[StepCode, ...]:
    listed = await protocol.schedules(circle, clock=clock, vault=vault)
    single = await protocol.schedule(clearance, clock=clock, vault=vault)
    assert listed[clearance.dossier] == single
    done = [status.step.code for status in single if status.state is StepState.DONE]
    assessed = await protocol.assessments(clearance, vault=vault)
    assert [each.step for each in assessed] == done
    return tuple(done)


async def answered_in(clearance: Clearance, *, vault: Vault, clock: SystemClock) -> int:
    """Return how many questionnaires were answered; every way to ask says the same."""
    answered = await scales.responses(clearance, vault=vault)
    read = await access.circle(clearance.actor, Permission.SCALE_READ, clock=clock)
    in_circle = (await scales.responses_in(read, vault=vault)).get(clearance.dossier, ())
    assert in_circle == answered
    entered = await scales.entries_in(read, since=date.min, vault=vault)
    assert len(entered.get(clearance.dossier, ())) == len(answered)
    of_child = await scales.entries(clearance, vault=vault)
    assert len(of_child) == len(answered)
    is_other = clearance.dossier == LOU
    assert all(each.is_joined == is_other for each in of_child), "corrected where it was written"
    last_answers = await scales.last_answered_in(read, vault=vault)
    assert last_answers.get(clearance.dossier) == ({ScaleCode.ASQ_SE_2: DAY} if answered else None)
    return len(answered)


async def check_measured(
    clearance: Clearance, answered: int, *, vault: Vault, clock: SystemClock
) -> None:
    """Check that the last measure is known where something was answered: both were written the same day."""
    taken = await growth.last_measured_in(
        await access.circle(clearance.actor, Permission.GROWTH_READ, clock=clock), vault=vault
    )
    assert taken.get(clearance.dossier) == (DAY if answered else None)
    same_day = GrowthMeasurement(measured_on=DAY, weight_kg=Decimal("14.2"))
    asked = await growth.doubts(clearance, same_day, vault=vault)
    assert len(asked) == answered, "the same was measured that day already"


async def said_in(clearance: Clearance, *, vault: Vault, clock: SystemClock) -> int:
    """Return how many statements about health stand; the lists say the same."""
    known = await health.health(clearance, clock=clock, vault=vault)
    due = await health.vaccines_in(
        await access.circle(clearance.actor, Permission.HEALTH_READ, clock=clock),
        clock=clock,
        vault=vault,
    )
    assert due[clearance.dossier] == known.vaccines
    health_of = await access.circle(clearance.actor, Permission.HEALTH_READ, clock=clock)
    said = await health.said_in(health_of, tuple(StatementKind), vault=vault)
    assert said.get(clearance.dossier) == said_at(known, tuple(StatementKind))
    days = {clearance.dossier: ENDING}
    ends = await health.ending_in(health_of, days, vault=vault)
    treated = [each.fact for each in known.statements if isinstance(each.fact, Treatment)]
    assert list(ends.get(clearance.dossier, ())) == treated
    again = Vaccination(vaccine="PNC", done_on=DAY)
    of_dose = await health.doubts(clearance, again, clock=clock, vault=vault)
    assert len(of_dose) == len(treated), "the same dose was written that day already"
    return len(known.statements)


async def test_what_lies_in_a_joined_dossier_counts_for_the_child(
    lou: People, other: DossierId, vault: Vault, clock: SystemClock
) -> None:
    here = lou.ambre.clearance(*READS)
    mine, theirs = (
        lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (LOU, other)
    )
    with lou.ambre.here():
        assert await seen(here, vault=vault, clock=clock) == NOTHING
    with lou.nour.here():
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    with lou.ambre.here():
        assert await seen(here, vault=vault, clock=clock) == ALL
        there = lou.ambre.clearance(*READS, dossier=other)
        assert await seen(there, vault=vault, clock=clock) == ALL, "its own stays its own"
    with lou.salome.here():
        # Around one of the two: joining opened nothing.
        alone = lou.salome.clearance(Permission.CHILD_READ, Permission.ASSESSMENT_READ)
        assert await protocol.assessments(alone, vault=vault) == ()
    with lou.nour.here():
        await doubles.take_apart(mine, theirs, clock=clock, vault=vault)
    with lou.ambre.here():
        assert await seen(here, vault=vault, clock=clock) == NOTHING


async def test_what_a_page_knows_of_a_join_is_read_once_and_forgotten_when_it_changes(
    lou: People, other: DossierId, vault: Vault, clock: SystemClock
) -> None:
    mine, theirs = (
        lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (LOU, other)
    )
    with lou.nour.here():
        async with transaction():
            alone = await whole([LOU])
            assert alone.every == [LOU]
            assert await whole([LOU]) is alone
            await doubles.join(mine, theirs, clock=clock, vault=vault)
            assert (await whole([LOU])).every == [LOU, other]
            await doubles.take_apart(mine, theirs, clock=clock, vault=vault)
            assert (await whole([LOU])).every == [LOU]
        async with transaction():
            assert await whole([LOU]) is not alone, "what is kept goes with the transaction"


@pytest.mark.parametrize(("points", "count"), [(40, 1), (45, 2)])
async def test_a_questionnaire_that_both_dossiers_hold_is_one(  # noqa: PLR0917 - each is a fixture
    lou: People,
    other: DossierId,
    importing: Errand,
    vault: Vault,
    clock: SystemClock,
    points: int,
    count: int,
) -> None:
    copied = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=DAY,
        points={Domain.TOTAL: Decimal(points)},
    )
    await scales.add_many(importing, [(LOU, copied)], vault=vault)
    mine, theirs = (
        lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (LOU, other)
    )
    with lou.nour.here():
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    with lou.ambre.here():
        reading = lou.ambre.clearance(*READS)
        shown = await scales.entries(reading, vault=vault)
        circle = await access.circle(lou.ambre.actor, Permission.SCALE_READ, clock=clock)
        counted = [
            len(shown),
            len(await scales.standing(reading, vault=vault)),
            len(await scales.responses(reading, vault=vault)),
            len((await scales.responses_in(circle, vault=vault))[LOU]),
            len((await scales.entries_in(circle, since=date.min, vault=vault))[LOU]),
        ]
        there = await scales.entries(lou.ambre.clearance(*READS, dossier=other), vault=vault)
    assert counted == [count] * 5
    assert {each.is_in_both for each in shown} == {count == 1}
    assert [each.is_in_both for each in there] == [False], "each dossier keeps its own"


async def test_a_change_of_protocol_counts_a_child_of_two_dossiers_once(
    lou: People, other: DossierId, importing: Errand, vault: Vault, clock: SystemClock
) -> None:
    async def counted() -> int:
        seen = await applying.check(
            importing, SECOND, valid_from=date(2030, 1, 1), clock=clock, vault=vault
        )
        return seen.impact.followed

    mine, theirs = (
        lou.nour.clearance(Permission.CHILD_READ, Permission.DOSSIER_MERGE, dossier=dossier)
        for dossier in (LOU, other)
    )
    assert await counted() == 2
    with lou.nour.here():
        await doubles.join(mine, theirs, clock=clock, vault=vault)
    assert await counted() == 1
