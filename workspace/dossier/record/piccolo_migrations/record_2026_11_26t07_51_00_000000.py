from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T07:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the worker reads where a holder of parental authority is written to, what restricts them, and nothing else"

HOLDS = "r.superseded_at is null and r.parental_responsibility and r.encrypted_mail is not null"

FORWARDS = [
    *function(
        "grenier_holders(p_dossiers uuid[])",
        "table (id uuid, dossier uuid, person uuid, encrypted_mail bytea)",
        f"""
        select r.id, r.dossier, coalesce(r.subject, r.id), r.encrypted_mail from public.related_person r
         where r.dossier = any (p_dossiers) and {HOLDS} and public.grenier_serves('worker')
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_restrictions(p_dossiers uuid[])",
        "table (id uuid, dossier uuid, person uuid, kind varchar, begins_on date, ends_on date)",
        """
        select a.id, a.dossier, a.person, a.kind, a.begins_on, a.ends_on from public.authority_restriction a
         where a.dossier = any (p_dossiers) and a.superseded_at is null and public.grenier_serves('worker')
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_holds_authority(p_dossier uuid, p_person uuid)",
        "boolean",
        f"""
        select exists (select from public.related_person r
                        where r.dossier = p_dossier and coalesce(r.subject, r.id) = p_person and {HOLDS})
               and public.grenier_serves('worker')
        """,
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_holds_authority(uuid, uuid)",
    "drop function grenier_restrictions(uuid[])",
    "drop function grenier_holders(uuid[])",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
