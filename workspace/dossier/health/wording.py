"""Vaccines and statements in words, in the reader's language."""

from collections.abc import Mapping
from datetime import date

from workspace.dossier.health.model import (
    CHOICE_LABELS,
    KIND_LABELS,
    PROOF_LABELS,
    STATE_LABELS,
    Calendar,
    Decision,
    DoseStatus,
    Statement,
    Vaccination,
    Vaccine,
    VaccineState,
    VaccineStatus,
)
from workspace.i18n import format_date, gettext, language, paired

SHAPES: Mapping[VaccineState, str] = {
    VaccineState.LATE: "late",
    VaccineState.CATCH_UP: "late",
    VaccineState.TO_DO: "waiting",
    VaccineState.UNKNOWN: "waiting",
    VaccineState.CONTRAINDICATED: "na",
    VaccineState.REFUSED: "na",
    VaccineState.TO_COME: "upcoming",
    VaccineState.NOT_DUE: "na",
    VaccineState.UP_TO_DATE: "done",
}


def vaccine_label(vaccine: Vaccine) -> str:
    return vaccine.label[language()]


def against(vaccine: Vaccine) -> str:
    return vaccine.against[language()]


def vaccine_options(calendar: Calendar) -> list[tuple[str, str]]:
    """Return the vaccines of a calendar for a list: code and words."""
    return [(each.code, f"{vaccine_label(each)} ({against(each)})") for each in calendar.vaccines]


def state_in_words(status: VaccineStatus, today: date) -> str:
    """Return how a vaccine stands: "late", "to do now"."""
    said = gettext(STATE_LABELS[status.state])
    if status.state is VaccineState.UNKNOWN and status.lacks_proof:
        return gettext("proof still to be seen")
    if status.state is VaccineState.LATE and status.due is not None:
        days = (today - status.due.late_from).days
        return (
            gettext("late, since %(day)s", day=format_date(status.due.late_from)) if days else said
        )
    return said


def next_in_words(status: VaccineStatus) -> str:
    """Return the next dose and its day; empty when nothing is due."""
    if status.decision is not None:
        until = status.decision.until
        words = gettext(CHOICE_LABELS[status.decision.choice])
        return f"{words}, {gettext('until %(day)s', day=format_date(until))}" if until else words
    if status.due is None:
        return ""
    if status.state is VaccineState.CATCH_UP:
        return gettext("several doses are missing: a physician sets their days")
    if status.state is VaccineState.UNKNOWN:
        return gettext("dose %(dose)s: look in the health book", dose=status.due.dose.code)
    return gettext(
        "dose %(dose)s from %(day)s",
        dose=status.due.dose.code,
        day=format_date(status.due.opens_on),
    )


def dose_in_words(dose: DoseStatus) -> str:
    """Return a dose that was done: "D1: 9 July 2021"."""
    assert dose.done is not None, "only what was done is told"
    said = paired(dose.dose.code, given_in_words(dose.done))
    return f"{said} ({early_in_words(dose)})" if dose.is_early else said


def early_in_words(dose: DoseStatus) -> str:
    """Return what to check of a dose given sooner than the calendar says; empty: nothing."""
    if not dose.is_early:
        return ""
    return gettext(
        "sooner after the dose before than the calendar's %(days)s days: a physician says whether it counts",
        days=dose.dose.after_days,
    )


def planned_in_words(dose: DoseStatus, status: VaccineStatus, today: date) -> str:
    """Return a planned dose with its day: when it was done, else since or from when it is expected."""
    if dose.done is not None:
        return dose_in_words(dose)
    if status.due is None or status.decision is not None:
        return gettext("%(dose)s: not given", dose=dose.dose.code)
    if dose.opens_on > today:
        first = max(dose.opens_on, dose.earliest_on)
        return gettext("%(dose)s: from %(day)s", dose=dose.dose.code, day=format_date(first))
    if dose.earliest_on > today:
        return gettext(
            "%(dose)s: expected since %(day)s, not before %(earliest)s",
            dose=dose.dose.code,
            day=format_date(dose.opens_on),
            earliest=format_date(dose.earliest_on),
        )
    return gettext(
        "%(dose)s: expected since %(day)s", dose=dose.dose.code, day=format_date(dose.opens_on)
    )


def given_in_words(done: Vaccination) -> str:
    lot = gettext("lot %(lot)s", lot=done.lot) if done.lot else gettext("lot not known")
    said = [format_date(done.done_on), done.product, lot, done.given_by]
    return ", ".join(part for part in [*said, gettext(PROOF_LABELS[done.proof]).lower()] if part)


def double_in_words(done: Vaccination) -> str:
    """Return a dose too near another one, and why it is not counted."""
    return f"{fact_in_words(done)} ({doubt_of_double()})"


def doubt_of_double() -> str:
    return gettext("a few days from another dose: noted twice, or given too early? Not counted")


def beyond_in_words(status: VaccineStatus, until: date = date.max) -> list[str]:
    """Return the doses given until a day that are none of the calendar's: beyond it, then too near another one."""
    return [
        *(given_in_words(done) for done in status.others if done.done_on <= until),
        *(double_in_words(done) for done in status.doubles if done.done_on <= until),
    ]


def vaccine_of(code: str, calendar: Calendar) -> str:
    """Return the words of a vaccine; its code where the calendar of today no longer has it."""
    found = calendar.vaccine(code)
    return vaccine_label(found) if found else code


def fact_in_words(fact: Vaccination | Decision) -> str:
    """Return a dose, or why one is not given."""
    if isinstance(fact, Decision):
        said = [gettext(CHOICE_LABELS[fact.choice]), format_date(fact.done_on), fact.said_by]
        return ", ".join(part for part in said if part)
    return paired(fact.dose, given_in_words(fact)) if fact.dose else given_in_words(fact)


def before_in_words(statement: Statement) -> str:
    """Return what a statement said before it was amended: its kind and what names it."""
    fact = statement.fact
    if isinstance(fact, Vaccination | Decision):
        said = f"{fact.vaccine}, {fact_in_words(fact)}"
    else:
        named = (getattr(fact, name, "") for name in ("substance", "name", "place", "remark"))
        day = getattr(fact, "done_on", None) or getattr(fact, "begins_on", None)
        said = ", ".join(str(part) for part in (*named, format_date(day) if day else "") if part)
    return paired(gettext(KIND_LABELS[statement.kind]), said)
