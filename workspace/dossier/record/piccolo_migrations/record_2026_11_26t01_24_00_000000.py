from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand, guarded, in_circle, serves

ID = "2026-11-26T01:24:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what a birth was said to be is read and written by somatic health alone, and never changed"

SERVED = serves("import", "demo")

FORWARDS = [
    *guarded(
        "birth_statement",
        select=in_circle("dossier", "C1", "r") + f" or {SERVED}",
        insert=in_circle("dossier", "C1", "w") + f" or {SERVED}",
    ),
    "alter table birth_statement add constraint birth_statement_dossier foreign key (dossier) references dossier (id)",
]

BACKWARDS = [
    "alter table birth_statement drop constraint birth_statement_dossier",
    "drop policy if exists birth_statement_select on birth_statement",
    "drop policy if exists birth_statement_insert on birth_statement",
    "revoke all on birth_statement from grenier_app",
    "alter table birth_statement no force row level security",
    "alter table birth_statement disable row level security",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="record", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
