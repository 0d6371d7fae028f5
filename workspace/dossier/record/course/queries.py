"""The path of a child, opened: every statement with its signature, corrections beside what they corrected."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing
from workspace.dossier.record.course.model import ShortStay, ShortStayId, ShortStayKind
from workspace.dossier.record.model import Placement, ProtectionMeasure
from workspace.dossier.record.queries import measures_of, placement_of
from workspace.dossier.record.statements import Written
from workspace.dossier.record.writing import Signed
from workspace.ids import AccountId, DossierId

T = TypeVar("T")


async def placements(dossier: DossierId, *, vault: Vault) -> tuple[Written[Placement], ...]:
    rows = await sql(
        "select * from placement where dossier = {}"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, id",
        dossier,
    )
    places = await vault.decrypt_texts(
        [(dossier, sealing.PLACE.format(row["id"]), row["encrypted_place"]) for row in rows]
    )
    lived = [placement_of(row, place) for row, place in zip(rows, places, strict=True)]
    return _written(rows, lived)


async def measures(dossier: DossierId, *, vault: Vault) -> tuple[Written[ProtectionMeasure], ...]:
    rows = await sql(
        "select * from protection_measure where dossier = {}"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, id",
        dossier,
    )
    return _written(rows, await measures_of(rows, vault=vault))


async def short_stays(dossier: DossierId, *, vault: Vault) -> tuple[Written[ShortStay], ...]:
    rows = await sql(
        "select * from short_stay where dossier = {}"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, id",
        dossier,
    )
    places = await vault.decrypt_texts(
        [(dossier, sealing.SHORT_STAY.format(row["id"]), row["encrypted_place"]) for row in rows]
    )
    stays = [
        ShortStay(
            id=ShortStayId(row["id"]),
            kind=ShortStayKind(row["kind"]),
            place=place,
            begins_on=row["begins_on"],
            ends_on=row["ends_on"],
            restricted=row["restricted"],
        )
        for row, place in zip(rows, places, strict=True)
    ]
    return _written(rows, stays)


async def insert_short_stay(
    dossier: DossierId, stay: ShortStay, *, signed: Signed, vault: Vault
) -> None:
    place = await vault.encrypt_text(dossier, sealing.SHORT_STAY.format(stay.id), stay.place)
    await sql(
        "insert into short_stay (id, dossier, kind, begins_on, ends_on, encrypted_place, restricted,"
        " written_by, written_at, supersedes) values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        stay.id,
        dossier,
        stay.kind.value,
        stay.begins_on,
        stay.ends_on,
        place,
        stay.restricted,
        signed.by,
        signed.at,
        signed.supersedes,
    )


def _written(rows: Sequence[Mapping[str, Any]], what: Sequence[T]) -> tuple[Written[T], ...]:
    return tuple(
        Written(
            what=each,
            by=AccountId(row["written_by"]) if row["written_by"] else None,
            at=row["written_at"],
            supersedes=row["supersedes"],
            superseded_at=row["superseded_at"],
        )
        for row, each in zip(rows, what, strict=True)
    )
