from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-25T22:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who writes scales without reading them is told which were answered, and nothing of what they say"

FORWARDS = function(
    "grenier_scales_answered(p_since date)",
    "table (dossier uuid, tool varchar, answered_on date)",
    """
    select dossier, tool, max(answered_on) from public.scale_response
     where dossier = any ((select public.grenier_dossiers('C2', 'w'))::uuid[]) and answered_on >= p_since
     group by dossier, tool
    """,
    to="grenier_app",
)

BACKWARDS = ["drop function grenier_scales_answered(date)"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
