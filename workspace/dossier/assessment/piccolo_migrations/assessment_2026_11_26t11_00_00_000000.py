from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function, in_circle

ID = "2026-11-26T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a signed assessment is taken back by a physician or whoever coordinates: the database says so too"

LIVE = "g.ended_at is null and g.begins_at <= now() and now() < g.ends_at"
WRITTEN = f"{in_circle('dossier', 'N0', 'w')} and undone_by = (select grenier_account())"

FORWARDS = [
    *function(
        "grenier_may_undo(p_assessment uuid, p_dossier uuid)",
        "boolean",
        f"""
        select exists (
          select from public.assessment a where a.id = p_assessment and a.dossier = p_dossier
        ) and (
          not exists (select from public.assessment_signature s where s.assessment = p_assessment)
          or exists (
            select from public.access_grant g
             where g.account = public.grenier_account() and g.dossier = p_dossier
               and g.role in ('coordinator', 'physician') and {LIVE}
          )
        )
        """,
        to="grenier_app",
        volatile=True,
    ),
    "drop policy undone_assessment_insert on undone_assessment",
    (
        "create policy undone_assessment_insert on undone_assessment for insert"
        f" with check ({WRITTEN} and grenier_may_undo(assessment, dossier))"
    ),
]

BACKWARDS = [
    "drop policy undone_assessment_insert on undone_assessment",
    f"create policy undone_assessment_insert on undone_assessment for insert with check ({WRITTEN})",
    "drop function grenier_may_undo(uuid, uuid)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="assessment", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
