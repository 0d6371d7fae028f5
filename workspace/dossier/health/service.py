"""What is known of a child's health: said, amended, read; and what vaccines are due."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import DataClass, Permission
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.health import allergies, queries, rules
from workspace.dossier.health.definitions import calendar_on
from workspace.dossier.health.model import (
    KIND_OF,
    Allergy,
    Calendar,
    Decision,
    Fact,
    Health,
    ScreeningDone,
    Statement,
    StatementId,
    StatementKind,
    Treatment,
    VaccineStatus,
)
from workspace.dossier.record import service as record
from workspace.dossier.record.summaries import ChildSummary, FollowUp
from workspace.dossier.record.whole import whole
from workspace.errors import Conflict, Forbidden, Invalid, NotFound
from workspace.i18n import N_
from workspace.ids import DossierId
from workspace.news import News, Seen

LONGEST_REASON = 500
VACCINAL = (StatementKind.VACCINATION, StatementKind.BOOK, StatementKind.DECISION)


async def health(clearance: Clearance, *, clock: Clock, vault: Vault) -> Health:
    """Return everything that stands, what was amended, and how each vaccine stands today."""
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        of = await whole([clearance.dossier])
        found = of.gathered(
            await queries.statements(of.every, tuple(StatementKind), vault=vault),
            key=lambda each: each.recorded_at,
        )
        applied = await queries.calendars()
        await audit.record(clearance.actor, Act.HEALTH_READ, dossier=clearance.dossier, vault=vault)
    standing, before, withdrawals = rules.standing(found.get(clearance.dossier, ()))
    return Health(
        statements=standing,
        before=before,
        withdrawals=withdrawals,
        vaccines=_vaccines(child, standing, applied, clock=clock),
        calendar=calendar_on(child.today(clock), applied),
    )


async def vaccines_in(
    circle: Circle, *, known: Iterable[ChildSummary] = (), clock: Clock, vault: Vault
) -> Mapping[DossierId, tuple[VaccineStatus, ...]]:
    """Return how the vaccines of each child of a circle stand: one query for all of them.

    `circle`: one asked for `Permission.HEALTH_READ`. `known`: children a list has read already.
    """
    async with transaction():
        children = await record.follow_ups(circle, known=known, vault=vault)
        of = await whole(circle.dossiers)
        found = of.gathered(
            await queries.statements(of.every, VACCINAL, vault=vault),
            key=lambda each: each.recorded_at,
        )
        applied = await queries.calendars()
        await _record_list(circle, vault=vault)
    return {
        dossier: _vaccines(child, rules.standing(found.get(dossier, ()))[0], applied, clock=clock)
        for dossier, child in children.items()
    }


async def missed_in(
    circle: Circle, *, known: Iterable[ChildSummary] = (), clock: Clock, vault: Vault
) -> Mapping[DossierId, tuple[VaccineStatus, ...]]:
    """Return the vaccines late or to catch up of each child of a circle; those with none are absent.

    Under the promises of `vaccines_in`. Of a child whose health book nobody read, none can be said to be late:
    nothing else of theirs is opened.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        read = of.going_on(await queries.with_statement(of.every, StatementKind.BOOK))
        found = await vaccines_in(
            replace(circle, dossiers=read), known=known, clock=clock, vault=vault
        )
    missed = {
        dossier: tuple(each for each in statuses if each.state in rules.MISSED)
        for dossier, statuses in found.items()
    }
    return {dossier: statuses for dossier, statuses in missed.items() if statuses}


async def rechecks_in(
    circle: Circle, *, vault: Vault
) -> Mapping[DossierId, tuple[ScreeningDone, ...]]:
    """Return the screenings to look at again in each dossier of a circle; those with none are absent.

    `circle`: one asked for `Permission.HEALTH_READ`.
    """
    async with transaction():
        of = await whole(circle.dossiers)
        found = of.gathered(
            await queries.statements(of.every, (StatementKind.SCREENING,), vault=vault),
            key=lambda each: each.recorded_at,
        )
        await _record_list(circle, vault=vault)
    waiting = {
        dossier: rules.rechecks(each.fact for each in rules.standing(rows)[0] if each.fact)
        for dossier, rows in found.items()
    }
    return {dossier: screenings for dossier, screenings in waiting.items() if screenings}


async def ending_in(
    circle: Circle, days: Mapping[DossierId, date], *, vault: Vault
) -> Mapping[DossierId, tuple[Treatment | Decision, ...]]:
    """Return the treatments and contraindications that end near each child's day; those with none are absent.

    `circle`: one asked for `Permission.HEALTH_READ`. `days`: the day it is where each child is followed.
    """
    kinds = (StatementKind.TREATMENT, StatementKind.DECISION)
    async with transaction():
        of = await whole(circle.dossiers & days.keys())
        rows = of.gathered(
            await queries.statements(of.every, kinds, vault=vault),
            key=lambda each: each.recorded_at,
        )
        await _record_list(circle, vault=vault)
    found = {
        dossier: rules.ending(
            (each.fact for each in rules.standing(said)[0] if each.fact), today=days[dossier]
        )
        for dossier, said in rows.items()
    }
    return {dossier: facts for dossier, facts in found.items() if facts}


