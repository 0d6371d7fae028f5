"""Measures of growth, opened."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.growth.model import GrowthMeasurement, MeasurementId
from workspace.ids import DossierId, PractitionerId

PURPOSE = "growth_measurement:encrypted_values:{}"
VALUES = ("weight_kg", "length_cm", "head_cm")


async def measurements(dossier: DossierId, *, vault: Vault) -> tuple[GrowthMeasurement, ...]:
    """Return what was measured, oldest first."""
    rows = await sql(
        "select * from growth_measurement where dossier = {} order by measured_on, id", dossier
    )
    texts = await vault.decrypt_texts(
        [(dossier, PURPOSE.format(row["id"]), row["encrypted_values"]) for row in rows]
    )
    return tuple(_measurement(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


async def insert(
    rows: Sequence[tuple[DossierId, MeasurementId, GrowthMeasurement, UUID | None]],
    *,
    vault: Vault,
) -> None:
    """Write many at once: no row is read back, so the session need not be of the circle."""
    await sql(
        "insert into growth_measurement"
        " (id, dossier, measured_on, measured_by, assessment, encrypted_values)"
        " select * from unnest({}::uuid[], {}::uuid[], {}::date[], {}::uuid[], {}::uuid[],"
        " {}::bytea[])",
        [id_ for _, id_, _, _ in rows],
        [dossier for dossier, _, _, _ in rows],
        [taken.measured_on for _, _, taken, _ in rows],
        [taken.measured_by for _, _, taken, _ in rows],
        [assessment for _, _, _, assessment in rows],
        [
            await vault.encrypt_text(dossier, PURPOSE.format(id_), _values(taken))
            for dossier, id_, taken, _ in rows
        ],
    )


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


def _values(taken: GrowthMeasurement) -> str:
    values = {name: getattr(taken, name) for name in VALUES}
    return json.dumps({name: str(value) for name, value in values.items() if value is not None})


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
        measured_by=PractitionerId(row["measured_by"]) if row["measured_by"] else None,
    )
