"""What a form points to: as it is said today, corrected, ended or set aside meanwhile."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from workspace.dossier.record.bases import CHANGED, OVERTAKEN, Hand, overtaken, told
from workspace.dossier.record.pointed import last_hand, meant, named, stands, which
from workspace.dossier.record.statements import Written, now
from workspace.errors import NotFound
from workspace.i18n import use_language
from workspace.ids import AccountId

AT = datetime(2025, 3, 4, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stay:
    id: UUID
    ends_on: date | None = None


def written(number: int, *, corrects: int | None = None, is_old: bool = False) -> Written[Stay]:
    return Written(
        what=Stay(UUID(int=number)),
        supersedes=UUID(int=corrects) if corrects else None,
        superseded_at=AT if is_old else None,
    )


FIRST = written(1, is_old=True)
SECOND = written(2, corrects=1, is_old=True)
THIRD = written(3, corrects=2)
SET_ASIDE = written(4, is_old=True)
OTHER = written(5)
EVERY = (FIRST, SECOND, THIRD, SET_ASIDE, OTHER)


def of(number: int) -> dict[str, str]:
    return {"of": str(UUID(int=number))}


def test_a_statement_corrected_twice_is_said_by_its_last_correction() -> None:
    assert [now(EVERY, UUID(int=number)) for number in (1, 2, 3)] == [THIRD.what] * 3
    assert now(EVERY, UUID(int=4)) is None
    with pytest.raises(KeyError):
        now(EVERY, UUID(int=9))


def test_a_form_is_made_from_what_is_said_today_and_from_nothing_that_was_set_aside() -> None:
    assert stands(EVERY, of(1), {}) == THIRD.what
    assert stands(EVERY, {}, {}) == OTHER.what, "the last one, where none is named"
    for fields in (of(4), of(9), {"of": "nothing"}):
        with pytest.raises(NotFound):
            stands(EVERY, fields, {})


def test_a_form_whose_statement_was_set_aside_while_it_was_open_is_shown_again() -> None:
    assert stands(EVERY, of(4), {"base": "overtaken"}) is None
    with pytest.raises(NotFound):
        stands(EVERY, of(9), {"base": "overtaken"})


ME, COLLEAGUE = AccountId(UUID(int=71)), AccountId(UUID(int=72))


def test_the_hand_of_a_correction_is_that_of_the_last_one() -> None:
    signed = (replace(SECOND, by=ME, at=AT), replace(THIRD, by=COLLEAGUE, at=AT))
    assert last_hand((FIRST, *signed), of(1)) == Hand(COLLEAGUE, AT)
    assert last_hand((FIRST, *signed), of(3)) is None, "nobody corrected what was shown"
    assert last_hand((FIRST, *signed), {}) is None
    assert last_hand((FIRST, replace(signed[0], superseded_at=AT)), of(1)) is None, "set aside"
    assert last_hand(EVERY, of(1)) is None, "from a folder: nobody signed it"
    assert last_hand((FIRST, replace(THIRD, supersedes=FIRST.what.id, by=ME)), of(1)) is None


def test_whoever_has_two_windows_is_told_so() -> None:
    with use_language("en"):
        own = overtaken(ME, Hand(ME, AT))
    assert own.startswith(
        "You wrote this yourself in another window, on Tuesday 4 March 2025 at 10:00."
    )
    assert overtaken(ME, Hand(COLLEAGUE, AT)) == OVERTAKEN
    assert overtaken(ME, None) == CHANGED
    assert told({"place": "x"}, ME, None) == {"place": "x"}
    assert told({"base": "x"}, ME, Hand(COLLEAGUE, AT)) == {"base": OVERTAKEN}


def test_an_act_is_about_what_is_said_today_alone() -> None:
    assert which(EVERY, of(3)) == THIRD.what
    for fields in (of(1), of(4)):
        with pytest.raises(NotFound):
            which(EVERY, fields)
    assert named({}) is None


def test_what_ended_meanwhile_is_met_only_by_its_name() -> None:
    ended = Written(what=Stay(UUID(int=6), ends_on=date(2025, 1, 1)))
    assert meant((ended, OTHER), {}) == [OTHER]
    assert meant((ended, OTHER), of(6)) == (ended, OTHER)
