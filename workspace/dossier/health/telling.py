"""A statement about health as one line of a list: what, from when, until when, and the rest in words."""

from datetime import date

from workspace.dossier.health.model import (
    CONDITION_LABELS,
    RESULT_LABELS,
    SCREENING_LABELS,
    SEVERITY_LABELS,
    SOURCE_LABELS,
    Allergy,
    Calendar,
    Condition,
    Decision,
    Fact,
    ScreeningDone,
    Stay,
    Treatment,
    Vaccination,
)
from workspace.dossier.health.wording import fact_in_words, vaccine_of
from workspace.i18n import format_date, gettext


def told(  # noqa: PLR0911 - one answer a kind
    fact: Fact, calendar: Calendar
) -> tuple[str, date | None, date | None, str]:
    """Return what a statement names, from when, until when, and the rest of it in words."""
    match fact:
        case Vaccination():
            named = vaccine_of(fact.vaccine, calendar)
            return named, fact.done_on, None, fact_in_words(fact)
        case Decision():
            named = vaccine_of(fact.vaccine, calendar)
            return named, fact.done_on, fact.until, fact_in_words(fact)
        case Allergy():
            named = gettext("No known allergy") if fact.is_none else fact.substance
            rest = [
                fact.reaction,
                "" if fact.is_none else gettext(SEVERITY_LABELS[fact.severity]),
                fact.since,
                gettext(SOURCE_LABELS[fact.source]),
            ]
            return named, fact.done_on, None, _joined(rest)
        case Treatment():
            mark = gettext("emergency treatment") if fact.is_emergency else ""
            rest = [mark, fact.dose, fact.prescriber]
            return fact.name, fact.begins_on, fact.ends_on, _joined(rest)
        case Condition():
            rest = [gettext(CONDITION_LABELS[fact.category]), fact.in_emergency]
            return fact.name, fact.begins_on, fact.ends_on, _joined(rest)
        case Stay():
            return fact.place, fact.begins_on, fact.ends_on, fact.reason
        case ScreeningDone():
            again = (
                gettext("to recheck on %(day)s", day=format_date(fact.recheck_on))
                if fact.recheck_on
                else ""
            )
            rest = [gettext(RESULT_LABELS[fact.result]), again, fact.remark]
            return gettext(SCREENING_LABELS[fact.what]), fact.done_on, None, _joined(rest)
        case _:
            return "", fact.done_on, None, ""


def _joined(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)
