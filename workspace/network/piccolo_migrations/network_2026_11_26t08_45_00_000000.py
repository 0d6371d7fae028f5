from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from workspace.row_security import by_hand

ID = "2026-11-26T08:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whoever coordinates corrects who was entered by hand, and makes nobody of them who could hold a place"

BY_HAND = (
    "role = 'other' and account is null and exists (select from account a where a.id = (select grenier_account())"
    " and a.role = 'coordinator' and a.closed_at is null)"
)

FORWARDS = [
    "create policy practitioner_update_by_hand on practitioner for update"
    f" using ({BY_HAND}) with check ({BY_HAND})",
]

BACKWARDS = ["drop policy practitioner_update_by_hand on practitioner"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="network", description=DESCRIPTION)
    return by_hand(manager, FORWARDS, BACKWARDS)
