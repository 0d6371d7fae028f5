"""A session as it is noted and read back: what was counted, and how it went. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workspace.actor import Actor, Role
from workspace.dossier.care import rules
from workspace.dossier.care.model import (
    CareKind,
    CareSession,
    GroupKey,
    NewSession,
    Payer,
    Rates,
    SessionBudget,
    SessionId,
    Spending,
)
from workspace.errors import Invalid
from workspace.i18n import N_
from workspace.ids import AccountId, PractitionerId

KIND_OF_ROLE: Mapping[Role, CareKind] = {
    Role.PSYCHOLOGIST: CareKind.PSYCHOLOGY,
    Role.PSYCHOMOTRICIAN: CareKind.PSYCHOMOTOR,
}
"""Who holds sessions, and of which kind."""


class Chip(StrEnum):
    """What one touch says of a session, so that it is said at all."""

    AT_EASE = "at_ease"
    RESTLESS = "restless"
    TIRED = "tired"
    WITHDRAWN = "withdrawn"
    GROSS_MOTOR = "gross_motor"
    FINE_MOTOR = "fine_motor"
    BALANCE = "balance"
    PLAY = "play"
    SPEECH = "speech"
    WITH_FAMILY = "with_family"


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionEntry:
    """One session as its reader may see it: without the note where that is closed to them."""

    session: CareSession
    chips: tuple[Chip, ...] = ()
    author: AccountId | None = None
    """The account that noted it; None when it was imported."""
    is_over_ceiling: bool = False
    """Beyond the sessions of its year: it is kept, and somebody else may have to pay."""
    note_is_read: bool = False
    """There is a note, and it is open to whoever reads this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerSession:
    """A session that stands no more, as it was written: corrected since, or taken back."""

    entry: SessionEntry
    changed_at: datetime
    changed_by: AccountId
    stands: SessionId | None
    """The session that stands in its place today; None when there is none any more."""
    was_taken_back: bool = False
    """Of several corrections in a row that were taken back, the last one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CareBudget:
    """The year of follow-up that runs today."""

    sessions: SessionBudget
    care_eur: int | None
    """The allowance for care of that year, in euros; None when none is known."""
    money: Spending | None = None
    """None when no allowance is known for that year."""
    payer: Payer | None = None
    """Who pays the next session, as far as can be told; None when nothing tells."""
    group_is_whole: bool = False
    """A group costs each child the whole; else it is shared among those who came."""
    minutes: int | None = None
    """How long the last session lasted; None before the first one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CareAct:
    """A session to which the child came, as the figures count it, whoever paid."""

    kind: CareKind
    done_on: date
    practitioner: PractitionerId | None = None
    """Who held it, where that is known."""


def may_change(entry: SessionEntry, *, by: Actor, practitioner: PractitionerId | None) -> bool:
    """Tell whether somebody corrects a session: who noted it, who held it, who coordinates.

    One that a folder brought, everybody who notes sessions.
    `practitioner`: who they are in the directory; None when they are not in it.
    """
    held = practitioner is not None and entry.session.practitioner == practitioner
    return held or entry.author in (by.account, None) or by.role is Role.COORDINATOR


def check_entry(new: NewSession, *, birth: date, admitted_on: date, today: date) -> None:
    """Raise Invalid for a session that cannot be, or that was held before admission."""
    fields = {}
    if birth <= new.done_on < admitted_on:
        fields["done_on"] = N_("The child was not followed yet on that day.")
    try:
        rules.check_session(new, birth=birth, today=today)
    except Invalid as refused:
        fields |= refused.fields
    if fields:
        raise Invalid(fields)


def budget_of(
    held: Sequence[CareSession],
    *,
    rates: Rates,
    included_on: date,
    on: date,
    kind: CareKind | None,
) -> CareBudget:
    """Return the budget of the year `on` falls in, and what the next session of `kind` is likely to be."""
    used = rules.session_budget(held, rates=rates, included_on=included_on, on=on)
    allowance = rules.allowance_on(rates, used.begins_on)
    money = rules.spending(held, rates=rates, included_on=included_on, on=on)
    return CareBudget(
        sessions=used,
        care_eur=money.allowed if money else None,
        money=money,
        payer=rules.usual_payer(held, used, kind=kind),
        group_is_whole=allowance is not None and allowance.group_key is GroupKey.WHOLE,
        minutes=rules.usual_minutes(held, kind=kind),
    )


CHIP_LABELS: Mapping[Chip, str] = {
    Chip.AT_EASE: N_("At ease"),
    Chip.RESTLESS: N_("Restlessness"),
    Chip.TIRED: N_("Tiredness"),
    Chip.WITHDRAWN: N_("Withdrawal"),
    Chip.GROSS_MOTOR: N_("Gross motor"),
    Chip.FINE_MOTOR: N_("Fine motor"),
    Chip.BALANCE: N_("Balance"),
    Chip.PLAY: N_("Play"),
    Chip.SPEECH: N_("Speech"),
    Chip.WITH_FAMILY: N_("With the family"),
}
