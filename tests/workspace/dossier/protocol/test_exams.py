"""The calendar of compulsory examinations: which one falls here, and which is of the calendar at all."""

from datetime import date
from uuid import UUID

from workspace.dossier.protocol.definitions.compulsory import EXAMS, exams
from workspace.dossier.protocol.exams import ExamState, exam_statuses, falling_on
from workspace.dossier.protocol.model import Assessment, AssessmentId, StepCode


def codes(birth: date, today: date, **recorded: date) -> dict[str, ExamState]:
    found = exam_statuses(exams(), birth=birth, recorded=recorded, today=today)
    return {each.exam.code: each.state for each in found}


def test_there_are_twenty_examinations_for_whoever_is_born_under_either_calendar() -> None:
    assert len(exams()) == 21
    assert {exam.label for exam in exams()} == set(EXAMS)
    assert {exam.code for exam in exams() if exam.certificate} == {"EX_J8", "EX_M9", "EX_M24"}
    before, after = (
        codes(date(2010, 1, 1), date(2025, 9, 1)),
        codes(date(2025, 3, 1), date(2025, 9, 1)),
    )
    assert set(before) - set(after) == {"EX_M1"}
    assert set(after) - set(before) == {"EX_A7"}
    assert (len(before), len(after)) == (20, 20)


def test_an_examination_dropped_from_the_calendar_is_shown_to_whom_it_was_made() -> None:
    birth = date(2025, 3, 1)
    assert "EX_M1" in codes(birth, date(2025, 9, 1), EX_M1=date(2025, 3, 20))


def test_a_window_in_whole_months_ends_on_the_eve() -> None:
    birth = date(2024, 1, 31)
    by_code = {exam.code: exam for exam in exams()}
    assert by_code["EX_M9"].opens_on(birth) == date(2024, 9, 30)
    assert by_code["EX_M9"].closes_on(birth) == date(2024, 11, 29)
    assert by_code["EX_J8"].closes_on(birth) == date(2024, 2, 8)
    assert by_code["EX_M16_18"].closes_on(birth) == date(2025, 8, 30)


def test_each_day_says_what_falls_on_it() -> None:
    birth = date(2024, 1, 31)
    assert [exam.code for exam in falling_on(exams(), birth=birth, on=date(2024, 10, 10))] == [
        "EX_M9"
    ]
    assert falling_on(exams(), birth=birth, on=date(2024, 12, 10)) == ()


def test_where_a_child_stands_and_what_may_have_been_the_same_visit() -> None:
    birth = date(2024, 1, 31)
    seen = Assessment(
        id=AssessmentId(UUID(int=1)), step=StepCode("M09"), done_on=date(2024, 10, 10)
    )
    found = exam_statuses(
        exams(),
        birth=birth,
        recorded={"EX_M6": date(2024, 7, 20)},
        assessments=[seen],
        today=date(2024, 11, 1),
    )
    states = {each.exam.code: (each.state, each.same_days) for each in found}
    assert states["EX_M6"] == (ExamState.DONE, None)
    assert states["EX_M9"] == (ExamState.NOW, "M09")
    assert states["EX_M5"] == (ExamState.PASSED, None)
    assert states["EX_M12"] == (ExamState.AHEAD, None)
