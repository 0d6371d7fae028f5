"""The record, opened: one query for one child or for many, and one batch of decryption."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.record import sealing, turns
from workspace.dossier.record.model import (
    PEGASE,
    About,
    Authority,
    Birth,
    Identity,
    Inclusion,
    MeasureId,
    MeasureKind,
    Placement,
    PlacementId,
    PlacementKind,
    ProtectionMeasure,
    RelatedPerson,
    RelatedPersonId,
    Restriction,
    RestrictionId,
    RestrictionKind,
)
from workspace.dossier.record.programmes import ProgrammeAges
from workspace.dossier.record.rules import is_mother
from workspace.errors import NotFound
from workspace.ids import DossierId, OrganizationId

Dossiers = Collection[DossierId] | None
"""Those asked for; None for all that the session may see."""


class Head(NamedTuple):
    """What every part of the programme asks first of a child."""

    identity: Identity
    inclusion: Inclusion
    opened_at: datetime


async def heads(dossiers: Dossiers, *, vault: Vault) -> dict[DossierId, Head]:
    """Return who the children are and since when they are followed."""
    rows = await sql(
        "select d.id, d.organization, d.opened_at, c.encrypted_identity, i.department, i.programme,"
        " i.admitted_on, i.ended_on, i.encrypted_ended_because, t.turns, a.name, a.followed_until_months,"
        " a.admitted_before_months"
        " from dossier d join child c on c.dossier = d.id"
        " join inclusion i on i.dossier = d.id left join grenier_turns() t on t.dossier = d.id"
        " left join grenier_programme_ages() a on a.programme = i.programme"
        " where {}::uuid[] is null or d.id = any({}::uuid[])",
        *_twice(dossiers),
    )
    identities = await vault.decrypt_texts(
        [(row["id"], sealing.IDENTITY.format(row["id"]), row["encrypted_identity"]) for row in rows]
    )
    reasons = await _ended_because(rows, vault=vault)
    return {
        DossierId(row["id"]): Head(
            sealing.identity_of(identity),
            _inclusion(row, reasons.get(row["id"])),
            row["opened_at"],
        )
        for row, identity in zip(rows, identities, strict=True)
    }


async def head(dossier: DossierId, *, vault: Vault) -> Head:
    """Return the head of a dossier; `NotFound` for one whose circle has just been left."""
    found = (await heads([dossier], vault=vault)).get(dossier)
    if found is None:
        raise NotFound
    return found


async def _ended_because(rows: Iterable[dict[str, Any]], *, vault: Vault) -> dict[Any, str]:
    ended = [row for row in rows if row["encrypted_ended_because"] is not None]
    reasons = await vault.decrypt_texts(
        [
            (row["id"], sealing.ENDED_BECAUSE.format(row["id"]), row["encrypted_ended_because"])
            for row in ended
        ]
    )
    return {row["id"]: reason for row, reason in zip(ended, reasons, strict=True)}


def _inclusion(row: Mapping[str, Any], ended_because: str | None) -> Inclusion:
    known = turns.turns_of(json.loads(row["turns"])) if row["turns"] else ()
    return Inclusion(
        admitted_on=row["admitted_on"],
        organization=OrganizationId(row["organization"]),
        department=row["department"],
        ended_on=row["ended_on"],
        ended_because=ended_because,
        programme=row["programme"],
        away=turns.away(known),
        ages=_ages(row) if row["followed_until_months"] is not None else None,
        earlier=turns.earlier(known, first=PEGASE, admitted_on=row["admitted_on"]),
    )


def _ages(row: Mapping[str, Any]) -> ProgrammeAges:
    return ProgrammeAges(
        programme=row["programme"],
        name=row["name"],
        followed_until_months=row["followed_until_months"],
        admitted_before_months=row["admitted_before_months"],
    )


async def programme_ages() -> dict[str, ProgrammeAges]:
    """Return the programmes of which a definition was applied, by code."""
    rows = await sql("select * from grenier_programme_ages() order by name, programme")
    return {row["programme"]: _ages(row) for row in rows}


async def count_followed(dossiers: Collection[DossierId], on: date) -> int:
    """Return how many of `dossiers` are of children still followed at the end of day `on`."""
    rows = await sql(
        "select count(*) as followed from inclusion i"
        " where dossier = any({}::uuid[]) and (ended_on is null or ended_on > {})"
        " and not exists (select from dossier_merge m where m.merged = i.dossier and m.undone_at is null"
        " and m.dossier = any({}::uuid[]))",
        list(dossiers),
        on,
        list(dossiers),
    )
    return int(rows[0]["followed"])


async def births(dossiers: Dossiers, *, vault: Vault) -> dict[DossierId, Birth]:
    rows = await sql(
        "select dossier, encrypted_birth from birth"
        " where {}::uuid[] is null or dossier = any({}::uuid[])",
        *_twice(dossiers),
    )
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.BIRTH.format(row["dossier"]), row["encrypted_birth"])
            for row in rows
        ]
    )
    return {
        DossierId(row["dossier"]): sealing.birth_of(text)
        for row, text in zip(rows, texts, strict=True)
    }


async def placements(
    dossiers: Dossiers, *, on: date | None = None, vault: Vault
) -> dict[DossierId, list[Placement]]:
    """Return the places each child lived in, in their order; only those around the day `on`, if given.

    Overseas it is another day for some hours: the day before and the one after are taken too.

    What a correction took the place of is not among them. Of two places on one day, the one that
    was left first comes first; of two that a folder begins on one day and never ends, always the same.
    """
    rows = await sql(
        "select * from placement where ({}::uuid[] is null or dossier = any({}::uuid[]))"
        " and ({}::date is null or (begins_on <= {}::date + 1 and (ends_on is null or ends_on > {}::date - 1)))"
        " and superseded_at is null"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, kind, id",
        *_twice(dossiers),
        on,
        on,
        on,
    )
    places = await vault.decrypt_texts(
        [(row["dossier"], sealing.PLACE.format(row["id"]), row["encrypted_place"]) for row in rows]
    )
    return _by_dossier(
        (row, placement_of(row, place)) for row, place in zip(rows, places, strict=True)
    )


async def stays(dossiers: Dossiers) -> dict[DossierId, list[Placement]]:
    """Return the same without the places, which stay closed: what is counted."""
    rows = await sql(
        "select id, dossier, kind, begins_on, ends_on, restricted from placement"
        " where ({}::uuid[] is null or dossier = any({}::uuid[])) and superseded_at is null"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, kind, id",
        *_twice(dossiers),
    )
    return _by_dossier((row, placement_of(row, "")) for row in rows)


def _by_dossier(
    found: Iterable[tuple[Mapping[str, Any], Placement]],
) -> dict[DossierId, list[Placement]]:
    by_dossier: dict[DossierId, list[Placement]] = defaultdict(list)
    for row, placement in found:
        by_dossier[DossierId(row["dossier"])].append(placement)
    return by_dossier


def placement_of(row: Mapping[str, Any], place: str) -> Placement:
    return Placement(
        id=PlacementId(row["id"]),
        kind=PlacementKind(row["kind"]),
        place=place,
        begins_on=row["begins_on"],
        ends_on=row["ends_on"],
        restricted=row["restricted"],
    )


async def measures(dossier: DossierId, *, vault: Vault) -> tuple[ProtectionMeasure, ...]:
    """Return the measures in their order; what a correction took the place of is not among them."""
    rows = await sql(
        "select * from protection_measure where dossier = {} and superseded_at is null"
        " order by begins_on, coalesce(ends_on, 'infinity'), written_at nulls first, id",
        dossier,
    )
    return await measures_of(rows, vault=vault)


async def measures_of(
    rows: Sequence[Mapping[str, Any]], *, vault: Vault
) -> tuple[ProtectionMeasure, ...]:
    told = [row for row in rows if row["encrypted_words"] is not None]
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.MEASURE.format(row["id"]), row["encrypted_words"])
            for row in told
        ]
    )
    words = {row["id"]: text for row, text in zip(told, texts, strict=True)}
    return tuple(
        ProtectionMeasure(
            id=MeasureId(row["id"]),
            kind=MeasureKind(row["kind"]),
            begins_on=row["begins_on"],
            ends_on=row["ends_on"],
            authority=Authority(row["authority"]) if row["authority"] else None,
            decided_on=row["decided_on"],
            words=words.get(row["id"], ""),
        )
        for row in rows
    )


async def people(
    dossier: DossierId, *, secret_origins: bool, vault: Vault
) -> tuple[RelatedPerson, ...]:
    """Return who is around; of a child born in secret, everybody but the mother."""
    rows = await sql(
        "select * from related_person where dossier = {} and superseded_at is null"
        " order by written_at nulls first, id",
        dossier,
    )
    found = await people_of(rows, vault=vault)
    return tuple(person for person in found if not (secret_origins and is_mother(person)))


async def people_of(
    rows: Sequence[Mapping[str, Any]], *, vault: Vault
) -> tuple[RelatedPerson, ...]:
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.PERSON.format(row["id"]), row["encrypted_person"])
            for row in rows
        ]
    )
    mails = await _mails(rows, vault=vault)
    return tuple(
        _person(row, json.loads(text), mails.get(row["id"], ""))
        for row, text in zip(rows, texts, strict=True)
    )


async def _mails(rows: Sequence[Mapping[str, Any]], *, vault: Vault) -> dict[UUID, str]:
    known = [row for row in rows if row["encrypted_mail"] is not None]
    texts = await vault.decrypt_texts(
        [(row["dossier"], sealing.MAIL.format(row["id"]), row["encrypted_mail"]) for row in known]
    )
    return {row["id"]: json.loads(text)["mail"] for row, text in zip(known, texts, strict=True)}


def _person(row: Mapping[str, Any], said: Mapping[str, str], mail: str) -> RelatedPerson:
    return RelatedPerson(
        id=RelatedPersonId(row["id"]),
        relation=said["relation"],
        name=said["name"],
        parental_responsibility=row["parental_responsibility"],
        about=About(row["about"]) if row["about"] else None,
        contact=said.get("contact", ""),
        words=said.get("words", ""),
        mail=mail,
        subject=RelatedPersonId(row["subject"]) if row["subject"] else None,
    )


async def restrictions(dossier: DossierId, *, vault: Vault) -> tuple[Restriction, ...]:
    """Return the restrictions that were not set aside, those that ended among them."""
    rows = await sql(
        "select * from authority_restriction where dossier = {} and superseded_at is null"
        " order by begins_on, written_at, id",
        dossier,
    )
    return await restrictions_of(rows, vault=vault)


async def restrictions_of(
    rows: Sequence[Mapping[str, Any]], *, vault: Vault
) -> tuple[Restriction, ...]:
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.RESTRICTION.format(row["id"]), row["encrypted_words"])
            for row in rows
        ]
    )
    return tuple(_restriction(row, json.loads(text)) for row, text in zip(rows, texts, strict=True))


def _restriction(row: Mapping[str, Any], said: Mapping[str, str]) -> Restriction:
    return Restriction(
        id=RestrictionId(row["id"]),
        person=RelatedPersonId(row["person"]),
        kind=RestrictionKind(row["kind"]),
        begins_on=row["begins_on"],
        ends_on=row["ends_on"],
        decided_by=said["decided_by"],
        words=said["words"],
    )


async def possible_twins(
    identities: Iterable[Identity], *, is_near: bool = False, vault: Vault
) -> dict[DossierId, Identity]:
    """Return who shares a word of the names and the day of birth with one of `identities`, or the year of an estimate.

    Of those the session may see; 32 bits may also agree by chance. `is_near`: also who shares a word and was born in a
    year that may be theirs, written wrong; not to be asked for many at once.
    """
    words = {word for identity in identities for word in sealing.sought_words(identity)}
    if is_near:
        words |= {word for identity in identities for word in sealing.near_words(identity)}
    wanted = sorted(set(bits_of(words, vault=vault)))
    rows = await sql(
        # each bit is looked up in a table of those wanted: comparing two arrays is forty times slower
        "select dossier, encrypted_identity from child"
        " where exists (select from unnest(twin_index) as bits where bits = any({}::integer[]))",
        wanted,
    )
    texts = await vault.decrypt_texts(
        [
            (row["dossier"], sealing.IDENTITY.format(row["dossier"]), row["encrypted_identity"])
            for row in rows
        ]
    )
    return {
        DossierId(row["dossier"]): sealing.identity_of(text)
        for row, text in zip(rows, texts, strict=True)
    }


def twin_index(identity: Identity, *, vault: Vault) -> list[int]:
    return bits_of(sealing.twin_words(identity), vault=vault)


def bits_of(words: Iterable[str], *, vault: Vault) -> list[int]:
    """Return 32 bits of the keyed index of each word."""
    return [
        int.from_bytes(vault.blind_index(sealing.TWIN, word, bits=32), "big", signed=True)
        for word in words
    ]


def _twice(dossiers: Dossiers) -> tuple[list[DossierId] | None, list[DossierId] | None]:
    asked = None if dossiers is None else list(dossiers)
    return asked, asked
