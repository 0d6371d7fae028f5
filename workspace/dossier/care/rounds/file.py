"""A month as a spreadsheet: one line a session, then what it adds up to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from workspace.dossier.care.model import (
    BEYOND_LABELS,
    KIND_LABELS,
    PAYER_LABELS,
    PRESENCE_LABELS,
)
from workspace.dossier.care.rounds.model import Line, Month
from workspace.i18n import N_, gettext, ngettext

COLUMNS = (
    N_("Day"),
    N_("Child"),
    N_("Establishment"),
    N_("Care"),
    N_("The child was"),
    N_("Minutes"),
    N_("Children present"),
    N_("Paid by"),
    N_("Beyond the ceiling"),
    N_("Why one more"),
)
Row = tuple[object, ...]


def columns() -> list[str]:
    return [gettext(column) for column in COLUMNS]


def rows(month: Month, places: Mapping[UUID, str]) -> Iterable[Row]:
    """Return the lines of a month, a line for each total (acts, absences, cancellations, minutes), what is left out."""
    for line in month.lines:
        yield _row(line, places)
    if month.totals:
        yield ()
        yield tuple(
            gettext(word)
            for word in (
                N_("Paid by"),
                N_("Care"),
                N_("Acts"),
                N_("Absences"),
                N_("Cancellations"),
                N_("Minutes given"),
            )
        )
    for total in month.totals:
        yield (
            gettext(PAYER_LABELS[total.payer]),
            gettext(KIND_LABELS[total.kind]),
            total.acts,
            total.absent,
            total.cancelled,
            whole(total.minutes),
        )
    if said := tuple(left_out(month)):
        yield ()
        yield from ((words,) for words in said)


def left_out(month: Month) -> Iterable[str]:
    """Give what a month does not hold, or not by name, and why."""
    if not month.is_own and month.practitioner is not None:
        yield gettext(
            "Here are the sessions with the children you follow, and with those you followed on the day of the session."
            " Those with other children are left out: they are with whoever coordinates for these children."
        )
    if month.left_out:
        yield ngettext(
            "%(num)d session with a child you follow is left out: whoever coordinated that day counts it.",
            "%(num)d sessions with children you follow are left out: whoever coordinated that day counts them.",
            month.left_out,
            num=month.left_out,
        )
    if month.has_left:
        yield gettext(
            "A child no longer around you stands by a code: their name and their dossier are not open to you any more."
        )


def _row(line: Line, places: Mapping[UUID, str]) -> Row:
    session = line.held.session
    return (
        session.done_on.isoformat(),
        who(line),
        places.get(line.organization, "") if line.organization else "",
        gettext(KIND_LABELS[session.kind]),
        gettext(PRESENCE_LABELS[session.presence]),
        session.minutes,
        session.shared_by,
        gettext(PAYER_LABELS[session.payer]),
        _beyond(line),
        gettext(BEYOND_LABELS[session.beyond]) if session.beyond else "",
    )


def who(line: Line) -> str:
    """Return the name of the child, or what stands for a child one is no longer around."""
    return line.child or gettext("no longer around you, %(code)s", code=line.code)


def _beyond(line: Line) -> str:
    if not line.child:
        return gettext("not known")
    return gettext(N_("yes")) if line.held.is_over_ceiling else ""


def whole(minutes: Fraction) -> Decimal:
    """Return minutes to the nearest one: a group of seven has no whole share."""
    return Decimal(round(minutes))
