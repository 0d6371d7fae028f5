"""A figure says whether it keeps what was promised of it."""

import json

import pytest

from tests.bench.measure import Figure


def figure(value: float, *, most: float | None = None, most_ratio: float | None = None) -> Figure:
    return Figure(
        name="page",
        value=value,
        unit="ms",
        baseline="bare",
        baseline_value=100,
        most=most,
        most_ratio=most_ratio,
    )


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (figure(1000), True),
        (figure(200, most=200), True),
        (figure(201, most=200), False),
        (figure(150, most_ratio=1.5), True),
        (figure(151, most_ratio=1.5), False),
        (figure(151, most=200, most_ratio=1.5), False),
    ],
)
def test_what_was_promised_is_held_or_not(found: Figure, held: bool) -> None:
    assert found.is_held is held


def test_the_promise_is_printed_beside_the_figure() -> None:
    assert "held" not in json.loads(figure(10).line())
    said = json.loads(figure(201, most=200).line())
    assert (said["most"], said["held"], said["ratio"]) == (200, False, 0.498)
