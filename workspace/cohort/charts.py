"""The series and the panel, drawn: bars and curves told apart without colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import NamedTuple

from workspace.cohort.model import Panel, Published
from workspace.i18n import paired

WIDTH, HEIGHT = 480, 250
TOP, BOTTOM = 24, 214
BAR = 46
SHORTEST_LABELLED = 13
"""Height, in units of the drawing, under which a part has no room for its number."""
PANEL_HEIGHT, PANEL_TOP, PANEL_BOTTOM = 260, 16, 224
FROM, TO = 170, 310
LINE_HEIGHT = 18
"""Least distance between two words at the end of curves; a phone writes them larger."""


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
    together: Kind
    """What is not shown apart because one of its parts is held back."""
    held_back: str
    """In the place of a number that is not shown."""


def parts(figures: Published) -> tuple[int | None, ...]:
    """Return how many children live in each kind of place, from the bottom of the bar up; None where held back."""
    return figures.nursery, figures.foster_family, figures.home, figures.other_places


def _tall(figures: Published) -> int:
    """Return what a bar stands for: the parts, or every child included where a part is held back."""
    shown = [part for part in parts(figures) if part is not None]
    held_back = len(shown) < len(parts(figures))
    return max(sum(shown), figures.included or 0) if held_back else sum(shown)


def series(found: Sequence[Published], words: SeriesWords) -> str:
    """Return the bars as SVG: a bar a day, its height the children included who have a place."""
    most = max((_tall(figures) for figures in found), default=0) or 1
    step = WIDTH / max(1, len(found))
    bars = (
        "".join(_bar(figures, index * step + step / 2, most, words, words.days[index]))
        for index, figures in enumerate(found)
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words.title)}">'
        f'<path class="plot-axis" d="M0 {BOTTOM}H{WIDTH}"/>{"".join(bars)}</svg>'
    )


def _bar(
    figures: Published, middle: float, most: int, words: SeriesWords, day: str
) -> Iterator[str]:
    scale = (BOTTOM - TOP) / most
    base = float(BOTTOM)
    shown = [
        (count, kind)
        for count, kind in zip(parts(figures), words.kinds, strict=True)
        if count is not None
    ]
    together = _tall(figures) - sum(count for count, _ in shown)
    for count, kind in (*shown, (together, words.together)):
        height = count * scale
        if not count:
            continue
        base -= height
        yield (
            f'<rect class="{kind.style}" x="{middle - BAR / 2:.1f}" y="{base:.1f}" '
            f'width="{BAR}" height="{height:.1f}"><title>{escape(paired(kind.words, str(count)))}</title></rect>'
        )
        if height >= SHORTEST_LABELLED:
            yield _text(str(count), middle, base + height / 2 + 4, style=f"{kind.style}-number")
    whole = words.held_back if figures.included is None else str(figures.included)
    yield _text(whole, middle, base - 7, style="plot-strong")
    yield _text(day, middle, BOTTOM + 20, style="plot-label")


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelWords:
    title: str
    moments: tuple[str, str]
    """At entry, a year later."""
    kinds: Sequence[Kind]
    """In difficulty, to watch, reassuring: the style of each is that of its curve."""


def panel(found: Panel[int | None], words: PanelWords) -> str:
    """Return a curve for each zone, from its share at entry to its share a year later.

    The zones are told apart by the line, by the mark at its ends and by their words.
    """
    drawn = ""
    if found.at_entry is not None and found.after_one_year is not None:
        then, now = found.at_entry.in_order, found.after_one_year.in_order
        drawn = "".join(
            (
                *(_line(at) for at in (0, 50, 100)),
                *(_curve(*each) for each in zip(then, now, words.kinds, strict=True)),
                *_end_words(then, words.kinds, x=FROM - 12, anchor="end"),
                *_end_words(now, words.kinds, x=TO + 12, anchor="start"),
                _text(words.moments[0], FROM, PANEL_HEIGHT - 8, style="plot-label"),
                _text(words.moments[1], TO, PANEL_HEIGHT - 8, style="plot-label"),
            )
        )
    return (
        f'<svg viewBox="0 0 {WIDTH} {PANEL_HEIGHT}" role="img" aria-label="{escape(words.title)}">'
        f"{drawn}</svg>"
    )


def _height(percent: float) -> float:
    return PANEL_BOTTOM - (PANEL_BOTTOM - PANEL_TOP) * percent / 100


def _line(percent: int) -> str:
    return f'<path class="plot-grid" d="M{FROM} {_height(percent):.1f}H{TO}"/>'


def _curve(then: int | None, now: int | None, kind: Kind) -> str:
    """Draw one zone: its curve where both ends are shown, the mark of the one that is where the other is not."""
    line = ""
    if then is not None and now is not None:
        line = (
            f'<path class="curve {kind.style}" d="M{FROM} {_height(then):.1f}L{TO} {_height(now):.1f}">'
            f"<title>{escape(paired(kind.words, f'{then} %, {now} %'))}</title></path>"
        )
    return line + "".join(
        f'<circle class="mark {kind.style}" cx="{x}" cy="{_height(value):.1f}" r="5"/>'
        for x, value in ((FROM, then), (TO, now))
        if value is not None
    )


def _end_words(
    values: Sequence[int | None], kinds: Sequence[Kind], *, x: int, anchor: str
) -> Iterator[str]:
    """Write each share beside its end, no two over one another."""
    lowest = float("inf")
    shown = [(value, kind) for value, kind in zip(values, kinds, strict=True) if value is not None]
    for value, kind in sorted(shown, key=lambda each: each[0]):
        lowest = min(_height(value) + 4, lowest - LINE_HEIGHT)
        yield _text(f"{value} % {kind.words}", x, lowest, style="plot-strong", anchor=anchor)


def _text(words: str, x: float, y: float, *, style: str, anchor: str = "middle") -> str:
    return (
        f'<text class="{style}" text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}">'
        f"{escape(words)}</text>"
    )


def days_until(days: Sequence[date], on: date) -> tuple[date, ...]:
    """Return the days of a series that are over at the end of `on`."""
    return tuple(day for day in days if day <= on)
