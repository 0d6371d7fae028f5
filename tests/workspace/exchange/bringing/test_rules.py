"""What may be asked when, and a report put together to be read."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.people import NURSERY, account_of
from workspace.errors import Invalid
from workspace.exchange import faults
from workspace.exchange.bringing import rules
from workspace.exchange.bringing.model import (
    FileCounts,
    ImportRequest,
    ImportState,
    Outcome,
    RequestId,
)
from workspace.exchange.bringing.sealing import outcome_from, outcome_text
from workspace.exchange.receipt import KNOWN_TWIN, Receipt
from workspace.exchange.report import Problem, Report, Severity
from workspace.i18n import gettext

NOW = datetime(2025, 9, 1, 9, tzinfo=UTC)


def request(
    state: ImportState, *, ago: timedelta = timedelta(0), changes: int = 1
) -> ImportRequest:
    counts = (FileCounts(file="enfants.csv", read=3, added=changes, amended=0, unchanged=2),)
    return ImportRequest(
        id=RequestId(uuid4()),
        account=account_of("nour"),
        organization=NURSERY,
        state=state,
        asked_at=NOW - ago,
        moved_at=NOW - ago,
        files=(),
        outcome=Outcome(errors=0, notices=0, said=(), counts=counts),
    )


@pytest.mark.parametrize("count", [0, 15])
def test_no_file_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(Invalid):
        rules.check_files(count)
    rules.check_files(14)


def test_files_that_are_too_large_together_are_refused() -> None:
    rules.check_lengths([30 << 20, 30 << 20])
    with pytest.raises(Invalid):
        rules.check_lengths([30 << 20, 30 << 20, 1])


def test_one_sending_at_a_time_unless_it_is_stuck() -> None:
    with pytest.raises(Invalid):
        rules.check_asked([request(ImportState.ASKED)], now=NOW)
    rules.check_asked([request(ImportState.ASKED, ago=timedelta(minutes=11))], now=NOW)
    rules.check_asked([request(ImportState.WRITTEN)], now=NOW)


def test_what_may_be_erased_before_it_is_read_is_not_confirmed() -> None:
    rules.check_open(request(ImportState.CHECKED, ago=timedelta(hours=23)), now=NOW)
    with pytest.raises(Invalid):
        rules.check_open(request(ImportState.CHECKED, ago=timedelta(hours=23, minutes=1)), now=NOW)


def test_only_checked_files_that_change_something_are_confirmed() -> None:
    assert rules.may_confirm(request(ImportState.CHECKED))
    assert not rules.may_confirm(request(ImportState.CHECKED, changes=0))
    assert not rules.may_confirm(request(ImportState.REFUSED))


def test_slow_is_said_of_what_waits() -> None:
    late = timedelta(minutes=2)
    assert rules.is_slow(request(ImportState.CONFIRMED, ago=late), now=NOW)
    assert not rules.is_slow(request(ImportState.CONFIRMED), now=NOW)
    assert not rules.is_slow(request(ImportState.WRITTEN, ago=late), now=NOW)


def receipt() -> Receipt:
    said = [
        Problem(fault=faults.NOT_A_DATE, file="seances.csv", line=line, column="date", value="x")
        for line in (2, 3)
    ]
    weight = {"found": "g", "unit": "kg", "low": Decimal("0.3"), "high": 80}
    said.append(
        Problem(
            fault=faults.WRONG_UNIT, file="bilans.csv", line=4, column="poids_kg", params=weight
        )
    )
    twin = Problem(fault=KNOWN_TWIN, file="enfants.csv", line=2, column="code", value="E9")
    report = Report(problems=tuple(said), read={"seances.csv": 2})
    return Receipt(report=report, written=False, added={"seances.csv": 2}, notices=(twin,))


def test_a_report_is_kept_whole_and_read_back() -> None:
    kept = rules.outcome_of(receipt(), {"seances.csv": ("a.csv",)})
    assert (kept.errors, kept.notices, kept.changes, kept.unchanged) == (3, 1, 2, 0)
    assert outcome_from(outcome_text(kept)) == kept


def test_the_same_words_are_said_once_with_all_their_lines() -> None:
    kept = rules.outcome_of(receipt(), {})
    dates, weight = rules.groups(kept.said, Severity.ERROR, gettext)
    assert ([place.line for place in dates.places], dates.count) == ([2, 3], 2)
    assert weight.remedy == "Écrivez-le en kg, entre 0,3 et 80."
    (notice,) = rules.groups(kept.said, Severity.NOTICE, gettext)
    assert list(rules.by_file([dates, weight, notice])) == [
        "seances.csv",
        "bilans.csv",
        "enfants.csv",
    ]


def test_a_mistake_on_every_line_is_counted_and_not_kept_for_ever() -> None:
    problems = tuple(
        Problem(fault=faults.NOT_A_DATE, file="seances.csv", line=line, value="secret")
        for line in range(rules.MOST_SAID + 5)
    )
    kept = rules.outcome_of(Receipt(report=Report(problems=problems, read={}), written=False), {})
    assert (kept.errors, len(kept.said)) == (rules.MOST_SAID + 5, rules.MOST_SAID)
    assert "secret" not in repr(kept)
