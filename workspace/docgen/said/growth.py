"""Growth as a sheet says it: the last values, against which reference, and the curves. No I/O."""

from datetime import date

from workspace.docgen.leaf import Blocks, paragraph, table
from workspace.docgen.model import Figure
from workspace.dossier.growth.curves import describe
from workspace.dossier.growth.model import (
    INDICATOR_LABELS,
    INDICATOR_UNITS,
    GrowthPoint,
    Indicator,
)
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import (
    TITLES,
    described,
    in_words,
    placed_in_words,
    reference_in_words,
    signed,
)
from workspace.i18n import format_date, format_number, gettext


def last_values(growth: Growth) -> Blocks:
    """Return the last value of each indicator with its z-score, its day and what it is read against."""
    rows = [
        (
            gettext(INDICATOR_LABELS[indicator]),
            f"{format_number(last.value)} {INDICATOR_UNITS[indicator]}",
            z_in_words(last),
            format_date(last.measured_on),
            reference_in_words(growth.reference(indicator)),
        )
        for indicator in Indicator
        if growth.points.get(indicator)
        for last in growth.points[indicator][-1:]
    ]
    blocks = table(
        [
            (gettext("Measure"), 3),
            (gettext("Last value"), 2),
            (gettext("z-score"), 2),
            (gettext("Day"), 2.4),
            (gettext("Reference"), 3.6),
        ],
        rows,
        otherwise=gettext("No measurement yet."),
    )
    if not rows:
        return blocks
    return (*blocks, paragraph(corrected(growth)))


def corrected(growth: Growth) -> str:
    """Return how the ages of the points were reckoned."""
    if growth.is_corrected:
        return gettext("The reference is read at the corrected age where the child was born early.")
    return gettext("The reference is read at the age as lived: nothing was corrected.")


def curves(growth: Growth) -> Blocks:
    """Return the curve of each indicator that was measured, with its points as a table for who cannot see it."""
    return tuple(
        Figure(
            svg=growth.curve(indicator, in_words).encode(),
            alt=described(describe(indicator, growth.points[indicator])),
            caption=f"{gettext(TITLES[indicator])} \N{EN DASH} {reference_in_words(growth.reference(indicator))}",
        )
        for indicator in Indicator
        if growth.points.get(indicator)
    )


def of_day(growth: Growth, on: date) -> Blocks:
    """Return where what was measured on a day stands; nothing where nothing was."""
    rows = [
        (
            gettext(INDICATOR_LABELS[indicator]),
            placed_in_words(point),
            reference_in_words(growth.reference(indicator)),
        )
        for indicator in Indicator
        for point in growth.points.get(indicator, ())
        if point.measured_on == on
    ]
    columns = [
        (gettext("Against the reference"), 3),
        (gettext("Value"), 4),
        (gettext("Reference"), 4),
    ]
    return table(columns, rows, otherwise="") if rows else ()


def every_value(growth: Growth) -> Blocks:
    """Return every point with its z-score, the latest first: the figures of the curves."""
    points = sorted(
        (point for of in growth.points.values() for point in of),
        key=lambda point: point.measured_on,
        reverse=True,
    )
    return table(
        [
            (gettext("Day"), 3),
            (gettext("Measure"), 3),
            (gettext("Value"), 2),
            (gettext("z-score"), 2),
        ],
        [
            (
                format_date(point.measured_on),
                gettext(INDICATOR_LABELS[point.indicator]),
                f"{format_number(point.value)} {INDICATOR_UNITS[point.indicator]}",
                z_in_words(point),
            )
            for point in points
        ],
        otherwise=gettext("No measurement yet."),
    )


def z_in_words(point: GrowthPoint) -> str:
    return signed(point.z) if point.z is not None else gettext("outside the reference")
