"""Parts of assessments, signatures and addenda; the only place that opens their text."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from storage.vault import Vault
from workspace.access.permissions import DataClass
from workspace.database import sql
from workspace.dossier.assessment.model import (
    Addendum,
    AddendumId,
    Head,
    Part,
    PartCode,
    Signature,
    State,
    Version,
    VersionId,
)
from workspace.dossier.assessment.written import as_text, from_text
from workspace.dossier.protocol.model import AssessmentId, StepCode
from workspace.ids import AccountId, DossierId

ANSWERS = "assessment_part:encrypted_answers:{}"
TEXT = "assessment_addendum:encrypted_text:{}"

Row = dict[str, Any]


async def hold(dossier: DossierId, step: StepCode) -> None:
    """Let one transaction at a time write in this assessment, until it ends."""
    await sql(
        "select pg_advisory_xact_lock(hashtextextended('assessment' || {}::text || {}::text, 0))",
        str(dossier),
        step,
    )


async def heads(dossier: DossierId, step: StepCode) -> dict[PartCode, Head]:
    """Return which version of each part stands, by whom and since when, whatever its class."""
    rows = await sql("select * from grenier_assessment_heads({}, {})", dossier, step)
    return {
        PartCode(row["part"]): Head(
            id=VersionId(row["id"]),
            number=row["number"],
            revision=row["revision"],
            state=State(row["state"]),
            author=AccountId(row["author"]),
            recorded_at=row["recorded_at"],
            seen_on=row["seen_on"],
            form=row["form"],
        )
        for row in rows
    }


async def beside(dossier: DossierId, step: StepCode, *, vault: Vault) -> tuple[Version, ...]:
    """Return the versions written beside what stands and not settled yet, oldest first."""
    rows = await sql(
        "select * from assessment_part b where dossier = {} and step_code = {} and state = 'beside'"
        " and not exists (select from assessment_part s where s.settles = b.id)"
        " order by recorded_at, id",
        dossier,
        step,
    )
    return await _opened(dossier, rows, vault=vault)


async def versions(
    dossier: DossierId, ids: Iterable[VersionId], *, vault: Vault
) -> tuple[Version, ...]:
    """Return the versions of those identifiers that may be read, in the order of their parts."""
    rows = await sql(
        "select * from assessment_part where dossier = {} and id = any({}::uuid[]) order by part, number",
        dossier,
        list(ids),
    )
    return await _opened(dossier, rows, vault=vault)


async def last_closed(
    dossier: DossierId, *, but: StepCode, vault: Vault
) -> Mapping[PartCode, Version]:
    """Return the last closed version of each part at any other assessment."""
    rows = await sql(
        "select distinct on (part) * from assessment_part"
        " where dossier = {} and step_code <> {} and state = 'closed'"
        " order by part, seen_on desc, recorded_at desc",
        dossier,
        but,
    )
    return {found.part: found for found in await _opened(dossier, rows, vault=vault)}


async def last_closed_of(dossier: DossierId, part: PartCode, *, vault: Vault) -> Version | None:
    """Return the last closed version of one part, whatever the assessment."""
    rows = await sql(
        "select * from assessment_part where dossier = {} and part = {} and state = 'closed'"
        " order by seen_on desc, recorded_at desc limit 1",
        dossier,
        part,
    )
    found = await _opened(dossier, rows, vault=vault)
    return found[0] if found else None


async def closed(
    dossiers: Collection[DossierId], parts: Collection[PartCode] | None = None, *, vault: Vault
) -> dict[DossierId, list[Version]]:
    """Return the last closed version of each part at each assessment of `dossiers`, the latest seen first.

    `parts`: None for every part, as far as its class is open to the session.
    """
    rows = await sql(
        "select * from (select distinct on (dossier, step_code, part) * from assessment_part"
        " where dossier = any({}::uuid[]) and state = 'closed' and ({}::text[] is null or part = any({}::text[]))"
        " order by dossier, step_code, part, number desc) as closed order by seen_on desc, recorded_at desc",
        list(dossiers),
        *[None if parts is None else list(parts)] * 2,
    )
    return {
        dossier: list(
            await _opened(dossier, [row for row in rows if row["dossier"] == dossier], vault=vault)
        )
        for dossier in dossiers
    }


async def begun(dossier: DossierId) -> frozenset[StepCode]:
    """Return the assessments of which something that may be seen was written."""
    rows = await sql("select distinct step_code from assessment_part where dossier = {}", dossier)
    return frozenset(StepCode(row["step_code"]) for row in rows)


async def insert(dossier: DossierId, version: Version, part: Part, *, vault: Vault) -> None:
    await sql(
        "insert into assessment_part (id, dossier, step_code, part, data_class, form, number, revision,"
        " state, supersedes, settles, seen_on, author, recorded_at, encrypted_answers)"
        " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        version.id,
        dossier,
        version.step,
        version.part,
        part.data_class.value,
        version.form,
        version.number,
        version.revision,
        version.state.value,
        version.supersedes,
        version.settles,
        version.seen_on,
        version.author,
        version.recorded_at,
        await vault.encrypt_text(
            dossier, ANSWERS.format(version.id), as_text(part, version.answers)
        ),
    )


async def go_on(dossier: DossierId, version: Version, part: Part, *, vault: Vault) -> bool:
    """Write the next revision of one's own draft; tell whether it was still the one that was read."""
    rows = await sql(
        "update assessment_part set revision = {}, seen_on = {}, recorded_at = {}, encrypted_answers = {}"
        " where dossier = {} and id = {} and revision = {} returning id",
        version.revision,
        version.seen_on,
        version.recorded_at,
        await vault.encrypt_text(
            dossier, ANSWERS.format(version.id), as_text(part, version.answers)
        ),
        dossier,
        version.id,
        version.revision - 1,
    )
    return bool(rows)


