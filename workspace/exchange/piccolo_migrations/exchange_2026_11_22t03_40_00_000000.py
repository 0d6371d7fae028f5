from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, serves

ID = "2026-11-22T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "only an import remembers what was imported"

SERVED = serves("import", "demo")

FORWARDS = [
    *guarded("imported_row", select=SERVED, insert=SERVED, update=SERVED),
    "revoke update on imported_row from grenier_app",
    "grant update (owner, fingerprint, practitioner) on imported_row to grenier_app",
    # Two imports at once: the second waits for the first, then fails here rather than doubling a child.
    "create unique index imported_row_once on imported_row (key_index, kind, owner) nulls not distinct",
]

BACKWARDS = [
    "drop index imported_row_once",
    "drop policy imported_row_select on imported_row",
    "drop policy imported_row_insert on imported_row",
    "drop policy imported_row_update on imported_row",
    "revoke all on imported_row from grenier_app",
    "alter table imported_row no force row level security",
    "alter table imported_row disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="exchange", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
