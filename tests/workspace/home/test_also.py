"""What else waits on Today, asked for as browsers do: to each their own work, of the classes they read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import starmap

from storage.vault import Vault
from tests.people import LOU, People, account_of
from tests.workspace.dossier.conftest import Operator
from tests.workspace.dossier.scales.cases import CARER
from tests.workspace.home.conftest import Browse
from tests.workspace.home.test_agenda import kept
from tests.workspace.home.test_matters import MONTH_LATE
from tests.workspace.home.test_routes import SEEN
from workspace.access import places
from workspace.access.model import Circle
from workspace.access.permissions import Permission
from workspace.clock import SystemClock
from workspace.dossier.care import corrections
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.care.plan import service as plan
from workspace.dossier.care.plan.model import Discipline, FoundIn, NewNeed
from workspace.dossier.growth import service as growth
from workspace.dossier.growth.model import GrowthMeasurement
from workspace.dossier.health import service as health
from workspace.dossier.health.model import BookRead
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode
from workspace.dossier.scales import filling, inviting
from workspace.dossier.scales import service as scales
from workspace.dossier.scales.entries import (
    AnsweredAt,
    Filled,
    NewEntry,
    NewInvitation,
    Respondent,
)
from workspace.dossier.scales.model import Domain, NewResponse, ScaleCode
from workspace.ids import DossierId

CARE = (Permission.CARE_PLAN_READ, Permission.CARE_PLAN_ADD)
HELD = NewSession(
    kind=CareKind.PSYCHOMOTOR, done_on=date(2024, 8, 1), payer=Payer.PEGASE, minutes=45
)
HEAVY = GrowthMeasurement(measured_on=date(2025, 2, 10), weight_kg=Decimal(40))


async def waiting(people: People, operator: Operator, clock: SystemClock, vault: Vault) -> None:
    """Give Lou a little of everything that waits."""
    with people.ambre.here():
        writing = people.ambre.clearance(Permission.GROWTH_WRITE)
        await growth.add_measurements(writing, [HEAVY], clock=clock, vault=vault)
        read = BookRead(done_on=date(2025, 1, 1))
        await health.state(
            people.ambre.clearance(Permission.HEALTH_WRITE), read, clock=clock, vault=vault
        )
        stated = NewNeed(
            discipline=Discipline.SPEECH, found_in=FoundIn.OBSERVATION, stated_on=date(2025, 1, 7)
        )
        await plan.state_need(people.ambre.clearance(*CARE), stated, clock=clock, vault=vault)
    low = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=date(2025, 2, 20),
        points={Domain.TOTAL: Decimal(150)},
    )
    days = (date(2024, 8, 1) + timedelta(weeks=week) for week in range(16))
    held = (replace(HELD, done_on=day) for day in days)
    async with operator("import") as errand:
        await scales.add_many(errand, [(LOU, low)], vault=vault)
        await care.add_many(errand, [(LOU, each) for each in held])
    with people.nour.here():
        around = people.nour.clearance(Permission.CIRCLE_MANAGE, Permission.CHILD_READ)
        for place in (await places.places(around, clock=clock)).around:
            if place.grant.account == account_of("odile"):
                await places.renew(
                    around, place.grant.id, date(2025, 3, 20), clock=clock, vault=vault
                )


LINES = {
    "growth": ("Growth to talk about", f"/children/{LOU}/growth"),
    "vaccines": ("Vaccines to catch up", f"/children/{LOU}/appointments/new"),
    "needs": ("Care that waits", "?do=refer"),
    "sessions": ("Allowance of sessions used up, or nearly", "sessions for 15 paid"),
    "places": ("Places that end soon", "until 20 March 2025"),
}


async def shown(browse: Browse, people: People, name: str) -> set[str]:
    """Return the topics on somebody's Today, each with its next action."""
    text = (await browse(people.by_name[name]).get("/")).text
    found = {topic for topic, (title, _) in LINES.items() if title in text}
    assert found == {topic for topic, (_, act) in LINES.items() if topic in found and act in text}
    return found


