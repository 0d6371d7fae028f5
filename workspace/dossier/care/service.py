"""The early-care sessions of a dossier, and what is left of its allowance."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.care import groups, queries, rules
from workspace.dossier.care.entries import (
    KIND_OF_ROLE,
    CareAct,
    CareBudget,
    Chip,
    SessionEntry,
    budget_of,
    check_entry,
)
from workspace.dossier.care.held import held_by, hold, noted_for
from workspace.dossier.care.model import (
    CareKind,
    CareSession,
    NewSession,
    Payer,
    Rates,
    SessionBudget,
    SessionId,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.model import Inclusion
from workspace.dossier.record.whole import whole
from workspace.errors import Forbidden
from workspace.ids import DossierId, PractitionerId
from workspace.news import News, Seen

LONGEST_YEAR = timedelta(days=366)


async def sessions(clearance: Clearance, *, vault: Vault) -> tuple[SessionEntry, ...]:
    """Return the sessions, newest first, with the notes open to whoever asks.

    Whoever may write notes without reading them sees those they wrote themselves.
    """
    _check_open(clearance)
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        found = await queries.entries(clearance.dossier, vault=vault)
        rates = rules.rates_of(await queries.rates(), child.inclusion.programme)
        await _record_read(clearance, vault=vault)
    return _flagged(found, rates=rates, included_on=child.inclusion.admitted_on)


async def note_session(
    clearance: Clearance,
    new: NewSession,
    *,
    chips: Iterable[Chip] = (),
    clock: Clock,
    vault: Vault,
) -> SessionEntry:
    """Record a session and, where there is one, its note; return it as it now stands.

    Raises Invalid for a day in the future or before admission, a length that cannot be or a note
    too long, and Forbidden for a note by whoever may not write that class. A session beyond the
    ceiling of its year is flagged, never refused.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    chips = tuple(dict.fromkeys(chips))
    entry = SessionEntry(
        session=kept(SessionId(uuid4()), new),
        chips=chips,
        author=clearance.actor.account,
        note_is_read=bool(new.note or chips),
    )
    if entry.note_is_read and not clearance.may(DataClass.PSYCHOLOGICAL, Mode.WRITE):
        raise Forbidden
    dossier = clearance.dossier
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        included_on = followed.inclusion.admitted_on
        check_entry(
            new, birth=followed.birth_date, admitted_on=included_on, today=followed.today(clock)
        )
        await queries.insert([(dossier, entry.session)], author=entry.author)
        if entry.note_is_read:
            await queries.insert_note(dossier, entry, vault=vault)
        rates = rules.rates_of(await queries.rates(), followed.inclusion.programme)
        held = await _held(dossier)
        beyond = rules.over_ceiling(held, rates=rates, included_on=included_on)
        await audit.record(
            clearance.actor,
            Act.CARE_SESSION_ADD,
            dossier=dossier,
            subject=entry.session.id,
            detail={"kind": new.kind.value},
            vault=vault,
        )
    return replace(entry, is_over_ceiling=entry.session.id in beyond)


