"""What a session may be, and what is left of the year's sessions. No I/O.

The sixteenth session is recorded and flagged; nothing here ever refuses care.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from workspace.dossier.care.definitions import allowance_on
from workspace.dossier.care.model import (
    CareSession,
    NewSession,
    Payer,
    Presence,
    SessionBudget,
    SessionId,
)
from workspace.dossier.record.ages import add_months, age_on
from workspace.errors import Invalid
from workspace.i18n import N_

LONGEST_SESSION_MINUTES = 480
LONGEST_NOTE = 4000
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
    if len(new.note) > LONGEST_NOTE:
        fields["note"] = N_("This is too long.")
    if fields:
        raise Invalid(fields)


def draws_on_allowance(session: CareSession | NewSession) -> bool:
    """Return whether the programme pays for it: its payer, and a child who came."""
    return session.payer is Payer.PEGASE and session.presence is Presence.PRESENT


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
    sessions: Iterable[CareSession], *, included_on: date, on: date
) -> SessionBudget:
    """Return the use of the year `on` falls in, both kinds of session together.

    The ceiling is that of the allowance in force on the first day of that year.
    """
    begins_on, ends_on = year_of_follow_up(included_on, on)
    used = sum(
        draws_on_allowance(session)
        for session in sessions
        if year_of_follow_up(included_on, session.done_on)[0] == begins_on
    )
    allowance = allowance_on(begins_on)
    return SessionBudget(
        begins_on=begins_on,
        ends_on=ends_on,
        used=used,
        ceiling=allowance.sessions_a_year if allowance else None,
    )


def over_ceiling(sessions: Iterable[CareSession], *, included_on: date) -> frozenset[SessionId]:
    """Return the sessions beyond the ceiling of their year, in the order they were held."""

    def year(session: CareSession) -> date:
        return year_of_follow_up(included_on, session.done_on)[0]

    drawn = sorted(filter(draws_on_allowance, sessions), key=lambda session: session.done_on)
    beyond: set[SessionId] = set()
    for begins_on, of_the_year in groupby(drawn, key=year):
        allowance = allowance_on(begins_on)
        if allowance is not None:
            beyond.update(s.id for s in list(of_the_year)[allowance.sessions_a_year :])
    return frozenset(beyond)
