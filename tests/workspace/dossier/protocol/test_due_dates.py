"""Every due date of sets A, B and C over 12,054 births, against a table made without the application."""

from datetime import date, timedelta

from tests.workspace.dossier.protocol import due_dates
from tests.workspace.dossier.protocol.due_dates import ADMITTED_AT_DAYS, Due
from workspace.dossier.protocol.definitions import protocol
from workspace.dossier.protocol.windows import windows

DIGEST = "d3891ea260a501aafac8e1476cbb9186d5581600f04aae2a7b51b756dc91bc28"
"""Of the table as it was made once: neither side may change it unnoticed."""


def ours(birth: date) -> tuple[Due, ...]:
    admitted = birth + timedelta(days=ADMITTED_AT_DAYS)
    return tuple(
        Due(name, step.code, span.opens_on, span.target_on, span.closes_on)
        for name in "ABC"
        for step, span in windows(protocol(name), birth=birth, admitted=admitted)
    )


def test_the_births_are_every_day_of_thirty_three_years() -> None:
    births = due_dates.births()
    assert len(births) >= 12_000
    assert sum(day.month == 2 and day.day == 29 for day in births) == 9
    assert [births[0].year, births[-1].year] == [2000, 2032]


def test_every_due_date_is_the_one_found_by_walking_through_the_calendar() -> None:
    compared = 0
    for birth, expected in due_dates.table():
        assert ours(birth) == expected, birth
        compared += len(expected)
    assert compared == 12_054 * 60


def test_the_table_is_the_one_that_was_made() -> None:
    assert due_dates.digest() == DIGEST
