"""Appointments as they now stand: the last version of each, its practical words opened in one batch."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from storage.vault import Vault
from workspace.database import Door, sql
from workspace.dossier.agenda.feed import Feed, FeedEvent
from workspace.dossier.agenda.model import (
    DayAhead,
    Encounter,
    EncounterId,
    EncounterKind,
    EncounterState,
    PlaceKind,
    VersionId,
    Zone,
)
from workspace.dossier.agenda.rules import WITH_THE_CHILD, local_time, moment_of, zone_of
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.news import News, Seen, counted

PRACTICAL = "encounter:encrypted_practical:{}"
NOTE = "encounter_note:encrypted_note:{}"
LAST = "not exists (select from encounter n where n.supersedes = e.id)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """From one day to another, both included; None: no end on that side."""

    first: date | None = None
    last: date | None = None


async def encounters(
    dossiers: Collection[DossierId], period: Period, *, with_notes: bool, vault: Vault
) -> list[Encounter]:
    """Return the appointments of `dossiers`, those without a day when the period is open to them."""
    rows = await sql(
        f"select e.* from encounter e where e.dossier = any({{}}::uuid[]) and {LAST}"  # noqa: S608 - a constant
        " and ({}::date is null or e.day >= {}::date) and ({}::date is null or e.day <= {}::date)",
        list(dossiers),
        period.first,
        period.first,
        period.last,
        period.last,
    )
    notes = await _notes([row["encounter"] for row in rows], vault=vault) if with_notes else {}
    return await _opened(rows, notes, vault=vault)


async def last_kept(dossiers: Collection[DossierId]) -> dict[DossierId, date]:
    """Return the day of the last appointment each child came to, nothing decrypted."""
    rows = await sql(
        f"select dossier, max(day) as last from encounter e where {LAST} and state = {{}}"  # noqa: S608 - a constant
        " and kind = any({}::varchar[]) and dossier = any({}::uuid[]) group by dossier",
        EncounterState.KEPT.value,
        [kind.value for kind in WITH_THE_CHILD],
        list(dossiers),
    )
    return {DossierId(row["dossier"]): row["last"] for row in rows}


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others set, moved, cancelled or settled since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select e.dossier, case when e.state = 'cancelled'"
        " then 'cancelled' when e.state in ('kept', 'missed') then 'settled' else 'appointment' end as code"
        " from encounter e join v using (dossier) where e.recorded_at > v.at and e.author <> {}"
        " and not exists (select from encounter n where n.supersedes = e.id)) as told group by 1, 2",
        seen,
        not_by,
    )


async def days_ahead(
    first: date, last: date, *, dossiers: Collection[DossierId] | None = None
) -> tuple[DayAhead, ...]:
    """Return the days of the planned appointments that the session may see, nothing decrypted.

    `dossiers`: None for all.
    """
    among = None if dossiers is None else list(dossiers)
    rows = await sql(
        f"select encounter, dossier, day, starts_at from encounter e where {LAST}"  # noqa: S608 - a constant
        " and state = {} and day between {} and {}"
        " and ({}::uuid[] is null or dossier = any({}::uuid[])) order by day, encounter",
        EncounterState.PLANNED.value,
        first,
        last,
        among,
        among,
    )
    return tuple(
        DayAhead(
            id=EncounterId(row["encounter"]),
            dossier=DossierId(row["dossier"]),
            day=row["day"],
            starts_at=row["starts_at"],
        )
        for row in rows
    )


async def encounter(
    dossier: DossierId, wanted: EncounterId, *, with_note: bool, vault: Vault
) -> Encounter | None:
    rows = await sql(
        f"select e.* from encounter e where e.dossier = {{}} and e.encounter = {{}} and {LAST}",  # noqa: S608 - a constant
        dossier,
        wanted,
    )
    notes = await _notes([wanted], vault=vault) if with_note else {}
    found = await _opened(rows, notes, vault=vault)
    return found[0] if found else None


async def _notes(wanted: Collection[EncounterId], *, vault: Vault) -> dict[EncounterId, str]:
    """Return the last note of each, those that row-level security shows."""
    rows = await sql(
        "select distinct on (encounter) id, encounter, dossier, encrypted_note from encounter_note"
        " where encounter = any({}::uuid[]) order by encounter, recorded_at desc, id desc",
        list(wanted),
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], NOTE.format(row["id"]), row["encrypted_note"]) for row in rows]
    )
    return {EncounterId(row["encounter"]): text for row, text in zip(rows, texts, strict=True)}


async def _opened(
    rows: Collection[Mapping[str, Any]], notes: Mapping[EncounterId, str], *, vault: Vault
) -> list[Encounter]:
    texts = await vault.decrypt_texts(
        [(row["dossier"], PRACTICAL.format(row["id"]), row["encrypted_practical"]) for row in rows]
    )
    return [
        _encounter(row, json.loads(text), notes.get(EncounterId(row["encounter"]), ""))
        for row, text in zip(rows, texts, strict=True)
    ]


def _encounter(row: Mapping[str, Any], said: Mapping[str, str], note: str) -> Encounter:
    zone = Zone(row["zone"])
    return Encounter(
        id=EncounterId(row["encounter"]),
        version=VersionId(row["id"]),
        sequence=row["sequence"],
        dossier=DossierId(row["dossier"]),
        kind=EncounterKind(row["kind"]),
        state=EncounterState(row["state"]),
        day=row["day"],
        at=local_time(row["starts_at"], zone),
        starts_at=row["starts_at"],
        zone=zone,
        minutes=row["minutes"],
        place_kind=PlaceKind(row["place_kind"]),
        practitioner=PractitionerId(row["practitioner"]) if row["practitioner"] else None,
        place=said.get("place", ""),
        title=said.get("title", ""),
        with_whom=said.get("with_whom", ""),
        bring=said.get("bring", ""),
        note=note,
        written_by=AccountId(row["author"]),
        written_at=row["recorded_at"],
    )


async def insert(said: Encounter, *, supersedes: VersionId | None, vault: Vault) -> bool:
    """Write one version; tell whether it was the first to follow `supersedes`."""
    practical = json.dumps(
        {name: getattr(said, name) for name in ("title", "place", "with_whom", "bring")},
        ensure_ascii=False,
    )
    sealed = await vault.encrypt_text(said.dossier, PRACTICAL.format(said.version), practical)
    rows = await sql(
        "insert into encounter (id, encounter, sequence, supersedes, dossier, kind, state, day,"
        " starts_at, zone, minutes, place_kind, practitioner, encrypted_practical, author, recorded_at)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
        " on conflict do nothing returning id",
        said.version,
        said.id,
        said.sequence,
        supersedes,
        said.dossier,
        said.kind.value,
        said.state.value,
        said.day,
        said.starts_at,
        said.zone.value,
        said.minutes,
        said.place_kind.value,
        said.practitioner,
        sealed,
        said.written_by,
        said.written_at,
    )
    return bool(rows)


async def insert_note(said: Encounter, *, vault: Vault) -> None:
    await sql(
        "insert into encounter_note (id, encounter, dossier, author, encrypted_note, recorded_at)"
        " values ({}, {}, {}, {}, {}, {})",
        said.version,
        said.id,
        said.dossier,
        said.written_by,
        await vault.encrypt_text(said.dossier, NOTE.format(said.version), said.note),
        said.written_at,
    )


async def feed_events(
    door: Door, token_hash: bytes, *, first: date, last: date
) -> list[FeedEvent] | None:
    """Return what the feed of this secret holds, None when there is no such feed (any more)."""
    known = await door.fetch("select grenier_feed_open($1) as is_open", token_hash)
    if not known[0]["is_open"]:
        return None
    rows = await door.fetch("select * from grenier_feed($1, $2, $3)", token_hash, first, last)
    return [_event(row) for row in rows]


def _event(row: Mapping[str, Any]) -> FeedEvent:
    """Return an event; a day set for an assessment bears its time on the clock of the department."""
    zone = Zone(row["zone"]) if row["zone"] else zone_of(row["department"] or "")
    starts_at = row["starts_at"]
    if row["planned_time"] is not None:
        starts_at = moment_of(row["day"], row["planned_time"], zone)
    return FeedEvent(
        uid=row["uid"],
        sequence=row["sequence"],
        day=row["day"],
        starts_at=starts_at,
        zone=zone,
        minutes=row["minutes"],
        state=EncounterState(row["state"]),
        changed_at=row["changed_at"],
    )


async def my_feed(account: AccountId) -> Feed | None:
    rows = await sql(
        "select made_at, read_at from calendar_feed where account = {} and ended_at is null",
        account,
    )
    return Feed(made_at=rows[0]["made_at"], read_at=rows[0]["read_at"]) if rows else None


async def end_feed(account: AccountId, *, at: datetime) -> None:
    await sql(
        "update calendar_feed set ended_at = {} where account = {} and ended_at is null",
        at,
        account,
    )


async def insert_feed(account: AccountId, token_hash: bytes, *, at: datetime) -> None:
    await sql(
        "insert into calendar_feed (id, account, token_hash, made_at) values ({}, {}, {}, {})",
        uuid4(),
        account,
        token_hash,
        at,
    )
