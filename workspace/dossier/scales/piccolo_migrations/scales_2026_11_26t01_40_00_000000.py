from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T01:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the worker is told which links came to their end and who waits for them: identifiers, and nothing of what was answered"

WORKER = "public.grenier_serves('worker')"
LIVE = "g.ended_at is null and g.begins_at <= now() and now() < g.ends_at"
TO_READ = (
    "i.finished_at is not null and i.revoked_at is null"
    " and not exists (select from public.scale_response r where r.invitation = i.id)"
)

FORWARDS = [
    "create index scale_invitation_finished on scale_invitation (finished_at) where finished_at is not null",
    # Whoever made the link; whoever coordinates, where they have left.
    *function(
        "grenier_links_to_read(p_since timestamptz)",
        "table (invitation uuid, dossier uuid, account uuid)",
        f"""
        select i.id, i.dossier, g.account
          from public.scale_invitation i join public.access_grant g on g.dossier = i.dossier and {LIVE}
         where {TO_READ} and i.finished_at >= p_since and {WORKER} and 'C2' = any (g.reads)
           and (g.account = i.created_by or (g.role = 'coordinator' and not exists (
                select from public.access_grant g where g.dossier = i.dossier
                 and g.account = i.created_by and {LIVE})))
        """,
        to="grenier_app",
    ),
    *function(
        "grenier_link_is_to_read(p_invitation uuid)",
        "boolean",
        f"select exists (select from public.scale_invitation i where i.id = p_invitation and {TO_READ} and {WORKER})",
        to="grenier_app",
    ),
]

BACKWARDS = [
    "drop function grenier_links_to_read(timestamptz), grenier_link_is_to_read(uuid)",
    "drop index scale_invitation_finished",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
