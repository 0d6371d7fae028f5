from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, function

ID = "2026-11-26T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the form an assessment was begun with is practical: whoever reads no word of it sees the same parts"

SIGNATURE = "grenier_assessment_heads(p_dossier uuid, p_step text)"
COLUMNS = (
    "part text, id uuid, number integer, revision integer, state text, author uuid,"
    " recorded_at timestamptz, seen_on date"
)
HEADS = """
    select distinct on (p.part) p.part::text, p.id, p.number, p.revision, p.state::text, p.author, p.recorded_at,
           p.seen_on{form}
    from public.assessment_part p
    where p.dossier = p_dossier and p.step_code = p_step and p.state <> 'beside'
    and p_dossier = any (public.grenier_dossiers('N0', 'r')::uuid[])
    order by p.part, p.number desc
"""
DROP = "drop function grenier_assessment_heads(uuid, text)"

FORWARDS = [
    DROP,
    *function(
        SIGNATURE,
        f"table ({COLUMNS}, form text)",
        HEADS.replace("{form}", ", p.form::text"),
        to="grenier_app",
    ),
]
BACKWARDS = [
    DROP,
    *function(SIGNATURE, f"table ({COLUMNS})", HEADS.replace("{form}", ""), to="grenier_app"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="assessment", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
