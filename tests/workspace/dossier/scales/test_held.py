"""One questionnaire that two joined dossiers hold is one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from workspace.dossier.scales.entries import Entry
from workspace.dossier.scales.held import once
from workspace.dossier.scales.model import Domain, DomainResult, ResponseId, Zone
from workspace.ids import DossierId

HERE, THERE, FAR = (DossierId(UUID(int=number)) for number in (1, 2, 3))
TOTAL = DomainResult(domain=Domain.TOTAL, points=Decimal(40), zone=Zone.REASSURING)
FILLED = Entry(
    id=ResponseId(uuid4()),
    tool="ASQ-SE-2",
    months=48,
    answered_on=date(2024, 12, 10),
    results=(TOTAL,),
    thresholds_version="x",
)


def another(entry: Entry = FILLED) -> Entry:
    return replace(entry, id=ResponseId(uuid4()))


def test_what_two_dossiers_hold_is_shown_once_as_it_stands_in_the_one_that_is_read() -> None:
    theirs = another(
        replace(FILLED, thresholds_version="y", results=(replace(TOTAL, zone=Zone.REFER),))
    )
    for read in ([(HERE, FILLED), (THERE, theirs)], [(THERE, theirs), (HERE, FILLED)]):
        (shown,) = once(read, of=HERE)
        assert (shown.id, shown.is_joined, shown.is_in_both) == (FILLED.id, False, True)
    (shown,) = once([(THERE, theirs), (FAR, FILLED)], of=HERE)
    assert (shown.id, shown.is_joined, shown.is_in_both) == (theirs.id, True, True)


@pytest.mark.parametrize(
    "other",
    [
        replace(FILLED, tool="ASQ-SE"),
        replace(FILLED, months=36),
        replace(FILLED, answered_on=date(2024, 12, 11)),
        replace(FILLED, results=(replace(TOTAL, points=Decimal(45)),)),
        replace(FILLED, is_superseded=True),
    ],
)
def test_what_differs_stays_two(other: Entry) -> None:
    shown = once([(HERE, FILLED), (THERE, another(other))], of=HERE)
    assert [(each.is_joined, each.is_in_both) for each in shown] == [(False, False), (True, False)]


def test_two_alike_in_one_dossier_stay_two() -> None:
    shown = once([(HERE, FILLED), (HERE, another())], of=HERE)
    assert [(each.is_joined, each.is_in_both) for each in shown] == [(False, False)] * 2
