from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T01:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "that an assessment was begun is practical, whatever the class of what was written: it stays on the page under another programme"

FORWARDS = function(
    "grenier_steps_begun(p_dossiers uuid[])",
    "table (dossier uuid, step_code varchar)",
    """
    select distinct p.dossier, p.step_code from public.assessment_part p
     where p.dossier = any (p_dossiers)
       and (p.dossier = any ((select public.grenier_dossiers('N0', 'r'))::uuid[])
            or (select public.grenier_serves('import')) or (select public.grenier_serves('demo'))
            or (select public.grenier_serves('figures')))
    """,
    to="grenier_app",
)

BACKWARDS = ["drop function grenier_steps_begun(uuid[])"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="assessment", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
