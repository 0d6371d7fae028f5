"""A growth curve in words, in the reader's language: the same on a page and in a document."""

from collections.abc import Sequence
from decimal import Decimal

from workspace.dossier.growth.curves import CurveLabels, CurveSummary
from workspace.dossier.growth.model import (
    INDICATOR_UNITS,
    AlertKind,
    GrowthAlert,
    GrowthPoint,
    Indicator,
)
from workspace.dossier.growth.rules import HIGHEST_CENTILE, LOWEST_CENTILE, centile
from workspace.i18n import N_, format_date, format_number, gettext, ngettext

TITLES = {
    Indicator.WEIGHT: N_("Weight for age"),
    Indicator.LENGTH: N_("Length or height for age"),
    Indicator.HEAD: N_("Head circumference for age"),
    Indicator.BMI: N_("Body mass index for age"),
    Indicator.PROPORTION: N_("Weight for length or height"),
}
AXES = {
    Indicator.WEIGHT: N_("Weight (kg)"),
    Indicator.LENGTH: N_("Length or height (cm)"),
    Indicator.HEAD: N_("Head circumference (cm)"),
    Indicator.BMI: N_("Body mass index (kg/m2)"),
    Indicator.PROPORTION: N_("Weight (kg)"),
}
REFERENCE = N_("WHO reference")


def reference_in_words(other: str | None) -> str:
    """Return what a curve is read against: WHO, or the name and version of another one."""
    if other is None:
        return gettext("WHO reference, child growth standards")
    return gettext("Reference: %(name)s (not WHO)", name=other)


def in_words(summary: CurveSummary) -> CurveLabels:
    """Return the labels of the curve that `summary` describes."""
    return CurveLabels(
        title=gettext(TITLES[summary.indicator]),
        description=described(summary),
        value_axis=gettext(AXES[summary.indicator]),
        age_axis=gettext("Length or height (cm)")
        if summary.indicator is Indicator.PROPORTION
        else gettext("Age"),
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


def placed_in_words(point: GrowthPoint) -> str:
    """Return one point with its centile: "14.2 kg, -0.4 SD, centile 34"."""
    said = point_in_words(point)
    if point.z is None:
        return said
    found = centile(point.z)
    if found < LOWEST_CENTILE:
        return gettext("%(point)s, below centile %(centile)s", point=said, centile=LOWEST_CENTILE)
    if found > HIGHEST_CENTILE:
        return gettext("%(point)s, above centile %(centile)s", point=said, centile=HIGHEST_CENTILE)
    return gettext("%(point)s, centile %(centile)s", point=said, centile=found)


def caption_in_words(points: Sequence[GrowthPoint], other: str | None) -> str:
    """Return what stands under a curve: where the last of `points` is, and read against what."""
    reference = reference_in_words(other)
    if not points:
        return reference
    return gettext(
        "On %(day)s: %(point)s. %(reference)s.",
        day=format_date(points[-1].measured_on),
        point=placed_in_words(points[-1]),
        reference=reference,
    )


def signed(z: Decimal) -> str:
    """Return a z-score with its sign and one decimal."""
    text = format_number(abs(z), 1)
    return ("\N{MINUS SIGN}" if round(z, 1) < 0 else "+") + text


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


def alert_in_words(alert: GrowthAlert) -> str:
    """Return one alert as a sentence with its figures."""
    point, since = alert.point, alert.since
    said = {
        "what": gettext(TITLES[point.indicator]),
        "now": point_in_words(point),
        "on": format_date(point.measured_on),
    }
    if since is None:
        return gettext(
            "%(what)s: %(now)s on %(on)s, more than 3 standard deviations from the median.", **said
        )
    before = {"before": point_in_words(since), "day": format_date(since.measured_on)}
    if alert.kind is AlertKind.LOST_WEIGHT:
        return gettext(
            "Weight lost before two years: %(before)s on %(day)s, %(now)s on %(on)s.",
            **said,
            **before,
        )
    if alert.kind is AlertKind.REBOUND:
        return gettext(
            "The body mass index rises again before six years: lowest %(before)s on %(day)s, "
            "%(now)s on %(on)s.",
            **said,
            **before,
        )
    return gettext(
        "%(what)s has moved by more than one standard deviation: %(before)s on %(day)s, "
        "%(now)s on %(on)s.",
        **said,
        **before,
    )
