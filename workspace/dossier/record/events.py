"""Acts about follow-up, one row each, never changed: exception, exit, return, another department or programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing
from workspace.dossier.record.model import About
from workspace.i18n import N_
from workspace.ids import AccountId, DossierId


class EventKind(StrEnum):
    ADMISSION = "admission"
    """The day of admission was wrong: `code` is the one before, `happened_on` the right one."""
    EXCEPTION = "exception"
    EXIT = "exit"
    RETURN = "return"
    DEPARTMENT = "department"
    PROGRAMME = "programme"


class ExitReason(StrEnum):
    """Why follow-up ends (`protocol.md` 8)."""

    SEVEN_YEARS = "seven_years"
    WITHDRAWAL = "withdrawal"
    LOST = "lost"
    MOVED_AWAY = "moved_away"
    DEATH = "death"
    ERROR = "error"


EXIT_LABELS: Mapping[ExitReason, str] = {
    ExitReason.SEVEN_YEARS: N_("7 years reached"),
    ExitReason.WITHDRAWAL: N_("Withdrawal: who holds parental authority no longer wishes it"),
    ExitReason.LOST: N_("Lost from sight"),
    ExitReason.MOVED_AWAY: N_("Moved where there is no team"),
    ExitReason.DEATH: N_("Death of the child"),
    ExitReason.ERROR: N_("Enrolled by mistake"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class InclusionEvent:
    id: UUID
    dossier: DossierId
    kind: EventKind
    code: str
    """The reason of an exit, the exception, the departments (`before>after`) or the programme."""
    happened_on: date
    words: str
    written_by: AccountId
    written_at: datetime
    about: About | None = None
    """Whom the words are about; None: they were written before it was asked."""
    supersedes: UUID | None = None
    """The act as it was first written, of which this is a correction."""

    @property
    def root(self) -> UUID:
        """Return what the act is known by, whatever was corrected."""
        return self.supersedes or self.id


def in_force(events: Sequence[InclusionEvent]) -> tuple[InclusionEvent, ...]:
    """Return each act as it was last written, in the order they were first written."""
    return tuple({event.root: event for event in events}.values())


def corrected(events: Sequence[InclusionEvent]) -> tuple[InclusionEvent, ...]:
    """Return what was written of acts before it was corrected, the latest first."""
    standing = {event.id for event in in_force(events)}
    return tuple(event for event in reversed(events) if event.id not in standing)


def exit_words(said: str | None) -> str:
    """Return the msgid of a reason by its code; a reason that a folder wrote in words is those words."""
    known = {reason.value: label for reason, label in EXIT_LABELS.items()}
    return known.get(said or "", said or "")


async def insert(event: InclusionEvent, *, vault: Vault) -> None:
    words = await vault.encrypt_text(event.dossier, sealing.EVENT.format(event.id), event.words)
    await sql(
        "insert into inclusion_event"
        " (id, dossier, kind, code, happened_on, encrypted_words, written_by, written_at, about, supersedes)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        event.id,
        event.dossier,
        event.kind.value,
        event.code,
        event.happened_on,
        words,
        event.written_by,
        event.written_at,
        event.about.value if event.about else None,
        event.supersedes,
    )


async def events(dossier: DossierId, *, vault: Vault) -> tuple[InclusionEvent, ...]:
    """Return what was done about the follow-up of a child, in the order it was written, corrections too."""
    rows = await sql(
        "select * from inclusion_event where dossier = {} order by written_at, id", dossier
    )
    texts = await vault.decrypt_texts(
        [(dossier, sealing.EVENT.format(row["id"]), row["encrypted_words"]) for row in rows]
    )
    return tuple(_event(row, words) for row, words in zip(rows, texts, strict=True))


def _event(row: Mapping[str, Any], words: str) -> InclusionEvent:
    return InclusionEvent(
        id=row["id"],
        dossier=DossierId(row["dossier"]),
        kind=EventKind(row["kind"]),
        code=row["code"],
        happened_on=row["happened_on"],
        words=words,
        written_by=AccountId(row["written_by"]),
        written_at=row["written_at"],
        about=About(row["about"]) if row["about"] else None,
        supersedes=row["supersedes"],
    )