async def signatures(dossier: DossierId) -> dict[StepCode, list[Signature]]:
    """Return every signature of each step that has one, the last first; those taken back say so."""
    rows = await sql(
        "select s.*, u.undone_by, u.undone_at from assessment_signature s"
        " left join undone_assessment u on u.assessment = s.assessment"
        " where s.dossier = {} order by s.signed_at desc, s.id",
        dossier,
    )
    found: dict[StepCode, list[Signature]] = defaultdict(list)
    for row in rows:
        found[StepCode(row["step_code"])].append(_signature(row))
    return found


async def insert_signature(dossier: DossierId, signature: Signature) -> None:
    await sql(
        "insert into assessment_signature (id, dossier, step_code, form, assessment, done_on,"
        " signed_by, signed_at, versions, digest) values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        uuid4(),
        dossier,
        signature.step,
        signature.form,
        signature.assessment,
        signature.done_on,
        signature.signed_by,
        signature.signed_at,
        list(signature.versions),
        signature.digest,
    )


async def addenda(dossier: DossierId, step: StepCode, *, vault: Vault) -> tuple[Addendum, ...]:
    """Return what was added after the signature, oldest first."""
    rows = await sql(
        "select * from assessment_addendum where dossier = {} and step_code = {}"
        " order by recorded_at, id",
        dossier,
        step,
    )
    texts = await vault.decrypt_texts(
        [(dossier, TEXT.format(row["id"]), row["encrypted_text"]) for row in rows]
    )
    return tuple(_addendum(row, text) for row, text in zip(rows, texts, strict=True))


async def insert_addendum(
    dossier: DossierId,
    step: StepCode,
    addendum: Addendum,
    *,
    data_class: DataClass,
    vault: Vault,
) -> None:
    await sql(
        "insert into assessment_addendum (id, dossier, step_code, part, data_class, author, recorded_at,"
        " encrypted_text) values ({}, {}, {}, {}, {}, {}, {}, {})",
        addendum.id,
        dossier,
        step,
        addendum.part,
        data_class.value,
        addendum.author,
        addendum.recorded_at,
        await vault.encrypt_text(dossier, TEXT.format(addendum.id), addendum.text),
    )


async def _opened(dossier: DossierId, rows: Sequence[Row], *, vault: Vault) -> tuple[Version, ...]:
    texts = await vault.decrypt_texts(
        [(dossier, ANSWERS.format(row["id"]), row["encrypted_answers"]) for row in rows]
    )
    return tuple(_version(row, text) for row, text in zip(rows, texts, strict=True))


def _version(row: Row, text: str) -> Version:
    return Version(
        id=VersionId(row["id"]),
        step=StepCode(row["step_code"]),
        part=PartCode(row["part"]),
        form=row["form"],
        number=row["number"],
        revision=row["revision"],
        state=State(row["state"]),
        author=AccountId(row["author"]),
        recorded_at=row["recorded_at"],
        seen_on=row["seen_on"],
        answers=from_text(text),
        supersedes=VersionId(row["supersedes"]) if row["supersedes"] else None,
        settles=VersionId(row["settles"]) if row["settles"] else None,
    )


def _signature(row: Row) -> Signature:
    return Signature(
        step=StepCode(row["step_code"]),
        form=row["form"],
        assessment=AssessmentId(row["assessment"]),
        done_on=row["done_on"],
        signed_by=AccountId(row["signed_by"]),
        signed_at=row["signed_at"],
        versions=tuple(VersionId(each) for each in row["versions"]),
        digest=row["digest"],
        taken_back_by=AccountId(row["undone_by"]) if row["undone_by"] else None,
        taken_back_at=row["undone_at"],
    )


def _addendum(row: Row, text: str) -> Addendum:
    return Addendum(
        id=AddendumId(row["id"]),
        part=PartCode(row["part"]),
        author=AccountId(row["author"]),
        recorded_at=row["recorded_at"],
        text=text,
    )
