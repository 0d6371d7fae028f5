"""Assessments done and planned, of one dossier or of many: always one query."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from storage.vault import Vault
from workspace.database import sql
from workspace.dossier.protocol.appointments import Appointment, AppointmentId
from workspace.dossier.protocol.model import Assessment, AssessmentId, Planned, StepCode
from workspace.ids import AccountId, DossierId, PractitionerId
from workspace.news import News, Seen, counted

NOTE = "assessment:encrypted_note:{}"
PLACE = "planned_assessment:encrypted_place:{}"

ByDossier = dict[DossierId, list[Assessment]]


async def done(dossiers: Collection[DossierId]) -> ByDossier:
    """Return the assessments done in each of `dossiers`, oldest first; none, no key."""
    rows = await sql(
        "select id, dossier, step_code, done_on, practitioner, outside from assessment a"
        " where dossier = any({}::uuid[]) and not exists"
        " (select from undone_assessment u where u.assessment = a.id) order by done_on, recorded_at",
        list(dossiers),
    )
    found: ByDossier = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(_assessment(row))
    return found


async def planned(
    dossiers: Collection[DossierId], *, vault: Vault
) -> dict[DossierId, list[Appointment]]:
    """Return the open appointments in each of `dossiers`, in the order of their days."""
    rows = await sql(
        "select id, dossier, step_code, planned_on, planned_time, practitioner, planned_by,"
        " encrypted_place from planned_assessment"
        " where dossier = any({}::uuid[]) and withdrawn_at is null"
        " order by planned_on, planned_time nulls first",
        list(dossiers),
    )
    placed = [row for row in rows if row["encrypted_place"] is not None]
    texts = await vault.decrypt_texts(
        [(row["dossier"], PLACE.format(row["id"]), row["encrypted_place"]) for row in placed]
    )
    places = {row["id"]: text for row, text in zip(placed, texts, strict=True)}
    found: dict[DossierId, list[Appointment]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(_appointment(row, places.get(row["id"], "")))
    return found


async def days_planned(dossiers: Collection[DossierId]) -> dict[DossierId, list[Planned]]:
    """Return what schedules need of the same: the step and its day, no place is opened."""
    rows = await sql(
        "select dossier, step_code, planned_on, practitioner from planned_assessment"
        " where dossier = any({}::uuid[]) and withdrawn_at is null order by planned_on",
        list(dossiers),
    )
    found: dict[DossierId, list[Planned]] = defaultdict(list)
    for row in rows:
        found[DossierId(row["dossier"])].append(
            Planned(
                step=StepCode(row["step_code"]),
                planned_on=row["planned_on"],
                performed_by=_practitioner(row),
            )
        )
    return found


async def days_done(dossiers: Collection[DossierId] | None) -> dict[DossierId, list[date]]:
    """Return the days of assessments by dossier, of all that the session may see for None."""
    rows = await sql(
        "select dossier, array_agg(done_on order by done_on) as days from assessment a"
        " where ({}::uuid[] is null or dossier = any({}::uuid[])) and not exists"
        " (select from undone_assessment u where u.assessment = a.id) group by dossier",
        *[None if dossiers is None else list(dossiers)] * 2,
    )
    return {DossierId(row["dossier"]): row["days"] for row in rows}


async def news(seen: Seen, *, not_by: AccountId) -> News:
    """Return what others did, set days for or took back since each dossier was seen."""
    return await counted(
        "select dossier, code, count(*) as found from (select a.dossier, 'assessment' as code from assessment a"
        " join v using (dossier) where a.recorded_at > v.at and a.recorded_by is distinct from {}"
        " and not exists (select from undone_assessment u where u.assessment = a.id)"
        " union all select p.dossier, 'planned' from planned_assessment p join v using (dossier)"
        " where p.planned_at > v.at and p.planned_by <> {} and p.withdrawn_at is null"
        " union all select u.dossier, 'undone' from undone_assessment u join v using (dossier)"
        " where u.undone_at > v.at and u.undone_by <> {}) as told group by 1, 2",
        seen,
        *[not_by] * 3,
    )


async def insert_done(rows: Sequence[tuple[DossierId, Assessment]], *, at: datetime) -> None:
    """Write many at once: no row is read back, so the session need not be of the circle."""
    assessments = [assessment for _, assessment in rows]
    await sql(
        "insert into assessment (id, dossier, step_code, done_on, practitioner, recorded_at)"
        " select *, {}::timestamptz from"
        " unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::date[], {}::uuid[])",
        at,
        [assessment.id for assessment in assessments],
        [dossier for dossier, _ in rows],
        [assessment.step for assessment in assessments],
        [assessment.done_on for assessment in assessments],
        [assessment.performed_by for assessment in assessments],
    )


async def amend_done(rows: Sequence[tuple[DossierId, Assessment]]) -> None:
    assessments = [assessment for _, assessment in rows]
    await sql(
        "update assessment a set step_code = n.step, done_on = n.day, practitioner = n.by"
        " from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::date[], {}::uuid[])"
        " as n (id, dossier, step, day, by) where a.id = n.id and a.dossier = n.dossier",
        [assessment.id for assessment in assessments],
        [dossier for dossier, _ in rows],
        [assessment.step for assessment in assessments],
        [assessment.done_on for assessment in assessments],
        [assessment.performed_by for assessment in assessments],
    )


async def hold(dossier: DossierId) -> None:
    """Let one transaction at a time plan in this dossier, until it ends."""
    await sql("select pg_advisory_xact_lock(hashtextextended('plan' || {}::text, 0))", str(dossier))


async def withdraw(dossier: DossierId, step: StepCode, *, at: datetime) -> None:
    await sql(
        "update planned_assessment set withdrawn_at = {}"
        " where dossier = {} and step_code = {} and withdrawn_at is null",
        at,
        dossier,
        step,
    )


async def insert_planned(
    planned: Sequence[tuple[DossierId, Appointment]], *, at: datetime, vault: Vault
) -> None:
    places = [
        await vault.encrypt_text(dossier, PLACE.format(each.id), each.place) if each.place else None
        for dossier, each in planned
    ]
    appointments = [each for _, each in planned]
    await sql(
        "insert into planned_assessment (id, dossier, step_code, planned_on, planned_time,"
        " practitioner, planned_by, encrypted_place, planned_at)"
        " select *, {}::timestamptz from unnest({}::uuid[], {}::uuid[], {}::varchar[], {}::date[],"
        " {}::time[], {}::uuid[], {}::uuid[], {}::bytea[])",
        at,
        [each.id for each in appointments],
        [dossier for dossier, _ in planned],
        [each.step for each in appointments],
        [each.planned_on for each in appointments],
        [each.planned_time for each in appointments],
        [each.practitioner for each in appointments],
        [each.planned_by for each in appointments],
        places,
    )


def _assessment(row: dict[str, Any]) -> Assessment:
    return Assessment(
        id=AssessmentId(row["id"]),
        step=StepCode(row["step_code"]),
        done_on=row["done_on"],
        performed_by=_practitioner(row),
        outside=row["outside"],
    )


def _appointment(row: dict[str, Any], place: str) -> Appointment:
    return Appointment(
        id=AppointmentId(row["id"]),
        step=StepCode(row["step_code"]),
        planned_on=row["planned_on"],
        planned_time=row["planned_time"],
        practitioner=_practitioner(row),
        planned_by=AccountId(row["planned_by"]),
        place=place,
    )


def _practitioner(row: dict[str, Any]) -> PractitionerId | None:
    return PractitionerId(row["practitioner"]) if row["practitioner"] else None
