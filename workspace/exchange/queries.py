"""What imports remember: keyed indexes and identifiers, nothing that can be read."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from storage.vault import Vault
from workspace.database import sql
from workspace.exchange.entries import Entry, Memory
from workspace.ids import DossierId, OrganizationId, PractitionerId

KEY: Final = "imported_row:key_index"
FINGERPRINT: Final = "imported_row:fingerprint"


def key_index(vault: Vault, *key: str) -> bytes:
    return vault.blind_index(KEY, _digest(key))


def fingerprint(vault: Vault, key: bytes, said: Mapping[str, str]) -> bytes:
    """Return what changes with anything a row says. Rows that say the same are not seen to."""
    return vault.blind_index(FINGERPRINT, _digest([key.hex(), *sorted(said.items())]))


def _digest(parts: object) -> str:
    """Write parts so that no two ways of dividing a text agree: an index folds case and spaces."""
    return sha256(json.dumps(parts).encode()).hexdigest()


async def hold() -> None:
    """Let one import at a time write, until its transaction ends."""
    await sql("select pg_advisory_xact_lock(hashtextextended('import', 0))")


async def remembered(kind: str, keys: Collection[bytes]) -> dict[bytes, list[Memory]]:
    """Return what is remembered under each of `keys`, perhaps of several owners."""
    rows = await sql(
        "select id, key_index, target, fingerprint, owner, practitioner from imported_row"
        " where kind = {} and key_index = any({}::bytea[])",
        kind,
        list(keys),
    )
    found: dict[bytes, list[Memory]] = defaultdict(list)
    for row in rows:
        found[row["key_index"]].append(_memory(row))
    return found


def _memory(row: Mapping[str, Any]) -> Memory:
    owner = OrganizationId(row["owner"]) if row["owner"] else None
    by = PractitionerId(row["practitioner"]) if row["practitioner"] else None
    return Memory(row["id"], row["target"], row["fingerprint"], owner, by)


async def known_by_code(kind: str, targets: Collection[UUID]) -> set[UUID]:
    """Return those of `targets` that some code stands for."""
    rows = await sql(
        "select distinct target from imported_row where kind = {} and target = any({}::uuid[])",
        kind,
        list(targets),
    )
    return {row["target"] for row in rows}


async def remember(entries: Sequence[tuple[Entry[Any], UUID]]) -> None:
    """Keep in mind what each entry became."""
    await sql(
        "insert into imported_row (id, kind, key_index, owner, target, fingerprint, dossier,"
        " practitioner, done_on) select * from unnest({}::uuid[], {}::varchar[], {}::bytea[],"
        " {}::uuid[], {}::uuid[], {}::bytea[], {}::uuid[], {}::uuid[], {}::date[])",
        [uuid4() for _ in entries],
        [entry.kind for entry, _ in entries],
        [entry.key_index for entry, _ in entries],
        [entry.owner for entry, _ in entries],
        [target for _, target in entries],
        [entry.fingerprint for entry, _ in entries],
        [entry.dossier for entry, _ in entries],
        [entry.practitioner for entry, _ in entries],
        [entry.done_on for entry, _ in entries],
    )


async def remember_changes(changes: Sequence[tuple[Entry[Any], Memory]]) -> None:
    await sql(
        "update imported_row set fingerprint = n.fingerprint, owner = n.owner,"
        " practitioner = n.practitioner"
        " from unnest({}::uuid[], {}::bytea[], {}::uuid[], {}::uuid[])"
        " as n(id, fingerprint, owner, practitioner) where imported_row.id = n.id",
        [memory.id for _, memory in changes],
        [entry.fingerprint for entry, _ in changes],
        [entry.owner for entry, _ in changes],
        [entry.practitioner for entry, _ in changes],
    )


class Acted(NamedTuple):
    practitioner: PractitionerId
    dossier: DossierId
    first_on: date


async def acted(dossiers: Collection[DossierId] | None = None) -> list[Acted]:
    """Return who did something for which child of `dossiers` (None: of all), and on which day first."""
    listed = None if dossiers is None else list(dossiers)
    rows = await sql(
        "select practitioner, dossier, min(done_on) as first_on from imported_row"
        " where practitioner is not null and dossier is not null"
        " and ({}::uuid[] is null or dossier = any({}::uuid[]))"
        " group by practitioner, dossier order by first_on, practitioner, dossier",
        listed,
        listed,
    )
    return [
        Acted(PractitionerId(row["practitioner"]), DossierId(row["dossier"]), row["first_on"])
        for row in rows
    ]
