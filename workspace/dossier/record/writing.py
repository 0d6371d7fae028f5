"""The record, written: encrypted here, many rows a statement. Nothing written is read back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing
from workspace.dossier.record.model import (
    Birth,
    Identity,
    Inclusion,
    NewChild,
    Placement,
    ProtectionMeasure,
    RelatedPerson,
)
from workspace.dossier.record.queries import twin_index
from workspace.dossier.record.rules import is_mother
from workspace.ids import AccountId, DossierId

Statements = Literal[
    "authority_restriction",
    "placement",
    "protection_measure",
    "related_person",
    "short_stay",
    "sibling",
    "ins_identity",
]
"""Tables whose rows are corrected by another row."""

Children = Sequence[tuple[DossierId, NewChild]]


async def insert_children(children: Children, *, at: datetime, vault: Vault) -> None:
    """Open the dossiers, with the key of each."""
    await sql(
        "insert into dossier (id, organization, opened_at)"
        " select *, {}::timestamptz from unnest({}::uuid[], {}::uuid[])",
        at,
        _ids(children),
        [new.inclusion.organization for _, new in children],
    )
    await vault.open_scopes(_ids(children))
    await sql(
        "insert into child (dossier, encrypted_identity, twin_index)"
        " select dossier, identity, twins::integer[]"
        " from unnest({}::uuid[], {}::bytea[], {}::text[]) as n(dossier, identity, twins)",
        *await _identities(children, vault=vault),
    )
    await sql(
        "insert into birth (dossier, encrypted_birth) select * from unnest({}::uuid[], {}::bytea[])",
        *await _births(children, vault=vault),
    )
    await sql(
        "insert into inclusion"
        " (dossier, department, admitted_on, ended_on, encrypted_ended_because, programme)"
        " select * from unnest({}::uuid[], {}::varchar[], {}::date[], {}::date[], {}::bytea[],"
        " {}::varchar[])",
        *await _inclusions(children, vault=vault),
    )


async def update_children(children: Children, *, vault: Vault) -> None:
    await sql(
        "update dossier set organization = n.organization"
        " from unnest({}::uuid[], {}::uuid[]) as n(id, organization) where dossier.id = n.id",
        _ids(children),
        [new.inclusion.organization for _, new in children],
    )
    await sql(
        "update child set encrypted_identity = n.identity, twin_index = n.twins::integer[]"
        " from unnest({}::uuid[], {}::bytea[], {}::text[]) as n(dossier, identity, twins)"
        " where child.dossier = n.dossier",
        *await _identities(children, vault=vault),
    )
    await sql(
        "update birth set encrypted_birth = n.birth"
        " from unnest({}::uuid[], {}::bytea[]) as n(dossier, birth) where birth.dossier = n.dossier",
        *await _births(children, vault=vault),
    )
    await sql(
        "update inclusion set department = n.department, admitted_on = n.admitted_on,"
        " ended_on = n.ended_on, encrypted_ended_because = n.because, programme = n.programme"
        " from unnest({}::uuid[], {}::varchar[], {}::date[], {}::date[], {}::bytea[],"
        " {}::varchar[]) as n(dossier, department, admitted_on, ended_on, because, programme)"
        " where inclusion.dossier = n.dossier",
        *await _inclusions(children, vault=vault),
    )


async def update_identity(dossier: DossierId, identity: Identity, *, vault: Vault) -> None:
    text = sealing.identity_text(identity)
    await sql(
        "update child set encrypted_identity = {}, twin_index = {} where dossier = {}",
        await vault.encrypt_text(dossier, sealing.IDENTITY.format(dossier), text),
        twin_index(identity, vault=vault),
        dossier,
    )


async def update_birth(dossier: DossierId, birth: Birth, *, vault: Vault) -> None:
    text = sealing.birth_text(birth)
    await sql(
        "update birth set encrypted_birth = {} where dossier = {}",
        await vault.encrypt_text(dossier, sealing.BIRTH.format(dossier), text),
        dossier,
    )


async def update_inclusion(dossier: DossierId, inclusion: Inclusion, *, vault: Vault) -> None:
    """Write where follow-up stands: the department, the end and its reason."""
    because = inclusion.ended_because
    sealed = (
        await vault.encrypt_text(dossier, sealing.ENDED_BECAUSE.format(dossier), because)
        if because
        else None
    )
    await sql(
        "update inclusion set department = {}, ended_on = {}, encrypted_ended_because = {}"
        " where dossier = {}",
        inclusion.department,
        inclusion.ended_on,
        sealed,
        dossier,
    )


async def set_admission(dossier: DossierId, admitted_on: date) -> None:
    await sql("update inclusion set admitted_on = {} where dossier = {}", admitted_on, dossier)


async def set_programme(dossier: DossierId, programme: str) -> None:
    await sql("update inclusion set programme = {} where dossier = {}", programme, dossier)


async def _identities(
    children: Children, *, vault: Vault
) -> tuple[list[DossierId], list[bytes], list[str]]:
    return (
        _ids(children),
        [
            await vault.encrypt_text(
                dossier, sealing.IDENTITY.format(dossier), sealing.identity_text(new.identity)
            )
            for dossier, new in children
        ],
        # A column of arrays of unequal lengths goes through in PostgreSQL's own writing.
        [
            "{" + ",".join(map(str, twin_index(new.identity, vault=vault))) + "}"
            for _, new in children
        ],
    )


async def _births(children: Children, *, vault: Vault) -> tuple[list[DossierId], list[bytes]]:
    return (
        _ids(children),
        [
            await vault.encrypt_text(
                dossier, sealing.BIRTH.format(dossier), sealing.birth_text(new.birth)
            )
            for dossier, new in children
        ],
    )


async def _inclusions(
    children: Children, *, vault: Vault
) -> tuple[
    list[DossierId],
    list[str],
    list[date],
    list[date | None],
    list[bytes | None],
    list[str | None],
]:
    inclusions = [new.inclusion for _, new in children]
    return (
        _ids(children),
        [inclusion.department for inclusion in inclusions],
        [inclusion.admitted_on for inclusion in inclusions],
        [inclusion.ended_on for inclusion in inclusions],
        [
            await vault.encrypt_text(dossier, sealing.ENDED_BECAUSE.format(dossier), because)
            if (because := new.inclusion.ended_because)
            else None
            for dossier, new in children
        ],
        [inclusion.programme for inclusion in inclusions],
    )


def _ids(children: Children) -> list[DossierId]:
    return [dossier for dossier, _ in children]


class Signed(NamedTuple):
    """Who writes a statement and when; `supersedes`: the one it corrects."""

    by: AccountId
    at: datetime
    supersedes: UUID | None = None


async def insert_placements(
    rows: Sequence[tuple[DossierId, Placement]], *, vault: Vault, signed: Signed | None = None
) -> None:
    """Write placements; without a signature they come from a folder."""
    placements = [placement for _, placement in rows]
    await sql(
        "insert into placement (id, dossier, kind, begins_on, ends_on, encrypted_place, restricted,"
        " written_by, written_at, supersedes)"
        " select *, {}::uuid, {}::timestamptz, {}::uuid from unnest({}::uuid[], {}::uuid[], {}::varchar[],"
        " {}::date[], {}::date[], {}::bytea[], {}::boolean[])",
        signed.by if signed else None,
        signed.at if signed else None,
        signed.supersedes if signed else None,
        [placement.id for placement in placements],
        [dossier for dossier, _ in rows],
        [placement.kind.value for placement in placements],
        [placement.begins_on for placement in placements],
        [placement.ends_on for placement in placements],
        await _places(rows, vault=vault),
        [placement.restricted for placement in placements],
    )


async def update_placements(rows: Sequence[tuple[DossierId, Placement]], *, vault: Vault) -> None:
    """Change the end and the place; a placement of another kind or day is another placement."""
    await sql(
        "update placement set ends_on = n.ends_on, encrypted_place = n.place"
        " from unnest({}::uuid[], {}::date[], {}::bytea[]) as n(id, ends_on, place)"
        " where placement.id = n.id and placement.superseded_at is null",
        [placement.id for _, placement in rows],
        [placement.ends_on for _, placement in rows],
        await _places(rows, vault=vault),
    )


async def _places(rows: Sequence[tuple[DossierId, Placement]], *, vault: Vault) -> list[bytes]:
    return [
        await vault.encrypt_text(dossier, sealing.PLACE.format(placement.id), placement.place)
        for dossier, placement in rows
    ]


async def insert_measures(
    rows: Sequence[tuple[DossierId, ProtectionMeasure]],
    *,
    vault: Vault,
    signed: Signed | None = None,
) -> None:
    measures = [measure for _, measure in rows]
    await sql(
        "insert into protection_measure (id, dossier, kind, begins_on, ends_on, authority, decided_on,"
        " encrypted_words, written_by, written_at, supersedes)"
        " select *, {}::uuid, {}::timestamptz, {}::uuid from unnest({}::uuid[], {}::uuid[], {}::varchar[],"
        " {}::date[], {}::date[], {}::varchar[], {}::date[], {}::bytea[])",
        signed.by if signed else None,
        signed.at if signed else None,
        signed.supersedes if signed else None,
        [measure.id for measure in measures],
        [dossier for dossier, _ in rows],
        [measure.kind.value for measure in measures],
        [measure.begins_on for measure in measures],
        [measure.ends_on for measure in measures],
        [measure.authority.value if measure.authority else None for measure in measures],
        [measure.decided_on for measure in measures],
        [
            await vault.encrypt_text(dossier, sealing.MEASURE.format(measure.id), measure.words)
            if measure.words
            else None
            for dossier, measure in rows
        ],
    )


async def insert_people(
    rows: Sequence[tuple[DossierId, RelatedPerson]], *, vault: Vault, signed: Signed | None = None
) -> None:
    people = [person for _, person in rows]
    await sql(
        "insert into related_person (id, dossier, parental_responsibility, encrypted_person, encrypted_mail, about,"
        " subject, written_by, written_at, supersedes)"
        " select *, {}::uuid, {}::timestamptz, {}::uuid from unnest({}::uuid[], {}::uuid[], {}::boolean[],"
        " {}::bytea[], {}::bytea[], {}::varchar[], {}::uuid[])",
        signed.by if signed else None,
        signed.at if signed else None,
        signed.supersedes if signed else None,
        [person.id for person in people],
        [dossier for dossier, _ in rows],
        [person.parental_responsibility for person in people],
        [
            await vault.encrypt_text(
                dossier, sealing.PERSON.format(person.id), sealing.person_text(person)
            )
            for dossier, person in rows
        ],
        [await _mail(dossier, person, vault=vault) for dossier, person in rows],
        [person.about.value if person.about else None for person in people],
        [person.subject for person in people],
    )


async def _mail(dossier: DossierId, person: RelatedPerson, *, vault: Vault) -> bytes | None:
    if not person.mail:
        return None
    text = sealing.mail_text(person, is_mother=is_mother(person))
    return await vault.encrypt_text(dossier, sealing.MAIL.format(person.id), text)


async def supersede(table: Statements, id_: UUID, *, at: datetime) -> None:
    """Set a statement aside: it stays where it was written, and is no longer what is said."""
    await sql(
        f"update {table} set superseded_at = {{}} where id = {{}} and superseded_at is null",  # noqa: S608 - a name of ours
        at,
        id_,
    )


async def end(table: Statements, id_: UUID, ends_on: date) -> None:
    """Write the end of what had none."""
    await sql(
        f"update {table} set ends_on = {{}} where id = {{}} and ends_on is null",  # noqa: S608 - a name of ours
        ends_on,
        id_,
    )


async def moment() -> datetime:
    """Return when this transaction began, as the database has it."""
    rows = await sql("select now() as at")
    found: datetime = rows[0]["at"]
    return found


async def hold(dossier: DossierId) -> None:
    """Let one transaction at a time move this child, until it ends."""
    await sql("select pg_advisory_xact_lock(hashtextextended('move' || {}::text, 0))", str(dossier))
