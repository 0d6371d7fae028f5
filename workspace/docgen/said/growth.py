"""Growth as a sheet says it: the last values, against which reference, and the curves. No I/O."""

from workspace.docgen.leaf import Blocks, bullets, paragraph, table
from workspace.docgen.model import Figure
from workspace.dossier.growth.curves import describe
from workspace.dossier.growth.model import INDICATOR_LABELS, INDICATOR_UNITS, Indicator
from workspace.dossier.growth.reading import Growth
from workspace.dossier.growth.wording import (
    TITLES,
    alert_in_words,
    described,
    in_words,
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
            signed(last.z) if last.z is not None else gettext("outside the reference"),
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


def alerts(growth: Growth) -> Blocks:
    """Return what there is to talk about; nothing when there is nothing."""
    said = [alert_in_words(each) for each in growth.alerts]
    return bullets(said, otherwise="") if said else ()


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
