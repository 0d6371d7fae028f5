"""Where a child stands with the protocol, on a given day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    AssessmentId,
    Missed,
    NewAssessment,
    NotApplicable,
    Planned,
    StepCode,
    StepState,
    StepStatus,
    Tally,
)
from workspace.dossier.protocol.rules import (
    check_assessment,
    check_plan,
    due,
    missed_in_a_row,
    nearby,
    next_due,
    schedule,
    tally,
)
from workspace.dossier.record.turns import Away
from workspace.errors import Invalid

BORN = date(2021, 7, 9)
ADMITTED = date(2021, 12, 20)
"""At 5 months and 11 days, in the window of 5 months."""
ENTRY = date(2021, 12, 27)


def done(code: str, done_on: date, number: int = 1) -> Assessment:
    return Assessment(id=AssessmentId(UUID(int=number)), step=StepCode(code), done_on=done_on)


def planned(code: str, planned_on: date) -> Planned:
    return Planned(step=StepCode(code), planned_on=planned_on)


def standing(
    today: date,
    *,
    birth: date = BORN,
    admitted: date = ADMITTED,
    ended: date | None = None,
    done: Iterable[Assessment] = (),
    planned: Iterable[Planned] = (),
    missed: Iterable[Missed] = (),
    away: Sequence[Away] = (),
) -> Mapping[str, StepStatus]:
    statuses = schedule(
        protocol(),
        birth=birth,
        admitted=admitted,
        ended=ended,
        done=done,
        planned=planned,
        missed=missed,
        away=away,
        today=today,
    )
    return {status.step.code: status for status in statuses}


def states(statuses: Mapping[str, StepStatus]) -> dict[str, StepState]:
    return {code: status.state for code, status in statuses.items()}


INITIAL_DONE = done("B00", ENTRY)


def test_every_step_has_a_status_in_the_order_of_the_protocol() -> None:
    assert [step.code for step in protocol().steps] == list(standing(ADMITTED))


def test_a_window_closed_before_admission_asks_nothing() -> None:
    found = standing(ADMITTED)
    before = {code for code, s in found.items() if s.why is NotApplicable.BEFORE_ADMISSION}
    assert {"M01", "M02", "M03", "M04"} == before
    assert all(found[code].state is StepState.NOT_APPLICABLE for code in before)


def test_a_window_still_open_on_the_day_of_admission_counts() -> None:
    last_day_of_m04 = date(2021, 11, 23)
    assert (
        StepState.TO_PLAN
        is standing(
            last_day_of_m04,
            admitted=last_day_of_m04,
            birth=BORN,
            done=[done("B00", date(2021, 12, 23))],
        )["M04"].state
    )
    after = standing(last_day_of_m04, admitted=last_day_of_m04 + timedelta(days=1))["M04"]
    assert NotApplicable.BEFORE_ADMISSION is after.why


def test_the_initial_assessment_is_to_plan_from_admission_and_late_after_thirty_days() -> None:
    last_day = ADMITTED + timedelta(days=30)
    assert StepState.UPCOMING is standing(ADMITTED - timedelta(days=1))["B00"].state
    assert StepState.TO_PLAN is standing(ADMITTED)["B00"].state
    assert StepState.TO_PLAN is standing(last_day)["B00"].state
    late = standing(last_day + timedelta(days=1))["B00"]
    assert (late.state, late.days_late) == (StepState.LATE, 1)
    assert (ADMITTED, ADMITTED, last_day) == (late.opens_on, late.target_on, late.closes_on)


def test_the_initial_assessment_replaces_the_slot_it_falls_near() -> None:
    # It was done on 27 December; 6 months are on 9 January, 13 days later.
    found = standing(date(2022, 1, 1), done=[INITIAL_DONE])
    assert NotApplicable.REPLACED_BY_INITIAL is found["M06"].why
    assert StepState.NOT_APPLICABLE is found["M06"].state
    assert found["M05"].why is None


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (date(2022, 3, 24), None),
        (date(2022, 3, 25), "M09"),
        (date(2022, 4, 24), "M09"),
        (date(2022, 4, 25), None),
        (date(2022, 5, 24), None),
        (date(2022, 5, 25), "M12"),
        (date(2022, 8, 23), "M12"),
        (date(2022, 8, 24), None),
        (date(2023, 8, 23), "M24"),
    ],
)
def test_near_is_fifteen_days_under_a_year_and_forty_five_from_then(
    entry: date, expected: str | None
) -> None:
    found = standing(entry, admitted=entry, done=[done("B00", entry)])
    replaced = [code for code, s in found.items() if s.why is NotApplicable.REPLACED_BY_INITIAL]
    assert ([expected] if expected else []) == replaced


def test_only_the_nearest_slot_is_replaced() -> None:
    # 24 August is 15 days after one month, 16 before two.
    entry = date(2021, 8, 24)
    found = standing(entry, admitted=date(2021, 7, 20), done=[done("B00", entry)])
    assert NotApplicable.REPLACED_BY_INITIAL is found["M01"].why
    assert found["M02"].why is None


def test_a_slot_that_closes_on_the_day_of_admission_may_be_replaced() -> None:
    last_day_of_m04 = date(2021, 11, 23)
    entry = [done("B00", last_day_of_m04)]
    found = standing(last_day_of_m04, admitted=last_day_of_m04, done=entry)
    assert NotApplicable.REPLACED_BY_INITIAL is found["M04"].why


def test_of_two_slots_as_near_the_earlier_still_owed_is_replaced() -> None:
    # 25 April is 15 days from both one and two months of a child born on 10 March.
    birth, entry = date(2021, 3, 10), date(2021, 4, 25)
    found = standing(entry, birth=birth, admitted=date(2021, 4, 20), done=[done("B00", entry)])
    assert NotApplicable.REPLACED_BY_INITIAL is found["M01"].why
    assert found["M02"].why is None
    found = standing(entry, birth=birth, admitted=entry, done=[done("B00", entry)])
    assert NotApplicable.BEFORE_ADMISSION is found["M01"].why
    assert NotApplicable.REPLACED_BY_INITIAL is found["M02"].why


def test_until_the_initial_assessment_is_done_nearness_is_counted_from_admission() -> None:
    found = standing(ADMITTED)
    assert NotApplicable.REPLACED_BY_INITIAL is found["M05"].why
    assert found["M06"].why is None


def test_a_replaced_slot_done_all_the_same_is_done() -> None:
    found = standing(date(2022, 2, 1), done=[INITIAL_DONE, done("M06", date(2022, 1, 10))])
    assert (found["M06"].state, found["M06"].why) == (StepState.DONE, None)


def test_a_step_is_to_plan_thirty_days_before_its_window() -> None:
    opens_on = date(2022, 2, 24)
    assert opens_on == standing(ADMITTED)["M09"].opens_on
    assert StepState.UPCOMING is standing(opens_on - timedelta(days=31))["M09"].state
    assert StepState.TO_PLAN is standing(opens_on - timedelta(days=30))["M09"].state


def test_a_step_under_six_months_is_to_plan_ten_days_before_its_window() -> None:
    opens_on = date(2021, 9, 24)
    early = {"admitted": BORN, "done": [done("B00", BORN)]}
    assert opens_on == standing(BORN, **early)["M03"].opens_on  # type: ignore[arg-type]
    assert StepState.UPCOMING is standing(opens_on - timedelta(days=11), **early)["M03"].state  # type: ignore[arg-type]
    assert StepState.TO_PLAN is standing(opens_on - timedelta(days=10), **early)["M03"].state  # type: ignore[arg-type]


def test_a_step_of_six_months_has_the_longer_lead() -> None:
    opens_on = date(2021, 12, 24)
    early = standing(opens_on - timedelta(days=30), admitted=BORN, done=[done("B00", BORN)])
    assert StepState.TO_PLAN is early["M06"].state


def test_an_appointment_makes_a_step_planned_until_its_day_is_over() -> None:
    appointment = planned("M09", date(2022, 4, 9))
    before = standing(date(2022, 1, 1), done=[INITIAL_DONE], planned=[appointment])["M09"]
    assert (StepState.PLANNED, date(2022, 4, 9)) == (before.state, before.planned_on)
    on_the_day = standing(date(2022, 4, 9), done=[INITIAL_DONE], planned=[appointment])["M09"]
    assert StepState.PLANNED is on_the_day.state
    missed = standing(date(2022, 4, 10), done=[INITIAL_DONE], planned=[appointment])["M09"]
    assert StepState.TO_PLAN is missed.state


def test_of_two_appointments_the_last_given_counts() -> None:
    appointments = [planned("M09", date(2022, 4, 20)), planned("M09", date(2022, 4, 9))]
    assert date(2022, 4, 9) == standing(date(2022, 1, 1), planned=appointments)["M09"].planned_on


def test_a_step_is_late_from_the_day_after_its_window_even_with_an_appointment() -> None:
    closes_on = date(2022, 5, 23)
    on_time = standing(closes_on, done=[INITIAL_DONE])["M09"]
    assert (on_time.state, on_time.days_late) == (StepState.TO_PLAN, 0)
    appointment = planned("M09", closes_on + timedelta(days=30))
    late = standing(closes_on + timedelta(days=12), done=[INITIAL_DONE], planned=[appointment])[
        "M09"
    ]
    assert (late.state, late.days_late) == (StepState.LATE, 12)
    assert closes_on + timedelta(days=30) == late.planned_on


def test_an_assessment_in_its_window_is_done() -> None:
    found = standing(date(2022, 6, 1), done=[INITIAL_DONE, done("M09", date(2022, 5, 23))])["M09"]
    assert (StepState.DONE, date(2022, 5, 23), 0) == (found.state, found.done_on, found.days_late)
    assert standing(date(2022, 6, 1))["M09"].done_on is None


@pytest.mark.parametrize(("done_on", "days_late"), [(date(2022, 5, 24), 1), (date(2022, 2, 23), 0)])
def test_an_assessment_outside_its_window_is_caught_up(done_on: date, days_late: int) -> None:
    found = standing(date(2022, 6, 1), done=[INITIAL_DONE, done("M09", done_on)])["M09"]
    assert (StepState.CAUGHT_UP, days_late) == (found.state, found.days_late)


def test_of_two_assessments_of_one_step_the_first_counts() -> None:
    twice = [done("M09", date(2022, 5, 30), 2), done("M09", date(2022, 5, 2), 1)]
    assert date(2022, 5, 2) == standing(date(2022, 6, 1), done=twice)["M09"].done_on


def test_a_step_that_will_not_be_done_says_why() -> None:
    missed = [Missed(step=StepCode("M09"), because="In hospital")]
    found = standing(date(2022, 4, 1), done=[INITIAL_DONE], missed=missed)["M09"]
    assert (found.state, found.missed_because) == (StepState.NOT_DONE, "In hospital")


def test_a_step_done_after_all_forgets_why_it_was_not() -> None:
    missed = [Missed(step=StepCode("M09"), because="In hospital")]
    found = standing(date(2022, 6, 1), done=[done("M09", date(2022, 5, 2))], missed=missed)["M09"]
    assert (found.state, found.missed_because) == (StepState.DONE, None)


def test_a_late_step_is_not_done_once_a_later_one_has_been() -> None:
    history = [INITIAL_DONE, done("M12", date(2022, 7, 10))]
    found = standing(date(2022, 8, 1), done=history)
    assert StepState.NOT_DONE is found["M09"].state
    assert found["M09"].days_late == 0


def test_a_later_step_done_before_the_window_closed_leaves_it_late() -> None:
    early = [INITIAL_DONE, done("M12", date(2022, 5, 23))]
    assert StepState.LATE is standing(date(2022, 6, 1), done=early)["M09"].state


def test_an_earlier_step_done_late_leaves_the_next_one_late() -> None:
    history = [INITIAL_DONE, done("M09", date(2022, 12, 1))]
    assert StepState.LATE is standing(date(2022, 12, 2), done=history)["M12"].state


def test_the_initial_assessment_stays_owed_whatever_came_after() -> None:
    found = standing(date(2022, 8, 1), done=[done("M12", date(2022, 7, 10))])["B00"]
    assert StepState.LATE is found.state


def test_nothing_is_asked_after_the_end_of_follow_up() -> None:
    ended = date(2022, 5, 23)
    found = standing(date(2022, 8, 1), done=[INITIAL_DONE], ended=ended)
    after = [code for code, s in found.items() if s.why is NotApplicable.AFTER_EXIT]
    assert after[:2] == ["M09", "M12"]
    assert StepState.NOT_APPLICABLE is found["M78"].state


def test_what_was_late_at_the_end_of_follow_up_is_not_done() -> None:
    found = standing(date(2022, 8, 1), done=[INITIAL_DONE], ended=date(2022, 5, 24))
    assert StepState.NOT_DONE is found["M09"].state
    never_came = standing(date(2022, 8, 1), ended=date(2022, 5, 24))
    assert StepState.NOT_DONE is never_came["B00"].state


def test_the_months_away_ask_nothing_once_the_child_is_back() -> None:
    """Left at 20 months, back at 40: nothing of what closed meanwhile is late."""
    left, back = date(2023, 3, 9), date(2024, 11, 9)
    today, history = date(2024, 12, 1), [INITIAL_DONE, done("M18", date(2023, 1, 10))]
    found = standing(today, done=history, away=[Away(left, back)])
    meanwhile = [code for code, s in found.items() if s.why is NotApplicable.AWAY]
    assert meanwhile == ["M24", "M30", "M36"]
    assert StepState.NOT_DONE is found["M12"].state, "what was missed before is still said"
    assert StepState.TO_PLAN is found["M42"].state
    late = standing(today, done=history)
    assert {late[code].state for code in meanwhile} == {StepState.LATE}, "the negative control"
    never_seen = standing(today, away=[Away(date(2022, 1, 1), back)])
    assert StepState.LATE is never_seen["B00"].state, "the initial one is owed at the return"


def test_the_first_and_the_last_day_away_decide_of_a_window_that_closes_on_them() -> None:
    today, day = date(2024, 12, 1), timedelta(days=1)
    closes_on = standing(today)["M24"].closes_on

    def why(left: date, back: date) -> NotApplicable | None:
        return standing(today, away=[Away(left, back)])["M24"].why

    assert why(closes_on, closes_on + day) is NotApplicable.AWAY, "away from that day on"
    assert why(closes_on + day, closes_on + 2 * day) is None
    assert why(closes_on - day, closes_on) is None, "back on that day"


def test_an_end_still_to_come_changes_nothing_today() -> None:
    today = date(2022, 5, 1)
    assert standing(today) == standing(today, ended=today + timedelta(days=1))
    assert standing(today) != standing(today, ended=today)


def test_a_child_of_29_february_has_windows_in_every_year() -> None:
    birth = date(2020, 2, 29)
    found = standing(birth, birth=birth, admitted=birth)
    assert date(2021, 2, 28) == found["M12"].target_on
    assert date(2024, 2, 29) == found["M48"].target_on
    assert (date(2020, 3, 15), date(2020, 4, 12)) == (found["M01"].opens_on, found["M01"].closes_on)


def test_a_child_up_to_date_owes_nothing() -> None:
    found = standing(date(2022, 1, 20), done=[INITIAL_DONE, done("M05", date(2021, 12, 22))])
    assert next_due(found.values()) is None
    assert due((None, status) for status in found.values()) == ()


def test_what_waits_is_late_first_then_to_plan_then_planned() -> None:
    late = standing(
        date(2022, 6, 5), done=[INITIAL_DONE], planned=[planned("M18", date(2022, 12, 1))]
    )
    planning = standing(date(2022, 2, 1), done=[INITIAL_DONE, done("M05", date(2021, 12, 22))])
    waiting = due([*(("Ada", s) for s in planning.values()), *(("Lou", s) for s in late.values())])
    assert [(child, status.step.code, status.state) for child, status in waiting] == [
        ("Lou", "M05", StepState.LATE),
        ("Lou", "M09", StepState.LATE),
        ("Ada", "M09", StepState.TO_PLAN),
        ("Lou", "M12", StepState.TO_PLAN),
        ("Lou", "M18", StepState.PLANNED),
    ]


def test_of_several_planned_the_first_to_come_leads() -> None:
    found = standing(
        date(2022, 1, 1),
        done=[INITIAL_DONE],
        planned=[planned("M12", date(2022, 7, 9)), planned("M18", date(2022, 6, 1))],
    )
    waiting = due((None, status) for status in found.values() if status.planned_on)
    assert [status.step.code for _, status in waiting] == ["M18", "M12"]


def test_of_several_late_the_last_is_the_one_to_act_on() -> None:
    found = standing(date(2022, 6, 5), done=[INITIAL_DONE])
    following = next_due(found.values())
    assert following is not None
    assert following.step.code == "M09"


def test_without_a_late_one_the_most_pressing_is_the_one_to_act_on() -> None:
    found = standing(
        date(2022, 2, 1),
        done=[INITIAL_DONE, done("M05", date(2021, 12, 22))],
        planned=[planned("M18", date(2022, 3, 1))],
    )
    following = next_due(found.values())
    assert following is not None
    assert following.step.code == "M09"


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([INITIAL_DONE], 2),
        ([INITIAL_DONE, done("M12", date(2022, 9, 1))], 0),
        ([INITIAL_DONE, done("M09", date(2022, 4, 9))], 1),
        ([INITIAL_DONE, done("M05", date(2021, 12, 22)), done("M18", date(2022, 10, 10))], 0),
        ([], 4),
    ],
)
def test_assessments_missed_in_a_row_are_counted_from_the_last_owed(
    history: list[Assessment], expected: int
) -> None:
    found = standing(date(2022, 10, 12), done=history)
    assert expected == missed_in_a_row(found.values())


def test_a_window_closed_on_the_day_somebody_was_met_is_no_silence() -> None:
    found = standing(date(2022, 10, 12), done=[INITIAL_DONE])
    last = max(s.closes_on for s in found.values() if s.state is StepState.LATE)
    silent = missed_in_a_row(found.values())
    assert missed_in_a_row(found.values(), since=last) == 0
    assert 0 < missed_in_a_row(found.values(), since=last - timedelta(days=1)) < silent


def test_steps_are_tallied() -> None:
    history = [INITIAL_DONE, done("M09", date(2022, 5, 30)), done("M18", date(2023, 1, 9))]
    found = standing(date(2023, 7, 1), done=history)
    # M01-M04 before admission, M06 replaced; M05 and M12 missed; M24 open now.
    assert Tally(done=3, late=0, to_come=10, not_done=2, not_applicable=5) == tally(found.values())
    later = standing(date(2023, 10, 10), done=history)
    assert Tally(done=3, late=1, to_come=9, not_done=2, not_applicable=5) == tally(later.values())


TODAY = date(2022, 6, 5)


def test_an_assessment_of_any_day_lived_is_accepted() -> None:
    for day in (BORN, TODAY):
        new = NewAssessment(step=StepCode("M09"), done_on=day)
        check_assessment(new, protocol=protocol(), birth=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("code", "done_on", "fields"),
    [
        ("M09", TODAY + timedelta(days=1), {"done_on"}),
        ("M09", BORN - timedelta(days=1), {"done_on"}),
        ("M20", TODAY, {"step"}),
        ("", TODAY + timedelta(days=1), {"step", "done_on"}),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(
    code: str, done_on: date, fields: set[str]
) -> None:
    new = NewAssessment(step=StepCode(code), done_on=done_on)
    with pytest.raises(Invalid) as refusal:
        check_assessment(new, protocol=protocol(), birth=BORN, today=TODAY)
    assert fields == set(refusal.value.fields)


def test_an_appointment_of_today_is_accepted() -> None:
    check_plan(planned("M09", TODAY), protocol=protocol(), done=[INITIAL_DONE], today=TODAY)


@pytest.mark.parametrize(
    ("code", "planned_on", "fields"),
    [
        ("M09", TODAY - timedelta(days=1), {"planned_on"}),
        (INITIAL, TODAY, {"step"}),
        ("M20", TODAY, {"step"}),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(
    code: str, planned_on: date, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_plan(planned(code, planned_on), protocol=protocol(), done=[INITIAL_DONE], today=TODAY)
    assert fields == set(refusal.value.fields)


# ── what people say of a step ────────────────────────────────────────────────────────────────────


def test_a_step_caught_up_names_the_slot_of_the_day_if_there_is_one() -> None:
    found = standing(date(2022, 8, 1), done=[INITIAL_DONE, done("M09", date(2022, 7, 10))])
    assert found["M09"].caught_up_in == "M12"
    before_any = standing(date(2022, 8, 1), done=[done("M09", date(2021, 7, 12))])
    assert before_any["M09"].caught_up_in is None
    assert found["M12"].caught_up_in is None


def test_what_one_visit_may_do_besides_is_near_its_day() -> None:
    today = date(2022, 5, 10)
    planned = [Planned(step=StepCode("M12"), planned_on=date(2022, 5, 30))]
    statuses = tuple(standing(today, done=[INITIAL_DONE], planned=planned).values())
    found = [each.step.code for each in nearby(statuses, on=today, besides=StepCode("M09"))]
    assert "M12" in found
    assert "M09" not in found
    assert "M18" not in found
    far = [each.step.code for each in nearby(statuses, on=date(2022, 9, 20))]
    assert "M12" not in far
    assert "M18" in far


def test_a_late_step_is_always_near() -> None:
    statuses = tuple(standing(date(2022, 6, 20), done=[INITIAL_DONE]).values())
    assert "M09" in [each.step.code for each in nearby(statuses, on=date(2022, 9, 20))]
