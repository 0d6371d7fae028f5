from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who writes scales without reading them is told which were sent by a link and wait to be read"

FORWARDS = function(
    "grenier_scales_sent(p_since timestamptz)",
    "table (dossier uuid, tool varchar, finished_at timestamptz)",
    """
    select i.dossier, i.tool, max(i.finished_at) from public.scale_invitation i
     where i.dossier = any ((select public.grenier_dossiers('C2', 'w'))::uuid[])
       and i.finished_at >= p_since and i.revoked_at is null
       and not exists (select from public.scale_response r where r.invitation = i.id)
     group by i.dossier, i.tool
    """,
    to="grenier_app",
)

BACKWARDS = ["drop function grenier_scales_sent(timestamptz)"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
