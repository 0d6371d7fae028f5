"""The series and the panel, drawn: bars whose parts are told apart by pattern and by number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import NamedTuple

from workspace.cohort.model import Figures, Panel, Shares

WIDTH, HEIGHT = 480, 250
TOP, BOTTOM = 24, 214
BAR = 46
SHORTEST_LABELLED = 13
"""Height, in units of the drawing, under which a part has no room for its number."""
ROW, GAP, LEFT = 34, 26, 4


class Kind(NamedTuple):
    """One part of a bar: its style in the sheet of this feature, and its words."""

    style: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesWords:
    title: str
    kinds: Sequence[Kind]
    """In the order of `parts`."""
    days: Sequence[str]
    """One for each figure of the series, short."""


def parts(figures: Figures) -> tuple[int, ...]:
    """Return how many children live in each kind of place, from the bottom of the bar up."""
    return figures.nursery, figures.foster_family, figures.home, figures.other_places


def series(found: Sequence[Figures], words: SeriesWords) -> str:
    """Return the bars as SVG: a bar a day, its height the children included who have a place."""
    most = max((sum(parts(figures)) for figures in found), default=0) or 1
    step = WIDTH / max(1, len(found))
    bars = (
        "".join(_bar(figures, index * step + step / 2, most, words, words.days[index]))
        for index, figures in enumerate(found)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words.title)}">'
        f'<path class="plot-axis" d="M0 {BOTTOM}H{WIDTH}"/>{"".join(bars)}</svg>'
    )


def _bar(figures: Figures, middle: float, most: int, words: SeriesWords, day: str) -> Iterator[str]:
    scale = (BOTTOM - TOP) / most
    base = float(BOTTOM)
    for count, kind in zip(parts(figures), words.kinds, strict=True):
        height = count * scale
        if not count:
            continue
        base -= height
        yield (
            f'<rect class="{kind.style}" x="{middle - BAR / 2:.1f}" y="{base:.1f}" '
            f'width="{BAR}" height="{height:.1f}"><title>{escape(kind.words)}: {count}</title></rect>'
        )
        if height >= SHORTEST_LABELLED:
            yield _text(str(count), middle, base + height / 2 + 4, style=f"{kind.style}-number")
    yield _text(str(figures.included), middle, base - 7, style="plot-strong")
    yield _text(day, middle, BOTTOM + 20, style="plot-label")


def panel(found: Panel, *, title: str, rows: tuple[str, str], kinds: Sequence[Kind]) -> str:
    """Return two bars of a hundred percent, one above the other; `kinds`: refer, watch, reassuring."""
    shares = [shares for shares in (found.at_entry, found.after_one_year) if shares is not None]
    drawn = "".join(
        "".join(_share_row(row, each, index * (ROW + GAP) + GAP, kinds))
        for index, (row, each) in enumerate(zip(rows, shares, strict=False))
    )
    height = 2 * (ROW + GAP) + 6
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{drawn}</svg>'
    )


def _share_row(words: str, shares: Shares, y: float, kinds: Sequence[Kind]) -> Iterator[str]:
    yield f'<text class="plot-label" x="{LEFT}" y="{y - 7:.1f}">{escape(words)}</text>'
    values = (shares.refer, shares.watch, shares.reassuring)
    whole = sum(values) or 1
    x = float(LEFT)
    for value, kind in zip(values, kinds, strict=True):
        width = (WIDTH - 2 * LEFT) * value / whole
        if not value:
            continue
        yield (
            f'<rect class="{kind.style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{ROW}">'
            f"<title>{escape(kind.words)}: {value} %</title></rect>"
        )
        yield _text(f"{value} %", x + width / 2, y + ROW / 2 + 4, style=f"{kind.style}-number")
        x += width


def _text(words: str, x: float, y: float, *, style: str) -> str:
    return (
        f'<text class="{style}" text-anchor="middle" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'
    )


def days_until(days: Sequence[date], on: date) -> tuple[date, ...]:
    """Return the days of a series that are over at the end of `on`."""
    return tuple(day for day in days if day <= on)
