from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, serves

ID = "2026-11-26T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the national team says what growth is read against"

NATIONAL = "(select grenier_is_national())"
OPERATOR = serves("import")
TABLES = ("growth_reference", "growth_practice")

FORWARDS = [f"alter policy {table}_insert on {table} with check ({OPERATOR} or {NATIONAL})" for table in TABLES]

BACKWARDS = [f"alter policy {table}_insert on {table} with check ({OPERATOR})" for table in TABLES]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="growth", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
