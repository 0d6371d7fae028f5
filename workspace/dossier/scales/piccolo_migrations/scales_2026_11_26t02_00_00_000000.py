from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, serves

ID = "2026-11-26T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the national team enters the numbers of the scales"

NATIONAL = "(select grenier_is_national())"
THRESHOLDS = serves("import", "demo")

FORWARDS = [
    f"alter policy scale_threshold_set_insert on scale_threshold_set with check ({THRESHOLDS} or {NATIONAL})",
]

BACKWARDS = [
    f"alter policy scale_threshold_set_insert on scale_threshold_set with check ({THRESHOLDS})",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
