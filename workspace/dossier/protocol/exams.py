"""The compulsory examinations of childhood, tracked apart from the assessments of a programme. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workspace.dossier.protocol.model import Assessment, StepCode
from workspace.dossier.record.ages import add_months, first_day_at, last_day_at
from workspace.dossier.record.model import Age
from workspace.i18n import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Exam:
    """One examination of the calendar."""

    code: str
    label: str
    """msgid"""
    age_from: Age
    age_to: Age
    """In whole months: the eve of that month. Else the last age, included."""
    certificate: str = ""
    """Of the health certificate that goes with it, if there is one."""
    since: date = date.min
    until: date = date.max
    """It is of the calendar when its window opens from `since` on, and before `until`."""

    def opens_on(self, birth: date) -> date:
        return first_day_at(birth, self.age_from)

    def closes_on(self, birth: date) -> date:
        if self.age_to.days:
            return last_day_at(birth, self.age_to)
        return add_months(birth, self.age_to.months) - timedelta(days=1)


class ExamState(StrEnum):
    DONE = "done"
    NOW = "now"
    PASSED = "passed"
    """Its days are over and nobody wrote it down: it may well have been done elsewhere."""
    AHEAD = "ahead"


EXAM_LABELS: Mapping[ExamState, str] = {
    ExamState.DONE: N_("Done"),
    ExamState.NOW: N_("To be done now"),
    ExamState.PASSED: N_("Not written down"),
    ExamState.AHEAD: N_("Upcoming"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ExamStatus:
    """Where one child stands with one examination on one day."""

    exam: Exam
    state: ExamState
    opens_on: date
    closes_on: date
    done_on: date | None = None
    same_days: StepCode | None = None
    """A step of the programme that was done within its days: perhaps the same visit."""
    same_on: date | None = None
    """The day it was."""


def exam_statuses(
    exams: Iterable[Exam],
    *,
    birth: date,
    recorded: Mapping[str, date],
    assessments: Iterable[Assessment] = (),
    today: date,
) -> tuple[ExamStatus, ...]:
    """Return every examination of the calendar this child grows through, in the order of ages.

    `recorded`: the day of those written down as done, by code; they are shown whatever the calendar says.
    """
    done = list(assessments)
    return tuple(
        _status(exam, birth, recorded.get(exam.code), done, today)
        for exam in exams
        if exam.since <= exam.opens_on(birth) < exam.until or exam.code in recorded
    )


def falling_on(exams: Iterable[Exam], *, birth: date, on: date) -> tuple[Exam, ...]:
    """Return the examinations in whose window a day falls."""
    return tuple(
        exam
        for exam in exams
        if exam.since <= exam.opens_on(birth) < exam.until
        and exam.opens_on(birth) <= on <= exam.closes_on(birth)
    )


def _status(
    exam: Exam, birth: date, done_on: date | None, assessments: list[Assessment], today: date
) -> ExamStatus:
    opens_on, closes_on = exam.opens_on(birth), exam.closes_on(birth)
    near = (each for each in assessments if opens_on <= each.done_on <= closes_on)
    same = next(near, None)
    return ExamStatus(
        exam=exam,
        state=_state(done_on, opens_on, closes_on, today),
        opens_on=opens_on,
        closes_on=closes_on,
        done_on=done_on,
        same_days=same.step if same and done_on is None else None,
        same_on=same.done_on if same and done_on is None else None,
    )


def _state(done_on: date | None, opens_on: date, closes_on: date, today: date) -> ExamState:
    if done_on is not None:
        return ExamState.DONE
    if today < opens_on:
        return ExamState.AHEAD
    return ExamState.NOW if today <= closes_on else ExamState.PASSED
