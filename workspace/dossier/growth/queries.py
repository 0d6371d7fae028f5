"""Measures of growth, opened; references that the operator loaded."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.growth.history import History, in_order
from workspace.dossier.growth.loading import read_reference
from workspace.dossier.growth.model import (
    GrowthMeasurement,
    Indicator,
    MeasurementId,
    Position,
)
from workspace.dossier.growth.reference import Reference
from workspace.dossier.growth.rules import USUAL, Correction
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.news import News, Seen, counted

PURPOSE = "growth_measurement:encrypted_values:{}"
VALUES = ("weight_kg", "length_cm", "head_cm")

INSERT = (
    "insert into growth_measurement"
    " (id, dossier, measured_on, measured_by, assessment, encrypted_values, supersedes,"
    " recorded_by, recorded_at, withdraws)"
    " select *, now(), {}::boolean from unnest({}::uuid[], {}::uuid[], {}::date[], {}::uuid[], {}::uuid[],"
    " {}::bytea[], {}::uuid[], {}::uuid[])"
)
INSERT_ONCE = INSERT + " on conflict do nothing returning id"
"""A measure is amended once: whoever comes second writes nothing."""


async def histories(dossiers: Collection[DossierId], *, vault: Vault) -> dict[DossierId, History]:
    """Return what was measured of many children, oldest first, with what was amended."""
    rows = await sql(
        "select * from growth_measurement where dossier = any({}::uuid[])"
        " order by measured_on, recorded_at nulls first, id",
        list(dossiers),
    )
    texts = await vault.decrypt_texts(
        [(row["dossier"], PURPOSE.format(row["id"]), row["encrypted_values"]) for row in rows]
    )
    found: dict[DossierId, list[tuple[GrowthMeasurement, str | None]]] = defaultdict(list)
    for row, text in zip(rows, texts, strict=True):
        values = json.loads(text)
        found[DossierId(row["dossier"])].append(
            (_measurement(row, values), values.get("withdrawn"))
        )
    return {dossier: in_order(taken) for dossier, taken in found.items()}


async def measured_since(dossiers: Collection[DossierId], day: date | None) -> frozenset[DossierId]:
    """Return those of `dossiers` of whom something was measured from `day` on; None: ever."""
    rows = await sql(
        "select distinct dossier from growth_measurement where dossier = any({}::uuid[])"
        " and measured_on >= {}",
        list(dossiers),
        day or date.min,
    )
    return frozenset(DossierId(row["dossier"]) for row in rows)


async def last_measured(dossiers: Collection[DossierId]) -> dict[DossierId, date]:
    """Return the day something was last measured of each of `dossiers`; nothing is opened."""
    rows = await sql(
        "select dossier, max(measured_on) as last from growth_measurement g"
        " where dossier = any({}::uuid[]) and not withdraws"
        " and not exists (select from growth_measurement later where later.supersedes = g.id)"
        " group by dossier",
        list(dossiers),
    )
    return {DossierId(row["dossier"]): row["last"] for row in rows}


async def history(dossier: DossierId, *, vault: Vault) -> History:
    found = await histories([dossier], vault=vault)
    return found.get(dossier, History())


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others measured, amended or took back since each dossier was seen."""
    return await counted(
        "select g.dossier, 'growth' as code, count(*) as found from growth_measurement g join v using (dossier)"
        " where g.recorded_at > v.at and g.recorded_by is distinct from {} group by 1",
        seen,
        not_by,
    )


async def insert(
    rows: Sequence[tuple[DossierId, MeasurementId, GrowthMeasurement, UUID | None]],
    *,
    vault: Vault,
) -> None:
    """Write many at once: no row is read back, so the session need not be of the circle."""
    await _insert(
        rows,
        [
            await vault.encrypt_text(dossier, PURPOSE.format(id_), _values(taken))
            for dossier, id_, taken, _ in rows
        ],
    )


async def withdraw(
    dossier: DossierId,
    id_: MeasurementId,
    withdrawn: GrowthMeasurement,
    reason: str,
    *,
    vault: Vault,
) -> bool:
    """Write that a measure no longer stands, and why; False when it was amended meanwhile."""
    text = json.dumps({"withdrawn": reason})
    sealed = await vault.encrypt_text(dossier, PURPOSE.format(id_), text)
    return await _insert([(dossier, id_, withdrawn, None)], [sealed], withdraws=True) == 1


