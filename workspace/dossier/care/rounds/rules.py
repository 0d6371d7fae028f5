"""What a month adds up to, and what several sessions noted at once are. No I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from workspace.dossier.care.entries import check_entry
from workspace.dossier.care.model import CareKind, CareSession, NewSession, Payer, Presence
from workspace.dossier.care.rounds.model import Attendance, HeldSession, NewRound, Total
from workspace.dossier.record.ages import add_months
from workspace.dossier.record.summaries import FollowUp
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import DossierId

NOTES_WITHIN = timedelta(days=60)
"""How far back a note is proposed: what is older is not remembered well, and nobody is blamed for it."""


def month_asked(text: str, *, today: date) -> date:
    """Return the first day of the month "2025-08" says; of this month for what cannot be read."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def month_after(begins_on: date, months: int = 1) -> date:
    return add_months(begins_on, months)


def totals(held: Iterable[HeldSession]) -> tuple[Total, ...]:
    """Return what a month adds up to by payer and kind, in the order of their lists; empty ones left out."""
    by: dict[tuple[Payer, CareKind], list[CareSession]] = defaultdict(list)
    for each in held:
        by[each.session.payer, each.session.kind].append(each.session)
    return tuple(
        _total(payer, kind, by[payer, kind])
        for payer in Payer
        for kind in CareKind
        if (payer, kind) in by
    )


def _total(payer: Payer, kind: CareKind, sessions: list[CareSession]) -> Total:
    came = [session for session in sessions if session.presence is Presence.PRESENT]
    return Total(
        payer=payer,
        kind=kind,
        acts=len(came),
        absent=sum(session.presence is Presence.ABSENT for session in sessions),
        cancelled=sum(session.presence is Presence.CANCELLED for session in sessions),
        minutes=sum((Fraction(s.minutes, s.shared_by) for s in came), Fraction(0)),
    )


def check_round(new: NewRound, followed: Mapping[DossierId, FollowUp], *, today: date) -> None:
    """Raise Invalid when nobody was chosen, or for a session that cannot be, named by its child."""
    if not new.children:
        raise Invalid({"children": N_("Choose at least one child.")})
    fields: dict[str, str] = {}
    for child in new.children:
        known = followed[child.dossier]
        try:
            check_entry(
                session_of(new, child, payer=Payer.PEGASE),
                birth=known.birth_date,
                admitted_on=known.inclusion.admitted_on,
                today=today,
            )
        except Invalid as refused:
            fields |= refused.fields
    if fields:
        raise Invalid(fields)


def session_of(new: NewRound, child: Attendance, *, payer: Payer) -> NewSession:
    """Return the session of one child: of a group, the share of those who came."""
    came = sum(each.presence is Presence.PRESENT for each in new.children)
    is_shared = new.is_group and child.presence is Presence.PRESENT
    return NewSession(
        kind=new.kind,
        done_on=new.done_on,
        payer=payer,
        minutes=new.minutes,
        practitioner=new.practitioner,
        presence=child.presence,
        shared_by=came if is_shared else 1,
        beyond=child.beyond,
        note=child.note,
    )


def following(held: tuple[HeldSession, ...], after: str) -> HeldSession | None:
    """Return the session to write about next: the one after `after`, the first when that is not known."""
    ids = [str(each.session.id) for each in held]
    place = ids.index(after) + 1 if after in ids else 0
    return held[place] if place < len(held) else None