async def test_each_is_told_what_is_theirs_to_do(  # noqa: PLR0917 - each is a fixture
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    followed: DossierId,
) -> None:
    assert followed
    assert await shown(browse, people, "nour") == set(), "nothing waits yet"
    await waiting(people, operator, clock, vault)
    assert await shown(browse, people, "nour") == set(LINES)
    assert await shown(browse, people, "ambre") == {"growth", "vaccines", "needs"}
    assert await shown(browse, people, "salome") == {"needs"}
    assert await shown(browse, people, "odile") == set()
    assert "16 sessions for 15 paid" in (await browse(people.nour).get("/")).text
    with people.nour.here():
        counting = people.nour.clearance(Permission.CARE_SESSION_ADD, Permission.CARE_SESSION_READ)
        last, first, *_ = await care.sessions(counting, vault=vault)
        await corrections.take_back(counting, last.session.id, vault=vault)
        moved = replace(HELD, done_on=first.session.done_on, minutes=50)
        await corrections.correct(counting, first.session.id, moved, clock=clock, vault=vault)
    assert "15 sessions for 15 paid" in (await browse(people.nour).get("/")).text
    theirs = (await browse(people.yann).get("/")).text
    assert "Care that waits" in theirs
    assert "?do=refer" not in theirs, "the key worker reads it and may not answer"


async def test_a_questionnaire_that_calls_for_care_leads_to_the_proposal(  # noqa: PLR0917
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    followed: DossierId,
) -> None:
    low = NewResponse(
        scale=ScaleCode.ASQ_SE_2,
        questionnaire_months=48,
        answered_on=date(2025, 2, 20),
        points={Domain.TOTAL: Decimal(150)},
    )
    async with operator("import") as errand:
        (id_,) = await scales.add_many(errand, [(followed, low)], vault=vault)
    link = f"/children/{LOU}/care/needs/new?from=scale:{id_}&amp;discipline=psychology"
    for name in ("nour", "ambre", "salome"):
        assert link in (await browse(people.by_name[name]).get("/")).text, name
    for name in ("noe", "malik", "yann"):
        assert "call for care" not in (await browse(people.by_name[name]).get("/")).text, name
    stated = NewNeed(
        discipline=Discipline.PSYCHOLOGY, found_in=FoundIn.SCALE, stated_on=date(2025, 3, 4)
    )
    with people.ambre.here():
        await plan.state_need(people.ambre.clearance(*CARE), stated, clock=clock, vault=vault)
    assert "call for care" not in (await browse(people.nour).get("/")).text


async def test_an_instrument_under_its_threshold_calls_for_care_and_stays_the_source_of_the_need(
    browse: Browse, people: People, clock: SystemClock, vault: Vault, followed: DossierId
) -> None:
    assert followed
    high = NewEntry(
        tool="M-CHAT-R",
        months=0,
        answered_on=date(2025, 3, 3),
        informant=CARER,
        points={Domain.TOTAL: Decimal(9)},
        reason="Asked by the physician.",
    )
    with people.salome.here():
        writing = people.salome.clearance(Permission.SCALE_ADD)
        entry = await scales.enter(writing, high, clock=clock, vault=vault)
    link = f"/children/{LOU}/care/needs/new?from=scale:{entry.id}&amp;discipline=psychology"
    assert link in (await browse(people.nour).get("/")).text
    stated = NewNeed(
        discipline=Discipline.PSYCHOLOGY,
        found_in=FoundIn.SCALE,
        source=entry.id,
        stated_on=date(2025, 3, 4),
    )
    with people.ambre.here():
        await plan.state_need(people.ambre.clearance(*CARE), stated, clock=clock, vault=vault)
    assert "call for care" not in (await browse(people.nour).get("/")).text
    assert (
        "M-CHAT-R of 3 March 2025"
        in (await browse(people.nour).get(f"/children/{LOU}/care/plan")).text
    )


async def test_a_child_not_seen_a_month_after_the_window_is_told_to_the_department(
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    followed: DossierId,
) -> None:
    await _seen_until_may(operator, clock, followed)
    assert "To tell the department" not in (await browse(people.nour).get("/")).text
    object.__setattr__(clock, "pinned", MONTH_LATE)
    text = (await browse(people.nour).get("/")).text
    assert "no assessment, session or contact noted for 305 days" in text
    assert f'href="/children/{LOU}/contact" aria-label="Write to the department' in text
    assert "To tell the department" not in (await browse(people.ambre).get("/")).text
    await browse(people.nour).post(f"/children/{LOU}/contact", {"way": "letter"})
    assert "To tell the department" not in (await browse(people.nour).get("/")).text


async def test_a_child_who_came_to_an_appointment_is_not_told_as_unseen(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, followed: DossierId
) -> None:
    await _seen_until_may(operator, clock, followed)
    object.__setattr__(clock, "pinned", MONTH_LATE)
    yesterday = (MONTH_LATE - timedelta(days=1)).isoformat()
    for kind, is_told in (("meeting", True), ("home_visit", False)):
        address = await kept(browse, people.nour, kind=kind, day=yesterday)
        await browse(people.nour).post(address + "/state", {"state": "kept"})
        text = (await browse(people.nour).get("/")).text
        assert ("To tell the department" in text) is is_told, kind


