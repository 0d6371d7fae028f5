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


def test_a_fixed_clock_stands_still_until_it_is_set() -> None:
    clock = FixedClock(moment=datetime(2025, 3, 4, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.moment += timedelta(days=1)
    assert clock.today() == date(2025, 3, 5)
