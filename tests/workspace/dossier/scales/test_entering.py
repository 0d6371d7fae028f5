"""Entering a questionnaire: by slots or totals, with both ages, corrected without overwriting."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from storage.vault import Vault
from tests.people import LOU, People, Person
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.scales.cases import CARER, ON, SKILLS, TOTAL
from tests.workspace.dossier.traces import recorded
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.audit.model import Act
from workspace.clock import FixedClock
from workspace.database import sql, transaction
from workspace.dossier.record import corrections
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Age
from workspace.dossier.scales import service
from workspace.dossier.scales.entries import Entry, NewEntry
from workspace.dossier.scales.model import Domain, ResponseId, ScaleCode, Zone
from workspace.dossier.scales.thresholds import ThresholdSet
from workspace.dossier.scales.wording import ages
from workspace.errors import Forbidden, Invalid, NotFound
from workspace.i18n import use_language

CLOCK = FixedClock(moment=datetime(2025, 3, 4, 9, tzinfo=UTC))

pytestmark = pytest.mark.usefixtures("followed")


async def enter(person: Person, new: NewEntry, vault: Vault) -> Entry:
    with person.here():
        clearance = person.clearance(Permission.SCALE_ADD)
        return await service.enter(clearance, new, clock=CLOCK, vault=vault)


async def entries(person: Person, vault: Vault) -> tuple[Entry, ...]:
    with person.here():
        return await service.entries(person.clearance(), vault=vault)


async def test_slots_are_scored_and_kept_with_both_ages(people: People, vault: Vault) -> None:
    entered = await enter(people.salome, SKILLS, vault)
    (found,) = await entries(people.nour, vault)
    read = {r.domain: (r.points, r.zone, r.adjusted, r.answered) for r in found.results}
    assert read == {
        Domain.COMMUNICATION: (Decimal("15.0"), Zone.BELOW, False, 6),
        Domain.GROSS_MOTOR: (Decimal("42.0"), Zone.ON_SCHEDULE, True, 5),
        Domain.FINE_MOTOR: (None, Zone.NOT_SCORABLE, False, 3),
        Domain.PROBLEM_SOLVING: (Decimal("60.0"), Zone.ON_SCHEDULE, False, 6),
        Domain.PERSONAL_SOCIAL: (Decimal("30.0"), Zone.WATCH_LOCAL, False, 6),
    }
    assert found.answers == SKILLS.answers
    assert found.informant == CARER
    assert found.age is not None
    assert (found.age.lived, found.age.used) == (Age(months=15, days=10), Age(months=13, days=15))
    assert (found.age.weeks_corrected, found.age.is_term_known) == (8, True)
    assert found.author == people.salome.actor.account
    assert replace(found, entered_at=None) == entered
    assert await recorded(people) == [Act.SCALE_ADD, Act.SCALE_READ]


async def test_totals_are_read_with_the_zones_of_their_edition(
    people: People, vault: Vault
) -> None:
    entered = await enter(people.malik, TOTAL, vault)
    assert [(r.points, r.zone, r.answered) for r in entered.results] == [
        (Decimal(50), Zone.REFER, None)
    ]
    with people.nour.here():
        (response,) = await service.responses(people.nour.clearance(), vault=vault)
    assert response.zone is Zone.REFER


async def test_concerns_add_five_points_and_are_remembered(people: People, vault: Vault) -> None:
    new = replace(
        TOTAL, points={}, answers={"total": (5, 0, *[0] * 25)}, concerns={"total": (2, 3)}
    )
    await enter(people.salome, new, vault)
    (found,) = await entries(people.salome, vault)
    assert found.results[0].points == Decimal(15)
    assert found.concerns == {"total": (2, 3)}
    assert found.answers == {"total": (5, 0, *[0] * 25)}


async def test_a_questionnaire_of_another_age_asks_why_and_keeps_the_reason(
    people: People, vault: Vault
) -> None:
    other = replace(TOTAL, months=18)
    with pytest.raises(Invalid) as refused:
        await enter(people.salome, other, vault)
    assert set(refused.value.fields) == {"reason"}
    await enter(people.salome, replace(other, reason="The form at hand."), vault)
    (found,) = await entries(people.salome, vault)
    assert found.reason == "The form at hand."


async def test_the_lived_age_may_be_used_with_a_reason(people: People, vault: Vault) -> None:
    lived = replace(TOTAL, months=18, use_lived_age=True)
    with pytest.raises(Invalid) as refused:
        await enter(people.salome, lived, vault)
    assert set(refused.value.fields) == {"reason"}
    entered = await enter(people.salome, replace(lived, reason="Has caught up."), vault)
    assert entered.age is not None
    assert entered.age.used == Age(months=15, days=10)


async def test_a_carer_is_asked_the_questionnaire_of_the_corrected_age_and_not_told_the_birth(
    people: People, vault: Vault
) -> None:
    """Eight months as lived, born eight weeks early: the form is that of six months."""
    day = date(2022, 1, 20)
    skills: dict[Domain, Decimal] = {
        domain: Decimal(30) for domain in Domain if domain is not Domain.TOTAL
    }
    new = replace(SKILLS, answered_on=day, answers=None, points=skills)
    with pytest.raises(Invalid) as refused:
        await enter(people.odile, replace(new, months=8), vault)
    assert set(refused.value.fields) == {"reason"}
    own = await enter(people.odile, replace(new, months=6), vault)
    assert own.age is not None
    assert (own.age.lived, own.age.used) == (Age(months=8, days=10), Age(months=6, days=15))
    assert [own.id] == [entry.id for entry in await entries(people.odile, vault)]
    with people.odile.here():
        mine = people.odile.clearance(Permission.SCALE_ADD)
        age = await service.ages(mine, day, vault=vault)
        assert (await record.follow_up(mine, vault=vault)).term_weeks is None
    assert age == own.age
    with use_language("en"):
        assert "weeks early" in ages(age)
        assert ages(age, tells_birth=False) == (
            "8 months 10 days as lived, 6 months 15 days corrected. The corrected age is used."
        )


async def test_the_weeks_of_correction_are_for_whoever_fills_and_recorded(
    people: People, vault: Vault
) -> None:
    told = {}
    for name in ("odile", "salome", "nour", "yann", "stranger"):
        person = people.by_name[name]
        with person.here():
            asked = person.clearance(Permission.SCALE_ADD)
            told[name] = await corrections.weeks_early(asked, least=3, vault=vault)
    assert told == {"odile": 8, "salome": 8, "nour": None, "yann": None, "stranger": None}
    assert await recorded(people) == [Act.CHILD_READ] * 5
    with people.odile.here():
        with pytest.raises(Forbidden):
            await corrections.weeks_early(people.odile.clearance(), least=3, vault=vault)
        around = Circle(
            actor=people.odile.actor, permission=Permission.CHILD_READ, dossiers=frozenset()
        )
        with pytest.raises(Forbidden):
            await corrections.weeks_early_in(around, least=3, vault=vault)
        all_of_mine = replace(around, permission=Permission.SCALE_ADD, dossiers=frozenset([LOU]))
        assert await service.terms_in(all_of_mine, vault=vault) == {LOU: 32}
        far = await corrections.weeks_early_in(all_of_mine, least=9, vault=vault)
    assert far == {LOU: 0}, "under what is corrected, nothing of the birth is told"


@pytest.mark.parametrize("name", ["yann", "diane"])
async def test_a_role_without_the_class_is_refused(people: People, name: str, vault: Vault) -> None:
    with pytest.raises(Forbidden):
        await entries(people.by_name[name], vault)


async def test_entering_needs_its_permission(people: People, vault: Vault) -> None:
    with people.salome.here(), pytest.raises(Forbidden):
        await service.enter(people.salome.clearance(), TOTAL, clock=CLOCK, vault=vault)


async def test_a_correction_leaves_what_it_corrects(people: People, vault: Vault) -> None:
    first = await enter(people.salome, TOTAL, vault)
    corrected = replace(TOTAL, points={Domain.TOTAL: Decimal(45)}, supersedes=first.id)
    await enter(people.salome, corrected, vault)
    later, earlier = await entries(people.nour, vault)
    assert (later.is_superseded, earlier.is_superseded) == (False, True)
    assert earlier.results[0].points == Decimal(50)
    with people.nour.here():
        (counted,) = await service.responses(people.nour.clearance(), vault=vault)
    assert counted.id == later.id


async def test_nobody_corrects_what_they_do_not_see(people: People, vault: Vault) -> None:
    first = await enter(people.salome, TOTAL, vault)
    with pytest.raises(NotFound):
        await enter(people.malik, replace(TOTAL, supersedes=first.id), vault)


async def test_nobody_corrects_what_is_not_there(people: People, vault: Vault) -> None:
    with pytest.raises(NotFound):
        await enter(people.salome, replace(TOTAL, supersedes=ResponseId(uuid4())), vault)
    assert await entries(people.salome, vault) == ()


async def test_an_instrument_is_kept_alike_and_is_no_scale(people: People, vault: Vault) -> None:
    autism = replace(
        SKILLS,
        tool="M-CHAT-R",
        months=0,
        answered_on=date(2022, 11, 20),
        answers={"total": (0,) * 20},
    )
    entered = await enter(people.salome, autism, vault)
    assert [(r.points, r.zone) for r in entered.results] == [(Decimal(17), Zone.REFER)]
    assert len(await entries(people.nour, vault)) == 1
    with people.nour.here():
        assert await service.responses(people.nour.clearance(), vault=vault) == ()


async def test_what_is_entered_is_unreadable_in_the_database(people: People, vault: Vault) -> None:
    await enter(people.salome, replace(SKILLS, reason="Verywords"), vault)
    with people.salome.here():
        async with transaction():
            (row,) = await sql("select encrypted_scores from scale_response")
    for word in (b"Verywords", b"foster", b"below", b"answers"):
        assert word not in row["encrypted_scores"]


async def test_a_questionnaire_that_does_not_exist_is_refused(people: People, vault: Vault) -> None:
    for wrong in (replace(TOTAL, months=13), replace(TOTAL, tool="Bayley")):
        with pytest.raises(Invalid) as refused:
            await enter(people.salome, wrong, vault)
        assert set(refused.value.fields) == {"months"}


async def test_the_age_of_a_day_before_birth_is_none(people: People, vault: Vault) -> None:
    with people.salome.here():
        assert await service.ages(people.salome.clearance(), date(2021, 5, 9), vault=vault) is None


async def test_new_numbers_read_from_now_on_and_rewrite_nothing(
    people: People, operator: Operator, vault: Vault
) -> None:
    first = await enter(people.salome, SKILLS, vault)
    bounds = {(14, Domain.PERSONAL_SOCIAL): Decimal("29.5")}
    async with operator("import") as errand:
        new = ThresholdSet(bounds=bounds, entered_by="A. Payen", edition="3rd, p. 171")
        entered = await service.add_thresholds(errand, new, clock=CLOCK, vault=vault)
        (kept,) = await service.threshold_sets(errand, vault=vault)
    assert entered.number == 1
    assert kept == entered
    second = await enter(people.salome, replace(SKILLS, answered_on=ON - timedelta(days=1)), vault)
    later, earlier = await entries(people.salome, vault)
    assert (later.id, earlier.id) == (first.id, second.id)
    assert (later.thresholds_version, earlier.thresholds_version) == ("1", "1.1")
    zones = [
        next(r.zone for r in each.results if r.domain is Domain.PERSONAL_SOCIAL)
        for each in (later, earlier)
    ]
    assert zones == [Zone.WATCH_LOCAL, Zone.ON_SCHEDULE]
    with people.salome.here():
        in_force = await service.numbers(people.salome.clearance())
    assert in_force.known(ScaleCode.ASQ_3).version == "1.1"


async def test_nobody_of_a_circle_changes_the_numbers(people: People) -> None:
    for person in (people.nour, people.salome, people.administrator):
        with (
            person.here(),
            pytest.raises(Exception, match='policy for table "scale_threshold_set"'),
        ):
            async with transaction():
                await sql(
                    "insert into scale_threshold_set (number, bounds, entered_at, encrypted_source)"
                    " values (1, '[]', now(), '')"
                )
