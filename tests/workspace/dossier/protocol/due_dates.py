"""Every due date of every set, worked out without the application: it imports nothing of it.

Ages are those of `ages.csv`, copied from the reference. A month of age is complete on the day of the
month one was born on, or on the last day of a month that has no such day; those days are found by
walking through the calendar one day at a time, never by adding months to a date. Then:

- an age "m months d days" begins d days after month m is complete, or with month m+1 if that comes first;
- its last day is that day, or the eve of month m+1 if that comes first;
- the initial assessment is due from the admission to 30 days later.

    python -m tests.workspace.dossier.protocol.due_dates > table.csv
"""

import csv
import hashlib
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

AGES: Final = Path(__file__).with_name("ages.csv")
FIRST_BIRTH, LAST_BIRTH = date(2000, 1, 1), date(2032, 12, 31)
INITIAL_DAYS: Final = 30
ADMITTED_AT_DAYS: Final = 45
"""In the table every child is admitted at this age, so that the initial assessment has a day."""


class Due(NamedTuple):
    schedule_set: str
    code: str
    opens_on: date
    target_on: date
    closes_on: date


class _Step(NamedTuple):
    schedule_set: str
    code: str
    target: int | None
    opens: tuple[int, int]
    closes: tuple[int, int]


def births() -> list[date]:
    """Every day of thirty-three years: 12,054 of them, nine leap days, every month's end."""
    days = (LAST_BIRTH - FIRST_BIRTH).days
    return [FIRST_BIRTH + timedelta(days=n) for n in range(days + 1)]


def table() -> Iterator[tuple[date, tuple[Due, ...]]]:
    """Return the due dates of each birth, in the order of the sets and of their steps."""
    steps, ends = tuple(_steps()), _completed_months()
    for birth in births():
        days = ends[birth.day]
        first = bisect_right(days, birth.toordinal())
        yield (
            birth,
            tuple(
                _due(step, birth, [birth.toordinal(), *days[first : first + 90]]) for step in steps
            ),
        )


def lines() -> Iterator[str]:
    for birth, found in table():
        for due in found:
            yield f"{birth},{due.schedule_set},{due.code},{due.opens_on},{due.target_on},{due.closes_on}"


def digest() -> str:
    """Return the SHA-256 of the whole table as `python -m` writes it."""
    whole = hashlib.sha256()
    for line in lines():
        whole.update(f"{line}\n".encode())
    return whole.hexdigest()


def _steps() -> Iterator[_Step]:
    with AGES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            target = row["target_months"]
            yield _Step(
                row["set"],
                row["code"],
                int(target) if target else None,
                _age(row["accept_from"]),
                _age(row["accept_to"]),
            )


def _age(text: str) -> tuple[int, int]:
    months, days = re.findall(r"\d+", text) or (0, 0)
    return int(months), int(days)


def _completed_months() -> dict[int, list[int]]:
    """Return, for each day of a month, the days on which those born on it complete a month."""
    found: dict[int, list[int]] = {number: [] for number in range(1, 32)}
    day, last = FIRST_BIRTH, date(LAST_BIRTH.year + 9, 1, 1)
    while day < last:
        morrow = day + timedelta(days=1)
        for number in range(1, 32):
            if day.day == number or (morrow.day == 1 and day.day < number):
                found[number].append(day.toordinal())
        day = morrow
    return found


def _due(step: _Step, birth: date, complete: list[int]) -> Due:
    if step.target is None:
        admitted = birth + timedelta(days=ADMITTED_AT_DAYS)
        closes = admitted + timedelta(days=INITIAL_DAYS)
        return Due(step.schedule_set, step.code, admitted, admitted, closes)
    (open_months, open_days), (close_months, close_days) = step.opens, step.closes
    return Due(
        step.schedule_set,
        step.code,
        date.fromordinal(min(complete[open_months] + open_days, complete[open_months + 1])),
        date.fromordinal(complete[step.target]),
        date.fromordinal(min(complete[close_months] + close_days, complete[close_months + 1] - 1)),
    )


if __name__ == "__main__":
    sys.stdout.write("birth,set,code,opens_on,target_on,closes_on\n")
    sys.stdout.writelines(f"{line}\n" for line in lines())
