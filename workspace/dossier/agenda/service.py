"""The appointments of a dossier and of a circle: asked for, planned, kept, missed, cancelled."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance, Errand
from workspace.access.permissions import DataClass, Mode, Permission
from workspace.actor import Actor
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import Door, transaction
from workspace.dossier.agenda import queries, rules
from workspace.dossier.agenda.feed import AHEAD, PAST, Feed, FeedEvent, token_hash
from workspace.dossier.agenda.model import (
    DayAhead,
    Encounter,
    EncounterId,
    EncounterState,
    NewEncounter,
    VersionId,
)
from workspace.dossier.agenda.queries import Period
from workspace.dossier.record import service as record
from workspace.dossier.record.whole import others_of, whole
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.ids import DossierId
from workspace.news import News, Seen


async def encounters(clearance: Clearance, *, vault: Vault) -> tuple[Encounter, ...]:
    """Return every appointment of a child as it now stands, in the order of their moments.

    What is medical about one is left out for whoever does not read that class.
    """
    clearance.require(Permission.ENCOUNTER_READ)
    async with transaction():
        found = await queries.encounters(
            [clearance.dossier], Period(), with_notes=_reads_notes(clearance), vault=vault
        )
        await _record_read(clearance, vault=vault)
    return rules.in_order(found)


async def whole_encounters(clearance: Clearance, *, vault: Vault) -> tuple[Encounter, ...]:
    """Return the same, with those written in a joined dossier and open there to whoever asks.

    Each is corrected and settled in its own dossier: `Encounter.dossier`. What of a joined dossier is listed is
    recorded there too.
    """
    clearance.require(Permission.ENCOUNTER_READ)
    async with transaction():
        of = await whole([clearance.dossier])
        found = await queries.encounters(
            of.every, Period(), with_notes=_reads_notes(clearance), vault=vault
        )
        for dossier in sorted({clearance.dossier, *(each.dossier for each in found)}, key=str):
            await audit.record(clearance.actor, Act.ENCOUNTER_READ, dossier=dossier, vault=vault)
    return rules.in_order(found)


async def encounter(clearance: Clearance, wanted: EncounterId, *, vault: Vault) -> Encounter:
    """Return one appointment as it now stands. Raises `NotFound`."""
    clearance.require(Permission.ENCOUNTER_READ)
    async with transaction():
        found = await _current(clearance, wanted, vault=vault)
        await _record_read(clearance, vault=vault)
    return found


async def expected(clearance: Clearance, *, first: date, vault: Vault) -> tuple[Encounter, ...]:
    """Return the appointments of a child that still stand from a day on, and those without a day.

    Those written in a joined dossier too, for whoever is around it; what is medical about one, under the promise
    of `encounters`.
    """
    clearance.require(Permission.ENCOUNTER_READ)
    async with transaction():
        of = await whole([clearance.dossier])
        found = await queries.encounters(
            of.every, Period(), with_notes=_reads_notes(clearance), vault=vault
        )
        await _record_read(clearance, vault=vault)
    return rules.in_order(
        each for each in found if each.state in rules.OPEN and (each.day or first) >= first
    )


async def encounters_in(
    circle: Circle, *, first: date, last: date, vault: Vault
) -> tuple[Encounter, ...]:
    """Return the appointments of a circle from one day to another, both included, without their notes."""
    async with transaction():
        found = await queries.encounters(
            circle.dossiers, Period(first=first, last=last), with_notes=False, vault=vault
        )
        await audit.record(
            circle.actor,
            Act.ENCOUNTER_READ,
            detail={"dossiers": str(len(circle.dossiers))},
            vault=vault,
        )
    return rules.in_order(found)


async def last_kept(circle: Circle) -> Mapping[DossierId, date]:
    """Return the day of the last appointment each child of a circle came to; meetings are about them.

    Not recorded: whoever calls, inside their transaction, records the read they make of it.
    """
    async with transaction():
        return await queries.last_kept(circle.dossiers)


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others set, moved, cancelled or settled since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def days_ahead(
    errand: Errand,
    *,
    first: date,
    last: date,
    dossiers: Collection[DossierId] | None = None,
    vault: Vault,
) -> tuple[DayAhead, ...]:
    """Return the days of planned appointments: what reminders are reckoned from.

    `dossiers`: None for whoever they are for.
    """
    async with transaction():
        found = await queries.days_ahead(first, last, dossiers=dossiers)
        await audit.record(
            errand.actor, Act.ENCOUNTER_READ, detail={"errand": errand.purpose}, vault=vault
        )
    return found


async def plan(
    clearance: Clearance, new: NewEncounter, *, is_sure: bool = True, clock: Clock, vault: Vault
) -> Encounter:
    """Set or ask for an appointment; `is_sure`: False for one to ask about when it seems to stand already.

    Raises Invalid naming every field that cannot be, and Forbidden for a note by whoever may not
    write somatic health.
    """
    clearance.require(Permission.ENCOUNTER_PLAN)
    said = _said(clearance, new, EncounterId(uuid4()), sequence=0, clock=clock)
    async with transaction():
        await _check(clearance, new, clock=clock, vault=vault)
        if not is_sure:
            rules.check_once(new, await _that_day(clearance, new, vault=vault))
        await _write(clearance, said, supersedes=None, vault=vault)
    return said


async def _that_day(
    clearance: Clearance, new: NewEncounter, *, vault: Vault
) -> Iterable[Encounter]:
    """Return the appointments of the child on a day, in whichever dossier of theirs that is open to whoever asks."""
    if new.day is None:
        return ()
    dossier = clearance.dossier
    others = (await others_of([dossier])).get(dossier, ())
    that_day = Period(first=new.day, last=new.day)
    return await queries.encounters([dossier, *others], that_day, with_notes=False, vault=vault)


async def amend(
    clearance: Clearance,
    wanted: EncounterId,
    new: NewEncounter,
    *,
    seen: VersionId,
    is_sure: bool = True,
    clock: Clock,
    vault: Vault,
) -> Encounter:
    """Correct an appointment: the version `seen` is superseded, and kept. `is_sure`: as in `plan`.

    Raises Conflict when somebody else wrote meanwhile or nothing is left to correct, else as `plan`.
    An empty note leaves the one that stands.
    """
    clearance.require(Permission.ENCOUNTER_PLAN)
    async with transaction():
        current = await _current(clearance, wanted, vault=vault)
        if current.version != seen or current.state not in rules.OPEN:
            raise Conflict
        await _check(clearance, new, clock=clock, vault=vault)
        if not is_sure:
            standing = await _that_day(clearance, new, vault=vault)
            rules.check_once(new, standing, before=current)
        said = _said(clearance, new, wanted, sequence=current.sequence + 1, clock=clock)
        await _write(clearance, said, supersedes=seen, vault=vault)
    return said


async def settle(
    clearance: Clearance,
    wanted: EncounterId,
    state: EncounterState,
    *,
    clock: Clock,
    vault: Vault,
) -> Encounter:
    """Say what became of an appointment. Raises Conflict for what it cannot become, Invalid too early."""
    clearance.require(Permission.ENCOUNTER_PLAN)
    async with transaction():
        current = await _current(clearance, wanted, vault=vault)
        followed = await record.follow_up(clearance, vault=vault)
        rules.check_becomes(current, state, today=followed.today(clock))
        said = replace(
            current,
            state=state,
            version=VersionId(uuid4()),
            sequence=current.sequence + 1,
            note="",
            written_by=clearance.actor.account,
            written_at=clock.now(),
        )
        await _write(clearance, said, supersedes=current.version, vault=vault)
    return said


async def my_feed(actor: Actor) -> Feed | None:
    """Return the calendar feed whoever asks has made, if one is open."""
    async with transaction():
        return await queries.my_feed(actor.account)


async def renew_feed(actor: Actor, *, clock: Clock, vault: Vault) -> str:
    """End the feed somebody had, open another; return its secret, which is shown once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    hashed = token_hash(token)
    assert hashed is not None
    async with transaction():
        await queries.end_feed(actor.account, at=clock.now())
        await queries.insert_feed(actor.account, hashed, at=clock.now())
        await audit.record(actor, Act.FEED_OPEN, vault=vault)
    return token


