"""Lines as hands draw them: smooth, and never quite straight. Units: thousandths of the width."""

import math
from collections.abc import Iterable, Sequence
from random import Random

Point = tuple[float, float]


def path(written: str) -> list[Point]:
    """Read points as SVG writes them: "0,10 20,30"."""
    pairs = (point.split(",") for point in written.split())
    return [(float(x), float(y)) for x, y in pairs]


def smooth(points: Sequence[Point], *, closed: bool = False, steps: int = 14) -> list[Point]:
    """Pass a Catmull-Rom curve through the points."""
    before, after = (points[-1:], points[:2]) if closed else (points[:1], points[-1:])
    stops = [*before, *points, *after]
    curve = [
        _between(stops[i : i + 4], step / steps)
        for i in range(len(stops) - 3)
        for step in range(steps)
    ]
    return curve if closed else [*curve, points[-1]]


def _between(four: Sequence[Point], t: float) -> Point:
    a, b, c, d = four
    return (_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t))


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def ring(
    x: float, y: float, across: float, down: float | None = None, *, corners: int = 40
) -> list[Point]:
    """Return an ellipse by its centre and half-widths."""
    down = across if down is None else down
    turns = (2 * math.pi * corner / corners for corner in range(corners))
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def shaken(points: Iterable[Point], chance: Random, by: float) -> list[Point]:
    return [(x + chance.uniform(-by, by), y + chance.uniform(-by, by)) for x, y in points]


def dotted(start: Point, end: Point, *, every: float) -> list[Point]:
    """Return points along a straight line, so that it can be shaken."""
    count = max(int(math.dist(start, end) / every), 1)
    return [
        (start[0] + (end[0] - start[0]) * i / count, start[1] + (end[1] - start[1]) * i / count)
        for i in range(count + 1)
    ]
