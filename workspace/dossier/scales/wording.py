"""What the pages of the scales say: ages, names of questionnaires, how a result reads."""

from workspace.dossier.record.model import Age
from workspace.dossier.scales.entries import AgeRead, Entry
from workspace.dossier.scales.instruments import instruments, sheet, tools
from workspace.dossier.scales.model import (
    DOMAIN_LABELS,
    ZONE_LABELS,
    Domain,
    DomainResult,
    Zone,
)
from workspace.dossier.scales.sheets import BAND_LABELS, Instrument, Sheet, band_of, fits
from workspace.i18n import N_, format_number, gettext, ngettext

BADGES = {
    Zone.ON_SCHEDULE: "done",
    Zone.REASSURING: "done",
    Zone.WATCH: "waiting",
    Zone.WATCH_LOCAL: "waiting",
    Zone.BELOW: "late",
    Zone.REFER: "late",
    Zone.NOT_SCORABLE: "na",
    Zone.COUNTED: "planned",
}
"""The shape and colour of a zone, beside its words."""

SHORT_ZONES = {**ZONE_LABELS, Zone.WATCH_LOCAL: N_("To watch (local caution)")}


def age(found: Age) -> str:
    """Return an age as the questionnaires count it: whole months and days."""
    months = ngettext("%(num)d month", "%(num)d months", found.months, num=found.months)
    if not found.days:
        return months
    days = ngettext("%(num)d day", "%(num)d days", found.days, num=found.days)
    return gettext("%(months)s %(days)s", months=months, days=days)


def ages(found: AgeRead, *, tells_birth: bool = True) -> str:
    """Return both ages and which one is used; by how much the birth was early, to whoever reads births."""
    lived = age(found.lived)
    if found.weeks_corrected and not tells_birth:
        corrected = age(found.used) if found.used else gettext("before the corrected birth")
        return gettext(
            "%(lived)s as lived, %(corrected)s corrected. The corrected age is used.",
            lived=lived,
            corrected=corrected,
        )
    if found.weeks_corrected:
        weeks = ngettext(
            "%(num)d week", "%(num)d weeks", found.weeks_corrected, num=found.weeks_corrected
        )
        corrected = age(found.used) if found.used else gettext("before the corrected birth")
        return gettext(
            "%(lived)s as lived, %(corrected)s corrected: born %(weeks)s early. The corrected age is used.",
            lived=lived,
            corrected=corrected,
            weeks=weeks,
        )
    if not found.is_term_known:
        return gettext(
            "%(lived)s as lived. The term is not known here: no correction.", lived=lived
        )
    return gettext("%(lived)s as lived. No correction.", lived=lived)


def questionnaire(tool: str, months: int) -> str:
    """Return how a questionnaire is named: "ASQ-3, 12 months"."""
    label = tools().get(tool, tool)
    if not months:
        return label
    return gettext(
        "%(tool)s, %(months)s",
        tool=label,
        months=ngettext("%(num)d month", "%(num)d months", months, num=months),
    )


def domain(tool: str, found: Domain) -> str:
    """Return what a score is about; of an instrument, the instrument itself."""
    if tool in instruments():
        return instruments()[tool].label
    return gettext(DOMAIN_LABELS[found])


def result(tool: str, months: int, found: DomainResult) -> str:
    """Return how a score reads, in the words of its instrument where it has some."""
    asked = sheet_or_none(tool, months)
    if asked and isinstance(asked.source, Instrument) and found.points is not None:
        band = band_of(asked.source, found.points)
        if band and band.code:
            return gettext(BAND_LABELS[band.code])
        if band is None:
            return gettext("counted, no threshold")
    return gettext(SHORT_ZONES[found.zone])


def points(entry: Entry, found: DomainResult) -> str:
    """Return a score out of its highest, and what was done about missing answers."""
    if found.points is None:
        return gettext("no score")
    highest = highest_of(entry, found.domain)
    said = format_number(found.points.normalize() if found.points else found.points)
    if highest:
        said = gettext("%(points)s of %(highest)s", points=said, highest=format_number(highest))
    if found.adjusted:
        said = gettext("%(points)s, adjusted", points=said)
    return said


def highest_of(entry: Entry, found: Domain) -> int:
    asked = sheet_or_none(entry.tool, entry.months)
    return asked.highest.get(found, 0) if asked else 0


def sheet_or_none(tool: str, months: int) -> Sheet | None:
    """Return a sheet, None where its definition was taken away since."""
    try:
        return sheet(tool, months)
    except KeyError:
        return None


def is_verified(entry: Entry) -> bool:
    """Tell whether every cut-off a questionnaire is read with was compared with a second source."""
    asked = sheet_or_none(entry.tool, entry.months)
    if asked is None or isinstance(asked.source, Instrument):
        return True
    return all(each.is_checked for each in asked.source.thresholds)


def is_of_age(entry: Entry) -> bool:
    """Tell whether a questionnaire was the one of the age it was filled at, as far as that is known."""
    asked = sheet_or_none(entry.tool, entry.months)
    return asked is None or entry.age is None or fits(asked, entry.age)


def section(tool: str, code: str) -> str:
    """Return the name of a group of answers, as it is kept."""
    return domain(tool, Domain(code))
