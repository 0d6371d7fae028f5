from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-25T16:59:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "statements are somatic health, written once"

BY_ME = f"(recorded_by = (select grenier_account()) and {in_circle('dossier', 'C1', 'w')})"

FORWARDS = [
    *guarded(
        "health_statement",
        select=in_circle("dossier", "C1", "r") + " or " + serves("figures", "import", "demo"),
        insert=BY_ME,
    ),
    # Two people who amend the same statement: the second one is told.
    "create unique index health_statement_amended_once on health_statement (supersedes)"
    " where supersedes is not null",
]

BACKWARDS = [
    "drop index health_statement_amended_once",
    "drop policy health_statement_select on health_statement",
    "drop policy health_statement_insert on health_statement",
    "revoke all on health_statement from grenier_app",
    "alter table health_statement no force row level security",
    "alter table health_statement disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="health", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
