from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, serves

ID = "2026-11-26T01:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what a programme pays is read by all, put in force by the operator, and never changed"

FORWARDS = [
    *guarded(
        "funding_period",
        select=f"({SIGNED_IN}) or " + serves("figures", "import", "worker", "demo"),
        insert=serves("import", "demo"),
    ),
    # Nobody reads it: what one dossier holds must not lead to another child of the group.
    "alter table session_group enable row level security",
    "alter table session_group force row level security",
    "alter table funding_period add constraint funding_period_days check (valid_from <= valid_to)",
]

BACKWARDS = [
    "alter table session_group no force row level security",
    "alter table session_group disable row level security",
    "alter table funding_period drop constraint funding_period_days",
    "drop policy funding_period_select on funding_period",
    "drop policy funding_period_insert on funding_period",
    "revoke all on funding_period from grenier_app",
    "alter table funding_period no force row level security",
    "alter table funding_period disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="care", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
