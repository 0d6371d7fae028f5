"""Doses a few days apart are one; one sooner than the calendar says counts, and says so."""

from datetime import date, timedelta

import pytest

from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import (
    BookRead,
    Fact,
    Proof,
    Vaccination,
    VaccineState,
    VaccineStatus,
)
from workspace.dossier.health.rules import vaccine_statuses
from workspace.dossier.health.wording import beyond_in_words, dose_in_words, early_in_words
from workspace.i18n import use_language

BORN = date(2025, 1, 10)
TODAY = date(2025, 5, 12)  # 4 months: the second dose is to do now
FIRST = date(2025, 3, 10)


def dose(days: int, *, name: str = "", proof: Proof = Proof.BOOK, of: str = "PNC") -> Vaccination:
    return Vaccination(vaccine=of, done_on=FIRST + timedelta(days=days), dose=name, proof=proof)


def status(*given: Vaccination, today: date = TODAY, of: str = "PNC") -> VaccineStatus:
    facts: list[Fact] = [*given, BookRead(done_on=today)]
    found = vaccine_statuses(
        facts, birth=BORN, department="62", calendar=calendar_on(today), today=today
    )
    return next(each for each in found if each.vaccine.code == of)


def days_done(of: VaccineStatus) -> list[date | None]:
    return [each.done.done_on if each.done else None for each in of.doses]


def test_two_doses_two_days_apart_are_one_and_the_next_stays_to_do() -> None:
    found = status(dose(0), dose(2))
    assert (days_done(found), found.doubles) == ([FIRST, None, None], (dose(2),))
    assert found.state is VaccineState.TO_DO
    assert found.due is not None
    assert found.due.dose.code == "D2"


@pytest.mark.parametrize(("days", "counted"), [(0, 1), (7, 1), (8, 2), (27, 2), (56, 2)])
def test_only_obvious_doubles_are_left_out_since_the_reference_holds_no_interval(
    days: int, counted: int
) -> None:
    found = status(dose(0), dose(days, name="D2"))
    assert sum(each.done is not None for each in found.doses) == counted
    assert len(found.doubles) == 2 - counted


def test_of_a_few_days_the_dose_that_was_seen_and_named_is_the_one() -> None:
    said, seen = dose(0, proof=Proof.SAID), dose(3, name="D1")
    found = status(said, dose(1), seen)
    assert found.doses[0].done == seen
    assert found.doubles == (said, dose(1))


def test_a_week_is_counted_from_the_first_of_a_few_so_that_doubles_never_chain() -> None:
    found = status(dose(0), dose(6), dose(12))
    assert days_done(found)[:2] == [FIRST, FIRST + timedelta(days=12)]


@pytest.mark.parametrize(("days", "is_early"), [(55, True), (56, False)])
def test_a_dose_sooner_than_the_calendar_counts_and_says_so(days: int, *, is_early: bool) -> None:
    found = status(dose(0), dose(days))
    second = found.doses[1]
    assert (second.done is not None, second.is_early) == (True, is_early)
    with use_language("en"):
        assert ("the calendar's 56 days" in dose_in_words(second)) is is_early
        assert bool(early_in_words(second)) is is_early


def test_a_double_is_told_after_what_counts_and_never_after_the_day_asked_for() -> None:
    found = status(dose(0), dose(2))
    with use_language("en"):
        (said,) = beyond_in_words(found)
        assert "noted twice, or given too early? Not counted" in said
        assert beyond_in_words(found, FIRST) == []


def test_a_vaccine_that_is_only_written_down_keeps_its_doses_and_shows_the_double() -> None:
    flu = [dose(days, of="Grippe") for days in (0, 1, 28)]
    found = status(*flu, of="Grippe")
    assert (found.others, found.doubles) == ((flu[0], flu[2]), (flu[1],))