async def end_feed(actor: Actor, *, clock: Clock, vault: Vault) -> None:
    """End the feed somebody had: its address opens nothing from now on."""
    async with transaction():
        await queries.end_feed(actor.account, at=clock.now())
        await audit.record(actor, Act.FEED_END, vault=vault)


async def feed(token: str, *, door: Door, clock: Clock) -> tuple[FeedEvent, ...]:
    """Return the events of the feed this secret opens. Raises `NotFound` for any other.

    The database answers for the circles its owner has at this moment, with days and moments and nothing
    that is encrypted.
    """
    hashed = token_hash(token)
    today = clock.today()
    found = (
        await queries.feed_events(door, hashed, first=today - PAST, last=today + AHEAD)
        if hashed
        else None
    )
    if found is None:
        raise NotFound
    return tuple(found)


def _said(
    clearance: Clearance, new: NewEncounter, wanted: EncounterId, *, sequence: int, clock: Clock
) -> Encounter:
    starts_at = rules.moment_of(new.day, new.at, new.zone) if new.day and new.at else None
    return Encounter(
        id=wanted,
        version=VersionId(uuid4()),
        sequence=sequence,
        dossier=clearance.dossier,
        kind=new.kind,
        state=new.state,
        day=new.day,
        at=new.at,
        starts_at=starts_at,
        zone=new.zone,
        minutes=new.minutes,
        place_kind=new.place_kind,
        place=new.place,
        title=new.title,
        practitioner=new.practitioner,
        with_whom=new.with_whom,
        bring=new.bring,
        note=new.note,
        written_by=clearance.actor.account,
        written_at=clock.now(),
    )


async def _check(clearance: Clearance, new: NewEncounter, *, clock: Clock, vault: Vault) -> None:
    if new.note and not clearance.may(DataClass.SOMATIC, Mode.WRITE):
        raise Forbidden
    followed = await record.follow_up(clearance, vault=vault)
    rules.check_new(new, birth=followed.birth_date, today=followed.today(clock))


async def _current(clearance: Clearance, wanted: EncounterId, *, vault: Vault) -> Encounter:
    found = await queries.encounter(
        clearance.dossier, wanted, with_note=_reads_notes(clearance), vault=vault
    )
    if found is None:
        raise NotFound
    return found


async def _write(
    clearance: Clearance, said: Encounter, *, supersedes: VersionId | None, vault: Vault
) -> None:
    if not await queries.insert(said, supersedes=supersedes, vault=vault):
        raise Conflict
    if said.note:
        await queries.insert_note(said, vault=vault)
    await audit.record(
        clearance.actor,
        Act.ENCOUNTER_PLAN,
        dossier=clearance.dossier,
        subject=said.id,
        detail={"kind": said.kind.value, "state": said.state.value},
        vault=vault,
    )


def _reads_notes(clearance: Clearance) -> bool:
    return clearance.may(DataClass.SOMATIC)


async def _record_read(clearance: Clearance, *, vault: Vault) -> None:
    await audit.record(clearance.actor, Act.ENCOUNTER_READ, dossier=clearance.dossier, vault=vault)
