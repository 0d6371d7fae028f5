"""The year of care of each child: what was paid, what is left, what lies beyond, and the same as a file."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest

from tests.people import LOU, People
from tests.workspace.dossier.conftest import Operator
from tests.workspace.home.conftest import Browse
from workspace.clock import FixedClock
from workspace.dossier.care import service as care
from workspace.dossier.care.model import CareKind, NewSession, Payer
from workspace.dossier.protocol import service as protocol
from workspace.dossier.protocol.model import NewAssessment, StepCode

PAGE, FILE = "/care/years", "/care/years.csv"
HELD = NewSession(
    kind=CareKind.PSYCHOMOTOR, done_on=date(2024, 7, 9), payer=Payer.PEGASE, minutes=45
)

pytestmark = pytest.mark.usefixtures("followed")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))


async def hold(operator: Operator, count: int, *others: NewSession) -> None:
    held = [replace(HELD, done_on=HELD.done_on + timedelta(days=each)) for each in range(count)]
    async with operator("import") as errand:
        await care.add_many(errand, [(LOU, each) for each in (*held, *others)])


async def test_the_year_runs_from_one_anniversary_to_the_next(
    browse: Browse, people: People, operator: Operator, clock: FixedClock
) -> None:
    before = replace(HELD, done_on=date(2024, 7, 8))
    elsewhere = replace(HELD, payer=Payer.COMMON_LAW)
    await hold(operator, 3, before, elsewhere)
    async with operator("import") as errand:
        done = [
            NewAssessment(step=StepCode(step), done_on=day)
            for step, day in (("M36", date(2024, 7, 8)), ("M42", date(2025, 1, 7)))
        ]
        await protocol.add_many(errand, [(LOU, each) for each in done], clock=clock)
    (row,) = rows((await browse(people.nour).get(FILE)).text)
    assert list(row.values()) == [
        "Lou Delattre",
        "2024-07-09",
        "2025-07-08",
        "3",
        "15",
        "12",
        "0",
        "630",
        "126,00",
        "504,00",
        "1",
    ]


async def test_what_lies_beyond_is_said_and_costs_nothing_more(
    browse: Browse, people: People, operator: Operator
) -> None:
    await hold(operator, 17)
    nour = browse(people.nour)
    assert PAGE in (await nour.get("/")).text
    text = (await nour.get(PAGE)).text
    assert "17 of 15" in text
    assert "2 beyond" in text
    (row,) = rows((await nour.get(FILE)).text)
    assert (row["Sessions left"], row["Sessions beyond"], row["Left (euros)"]) == ("0", "2", "0,00")


async def test_a_child_without_a_session_has_a_year_too(browse: Browse, people: People) -> None:
    assert "0 of 15" in (await browse(people.nour).get(PAGE)).text


async def test_only_one_s_own_children_are_there(
    browse: Browse, people: People, operator: Operator
) -> None:
    await hold(operator, 1)
    text = (await browse(people.stranger).get(PAGE)).text
    assert "Lou" not in text
    assert "Nobody you follow" in text
    assert rows((await browse(people.stranger).get(FILE)).text) == []
