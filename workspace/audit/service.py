"""Write an event inside the transaction that does the thing; chain it within a second."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.actor import Actor
from workspace.audit import queries, rules
from workspace.audit.model import Act, AuditEvent, Link
from workspace.database import before_commit, sql, transaction
from workspace.ids import DossierId

SEQUENCER_LOCK = 0x6772656E
"""The advisory lock that makes the sequencer one ("gren")."""


MONTHS_AHEAD = 3


async def open_months(*, vault: Vault) -> None:
    """Make the keys of this month and the next ones, as a service session: nobody else may make a shared key.

    A month without a key would stop all recording, hence all reading: the worker opens them well ahead.
    """
    now = datetime.now(UTC)
    async with transaction():
        for ahead in range(MONTHS_AHEAD + 1):
            months = now.year * 12 + now.month - 1 + ahead
            first = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
            await vault.open_scope(rules.month_scope(first))


async def record(
    actor: Actor,
    act: Act,
    *,
    dossier: DossierId | None = None,
    subject: UUID | None = None,
    detail: Mapping[str, str] | None = None,
    vault: Vault,
) -> None:
    """Append one event to the open transaction: it commits with the act or not at all.

    It is written with the others of the transaction, just before it commits: a page records dozens.
    `detail` holds identifiers and codes, never a name or a content.
    """
    event = AuditEvent(
        id=uuid4(),
        at=datetime.now(UTC),
        act=act,
        actor=actor.account,
        role=actor.role,
        dossier=dossier,
        subject=subject,
        detail=detail or {},
    )
    salt = secrets.token_bytes(32)
    payload = queries.payload_of(event, salt)
    sealed = await vault.encrypt_text(
        rules.month_scope(event.at), queries.PURPOSE.format(event.id), payload
    )
    commitment = rules.commitment(salt, payload.encode())
    before_commit(
        queries.insert, queries.Sealed(event=event, payload=sealed, commitment=commitment)
    )


async def events_about(actor: Actor, dossier: DossierId, *, vault: Vault) -> tuple[AuditEvent, ...]:
    """Return what happened to `dossier`, newest first.

    Row-level security answers only the person the dossier is about and the auditor; others see nothing.
    """
    async with transaction():
        rows = await queries.rows_about(dossier)
        await record(actor, Act.HANDOVER_READERS, dossier=dossier, vault=vault)
    return tuple([await queries.readable(row, vault=vault) for row in rows])


async def sequence(*, batch: int = 2_000) -> int:
    """Chain the events that are ready; return how many. Only one sequencer works at a time.

    Runs as a service session. An event is ready when no older transaction can still commit, so that the order
    of the chain never has to be changed.
    """
    async with transaction():
        held = await sql("select pg_try_advisory_xact_lock({}::bigint) as held", SEQUENCER_LOCK)
        if not held[0]["held"]:
            return 0
        entries = await queries.pending(batch)
        if not entries:
            return 0
        last = await queries.last_link()
        seq, head = (last.seq, last.head) if last else (0, rules.GENESIS)
        links = []
        for entry in entries:
            leaf = rules.leaf(entry)
            seq, head = seq + 1, rules.next_head(head, leaf)
            links.append(Link(seq=seq, event=entry.event, leaf=leaf, head=head))
        await queries.append(links)
    return len(links)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What recomputing the audit found."""

    broken_at: int | None
    """The place where the chain stops holding."""
    unfollowed: int
    """Events that are neither chained nor waiting to be."""
    unlike: int
    """Events whose payload is not the one they commit to, or that are indexed elsewhere."""

    @property
    def holds(self) -> bool:
        return self.broken_at is None and not self.unfollowed and not self.unlike


async def verify(*, vault: Vault) -> Verdict:
    """Recompute the chain and open every entry, as a service session.

    What was cut off the end is not seen: that takes a witness outside (`docs/threats.md`).
    """
    unfollowed = unlike = 0
    async with transaction():
        broken = rules.first_broken([pair async for pair in queries.chain()])
    async for row in queries.every_event():
        unfollowed += not row["is_followed"]
        unlike += not await queries.is_as_committed(row, vault=vault)
    return Verdict(broken_at=broken, unfollowed=unfollowed, unlike=unlike)