async def supersede(
    dossier: DossierId, id_: MeasurementId, amended: GrowthMeasurement, *, vault: Vault
) -> bool:
    """Write an amendment; False when the measure was amended meanwhile."""
    sealed = await vault.encrypt_text(dossier, PURPOSE.format(id_), _values(amended))
    return await _insert([(dossier, id_, amended, None)], [sealed]) == 1


async def _insert(
    rows: Sequence[tuple[DossierId, MeasurementId, GrowthMeasurement, UUID | None]],
    sealed: Sequence[bytes],
    *,
    withdraws: bool = False,
) -> int:
    amends = any(taken.supersedes for _, _, taken, _ in rows)
    written = await sql(
        INSERT_ONCE if amends else INSERT,
        withdraws,
        [id_ for _, id_, _, _ in rows],
        [dossier for dossier, _, _, _ in rows],
        [taken.measured_on for _, _, taken, _ in rows],
        [taken.measured_by for _, _, taken, _ in rows],
        [assessment for _, _, _, assessment in rows],
        list(sealed),
        [taken.supersedes for _, _, taken, _ in rows],
        [taken.recorded_by for _, _, taken, _ in rows],
    )
    return len(written)


async def amend(
    rows: Sequence[tuple[DossierId, MeasurementId, GrowthMeasurement]], *, vault: Vault
) -> None:
    await sql(
        "update growth_measurement m set measured_on = n.day, measured_by = n.by,"
        " encrypted_values = n.sealed from"
        " unnest({}::uuid[], {}::uuid[], {}::date[], {}::uuid[], {}::bytea[])"
        " as n (id, dossier, day, by, sealed) where m.id = n.id and m.dossier = n.dossier",
        [id_ for _, id_, _ in rows],
        [dossier for dossier, _, _ in rows],
        [taken.measured_on for _, _, taken in rows],
        [taken.measured_by for _, _, taken in rows],
        [
            await vault.encrypt_text(dossier, PURPOSE.format(id_), _values(taken))
            for dossier, id_, taken in rows
        ],
    )


async def insert_reference(
    id_: UUID, indicator: Indicator, *, name: str, version: str, content: str
) -> None:
    await sql(
        "insert into growth_reference (id, indicator, name, version, content, loaded_at)"
        " values ({}, {}, {}, {}, {}, now())",
        id_,
        indicator.value,
        name,
        version,
        content,
    )


async def insert_practice(id_: UUID, very_preterm_months: int) -> None:
    await sql(
        "insert into growth_practice (id, very_preterm_months, decided_at) values ({}, {}, now())",
        id_,
        very_preterm_months,
    )


async def loaded() -> list[dict[str, Any]]:
    """Return everything that was put in force, the last first, without its table."""
    return await sql(
        "select indicator, name, version, loaded_at, content = '' as is_carried from growth_reference"
        " order by loaded_at desc, id"
    )


async def references() -> Mapping[Indicator, Reference]:
    """Return what replaces WHO, indicator by indicator."""
    rows = await sql(
        "select distinct on (indicator) indicator, name, version, content from growth_reference"
        " order by indicator, loaded_at desc"
    )
    return {
        Indicator(row["indicator"]): read_reference(
            row["content"],
            indicator=Indicator(row["indicator"]),
            name=row["name"],
            version=row["version"],
        )
        for row in rows
        if row["content"]
    }


async def correction() -> Correction:
    rows = await sql(
        "select very_preterm_months from growth_practice order by decided_at desc limit 1"
    )
    return Correction(very_preterm_months=rows[0]["very_preterm_months"]) if rows else USUAL


def _values(taken: GrowthMeasurement) -> str:
    values = {name: getattr(taken, name) for name in VALUES}
    said = {
        "position": taken.position.value if taken.position else None,
        "said_by": taken.said_by or None,
    }
    kept = {name: str(value) for name, value in {**values, **said}.items() if value is not None}
    return json.dumps(kept)


def _measurement(row: dict[str, Any], values: dict[str, str]) -> GrowthMeasurement:
    weight_kg, length_cm, head_cm = (
        Decimal(values[name]) if name in values else None for name in VALUES
    )
    return GrowthMeasurement(
        id=MeasurementId(row["id"]),
        measured_on=row["measured_on"],
        weight_kg=weight_kg,
        length_cm=length_cm,
        head_cm=head_cm,
        position=Position(values["position"]) if "position" in values else None,
        measured_by=PractitionerId(row["measured_by"]) if row["measured_by"] else None,
        said_by=values.get("said_by", ""),
        recorded_by=AccountId(row["recorded_by"]) if row["recorded_by"] else None,
        supersedes=MeasurementId(row["supersedes"]) if row["supersedes"] else None,
    )