async def _seen_until_may(operator: Operator, clock: SystemClock, followed: DossierId) -> None:
    done = [
        (followed, NewAssessment(step=StepCode(code), done_on=day))
        for code, day in SEEN.items()
        if code != "M42"
    ]
    async with operator("import") as errand:
        await protocol.add_many(errand, done, clock=clock)


async def test_the_measures_looked_at_give_the_same_alerts_as_all_of_them(
    people: People, vault: Vault, followed: DossierId
) -> None:
    clock = SystemClock(pinned=date(2025, 3, 4))
    taken = starmap(
        lambda months, kilograms: GrowthMeasurement(
            measured_on=date(2021, 8, 1) + timedelta(days=30 * months),
            weight_kg=Decimal(kilograms),
            length_cm=Decimal(55 + months),
        ),
        [(0, "4.5"), (12, "9.6"), (24, "11.9"), (41, "18.9")],
    )
    with people.ambre.here():
        writing = people.ambre.clearance(Permission.GROWTH_WRITE)
        await growth.add_measurements(writing, taken, clock=clock, vault=vault)
        circle = Circle(
            actor=people.ambre.actor,
            permission=Permission.GROWTH_READ,
            dossiers=frozenset({followed}),
        )
        everything = await growth.alerts_in(circle, vault=vault)
        since = await growth.alerts_in(circle, since=date(2024, 12, 1), vault=vault)
        after = await growth.alerts_in(circle, since=date(2024, 12, 16), vault=vault)
    assert len(everything[followed]) > 1
    assert since == everything
    assert after == {}, "nothing was measured since"


async def test_what_ends_and_what_is_to_complete_is_told_to_whoever_cares_for_health(
    browse: Browse, people: People, operator: Operator, clock: SystemClock, followed: DossierId
) -> None:
    async with operator("import") as errand:
        new = NewAssessment(step=StepCode("M42"), done_on=date(2025, 2, 10))
        await protocol.add_many(errand, [(followed, new)], clock=clock)
    iron = {"name": "Iron", "begins_on": "2025-01-01", "ends_on": "2025-03-10"}
    base = f"/children/{LOU}"
    await browse(people.noe).post(f"{base}/health/new/treatment", iron)
    shown = (await browse(people.nour).get("/")).text
    assert "Iron: ends on 10 March 2025" in shown
    assert "no measure, no questionnaire" in shown
    assert f'href="{base}/scales#paper"' in shown, (
        "whoever types neither has the questionnaire filled"
    )
    assert f'href="{base}/assessments/M42"' in (await browse(people.ambre).get("/")).text
    measured = {"measured_on": "2025-02-10", "weight": "15"}
    assert (await browse(people.ambre).post(f"{base}/growth", measured)).status_code == 303
    shown = (await browse(people.ambre).get("/")).text
    assert "no measure" not in shown
    assert "no questionnaire" in shown
    assert f'href="{base}/scales#paper"' in shown
    assert "no questionnaire" not in (await browse(people.noe).get("/")).text
    assert "Iron" not in (await browse(people.yann).get("/")).text


async def test_a_questionnaire_that_waits_to_be_read_is_not_told_as_missing(  # noqa: PLR0917
    browse: Browse,
    people: People,
    operator: Operator,
    clock: SystemClock,
    vault: Vault,
    followed: DossierId,
) -> None:
    async with operator("import") as errand:
        new = NewAssessment(step=StepCode("M42"), done_on=date(2025, 2, 10))
        await protocol.add_many(errand, [(followed, new)], clock=clock)
    lacking = "no measure, no questionnaire"
    assert lacking in (await browse(people.nour).get("/")).text
    asked = NewInvitation(
        tool="ASQ-SE-2", months=48, called="L", respondent=Respondent.FOSTER_CARER, days=14
    )
    filled = Filled(
        answers={"total": (0,) * 36},
        language="polski",
        place=AnsweredAt.HOME,
        knows_since=date(2025, 1, 1),
    )
    with people.nour.here():
        may = people.nour.clearance(Permission.SCALE_INVITE, Permission.SCALE_READ)
        _, token = await inviting.invite(may, asked, clock=clock, vault=vault)
    await filling.finish(token, filled, clock=clock, vault=vault)
    text = (await browse(people.nour).get("/")).text
    assert lacking not in text
    assert "no measure" in text
    assert "Filled through a link, to be read" in text
