"""What the verbs of the path have in common: today there, the statement meant, the act and its record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.access.model import Clearance
from workspace.audit import service as audit
from workspace.audit.model import Act
from workspace.clock import Clock
from workspace.dossier.record import events
from workspace.dossier.record.course.model import ShortStay
from workspace.dossier.record.events import EventKind, InclusionEvent
from workspace.dossier.record.model import About, Inclusion, Placement, ProtectionMeasure
from workspace.dossier.record.secrecy import hides
from workspace.errors import Conflict, NotFound
from workspace.ids import DossierId

Stated = TypeVar("Stated", Placement, ProtectionMeasure, ShortStay)


def today_of(inclusion: Inclusion, clock: Clock) -> date:
    """Return the day it is where the department is: overseas it may be another one."""
    return clock.today_in(inclusion.department)


def one(known: Sequence[Stated], id_: UUID) -> Stated:
    """Return the statement meant. Raises `NotFound` when it is not what is said today."""
    found = next((each for each in known if each.id == id_), None)
    if found is None:
        raise NotFound
    return found


def still_open(stated: Stated) -> Stated:
    """Return a statement without an end. Raises `Conflict` for one that has one."""
    if stated.ends_on is not None:
        raise Conflict
    return stated


def event_of(
    clearance: Clearance,
    kind: EventKind,
    code: str,
    on: date,
    *,
    words: str,
    about: About | None = None,
    supersedes: UUID | None = None,
    clock: Clock,
) -> InclusionEvent:
    return InclusionEvent(
        id=uuid4(),
        dossier=DossierId(clearance.dossier),
        kind=kind,
        code=code,
        happened_on=on,
        words=words,
        about=about,
        written_by=clearance.actor.account,
        written_at=clock.now(),
        supersedes=supersedes,
    )


def veiled(found: Sequence[InclusionEvent], *, secret: bool) -> tuple[InclusionEvent, ...]:
    """Return acts without the words that say they are about a mother kept secret."""
    return tuple(
        replace(each, words="") if hides(each.about, secret=secret) else each for each in found
    )


async def keep_exit_of_folder(
    clearance: Clearance, inclusion: Inclusion, *, clock: Clock, vault: Vault
) -> InclusionEvent:
    """Return the act of the exit that stands; one that only the inclusion said is written down first."""
    assert inclusion.ended_on is not None, "checked before"
    known = events.in_force(await events.events(clearance.dossier, vault=vault))
    standing = [each for each in known if each.kind is EventKind.EXIT]
    if standing and standing[-1].happened_on == inclusion.ended_on:
        return standing[-1]
    event = event_of(
        clearance,
        EventKind.EXIT,
        "",
        inclusion.ended_on,
        words=inclusion.ended_because or "",
        clock=clock,
    )
    await events.insert(event, vault=vault)
    return event


async def record_act(
    clearance: Clearance, act: Act, subject: UUID, code: str, *, vault: Vault
) -> None:
    await audit.record(
        clearance.actor,
        act,
        dossier=clearance.dossier,
        subject=subject,
        detail={"kind": code} if code else {},
        vault=vault,
    )
