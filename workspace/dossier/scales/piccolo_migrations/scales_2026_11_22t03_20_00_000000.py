from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what a scale says is read by its class, and by whoever filled it"

READ = in_circle("dossier", "C2", "r")
OWN = "(author = (select grenier_account()) and " + in_circle("dossier", "C2", "w") + ")"

FORWARDS = [
    *guarded(
        "scale_response",
        select=f"{READ} or {OWN} or " + serves("figures", "import", "demo"),
        insert=serves("import", "demo"),
        update=serves("import", "demo"),
    ),
]

BACKWARDS = [
    "drop policy scale_response_select on scale_response",
    "drop policy scale_response_insert on scale_response",
    "drop policy scale_response_update on scale_response",
    "revoke all on scale_response from grenier_app",
    "alter table scale_response no force row level security",
    "alter table scale_response disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="scales", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