async def note_if_new(
    clearance: Clearance,
    new: NewSession,
    *,
    is_sure: bool,
    chips: Iterable[Chip] = (),
    clock: Clock,
    vault: Vault,
) -> SessionEntry | None:
    """Record a session as `note_session` does; None, and nothing is, where one like it is noted already.

    `is_sure`: whoever notes it was asked, and it is another one.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        await hold([clearance.dossier])
        if not is_sure and await is_repeated(clearance, new, clock=clock, vault=vault):
            return None
        return await note_session(clearance, new, chips=chips, clock=clock, vault=vault)


async def is_repeated(clearance: Clearance, new: NewSession, *, clock: Clock, vault: Vault) -> bool:
    """Tell whether a session like this one is noted already, of the same day: to be asked before both are kept.

    Raises Invalid where `note_session` would.
    """
    clearance.require(Permission.CARE_SESSION_ADD)
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        held = (await noted_for([clearance.dossier]))[clearance.dossier]
        await _record_read(clearance, vault=vault)
    check_entry(
        new,
        birth=followed.birth_date,
        admitted_on=followed.inclusion.admitted_on,
        today=followed.today(clock),
    )
    return rules.is_repeated(new, held)


async def budget(clearance: Clearance, *, clock: Clock, vault: Vault) -> CareBudget:
    """Return the sessions used and left in the year of follow-up that runs, and its allowance."""
    _check_open(clearance)
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        held = await _held(clearance.dossier)
        rates = rules.rates_of(await queries.rates(), followed.inclusion.programme)
        await _record_read(clearance, vault=vault)
    return budget_of(
        held,
        rates=rates,
        included_on=followed.inclusion.admitted_on,
        on=followed.today(clock),
        kind=KIND_OF_ROLE.get(clearance.role),
    )


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others noted, corrected or took back since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def _held(dossier: DossierId) -> Sequence[CareSession]:
    """Return the sessions that count for a child, oldest first, those of a joined dossier too."""
    return (await held_by([dossier])).get(dossier, ())


async def last_sessions(circle: Circle, *, vault: Vault) -> Mapping[DossierId, date]:
    """Return the day of the last session each child of a circle came to."""
    async with transaction():
        of = await whole(circle.dossiers)
        days = await queries.last_days(of.every)
        await _record_list(circle, vault=vault)
    found = of.gathered({dossier: [day] for dossier, day in days.items()})
    return {dossier: max(days) for dossier, days in found.items()}


async def budgets_in(
    circle: Circle, included: Mapping[DossierId, tuple[Inclusion, date]], *, vault: Vault
) -> Mapping[DossierId, SessionBudget]:
    """Return the use of the year of follow-up that runs, for each child of a circle with sessions of it.

    `included`: how each child is followed, and the day it is there, as a list that was read already says
    them. One query for all.
    """
    since = min((on for _, on in included.values()), default=date.max) - LONGEST_YEAR
    async with transaction():
        of = await whole(circle.dossiers & included.keys())
        found = of.gathered(await queries.paid(of.every, Payer.PEGASE, since=since))
        rates = await queries.rates()
        await _record_list(circle, vault=vault)
    return {
        dossier: rules.budget_used(
            days,
            rates=rules.rates_of(rates, included[dossier][0].programme),
            included_on=included[dossier][0].admitted_on,
            on=included[dossier][1],
        )
        for dossier, days in found.items()
    }


async def years_in(
    circle: Circle, included: Mapping[DossierId, tuple[Inclusion, date]], *, vault: Vault
) -> Mapping[DossierId, CareBudget]:
    """Return the year of care that runs of each child of a circle, with its money; asked as `budgets_in`."""
    async with transaction():
        found = await held_by(circle.dossiers & included.keys())
        rates = await queries.rates()
        await _record_list(circle, vault=vault)
    return {
        dossier: budget_of(
            found.get(dossier, ()),
            rates=rules.rates_of(rates, inclusion.programme),
            included_on=inclusion.admitted_on,
            on=on,
            kind=None,
        )
        for dossier, (inclusion, on) in included.items()
        if dossier in circle.dossiers
    }


async def acts(
    errand: Errand, *, within: Collection[DossierId] | None = None, vault: Vault
) -> Mapping[DossierId, tuple[CareAct, ...]]:
    """Return the sessions the children came to, by dossier, of all or within some: what the figures count."""
    async with transaction():
        found = await queries.acts(within)
        await audit.record(
            errand.actor, Act.CARE_SESSION_READ, detail={"errand": errand.purpose}, vault=vault
        )
    return {dossier: tuple(done) for dossier, done in found.items()}


async def acts_in(circle: Circle, *, vault: Vault) -> Mapping[DossierId, tuple[CareAct, ...]]:
    """Return the same within a circle."""
    async with transaction():
        found = await queries.acts(circle.dossiers)
        await _record_list(circle, vault=vault)
    return {dossier: tuple(done) for dossier, done in found.items()}


async def add_many(
    errand: Errand, new: Iterable[tuple[DossierId, NewSession]]
) -> tuple[SessionId, ...]:
    """Write sessions on behalf of the operator; return their identifiers in the same order.

    A folder brings sessions without notes. They have been checked by whoever read them
    (`rules.check_session`); the errand's own event, which the caller records, stands for all.
    """
    assert errand.purpose, "an errand says why"
    rows = [(dossier, kept(SessionId(uuid4()), session)) for dossier, session in new]
    async with transaction():
        await queries.insert(rows, author=None)
    return tuple(session.id for _, session in rows)


async def amend_many(
    errand: Errand,
    corrected: Iterable[tuple[DossierId, SessionId, NewSession]],
    *,
    shared: Collection[SessionId] = (),
) -> None:
    """Correct sessions on behalf of the operator, under the promises of `add_many`.

    `shared`: those that say how many came; the others keep the share they have.
    """
    assert errand.purpose, "an errand says why"
    rows = [(dossier, kept(id_, session)) for dossier, id_, session in corrected]
    async with transaction():
        await queries.amend(rows, shared=shared)


async def hold_groups(errand: Errand, held: Sequence[tuple[SessionId, UUID]]) -> None:
    """Keep which sessions of a folder were one group, each with what holds it together; nobody reads it back."""
    assert errand.purpose, "an errand says why"
    if held:
        async with transaction():
            await groups.hold_imported(held)


async def written(
    errand: Errand, dossiers: Collection[DossierId]
) -> Mapping[tuple[DossierId, CareKind, date], AbstractSet[PractitionerId | None]]:
    """Return with whom the children had sessions of a care on a day, whoever wrote them, for an import to compare."""
    assert errand.purpose, "an errand says why"
    if not dossiers:
        return {}
    async with transaction():
        found = await queries.acts(dossiers)
    with_whom = defaultdict(set)
    for dossier, acts in found.items():
        for act in acts:
            with_whom[dossier, act.kind, act.done_on].add(act.practitioner)
    return with_whom


def kept(id_: SessionId, new: NewSession) -> CareSession:
    return CareSession(
        id=id_,
        kind=new.kind,
        done_on=new.done_on,
        payer=new.payer,
        minutes=new.minutes,
        practitioner=new.practitioner,
        presence=new.presence,
        shared_by=new.shared_by,
        beyond=new.beyond,
        note=new.note,
    )


def _flagged(
    entries: Sequence[SessionEntry], *, rates: Rates, included_on: date
) -> tuple[SessionEntry, ...]:
    """Flag those beyond the ceiling; of one day, those recorded last (`entries`: newest first)."""
    in_order = [entry.session for entry in reversed(entries)]
    beyond = rules.over_ceiling(in_order, rates=rates, included_on=included_on)
    return tuple(replace(entry, is_over_ceiling=entry.session.id in beyond) for entry in entries)


def _check_open(clearance: Clearance) -> None:
    if not clearance.may(DataClass.PRACTICAL):
        raise Forbidden


async def _record_read(clearance: Clearance, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor, Act.CARE_SESSION_READ, dossier=clearance.dossier, vault=vault
    )


async def _record_list(circle: Circle, *, vault: Vault) -> None:
    await audit.record(
        circle.actor,
        Act.CARE_SESSION_READ,
        detail={"dossiers": str(len(circle.dossiers))},
        vault=vault,
    )
