from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import SIGNED_IN, by_hand, guarded, in_circle, serves

ID = "2026-11-25T16:29:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever writes somatic health measures; references are read by everybody"

BY_ME = f"(recorded_by = (select grenier_account()) and {in_circle('dossier', 'C1', 'w')})"
EVERYBODY = f"({SIGNED_IN}) or " + serves("figures", "import", "demo")

FORWARDS = [
    f"alter policy growth_measurement_insert on growth_measurement with check ({serves('import', 'demo')} or {BY_ME})",
    # Two people who amend the same measure: the second one is told.
    "create unique index growth_measurement_amended_once on growth_measurement (supersedes)"
    " where supersedes is not null",
    *guarded("growth_reference", select=EVERYBODY, insert=serves("import")),
    *guarded("growth_practice", select=EVERYBODY, insert=serves("import")),
]

BACKWARDS = [
    f"alter policy growth_measurement_insert on growth_measurement with check ({serves('import', 'demo')})",
    "drop index growth_measurement_amended_once",
    *(
        statement
        for table in ("growth_reference", "growth_practice")
        for statement in (
            f"drop policy {table}_select on {table}",
            f"drop policy {table}_insert on {table}",
            f"revoke all on {table} from grenier_app",
            f"alter table {table} no force row level security",
            f"alter table {table} disable row level security",
        )
    ),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="growth", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
