from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T01:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who fills questionnaires without reading births is told the weeks an age is corrected by: the sealed birth is handed to the process, which opens it and says no more"

FORWARDS = function(
    "grenier_births_for_scales()",
    "table (dossier uuid, encrypted_birth bytea)",
    """
    select dossier, encrypted_birth from public.birth
     where dossier = any ((select public.grenier_dossiers('C2', 'w'))::uuid[])
    """,
    to="grenier_app",
)

BACKWARDS = ["drop function grenier_births_for_scales()"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
