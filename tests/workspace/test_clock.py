"""The moment and the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from workspace.clock import FixedClock, SystemClock


def test_a_moment_is_real_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock(pinned=date(2025, 9, 1)).now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_a_pinned_day_is_the_day() -> None:
    assert SystemClock(pinned=date(2025, 9, 1)).today() == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 3, 4, 22, 59, tzinfo=UTC), date(2025, 3, 4)),
        (datetime(2025, 3, 4, 23, 0, tzinfo=UTC), date(2025, 3, 5)),
        (datetime(2025, 7, 4, 21, 59, tzinfo=UTC), date(2025, 7, 4)),
        (datetime(2025, 7, 4, 22, 0, tzinfo=UTC), date(2025, 7, 5)),
        (datetime(2025, 3, 30, 0, 59, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_the_day_is_that_of_paris(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda _: moment)
    assert day == SystemClock().today()
    assert day == FixedClock(moment=moment).today()


@pytest.mark.parametrize(
    ("department", "moment", "day"),
    [
        ("62", datetime(2025, 3, 4, 22, 30, tzinfo=UTC), date(2025, 3, 4)),
        ("2A", datetime(2025, 3, 4, 23, 30, tzinfo=UTC), date(2025, 3, 5)),
        ("971", datetime(2025, 3, 5, 3, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("972", datetime(2025, 3, 5, 4, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("973", datetime(2025, 3, 5, 2, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("974", datetime(2025, 3, 4, 20, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("975", datetime(2025, 3, 5, 2, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("976", datetime(2025, 3, 4, 21, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("977", datetime(2025, 3, 5, 3, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("978", datetime(2025, 3, 5, 3, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("986", datetime(2025, 3, 4, 12, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("987", datetime(2025, 3, 5, 9, 59, tzinfo=UTC), date(2025, 3, 4)),
        ("988", datetime(2025, 3, 4, 13, 0, tzinfo=UTC), date(2025, 3, 5)),
        ("987", datetime(2024, 2, 29, 9, 59, tzinfo=UTC), date(2024, 2, 28)),
        ("988", datetime(2024, 2, 28, 13, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_the_day_of_a_department_is_its_own(
    department: str, moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda _: moment)
    assert day == SystemClock().today_in(department)
    assert day == FixedClock(moment=moment).today_in(department)


def test_a_pinned_day_is_the_day_everywhere() -> None:
    assert SystemClock(pinned=date(2025, 9, 1)).today_in("987") == date(2025, 9, 1)


def test_a_fixed_clock_stands_still_until_it_is_set() -> None:
    clock = FixedClock(moment=datetime(2025, 3, 4, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.moment += timedelta(days=1)
    assert clock.today() == date(2025, 3, 5)
