"""A growth curve in words, in the reader's language: the same on a page and in a document."""

from decimal import Decimal

from workspace.dossier.growth.curves import CurveLabels, CurveSummary
from workspace.dossier.growth.model import INDICATOR_UNITS, GrowthPoint, Indicator
from workspace.i18n import N_, format_date, format_number, gettext, ngettext

TITLES = {
    Indicator.WEIGHT: N_("Weight for age"),
    Indicator.LENGTH: N_("Length or height for age"),
    Indicator.HEAD: N_("Head circumference for age"),
}
AXES = {
    Indicator.WEIGHT: N_("Weight (kg)"),
    Indicator.LENGTH: N_("Length or height (cm)"),
    Indicator.HEAD: N_("Head circumference (cm)"),
}
REFERENCE = N_("WHO reference")


def in_words(summary: CurveSummary) -> CurveLabels:
    """Return the labels of the curve that `summary` describes."""
    return CurveLabels(
        title=gettext(TITLES[summary.indicator]),
        description=described(summary),
        value_axis=gettext(AXES[summary.indicator]),
        age_axis=gettext("Age"),
        birth=gettext("birth"),
        years=lambda years: ngettext("%(num)s year", "%(num)s years", years, num=years),
        number=format_number,
        point=point_in_words,
    )


def point_in_words(point: GrowthPoint) -> str:
    """Return one point: "14.2 kg, -0.4 SD"; the deviation is left out where the reference ends."""
    value = f"{format_number(point.value)} {INDICATOR_UNITS[point.indicator]}"
    if point.z is None:
        return value
    return gettext("%(value)s, %(z)s SD", value=value, z=signed(point.z))


def signed(z: Decimal) -> str:
    """Return a z-score with its sign and one decimal."""
    text = format_number(abs(z), 1)
    return ("\N{MINUS SIGN}" if z < 0 else "+") + text


def described(summary: CurveSummary) -> str:
    """Return what somebody who does not see the curve should know of it."""
    if summary.first is None or summary.last is None:
        return gettext("No measurement yet.")
    return gettext(
        "%(count)s measurements, from %(first)s on %(from)s to %(last)s on %(to)s.",
        **{
            "count": summary.points,
            "first": point_in_words(summary.first),
            "from": format_date(summary.first.measured_on),
            "last": point_in_words(summary.last),
            "to": format_date(summary.last.measured_on),
        },
    )
