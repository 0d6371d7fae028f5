"""Write and read the journal of a child: words kept as they were said, amended, taken back, put back."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from storage.vault import Vault
from workspace.access.model import Circle, Clearance
from workspace.access.permissions import Permission
from workspace.actor import Role
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.database import transaction
from workspace.dossier.journal import queries, rules
from workspace.dossier.journal.model import EntryId, Journal, LogEntry, NewEntry
from workspace.dossier.record import origins, secrecy
from workspace.dossier.record import service as record
from workspace.dossier.record.whole import whole
from workspace.errors import Conflict, Forbidden, NotFound
from workspace.news import News, Seen


async def journal(clearance: Clearance, *, vault: Vault) -> Journal:
    """Return the entries open to whoever asks: those of the classes they read, and their own."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        secret = await origins.is_secret(clearance.dossier, vault=vault)
        written = await queries.entries(clearance.dossier, vault=vault)
        found = [each for each in written if not secrecy.hides(each.about, secret=secret)]
        await _record_read(clearance, vault=vault)
    return rules.journal(
        found,
        reader=clearance.actor.account,
        coordinates=clearance.role is Role.COORDINATOR,
    )


async def whole_journal(clearance: Clearance, *, vault: Vault) -> Journal:
    """Return the same, with what was written in a joined dossier and is open there to whoever asks.

    An entry is amended, taken back and put back in the dossier it was written in: `LogEntry.dossier`.
    """
    clearance.require(Permission.CHILD_READ)
    dossier = clearance.dossier
    async with transaction():
        of = await whole([dossier])
        secret = await origins.secret_among(of.every, vault=vault)
        written = [each for one in of.every for each in await queries.entries(one, vault=vault)]
        await _record_read(clearance, vault=vault)
    found = rules.journal(
        (
            each
            for each in written
            if not secrecy.hides(each.about, secret=bool(secret & {dossier, each.dossier}))
        ),
        reader=clearance.actor.account,
        coordinates=clearance.role is Role.COORDINATOR,
    )
    own = tuple(each for each in found.withdrawn if each.dossier == dossier)
    return replace(found, withdrawn=own)


async def life_events(clearance: Clearance, *, vault: Vault) -> tuple[LogEntry, ...]:
    """Return the events that mark a life, oldest first, as far as their classes are open to whoever asks.

    Those of a joined dossier too. For what is shown beside time: `day`, `kind` (words in `KIND_LABELS`), `text`.
    """
    return tuple(reversed((await whole_journal(clearance, vault=vault)).events))


async def entry(clearance: Clearance, wanted: EntryId, *, vault: Vault) -> LogEntry:
    """Return one entry. Raises `NotFound` for one that is not there or not open."""
    clearance.require(Permission.CHILD_READ)
    async with transaction():
        secret = await origins.is_secret(clearance.dossier, vault=vault)
        found = await queries.entry(clearance.dossier, wanted, vault=vault)
        await _record_read(clearance, vault=vault)
    if found is None or secrecy.hides(found.about, secret=secret):
        raise NotFound
    return found


async def write(
    clearance: Clearance,
    new: NewEntry,
    *,
    amends: EntryId | None = None,
    clock: Clock,
    vault: Vault,
) -> EntryId:
    """Write an entry, or say anew one's own; return it. Raises `Invalid`.

    `amends`: the entry said anew, which stays as it was. Raises `Conflict` when it no longer stands, and
    `NotFound` when it is not one's own: the words of another are theirs.
    """
    clearance.require(Permission.JOURNAL_WRITE, Permission.CHILD_READ)
    me = clearance.actor.account
    written = LogEntry(
        id=EntryId(uuid4()),
        dossier=clearance.dossier,
        kind=new.kind,
        day=new.day,
        about=new.about,
        text=new.text,
        said_by=new.said_by,
        data_class=rules.class_of(new.kind, new.about),
        author=me,
        written_at=clock.now(),
        amends=amends,
    )
    async with transaction():
        followed = await record.follow_up(clearance, vault=vault)
        rules.check_entry(new, born=followed.birth_date, today=followed.today(clock))
        secrecy.check_about(new.about, secret=followed.secret_origins)
        await queries.insert_entry(written, vault=vault)
        if amends is not None:
            before = await queries.entry(clearance.dossier, amends, vault=vault)
            if before is None or before.author != me:
                raise NotFound
            if not await queries.supersede(amends, by=written.id, author=me):
                raise Conflict
        await _record(clearance, Act.JOURNAL_WRITE, written.id, vault=vault)
    return written.id


async def withdraw(clearance: Clearance, wanted: EntryId, *, clock: Clock, vault: Vault) -> None:
    """Take an entry out of sight; nothing is destroyed. Its author may, and whoever coordinates."""
    await _set_withdrawn(clearance, wanted, clock.now(), vault=vault)


async def put_back(clearance: Clearance, wanted: EntryId, *, vault: Vault) -> None:
    """Undo a withdrawal, under the same promises."""
    await _set_withdrawn(clearance, wanted, None, vault=vault)


async def _set_withdrawn(
    clearance: Clearance, wanted: EntryId, at: datetime | None, *, vault: Vault
) -> None:
    clearance.require(Permission.JOURNAL_WRITE, Permission.CHILD_READ)
    me = clearance.actor.account
    async with transaction():
        found = await queries.entry(clearance.dossier, wanted, vault=vault)
        if found is None:
            raise NotFound
        if found.author != me and clearance.role is not Role.COORDINATOR:
            raise Forbidden
        if not await queries.set_withdrawn(clearance.dossier, wanted, at=at, by=me):
            raise Conflict
        act = Act.JOURNAL_PUT_BACK if at is None else Act.JOURNAL_WITHDRAW
        await _record(clearance, act, wanted, vault=vault)


async def news(asking: Circle | Clearance, seen: Seen) -> News:
    """Return what others wrote or tried since each dossier was seen: bare counts, not recorded."""
    async with transaction():
        return await queries.news(seen, not_by=asking.actor.account)


async def _record(clearance: Clearance, act: Act, subject: EntryId, *, vault: Vault) -> None:
    await audit.record(
        clearance.actor, act, dossier=clearance.dossier, subject=subject, vault=vault
    )


async def _record_read(clearance: Clearance, *, vault: Vault) -> None:
    await audit.record(clearance.actor, Act.JOURNAL_READ, dossier=clearance.dossier, vault=vault)
