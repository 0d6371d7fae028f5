"""Identities over time, opened, and their rows written."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing
from workspace.dossier.record.civil.model import (
    BirthSource,
    ChangeReason,
    FormerBirth,
    FormerIdentity,
    FormerIns,
    Ins,
    InsStatus,
)
from workspace.dossier.record.model import Birth, Identity
from workspace.dossier.record.writing import Signed
from workspace.ids import AccountId, DossierId


async def former(dossier: DossierId, *, vault: Vault) -> tuple[FormerIdentity, ...]:
    rows = await sql(
        "select * from identity_statement where dossier = {} order by written_at desc, id", dossier
    )
    texts = await vault.decrypt_texts(
        [(dossier, sealing.FORMER.format(row["id"]), row["encrypted_identity"]) for row in rows]
    )
    return tuple(
        FormerIdentity(
            identity=sealing.identity_of(text),
            reason=ChangeReason(row["reason"]),
            written_by=AccountId(row["written_by"]),
            written_at=row["written_at"],
        )
        for row, text in zip(rows, texts, strict=True)
    )


async def insert_former(
    dossier: DossierId, identity: Identity, reason: ChangeReason, *, signed: Signed, vault: Vault
) -> None:
    id_ = uuid4()
    text = sealing.identity_text(identity)
    await sql(
        "insert into identity_statement"
        " (id, dossier, reason, encrypted_identity, written_by, written_at)"
        " values ({}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        reason.value,
        await vault.encrypt_text(dossier, sealing.FORMER.format(id_), text),
        signed.by,
        signed.at,
    )


async def former_births(dossier: DossierId, *, vault: Vault) -> tuple[FormerBirth, ...]:
    rows = await sql(
        "select * from birth_statement where dossier = {} order by written_at desc, id", dossier
    )
    texts = await vault.decrypt_texts(
        [(dossier, sealing.FORMER_BIRTH.format(row["id"]), row["encrypted_birth"]) for row in rows]
    )
    return tuple(
        FormerBirth(
            birth=sealing.birth_of(text),
            source=BirthSource(row["source"]),
            written_by=AccountId(row["written_by"]),
            written_at=row["written_at"],
        )
        for row, text in zip(rows, texts, strict=True)
    )


async def insert_former_birth(
    dossier: DossierId, birth: Birth, source: BirthSource, *, signed: Signed, vault: Vault
) -> None:
    id_ = uuid4()
    text = sealing.birth_text(birth)
    await sql(
        "insert into birth_statement (id, dossier, source, encrypted_birth, written_by, written_at)"
        " values ({}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        source.value,
        await vault.encrypt_text(dossier, sealing.FORMER_BIRTH.format(id_), text),
        signed.by,
        signed.at,
    )


async def ins(dossier: DossierId, *, vault: Vault) -> Ins:
    rows = await sql(
        "select * from ins_identity where dossier = {} and superseded_at is null"
        " order by written_at desc limit 1",
        dossier,
    )
    if not rows:
        return Ins()
    (row,) = rows
    purpose = sealing.INS.format(row["id"])
    (text,) = await vault.decrypt_texts([(dossier, purpose, row["encrypted_traits"])])
    return _ins(row, json.loads(text))


async def former_ins(dossier: DossierId, *, vault: Vault) -> tuple[FormerIns, ...]:
    """Return what the national health identity was before, the latest first."""
    rows = await sql(
        "select * from ins_identity where dossier = {} and superseded_at is not null"
        " order by superseded_at desc, id",
        dossier,
    )
    texts = await vault.decrypt_texts(
        [(dossier, sealing.INS.format(row["id"]), row["encrypted_traits"]) for row in rows]
    )
    return tuple(
        FormerIns(
            ins=_ins(row, json.loads(text)),
            written_by=AccountId(row["written_by"]),
            written_at=row["written_at"],
            superseded_at=row["superseded_at"],
        )
        for row, text in zip(rows, texts, strict=True)
    )


def _ins(row: Mapping[str, Any], said: Mapping[str, str]) -> Ins:
    return Ins(
        status=InsStatus(row["status"]),
        number=said["number"],
        birth_name=said["birth_name"],
        first_names=said["first_names"],
        birth_place_code=said["birth_place"],
    )


async def insert_ins(dossier: DossierId, new: Ins, *, signed: Signed, vault: Vault) -> None:
    """Write the identity; what stood before is set aside."""
    await _set_aside(dossier, signed.at)
    id_ = uuid4()
    said = {
        "number": new.number,
        "birth_name": new.birth_name,
        "first_names": new.first_names,
        "birth_place": new.birth_place_code,
    }
    await sql(
        "insert into ins_identity"
        " (id, dossier, status, encrypted_traits, number_index, written_by, written_at)"
        " values ({}, {}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        new.status.value,
        await vault.encrypt_text(dossier, sealing.INS.format(id_), sealing.written(said)),
        _number_index(new.number, vault=vault),
        signed.by,
        signed.at,
    )


async def _set_aside(dossier: DossierId, at: datetime) -> None:
    await sql(
        "update ins_identity set superseded_at = {} where dossier = {} and superseded_at is null",
        at,
        dossier,
    )


async def holding_number(number: str, *, vault: Vault) -> Collection[DossierId]:
    """Return the dossiers that hold a number, of those the session may see."""
    rows = await sql(
        "select dossier from ins_identity where number_index = {} and superseded_at is null",
        _number_index(number, vault=vault),
    )
    return {DossierId(row["dossier"]) for row in rows}


def _number_index(number: str, *, vault: Vault) -> bytes | None:
    return vault.blind_index(sealing.INS_NUMBER, number) if number else None
