"""Sessions of one day: each is found under its own name, import after import."""

from datetime import date
from uuid import UUID

import pytest

from workspace.dossier.care.model import CareKind, Payer
from workspace.exchange import faults, values
from workspace.exchange.entries import Entry, Memory
from workspace.exchange.identities import keep_once
from workspace.exchange.model import NewCareSession
from workspace.exchange.same_day import Side, changed_hands, settle
from workspace.exchange.values import Refused
from workspace.ids import PractitionerId

ONE, TWO = PractitionerId(UUID(int=1)), PractitionerId(UUID(int=2))


def row(
    by: str | None = None, hour: str | None = None, *, line: int = 2, minutes: int = 45
) -> NewCareSession:
    return NewCareSession(
        line=line,
        child="E1",
        kind=CareKind.PSYCHOMOTOR,
        done_on=date(2022, 4, 14),
        payer=Payer.PEGASE,
        minutes=minutes,
        practitioner=by,
        hour=hour,
    )


def side(
    *own: bytes, by: PractitionerId | None = ONE, has_hour: bool = False, said: bytes = b""
) -> Side:
    entry = Entry(
        row=row(), kind="session", key_index=b"day", fingerprint=said, new=None, practitioner=by
    )
    return Side(entry=entry, own=own, has_hour=has_hour)


def memory(*, by: PractitionerId | None = ONE, said: bytes = b"") -> Memory:
    return Memory(UUID(int=7), UUID(int=8), said, None, by)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (row("P1"), row("P2"), None),
        (row("P1", "10:00"), row("P1", "14:00"), None),
        (row(None, "10:00"), row(None, "14:00"), None),
        (row("P1"), row("P1"), faults.REPEATED),
        (row("P1", "10:00"), row("P1", "10:00"), faults.REPEATED),
        (row("P1"), row("P1", minutes=30), faults.SESSION_TWICE),
        (row("P1"), row(None), faults.SESSION_TWICE),
        (row("P1", "10:00"), row("P1"), faults.SESSION_TWICE),
    ],
)
def test_two_lines_of_one_day_are_two_sessions_once_something_tells_them_apart(
    first: NewCareSession, second: NewCareSession, said: object
) -> None:
    kept, problems = keep_once([first, second])
    assert len(kept) == (1 if said else 2)
    assert [each.fault for each in problems] == ([said] if said else [])


def test_what_is_new_takes_the_name_of_its_day_unless_it_has_an_hour() -> None:
    assert settle([side(b"a"), side(b"b", by=TWO)], {}) == [b"day", b"b"]
    hours = [side(b"a", has_hour=True), side(b"b", has_hour=True)]
    assert settle(hours, {}) == [b"a", b"b"]


def test_a_name_of_its_own_comes_before_that_of_the_day() -> None:
    known = {b"day": memory(by=TWO), b"a": memory()}
    assert settle([side(b"a")], known) == [b"a"]
    assert settle([side(b"new", b"a")], known) == [b"a"], "as an earlier file had it"


def test_the_name_of_the_day_stays_with_what_was_said_then_with_who_did_it() -> None:
    changed, same = side(b"a", said=b"other"), side(b"b", by=TWO, said=b"then")
    assert settle([changed, same], {b"day": memory(by=TWO, said=b"then")}) == [b"a", b"day"]
    assert settle([changed, same], {b"day": memory(said=b"x")}) == [b"day", b"b"]
    three = memory(by=PractitionerId(UUID(int=3)), said=b"x")
    assert settle([changed, same], {b"day": three}) == [b"a", b"b"], "two others: it stays"
    assert settle([changed], {b"day": three}) == [b"day"], "alone, it corrects it"


def test_no_two_rows_have_one_name() -> None:
    twins = [side(b"p", b"code1"), side(b"p", b"code2"), side(b"p", b"code3")]
    assert settle(twins, {}) == [b"day", b"p", b"code3"]


def test_only_a_professional_who_is_another_one_is_told() -> None:
    entry = side(b"a").entry
    assert changed_hands([entry], {}) == []
    assert changed_hands([entry], {b"day": memory(by=None)}) == []
    assert changed_hands([entry], {b"day": memory()}) == []
    assert changed_hands([entry], {b"day": memory(by=TWO)}) == [entry]
    assert changed_hands([side(b"a", by=None).entry], {b"day": memory(by=TWO)}) == []


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("10:30", "10:30"),
        ("9h05", "09:05"),
        ("14 h", "14:00"),
        ("10:30:00", "10:30"),
        ("0h", "00:00"),
    ],
)
def test_an_hour_is_read_however_it_is_written(cell: str, read: str) -> None:
    assert values.hour(cell) == read


@pytest.mark.parametrize("cell", ["25:00", "10:75", "matin", "1030"])
def test_what_is_no_hour_is_refused(cell: str) -> None:
    with pytest.raises(Refused) as refused:
        values.hour(cell)
    assert refused.value.fault is faults.NOT_AN_HOUR


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("14/04/2022", None),
        ("14/04/2022 00:00", None),
        ("14/04/2022 10:30", "10:30"),
        ("2022-04-14T10:30:00", "10:30"),
    ],
)
def test_the_hour_behind_a_day_is_read_and_midnight_is_none(cell: str, read: str | None) -> None:
    assert values.hour_of(cell) == read
