from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "measures are somatic health"

FORWARDS = [
    *guarded(
        "growth_measurement",
        select=in_circle("dossier", "C1", "r") + " or " + serves("figures", "import", "demo"),
        insert=serves("import", "demo"),
        update=serves("import", "demo"),
    ),
]

BACKWARDS = [
    "drop policy growth_measurement_select on growth_measurement",
    "drop policy growth_measurement_insert on growth_measurement",
    "drop policy growth_measurement_update on growth_measurement",
    "revoke all on growth_measurement from grenier_app",
    "alter table growth_measurement no force row level security",
    "alter table growth_measurement disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="growth", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
