"""The people around a child, opened, and their rows written."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing
from workspace.dossier.record.family.model import Holder, Sibling, SiblingId
from workspace.dossier.record.model import (
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionId,
    RestrictionKind,
)
from workspace.dossier.record.queries import people_of, restrictions_of
from workspace.dossier.record.rules import is_mother
from workspace.dossier.record.statements import Written
from workspace.dossier.record.writing import Signed
from workspace.ids import AccountId, DossierId


async def former(
    dossier: DossierId, *, secret_origins: bool, vault: Vault
) -> tuple[RelatedPerson, ...]:
    """Return what was written of people and corrected since; never of a mother kept secret."""
    rows = await sql(
        "select * from related_person where dossier = {} and superseded_at is not null"
        " order by superseded_at desc, id",
        dossier,
    )
    found = await people_of(rows, vault=vault)
    return tuple(person for person in found if not (secret_origins and is_mother(person)))


async def insert_restriction(
    dossier: DossierId, restriction: Restriction, *, signed: Signed, vault: Vault
) -> None:
    said = {"decided_by": restriction.decided_by, "words": restriction.words}
    words = await vault.encrypt_text(
        dossier, sealing.RESTRICTION.format(restriction.id), sealing.written(said)
    )
    await sql(
        "insert into authority_restriction (id, dossier, person, kind, begins_on, ends_on,"
        " encrypted_words, written_by, written_at, supersedes)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        restriction.id,
        dossier,
        restriction.person,
        restriction.kind.value,
        restriction.begins_on,
        restriction.ends_on,
        words,
        signed.by,
        signed.at,
        signed.supersedes,
    )


async def restrictions(dossier: DossierId, *, vault: Vault) -> tuple[Written[Restriction], ...]:
    """Return every restriction as it was written, corrections and what they corrected."""
    rows = await sql(
        "select * from authority_restriction where dossier = {} order by begins_on, written_at, id",
        dossier,
    )
    found = await restrictions_of(rows, vault=vault)
    return tuple(
        Written(
            what=each,
            by=AccountId(row["written_by"]),
            at=row["written_at"],
            supersedes=row["supersedes"],
            superseded_at=row["superseded_at"],
        )
        for row, each in zip(rows, found, strict=True)
    )


async def holders(
    dossiers: Collection[DossierId],
    others: Mapping[DossierId, Collection[DossierId]],
    *,
    vault: Vault,
) -> tuple[Holder, ...]:
    """Return who holds parental authority over some children and has an address; to the worker alone."""
    rows = await sql(
        "select * from grenier_holders({}::uuid[]) order by dossier, person", list(dossiers)
    )
    restricted = defaultdict(list)
    elsewhere = defaultdict(list)
    wanted = {*dossiers, *chain(*others.values())}
    for row in await sql("select * from grenier_restrictions({}::uuid[])", list(wanted)):
        restricted[row["dossier"], row["person"]].append(row)
        for dossier, beside in others.items():
            if row["dossier"] in beside:
                elsewhere[dossier].append(row)
    texts = await vault.decrypt_texts(
        [(row["dossier"], sealing.MAIL.format(row["id"]), row["encrypted_mail"]) for row in rows]
    )
    return tuple(
        _holder(
            row,
            json.loads(text),
            [*restricted[row["dossier"], row["person"]], *elsewhere[DossierId(row["dossier"])]],
        )
        for row, text in zip(rows, texts, strict=True)
    )


def _holder(
    row: Mapping[str, Any], said: Mapping[str, Any], restricted: Iterable[Mapping[str, Any]]
) -> Holder:
    return Holder(
        dossier=DossierId(row["dossier"]),
        person=RelatedPersonId(row["person"]),
        mail=said["mail"],
        is_mother=said["is_mother"],
        restrictions=tuple(
            Restriction(
                id=RestrictionId(each["id"]),
                person=RelatedPersonId(each["person"]),
                kind=RestrictionKind(each["kind"]),
                begins_on=each["begins_on"],
                ends_on=each["ends_on"],
            )
            for each in restricted
        ),
    )


async def siblings(dossier: DossierId, *, vault: Vault) -> tuple[Sibling, ...]:
    rows = await sql(
        "select * from sibling where dossier = {} and superseded_at is null"
        " order by written_at, id",
        dossier,
    )
    texts = await vault.decrypt_texts(
        [(dossier, sealing.SIBLING.format(row["id"]), row["encrypted_sibling"]) for row in rows]
    )
    return tuple(_sibling(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


def _sibling(row: Mapping[str, Any], said: Mapping[str, str]) -> Sibling:
    return Sibling(
        id=SiblingId(row["id"]),
        name=said["name"],
        words=said["words"],
        dossier=DossierId(row["other_dossier"]) if row["other_dossier"] else None,
    )


async def insert_sibling(
    dossier: DossierId, sibling: Sibling, *, signed: Signed, vault: Vault
) -> None:
    said = {"name": sibling.name, "words": sibling.words}
    text = await vault.encrypt_text(
        dossier, sealing.SIBLING.format(sibling.id), sealing.written(said)
    )
    await sql(
        "insert into sibling (id, dossier, other_dossier, encrypted_sibling, written_by, written_at)"
        " values ({}, {}, {}, {}, {}, {})",
        sibling.id,
        dossier,
        sibling.dossier,
        text,
        signed.by,
        signed.at,
    )
