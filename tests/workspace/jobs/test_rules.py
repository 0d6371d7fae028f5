from datetime import timedelta

import pytest

from workspace.jobs.rules import wait_after


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=2)),
        (3, timedelta(minutes=8)),
        (4, timedelta(minutes=32)),
        (5, None),
        (6, None),
    ],
)
def test_a_failed_job_waits_longer_each_time_then_is_given_up(
    tries: int, wait: timedelta | None
) -> None:
    assert wait == wait_after(tries)
