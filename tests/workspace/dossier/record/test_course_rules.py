"""What the path of a child accepts, and how it is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.people import LOU, NURSERY
from workspace.actor import Role
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.course.model import (
    Course,
    NewDepartment,
    NewExit,
    NewMeasure,
    NewProgramme,
    NewReturn,
    NewShortStay,
    ShortStay,
    ShortStayId,
    ShortStayKind,
    Sort,
)
from workspace.dossier.record.course.rules import (
    authors,
    check_department,
    check_end,
    check_exit,
    check_measure,
    check_programme,
    check_return,
    check_short_stay,
    corrected,
    set_aside,
    steps,
)
from workspace.dossier.record.definitions import inclusion_rule
from workspace.dossier.record.events import (
    EventKind,
    ExitReason,
    InclusionEvent,
    exit_words,
)
from workspace.dossier.record.model import (
    Inclusion,
    MeasureId,
    MeasureKind,
    NewPlacement,
    Placement,
    PlacementId,
    PlacementKind,
    ProtectionMeasure,
)
from workspace.dossier.record.statements import Written
from workspace.errors import Invalid
from workspace.ids import AccountId

TODAY, BORN, ADMITTED = date(2025, 3, 4), date(2021, 5, 24), date(2021, 7, 9)
TOMORROW = TODAY + timedelta(days=1)
FOLLOWED = Inclusion(admitted_on=ADMITTED, organization=NURSERY, department="62")
LEFT = replace(FOLLOWED, ended_on=date(2024, 1, 1), ended_because="moved_away")
EXIT = NewExit(ended_on=date(2024, 1, 1), reason=ExitReason.MOVED_AWAY)
BACK = NewReturn(back_on=date(2024, 6, 1), words="Back in the department.")
AT = datetime(2025, 3, 4, 9, tzinfo=UTC)


def fields(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return set(error.value.fields)


# ── Follow-up ────────────────────────────────────────────────────────────────────────────────────


def test_follow_up_may_end_on_any_day_since_admission() -> None:
    check_exit(EXIT, FOLLOWED, born=BORN, today=TODAY)
    check_exit(replace(EXIT, ended_on=ADMITTED), FOLLOWED, born=BORN, today=TODAY)
    check_exit(replace(EXIT, ended_on=TODAY), FOLLOWED, born=BORN, today=TODAY)


@pytest.mark.parametrize("day", [ADMITTED - timedelta(days=1), TOMORROW])
def test_follow_up_does_not_end_before_admission_or_in_the_future(day: date) -> None:
    with pytest.raises(Invalid) as refused:
        check_exit(replace(EXIT, ended_on=day), FOLLOWED, born=BORN, today=TODAY)
    assert {"ended_on"} == fields(refused)


def test_a_child_who_has_left_does_not_leave_again() -> None:
    with pytest.raises(Invalid) as refused:
        check_exit(replace(EXIT, words="x" * 1001), LEFT, born=BORN, today=TODAY)
    assert {"ended_on", "words"} == fields(refused)


def judged(new: NewReturn, inclusion: Inclusion = LEFT, *, born: date = BORN) -> set[str]:
    try:
        check_return(
            new,
            inclusion,
            born=born,
            today=TODAY,
            rule=inclusion_rule(),
            role=Role.COORDINATOR,
        )
    except Invalid as error:
        return set(error.fields)
    return set()


def test_a_return_follows_an_exit_and_says_why() -> None:
    assert not judged(BACK)
    assert judged(BACK, FOLLOWED) == {"back_on"}
    assert judged(replace(BACK, back_on=date(2023, 12, 31))) == {"back_on"}
    assert judged(replace(BACK, back_on=TOMORROW)) == {"back_on"}
    assert judged(replace(BACK, words="")) == {"words"}


def test_past_seven_a_return_asks_for_its_exception() -> None:
    born = date(2017, 6, 1)
    assert not judged(replace(BACK, back_on=date(2024, 5, 31)), born=born)
    assert judged(BACK, born=born) == {"exception"}
    assert judged(replace(BACK, exception="elder_sibling"), born=born) == {"exception"}
    assert not judged(replace(BACK, exception="past_seven"), born=born)


def test_another_department_is_another_one() -> None:
    new = NewDepartment(since_on=TODAY, department="974")
    check_department(new, FOLLOWED, today=TODAY)
    wrong = NewDepartment(since_on=ADMITTED - timedelta(days=1), department="999")
    with pytest.raises(Invalid) as refused:
        check_department(wrong, FOLLOWED, today=TODAY)
    assert {"department", "since_on"} == fields(refused)
    with pytest.raises(Invalid) as refused:
        check_department(NewDepartment(since_on=TOMORROW, department="62"), FOLLOWED, today=TODAY)
    assert {"department", "since_on"} == fields(refused)


def test_another_programme_is_one_that_is_defined_and_is_not_followed_already() -> None:
    new = NewProgramme(since_on=TODAY, programme="mille-jours")
    check_programme(new, FOLLOWED, defined={"pegase", "mille-jours"}, today=TODAY)
    unknown = NewProgramme(since_on=ADMITTED - timedelta(days=1), programme="elsewhere")
    same = NewProgramme(since_on=TOMORROW, programme="pegase")
    for wrong in (unknown, same):
        with pytest.raises(Invalid) as refused:
            check_programme(wrong, FOLLOWED, defined={"pegase"}, today=TODAY)
        assert {"programme", "since_on"} == fields(refused)


def test_a_reason_by_its_code_is_said_in_words_and_words_stay_words() -> None:
    assert exit_words("lost") == "Lost from sight"
    assert exit_words("retour au pays") == "retour au pays"
    assert not exit_words(None)


# ── Short stays ──────────────────────────────────────────────────────────────────────────────────

AWAY = NewShortStay(
    kind=ShortStayKind.HOSPITAL,
    place="CHU",
    begins_on=date(2025, 2, 1),
    ends_on=date(2025, 2, 4),
)


def away(begins_on: date, ends_on: date | None) -> ShortStay:
    return ShortStay(
        id=ShortStayId(UUID(int=3)),
        kind=ShortStayKind.RELAY_CARER,
        place="",
        begins_on=begins_on,
        ends_on=ends_on,
    )


def test_seven_years_before_they_are_reached_are_asked_about_once() -> None:
    young = replace(EXIT, reason=ExitReason.SEVEN_YEARS)
    with pytest.raises(Invalid) as refused:
        check_exit(young, FOLLOWED, born=BORN, today=TODAY)
    assert {"reason"} == fields(refused)
    check_exit(replace(young, is_younger=True), FOLLOWED, born=BORN, today=TODAY)
    seven = young.ended_on.replace(year=young.ended_on.year - 7)
    check_exit(young, replace(FOLLOWED, admitted_on=seven), born=seven, today=TODAY)


def test_days_away_are_lived_once() -> None:
    before, after = away(date(2025, 1, 1), AWAY.begins_on), away(date(2025, 2, 4), None)
    check_short_stay(AWAY, born=BORN, today=TODAY, others=[before, after])
    for other in (away(date(2025, 1, 1), None), away(date(2025, 2, 3), date(2025, 2, 9))):
        with pytest.raises(Invalid) as refused:
            check_short_stay(AWAY, born=BORN, today=TODAY, others=[other])
        assert {"begins_on"} == fields(refused)
    with pytest.raises(Invalid):
        check_short_stay(replace(AWAY, ends_on=None), born=BORN, today=TODAY, others=[after])


def test_days_away_that_cannot_be_are_refused() -> None:
    wrong = replace(AWAY, begins_on=TOMORROW, ends_on=TODAY, place="x" * 201)
    with pytest.raises(Invalid) as refused:
        check_short_stay(wrong, born=BORN, today=TODAY)
    assert {"ends_on", "place"} == fields(refused)
    before = replace(AWAY, begins_on=BORN - timedelta(days=1), ends_on=TOMORROW)
    with pytest.raises(Invalid) as refused:
        check_short_stay(before, born=BORN, today=TODAY)
    assert {"begins_on"} == fields(refused)


def test_days_away_may_be_planned_and_are_asked_about_once_a_year_ahead() -> None:
    for begins_on, ends_on in (
        (TOMORROW, None),
        (TOMORROW, TOMORROW + timedelta(days=3)),
        (TODAY, TOMORROW),
    ):
        check_short_stay(
            replace(AWAY, begins_on=begins_on, ends_on=ends_on), born=BORN, today=TODAY
        )
    last = add_months(TODAY, 12)
    check_short_stay(replace(AWAY, begins_on=last, ends_on=last), born=BORN, today=TODAY)
    far = replace(AWAY, begins_on=last + timedelta(days=1), ends_on=last + timedelta(days=9))
    with pytest.raises(Invalid) as refused:
        check_short_stay(far, born=BORN, today=TODAY)
    assert {"begins_on", "ends_on"} == fields(refused)
    check_short_stay(replace(far, is_far=True), born=BORN, today=TODAY)
    with pytest.raises(Invalid):
        check_short_stay(far, born=BORN, today=TODAY, others=[away(far.begins_on, None)])


def test_a_stay_is_planned_until_its_first_day() -> None:
    assert away(TOMORROW, None).is_planned(TODAY)
    assert not away(TODAY, None).is_planned(TODAY)


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────


def test_the_end_of_a_measure_may_be_known_ahead() -> None:
    new = NewMeasure(kind=MeasureKind.ASE, begins_on=ADMITTED, ends_on=date(2026, 7, 9))
    check_measure(new, born=BORN, today=TODAY)
    with pytest.raises(Invalid) as refused:
        check_measure(replace(new, decided_on=TOMORROW, ends_on=BORN), born=BORN, today=TODAY)
    assert {"decided_on", "ends_on"} == fields(refused)


def test_a_measure_begins_neither_before_the_birth_nor_after_today() -> None:
    for day in (BORN - timedelta(days=1), TOMORROW):
        with pytest.raises(Invalid) as refused:
            check_measure(NewMeasure(kind=MeasureKind.ASE, begins_on=day), born=BORN, today=TODAY)
        assert fields(refused) == {"begins_on"}


def test_what_ends_ends_after_it_began() -> None:
    check_end(ADMITTED, ADMITTED, today=TODAY)
    check_end(ADMITTED, TOMORROW, today=TODAY, ahead=True)
    for day in (BORN, TOMORROW):
        with pytest.raises(Invalid) as refused:
            check_end(ADMITTED, day, today=TODAY)
        assert {"ends_on"} == fields(refused)


# ── Corrections ──────────────────────────────────────────────────────────────────────────────────


def lived(number: int, begins_on: date, ends_on: date | None = None) -> Placement:
    return Placement(
        id=PlacementId(UUID(int=number)),
        kind=PlacementKind.RESIDENTIAL_NURSERY,
        place="There",
        begins_on=begins_on,
        ends_on=ends_on,
    )


MOVED = date(2023, 5, 2)
FIRST, SECOND = lived(1, ADMITTED, MOVED), lived(2, MOVED)


def right(begins_on: date) -> NewPlacement:
    return NewPlacement(kind=PlacementKind.FOSTER_FAMILY, place="Here", begins_on=begins_on)


def test_a_right_day_moves_the_end_of_the_stay_before() -> None:
    day = date(2023, 5, 9)
    before, after = corrected(SECOND, right(day), [FIRST, SECOND], born=BORN, today=TODAY)
    assert before == replace(FIRST, ends_on=day)
    assert after == replace(SECOND, kind=PlacementKind.FOSTER_FAMILY, place="Here", begins_on=day)


def test_a_right_place_touches_nothing_else() -> None:
    (after,) = corrected(SECOND, right(MOVED), [FIRST, SECOND], born=BORN, today=TODAY)
    assert (after.place, after.begins_on, after.ends_on) == ("Here", MOVED, None)
    (first,) = corrected(FIRST, right(BORN), [FIRST, SECOND], born=BORN, today=TODAY)
    assert (first.begins_on, first.ends_on) == (BORN, MOVED)


def test_a_move_that_never_was_gives_its_days_back() -> None:
    assert corrected(SECOND, None, [FIRST, SECOND], born=BORN, today=TODAY) == (
        replace(FIRST, ends_on=None),
    )
    assert corrected(FIRST, None, [FIRST], born=BORN, today=TODAY) == ()


def test_a_correction_cannot_take_the_days_of_others() -> None:
    third = lived(3, date(2024, 1, 1))
    second = replace(SECOND, ends_on=third.begins_on)
    for day in (third.begins_on + timedelta(days=1), TOMORROW, BORN - timedelta(days=1)):
        with pytest.raises(Invalid):
            corrected(second, right(day), [FIRST, second, third], born=BORN, today=TODAY)
    with pytest.raises(Invalid) as refused:
        corrected(
            second,
            right(ADMITTED - timedelta(days=1)),
            [FIRST, second, third],
            born=BORN,
            today=TODAY,
        )
    assert {"begins_on"} == fields(refused)


# ── The time line ────────────────────────────────────────────────────────────────────────────────


def act(kind: EventKind, on: date) -> InclusionEvent:
    return InclusionEvent(
        id=UUID(int=9),
        dossier=LOU,
        kind=kind,
        code="lost",
        happened_on=on,
        words="",
        written_by=AccountId(UUID(int=1)),
        written_at=AT,
    )


def test_the_path_is_told_from_the_latest_to_the_birth() -> None:
    measure = ProtectionMeasure(id=MeasureId(UUID(int=5)), kind=MeasureKind.OPP, begins_on=ADMITTED)
    course = Course(
        born=BORN,
        inclusion=LEFT,
        events=(act(EventKind.EXIT, LEFT.ended_on or TODAY),),
        placements=(Written(what=FIRST), Written(what=SECOND, superseded_at=AT)),
        short_stays=(Written(what=away(MOVED, None)),),
        measures=(Written(what=measure),),
    )
    assert [step.sort for step in steps(course)] == [
        Sort.EVENT,
        Sort.SHORT_STAY,
        Sort.MEASURE,
        Sort.PLACE,
        Sort.ADMISSION,
        Sort.BIRTH,
    ]
    assert [each.what for each in set_aside(course)] == [SECOND]
    assert authors(course) == {AccountId(UUID(int=1))}
    signed = replace(course, placements=(Written(what=FIRST, by=AccountId(UUID(int=2))),))
    assert authors(signed) == {AccountId(UUID(int=1)), AccountId(UUID(int=2))}


def test_of_two_moves_on_one_day_the_last_is_told_first() -> None:
    brief = replace(SECOND, ends_on=SECOND.begins_on)
    after = replace(SECOND, id=PlacementId(UUID(int=77)))
    course = Course(
        born=BORN,
        inclusion=FOLLOWED,
        placements=(Written(what=FIRST), Written(what=brief), Written(what=after)),
    )
    told = [step.placement.what for step in steps(course) if step.placement]
    assert told == [after, brief, FIRST]


def test_an_exit_that_a_folder_wrote_is_told_too() -> None:
    told = steps(Course(born=BORN, inclusion=LEFT))
    assert (told[0].sort, told[0].on, told[0].ended_because) == (
        Sort.EVENT,
        LEFT.ended_on,
        "moved_away",
    )
    assert len(steps(Course(born=BORN, inclusion=FOLLOWED))) == 2
