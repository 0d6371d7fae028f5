"""What people of the circle said of an assessment by hand: done, undone, not done, examined."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.protocol.model import (
    REASON_LABELS,
    Assessment,
    AssessmentId,
    Missed,
    MissedId,
    MissedReason,
    NewMissed,
    StepCode,
)
from workspace.dossier.protocol.queries import NOTE
from workspace.ids import AccountId, DossierId

MISSED_NOTE = "missed_assessment:encrypted_note:{}"


async def missed(dossiers: Collection[DossierId]) -> dict[DossierId, list[Missed]]:
    """Return the steps said not to be done in each of `dossiers`, those opened again left out."""
    rows = await sql(
        "select id, dossier, step_code, reason from missed_assessment"
        " where dossier = any({}::uuid[]) and reopened_at is null order by said_at",
        list(dossiers),
    )
    found: dict[DossierId, list[Missed]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(_missed(row))
    return found


async def begun(dossiers: Collection[DossierId]) -> dict[DossierId, frozenset[StepCode]]:
    """Return the steps of which a part was written in each of `dossiers`, whatever its class; no query for none."""
    if not dossiers:
        return {}
    rows = await sql("select * from grenier_steps_begun({}::uuid[])", list(dossiers))
    found: dict[DossierId, set[StepCode]] = defaultdict(set)
    for row in rows:
        found[DossierId(row["dossier"])].add(StepCode(row["step_code"]))
    return {dossier: frozenset(steps) for dossier, steps in found.items()}


async def is_of(dossier: DossierId, assessment: AssessmentId) -> bool:
    """Tell whether an assessment was written in this very dossier, and not in one joined to it."""
    rows = await sql(
        "select id from assessment where id = {} and dossier = {}", assessment, dossier
    )
    return bool(rows)


async def are_signed(assessments: Collection[AssessmentId]) -> bool:
    """Tell whether a form of one of these assessments was signed."""
    rows = await sql(
        "select id from assessment_signature where assessment = any({}::uuid[]) limit 1",
        list(assessments),
    )
    return bool(rows)


async def exams_done(dossiers: Collection[DossierId]) -> dict[DossierId, dict[str, date]]:
    """Return the day of each compulsory examination written down as done, by dossier and code."""
    rows = await sql(
        "select dossier, exam_code, done_on from exam_done"
        " where dossier = any({}::uuid[]) and withdrawn_at is null",
        list(dossiers),
    )
    found: dict[DossierId, dict[str, date]] = defaultdict(dict)
    for row in rows:
        found[DossierId(row["dossier"])][row["exam_code"]] = row["done_on"]
    return found


async def notes(dossier: DossierId, *, vault: Vault) -> dict[StepCode, str]:
    """Return the line written with each step done or not done, those undone left out."""
    rows = await sql(
        "select id, step_code, encrypted_note, true as done from assessment a where dossier = {}"
        " and encrypted_note is not null"
        " and not exists (select from undone_assessment u where u.assessment = a.id)"
        " union all select id, step_code, encrypted_note, false from missed_assessment"
        " where dossier = {} and encrypted_note is not null and reopened_at is null order by done",
        dossier,
        dossier,
    )
    texts = await vault.decrypt_texts(
        [
            (
                dossier,
                (NOTE if row["done"] else MISSED_NOTE).format(row["id"]),
                row["encrypted_note"],
            )
            for row in rows
        ]
    )
    return {StepCode(row["step_code"]): text for row, text in zip(rows, texts, strict=True)}


async def insert_said_done(
    dossier: DossierId,
    assessment: Assessment,
    note: str,
    *,
    by: AccountId,
    at: datetime,
    vault: Vault,
) -> None:
    sealed = await vault.encrypt_text(dossier, NOTE.format(assessment.id), note) if note else None
    await sql(
        "insert into assessment (id, dossier, step_code, done_on, practitioner, recorded_at,"
        " recorded_by, outside, encrypted_note) values ({}, {}, {}, {}, {}, {}, {}, {}, {})",
        assessment.id,
        dossier,
        assessment.step,
        assessment.done_on,
        assessment.performed_by,
        at,
        by,
        assessment.outside,
        sealed,
    )


async def insert_undone(
    dossier: DossierId, assessment: AssessmentId, *, by: AccountId, at: datetime
) -> None:
    await sql(
        "insert into undone_assessment (assessment, dossier, undone_by, undone_at)"
        " values ({}, {}, {}, {})",
        assessment,
        dossier,
        by,
        at,
    )


async def insert_missed(
    dossier: DossierId,
    id_: MissedId,
    new: NewMissed,
    *,
    by: AccountId,
    at: datetime,
    vault: Vault,
) -> None:
    note = new.note.strip()
    await sql(
        "insert into missed_assessment"
        " (id, dossier, step_code, reason, encrypted_note, said_by, said_at)"
        " values ({}, {}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        new.step,
        new.reason.value,
        await vault.encrypt_text(dossier, MISSED_NOTE.format(id_), note) if note else None,
        by,
        at,
    )


async def reopen(
    dossier: DossierId, step: StepCode, *, by: AccountId, at: datetime
) -> list[MissedId]:
    """Mark as opened again whatever was said of a step; return what was."""
    rows = await sql(
        "update missed_assessment set reopened_by = {}, reopened_at = {}"
        " where dossier = {} and step_code = {} and reopened_at is null returning id",
        by,
        at,
        dossier,
        step,
    )
    return [MissedId(row["id"]) for row in rows]


async def insert_exam(
    dossier: DossierId, id_: AssessmentId, code: str, done_on: date, *, by: AccountId, at: datetime
) -> None:
    await sql(
        "insert into exam_done (id, dossier, exam_code, done_on, recorded_by, recorded_at)"
        " values ({}, {}, {}, {}, {}, {})",
        id_,
        dossier,
        code,
        done_on,
        by,
        at,
    )


async def withdraw_exam(dossier: DossierId, code: str, *, by: AccountId, at: datetime) -> None:
    await sql(
        "update exam_done set withdrawn_by = {}, withdrawn_at = {}"
        " where dossier = {} and exam_code = {} and withdrawn_at is null",
        by,
        at,
        dossier,
        code,
    )


def _missed(row: dict[str, Any]) -> Missed:
    return Missed(
        id=MissedId(row["id"]),
        step=StepCode(row["step_code"]),
        because=REASON_LABELS[MissedReason(row["reason"])],
    )
