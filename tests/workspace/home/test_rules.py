"""What asks for attention first, who is found, what the law waits for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest

from tests.workspace.home.cases import ADMITTED, KEPT_UP, TODAY, child, line, schedule
from workspace.access.model import Grant, GrantId
from workspace.access.rules import rights_of
from workspace.actor import Role
from workspace.dossier.protocol.appointments import Appointment, AppointmentId
from workspace.dossier.protocol.model import Planned, StepCode
from workspace.dossier.record.model import Placement, PlacementId, PlacementKind, Sight
from workspace.home import rules
from workspace.home.model import Concern, Line, PPEState, Wanted
from workspace.ids import AccountId, DossierId

LATE = {"B00": date(2021, 7, 20), "M12": date(2022, 5, 10), "M36": date(2024, 5, 10)}
"""Three years and a half was not seen, and its window closed on 9 February."""


def test_a_window_that_is_open_is_to_plan() -> None:
    found = line()
    assert found.concern is Concern.TO_PLAN
    assert found.step is not None
    assert found.step.step.code == "M48"


def test_a_window_that_has_passed_is_late() -> None:
    found = line(LATE)
    assert found.concern is Concern.LATE
    assert found.step is not None
    assert found.step.step.code == "M42"


def test_a_late_assessment_whose_day_is_set_is_planned() -> None:
    assert line(LATE, planned=date(2025, 3, 11), step="M42").concern is Concern.PLANNED


def test_a_day_gone_by_plans_nothing() -> None:
    assert line(LATE, planned=date(2025, 3, 3), step="M42").concern is Concern.LATE


def test_today_itself_is_still_planned() -> None:
    assert line(LATE, planned=TODAY, step="M42").concern is Concern.PLANNED


def test_two_missed_in_a_row_are_without_news_before_they_are_late() -> None:
    found = line({"B00": date(2021, 7, 20)})
    assert found.concern is Concern.LOST
    assert found.sight is Sight.POTENTIALLY_LOST


def test_who_was_brought_in_of_late_and_of_whom_nothing_was_written_is_not_lost() -> None:
    """The silence of a dossier begins when it is opened; once something was written, it counts as ever."""
    months_ago, long_ago = replace(child(), opened_on=TODAY), date(2023, 3, 1)
    assert line({}).concern is Concern.LOST, "nobody says when the dossier was opened"
    assert line({}, who=months_ago).sight is Sight.SEEN
    assert line({}, who=replace(months_ago, opened_on=long_ago)).concern is Concern.LOST
    tomorrow = replace(months_ago, opened_on=date(2025, 3, 5))
    assert line({}, who=tomorrow).concern is Concern.LOST, "a day that has not come says nothing"
    assert line({"B00": date(2021, 7, 20)}, who=months_ago).concern is Concern.LOST
    assert line({}, who=months_ago, last_session=long_ago).concern is Concern.LOST


def test_who_lives_with_a_child_never_reads_that_it_is_out_of_sight() -> None:
    lost = line({"B00": date(2021, 7, 20)})
    assert lost.concern is Concern.LOST
    late = rules.lived_with(lost)
    assert (late.concern, late.step, late.search) == (Concern.LATE, lost.step, None)
    done = rules.lived_with(replace(lost, step=None))
    assert done.concern is Concern.CALM
    in_sight = line()
    assert rules.lived_with(in_sight) is in_sight


def test_a_child_out_of_sight_whose_day_is_set_is_planned() -> None:
    found = line({"B00": date(2021, 7, 20)}, planned=date(2025, 3, 20), step="M42")
    assert found.concern is Concern.PLANNED


def test_who_has_left_asks_for_nothing() -> None:
    found = line(who=child(ended_on=date(2025, 1, 1)))
    assert found.concern is Concern.ENDED
    assert found.step is None


def test_when_all_is_done_the_next_step_is_said() -> None:
    found = line({**KEPT_UP, "M48": date(2025, 3, 1)})
    assert found.concern is Concern.CALM
    assert found.step is not None
    assert found.step.step.code == "M54"


def test_the_last_sight_is_of_an_assessment_or_a_session() -> None:
    assert line().seen_on == KEPT_UP["M42"]
    found = line(last_session=date(2025, 2, 20))
    assert found.seen_on == date(2025, 2, 20)
    assert found.session_on == date(2025, 2, 20)
    assert line({}).seen_on is None


def test_a_child_who_came_to_an_appointment_was_seen() -> None:
    months_ago, yesterday = {"B00": date(2021, 7, 20)}, date(2025, 3, 3)
    assert line(months_ago).concern is Concern.LOST
    found = line(months_ago, last_kept=yesterday)
    assert found.seen_on == yesterday
    assert found.session_on is None, "an appointment is not a session of care"
    assert line(last_kept=date(2024, 1, 1)).seen_on == KEPT_UP["M42"], "the latest of all counts"


def test_a_project_is_due_on_the_day_of_the_place() -> None:
    lou = line()
    drafted = {lou.child.dossier: datetime(2024, 5, 4, tzinfo=UTC)}
    assert rules.ppe_due([lou], drafted) == ()
    assert rules.ppe_due([replace(lou, today=date(2025, 3, 5))], drafted) != ()


def test_the_time_is_that_of_the_step_and_no_other() -> None:
    planned = Planned(step=StepCode("M48"), planned_on=date(2025, 3, 20))

    def appointment(step: str, at: time) -> Appointment:
        return Appointment(
            id=AppointmentId(uuid4()),
            planned_by=AccountId(uuid4()),
            step=StepCode(step),
            planned_on=planned.planned_on,
            planned_time=at,
        )

    found = rules.line(
        child(),
        schedule(KEPT_UP, planned=[planned]),
        last_session=None,
        appointments=[appointment("M54", time(8)), appointment("M48", time(10, 30))],
        today=TODAY,
    )
    assert found.planned_time == time(10, 30)
    assert line(planned=date(2025, 3, 20)).planned_time is None


def test_a_section_begins_with_what_has_waited_longest() -> None:
    since_february = line(LATE)
    never_met = line({code: day for code, day in KEPT_UP.items() if code != "B00"})
    found = rules.of_concern([since_february, line(), never_met], Concern.LATE)
    assert (never_met, since_february) == found


def test_those_of_whom_nothing_is_asked_keep_the_order_given() -> None:
    one, other = (line(who=child(name, ended_on=TODAY)) for name in ("Iris Roy", "Alma Roy"))
    assert rules.of_concern([one, other], Concern.ENDED) == (one, other)


def test_planned_lines_are_those_of_the_days_ahead_nearest_first() -> None:
    far = line(planned=date(2025, 4, 4))
    near = line(planned=date(2025, 3, 6))
    last_day = line(planned=date(2025, 4, 3))
    found = rules.of_concern([far, last_day, near], Concern.PLANNED)
    assert (near, last_day) == found


def test_to_plan_is_shown_when_its_window_closes_within_the_days_ahead() -> None:
    open_until_august = line()
    assert rules.of_concern([open_until_august], Concern.TO_PLAN) == ()
    in_august = replace(open_until_august, today=date(2025, 8, 1))
    assert rules.of_concern([in_august], Concern.TO_PLAN) == (in_august,)


def test_those_unseen_for_longest_come_first() -> None:
    early = line({"B00": date(2021, 7, 20)})
    later = line({"B00": date(2021, 7, 20), "M12": date(2022, 5, 10)})
    never = line({})
    found = rules.of_concern([later, early, never], Concern.LOST)
    assert (never, early, later) == found


def test_sessions_are_noted_first_for_those_just_seen() -> None:
    yesterday, never = line(last_session=date(2025, 3, 3)), line()
    left = line(who=child(ended_on=date(2025, 1, 1)), last_session=TODAY)
    assert rules.by_last_session([never, left, yesterday]) == (yesterday, never)


EDEN = line(who=child("\u00c9den de l'Isle", kind=PlacementKind.HOME))
NOE = line(LATE, who=child("No\u00e9 Roy", kind=PlacementKind.FOSTER_FAMILY))
GONE = line(who=child("Alma Roy", ended_on=date(2025, 1, 1)))
EVERYBODY = (EDEN, NOE, GONE)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), (EDEN, NOE)),
        (Wanted(text="eden"), (EDEN,)),
        (Wanted(text="roy noe"), (NOE,)),
        (Wanted(text="oy"), ()),
        (Wanted(kind=PlacementKind.FOSTER_FAMILY), (NOE,)),
        (Wanted(concern=Concern.TO_PLAN), (EDEN,)),
        (Wanted(concern=Concern.ENDED), (GONE,)),
        (Wanted(text="lisle"), (EDEN,)),
    ],
)
def test_the_list_holds_who_fits(wanted: Wanted, found: tuple[Line, ...]) -> None:
    assert found == rules.chosen(EVERYBODY, wanted)


def test_every_word_must_begin_a_word() -> None:
    assert rules.matches("sai elo", "\u00c9lo\u00efse", "Sa\u00efdi")
    assert not rules.matches("sai marie", "\u00c9lo\u00efse Sa\u00efdi")
    assert rules.matches("", "anything")
    assert not rules.matches("%", "anything"), "signs alone begin no word"


def test_a_project_never_drafted_was_expected_three_months_after_admission() -> None:
    (due,) = rules.ppe_due([line()], {})
    assert due.state is PPEState.TO_DRAFT
    assert due.due_on == date(2021, 10, 9)


def test_a_project_of_last_month_is_not_due() -> None:
    lou = line()
    drafted = {lou.child.dossier: datetime(2025, 2, 4, tzinfo=UTC)}
    assert rules.ppe_due([lou], drafted) == ()


def test_a_project_is_due_sixty_days_before_its_year_is_over() -> None:
    lou = line()
    drafted = {lou.child.dossier: datetime(2024, 5, 3, tzinfo=UTC)}
    (due,) = rules.ppe_due([lou], drafted)
    assert due.state is PPEState.TO_UPDATE
    assert due.due_on == date(2025, 5, 3)
    later = {lou.child.dossier: datetime(2024, 5, 4, tzinfo=UTC)}
    assert rules.ppe_due([lou], later) == ()


def test_the_year_of_a_project_begins_on_the_day_it_was_there() -> None:
    lou = line()
    late = datetime(2024, 5, 3, 22, 30, tzinfo=UTC)
    assert rules.ppe_due([lou], {lou.child.dossier: late}) == (), "in Paris it was the 4th of May"
    inclusion = replace(lou.child.inclusion, department="972")
    there = replace(lou, child=replace(lou.child, inclusion=inclusion))
    (due,) = rules.ppe_due([there], {there.child.dossier: late})
    assert due.due_on == date(2025, 5, 3)


def test_nothing_is_drafted_for_who_has_left() -> None:
    assert rules.ppe_due([line(who=child(ended_on=TODAY))], {}) == ()
    assert rules.ppe_due([line(who=child(ended_on=date(2025, 3, 5)))], {}) != ()


def test_the_longest_awaited_project_comes_first() -> None:
    drafted, never = line(who=child("Iris Roy")), line()
    found = rules.ppe_due(
        [drafted, never], {drafted.child.dossier: datetime(2024, 3, 20, tzinfo=UTC)}
    )
    assert [due.child for due in found] == [never.child, drafted.child]
    assert ADMITTED < found[0].due_on


def test_a_move_of_late_asks_of_carers_who_were_there_before() -> None:
    stays = (
        Placement(
            id=PlacementId(uuid4()),
            kind=PlacementKind.RESIDENTIAL_NURSERY,
            place="",
            begins_on=date(2024, 1, 2),
            ends_on=date(2025, 3, 1),
        ),
        Placement(
            id=PlacementId(uuid4()),
            kind=PlacementKind.HOME,
            place="",
            begins_on=date(2025, 3, 1),
        ),
    )
    around = [
        granted(Role.CARER, date(2024, 1, 2)),
        granted(Role.CARER, date(2025, 3, 1)),
        granted(Role.PHYSICIAN, date(2024, 1, 2)),
    ]
    assert rules.from_before(around, stays, date(2025, 3, 31)) == (around[0],)
    assert rules.from_before(around, stays, date(2025, 4, 1)) == (), "long enough to be known"
    assert rules.from_before(around, stays[:1], date(2024, 1, 9)) == (), "a first place is no move"
    assert rules.from_before(around, (), date(2025, 3, 31)) == ()


HOME = Placement(
    id=PlacementId(uuid4()),
    kind=PlacementKind.FOSTER_FAMILY,
    place="Famille Gosselin",
    begins_on=date(2025, 3, 2),
)


@pytest.mark.parametrize(
    ("here", "name", "since_on", "is_near"),
    [
        (HOME, "Capucine Gosselin", date(2021, 7, 9), True),
        (HOME, "Capucine Payen", date(2025, 3, 2), True),
        (HOME, "Capucine Payen", date(2021, 7, 9), False),
        (replace(HOME, place="Famille Gosselin-Payen"), "Eden Payen", date(2021, 7, 9), False),
        (replace(HOME, place=""), "Eden Payen", date(2021, 7, 9), False),
        (
            replace(HOME, kind=PlacementKind.RESIDENTIAL_NURSERY),
            "Capucine Gosselin",
            date(2021, 7, 9),
            False,
        ),
        (None, "Capucine Gosselin", date(2025, 3, 2), False),
    ],
)
def test_a_carer_is_near_when_the_home_is_theirs_or_their_place_began_with_it(
    here: Placement | None, name: str, since_on: date, *, is_near: bool
) -> None:
    assert rules.is_near(granted(Role.CARER, since_on), name, here) is is_near


def granted(role: Role, since_on: date) -> Grant:
    return Grant(
        id=GrantId(uuid4()),
        dossier=DossierId(uuid4()),
        account=AccountId(uuid4()),
        role=role,
        rights=rights_of(role),
        since_on=since_on,
        purpose="life",
        begins_at=datetime(2024, 1, 1, tzinfo=UTC),
        ends_at=datetime(2030, 1, 1, tzinfo=UTC),
    )
