from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, serves

ID = "2026-11-26T02:07:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "calendars of vaccinations are read by everybody and put in force by the operator"

EVERYBODY = f"({SIGNED_IN}) or " + serves("figures", "import", "demo")

FORWARDS = [*guarded("vaccine_calendar", select=EVERYBODY, insert=serves("import"))]

BACKWARDS = [
    "drop policy vaccine_calendar_select on vaccine_calendar",
    "drop policy vaccine_calendar_insert on vaccine_calendar",
    "revoke all on vaccine_calendar from grenier_app",
    "alter table vaccine_calendar no force row level security",
    "alter table vaccine_calendar disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="health", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
