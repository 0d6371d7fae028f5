"""What else is told on Today, of whom, and in which order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.people import account_of
from tests.workspace.home.cases import KEPT_UP, TODAY, child, line, schedule
from workspace.access import rules as access
from workspace.access.model import Grant, GrantId, Place
from workspace.actor import Role
from workspace.docgen.standing import SheetState
from workspace.dossier.care.model import SessionBudget
from workspace.dossier.care.plan.model import (
    Discipline,
    FoundIn,
    Loop,
    Move,
    Need,
    NeedId,
    Plan,
    State,
    Step,
    StepId,
)
from workspace.dossier.growth.model import AlertKind, GrowthAlert, GrowthPoint, Indicator
from workspace.dossier.health.model import (
    DoseStatus,
    PlannedDose,
    Result,
    Screening,
    ScreeningDone,
    Status,
    Treatment,
    Vaccine,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.journal.model import Contacts
from workspace.dossier.record.model import Placement, PlacementId, PlacementKind
from workspace.dossier.scales.entries import Entry, InvitationId, Received
from workspace.dossier.scales.model import Domain, DomainResult, ResponseId, ScaleCode, Zone
from workspace.home import matters, rules
from workspace.home.model import Concern, Incomplete, Line, Matter
from workspace.home.telling import told as told_in_words

LATE = {"B00": date(2021, 7, 20), "M12": date(2022, 5, 10), "M36": date(2024, 5, 10)}
"""Three years and a half was not seen: its window closed on 9 February, 23 days ago."""
MONTH_LATE = date(2025, 3, 11)
LOU, TOM = line(who=child("Lou Delattre")), line(who=child("Tom Caron"))
GONE = line(who=child("Ada Roux", ended_on=date(2025, 1, 1)))


def day(days: int) -> date:
    return TODAY - timedelta(days=days)


def told(found: Iterable[Matter]) -> list[str]:
    return [matter.line.child.identity.given_name for matter in found]


def late(*, seen: date | None = None, tried: tuple[date, ...] = (), on: date = MONTH_LATE) -> Line:
    """Return the line of a child whose assessment was not done, some days on."""
    return rules.line(
        child(), schedule(LATE), last_session=seen, contacts=Contacts(tried=tried), today=on
    )


@pytest.mark.parametrize(
    ("each", "is_told"),
    [
        (late(), True),
        (late(on=MONTH_LATE - timedelta(days=1)), False),
        (late(tried=(date(2025, 3, 10),)), True),
        (late(tried=(MONTH_LATE,)), False),
        (late(seen=MONTH_LATE), False),
        (late(seen=date(2025, 2, 10)), False),
        (late(seen=date(2025, 2, 9)), True),
        (line(KEPT_UP), False),
    ],
)
def test_a_month_after_its_window_the_department_is_told_until_somebody_tries(
    each: Line, *, is_told: bool
) -> None:
    assert bool(matters.unseen([each])) is is_told


def test_who_was_never_seen_is_told_first() -> None:
    known, never = late(), replace(late(), seen_on=None)
    assert [matter.line for matter in matters.unseen([known, never])] == [never, known]


def alert(kind: AlertKind, days: int) -> GrowthAlert:
    point = GrowthPoint(
        indicator=Indicator.WEIGHT,
        measured_on=day(days),
        value=Decimal(9),
        age_days=900,
        reference_days=900,
        z=Decimal("-3.2"),
    )
    return GrowthAlert(kind=kind, point=point)


def test_growth_is_told_by_what_it_says_then_the_latest_first_and_while_it_is_news() -> None:
    ada = line(who=child("Ada Roux"))
    old = line(who=child("Old News"))
    alerts = {
        LOU.child.dossier: [alert(AlertKind.MOVED, 3)],
        TOM.child.dossier: [alert(AlertKind.REBOUND, 9), alert(AlertKind.FAR, 9)],
        ada.child.dossier: [alert(AlertKind.MOVED, 1)],
        old.child.dossier: [alert(AlertKind.FAR, 93)],
        GONE.child.dossier: [alert(AlertKind.FAR, 1)],
    }
    found = matters.growth([LOU, TOM, ada, old, GONE], alerts)
    assert told(found) == ["Tom", "Ada", "Lou"]
    assert [matter.others for matter in found] == [1, 0, 0]


def vaccine(
    state: VaccineState, *, days: int | None = None, compulsory: bool = True
) -> VaccineStatus:
    status = Status.COMPULSORY if compulsory else Status.RECOMMENDED
    planned = PlannedDose(code="D1", opens=12, closes=13)
    due = (
        DoseStatus(dose=planned, opens_on=day(900), late_from=day(days), earliest_on=TODAY)
        if days
        else None
    )
    label = {"en": "MMR", "fr": "ROR"}
    known = Vaccine(code="ROR", label=label, against=label, status=status)
    return VaccineStatus(vaccine=known, state=state, doses=(), due=due)


def test_vaccines_late_or_to_catch_up_are_told_what_is_compulsory_first() -> None:
    ada = line(who=child("Ada Roux"))
    statuses = {
        LOU.child.dossier: [
            vaccine(VaccineState.LATE, days=90, compulsory=False),
            vaccine(VaccineState.CATCH_UP),
        ],
        TOM.child.dossier: [vaccine(VaccineState.LATE, days=10)],
        ada.child.dossier: [vaccine(VaccineState.UNKNOWN, days=10)],
    }
    found = matters.vaccines([LOU, TOM, ada], statuses)
    assert told(found) == ["Tom", "Lou"]
    assert found[1].what == statuses[LOU.child.dossier][1]
    assert found[1].others == 1


def need(state: State, days: int, *, stated: int = 40) -> Loop:
    step = Step(
        id=StepId(uuid4()),
        move=Move.SENT,
        on=day(days),
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    asked = Need(
        id=NeedId(uuid4()),
        discipline=Discipline.SPEECH,
        found_in=FoundIn.OBSERVATION,
        stated_on=day(stated),
        steps=(step,),
    )
    return Loop(need=asked, state=state, plan=Plan(), words=None, waiting_days=stated)


@pytest.mark.parametrize(
    ("loop", "is_told"),
    [
        (need(State.TO_REVIEW, 0), True),
        (need(State.ASKED, 14), True),
        (need(State.ASKED, 13), False),
        (need(State.TO_REFER, 7), True),
        (need(State.TO_REFER, 6), False),
        (need(State.TO_BEGIN, 30), True),
        (need(State.TO_BEGIN, 29), False),
        (need(State.UNDER_WAY, 300), False),
        (replace(need(State.ASKED, 0), need=replace(need(State.ASKED, 0).need, steps=())), True),
    ],
)
def test_a_need_is_told_once_it_waited_too_long_for_somebody(loop: Loop, *, is_told: bool) -> None:
    assert bool(matters.needs([LOU], {LOU.child.dossier: [loop]})) is is_told


def test_needs_are_told_in_the_order_of_their_list() -> None:
    loops = {
        LOU.child.dossier: [need(State.ASKED, 20), need(State.TO_REVIEW, 1)],
        TOM.child.dossier: [need(State.ASKED, 20, stated=90)],
    }
    assert told(matters.needs([LOU, TOM], loops)) == ["Lou", "Tom", "Lou"]


def test_an_assessment_not_done_without_a_reason_is_told_for_a_year() -> None:
    missed = line({**KEPT_UP, "M48": date(2025, 3, 1)})  # M30 was never seen, M36 and M42 were
    last = missed.unexplained[0]
    assert last.step.code == "M30"
    told_on = replace(missed, today=last.closes_on + timedelta(days=365))
    (matter,) = matters.unexplained([told_on])
    assert matter.what == last
    assert told_in_words(matter, may_act=True).href.endswith("/steps/not-done?step=M30")
    too_old = replace(missed, today=last.closes_on + timedelta(days=366))
    assert matters.unexplained([too_old, replace(told_on, concern=Concern.ENDED)]) == ()


def test_what_came_by_a_link_is_told_whoever_waited_longest_first() -> None:
    def came(hour: int) -> Received:
        return Received(
            id=InvitationId(uuid4()),
            tool="M-CHAT-R",
            months=0,
            finished_at=datetime(2025, 3, 3, hour, tzinfo=UTC),
        )

    first, second, third = came(8), came(9), came(10)
    waiting = {LOU.child.dossier: [second, third], TOM.child.dossier: [first]}
    found = matters.received([LOU, TOM], waiting)
    assert told(found) == ["Tom", "Lou"]
    assert (found[1].what, found[1].others) == (second, 1)
    assert told_in_words(found[0], may_act=True).href.endswith("/scales#waiting")


def response(days: int, *, scale: str = ScaleCode.ASQ_SE_2, zone: Zone = Zone.REFER) -> Entry:
    return Entry(
        id=ResponseId(uuid4()),
        tool=scale,
        months=24,
        answered_on=day(days),
        results=(DomainResult(domain=Domain.TOTAL, points=Decimal(90), zone=zone),),
        thresholds_version="x",
    )


@pytest.mark.parametrize(
    ("responses", "loops", "is_told"),
    [
        ([response(10)], [], True),
        ([response(10, zone=Zone.WATCH)], [], False),
        ([response(184)], [], False),
        ([response(30, scale=ScaleCode.ASQ_SE), response(10, zone=Zone.REASSURING)], [], False),
        ([response(10, scale="M-CHAT-R")], [], True),
        ([response(30, scale="ADBB"), response(10, zone=Zone.REASSURING)], [], True),
        ([response(10)], [need(State.ASKED, 1, stated=200)], False),
        (
            [response(10)],
            [replace(need(State.CLOSED, 1, stated=5), closed=need(State.ASKED, 1).need.steps[0])],
            False,
        ),
        (
            [response(10)],
            [
                replace(
                    need(State.CLOSED, 20, stated=50), closed=need(State.ASKED, 20).need.steps[0]
                )
            ],
            True,
        ),
    ],
)
def test_a_questionnaire_calls_for_care_until_somebody_proposes_it(
    responses: list[Entry], loops: list[Loop], *, is_told: bool
) -> None:
    found = matters.scales([LOU], {LOU.child.dossier: responses}, {LOU.child.dossier: loops})
    assert bool(found) is is_told


def test_a_session_held_since_is_care_and_one_before_is_not() -> None:
    answered = {LOU.child.dossier: [response(10)]}
    for held, count in ((day(9), 0), (day(11), 1)):
        seen = replace(LOU, session_on=held)
        assert len(matters.scales([seen], answered, {})) == count


def test_the_latest_questionnaire_comes_first_each_child_once() -> None:
    skills = response(5, scale=ScaleCode.ASQ_3, zone=Zone.BELOW)
    answered = {LOU.child.dossier: [response(10), skills], TOM.child.dossier: [response(2)]}
    found = matters.scales([LOU, TOM], answered, {})
    assert told(found) == ["Tom", "Lou"]
    assert (found[1].what, found[1].others) == (skills, 1)


def test_an_allowance_used_to_four_fifths_is_told_the_farthest_beyond_first() -> None:
    def budget(used: int, ceiling: int | None = 15) -> SessionBudget:
        return SessionBudget(begins_on=day(90), ends_on=day(-275), used=used, ceiling=ceiling)

    ada, few = line(who=child("Ada Roux")), line(who=child("Few Left"))
    unknown, many = line(who=child("Un Known")), line(who=child("Many Left"))
    budgets = {
        few.child.dossier: budget(12),
        LOU.child.dossier: budget(16),
        TOM.child.dossier: budget(22, 20),
        ada.child.dossier: budget(15),
        many.child.dossier: budget(11),
        unknown.child.dossier: budget(30, None),
    }
    lines = [few, LOU, TOM, ada, many, unknown, line()]
    assert told(matters.sessions(lines, budgets)) == ["Tom", "Lou", "Ada", "Few"]


def place(name: str, days: int) -> Place:
    now = datetime(2025, 3, 4, tzinfo=UTC)
    grant = Grant(
        id=GrantId(uuid4()),
        dossier=LOU.child.dossier,
        account=account_of(name),
        role=Role.CARER,
        rights=access.rights_of(Role.CARER),
        purpose="life",
        since_on=day(300),
        begins_at=now,
        ends_at=now + timedelta(days=days),
    )
    return Place(grant=grant, until_on=TODAY + timedelta(days=days), is_ending=True)


def test_somebody_whose_places_end_is_told_once_with_the_first_of_them() -> None:
    ending = [
        (GONE.child.dossier, place("noe", 1)),
        (TOM.child.dossier, place("odile", 2)),
        (LOU.child.dossier, place("ambre", 3)),
        (LOU.child.dossier, place("odile", 4)),
    ]
    found = matters.places([LOU, TOM, GONE], ending)
    assert [(matter.what, matter.others) for matter in found] == [
        (ending[1][1], 1),
        (ending[2][1], 0),
    ]
    assert told(found) == ["Tom", "Lou"]


def screening(days: int | None, what: Screening = Screening.HEARING) -> ScreeningDone:
    return ScreeningDone(
        what=what,
        result=Result.RECHECK,
        done_on=day(200),
        recheck_on=None if days is None else TODAY + timedelta(days=days),
    )


def test_a_screening_is_told_two_weeks_before_its_day_the_first_day_first() -> None:
    ada = line(who=child("Ada Roux"))
    found = matters.rechecks(
        [LOU, TOM, ada, GONE, line()],
        {
            LOU.child.dossier: [screening(14), screening(None, Screening.VISION)],
            TOM.child.dossier: [screening(-3), screening(1, Screening.VISION)],
            ada.child.dossier: [screening(15)],
            GONE.child.dossier: [screening(-3)],
        },
    )
    assert told(found) == ["Tom", "Lou"]
    assert [matter.others for matter in found] == [1, 0]


def test_a_sheet_is_told_when_something_changed_since_the_oldest_first_then_those_never_made() -> (
    None
):
    march, april = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    never, calm, moved = (line(who=child(f"{name} Roux")) for name in ("Ada", "Ana", "Alma"))
    lived = Placement(
        id=PlacementId(uuid4()), kind=PlacementKind.MECS, place="x", begins_on=date(2024, 2, 2)
    )
    moved = replace(moved, child=replace(moved.child, placement=lived))
    found = matters.sheets(
        [LOU, never, calm, TOM, GONE, moved, line()],
        {
            LOU.child.dossier: march,
            TOM.child.dossier: datetime(2023, 1, 1, tzinfo=UTC),
            calm.child.dossier: april,
            moved.child.dossier: datetime(2024, 2, 1, tzinfo=UTC),
        },
        {
            LOU.child.dossier: april,
            TOM.child.dossier: april,
            calm.child.dossier: march,
            never.child.dossier: march,
            GONE.child.dossier: april,
        },
    )
    assert told(found) == ["Tom", "Alma", "Lou", "Ada"]
    assert [getattr(matter.what, "state", None) for matter in found] == [
        SheetState.CHANGED,
        SheetState.MOVED,
        SheetState.CHANGED,
        SheetState.MISSING,
    ]


def treatment(name: str, days: int | None) -> Treatment:
    return Treatment(
        name=name,
        begins_on=day(200),
        ends_on=None if days is None else TODAY + timedelta(days=days),
    )


def test_what_ends_is_told_the_first_to_end_first() -> None:
    found = matters.endings(
        [LOU, TOM, GONE, line()],
        {
            LOU.child.dossier: [treatment("Iron", 9), treatment("Vitamin D", 12)],
            TOM.child.dossier: [treatment("Iron", -2)],
            GONE.child.dossier: [treatment("Iron", 1)],
        },
    )
    assert told(found) == ["Tom", "Lou"]
    assert [matter.others for matter in found] == [0, 1]


def done(name: str, days: int, *, outside: bool = False) -> Line:
    """Return the line of a child whose assessment of four years was done some days ago."""
    found = line({**KEPT_UP, "M48": day(days)}, who=child(f"{name} Roux"))
    assert found.done is not None
    assert found.done.assessment is not None
    assessment = replace(found.done.assessment, outside=outside)
    return replace(found, done=replace(found.done, assessment=assessment))


def test_an_assessment_is_to_complete_for_two_months_by_what_it_lacks() -> None:
    nothing, whole, measured = (done(name, 20) for name in ("Ada", "Ana", "Alma"))
    fresh, old, outside = done("Iris", 2), done("Ines", 61), done("Inaya", 20, outside=True)
    every = [whole, nothing, measured, fresh, old, outside, GONE, line({})]
    on = {each.child.dossier: day(20) for each in (whole, measured)}
    scales = {whole.child.dossier: {ScaleCode.ASQ_3.value: day(18), "asq_se_2": day(300)}}
    found = matters.to_complete(every, on, scales)
    assert told(found) == ["Ada", "Alma"]
    assert [matter.what for matter in found] == [
        Incomplete(status=each.done, without_measures=lacks, without_scales=True)
        for each, lacks in ((nothing, True), (measured, False))
        if each.done is not None
    ]


def test_what_waits_to_be_read_is_not_said_to_be_missing() -> None:
    nothing, measured = done("Ada", 20), done("Alma", 20)
    assert nothing.done is not None
    on = {measured.child.dossier: day(20)}
    came = Received(
        id=InvitationId(uuid4()),
        tool=ScaleCode.ASQ_3.value,
        months=48,
        finished_at=datetime(2025, 3, 3, 9, tzinfo=UTC),
    )
    received = {each.child.dossier: [came] for each in (nothing, measured)}
    old = {nothing.child.dossier: {ScaleCode.ASQ_3.value: day(400)}}
    answered = matters.with_received([nothing, measured], old, received)
    found = matters.to_complete([nothing, measured], on, answered)
    assert [matter.what for matter in found] == [
        Incomplete(status=nothing.done, without_measures=True, without_scales=False)
    ]
    assert old[nothing.child.dossier] == {ScaleCode.ASQ_3.value: day(400)}, "nothing is written"
