"""Readings over time, a line for each domain, beside the moves: told apart by shape, not by colour. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from workspace.dossier.scales.entries import Entry
from workspace.dossier.scales.model import Domain, ScaleCode, Zone

WIDTH, LEFT, RIGHT = 480, 10, 470
TOP, LANE = 40, 46
RADIUS = 6.5
APART = 2 * RADIUS + 2
"""Between the middles of two marks that are told apart."""
BELOW = 17
"""From a mark to the one under it, which is of nearly the same day."""
NUMBERS_APART, NUMBERS_ABOVE = 14, 13
MARGIN = timedelta(days=20)

SOCIO_EMOTIONAL = "ASQ:SE"
SHAPES = {
    Zone.ON_SCHEDULE: "round",
    Zone.REASSURING: "round",
    Zone.COUNTED: "round",
    Zone.WATCH: "diamond",
    Zone.WATCH_LOCAL: "diamond",
    Zone.BELOW: "square",
    Zone.REFER: "square",
    Zone.NOT_SCORABLE: "cross",
}
"""Round and hollow: nothing asked. Diamond: to watch. Square and full: to refer. Cross: no reading."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One domain over time."""

    tool: str
    """Both editions of ASQ:SE are one line: classes compare, raw totals never do."""
    domain: Domain


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    lane: Lane
    on: date
    zone: Zone
    words: str
    """Said where one points at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """A move or another event of the child's life, numbered under the drawing."""

    on: date
    words: str


def lane_of(entry: Entry, domain: Domain) -> Lane:
    socio_emotional = entry.tool in {ScaleCode.ASQ_SE.value, ScaleCode.ASQ_SE_2.value}
    return Lane(tool=SOCIO_EMOTIONAL if socio_emotional else entry.tool, domain=domain)


def lanes(marks: Iterable[Mark]) -> tuple[Lane, ...]:
    """Return the lines there are, ASQ:SE first, then ASQ-3 domain by domain, then the others."""
    first = {SOCIO_EMOTIONAL: 0, ScaleCode.ASQ_3.value: 1}
    order = list(Domain)
    return tuple(
        sorted(
            {mark.lane for mark in marks},
            key=lambda lane: (first.get(lane.tool, 2), lane.tool, order.index(lane.domain)),
        )
    )


def draw(
    marks: Sequence[Mark],
    happenings: Sequence[Happening],
    *,
    title: str,
    labels: Sequence[str],
    today: date,
) -> str:
    """Return the lines as SVG; `labels`: one for each of `lanes(marks)`."""
    known = lanes(marks)
    days = [mark.on for mark in marks]
    first, last = min(days, default=today) - MARGIN, max([*days, today]) + MARGIN
    span = max(1, (last - first).days)

    def at(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, (day - first).days / span))

    numbered = [(n, at(each.on)) for n, each in enumerate(happenings, start=1) if each.on >= first]
    raised = levels([x for _, x in numbered], apart=NUMBERS_APART)
    top = TOP + NUMBERS_ABOVE * max(raised, default=0)
    rows: list[str] = []
    y = top
    for lane, words in zip(known, labels, strict=True):
        of_lane = sorted((mark for mark in marks if mark.lane == lane), key=lambda mark: mark.on)
        lowered = levels([at(mark.on) for mark in of_lane], apart=APART)
        rows.append(_lane(words, y + 30))
        rows.extend(
            _mark(mark, at(mark.on), y + 30, level)
            for mark, level in zip(of_lane, lowered, strict=True)
        )
        y += LANE + BELOW * max(lowered, default=0)
    height = y + 22
    drawn = [
        *(
            _year(year, at(date(year, 1, 1)), top, height)
            for year in range(first.year + 1, last.year + 1)
        ),
        *(
            _happening(number, x, top, height, level)
            for (number, x), level in zip(numbered, raised, strict=True)
        ),
        *rows,
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(drawn)}</svg>"
    )


def levels(places: Iterable[float], *, apart: float) -> list[int]:
    """Return for each place, from the first on, the first level where nothing stands nearer than `apart`."""
    taken: list[float] = []
    found = []
    for place in places:
        level = next((rank for rank, last in enumerate(taken) if place - last >= apart), len(taken))
        taken[level : level + 1] = [place]
        found.append(level)
    return found


def _year(year: int, x: float, top: int, height: int) -> str:
    return (
        f'<path class="plot-grid" d="M{x:.1f} {top - 14}V{height - 18}"/>'
        f'<text class="plot-label" text-anchor="middle" x="{x:.1f}" y="{height - 4}">{year}</text>'
    )


def _happening(number: int, x: float, top: int, height: int, level: int) -> str:
    y = top - 20 - NUMBERS_ABOVE * level
    return (
        f'<path class="plot-move" d="M{x:.1f} {y + 6}V{height - 18}"/>'
        f'<text class="plot-strong" text-anchor="middle" x="{x:.1f}" y="{y}">{number}</text>'
    )


def _lane(words: str, y: int) -> str:
    return (
        f'<text class="plot-label lane" x="{LEFT}" y="{y - 12}">{escape(words)}</text>'
        f'<path class="plot-axis" d="M{LEFT} {y}H{RIGHT}"/>'
    )


def _mark(mark: Mark, x: float, axis: int, level: int) -> str:
    """Return a mark on its line at its day; under it, on a stem, where another stands there already."""
    r, y = RADIUS, axis + BELOW * level
    stem = f'<path class="plot-axis" d="M{x:.1f} {axis}V{y - r}"/>' if level else ""
    shape = SHAPES[mark.zone]
    path = {
        "round": f"M{x - r:.1f} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z",
        "diamond": f"M{x:.1f} {y - r - 1}L{x + r + 1:.1f} {y}L{x:.1f} {y + r + 1}L{x - r - 1:.1f} {y}Z",
        "square": f"M{x - r:.1f} {y - r}h{2 * r}v{2 * r}h{-2 * r}Z",
        "cross": f"M{x - r:.1f} {y - r}l{2 * r} {2 * r}m0 {-2 * r}l{-2 * r} {2 * r}",
    }[shape]
    return (
        f'{stem}<path class="reading {shape}" d="{path}"><title>{escape(mark.words)}</title></path>'
    )
