"""A growth curve, drawn: one SVG for the page, the PDF and the picture in a text document.

Simple SVG 1.1: paths, lines, circles, text. Colours are presentation attributes (no inline
style), sober enough to be told apart in black and white by dash and marker; class names let a
page restyle them. Every word and number shown is given by the caller, in the reader's language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import ceil, floor

from workspace.dossier.growth.model import GrowthPoint, Indicator
from workspace.dossier.growth.reference import FIRST_PLACE, References, last_place, lms
from workspace.dossier.record.model import Sex

DAYS_OF_A_YEAR = 365.25
SHORTEST_YEARS = 2
"""The curve shows at least the first two years."""
LENGTHS = (450, 850)
"""Millimetres that a curve of weight for length shows at least."""
LENGTH_STEP = 100
ROOM_MM = 30

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 52, 600, 38, 326
BAND, MEDIAN, LINE, TEXT, GRID = "#dfe9e7", "#5f9a93", "#1d5b57", "#5d6470", "#e6dfd4"
MINUS = "\N{MINUS SIGN}"
STEPS = (0.5, 1, 2, 5, 10, 20, 50)
MOST_VALUE_TICKS = 8
BAND_POINTS = 60
BETWEEN = {0: "", 1: " growth-between", 2: ""}
"""The words a small drawing leaves out: one standard deviation, between the median and two."""
NEAR_THE_EDGE = 160
"""Room, in units of the drawing, that the words beside the last point need."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveLabels:
    """The words of a curve, translated by the caller."""

    title: str
    """Accessible name: "Weight for age"."""
    description: str
    """What a person who does not see the curve should know; see `describe`."""
    value_axis: str
    """"Weight (kg)"."""
    age_axis: str
    birth: str
    """Mark of the age zero."""
    years: Callable[[int], str]
    """Mark of a whole year of age, from 1."""
    number: Callable[[Decimal], str]
    point: Callable[[GrowthPoint], str]
    """One point in words: "14.2 kg, -0.4 SD"; beside the last point, and as title of each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CurveSummary:
    """What the alternative text of a curve says, for the caller to put into words."""

    indicator: Indicator
    points: int
    first: GrowthPoint | None
    last: GrowthPoint | None
    lowest_z: Decimal | None
    highest_z: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """From days and values to the units of the drawing."""

    first_day: float
    last_day: float
    least: float
    most: float
    step: float
    """Between two marks of the values; `least` and `most` are marks."""

    def x(self, day: float) -> float:
        return LEFT + (RIGHT - LEFT) * (day - self.first_day) / (self.last_day - self.first_day)

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - self.least) / (self.most - self.least)


def describe(indicator: Indicator, points: Sequence[GrowthPoint]) -> CurveSummary:
    """Return what there is to say of the points, oldest first."""
    read = [point.z for point in points if point.z is not None]
    return CurveSummary(
        indicator=indicator,
        points=len(points),
        first=points[0] if points else None,
        last=points[-1] if points else None,
        lowest_z=min(read, default=None),
        highest_z=max(read, default=None),
    )


def growth_curve(
    indicator: Indicator,
    points: Sequence[GrowthPoint],
    *,
    sex: Sex,
    labels: CurveLabels,
    name: str | None = None,
    others: References | None = None,
) -> str:
    """Return the curve of one indicator as SVG, `points` oldest first.

    For a sex the reference does not have, the points alone are drawn. `name` keeps the ids of
    two curves on one page apart (default: the indicator). `others`: what replaces WHO.
    """
    lines = _Lines(indicator=indicator, sex=sex, others=others)
    frame = _frame(lines, points)
    name = name or f"growth-{indicator.value}"
    parts = [
        *_reference(frame, lines),
        *_value_axis(frame, labels),
        *(
            _length_axis(frame, labels)
            if indicator is Indicator.PROPORTION
            else _age_axis(frame, labels)
        ),
        *_child(frame, points, labels),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" class="growth-curve" '
        f'aria-labelledby="{name}-title {name}-desc" '
        'font-family="sans-serif" font-size="12">'
        f'<title id="{name}-title">{escape(labels.title)}</title>'
        f'<desc id="{name}-desc">{escape(labels.description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """The lines of the reference: one for each deviation, as far as it goes."""

    indicator: Indicator
    sex: Sex
    others: References | None

    def along(self, z: float, first: float, last: float) -> list[tuple[int, float]]:
        """Return places and values along one line.

        Closer together in the first months, where the line bends most.
        """
        start = max(floor(first), FIRST_PLACE.get(self.indicator, 0))
        end = min(floor(last), last_place(self.indicator, self.others))
        places = sorted(
            {round(start + (end - start) * (i / BAND_POINTS) ** 2) for i in range(BAND_POINTS + 1)}
        )
        read = ((place, lms(self.indicator, self.sex, place, self.others)) for place in places)
        return [(place, row.value_at(z)) for place, row in read if row is not None]


def _frame(lines: _Lines, points: Sequence[GrowthPoint]) -> _Frame:
    first, last = _ends(lines.indicator, [point.place for point in points])
    values = [float(point.value) for point in points]
    for z in (-2, 2):
        values.extend(value for _, value in lines.along(z, first, last))
    least, most, step = _scale(min(values, default=0.0), max(values, default=1.0))
    return _Frame(first_day=first, last_day=last, least=least, most=most, step=step)


def _ends(indicator: Indicator, places: Sequence[int]) -> tuple[float, float]:
    """Return the first and last place of the drawing: days of age, or millimetres."""
    if indicator is Indicator.PROPORTION:
        shortest, longest = LENGTHS
        least = min((shortest, *places)) // LENGTH_STEP * LENGTH_STEP
        return least, max((longest, *(place + ROOM_MM for place in places)))
    years = max(SHORTEST_YEARS, floor(max(places, default=0) / DAYS_OF_A_YEAR) + 1)
    return min((0, *places)), years * DAYS_OF_A_YEAR


def _scale(least: float, most: float) -> tuple[float, float, float]:
    """Return the first mark, the last one and what is between two: every value lies within, every mark too."""
    scales = [(floor(least / step) * step, (floor(most / step) + 1) * step, step) for step in STEPS]
    fitting = (each for each in scales if (each[1] - each[0]) / each[2] <= MOST_VALUE_TICKS)
    return next(fitting, scales[-1])


def _reference(frame: _Frame, drawn: _Lines) -> Iterator[str]:
    lines = {z: drawn.along(z, frame.first_day, frame.last_day) for z in (-2, -1, 0, 1, 2)}
    if not lines[0]:
        return
    around = _path(frame, [*lines[2], *reversed(lines[-2])])
    yield f'<path class="growth-band" d="{around}Z" fill="{BAND}" stroke="none"/>'
    for z, dashes in ((-2, "6 3"), (-1, "1 3"), (1, "1 3"), (2, "6 3")):
        yield (
            f'<path class="growth-deviation" d="{_path(frame, lines[z])}" fill="none" '
            f'stroke="{MEDIAN}" stroke-width="0.75" stroke-dasharray="{dashes}"/>'
        )
    yield (
        f'<path class="growth-median" d="{_path(frame, lines[0])}" fill="none" '
        f'stroke="{MEDIAN}" stroke-width="1.25"/>'
    )
    for z, line in lines.items():
        day, value = line[-1]
        sign = {-1: MINUS, 0: "", 1: "+"}[(z > 0) - (z < 0)]
        yield _text(f"{sign}{abs(z)}", frame.x(day) + 5, frame.y(value) + 4, more=BETWEEN[abs(z)])


def _value_axis(frame: _Frame, labels: CurveLabels) -> Iterator[str]:
    yield _text(labels.value_axis, LEFT, TOP - 20)
    for i in range(round((frame.most - frame.least) / frame.step) + 1):
        value = frame.least + i * frame.step
        y = frame.y(value)
        yield (
            f'<line class="growth-grid" x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" '
            f'stroke="{GRID}" stroke-width="0.75"/>'
        )
        yield _text(labels.number(Decimal(str(value))), LEFT - 8, y + 4, anchor="end")


def _age_axis(frame: _Frame, labels: CurveLabels) -> Iterator[str]:
    yield _text(labels.age_axis, RIGHT, HEIGHT - 6, anchor="end")
    years = round(frame.last_day / DAYS_OF_A_YEAR)
    every = ceil(years / MOST_VALUE_TICKS)
    for year in range(0, years + 1, every):
        x = frame.x(year * DAYS_OF_A_YEAR)
        yield (
            f'<line class="growth-grid" x1="{x:.1f}" y1="{BOTTOM}" x2="{x:.1f}" '
            f'y2="{BOTTOM + 5}" stroke="{TEXT}" stroke-width="0.75"/>'
        )
        words = labels.years(year) if year else labels.birth
        yield _text(words, x, BOTTOM + 24, anchor="middle")


def _length_axis(frame: _Frame, labels: CurveLabels) -> Iterator[str]:
    yield _text(labels.age_axis, RIGHT, HEIGHT - 6, anchor="end")
    first = ceil(frame.first_day / LENGTH_STEP) * LENGTH_STEP
    for millimetres in range(first, floor(frame.last_day) + 1, LENGTH_STEP):
        x = frame.x(millimetres)
        yield (
            f'<line class="growth-grid" x1="{x:.1f}" y1="{BOTTOM}" x2="{x:.1f}" '
            f'y2="{BOTTOM + 5}" stroke="{TEXT}" stroke-width="0.75"/>'
        )
        yield _text(labels.number(Decimal(millimetres) / 10), x, BOTTOM + 24, anchor="middle")


def _child(frame: _Frame, points: Sequence[GrowthPoint], labels: CurveLabels) -> Iterator[str]:
    placed = sorted((point.place, float(point.value)) for point in points)
    if len(placed) > 1:
        yield (
            f'<path class="growth-line" d="{_path(frame, placed)}" fill="none" '
            f'stroke="{LINE}" stroke-width="2"/>'
        )
    for point in points:
        yield _marker(frame, point, labels)
    if points:
        yield _beside_last(frame, points[-1], labels)


def _marker(frame: _Frame, point: GrowthPoint, labels: CurveLabels) -> str:
    """Draw a point; hollow where the age was corrected for an early birth."""
    corrected = point.reference_days != point.age_days
    return (
        f'<circle class="growth-point{" growth-point-corrected" if corrected else ""}" '
        f'cx="{frame.x(point.place):.1f}" cy="{frame.y(float(point.value)):.1f}" '
        f'r="3.5" fill="{"#ffffff" if corrected else LINE}" stroke="{LINE}" '
        f'stroke-width="1.5"><title>{escape(labels.point(point))}</title></circle>'
    )


def _beside_last(frame: _Frame, point: GrowthPoint, labels: CurveLabels) -> str:
    x, y = frame.x(point.place), frame.y(float(point.value))
    if x > RIGHT - NEAR_THE_EDGE:
        return _text(labels.point(point), x - 8, y - 8, anchor="end", strong=True)
    return _text(labels.point(point), x + 8, y + 14, strong=True)


def _path(frame: _Frame, places: Sequence[tuple[int, float]]) -> str:
    return "M" + "L".join(f"{frame.x(day):.1f} {frame.y(value):.1f}" for day, value in places)


def _text(
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    strong: bool = False,
    more: str = "",
) -> str:
    weight = ' font-weight="bold"' if strong else ""
    return (
        f'<text class="growth-text{more}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
        f'fill="{LINE if strong else TEXT}"{weight}>{escape(words)}</text>'
    )
