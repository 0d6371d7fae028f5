"""Names of sign-in, passwords, and how long a wrong one makes wait."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.accounts.model import ROLE_LABELS
from workspace.accounts.rules import (
    FREE_FAILURES,
    LONGEST_WAIT,
    check_password,
    network_of,
    normal_login,
    seconds_left,
    typed,
    wait_after,
    wait_of_a_network,
)
from workspace.actor import Role
from workspace.errors import Invalid

NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_every_role_has_a_name_people_read() -> None:
    assert set(Role) == set(ROLE_LABELS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nour.B", "nour.b"),
        ("  nour ", "nour"),
        ("\uff2e\uff4f\uff55\uff52", "nour"),  # full-width letters of another keyboard
        ("e\u0301lise", "\u00e9lise"),  # an accent typed apart
        ("\u00c9LISE", "\u00e9lise"),
        ("stra\u00dfe", "strasse"),
        ("", ""),
    ],
)
def test_a_login_is_compared_as_people_see_it(typed: str, kept: str) -> None:
    assert kept == normal_login(typed)


def test_an_accent_typed_apart_is_the_same_password() -> None:
    assert typed("caf\u00e9") == typed("cafe\u0301")


@given(st.text(), st.text())
def test_every_other_difference_counts(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert same == (typed(one) == typed(other))


@pytest.mark.parametrize("length", [15, 16, 128])
def test_a_password_of_a_fair_length_is_kept(length: int) -> None:
    check_password("x" * length)


@pytest.mark.parametrize("password", ["", "x" * 14, "x" * 129, "\u00e9" * 14])
def test_a_password_of_another_length_is_not(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password)
    assert set(refusal.value.fields) == {"password"}


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (0, 0),
        (3, 0),
        (4, 1),
        (5, 2),
        (6, 4),
        (9, 32),
        (13, 512),
        (14, 900),
        (15, 900),
        (10_000, 900),
    ],
)
def test_wrong_passwords_cost_nothing_then_twice_as_much_each_time(
    failures: int, seconds: int
) -> None:
    assert timedelta(seconds=seconds) == wait_after(failures)


@given(st.integers(0, 10**6))
def test_the_wait_never_shrinks_and_never_passes_a_quarter_of_an_hour(failures: int) -> None:
    assert timedelta(0) <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_at_most_a_hundred_guesses_a_day_are_heard() -> None:
    """`security.md` F8: one account, guesses as fast as they are let in, for a day."""
    at, failures = NOW, 0
    while at < NOW + timedelta(days=1):
        failures += 1
        at += wait_after(failures)
    assert failures <= 110


@pytest.mark.parametrize(
    ("failures", "ago", "left"),
    [
        (FREE_FAILURES, timedelta(0), 0),
        (FREE_FAILURES + 1, timedelta(0), 1),
        (FREE_FAILURES + 1, TICK, 1),
        (FREE_FAILURES + 1, timedelta(seconds=1), 0),
        (FREE_FAILURES + 5, timedelta(seconds=2.5), 14),
        (FREE_FAILURES + 5, timedelta(hours=2), 0),
    ],
)
def test_seconds_left_are_rounded_up(failures: int, ago: timedelta, left: int) -> None:
    assert left == seconds_left(wait_after(failures), NOW - ago, now=NOW)


def test_whoever_never_failed_does_not_wait() -> None:
    assert seconds_left(LONGEST_WAIT, None, now=NOW) == 0


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (30, 0), (31, 1), (32, 2), (36, 32), (37, 60), (10_000, 60)]
)
def test_a_network_may_err_more_and_waits_less(failures: int, seconds: int) -> None:
    assert timedelta(seconds=seconds) == wait_of_a_network(failures)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.250"),
        ("203.0.113.7", "::ffff:203.0.113.9"),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9"),
        ("testclient", "/tmp/socket"),  # noqa: S108 - no address at all
    ],
)
def test_neighbours_are_counted_together(one: str, other: str) -> None:
    assert network_of(one) == network_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.7", "203.0.114.7"), ("2001:db8:1::3", "2001:db8:2::3"), ("203.0.113.7", "")],
)
def test_strangers_are_not(one: str, other: str) -> None:
    assert network_of(one) != network_of(other)
