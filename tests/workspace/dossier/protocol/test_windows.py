"""Windows of a protocol, against a second computation that counts days one by one."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.model import (
    INITIAL,
    Assessment,
    AssessmentId,
    NewAssessment,
    Protocol,
    StepCode,
)
from workspace.dossier.protocol.windows import Window, is_caught_up, slot_on, window

FIRST, LAST = date(1996, 1, 1).toordinal(), date(2108, 1, 1).toordinal()
DAY_OF_MONTH = [date.fromordinal(n).day for n in range(FIRST, LAST)]
MONTH_LENGTH = [monthrange(*date.fromordinal(n).timetuple()[:2])[1] for n in range(FIRST, LAST)]


def every_day(first: date, last: date) -> Iterator[date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def births() -> list[date]:
    """Four whole years, the turn of 2000, every leap day, and month ends around 2100."""
    return [
        *every_day(date(2019, 3, 1), date(2023, 2, 28)),
        *every_day(date(1999, 1, 1), date(2000, 12, 31)),
        *(date(year, 2, 29) for year in range(2004, 2100, 4)),
        *(day for day in every_day(date(2093, 1, 1), date(2099, 12, 31)) if day.day >= 28),
    ]


def counted(birth: date, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the ordinals of the days of the `wanted` ages, counting from birth day by day.

    One more month is complete on a day with the birth day's number, or at the end of a month
    that has no such day. Ages that never come (30 days in a short month) are left out.
    """
    found: dict[tuple[int, int], int] = {}
    months = days = 0
    for i in range(birth.toordinal() - FIRST, LAST - FIRST):
        if months > 85:
            break
        if (months, days) in wanted:
            found[months, days] = i + FIRST
        days += 1
        if DAY_OF_MONTH[i + 1] == min(birth.day, MONTH_LENGTH[i + 1]):
            months, days = months + 1, 0
    return found


def recounted(birth: date, chosen: Protocol) -> Iterator[tuple[StepCode, Window]]:
    spans = [
        (s.code, s.target_months, s.opens, s.closes)
        for s in chosen.steps
        if s.target_months is not None and s.opens is not None and s.closes is not None
    ]
    wanted = {(target, 0) for _, target, _, _ in spans}
    wanted |= {(opens.months, opens.days) for _, _, opens, _ in spans}
    wanted |= {(closes.months, d) for _, _, _, closes in spans for d in range(closes.days + 1)}
    days = counted(birth, wanted)
    for code, target, opens, closes in spans:
        lived = [
            days[closes.months, d] for d in range(closes.days + 1) if (closes.months, d) in days
        ]
        yield (
            code,
            Window(
                opens_on=date.fromordinal(days[opens.months, opens.days]),
                target_on=date.fromordinal(days[target, 0]),
                closes_on=date.fromordinal(lived[-1]),
            ),
        )


def test_there_are_a_few_thousand_births_and_leap_days_among_them() -> None:
    assert len(births()) > 2500
    assert sum(day.month == 2 and day.day == 29 for day in births()) > 25


@pytest.mark.parametrize("schedule_set", ["A", "B", "C"])
def test_every_window_is_the_one_counted_day_by_day(schedule_set: str) -> None:
    chosen = protocol(schedule_set)
    for birth in births()[:: 1 if schedule_set == "A" else 5]:
        for code, expected in recounted(birth, chosen):
            assert expected == window(chosen, chosen.step(code), birth=birth, admitted=birth), birth


@pytest.mark.parametrize("schedule_set", ["A", "B", "C"])
def test_the_windows_of_a_set_leave_no_gap_and_never_overlap(schedule_set: str) -> None:
    chosen = protocol(schedule_set)
    for birth in births()[::7]:
        spans = [
            window(chosen, s, birth=birth, admitted=birth)
            for s in chosen.steps
            if s.code != INITIAL
        ]
        for span, following in pairwise(spans):
            assert span.closes_on + timedelta(days=1) == following.opens_on
            assert span.target_on in span


def test_the_initial_assessment_has_thirty_days_from_admission() -> None:
    span = window(
        protocol(), protocol().step(INITIAL), birth=date(2021, 7, 9), admitted=date(2021, 9, 1)
    )
    expected = Window(
        opens_on=date(2021, 9, 1), target_on=date(2021, 9, 1), closes_on=date(2021, 10, 1)
    )
    assert expected == span


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2021, 7, 23), None),
        (date(2021, 7, 24), "M01"),
        (date(2022, 10, 8), "M12"),
        (date(2022, 10, 9), "M18"),
        (date(2028, 4, 23), "M78"),
        (date(2028, 4, 24), None),
    ],
)
def test_a_day_falls_in_one_slot(on: date, expected: str | None) -> None:
    slot = slot_on(protocol(), birth=date(2021, 7, 9), on=on)
    assert expected == (slot.code if slot else None)


@pytest.mark.parametrize(
    ("done_on", "expected"),
    [
        (date(2022, 5, 23), True),
        (date(2022, 5, 24), False),
        (date(2022, 10, 8), False),
        (date(2022, 10, 9), True),
    ],
)
def test_an_assessment_outside_its_window_is_caught_up(done_on: date, expected: bool) -> None:
    new = NewAssessment(step=StepCode("M12"), done_on=done_on)
    kept = Assessment(id=AssessmentId(UUID(int=1)), step=new.step, done_on=done_on)
    for assessment in (new, kept):
        assert expected is is_caught_up(
            protocol(), assessment, birth=date(2021, 7, 9), admitted=date(2021, 9, 1)
        )


def test_a_step_unknown_to_the_protocol_has_no_window() -> None:
    with pytest.raises(KeyError):
        protocol().step(StepCode("M20"))
    assert protocol("B").step(StepCode("M20")).code == "M20"


def test_set_b_closes_the_eighteenth_month_earlier() -> None:
    birth = date(2021, 7, 9)
    spans = {
        name: window(
            protocol(name), protocol(name).step(StepCode("M18")), birth=birth, admitted=birth
        )
        for name in "AB"
    }
    assert date(2023, 4, 8) == spans["A"].closes_on
    assert spans["A"]._replace(closes_on=date(2023, 2, 8)) == spans["B"]
