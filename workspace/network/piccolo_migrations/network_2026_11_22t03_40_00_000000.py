from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, serves

ID = "2026-11-22T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever is signed in reads the directory; the operator keeps it"

SERVED = serves("import", "demo")
TABLES = ("practitioner", "organization")

FORWARDS = [
    *(
        statement
        for table in TABLES
        for statement in guarded(table, select=SIGNED_IN, insert=SERVED, update=SERVED)
    ),
]

BACKWARDS = [
    *(f"drop policy {table}_{verb} on {table}" for table in TABLES for verb in ("select", "insert", "update")),
    *(f"revoke all on {table} from grenier_app" for table in TABLES),
    *(f"alter table {table} no force row level security" for table in TABLES),
    *(f"alter table {table} disable row level security" for table in TABLES),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="network", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
