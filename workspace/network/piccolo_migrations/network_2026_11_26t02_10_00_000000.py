from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand

ID = "2026-11-26T02:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever coordinates enters somebody of another profession, who has no account"

COORDINATES = (
    "exists (select from account a where a.id = (select grenier_account()) and a.role = 'coordinator'"
    " and a.closed_at is null)"
)

FORWARDS = [
    "create policy practitioner_insert_by_hand on practitioner for insert"
    f" with check (role = 'other' and account is null and {COORDINATES})",
]

BACKWARDS = ["drop policy practitioner_insert_by_hand on practitioner"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="network", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