async def said_in(
    circle: Circle, kinds: Collection[StatementKind], *, vault: Vault
) -> Mapping[DossierId, datetime]:
    """Return when something of `kinds` was last said of each child of a circle; nothing is opened."""
    async with transaction():
        of = await whole(circle.dossiers)
        found = await queries.said(of.every, kinds)
        await _record_list(circle, vault=vault)
    gathered = of.gathered({dossier: [at] for dossier, at in found.items()})
    return {dossier: max(moments) for dossier, moments in gathered.items()}


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others said or amended since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def doubts(
    clearance: Clearance,
    new: Fact,
    *,
    amends: StatementId | None = None,
    clock: Clock,
    vault: Vault,
) -> tuple[str, ...]:
    """Return what to ask before a statement is kept, as msgids; it is kept all the same once confirmed.

    What was said in a dossier that was joined to this one is known as well. Raises Invalid where `state` would,
    Conflict when what it amends was amended meanwhile.
    """
    if not clearance.may(DataClass.SOMATIC):
        raise Forbidden
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        standing, before = await _said_of(clearance, KIND_OF[type(new)], vault=vault)
        applied = await queries.calendars()
        await audit.record(clearance.actor, Act.HEALTH_READ, dossier=clearance.dossier, vault=vault)
    rules.check_fact(new, birth=child.birth_date, today=child.today(clock))
    if amends in before:
        raise Conflict
    facts = _beside(standing, amends)
    calendar = calendar_on(child.today(clock), applied)
    return rules.doubts(new, before=facts, birth=child.birth_date, calendar=calendar)


async def state(
    clearance: Clearance,
    new: Fact,
    *,
    amends: StatementId | None = None,
    clock: Clock,
    vault: Vault,
) -> StatementId:
    """Write one thing down, or what one already written should have said; return its identifier.

    Needs `Permission.HEALTH_WRITE`. Raises Invalid for what cannot be, NotFound for what does not
    stand in this dossier, Conflict when somebody amended it meanwhile.
    """
    clearance.require(Permission.HEALTH_WRITE)
    kind, id_ = KIND_OF[type(new)], StatementId(uuid4())
    async with transaction():
        child = await record.follow_up(clearance, vault=vault)
        rules.check_fact(new, birth=child.birth_date, today=child.today(clock))
        if amends is not None:
            await _standing(clearance, amends, kind, vault=vault)
        if isinstance(new, Allergy) and new.is_none:
            standing, _ = await _said_of(clearance, kind, vault=vault)
            allergies.check_beside(new, _beside(standing, amends))
        await _insert(clearance, id_, kind, new, amends=amends, vault=vault)
    return id_


async def withdraw(clearance: Clearance, wrong: StatementId, *, reason: str, vault: Vault) -> None:
    """Say that a statement should not be there, and why. Nothing is erased."""
    clearance.require(Permission.HEALTH_WRITE)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": N_("Say in a few words why this should not be there.")})
    async with transaction():
        kind = (await _standing(clearance, wrong, None, vault=vault)).kind
        await _insert(
            clearance,
            StatementId(uuid4()),
            kind,
            None,
            amends=wrong,
            withdrawn=reason.strip(),
            vault=vault,
        )


def _vaccines(
    child: FollowUp, standing: Iterable[Statement], applied: Iterable[Calendar], *, clock: Clock
) -> tuple[VaccineStatus, ...]:
    today = child.today(clock)
    return rules.vaccine_statuses(
        [each.fact for each in standing if each.fact is not None],
        birth=child.birth_date,
        department=child.inclusion.department,
        calendar=calendar_on(today, applied),
        today=today,
    )


async def _record_list(circle: Circle, *, vault: Vault) -> None:
    await audit.record(
        circle.actor,
        Act.HEALTH_READ,
        detail={"dossiers": str(len(circle.dossiers))},
        vault=vault,
    )


async def _said_of(
    clearance: Clearance, kind: StatementKind, *, vault: Vault
) -> tuple[tuple[Statement, ...], Mapping[StatementId, Statement]]:
    """Return what stands of one kind, in the dossiers joined to this one too, and what was amended or withdrawn."""
    of = await whole([clearance.dossier])
    found = of.gathered(
        await queries.statements(of.every, [kind], vault=vault), key=lambda each: each.recorded_at
    )
    standing, before, _ = rules.standing(found.get(clearance.dossier, ()))
    return standing, before


def _beside(standing: Iterable[Statement], amends: StatementId | None) -> list[Fact]:
    return [each.fact for each in standing if each.fact is not None and each.id != amends]


async def _standing(
    clearance: Clearance, wanted: StatementId, kind: StatementKind | None, *, vault: Vault
) -> Statement:
    kinds = [kind] if kind else list(StatementKind)
    found = await queries.statements([clearance.dossier], kinds, vault=vault)
    standing, before, _ = rules.standing(found.get(clearance.dossier, ()))
    if wanted in before:
        raise Conflict
    statement = next((each for each in standing if each.id == wanted), None)
    if statement is None:
        raise NotFound
    return statement


async def _insert(
    clearance: Clearance,
    id_: StatementId,
    kind: StatementKind,
    fact: Fact | None,
    *,
    amends: StatementId | None,
    withdrawn: str = "",
    vault: Vault,
) -> None:
    is_written = await queries.insert(
        clearance.dossier,
        id_,
        kind,
        fact,
        by=clearance.actor.account,
        supersedes=amends,
        withdrawn=withdrawn,
        vault=vault,
    )
    if not is_written:
        raise Conflict
    await audit.record(
        clearance.actor,
        Act.HEALTH_AMEND if amends else Act.HEALTH_ADD,
        dossier=clearance.dossier,
        subject=id_,
        detail={"kind": kind.value},
        vault=vault,
    )
