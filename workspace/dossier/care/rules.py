"""What a session may be, and what is left of the year's sessions. No I/O.

The sixteenth session is recorded and flagged; nothing here ever refuses care.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby

from workspace.dossier.care.model import (
    Allowance,
    CareKind,
    CareSession,
    GroupKey,
    NewSession,
    Payer,
    Presence,
    Rates,
    SessionBudget,
    SessionId,
    Spending,
)
from workspace.dossier.record.ages import add_months, age_on
from workspace.dossier.record.model import PEGASE
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_SESSION_MINUTES = 480
LONGEST_NOTE = 4000
LARGEST_GROUP = 30
MONTHS_OF_A_YEAR = 12


def check_session(new: NewSession, *, birth: date, today: date) -> None:
    """Raise Invalid for a day or a length that cannot be. A ceiling passed is no reason."""
    fields: dict[str, str] = {}
    if new.done_on < birth:
        fields["done_on"] = N_("This is before the birth.")
    if new.done_on > today:
        fields["done_on"] = N_("This day has not come yet.")
    if not 1 <= new.minutes <= LONGEST_SESSION_MINUTES:
        fields["minutes"] = N_("A session lasts between one minute and eight hours.")
    if not 1 <= new.shared_by <= LARGEST_GROUP:
        fields["shared_by"] = N_("A group has between 1 and 30 children.")
    if len(new.note) > LONGEST_NOTE:
        fields["note"] = N_("This is too long.")
    if fields:
        raise Invalid(fields)


def is_repeated(new: CareSession | NewSession, held: Iterable[CareSession]) -> bool:
    """Tell whether a session a child came to may be one noted already: that day, that care, that professional."""
    return bool(alike(new, held))


def alike(new: CareSession | NewSession, held: Iterable[CareSession]) -> tuple[CareSession, ...]:
    """Return the sessions that one a child came to may be; one shared by a group is never taken for another."""
    if new.presence is not Presence.PRESENT or new.shared_by > 1:
        return ()
    same = (new.done_on, new.kind, new.practitioner, Presence.PRESENT, 1)
    return tuple(
        each
        for each in held
        if (each.done_on, each.kind, each.practitioner, each.presence, each.shared_by) == same
    )


def draws_on_allowance(session: CareSession | NewSession) -> bool:
    """Return whether the programme pays for it: its payer, and a child who came."""
    return session.payer is Payer.PEGASE and session.presence is Presence.PRESENT


def rates_of(known: Mapping[str, Rates], programme: str | None) -> Rates:
    """Return what the programme of a child pays; a dossier older than any programme is PEGASE's."""
    return known.get(programme or PEGASE, ())


def allowance_on(rates: Rates, day: date) -> Allowance | None:
    """Return the allowance in force on a day, or None when no period covers it."""
    return next((each for each in rates if each.valid_from <= day <= each.valid_to), None)


def year_of_follow_up(included_on: date, on: date) -> tuple[date, date]:
    """Return the first day of the year `on` falls in, and of the next, by anniversary.

    A day before the inclusion belongs to the first year.
    """
    years = age_on(included_on, max(on, included_on)).months // MONTHS_OF_A_YEAR
    return (
        add_months(included_on, years * MONTHS_OF_A_YEAR),
        add_months(included_on, (years + 1) * MONTHS_OF_A_YEAR),
    )


def session_budget(
    sessions: Iterable[CareSession], *, rates: Rates, included_on: date, on: date
) -> SessionBudget:
    """Return the use of the year `on` falls in, both kinds of session together.

    The ceiling is that of the allowance in force on the first day of that year.
    """
    drawn = (session.done_on for session in sessions if draws_on_allowance(session))
    return budget_used(drawn, rates=rates, included_on=included_on, on=on)


def budget_used(
    drawn: Iterable[date], *, rates: Rates, included_on: date, on: date
) -> SessionBudget:
    """Return the same from the days of the sessions that drew on the allowance, and no others."""
    begins_on, ends_on = year_of_follow_up(included_on, on)
    is_first = begins_on == included_on
    used = sum(day < ends_on and (is_first or begins_on <= day) for day in drawn)
    allowance = allowance_on(rates, begins_on)
    return SessionBudget(
        begins_on=begins_on,
        ends_on=ends_on,
        used=used,
        ceiling=allowance.sessions_a_year if allowance else None,
    )


def cost(session: CareSession | NewSession, allowance: Allowance) -> Fraction:
    """Return what a session costs the allowance, in euros: a group's cost falls by the key of its period."""
    if not draws_on_allowance(session):
        return Fraction(0)
    share = session.shared_by if allowance.group_key is GroupKey.EQUAL else 1
    return allowance.unit_eur / share


def spending(
    sessions: Iterable[CareSession], *, rates: Rates, included_on: date, on: date
) -> Spending | None:
    """Return the money of the year `on` falls in; None when no allowance is known for that year.

    A session costs what the period of its own day says, else that of the first day of the year.
    """
    begins_on, _ = year_of_follow_up(included_on, on)
    allowance = allowance_on(rates, begins_on)
    if allowance is None:
        return None
    held = (s for s in sessions if year_of_follow_up(included_on, s.done_on)[0] == begins_on)
    spent = sum((cost(s, allowance_on(rates, s.done_on) or allowance) for s in held), Fraction(0))
    return Spending(
        allowed=allowance.care_eur,
        spent=spent,
        unit=allowance.unit_eur,
        is_arithmetic=allowance.session_eur is None,
    )


def usual_payer(
    sessions: Iterable[CareSession], budget: SessionBudget, *, kind: CareKind | None
) -> Payer | None:
    """Return who pays the next session, as far as can be told: the programme while sessions are left.

    Once none is left, whoever paid the last session of that kind; nobody is invented. Of a year whose allowance is not
    known nobody can say that the programme pays: whoever else paid the last one, or None.
    """
    if budget.left:
        return Payer.PEGASE
    last = max(
        (s for s in sessions if kind in (None, s.kind)), key=lambda s: s.done_on, default=None
    )
    if budget.ceiling is None:
        return last.payer if last and last.payer is not Payer.PEGASE else None
    return last.payer if last else Payer.PEGASE


def usual_minutes(sessions: Iterable[CareSession], *, kind: CareKind | None) -> int | None:
    """Return how long the last session of that kind lasted; None before the first one."""
    last = max(
        (s for s in sessions if kind in (None, s.kind)), key=lambda s: s.done_on, default=None
    )
    return last.minutes if last else None


def over_ceiling(
    sessions: Iterable[CareSession], *, rates: Rates, included_on: date
) -> frozenset[SessionId]:
    """Return the sessions beyond the ceiling of their year, in the order they were held."""

    def year(session: CareSession) -> date:
        return year_of_follow_up(included_on, session.done_on)[0]

    drawn = sorted(filter(draws_on_allowance, sessions), key=lambda session: session.done_on)
    beyond: set[SessionId] = set()
    for begins_on, of_the_year in groupby(drawn, key=year):
        allowance = allowance_on(rates, begins_on)
        if allowance is not None:
            beyond.update(s.id for s in list(of_the_year)[allowance.sessions_a_year :])
    return frozenset(beyond)
